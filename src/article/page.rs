//! Finding the article among the clutter of a page.
//!
//! In steps: cues decide about whole lines; the best block of running text is taken; it is cut at the first sign of other
//! articles; the headline is looked for above it; what lies between is kept when it is a byline, a date, a caption or a
//! lead; what lies below, when it closes the article.
//!
//! **Invariant:** the length of a line alone never leaves it out.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::attention::Attention;
use super::clean::{self, TITLES};
use super::cue::{Action, Cue, Cues};
use super::feature::Feature;
use super::headline;
use super::hint::Place;
use super::row::Verdict;
use crate::model::Role;

/// A second block this strong, in percent of the best one, deserves a look.
const RIVAL: i64 = 50;
/// How many blocks are compared.
const CANDIDATES: usize = 6;
/// How many words of a paragraph count for its block.
const WORDS: i64 = 60;
/// How many lines without a cue may stand between the last paragraph and what closes the article.
const TAIL: usize = 6;
/// How many lines with a cue may stand there.
const PASSED: usize = 12;
/// A table of contents has at most this many lines.
const CONTENTS: usize = 30;
/// How many lines a colon may announce.
const ANNOUNCED: usize = 15;
/// What is left out of the score when an article is signed.
const SIGNED: i64 = -12;

/// Returns a verdict for every line of a page, and adds what needs a look to `attention`.
pub(super) fn decide(features: &[Feature<'_>], attention: &mut Vec<Attention>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = features.iter().map(|_| Verdict::drop("chrome", "page.outside", 0.8)).collect();
    let mut taken = by_cues(features, &mut verdicts);
    by_structure(features, &mut verdicts, &mut taken);
    let scores = scores(features, &taken);
    let Some((block, title)) = choose(features, &taken, &scores, attention) else {
        return without_block(features, verdicts);
    };
    let start = title.unwrap_or(block.start);
    if let Some(at) = title {
        verdicts[at] = Verdict::keep(Role::Headline, "headline.overlap", 0.9);
        taken[at] = true;
    }
    above(features, &mut verdicts, &taken, start..block.start, title);
    inside(features, &mut verdicts, &taken, block.clone());
    below(features, &mut verdicts, &taken, block.end);
    clean::mark_names(&features[start..], &mut verdicts[start..]);
    drop_repeated(features, &mut verdicts);
    name_headings(features, &mut verdicts);
    verdicts
}

/// Cues that leave lines out, with the titles of lists; returns which lines are decided.
fn by_cues(features: &[Feature<'_>], verdicts: &mut [Verdict]) -> Vec<bool> {
    let mut taken = vec![false; features.len()];
    for (i, feature) in features.iter().enumerate() {
        let Some(cue) = feature.cue else { continue };
        if cue.role().is_some() {
            continue;
        }
        verdicts[i] = Verdict::drop(cue.kind.clone(), cue.id.clone(), 0.97);
        taken[i] = true;
        if matches!(cue.action, Action::List | Action::ListEnd) {
            let mut shortest = usize::MAX;
            for (j, title) in features.iter().enumerate().skip(i + 1).take(TITLES) {
                if taken[j] || !is_listed(title) || goes_on(features, j, shortest) {
                    break;
                }
                shortest = shortest.min(title.words);
                verdicts[j] = Verdict::drop("related", "page.list-title", 0.85);
                taken[j] = true;
            }
        } else if cue.kind == "contents" {
            for j in i + 1..features.len().min(i + 1 + CONTENTS) {
                if features[j].cue.is_some() || !is_named_later(features, j) {
                    break;
                }
                verdicts[j] = Verdict::drop("contents", "page.contents", 0.9);
                taken[j] = true;
            }
        }
    }
    taken
}

/// What the page itself says is no article: menus and side columns, and titles that lead elsewhere, each with a text.
fn by_structure(features: &[Feature<'_>], verdicts: &mut [Verdict], taken: &mut [bool]) {
    for (i, feature) in features.iter().enumerate() {
        if !taken[i] && feature.hint.place == Place::Chrome && feature.cue.is_none() && !feature.hint.title {
            verdicts[i] = Verdict::drop("chrome", "page.place", 0.9);
            taken[i] = true;
        }
    }
    let outside = |f: &Feature<'_>| !matches!(f.hint.place, Place::Article | Place::Body);
    let is_card = |at: usize| {
        features.get(at..at + 2).is_some_and(|pair| {
            pair.iter().all(|f| outside(f) && f.cue.is_none() && !f.dateline)
                && pair[0].is_linked_title()
                && pair[1].words >= 6
                && !pair[1].hint.is_link()
        })
    };
    let mut i = 0;
    while i < features.len() {
        let mut end = i;
        while is_card(end) {
            end += 2;
        }
        if end >= i + 4 {
            for j in i..end {
                verdicts[j] = Verdict::drop("related", "page.card", 0.85);
                taken[j] = true;
            }
        }
        i = end.max(i + 1);
    }
}

/// Whether the article goes on at `at`, behind titles of which the shortest has `shortest` words: with a caption or a heading
/// over its text. A heading has fewer words than a title.
fn goes_on(features: &[Feature<'_>], at: usize, shortest: usize) -> bool {
    let over = |at: usize| features.get(at + 1).is_some_and(Feature::is_paragraph);
    let heading = |at: usize| features.get(at).is_some_and(|f| f.cue.is_none() && f.words <= 6 && f.words * 4 <= shortest * 3);
    if shortest == usize::MAX {
        return false;
    }
    match features[at].cue.and_then(Cue::role) {
        Some(Role::Caption) => over(at) || heading(at + 1) && over(at + 1),
        _ => heading(at) && over(at),
    }
}

/// Whether a line stands again further below, with or without its number.
fn is_named_later(features: &[Feature<'_>], at: usize) -> bool {
    let bare = without_number(features[at].text);
    features[at + 1..].iter().any(|f| without_number(f.text) == bare)
}

/// A line without the number of an item.
fn without_number(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == line.len() { line } else { rest.strip_prefix(['.', ')']).map_or(line, str::trim_start) }
}

/// Whether a line can be the title of another article in a list.
fn is_listed(feature: &Feature<'_>) -> bool {
    let other = feature.cue.is_none_or(|c| c.role().is_some_and(|r| matches!(r, Role::Caption | Role::Date)));
    other && (2..=22).contains(&feature.words) && !feature.dateline && !feature.text.ends_with(['.', ':', ',', ';'])
}

/// What each line adds to a block.
fn scores(features: &[Feature<'_>], taken: &[bool]) -> Vec<i64> {
    // The further a row of titles goes on, the less it is part of an article.
    let mut titles = 0;
    let mut paragraphs = 0;
    // How many lines of a list that a colon announced may still come.
    let mut announced: usize = 0;
    let mut listed = false;
    let mut out = Vec::with_capacity(features.len());
    for (i, (feature, taken)) in features.iter().zip(taken).enumerate() {
        if let Some(cue) = feature.cue {
            if cue.role().is_none() {
                announced = 0;
            }
            listed |= cue.action == Action::ListEnd;
            out.push(of_cue(cue, paragraphs));
            continue;
        }
        let paragraph = feature.is_paragraph();
        let colon = feature.text.ends_with(':') && titles <= 2 && !feature.text.starts_with(|c: char| c.is_ascii_digit());
        announced = if paragraph { 0 } else { announced.saturating_sub(1) };
        let score = if *taken {
            -1
        } else if feature.hint.names_page() {
            0
        } else if is_dated_teaser(feature) {
            -25
        } else if listed && paragraph && is_teaser(features, i) {
            -3
        } else if paragraph && !feature.is_linked_title() {
            titles = 0;
            paragraphs += 1;
            listed &= !i.checked_sub(1).is_some_and(|before| features[before].is_paragraph());
            (feature.words as i64).min(WORDS)
        } else if feature.is_linked_title() {
            titles += 1;
            -(3 * titles).min(24)
        } else if feature.is_item() || feature.hint.cell || feature.hint.level > 1 {
            -1
        } else if feature.ends && feature.words >= 4 && (!feature.text.ends_with(':') || colon) {
            if feature.small > 0 && is_statement(feature) { 6 } else { 3 }
        } else if colon || announced > 0 || is_amount(feature.text) || feature.text.starts_with(char::is_lowercase) {
            -1
        } else {
            titles += 1;
            -(3 * titles).min(24)
        };
        if colon {
            announced = ANNOUNCED;
        }
        out.push(score);
    }
    out
}

/// What a line with a cue adds, behind so many paragraphs.
fn of_cue(cue: &Cue, paragraphs: usize) -> i64 {
    match cue.action {
        Action::Keep(Role::Body) => 5,
        // What follows a signature needs some weight to be the same article.
        Action::Keep(Role::Credit) if paragraphs >= 2 => SIGNED,
        Action::Keep(_) => 0,
        // The furniture of a page stands around articles, not in them.
        Action::Drop if cue.kind == "menu" => -4,
        Action::Drop => -1,
        Action::List => -2,
        Action::ListEnd => -12,
        Action::Card => -25,
        Action::End => -60,
    }
}

/// Whether a paragraph tells what the article of the title above it is about: it stands alone under a whole title.
fn is_teaser(features: &[Feature<'_>], at: usize) -> bool {
    let alone = features.get(at + 1).is_none_or(|f| !f.is_paragraph());
    alone
        && at.checked_sub(1).is_some_and(|before| {
            let title = &features[before];
            title.cue.is_none() && !title.ends && (5..=22).contains(&title.words) && title.is_capitalised()
        })
}

/// Whether a line counts or prices something: "3 lembar daun salam", "Minuman: Rp 640 miliar".
fn is_amount(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let counted = words.next().is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
        && words.next().is_some_and(|w| w.chars().all(char::is_lowercase));
    let priced = line
        .split_once(": ")
        .is_some_and(|(_, amount)| amount.trim_start_matches("Rp").trim_start().starts_with(|c: char| c.is_ascii_digit()));
    counted || priced
}

/// Whether a line ends with the full stop of a sentence, quoted or not.
fn is_statement(feature: &Feature<'_>) -> bool {
    feature.text.trim_end_matches(['"', '”', ')']).ends_with('.')
}

/// A weekday, a date and a time at the start of a longer line: how lists of articles show their entries.
fn is_dated_teaser(feature: &Feature<'_>) -> bool {
    feature.words > 12 && {
        let head: String = feature.text.split_whitespace().take(5).collect::<Vec<_>>().join(" ");
        Cues::default().find(&head).is_some_and(|c| c.role() == Some(Role::Date))
    }
}

/// Returns the block that is the article, with its headline; notes a rival.
fn choose(
    features: &[Feature<'_>],
    taken: &[bool],
    scores: &[i64],
    attention: &mut Vec<Attention>,
) -> Option<(Range<usize>, Option<usize>)> {
    let mut found: Vec<(i64, Range<usize>, Option<usize>)> = Vec::new();
    let mut open = vec![(0, features.len())];
    while let Some((from, to)) = open.pop() {
        let Some((block, sum)) = best_block(scores, from..to) else { continue };
        let strongest = found.first().map_or(sum, |f| f.0);
        if found.len() >= CANDIDATES || sum * 4 < strongest {
            continue;
        }
        open.push((from, block.start));
        open.push((block.end, to));
        let title = headline::find(features, taken, &block);
        let dateline = features[block.clone()].iter().filter(|f| f.is_paragraph()).take(2).any(|f| f.dateline);
        let named = title.as_ref().is_some_and(|t| t.by_meta && t.overlap >= 0.4);
        // A dateline and a headline with a date or an author are worth half the text each.
        let weight = sum + if dateline { sum / 2 } else { 0 } + if named { sum / 2 } else { 0 };
        // Titles and texts in turn are a list of something.
        let paragraphs = features[block.clone()].iter().filter(|f| f.is_paragraph()).count() as i64;
        let titles = block.clone().filter(|&i| scores[i] <= -3 && features[i].cue.is_none()).count() as i64;
        let weight = weight * paragraphs / (paragraphs + titles).max(1);
        found.push((weight, block, title.map(|t| t.at)));
    }
    found.sort_by_key(|f| std::cmp::Reverse(f.0));
    let mut found = found.into_iter();
    let (weight, block, title) = found.next()?;
    if let Some(rival) = found.next().filter(|r| r.0 * 100 >= weight * RIVAL) {
        attention.push(Attention::SecondBlock(features[rival.1.start].number));
    }
    Some((block, title))
}

/// The stretch of lines with the highest sum, from a paragraph to a paragraph, and the sum; `None` without a paragraph.
fn best_block(scores: &[i64], range: Range<usize>) -> Option<(Range<usize>, i64)> {
    let mut best: Option<(Range<usize>, i64)> = None;
    let (mut sum, mut start) = (0, range.start);
    for i in range {
        if sum <= 0 {
            sum = 0;
            start = i;
        }
        sum += scores[i];
        if scores[i] > 5 && best.as_ref().is_none_or(|b| sum > b.1) {
            best = Some((start..i + 1, sum));
        }
    }
    best
}

/// A page without running text: only the cues say anything.
fn without_block(features: &[Feature<'_>], mut verdicts: Vec<Verdict>) -> Vec<Verdict> {
    for (feature, verdict) in features.iter().zip(&mut verdicts) {
        if let Some(role) = feature.cue.and_then(Cue::role) {
            *verdict = Verdict::keep(role, "page.no-block", 0.5);
        }
    }
    verdicts
}

/// Between headline and text: bylines, dates, captions, a lead.
fn above(features: &[Feature<'_>], verdicts: &mut [Verdict], taken: &[bool], range: Range<usize>, title: Option<usize>) {
    let Some(title) = title else { return };
    // A date or byline may also stand right above the headline.
    for i in title.saturating_sub(2)..title {
        if let Some(role @ (Role::Date | Role::Byline)) = features[i].cue.and_then(Cue::role) {
            verdicts[i] = Verdict::keep(role, features[i].cue.map_or(Cow::Borrowed(""), |c| c.id.clone()), 0.8);
        }
    }
    let mut seen_meta = false;
    for i in range {
        let feature = &features[i];
        if i == title || taken[i] {
            continue;
        }
        verdicts[i] = match feature.cue {
            Some(cue) => match cue.role() {
                Some(role) => {
                    seen_meta |= matches!(role, Role::Byline | Role::Date);
                    Verdict::keep(role, cue.id.clone(), 0.9)
                }
                None => continue,
            },
            None if feature.hint.caption && feature.words <= 100 => Verdict::keep(Role::Caption, "caption.page", 0.9),
            None if feature.hint.author && feature.words <= 12 && i <= title + 6 => {
                seen_meta = true;
                Verdict::keep(Role::Byline, "byline.page", 0.8)
            }
            None if feature.is_linked_title() => continue,
            None if is_name(features, i) && !seen_meta && i <= title + 2 || is_signed_name(feature.text) && i <= title + 4 => {
                seen_meta = true;
                Verdict::keep(Role::Byline, "byline.near-headline", 0.7)
            }
            None if feature.words >= 6 && feature.ends => Verdict::keep(Role::Body, "page.lead", 0.7),
            None if is_caption(features, i) => Verdict::keep(Role::Caption, "page.caption", 0.6),
            None => continue,
        };
    }
}

/// Two to four capitalised words and nothing else, or one with a date below.
fn is_name(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    let dated = features.get(at + 1).and_then(|f| f.cue).is_some_and(|c| c.role() == Some(Role::Date));
    (if dated { 1 } else { 2 }..=4).contains(&feature.words)
        && feature.text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-'))
        && feature.text.split_whitespace().all(|w| w.starts_with(char::is_uppercase))
}

/// A name of two to four words, and behind a sign the outlet or the office: "Dimas Anggoro - Kabar Nusa".
fn is_signed_name(line: &str) -> bool {
    let Some(at) = [" - ", " – ", " | ", " (", ", ", "/"].into_iter().filter_map(|sign| line.find(sign)).min() else {
        return false;
    };
    let (name, office) = line.split_at(at);
    let words = name.split_whitespace().count();
    let named = |w: &str| {
        w.starts_with(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '-'))
            && w.chars().any(char::is_lowercase)
    };
    let office = office.trim_matches(|c: char| !c.is_alphanumeric());
    (2..=4).contains(&words)
        && name.split_whitespace().all(|w| named(w) || w.len() == 2 && w.ends_with('.'))
        && (1..=4).contains(&office.split_whitespace().count())
        && office.starts_with(char::is_uppercase)
        && !office.ends_with(['.', '?', '!'])
}

/// A line of some length between headline and text that stands twice, or directly before the text, is a caption.
fn is_caption(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    feature.words >= 6 && (feature.small >= 1 || features.get(at + 1).is_some_and(|n| n.text == feature.text))
}

/// In the block: everything stays that no cue takes out.
fn inside(features: &[Feature<'_>], verdicts: &mut [Verdict], taken: &[bool], range: Range<usize>) {
    for i in range {
        if taken[i] {
            continue;
        }
        // Right behind a button, a bare number counts its clicks.
        if is_number(&features[i]) && i > 0 && taken[i - 1] {
            verdicts[i] = Verdict::drop("share", "page.counter", 0.8);
            continue;
        }
        let bare = without_number(features[i].text);
        let again = bare.len() < features[i].text.len() && features.get(i + 1).is_some_and(|n| n.text == bare);
        verdicts[i] = match features[i].cue.and_then(|c| c.role().map(|r| (c, r))) {
            Some((cue, role)) => Verdict::keep(role, cue.id.clone(), 0.9),
            None if again => Verdict::drop("duplicate", "page.repeated", 0.9),
            None if features[i].is_linked_title() => Verdict::drop("related", "page.linked", 0.8),
            None => Verdict::keep(clean::role(features, i), "page.block", 0.95),
        };
    }
}

/// Behind the block: what closes the article, up to the first sign of something else.
fn below(features: &[Feature<'_>], verdicts: &mut [Verdict], taken: &[bool], from: usize) {
    // Lines that are the article's if its author or source is named behind them.
    let mut open: Vec<usize> = Vec::new();
    let mut whole = true;
    let mut passed = 0;
    let mut signed = false;
    let in_body = |f: &Feature<'_>| f.hint.place == Place::Body && !f.is_linked_title() && f.words >= 3;
    let body = from > 0 && in_body(&features[from - 1]);
    for i in from..features.len() {
        let feature = &features[i];
        if let Some(cue) = feature.cue {
            match cue.action {
                Action::Keep(role) if role != Role::Date && !taken[i] && open.len() < TAIL && !feature.is_linked_title() => {
                    verdicts[i] = Verdict::keep(role, cue.id.clone(), 0.85);
                    if whole && matches!(role, Role::Byline | Role::Credit) {
                        for &j in &open {
                            verdicts[j] = Verdict::keep(clean::role(features, j), "page.tail", 0.6);
                        }
                    }
                    open.clear();
                    signed |= matches!(role, Role::Byline | Role::Credit);
                }
                Action::ListEnd if cue.kind == "tag" => passed += 1,
                Action::Drop | Action::List | Action::Keep(_) => {
                    whole &= open.is_empty();
                    passed += 1;
                }
                _ => return,
            }
        } else if taken[i] || is_number(feature) {
            whole &= open.is_empty();
        } else if open.is_empty()
            && !signed
            && (closes(features, i) || passed == 0 && whole && leads_on(features, i) || body && in_body(feature))
        {
            verdicts[i] = Verdict::keep(clean::role(features, i), "page.tail", 0.6);
        } else {
            open.push(i);
        }
        if open.len() > TAIL || passed > PASSED {
            return;
        }
    }
}

/// Whether a line behind the block still belongs to it: a list, its heading, a last sentence.
fn closes(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    let items = features[at + 1..].iter().take(3).filter(|f| f.cue.is_none() && f.is_item()).count();
    let sentence = feature.text.trim_end_matches(['"', '”', ')']).ends_with(['.', ':']) && feature.words >= 3;
    feature.cue.is_none() && !feature.is_linked_title() && (feature.is_item() || items >= 2 || sentence)
}

/// Whether a line right behind the block introduces what closes it: a heading over a last sentence, the sender over the ways
/// to reach him.
fn leads_on(features: &[Feature<'_>], at: usize) -> bool {
    let plain = |f: &&Feature<'_>| f.cue.is_none() && !f.is_linked_title();
    let next = features.get(at + 1).filter(plain);
    let feature = &features[at];
    let announces = feature.text.ends_with(':');
    let heading = (1..=6).contains(&feature.words);
    let sentence = next.is_some_and(|n| n.words >= 6 && (n.small > 0 || announces) && is_statement(n));
    let sender = features[at..].iter().take(4).take_while(plain).any(|f| is_contact(f.text));
    plain(&feature) && (heading && sentence || sender)
}

/// Whether a line says how to reach somebody: "Telp: (021) 555 0147", "Surel: humas@contoh.id".
fn is_contact(line: &str) -> bool {
    let label = line.split([':', ' ', '/', '.']).next().unwrap_or_default().to_lowercase();
    let named = matches!(
        &*label,
        "telp"
            | "telepon"
            | "tel"
            | "hp"
            | "wa"
            | "faks"
            | "fax"
            | "email"
            | "e-mail"
            | "surel"
            | "kontak"
            | "contact"
            | "narahubung"
    );
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    named && line.contains([':', '.']) && (digits >= 6 || line.contains('@'))
}

/// Whether a line is a bare number: a counter of shares or comments, the number of a page.
fn is_number(feature: &Feature<'_>) -> bool {
    feature.text.len() <= 6 && feature.text.bytes().all(|b| b.is_ascii_digit())
}

/// What is said twice stays where it stands first.
fn drop_repeated(features: &[Feature<'_>], verdicts: &mut [Verdict]) {
    let mut seen: HashSet<&str> = HashSet::new();
    for (feature, verdict) in features.iter().zip(verdicts) {
        if verdict.role.is_some_and(|r| r != Role::List) && feature.words >= 2 && !seen.insert(feature.text) {
            *verdict = Verdict::drop("duplicate", "page.repeated", 0.95);
        }
    }
}

/// Short lines between kept paragraphs: a heading only when text follows it.
fn name_headings(features: &[Feature<'_>], verdicts: &mut [Verdict]) {
    let mut later = false;
    for i in (0..features.len()).rev() {
        match verdicts[i].role {
            Some(Role::Heading) if !later => verdicts[i].role = Some(Role::Body),
            Some(Role::Body | Role::List) => later = true,
            _ => {}
        }
    }
}
