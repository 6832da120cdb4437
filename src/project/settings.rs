//! Settings: from `padan.toml`, found upwards from the working folder, and from the user's own `padan.toml`.
//!
//! What the project's file says counts before the user's; both count after flags and environment, which the command line adds.

use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::memories;
use crate::model::Lang;
use crate::text::Ui;

/// The name of a settings file.
pub const FILE_NAME: &str = "padan.toml";

/// What settings files may say; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who works: written into units and batches.
    pub author: Option<String>,
    /// The memory that is written to, a name or a file.
    pub memory: Option<String>,
    /// Language of the interface, `en` or `id`.
    #[serde(default, deserialize_with = "ui")]
    pub ui: Option<String>,
    /// Language that is translated from.
    pub from: Option<Lang>,
    /// Language that is translated into.
    pub to: Option<Lang>,
    /// English as in `us` or `uk`.
    #[serde(default, deserialize_with = "style")]
    pub style: Option<String>,
}

/// A settings file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is not what a settings file is.
    #[error("{}: {error}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        error: Box<toml::de::Error>,
    },
}

impl Settings {
    /// Returns the settings that hold in `folder`: the nearest `padan.toml` upwards, completed by the user's own.
    ///
    /// # Errors
    /// A settings file that is there and cannot be read or understood.
    pub fn find(folder: &Path) -> Result<Settings, SettingsError> {
        let near = folder.ancestors().map(|f| f.join(FILE_NAME)).find(|p| p.is_file());
        let own = user_file().filter(|p| p.is_file());
        let mut settings = near.as_deref().map_or_else(|| Ok(Settings::default()), read)?;
        if let Some(own) = own.as_deref().filter(|own| Some(*own) != near.as_deref()) {
            settings = settings.completed_by(read(own)?);
        }
        Ok(settings)
    }

    fn completed_by(self, other: Settings) -> Settings {
        Settings {
            author: self.author.or(other.author),
            memory: self.memory.or(other.memory),
            ui: self.ui.or(other.ui),
            from: self.from.or(other.from),
            to: self.to.or(other.to),
            style: self.style.or(other.style),
        }
    }

    /// The language of the interface that the settings name.
    pub fn interface(&self) -> Option<Ui> {
        match self.ui.as_deref()? {
            "id" => Some(Ui::Id),
            "en" => Some(Ui::En),
            _ => None,
        }
    }

    /// The language tag of English in the house style.
    pub fn english(&self) -> &'static str {
        if self.style.as_deref() == Some("uk") { "en-GB" } else { "en-US" }
    }
}

fn ui<'de, D: Deserializer<'de>>(given: D) -> Result<Option<String>, D::Error> {
    one_of(given, &["en", "id"])
}

fn style<'de, D: Deserializer<'de>>(given: D) -> Result<Option<String>, D::Error> {
    one_of(given, &["us", "uk"])
}

fn one_of<'de, D: Deserializer<'de>>(given: D, allowed: &[&str]) -> Result<Option<String>, D::Error> {
    let value = String::deserialize(given)?;
    if allowed.contains(&value.as_str()) {
        Ok(Some(value))
    } else {
        Err(D::Error::custom(format!("`{value}` is none of {}", allowed.join(", "))))
    }
}

fn read(path: &Path) -> Result<Settings, SettingsError> {
    let text = fs::read_to_string(path).map_err(|error| SettingsError::Unreadable { path: path.to_owned(), error })?;
    let mut settings: Settings =
        toml::from_str(&text).map_err(|error| SettingsError::Malformed { path: path.to_owned(), error: Box::new(error) })?;
    // A memory file is meant from where the settings stand, not from where padan was called.
    if let (Some(memory), Some(folder)) = (settings.memory.as_mut().filter(|m| memories::is_file(m)), path.parent()) {
        *memory = folder.join(&*memory).to_string_lossy().into_owned();
    }
    Ok(settings)
}

fn user_file() -> Option<PathBuf> {
    user_folder().map(|f| f.join(FILE_NAME))
}

/// Returns the folder of the user's own settings, whether it is there or not; `None` without a home.
pub(super) fn user_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|s| s.config_dir().join("padan"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_counts_and_unknown_names_are_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("a/b");
        fs::create_dir_all(&inside).expect("folders");
        fs::write(folder.path().join(FILE_NAME), "author = \"Laras\"\nfrom = \"in\"\n").expect("a file");
        let found = Settings::find(&inside).expect("readable");
        assert_eq!((found.author.as_deref(), found.from), (Some("Laras"), Some(Lang::ID)));
        fs::write(folder.path().join(FILE_NAME), "memory = \"kantor.padan\"\n").expect("a file");
        let found = Settings::find(&inside).expect("readable");
        assert_eq!(found.memory.map(std::path::PathBuf::from), Some(folder.path().join("kantor.padan")));
        fs::write(inside.join(FILE_NAME), "autor = \"Laras\"\n").expect("a file");
        let error = Settings::find(&inside).expect_err("an unknown name").to_string();
        assert!(error.contains("autor") && error.contains("padan.toml"), "{error}");
    }
}
