//! From a file's bytes to the article in it: which lines belong to it, what role each plays, and its segments.
//!
//! One line pipeline serves every input: the file becomes lines with hints ([`open`]), every non-blank line gets a decision
//! ([`read`]; `page`, `clean`, or `markdown` for the structure), what is kept is cut into segments ([`crate::segment`]), and
//! the translation is written back in the form of the input ([`render`]; [`rebuild`] for documents).
//!
//! Leaves to others: files, messages, matching.
//!
//! **Invariant:** nothing is lost. The segments (`before`, `text` with its joined breaks, `after`) and the left-out lines
//! (`raw`) in the order of the input spell [`Input::text`] byte for byte; so do the `raw` of all lines. For text and
//! Markdown that is the file, but for a byte order mark.

mod assemble;
mod atoms;
mod attention;
mod block;
mod clean;
mod cue;
mod decode;
mod edge;
mod escape;
mod explain;
mod feature;
mod fragment;
mod headline;
mod hint;
mod html;
pub mod inline;
mod input;
mod listed;
mod markdown;
mod mode;
mod office;
mod page;
mod render;
mod row;
mod score;

use crate::model::{Form, Lang, LineDecision, Segment};
use crate::segment::Rules;

pub use attention::Attention;
pub use cue::{Action, Cue, CueError, CueProblem, Cues, Matching};
pub use decode::{ArticleError, LIMIT};
pub use explain::{Explanation, explain};
pub use hint::{Hint, Place};
pub use input::{Input, form_of, is_named_so, open};
pub use mode::Mode;
pub use office::{Document, RebuildError, rebuild};
pub use render::render;

/// How an article is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How the article is looked for.
    pub mode: Mode,
    /// Numbers of lines to keep, whatever is decided about them.
    pub keep: Vec<u32>,
    /// Numbers of lines to leave out, whatever is decided about them; stronger than `keep`.
    pub drop: Vec<u32>,
    /// Keep every line.
    pub keep_all: bool,
    /// The text is hard-wrapped: a line break is white space, a blank line ends a paragraph.
    pub wrap: bool,
    /// Language of the text.
    pub lang: Lang,
    /// The cues that hold.
    pub cues: Cues,
    /// The rules that cut.
    pub rules: Rules,
}

impl Options {
    /// The usual way for a text in `lang`: the mode is found out, nothing is forced.
    pub fn of(lang: Lang) -> Options {
        Options {
            mode: Mode::Auto,
            keep: Vec::new(),
            drop: Vec::new(),
            keep_all: false,
            wrap: false,
            lang,
            cues: Cues::default(),
            rules: Rules::BuiltIn,
        }
    }
}

/// An article as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// How it was looked for, never [`Mode::Auto`].
    pub mode: Mode,
    /// A decision for every non-blank line, in order.
    pub lines: Vec<LineDecision>,
    /// The segments of the kept lines, in order.
    pub segments: Vec<Segment>,
    /// What a person should look at.
    pub attention: Vec<Attention>,
}

/// Returns the article in `input`: a decision for every non-blank line, and the segments of the kept ones.
///
/// A text of white space only has neither lines nor segments. Numbers in `options` that name no non-blank line come back
/// as [`Attention::NoSuchLine`].
///
/// ```
/// use padan::{article::{Options, open, read}, model::Lang};
/// let page = b"<html><h1>Harga Beras Naik</h1><p>Harga naik.\nStok cukup.</p></html>";
/// let article = read(&open(page, "beras.html").expect("a page"), &Options::of(Lang::ID));
/// let texts: Vec<&str> = article.segments.iter().map(|s| &*s.text).collect();
/// assert_eq!(texts, ["Harga Beras Naik", "Harga naik.", "Stok cukup."]);
/// ```
pub fn read(input: &Input, options: &Options) -> Article {
    read_lines(&input.text, input.form, (&input.hints, input.document.as_ref()), options)
}

/// Returns the article in a text about which nothing else is known; see [`read`].
///
/// ```
/// use padan::{article::{Options, read_text}, model::{Form, Lang}};
/// let article = read_text("Harga Beras Naik\n\nHarga naik. Stok cukup.\n", Form::Text, &Options::of(Lang::ID));
/// let texts: Vec<&str> = article.segments.iter().map(|s| &*s.text).collect();
/// assert_eq!(texts, ["Harga Beras Naik", "Harga naik.", "Stok cukup."]);
/// ```
pub fn read_text(text: &str, form: Form, options: &Options) -> Article {
    read_lines(text, form, (&[], None), options)
}

fn read_lines(text: &str, form: Form, (hints, document): (&[Hint], Option<&Document>), options: &Options) -> Article {
    let rows = row::rows(text);
    let features = feature::all(text, &rows, hints, &options.cues);
    let mut mode = mode::resolve(options.mode, form, &features);
    let mut attention = attention::unknown_lines(&rows, options);
    attention.extend(attention::damaged(text, &rows));
    let (mut verdicts, segments);
    match (form, document) {
        (Form::Docx | Form::Odt, Some(document)) => {
            let (decided, blocks) = office::decide(document, (&rows, &features), mode, options);
            verdicts = decided;
            segments = assemble::segments(text, &rows, &mut verdicts, blocks, &options.rules, options.lang);
        }
        (Form::Markdown, _) => {
            let (decided, blocks) = markdown::decide(text, &rows, mode, options);
            verdicts = decided;
            segments = assemble::segments(text, &rows, &mut verdicts, blocks, &options.rules, options.lang);
        }
        (Form::Text | Form::Html | Form::Docx | Form::Odt, _) => {
            verdicts = match mode {
                Mode::Page => match page::decide(&features, &mut attention) {
                    // A text that only looked like a page: better too much than nothing.
                    found if options.mode == Mode::Auto && attention::is_next_to_nothing(&features, &found) => {
                        mode = Mode::Article;
                        attention.push(Attention::AlmostAllKept);
                        clean::decide(&features)
                    }
                    found => found,
                },
                Mode::Article => clean::decide(&features),
                Mode::Raw | Mode::Auto => clean::keep_everything(&features),
            };
            row::override_with(&mut verdicts, &rows, options);
            if options.wrap {
                fragment::unwrap_roles(&features, &mut verdicts);
            }
            let blocks = fragment::blocks(&features, &verdicts, mode, options.wrap);
            segments = assemble::segments(text, &rows, &mut verdicts, blocks, &options.rules, options.lang);
        }
    }
    if mode == Mode::Page {
        attention.extend(attention::of_page(&features, &verdicts));
    }
    attention.sort();
    // Of a large file, what is not needed any more is let go before the decisions are written out.
    drop(features);
    let lines = assemble::decisions(text, &rows, verdicts);
    Article { mode, lines, segments, attention }
}

#[cfg(test)]
mod tests;
