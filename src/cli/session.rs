//! What every command needs first: the settings, the memory, the files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use padan::article::{ArticleError, LIMIT};
use padan::memory::{Store, Waiting};
use padan::model::{Direction, Lang};
use padan::project::clock::{self, Moment};
use padan::project::drafting::Reference;
use padan::project::memories::{self, Place, Wanted};
use padan::project::settings::{Settings, SettingsError};
use padan::text::wording::say;
use tempfile::TempDir;

use super::args::{Input, Languages, MemoryRef, References};
use super::screen::{self, Screen, Stream};
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

/// A memory that is only read.
pub(crate) struct Reader {
    /// Where it is, under its name in the set.
    pub(crate) place: Place,
    /// Points taken off its matches.
    pub(crate) penalty: u8,
    /// The memory.
    pub(crate) store: Store,
}

impl Reader {
    /// As drafting wants it.
    pub(crate) fn reference(&self) -> Reference<'_> {
        Reference { name: &self.place.name, penalty: self.penalty, store: &self.store }
    }
}

/// The settings that hold in the working folder.
pub(crate) fn settings() -> Result<Settings, SettingsError> {
    let folder = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    Settings::find(&folder, |name| std::env::var(name).ok())
}

impl<'a> Session<'a> {
    /// Reads settings and clock.
    pub(crate) fn start(globals: &'a Globals) -> anyhow::Result<Session<'a>> {
        Ok(Session { globals, settings: settings()?, moment: clock::now() })
    }

    /// Who stands behind a change.
    pub(crate) fn author(&self) -> Option<&str> {
        self.globals.author.as_deref().or(self.settings.author())
    }

    /// Where the memory is that was asked for: named last, else by flag or environment, else by the settings, else the usual.
    pub(crate) fn place(&self, named: Option<&MemoryRef>) -> anyhow::Result<Place> {
        let ui = self.globals.ui;
        let of_settings = || self.settings.memory().and_then(|typed| MemoryRef::parse(typed).ok());
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
        globals.memory.as_ref().map(|m| format!(" -m {}", screen::typed(&m.to_string()))).unwrap_or_default()
    }

    /// Opens the memory, made on the spot where there is none.
    pub(crate) fn open(&self, named: Option<&MemoryRef>) -> anyhow::Result<(Store, Place)> {
        let place = self.place(named)?;
        let store = Store::open_or_create_with(&place.path, self.moment.salt, &self.waiting(&place))?;
        Ok((store, place))
    }

    /// Opens the memory for a change, or to see what a change would do: a dry run makes no memory where there is none, it
    /// works on an empty one that is thrown away, the first of what is returned.
    pub(crate) fn open_for(&self, dry_run: bool) -> anyhow::Result<(Option<TempDir>, Store, Place)> {
        let place = self.place(None)?;
        if !dry_run || std::fs::metadata(&place.path).is_ok_and(|m| m.len() > 0) {
            return self.open(None).map(|(store, place)| (None, store, place));
        }
        if !self.globals.quiet {
            screen::note(&screen::clean_lines(&say(self.globals.ui, "memory.would-be-made", &[("name", &place.name)])));
        }
        let folder = tempfile::tempdir()?;
        let store = Store::create(&folder.path().join("baru.padan"), self.moment.salt)?;
        Ok((Some(folder), store, place))
    }

    /// Opens the memories that are read besides the one in `place`: those of the settings, then those of the options.
    ///
    /// One of the settings that cannot be read is told and left out.
    ///
    /// # Errors
    /// One of the options that cannot be read, and one to leave out that is not among them.
    pub(crate) fn references(&self, place: &Place, asked: &References) -> anyhow::Result<Vec<Reader>> {
        let ui = self.globals.ui;
        let of_settings = if asked.none { &[][..] } else { self.settings.with() };
        let of_settings: Vec<Wanted> = of_settings.iter().filter_map(|typed| Wanted::parse(typed).ok()).collect();
        let mut wanted = Vec::new();
        for w in of_settings.iter().chain(&asked.with) {
            wanted.push((self.place(Some(&MemoryRef::parse(&w.named)?))?, w.penalty));
        }
        let mut set = memories::set(place, wanted);
        for without in &asked.without {
            let other = self.place(Some(without))?;
            let (shown, before) = (without.to_string(), set.len());
            set.retain(|(p, _)| p.name != shown && !memories::same_file(&p.path, &other.path));
            if set.len() == before {
                let names: Vec<String> = set.iter().map(|(p, _)| p.name.clone()).collect();
                let hint = if names.is_empty() {
                    say(ui, "set.none.hint", &[])
                } else {
                    say(ui, "set.not-in.hint", &[("names", &names.join(", "))])
                };
                return Err(anyhow::anyhow!("{}", say(ui, "set.not-in", &[("name", without)]))).with_hint(|| hint);
            }
        }
        let by_option = |p: &Place| {
            let places = asked.with.iter().filter_map(|w| self.place(MemoryRef::parse(&w.named).ok().as_ref()).ok());
            places.into_iter().any(|other| memories::same_file(&p.path, &other.path))
        };
        let (mut readers, mut left_out) = (Vec::new(), Vec::new());
        for (place, penalty) in set {
            match Store::open_read_only(&place.path) {
                Ok(store) => readers.push(Reader { place, penalty, store }),
                Err(error) if by_option(&place) => return Err(error.into()),
                Err(error) => {
                    let whence = self.settings.get("with").map(|(_, whence)| whence.to_string()).unwrap_or_default();
                    let values: [(&str, &dyn std::fmt::Display); 3] =
                        [("name", &place.name), ("whence", &whence), ("why", &super::errors::of(&error, ui))];
                    left_out.push((say(ui, "set.left-out", &values), super::errors::hint_of(&error, ui)));
                }
            }
        }
        let screen = Screen::new(Stream::Stderr, self.globals.color);
        for (told, hint) in left_out {
            screen::note(&screen.yellow(&format!("! {}", screen::clean(&told))));
            if let Some(hint) = hint {
                screen::note(&format!("  {}", screen::clean(&hint)));
            }
        }
        Ok(readers)
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
        let default = match (self.settings.from(), self.settings.to()) {
            (None, None) => Direction::ID_EN,
            (from, to) => Languages { from, to }.direction(Direction::ID_EN),
        };
        languages.direction(default)
    }

    /// Language asked for, else that of the settings.
    pub(crate) fn from(&self, asked: Option<Lang>) -> Option<Lang> {
        asked.or(self.settings.from())
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

/// Reads an article: no more of it than is ever looked at.
pub(crate) fn read_article(input: &Input) -> anyhow::Result<Vec<u8>> {
    let most = LIMIT as u64 + 1;
    let mut bytes = Vec::new();
    match input {
        Input::Stdin => std::io::stdin().lock().take(most).read_to_end(&mut bytes).context("-")?,
        Input::File(path) => {
            let named = || path.display().to_string();
            let file = File::open(path).with_context(named)?;
            let size = file.metadata().with_context(named)?.len();
            if size > LIMIT as u64 {
                let megabytes = usize::try_from(size.div_ceil(1 << 20)).unwrap_or(usize::MAX);
                return Err(ArticleError::TooLarge { megabytes }).with_context(named);
            }
            bytes.reserve_exact(size as usize);
            file.take(most).read_to_end(&mut bytes).with_context(named)?
        }
    };
    Ok(bytes)
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
