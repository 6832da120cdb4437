//! A file as lines with hints, whatever its form.

use super::decode::{self, ArticleError};
use super::hint::Hint;
use super::html;
use super::office::{self, Document};
use crate::model::Form;

/// A file as it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// What kind of file it is.
    pub form: Form,
    /// Its text: that of a text file as it is, that of a page or document as rendered lines.
    pub text: String,
    /// The encoding it was read with, such as `UTF-8` or `windows-1252`.
    pub encoding: &'static str,
    /// What the structure of the file says about lines of `text`, ascending by line; a line without a hint has none to give.
    pub hints: Vec<Hint>,
    /// What else is known of a Word or OpenDocument text.
    pub document: Option<Document>,
}

/// Returns the form that the name of a file with text says: Markdown by `.md` or `.markdown`, a page by `.html`, `.htm` or
/// `.xhtml`, else plain text. Documents are known by their bytes.
///
/// ```
/// use padan::{article::form_of, model::Form};
/// assert_eq!(form_of("kopi.MD"), Form::Markdown);
/// assert_eq!(form_of("kopi.htm"), Form::Html);
/// assert_eq!(form_of("kopi.txt"), Form::Text);
/// ```
pub fn form_of(file_name: &str) -> Form {
    let extension = file_name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    match extension.as_deref() {
        Some("md" | "markdown") => Form::Markdown,
        Some("html" | "htm" | "xhtml" | "xht" | "shtml") => Form::Html,
        _ => Form::Text,
    }
}

/// Whether a file of this name is an article by its end: `.txt` or `.text`, or that of another form that is read.
///
/// ```
/// use padan::article::is_named_so;
/// assert!(is_named_so("kopi.txt") && is_named_so("Kopi.HTML"));
/// assert!(!is_named_so("kopi.jpg") && !is_named_so("kopi"));
/// ```
pub fn is_named_so(file_name: &str) -> bool {
    let end = file_name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    matches!(end.as_deref(), Some("txt" | "text")) || form_of(file_name) != Form::Text
}

/// Returns the lines of the file with the content `bytes` and the name `file_name`.
///
/// How it begins says more than its name: a page that is called `.txt` is a page, a text without a single tag that is
/// called `.html` is a text, and a document is one whatever it is called.
///
/// # Errors
/// An empty, binary or too large file; a page with more tags than are read; a PDF, an archive or XML; a document that is
/// damaged, encrypted, or of a kind that is not read.
///
/// ```
/// use padan::{article::open, model::Form};
/// let input = open("<!doctype html><p>Kopi &amp; teh".as_bytes(), "kopi.txt").expect("a page");
/// assert_eq!((input.form, &*input.text, input.encoding), (Form::Html, "Kopi & teh\n", "UTF-8"));
/// ```
pub fn open(bytes: &[u8], file_name: &str) -> Result<Input, ArticleError> {
    decode::check_size(bytes)?;
    if let Some(form) = office::sniff(bytes, file_name)? {
        let (text, hints, document) = office::read(bytes, form)?;
        if text.is_empty() {
            return Err(ArticleError::NoText);
        }
        return Ok(Input { form, text, encoding: "UTF-8", hints, document: Some(document) });
    }
    let decoded = decode::decode(bytes)?;
    let named = form_of(file_name);
    let form = match named {
        _ if decode::is_html(&decoded.text) => Form::Html,
        Form::Html if !has_tag(&decoded.text) => Form::Text,
        named => named,
    };
    let (text, hints) = match form {
        Form::Html => html::render(&decoded.text).ok_or(ArticleError::TooTangled)?,
        Form::Text | Form::Markdown | Form::Docx | Form::Odt => (decoded.text.into_owned(), Vec::new()),
    };
    if text.trim().is_empty() {
        return Err(ArticleError::Empty);
    }
    Ok(Input { form, text, encoding: decoded.encoding, hints, document: None })
}

/// Whether anything in the text looks like a tag.
fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()))
}
