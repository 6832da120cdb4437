//! The values of arguments: what they mean, and how each is read from what was typed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use padan::exchange::Asked;
use padan::model::{Lang, Uid};
use padan::project::memories::{self, NotWanted, Wanted};
use padan::text::wording::{Ui, say};

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Input {
    /// Standard input, typed as `-`.
    Stdin,
    /// The file at this path.
    File(PathBuf),
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Input {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path) }
    }
}

/// The name as the user typed it; `-` for standard input.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Stdin => f.write_str("-"),
            Input::File(path) => path.display().fmt(f),
        }
    }
}

/// Where a result goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Output {
    /// Standard output, typed as `-`.
    Stdout,
    /// The file at this path.
    File(PathBuf),
}

impl From<PathBuf> for Output {
    fn from(path: PathBuf) -> Output {
        if path.as_os_str() == "-" { Output::Stdout } else { Output::File(path) }
    }
}

/// A memory as the user named it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum MemoryRef {
    /// A name in the folder of the memories, such as `kantor`.
    Name(String),
    /// A file: what was typed has a folder or an extension.
    File(PathBuf),
}

impl MemoryRef {
    /// Reads what was typed. A name has neither folder nor extension.
    pub(crate) fn parse(typed: &str) -> Result<MemoryRef, BadValue> {
        if typed.trim().is_empty() {
            Err(BadValue::Empty)
        } else if memories::is_file(typed) {
            Ok(MemoryRef::File(typed.into()))
        } else {
            Ok(MemoryRef::Name(typed.to_owned()))
        }
    }
}

/// As the user typed it.
impl fmt::Display for MemoryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MemoryRef::Name(name) => f.write_str(name),
            MemoryRef::File(path) => path.display().fmt(f),
        }
    }
}

/// A unit as the user named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitRef {
    /// Its number in the memory.
    Row(i64),
    /// Its identity in any memory.
    Uid(Uid),
}

impl UnitRef {
    /// Reads what was typed.
    pub(crate) fn parse(typed: &str) -> Result<UnitRef, BadValue> {
        let typed = typed.trim();
        match Uid::parse(typed) {
            Some(uid) => Ok(UnitRef::Uid(uid)),
            None => match batch(typed) {
                Ok(row) => Ok(UnitRef::Row(row)),
                Err(BadValue::NotANumber) => Err(BadValue::NotAUnit),
                Err(other) => Err(other),
            },
        }
    }
}

impl fmt::Display for UnitRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnitRef::Row(row) => row.fmt(f),
            UnitRef::Uid(uid) => uid.fmt(f),
        }
    }
}

/// Reads a memory that is only read: `NAME|FILE[:N]`.
pub(super) fn wanted(typed: &str) -> Result<Wanted, BadValue> {
    Wanted::parse(typed).map_err(|why| match why {
        NotWanted::Empty => BadValue::Empty,
        NotWanted::Points => BadValue::NotPoints,
    })
}

/// Reads the languages of an import: `A,B`, `A,*` or `*`, regions included.
pub(crate) fn asked(typed: &str) -> Result<Asked, BadValue> {
    Asked::parse(typed).map_err(|_| BadValue::NotAPair)
}

/// Another translation of a source that the memory already has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Differing {
    /// Becomes a second unit.
    #[default]
    Add,
    /// The newer of the two stays.
    Newest,
    /// Takes the place of the one there is.
    Replace,
    /// Is left out.
    Keep,
}

/// What `padan export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The rules of segmentation.
    Srx,
}

/// The file format of a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum DraftFormat {
    /// A Word table.
    #[default]
    Docx,
    /// Tab-separated text.
    Tsv,
    /// Text for any editor.
    Txt,
    /// A page to read and print.
    Html,
    /// A Markdown table to read.
    Md,
    /// The whole draft as JSON.
    Json,
}

