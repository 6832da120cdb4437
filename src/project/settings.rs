//! Settings: from the environment, from `padan.toml`, found upwards from the working folder, and from the user's own.
//!
//! One rule for all of them: option of the command line, then environment (`PADAN_` and the name), then the project's file,
//! then the user's, then what is built in. The command line adds the first. What a setting is stands in [`table`].
//!
//! **Invariant:** every value knows where it comes from.

pub mod file;
pub mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::model::Lang;
use crate::text::Ui;
use table::{Kind, SETTINGS, Value};

/// The name of a settings file.
pub const FILE_NAME: &str = "padan.toml";

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// A variable of the environment.
    Environment(String),
    /// The project's settings file, and the line.
    Project(PathBuf, usize),
    /// The user's own settings file, and the line.
    User(PathBuf, usize),
}

/// `PADAN_MIN`, `kerja/padan.toml:3`.
impl fmt::Display for Whence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Whence::Environment(name) => f.write_str(name),
            Whence::Project(path, line) | Whence::User(path, line) => write!(f, "{}:{line}", path.display()),
        }
    }
}

impl Whence {
    fn error(&self, wrong: Wrong) -> SettingsError {
        match self {
            Whence::Environment(variable) => SettingsError::Variable { variable: variable.clone(), wrong },
            Whence::Project(path, line) | Whence::User(path, line) => {
                SettingsError::Malformed { path: path.clone(), line: *line, wrong }
            }
        }
    }
}

/// What is set, by environment and files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    held: BTreeMap<&'static str, (Value, Whence)>,
}

/// What is wrong about a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The line cannot be read.
    Syntax {
        /// What the reader of the format says, in English.
        why: String,
    },
    /// A setting is set twice.
    Twice,
    /// There is no such setting.
    Unknown {
        /// What was written.
        name: String,
        /// What was probably meant.
        near: Option<&'static str>,
    },
    /// `from` and `to` are one language.
    SameLanguages {
        /// It.
        lang: Lang,
    },
    /// The setting may not hold this.
    Value {
        /// The setting.
        name: &'static str,
        /// What was written.
        value: String,
        /// What it may hold.
        kind: Kind,
    },
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wrong::Syntax { why } => write!(f, "this is no `name = value`: {why}"),
            Wrong::Twice => f.write_str("the setting is there twice"),
            Wrong::Unknown { name, near: Some(near) } => write!(f, "there is no setting `{name}`; did you mean `{near}`?"),
            Wrong::Unknown { name, near: None } => write!(f, "there is no setting `{name}`"),
            Wrong::SameLanguages { lang } => write!(f, "`from` and `to` are the same language ({lang})"),
            Wrong::Value { name, value, kind } => write!(f, "`{name}` may not be {value}; allowed: {kind}"),
        }
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is not what a settings file is.
    #[error("{}:{line}: {wrong}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        wrong: Wrong,
    },
    /// A variable of the environment is wrong.
    #[error("{variable}: {wrong}")]
    Variable {
        /// Its name.
        variable: String,
        /// Why.
        wrong: Wrong,
    },
    /// A file is there already.
    #[error("{} is there already; it was left as it is", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {error}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// The settings file that holds in `folder`: the nearest one upwards, unless that is the user's own.
pub fn project_file(folder: &Path) -> Option<PathBuf> {
    let own = user_file();
    folder.ancestors().map(|f| f.join(FILE_NAME)).find(|p| p.is_file()).filter(|near| Some(near) != own.as_ref())
}

/// Where the user's own settings file is, or would be.
pub fn user_file() -> Option<PathBuf> {
    user_folder().map(|f| f.join(FILE_NAME))
}

/// Returns the folder of the user's own settings, whether it is there or not; `None` without a home.
pub(super) fn user_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|s| s.config_dir().join("padan"))
}

impl Settings {
    /// Returns the settings that hold in `folder`: `env` gives the value of a variable, then come the nearest `padan.toml`
    /// upwards, and the user's own.
    ///
    /// # Errors
    /// A settings file that is there and cannot be read or understood, a variable that says what is not allowed.
    pub fn find(folder: &Path, env: impl Fn(&str) -> Option<String>) -> Result<Settings, SettingsError> {
        let mut held = BTreeMap::new();
        for setting in &SETTINGS {
            let said = |name: &str| env(name).filter(|v| !v.trim().is_empty());
            let variable = setting.variable();
            let Some(value) = said(&variable) else {
                if setting.name == "color" && said("NO_COLOR").is_some() {
                    held.insert(setting.name, (Value::Text("never".to_owned()), Whence::Environment("NO_COLOR".to_owned())));
                }
                continue;
            };
            // Also as locales are written: `id_ID.UTF-8`.
            let meant = if setting.name == "ui" { value.split(['_', '-', '.']).next().unwrap_or_default() } else { &value };
            let wrong = |_| Wrong::Value { name: setting.name, value: value.clone(), kind: setting.kind };
            let read = setting.kind.read(meant).map_err(wrong);
            let read = read.map_err(|wrong| SettingsError::Variable { variable: variable.clone(), wrong })?;
            held.insert(setting.name, (read, Whence::Environment(variable)));
        }
        let own = user_file().filter(|p| p.is_file());
        type Of = fn(PathBuf, usize) -> Whence;
        for (path, whence) in [(project_file(folder), Whence::Project as Of), (own, Whence::User as Of)] {
            let Some(path) = path else { continue };
            for (name, value, line) in file::load(&path)? {
                held.entry(name).or_insert_with(|| (value, whence(path.clone(), line)));
            }
        }
        let settings = Settings { held };
        match (settings.from(), settings.to(), settings.get("to")) {
            (Some(from), Some(to), Some((_, whence))) if from == to => Err(whence.error(Wrong::SameLanguages { lang: to })),
            _ => Ok(settings),
        }
    }

