//! Why an article was cut where it was: every place where a sentence could have ended.

use std::borrow::Cow;

use crate::model::{Lang, Segment};
use crate::segment::{Explained, Rules};

/// How many characters of the text are shown on each side.
const SHOWN: usize = 32;

/// A place where a sentence could have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Line on which its segment begins, from 1.
    pub line: u32,
    /// Its paragraph, from 1.
    pub para: u32,
    /// Whether the text is cut there.
    pub cuts: bool,
    /// The rule that decided: `stay.abbreviation`, `srx:Indonesian/12`.
    pub rule: Cow<'static, str>,
    /// The patterns of a rule of a file.
    pub patterns: Option<(String, String)>,
    /// The end of the text before it, with `…` where more stands there.
    pub before: String,
    /// The begin of the text behind it, with `…` where more stands there.
    pub after: String,
}

/// Returns every place in the paragraphs of `segments` where a sentence could have ended, in order. `segments` are those of
/// an article that was read with `rules` and `lang`.
///
/// ```
/// use padan::{article::{Options, explain, read_text}, model::{Form, Lang}};
/// let options = Options::of(Lang::ID);
/// let article = read_text("Kata dr. Budi, harga naik. Stok cukup.", Form::Text, &options);
/// let told = explain(&article.segments, &options.rules, Lang::ID);
/// let rules: Vec<(&str, bool)> = told.iter().map(|e| (&*e.rule, e.cuts)).collect();
/// assert_eq!(rules, [("stay.abbreviation", false), ("cut.terminator", true)]);
/// ```
pub fn explain(segments: &[Segment], rules: &Rules, lang: Lang) -> Vec<Explanation> {
    let mut out = Vec::new();
    for paragraph in segments.chunk_by(|a, b| a.para == b.para) {
        let mut text = String::new();
        let mut starts = Vec::new();
        let mut end: Option<&Segment> = None;
        for segment in paragraph {
            if let Some(before) = end {
                let between = || before.after.chars().chain(segment.before.chars());
                // A line break inside a paragraph is a space.
                if between().any(|c| matches!(c, '\n' | '\r')) {
                    text.push(' ');
                } else {
                    text.extend(between().filter(|c| c.is_whitespace()));
                }
            }
            starts.push(text.len());
            text.push_str(&segment.plain());
            end = Some(segment);
        }
        for found in rules.explain(&text, lang, false) {
            out.push(explanation(&text, &starts, paragraph, found));
        }
    }
    out
}

fn explanation(text: &str, starts: &[usize], paragraph: &[Segment], found: Explained) -> Explanation {
    let at = starts.partition_point(|&start| start < found.at).saturating_sub(1);
    // Inside a pair of marks nothing is cut, whatever the rules say.
    let held = found.cuts && !starts.contains(&found.at);
    let (head, tail) = text.split_at(found.at);
    let more = |cut: bool| if cut { "…" } else { "" };
    let head = head.trim_end();
    let from = head.char_indices().rev().nth(SHOWN - 1).map_or(0, |(i, _)| i);
    let to = tail.char_indices().nth(SHOWN).map_or(tail.len(), |(i, _)| i);
    Explanation {
        line: paragraph[at].line,
        para: paragraph[at].para,
        cuts: found.cuts && !held,
        rule: if held { "stay.markup".into() } else { found.id },
        patterns: found.patterns.filter(|_| !held),
        before: format!("{}{}", more(from > 0), &head[from..]),
        after: format!("{}{}", &tail[..to], more(to < tail.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, read_text};
    use super::*;
    use crate::model::Form;

    #[test]
    fn what_is_told_is_what_was_done() {
        let text = "# Kopi\n\nHarga naik. Kata [dr. Ani. Edi](a.md) benar. \n\n- Satu.Dua tiga. 3.5 ton\nlagi. Ya!\n";
        for (text, form) in [(text, Form::Markdown), (text, Form::Text)] {
            let options = Options::of(Lang::ID);
            let article = read_text(text, form, &options);
            let told = explain(&article.segments, &options.rules, Lang::ID);
            let cuts = told.iter().filter(|e| e.cuts).count();
            let paragraphs = article.segments.last().map_or(0, |s| s.para as usize);
            assert_eq!(cuts, article.segments.len() - paragraphs, "{told:#?} {:#?}", article.segments);
            assert_eq!(told.iter().any(|e| e.rule == "stay.markup"), form == Form::Markdown);
        }
    }

    #[test]
    fn excerpts_are_short_and_say_where_more_stands() {
        let long = "kopi ".repeat(30);
        let article = read_text(&format!("{long}habis. Teh {long}ada."), Form::Text, &Options::of(Lang::ID));
        let told = explain(&article.segments, &Rules::BuiltIn, Lang::ID);
        assert_eq!(told.len(), 1);
        assert!(told[0].before.starts_with('…') && told[0].before.ends_with("habis.") && told[0].before.chars().count() == 33);
        assert!(told[0].after.starts_with("Teh kopi") && told[0].after.ends_with('…') && told[0].after.chars().count() == 33);
    }
}