impl DraftFormat {
    /// The extension, without dot.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            DraftFormat::Docx => "docx",
            DraftFormat::Tsv => "tsv",
            DraftFormat::Txt => "txt",
            DraftFormat::Html => "html",
            DraftFormat::Md => "md",
            DraftFormat::Json => "json",
        }
    }

    /// The format that the name of a file asks for.
    pub(crate) fn of_path(path: &Path) -> Option<DraftFormat> {
        let extension = path.extension()?.to_str()?;
        DraftFormat::value_variants().iter().copied().find(|f| f.extension().eq_ignore_ascii_case(extension))
    }
}

/// How the article is found in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Mode {
    /// By what the file looks like.
    #[default]
    Auto,
    /// Among the clutter of a page.
    Page,
    /// Clean text: only plain cues are left out.
    Article,
    /// Everything is kept.
    Raw,
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always, into files too.
    Always,
    /// Never.
    Never,
}

impl ColorWhen {
    /// As it is typed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ColorWhen::Auto => "auto",
            ColorWhen::Always => "always",
            ColorWhen::Never => "never",
        }
    }
}

/// A shell with completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Shell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Elvish.
    Elvish,
}

/// Why a value was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadValue {
    /// Nothing stands there.
    Empty,
    /// Not a whole number.
    NotANumber,
    /// A number out of its range, bounds included.
    OutOfRange(u64, u64),
    /// Not a language code.
    NotALanguage(String),
    /// Not two different languages with a comma.
    NotAPair,
    /// Neither the number nor the identity of a unit.
    NotAUnit,
    /// More than one line, or control characters.
    NotOneLine,
    /// No points that a memory can take off.
    NotPoints,
}

impl BadValue {
    /// The reason in a few words.
    pub(crate) fn say(&self, ui: Ui) -> String {
        match self {
            BadValue::Empty => say(ui, "usage.bad.empty", &[]),
            BadValue::NotANumber => say(ui, "usage.bad.number", &[]),
            BadValue::OutOfRange(from, u64::MAX) => say(ui, "usage.bad.from", &[("from", from)]),
            BadValue::OutOfRange(from, to) => say(ui, "usage.bad.range", &[("from", from), ("to", to)]),
            BadValue::NotALanguage(code) => say(ui, "usage.bad.language", &[("code", code)]),
            BadValue::NotAPair => say(ui, "usage.bad.pair", &[]),
            BadValue::NotAUnit => say(ui, "usage.bad.unit", &[]),
            BadValue::NotOneLine => say(ui, "usage.bad.line", &[]),
            BadValue::NotPoints => say(ui, "usage.bad.points", &[("top", &memories::PENALTY_TOP)]),
        }
    }
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Ui::En))
    }
}

impl std::error::Error for BadValue {}

/// Reads a language code such as `id`, `in-ID`, `eng`.
pub(super) fn language(typed: &str) -> Result<Lang, BadValue> {
    let typed = typed.trim();
    let primary = typed.split(['-', '_']).next().unwrap_or_default();
    let lang = Lang::of(typed);
    let known = lang == Lang::ID || lang == Lang::EN;
    if known || ((2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic())) {
        Ok(lang)
    } else {
        Err(BadValue::NotALanguage(typed.to_owned()))
    }
}

/// Reads a whole number from `FROM` to `TO`, bounds included.
fn number<const FROM: u64, const TO: u64>(typed: &str) -> Result<u64, BadValue> {
    let digits = typed.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(BadValue::NotANumber);
    }
    // Digits that do not fit are out of every range.
    digits.parse().ok().filter(|n| (FROM..=TO).contains(n)).ok_or(BadValue::OutOfRange(FROM, TO))
}

/// Reads a score, 0–102.
pub(super) fn score(typed: &str) -> Result<u8, BadValue> {
    number::<0, 102>(typed).map(|n| n as u8)
}

/// Reads a score that a draft knows, 50–102: it holds no match below.
pub(super) fn draft_score(typed: &str) -> Result<u8, BadValue> {
    number::<50, 102>(typed).map(|n| n as u8)
}

/// Reads the number of a line, from 1.
pub(super) fn line_number(typed: &str) -> Result<u32, BadValue> {
    number::<1, { u32::MAX as u64 }>(typed).map(|n| n as u32).map_err(positive)
}

