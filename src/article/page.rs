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
use super::clean;
use super::cue::{Action, Cue};
use super::edge::{closes, is_caption, is_name, is_signed_name, leads_on};
use super::feature::Feature;
use super::headline;
use super::hint::Place;
use super::listed;
use super::row::Verdict;
use super::score;
use crate::model::Role;

/// A second block this strong, in percent of the best one, deserves a look.
const RIVAL: i64 = 50;
/// How many blocks are compared.
const CANDIDATES: usize = 6;
/// How many lines without a cue may stand between the last paragraph and what closes the article.
const TAIL: usize = 6;
/// How many lines with a cue may stand there.
const PASSED: usize = 12;

/// Returns a verdict for every line of a page, and adds what needs a look to `attention`.
pub(super) fn decide(features: &[Feature<'_>], attention: &mut Vec<Attention>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = features.iter().map(|_| Verdict::drop("chrome", "page.outside", 0.8)).collect();
    let mut taken = listed::by_cues(features, &mut verdicts);
    by_structure(features, &mut verdicts, &mut taken);
    listed::by_contents(features, &mut verdicts, &mut taken);
    let scores = score::scores(features, &taken);
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

/// In the block: everything stays that no cue takes out.
fn inside(features: &[Feature<'_>], verdicts: &mut [Verdict], taken: &[bool], range: Range<usize>) {
    let is_tool = |f: &Feature<'_>| f.cue.is_some_and(|c| matches!(&*c.kind, "promo" | "login" | "share"));
    let mut counted = false;
    for i in range {
        let feature = &features[i];
        if taken[i] {
            counted = true;
            continue;
        }
        // Right behind a button, a bare number counts its clicks, or is one of a row of pages.
        if is_number(feature) && counted {
            verdicts[i] = Verdict::drop("share", "page.counter", 0.8);
            continue;
        }
        counted = false;
        // A word between two buttons is one.
        let between = i > 0 && is_tool(&features[i - 1]) && features.get(i + 1).is_some_and(is_tool);
        if between && feature.cue.is_none() && feature.words <= 2 && !feature.ends {
            verdicts[i] = Verdict::drop("share", "page.button", 0.7);
            continue;
        }
        let bare = listed::without_number(feature.text);
        let again = bare.len() < feature.text.len() && features.get(i + 1).is_some_and(|n| n.text == bare);
        verdicts[i] = match feature.cue.and_then(|c| c.role().map(|r| (c, r))) {
            Some((cue, role)) => Verdict::keep(role, cue.id.clone(), 0.9),
            None if again => Verdict::drop("duplicate", "page.repeated", 0.9),
            None if feature.is_linked_title() => Verdict::drop("related", "page.linked", 0.8),
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