    /// What is set for `name`, and where.
    pub fn get(&self, name: &str) -> Option<&(Value, Whence)> {
        self.held.get(name)
    }

    fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some((Value::Text(text), _)) => Some(text),
            _ => None,
        }
    }

    /// What is set for `name`, else what is built in.
    fn number(&self, name: &str) -> u64 {
        let built_in = || table::find(name).and_then(table::Setting::built_in);
        match self.get(name).map(|(v, _)| v.clone()).or_else(built_in) {
            Some(Value::Number(n)) => n,
            _ => 0,
        }
    }

    /// Who works.
    pub fn author(&self) -> Option<&str> {
        self.text("author")
    }

    /// The memory that is written to, a name or a file.
    pub fn memory(&self) -> Option<&str> {
        self.text("memory")
    }

    /// The memories that are only read, as typed.
    pub fn with(&self) -> &[String] {
        match self.get("with") {
            Some((Value::List(list), _)) => list,
            _ => &[],
        }
    }

    /// The language of the interface.
    pub fn interface(&self) -> Option<Ui> {
        match self.text("ui")? {
            "id" => Some(Ui::Id),
            "en" => Some(Ui::En),
            _ => None,
        }
    }

    /// Language that is translated from.
    pub fn from(&self) -> Option<Lang> {
        self.text("from").map(Lang::of)
    }

    /// Language that is translated into.
    pub fn to(&self) -> Option<Lang> {
        self.text("to").map(Lang::of)
    }

    /// The language tag of English in the house style.
    pub fn english(&self) -> &'static str {
        if self.text("style") == Some("uk") { "en-GB" } else { "en-US" }
    }

    /// The lowest score that a draft shows, 50–102.
    pub fn min(&self) -> u8 {
        self.number("min") as u8
    }

    /// The lowest score that a draft fills in, 50–102.
    pub fn fill(&self) -> u8 {
        self.number("fill") as u8
    }

    /// The lowest score that a lookup shows, 0–102.
    pub fn min_score(&self) -> u8 {
        self.number("min_score") as u8
    }

    /// The most matches that a lookup shows of a sentence.
    pub fn limit(&self) -> usize {
        self.number("limit") as usize
    }

    /// The format of drafts.
    pub fn format(&self) -> Option<&str> {
        self.text("as")
    }

    /// The file of segmentation rules.
    pub fn srx(&self) -> Option<&str> {
        self.text("srx")
    }

    /// When to colour.
    pub fn color(&self) -> Option<&str> {
        self.text("color")
    }

    /// Seconds that a second writer waits for the first.
    pub fn wait(&self) -> u64 {
        self.number("wait")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn find(folder: &Path) -> Result<Settings, SettingsError> {
        Settings::find(folder, |_| None)
    }

    #[test]
    fn the_nearest_file_counts_and_unknown_names_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("a/b");
        fs::create_dir_all(&inside).expect("folders");
        fs::write(folder.path().join(FILE_NAME), "author = \"Laras\"\nfrom = \"in\"\n").expect("a file");
        let found = find(&inside).expect("readable");
        assert_eq!((found.author(), found.from()), (Some("Laras"), Some(Lang::ID)));
        fs::write(folder.path().join(FILE_NAME), "memory = \"kantor.padan\"\nwith = [\"umum:2\", \"klien/arsip.padan\"]\n")
            .expect("a file");
        let found = find(&inside).expect("readable");
        assert_eq!(found.memory().map(PathBuf::from), Some(folder.path().join("kantor.padan")));
        let arsip = folder.path().join("klien/arsip.padan").display().to_string();
        assert_eq!(found.with(), ["umum:2".to_owned(), arsip]);
        fs::write(inside.join(FILE_NAME), "autor = \"Laras\"\n").expect("a file");
        let error = find(&inside).expect_err("an unknown name").to_string();
        assert!(error.contains("autor") && error.contains("padan.toml:1"), "{error}");
    }

    #[test]
    fn a_variable_comes_before_a_file_and_is_checked_alike() {
        let folder = tempfile::tempdir().expect("a folder");
        for s in SETTINGS {
            fs::write(folder.path().join(FILE_NAME), format!("{} = {}\n", s.name, s.example)).expect("a file");
            let of_file = find(folder.path()).expect("readable");
            assert!(matches!(of_file.get(s.name), Some((_, Whence::Project(_, 1)))), "{}", s.name);
            let typed = s.example.replace(['[', ']', '"'], "");
            let env = |name: &str| (name == s.variable()).then(|| typed.clone());
            let of_env = Settings::find(folder.path(), env).expect("readable");
            assert_eq!(of_env.get(s.name).map(|(_, w)| w.to_string()), Some(s.variable()), "{}", s.name);
            assert_eq!(Settings::find(folder.path(), |_| Some("  ".to_owned())).expect("nothing set"), of_file);
            let bad = Settings::find(folder.path(), |name| (name == s.variable()).then(|| "\u{1}:99".to_owned()));
            assert!(matches!(bad, Err(SettingsError::Variable { .. })), "{}", s.name);
        }
    }
}