/// Reads how many, at least 1.
pub(super) fn how_many(typed: &str) -> Result<usize, BadValue> {
    number::<1, { u32::MAX as u64 }>(typed).map(|n| n as usize).map_err(positive)
}

/// Reads how many, 0 for none.
pub(super) fn how_many_or_none(typed: &str) -> Result<usize, BadValue> {
    number::<0, { u32::MAX as u64 }>(typed).map(|n| n as usize)
}

/// Reads what a draft is called by.
pub(super) fn draft_name(typed: &str) -> Result<String, BadValue> {
    if typed.trim().is_empty() { Err(BadValue::Empty) } else { Ok(typed.to_owned()) }
}

/// Reads a time in whole seconds, at most a day.
pub(super) fn seconds(typed: &str) -> Result<Duration, BadValue> {
    number::<0, 86_400>(typed).map(Duration::from_secs)
}

/// Reads the number of a change, from 1.
pub(super) fn batch(typed: &str) -> Result<i64, BadValue> {
    number::<1, { i64::MAX as u64 }>(typed).map(|n| n as i64).map_err(positive)
}

fn positive(bad: BadValue) -> BadValue {
    match bad {
        BadValue::OutOfRange(from, _) => BadValue::OutOfRange(from, u64::MAX),
        other => other,
    }
}

/// Reads the name of a person.
pub(super) fn author(typed: &str) -> Result<String, BadValue> {
    let name = typed.trim();
    if name.is_empty() {
        Err(BadValue::Empty)
    } else if name.chars().any(char::is_control) {
        Err(BadValue::NotOneLine)
    } else {
        Ok(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memory_is_a_name_or_a_file() {
        assert_eq!(MemoryRef::parse("kantor"), Ok(MemoryRef::Name("kantor".into())));
        for file in ["kantor.padan", "./kantor", "arsip/kantor", r"D:\kerja", ".kantor"] {
            assert_eq!(MemoryRef::parse(file), Ok(MemoryRef::File(file.into())), "{file}");
        }
        assert_eq!(MemoryRef::parse(" "), Err(BadValue::Empty));
    }

    #[test]
    fn a_unit_is_a_number_or_an_identity() {
        assert_eq!(UnitRef::parse("17"), Ok(UnitRef::Row(17)));
        let uid = Uid::of(1_700_000_000_000, 7, 0);
        assert_eq!(UnitRef::parse(&uid.to_string()), Ok(UnitRef::Uid(uid)));
        assert_eq!(UnitRef::parse("0"), Err(BadValue::OutOfRange(1, u64::MAX)));
        assert_eq!(UnitRef::parse("kopi"), Err(BadValue::NotAUnit));
    }

    #[test]
    fn the_languages_of_an_import() {
        assert_eq!(asked("id,en"), Ok(Asked::default()));
        assert_eq!(asked("id"), Err(BadValue::NotAPair));
        assert_eq!(asked("id,in"), Err(BadValue::NotAPair));
    }

    #[test]
    fn numbers_keep_to_their_range() {
        assert_eq!(score("102"), Ok(102));
        assert_eq!(score("103"), Err(BadValue::OutOfRange(0, 102)));
        assert_eq!(draft_score("49"), Err(BadValue::OutOfRange(50, 102)));
        assert_eq!(line_number("0"), Err(BadValue::OutOfRange(1, u64::MAX)));
        assert_eq!(batch("99999999999999999999999"), Err(BadValue::OutOfRange(1, u64::MAX)));
        for bad in ["", "7.5", "-1", "+1", "tujuh", "１"] {
            assert_eq!(score(bad), Err(BadValue::NotANumber), "{bad}");
        }
    }

    #[test]
    fn the_name_of_a_file_asks_for_a_format() {
        assert_eq!(DraftFormat::of_path(Path::new("a/artikel.draft.TSV")), Some(DraftFormat::Tsv));
        assert_eq!(DraftFormat::of_path(Path::new("artikel.txt")), Some(DraftFormat::Txt));
        assert_eq!(DraftFormat::of_path(Path::new("artikel.odt")), None);
    }
}
