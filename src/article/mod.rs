//! From a file's bytes to the article in it: which lines belong to it, what role each plays, and its segments.
//!
//! One line pipeline serves every input: the file is decoded ([`decode`]), every non-blank line gets a decision (`page`,
//! `clean`, or `markdown` for the structure), what is kept is cut into segments ([`crate::segment`]), and the translation
//! is written back in the form of the input ([`render`]).
//!
//! Leaves to others: files, messages, matching.
//!
//! **Invariant:** nothing is lost. The segments (`before`, `text` with its joined breaks, `after`) and the left-out lines
//! (`raw`) in the order of the input spell the input byte for byte; so do the `raw` of all lines.

mod assemble;
mod atoms;
mod attention;
mod block;
mod clean;
mod cue;
mod decode;
mod escape;
mod feature;
mod fragment;
mod headline;
pub mod inline;
mod markdown;
mod mode;
mod page;
mod render;
mod row;

use crate::model::{Form, Lang, LineDecision, Segment};

pub use attention::Attention;
pub use decode::{ArticleError, Decoded, decode};
pub use mode::Mode;
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
}

impl Options {
    /// The usual way for a text in `lang`: the mode is found out, nothing is forced.
    pub fn of(lang: Lang) -> Options {
        Options { mode: Mode::Auto, keep: Vec::new(), drop: Vec::new(), keep_all: false, wrap: false, lang }
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

/// Returns the form of the file called `file_name`: Markdown by `.md` or `.markdown`, else plain text.
///
/// ```
/// use padan::{article::form_of, model::Form};
/// assert_eq!(form_of("kopi.MD"), Form::Markdown);
/// assert_eq!(form_of("kopi.txt"), Form::Text);
/// ```
pub fn form_of(file_name: &str) -> Form {
    let extension = file_name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    match extension.as_deref() {
        Some("md" | "markdown") => Form::Markdown,
        _ => Form::Text,
    }
}

/// Returns the article in `text`: a decision for every non-blank line, and the segments of the kept ones.
///
/// A text of white space only has neither lines nor segments. Numbers in `options` that name no non-blank line come back
/// as [`Attention::NoSuchLine`].
///
/// ```
/// use padan::{article::{Options, read}, model::{Form, Lang}};
/// let article = read("Harga Beras Naik\n\nHarga naik. Stok cukup.\n", Form::Text, &Options::of(Lang::ID));
/// let texts: Vec<&str> = article.segments.iter().map(|s| &*s.text).collect();
/// assert_eq!(texts, ["Harga Beras Naik", "Harga naik.", "Stok cukup."]);
/// ```
pub fn read(text: &str, form: Form, options: &Options) -> Article {
    let rows = row::rows(text);
    let features: Vec<feature::Feature<'_>> = rows.iter().map(|r| feature::Feature::of(text, r)).collect();
    let mode = mode::resolve(options.mode, form, &features);
    let mut attention = attention::unknown_lines(&rows, options);
    let (mut verdicts, blocks) = match form {
        Form::Text => {
            let mut verdicts = match mode {
                Mode::Page => page::decide(&features, &mut attention),
                Mode::Article => clean::decide(&features),
                Mode::Raw | Mode::Auto => clean::keep_everything(&features),
            };
            row::override_with(&mut verdicts, &rows, options);
            if options.wrap {
                fragment::unwrap_roles(&features, &mut verdicts);
            }
            let blocks = fragment::blocks(&rows, &features, &verdicts, mode, options.wrap);
            (verdicts, blocks)
        }
        Form::Markdown => markdown::decide(text, &rows, mode, options),
    };
    let segments = assemble::segments(text, &rows, &mut verdicts, blocks, options.lang);
    if mode == Mode::Page {
        attention.extend(attention::of_page(&features, &verdicts));
    }
    attention.sort();
    let lines = assemble::decisions(text, &rows, &verdicts);
    Article { mode, lines, segments, attention }
}

#[cfg(test)]
mod tests;
