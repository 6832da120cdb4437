//! What every command needs first: the settings, the memory, the files.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use padan::memory::{Store, Waiting};
use padan::model::{Direction, Lang};
use padan::project::clock::{self, Moment};
use padan::project::memories::{self, Place};
use padan::project::settings::Settings;
use padan::text::wording::say;

use super::args::{Input, Languages, MemoryRef};
use super::{Globals, WithHint as _, notices};

/// The surroundings of one run.
pub(crate) struct Session<'a> {
    /// What holds for every command.
    pub(crate) globals: &'a Globals,
    /// What the settings files say.
    pub(crate) settings: Settings,
    /// The moment of this run.
    pub(crate) moment: Moment,
}

impl<'a> Session<'a> {
    /// Reads settings and clock.
    pub(crate) fn start(globals: &'a Globals) -> anyhow::Result<Session<'a>> {
        let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        Ok(Session { globals, settings: Settings::find(&folder)?, moment: clock::now() })
    }

    /// Who stands behind a change.
    pub(crate) fn author(&self) -> Option<&str> {
        self.globals.author.as_deref().or(self.settings.author.as_deref())
    }

    /// Where the memory is that was asked for: named last, else by flag or environment, else by the settings, else the usual.
    pub(crate) fn place(&self, named: Option<&MemoryRef>) -> anyhow::Result<Place> {
        let ui = self.globals.ui;
        let of_settings = || self.settings.memory.as_deref().and_then(|typed| MemoryRef::parse(typed).ok());
        match named.or(self.globals.memory.as_ref()).cloned().or_else(of_settings) {
            Some(MemoryRef::File(path)) => Some(memories::file(path)),
            Some(MemoryRef::Name(name)) => memories::place(Some(&name)),
            None => memories::place(None),
        }
        .context(say(ui, "memory.no-folder", &[]))
        .with_hint(|| say(ui, "memory.no-folder.hint", &[]))
    }

    /// The flag that names the memory again in a command that is suggested: ` -m kantor`, empty for the usual one.
    pub(crate) fn memory_flag(globals: &Globals) -> String {
        globals.memory.as_ref().map(|m| format!(" -m {m}")).unwrap_or_default()
    }

    /// Opens the memory, made on the spot where there is none.
    pub(crate) fn open(&self, named: Option<&MemoryRef>) -> anyhow::Result<(Store, Place)> {
        let place = self.place(named)?;
        let store = Store::open_or_create_with(&place.path, self.moment.salt, &self.waiting(&place))?;
        Ok((store, place))
    }

    /// Opens the memory to look into it: one that was named has to be there, so that a slip of the pen makes no new one.
    pub(crate) fn open_to_read(&self) -> anyhow::Result<(Store, Place)> {
        let place = self.place(None)?;
        if self.globals.memory.is_some() || place.path.exists() { self.look(None) } else { self.open(None) }
    }

    /// Opens a memory that has to be there to look into it, also where it may not be written to.
    pub(crate) fn look(&self, named: Option<&MemoryRef>) -> anyhow::Result<(Store, Place)> {
        let place = self.place(named)?;
        let store = Store::open_to_read(&place.path, &self.waiting(&place))?;
        Ok((store, place))
    }

    /// How long this run waits for another process that is writing to the memory, and how that is told.
    pub(crate) fn waiting(&self, place: &Place) -> Waiting {
        notices::waiting(self.globals, &place.path)
    }

    /// Opens a memory that has to be there.
    pub(crate) fn open_existing(&self, named: Option<&MemoryRef>) -> anyhow::Result<(Store, Place)> {
        let place = self.place(named)?;
        let store = Store::open_with(&place.path, &self.waiting(&place))?;
        Ok((store, place))
    }

    /// The direction that was asked for, else that of the settings, else Indonesian into English.
    pub(crate) fn direction(&self, languages: Languages) -> Direction {
        let default = match (self.settings.from, self.settings.to) {
            (None, None) => Direction::ID_EN,
            (from, to) => Languages { from, to }.direction(Direction::ID_EN),
        };
        languages.direction(default)
    }

    /// Language asked for, else that of the settings.
    pub(crate) fn from(&self, asked: Option<Lang>) -> Option<Lang> {
        asked.or(self.settings.from)
    }
}

/// Reads a whole input.
pub(crate) fn read(input: &Input) -> anyhow::Result<Vec<u8>> {
    match input {
        Input::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).context("-")?;
            Ok(bytes)
        }
        Input::File(path) => std::fs::read(path).with_context(|| path.display().to_string()),
    }
}

/// The name under which an input is kept: the file's own name, `-` for standard input.
pub(crate) fn file_name(input: &Input) -> String {
    match input {
        Input::Stdin => "-".to_owned(),
        Input::File(path) => path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned()),
    }
}

/// A file beside `input` named `stem` + `ending`; in the working folder for standard input.
pub(crate) fn beside(input: &Input, name: &str) -> PathBuf {
    match input {
        Input::Stdin => PathBuf::from(name),
        Input::File(path) => path.with_file_name(name),
    }
}

/// The stem of a file's name; `artikel` for standard input.
pub(crate) fn stem(name: &str) -> String {
    if name == "-" {
        "artikel".to_owned()
    } else {
        Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}
