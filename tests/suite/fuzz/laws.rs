//! What holds for every input of a reader.

use std::sync::LazyLock;

use padan::article::{self, Article, Cues, Input, Mode, Options};
use padan::exchange::{Asked, Item, ReadOptions, draft, srx, tmx};
use padan::model::{Draft, Form, Lang};
use padan::project::reconcile::reconcile;
use padan::project::settings::{Settings, SettingsError};
use padan::segment::{self, Rules};
use padan::text::{key, table};

use super::inputs;
use crate::histories::Dice;

fn check(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// What is read as text.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The input, put together from segments and left-out lines.
fn spelled(article: &Article) -> String {
    let mut parts: Vec<(u32, usize, String)> = Vec::new();
    for (i, segment) in article.segments.iter().enumerate() {
        let mut part = segment.before.clone();
        let mut joined = segment.joined.iter().peekable();
        for (at, c) in segment.text.chars().enumerate() {
            match joined.next_if(|j| j.0 as usize == at) {
                Some((_, stood)) => part.push_str(stood),
                None => part.push(c),
            }
        }
        part.push_str(&segment.after);
        parts.push((segment.line, i, part));
    }
    parts.extend(article.lines.iter().filter(|l| !l.keep).map(|l| (l.line, 0, l.raw.clone())));
    parts.sort_by_key(|p| (p.0, p.1));
    parts.into_iter().map(|p| p.2).collect()
}

pub(super) fn article(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    for name in ["a.txt", "a.md", "a.html", "a.docx", "a"] {
        let Ok(input) = article::open(bytes, name) else { continue };
        check(!input.text.trim().is_empty(), || format!("{name}: an empty input"))?;
        let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if matches!(input.form, Form::Text | Form::Markdown) && input.encoding == "UTF-8" && std::str::from_utf8(plain).is_ok() {
            check(input.text.as_bytes() == plain, || format!("{name}: the text is not the file"))?;
        }
        check(input.hints.is_sorted_by(|a, b| a.line < b.line), || format!("{name}: hints out of order"))?;
        for mode in [Mode::Auto, Mode::Page, Mode::Article, Mode::Raw] {
            let lang = if dice.chance(50) { Lang::ID } else { Lang::EN };
            let mut options = Options { mode, wrap: dice.chance(30), keep_all: dice.chance(10), ..Options::of(lang) };
            if dice.chance(40) {
                options.keep = (0..3).map(|_| dice.below(40) as u32).collect();
                options.drop = (0..3).map(|_| dice.below(40) as u32).collect();
            }
            of_article(&input, &options).map_err(|e| format!("{name}, {mode:?}, wrap {}: {e}", options.wrap))?;
        }
    }
    Ok(())
}

fn of_article(input: &Input, options: &Options) -> Result<(), String> {
    let article = article::read(input, options);
    check(article.mode != Mode::Auto, || "the mode is not found out".into())?;
    check(spelled(&article) == input.text, || format!("spelled {:?}", spelled(&article)))?;
    let raw: String = article.lines.iter().map(|l| &*l.raw).collect();
    check(raw == input.text, || format!("the lines spell {raw:?}"))?;
    check(article.lines.is_sorted_by(|a, b| a.line < b.line), || "lines out of order".into())?;
    for line in &article.lines {
        check(line.raw.contains(&*line.text) && line.text.trim() == line.text, || format!("line {line:?}"))?;
        check(!line.kind.is_empty() && !line.reason.is_empty(), || format!("no reason: {line:?}"))?;
        check((0.0..=1.0).contains(&line.confidence), || format!("confidence {}", line.confidence))?;
    }
    let mut para = 0;
    for (i, s) in article.segments.iter().enumerate() {
        check(s.n as usize == i + 1 && s.para >= para && s.para <= para + 1, || format!("number of {s:?}"))?;
        para = s.para;
        check(!s.text.is_empty() && s.text.trim() == s.text, || format!("text of {s:?}"))?;
        check(article.lines.iter().any(|l| l.line == s.line && l.keep), || format!("the line of {s:?} was left out"))?;
        if input.form == Form::Markdown {
            let untagged = article::inline::untag(s.shown(), &s.tags);
            check(untagged == (s.text.clone(), Vec::new()), || format!("{untagged:?} of {s:?}"))?;
        }
    }
    check(article.attention.is_sorted(), || "attention out of order".into())?;
    let json = serde_json::to_string(&article.segments).map_err(|e| e.to_string())?;
    let again: Vec<padan::model::Segment> = serde_json::from_str(&json).map_err(|e| e.to_string())?;
    check(again == article.segments, || "JSON loses something".into())?;
    let targets: Vec<&str> = article.segments.iter().map(padan::model::Segment::shown).collect();
    let _ = article::render(&article.segments, &targets, &article.lines, input.form, article.mode);
    Ok(())
}

/// A document is read or refused; what is read can be written again.
pub(super) fn document(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    let Ok(input) = article::open(bytes, "a.docx") else { return Ok(()) };
    let mode = if dice.chance(50) { Mode::Raw } else { Mode::Auto };
    let options = Options { mode, ..Options::of(Lang::ID) };
    of_article(&input, &options)?;
    if input.form.is_document() {
        let article = article::read(&input, &options);
        let sources: Vec<&str> = article.segments.iter().map(padan::model::Segment::shown).collect();
        let _ = article::rebuild(bytes, input.form, (&article.segments, &sources), &article.lines, "en-GB");
    }
    Ok(())
}

/// Rules are read or refused; with any that are read, the segments spell the text.
pub(super) fn rules(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    let Ok(srx) = srx::read(bytes) else { return Ok(()) };
    let rules = Rules::own(srx);
    let text = "Kata dr. Budi, harga naik. Stok cukup! \"Ya?\" tanya Ani.\n1. Nasi  2. Téh\u{a0}manis. 😀 Selesai";
    let lang = if dice.chance(50) { Lang::ID } else { Lang::EN };
    let ranges = rules.split(text, lang, dice.chance(50));
    let joined: String = ranges.iter().map(|r| &text[r.clone()]).collect();
    check(joined == text && ranges.iter().all(|r| !r.is_empty()), || format!("{ranges:?}"))?;
    let _ = (rules.explain(text, lang, false), rules.warnings(lang), rules.fingerprint(lang));
    Ok(())
}

pub(super) fn segment(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    let text = lossy(bytes);
    let lang = if dice.chance(50) { Lang::ID } else { Lang::EN };
    for wrap in [false, true] {
        let ranges = segment::split(&text, lang, wrap);
        let joined: String = ranges.iter().map(|r| &text[r.clone()]).collect();
        check(joined == text && ranges.iter().all(|r| !r.is_empty()), || format!("wrap {wrap}: {ranges:?}"))?;
        check(ranges.windows(2).all(|w| w[0].end == w[1].start), || format!("wrap {wrap}: {ranges:?}"))?;
        let explained = segment::explain(&text, lang, wrap);
        check(explained.is_sorted_by_key(|d| d.at), || format!("wrap {wrap}: out of order: {explained:?}"))?;
        check(explained.iter().all(|d| text.is_char_boundary(d.at)), || "inside a character".into())?;
        for range in ranges.iter().skip(1) {
            let why = explained.iter().any(|d| d.at == range.start && d.rule.cuts());
            check(why, || format!("wrap {wrap}: nothing explains {range:?}"))?;
        }
    }
    let mut end = 0;
    for line in segment::lines(&text) {
        check(line.start == end && line.start <= line.end && line.end <= line.next, || format!("{line:?}"))?;
        end = line.next;
    }
    check(end == text.len(), || "lines end early".into())?;
    let once = key(&text);
    check(key(&once) == once, || format!("the key of {once:?} is another"))
}

pub(super) fn tmx(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    let asked = Asked::parse(["id,en", "*", "en,*", "id,en-GB"][dice.below(4)]).map_err(|e| e.to_string())?;
    let options = ReadOptions { asked, unconfirmed: dice.chance(50), ..ReadOptions::default() };
    let Ok(reader) = tmx::open(bytes, options) else { return Ok(()) };
    let lines = 1 + bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64;
    let mut items = 0;
    for item in reader {
        items += 1;
        check(items <= bytes.len() * 8 + 8, || "it never ends".into())?;
        match item {
            Err(failure) => {
                let line = failure.line;
                check(line.is_none_or(|l| l <= lines), || format!("line {line:?} of {lines}"))?;
                break;
            }
            Ok(Item::Pair(unit)) => {
                check(!unit.a_text.trim().is_empty() && !unit.b_text.trim().is_empty(), || format!("{unit:?}"))?;
                check(unit.line <= lines, || format!("line {} of {lines}", unit.line))?;
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

static DRAFT: LazyLock<Draft> = LazyLock::new(|| inputs::draft_of_sample().0);

pub(super) fn draft(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    for name in ["a.docx", "a.tsv", "a.txt", "a.json", "a"] {
        let Ok(back) = draft::read(bytes, name) else { continue };
        for row in &back.rows {
            check(row.target.trim() == row.target || !row.target.trim().is_empty(), || format!("{name}: {row:?}"))?;
        }
        let (segments, reports) = reconcile(&DRAFT, &back.rows, "a", dice.chance(50));
        // What came back changes segments of the draft and adds none.
        check(segments.len() <= DRAFT.segments.len(), || format!("{name}: {} segments", segments.len()))?;
        check(reports.len() >= segments.len(), || format!("{name}: {} reports", reports.len()))?;
    }
    Ok(())
}

pub(super) fn settings(bytes: &[u8], _: &mut Dice) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    std::fs::write(folder.path().join("padan.toml"), bytes).map_err(|e| e.to_string())?;
    match Settings::find(folder.path(), |_| None) {
        Err(SettingsError::Malformed { line, .. }) => {
            let lines = bytes.split(|b| *b == b'\n').count();
            check((1..=lines).contains(&line), || format!("line {line} of {lines}"))
        }
        _ => Ok(()),
    }
}

pub(super) fn tables(bytes: &[u8], dice: &mut Dice) -> Result<(), String> {
    let text = lossy(bytes);
    let lines = text.lines().count().max(1);
    match table::entries("a.tsv", &text, 1 + dice.below(5)) {
        Ok(entries) => {
            check(entries.is_sorted_by(|a, b| a.line < b.line), || "entries out of order".into())?;
            check(entries.iter().all(|e| (1..=lines).contains(&e.line)), || "no such line".into())?;
        }
        Err(error) => check((1..=lines).contains(&error.line), || error.to_string())?,
    }
    match Cues::read(&text) {
        Ok(cues) => {
            for line in text.lines().take(50).chain(["Iklan", ""]) {
                let _ = cues.find(line);
            }
            Ok(())
        }
        Err(error) => check((1..=lines).contains(&error.line), || error.to_string()),
    }
}
