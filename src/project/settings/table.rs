//! The table of settings: the one place where a setting is described.
//!
//! **Invariant:** whatever reads, shows, checks or documents a setting goes through this table (a test goes over it).

use std::fmt;

use crate::model::Lang;
use crate::project::memories::Wanted;

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in a settings file; the text of the interface is `setting.NAME`.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What holds when nobody says anything, as it would be typed; `None` where something else is found out then.
    pub default: Option<&'static str>,
    /// A value for the documentation, as it stands in a settings file.
    pub example: &'static str,
    /// The option of the command line that comes before it, with its dashes.
    pub flag: &'static str,
}

/// What a setting may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// The name or file of a memory.
    Memory,
    /// Memories that are only read, each `NAME|FILE[:N]`.
    Memories,
    /// The code of a language.
    Language,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A file.
    File,
    /// A whole number, bounds included.
    Number(u64, u64),
}

/// What a setting holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A line, a word, a language, a memory.
    Text(String),
    /// A number.
    Number(u64),
    /// Memories.
    List(Vec<String>),
}

/// As it stands in a settings file.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write!(f, "{}", toml::Value::from(text.as_str())),
            Value::Number(n) => n.fmt(f),
            Value::List(list) => write!(f, "{}", toml::Value::from(list.clone())),
        }
    }
}

const fn of(name: &'static str, kind: Kind, default: Option<&'static str>, example: &'static str, flag: &'static str) -> Setting {
    Setting { name, kind, default, example, flag }
}

/// All settings, in the order in which they are shown.
pub const SETTINGS: [Setting; 15] = [
    of("author", Kind::Line, None, "\"Laras\"", "--author"),
    of("memory", Kind::Memory, Some(crate::project::memories::DEFAULT), "\"kantor\"", "--memory"),
    of("with", Kind::Memories, Some(""), "[\"umum:2\", \"klien/arsip.padan:1\"]", "--with"),
    of("ui", Kind::OneOf(&["en", "id"]), None, "\"id\"", "--ui"),
    of("from", Kind::Language, None, "\"id\"", "--from"),
    of("to", Kind::Language, None, "\"en\"", "--to"),
    of("style", Kind::OneOf(&["us", "uk"]), Some("us"), "\"uk\"", ""),
    of("min", Kind::Number(50, 102), Some("60"), "70", "--min"),
    of("fill", Kind::Number(50, 102), Some("85"), "95", "--fill"),
    of("min_score", Kind::Number(0, 102), Some("60"), "75", "--min-score"),
    of("limit", Kind::Number(1, 1000), Some("5"), "10", "--limit"),
    of("as", Kind::OneOf(&["docx", "tsv", "txt", "html", "md", "json"]), Some("docx"), "\"tsv\"", "--as"),
    of("srx", Kind::File, None, "\"aturan.srx\"", "--srx"),
    of("color", Kind::OneOf(&["auto", "always", "never"]), Some("auto"), "\"never\"", "--color"),
    of("wait", Kind::Number(0, 86_400), Some("60"), "10", "--wait"),
];

/// The setting called `name`.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.name == name)
}

/// The setting that somebody meant who wrote `name`.
pub fn near(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('-', "_");
    let like = |s: &&Setting| strsim::jaro_winkler(s.name, &name);
    let best = SETTINGS.iter().max_by(|a, b| like(a).total_cmp(&like(b)))?;
    (like(&best) >= 0.75).then_some(best.name)
}

impl Setting {
    /// The variable of the environment that says it: `PADAN_MIN_SCORE`.
    pub fn variable(&self) -> String {
        format!("PADAN_{}", self.name.to_uppercase())
    }

    /// What holds when nobody says anything.
    pub fn built_in(&self) -> Option<Value> {
        self.default.and_then(|d| self.kind.read(d).ok())
    }
}

impl Kind {
    /// Reads what stands in a variable or is typed; a list stands with commas.
    ///
    /// # Errors
    /// A value that is not allowed.
    pub fn read(self, typed: &str) -> Result<Value, NotAllowed> {
        let typed = typed.trim();
        match self {
            Kind::Number(..) => {
                let digits = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit());
                self.number(if digits { typed.parse().ok() } else { None })
            }
            Kind::Memories => self.list(typed.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()),
            _ => self.text(typed),
        }
    }

    pub(super) fn number(self, n: Option<u64>) -> Result<Value, NotAllowed> {
        match (self, n) {
            (Kind::Number(from, to), Some(n)) if (from..=to).contains(&n) => Ok(Value::Number(n)),
            _ => Err(NotAllowed),
        }
    }

    pub(super) fn list(self, list: Vec<String>) -> Result<Value, NotAllowed> {
        let right = self == Kind::Memories && list.iter().all(|typed| Wanted::parse(typed).is_ok());
        if right { Ok(Value::List(list)) } else { Err(NotAllowed) }
    }

    pub(super) fn text(self, text: &str) -> Result<Value, NotAllowed> {
        let line = !text.trim().is_empty() && !text.chars().any(char::is_control);
        let right = match self {
            Kind::Line | Kind::Memory | Kind::File => line,
            Kind::Language => is_code(text),
            Kind::OneOf(words) => words.contains(&text),
            Kind::Memories | Kind::Number(..) => false,
        };
        if right { Ok(Value::Text(text.to_owned())) } else { Err(NotAllowed) }
    }
}

fn is_code(text: &str) -> bool {
    let primary = text.split(['-', '_']).next().unwrap_or_default();
    let known = [Lang::ID, Lang::EN].contains(&Lang::of(text));
    known || ((2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// A value that the setting may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAllowed;

/// What is allowed, in a few English words.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Line => f.write_str("a line of text in quotes"),
            Kind::Memory => f.write_str("the name or file of a memory in quotes"),
            Kind::Memories => f.write_str("a list such as [\"umum:2\"], with points to take off from 0 to 50"),
            Kind::File => f.write_str("the name of a file in quotes"),
            Kind::Language => f.write_str("a language code such as \"id\""),
            Kind::OneOf(words) => {
                let quoted: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
                f.write_str(&quoted.join(", "))
            }
            Kind::Number(from, to) => write!(f, "a whole number from {from} to {to}, without quotes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_and_examples_are_right_use_and_every_setting_has_a_text() {
        for s in SETTINGS {
            assert_eq!(s.default.is_some(), s.built_in().is_some(), "{}", s.name);
            let file = crate::project::settings::file::parse(&format!("{} = {}\n", s.name, s.example));
            assert_eq!(file.map(|f| f.len()), Ok(1), "{}", s.name);
            for ui in [crate::text::Ui::En, crate::text::Ui::Id] {
                assert!(crate::text::wording::find(ui, &format!("setting.{}", s.name)).is_some(), "{}", s.name);
            }
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        assert_eq!(near("autor"), Some("author"));
        assert_eq!(near("min-score"), Some("min_score"));
        assert_eq!(near("colour"), Some("color"));
        assert_eq!(near("xyz"), None);
    }
}
