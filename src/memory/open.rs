//! Opening and making memory files.
//!
//! **Invariant:** a file is known to be ours, from its own first bytes, before SQLite gets to see it.

use std::cell::{Cell, RefCell};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::backup::temporary;
use super::error::{Fault, StoreError};
use super::header::{Found, inspect, not_ours, size};
use super::journal::{Journal, is_shared_memory_refused, journal_now, without_log};
use super::layout::{Upgrade, version};
use super::lock::{Tx, set_patience};
use super::waiting::Waiting;
use super::writer::beside;
use crate::model::index;
use crate::model::index::Order;
use crate::model::matching::SCORE_VERSION;
use crate::text::fold;

/// The `application_id` of every memory file: `padn`.
pub const APPLICATION_ID: u32 = 0x7061_646e;

/// The layouts, oldest first; a file's `user_version` says how many of them it has.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../memory/schema/0001_first.sql"),
    include_str!("../../memory/schema/0002_life.sql"),
    include_str!("../../memory/schema/0003_drafts.sql"),
    include_str!("../../memory/schema/0004_input.sql"),
];

/// The newest layout this program knows, from 1.
pub const SCHEMA: u32 = MIGRATIONS.len() as u32;

/// An open memory file.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
    pub(super) path: PathBuf,
    id: String,
    pub(super) journal: Cell<Journal>,
    /// Whether the journal is what it is to be.
    pub(super) settled: Cell<bool>,
    read_only: bool,
    /// Whether it is so since the disk is full.
    no_room: bool,
    pub(super) waiting: Waiting,
    pub(super) upgraded: Option<Upgrade>,
    /// The order of the newest epoch that a snapshot has seen.
    pub(super) order: RefCell<Option<(i64, Arc<Order>)>>,
    /// Snapshots alive; they share one read transaction.
    pub(super) readers: Cell<u32>,
}

impl Store {
    /// Opens the memory at `path`. Nothing is written to it, unless it has to be brought up to date first.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NotAMemory`], [`StoreError::Newer`] and [`StoreError::Incomplete`] leave the
    /// file untouched; [`StoreError::NotWritable`] when it or its folder may only be read.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        Store::open_with(path, &Waiting::default())
    }

    /// As [`Store::open`]; `waiting` holds for the store and for what has to be done to the file first.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(path: &Path, waiting: &Waiting) -> Result<Store, StoreError> {
        Store::open_layouts(path, waiting, MIGRATIONS)
    }

    pub(super) fn open_layouts(path: &Path, waiting: &Waiting, layouts: &[&str]) -> Result<Store, StoreError> {
        let known = layouts.len() as u32;
        match inspect(path, known)? {
            Found::Nothing => return Err(StoreError::Missing { path: path.to_owned() }),
            Found::Empty => return Err(not_ours(path, "the file is empty")),
            Found::Memory => {}
        }
        let opened = match connect(path, known) {
            Err(e) if is_shared_memory_refused(&e) => without_log(path).and_then(|()| connect(path, known)),
            opened => opened,
        };
        let (conn, journal, id) = opened.map_err(|e| match e {
            // The file was there a moment ago: it is its companions that cannot be made.
            StoreError::Sql { source, path } if is_cannot_open(&source) => StoreError::NotWritable { path },
            other => other,
        })?;
        set_patience(&conn, waiting.patience).map_err(|e| Fault::from(e).at(path))?;
        let mut store = Store::of(conn, path, id, journal, false);
        store.waiting = waiting.clone();
        store.migrate(layouts)?;
        if !store.rules_are_ours().map_err(|e| e.at(path))? {
            store.bring_up_to_date()?;
        }
        Ok(store)
    }

    /// Opens the memory at `path` to look into it: as [`Store::open_with`], and where it may not be written to, or there is
    /// no room to, for reading only.
    ///
    /// # Errors
    /// As [`Store::open_with`] and [`Store::open_read_only`].
    pub fn open_to_read(path: &Path, waiting: &Waiting) -> Result<Store, StoreError> {
        match Store::open_with(path, waiting) {
            Err(e @ (StoreError::NotWritable { .. } | StoreError::Full { .. })) => {
                let no_room = matches!(e, StoreError::Full { .. });
                Ok(Store { no_room, ..Store::open_read_only(path)? })
            }
            opened => opened,
        }
    }

    /// Makes a memory at `path`, with the folders it lies in, and opens it. `salt` becomes its identity.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file that is not empty; [`StoreError::Io`] when it cannot be made.
    pub fn create(path: &Path, salt: u64) -> Result<Store, StoreError> {
        Store::create_with(path, salt, &Waiting::default())
    }

    /// As [`Store::create`], with `waiting` for the store.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_with(path: &Path, salt: u64, waiting: &Waiting) -> Result<Store, StoreError> {
        let io = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Io { path, doing, source }
        };
        let exists = || StoreError::Exists { path: path.to_owned() };
        let empty = match inspect(path, SCHEMA) {
            Ok(Found::Nothing) => false,
            Ok(Found::Empty) => true,
            Ok(Found::Memory) | Err(StoreError::NotAMemory { .. } | StoreError::Newer { .. } | StoreError::Incomplete { .. }) => {
                return Err(exists());
            }
            Err(e) => return Err(e),
        };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
        // Made whole under another name first: nobody ever sees half a memory.
        let name = temporary(folder).map_err(io("make a file in", folder))?;
        // Opened once under that name, so that what opening needs is known to find room before there is a memory.
        let ready = fill_new(&name, salt).map_err(|e| e.at(path)).and_then(|()| Store::open(&name)?.settle_journal());
        for companion in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(beside(&name, companion));
        }
        ready.map_err(|e| match e {
            StoreError::Full { needed, .. } => StoreError::Full { path: path.to_owned(), needed },
            other => other,
        })?;
        if empty {
            name.persist(path).map_err(|e| io("make", path)(e.error))?;
        } else {
            name.persist_noclobber(path)
                .map_err(|e| if e.error.kind() == ErrorKind::AlreadyExists { exists() } else { io("make", path)(e.error) })?;
        }
        Store::open_with(path, waiting)
    }

    /// Opens the memory at `path`, and makes it first where there is none.
    ///
    /// # Errors
    /// As [`Store::open`] and [`Store::create`].
    pub fn open_or_create(path: &Path, salt: u64) -> Result<Store, StoreError> {
        Store::open_or_create_with(path, salt, &Waiting::default())
    }

    /// As [`Store::open_or_create`], with `waiting` for the store.
    ///
    /// # Errors
    /// As [`Store::open_with`] and [`Store::create`].
    pub fn open_or_create_with(path: &Path, salt: u64, waiting: &Waiting) -> Result<Store, StoreError> {
        if matches!(inspect(path, SCHEMA)?, Found::Memory) {
            return Store::open_with(path, waiting);
        }
        match Store::create_with(path, salt, waiting) {
            // Another process was faster.
            Err(StoreError::Exists { .. }) => Store::open_with(path, waiting),
            made => made,
        }
    }

    /// Opens the memory at `path` for reading only; the file is not changed in any way.
    ///
    /// # Errors
    /// As [`Store::open`]; [`StoreError::OtherRules`] when the file would have to be brought up to date first;
    /// [`StoreError::LogApart`] when its newest changes cannot be read where it lies.
    pub fn open_read_only(path: &Path) -> Result<Store, StoreError> {
        match inspect(path, SCHEMA)? {
            Found::Nothing => return Err(StoreError::Missing { path: path.to_owned() }),
            Found::Empty => return Err(not_ours(path, "the file is empty")),
            Found::Memory => {}
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|conn| read_id(&conn).map(|id| (conn, id)));
        let (conn, id) = match opened.map_err(|e| (is_cannot_open(&e), Fault::from(e).at(path))) {
            Ok(both) => both,
            // A write-ahead log needs its companion files and shared memory. Where they cannot be had, nobody can be writing
            // either, and without a log the file is all there is.
            Err((cannot, error)) if cannot || is_shared_memory_refused(&error) || matches!(error, StoreError::Full { .. }) => {
                if size(&beside(path, "-wal")) > 0 {
                    return Err(StoreError::LogApart { path: path.to_owned() });
                }
                let uri = format!("file:{}?immutable=1", uri_path(path));
                Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
                    .and_then(|conn| read_id(&conn).map(|id| (conn, id)))
                    .map_err(|e| Fault::from(e).at(path))?
            }
            Err((_, error)) => return Err(error),
        };
        check_version(&conn, path, SCHEMA)?;
        let journal = tune(&conn).and_then(|()| journal_now(&conn)).map_err(|e| e.at(path))?;
        if version(&conn).map_err(|e| Fault::from(e).at(path))? < SCHEMA {
            return Err(StoreError::OtherRules { path: path.to_owned() });
        }
        let store = Store::of(conn, path, id, journal, true);
        if !store.rules_are_ours().map_err(|e| e.at(path))? {
            return Err(StoreError::OtherRules { path: path.to_owned() });
        }
        Ok(store)
    }

    fn of(conn: Connection, path: &Path, id: String, journal: Journal, read_only: bool) -> Store {
        Store {
            conn,
            path: path.to_owned(),
            id,
            journal: Cell::new(journal),
            settled: Cell::new(false),
            read_only,
            no_room: false,
            waiting: Waiting::default(),
            upgraded: None,
            order: RefCell::new(None),
            readers: Cell::new(0),
        }
    }

    /// The memory's identity: 16 hex digits that never change, whatever the file is called.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the file is kept safe while it is written to, which is settled before the first change.
    pub fn journal(&self) -> Journal {
        self.journal.get()
    }

    /// Whether it was opened for reading only.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Sets how long a writer waits for another one; 5 seconds after opening.
    ///
    /// # Errors
    /// Only when SQLite refuses.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), StoreError> {
        self.waiting.patience = patience;
        set_patience(&self.conn, patience).map_err(|e| self.fault(e))
    }

    /// Sets who is told of notices.
    pub fn set_tell(&mut self, tell: super::waiting::Tell) {
        self.waiting.tell = Some(tell);
    }

    pub(super) fn fault(&self, fault: impl Into<Fault>) -> StoreError {
        fault.into().at(&self.path)
    }

    /// Begins a write transaction; `lasting` makes it survive a power cut the moment it is committed.
    pub(super) fn begin_write(&self, purpose: &str, lasting: bool) -> Result<Tx<'_>, StoreError> {
        if self.read_only {
            let path = self.path.clone();
            return Err(if self.no_room { StoreError::Full { path, needed: None } } else { StoreError::NotWritable { path } });
        }
        self.settle_journal()?;
        let mode = if lasting || self.journal() == Journal::Delete { "FULL" } else { "NORMAL" };
        self.conn.execute_batch(&format!("PRAGMA synchronous = {mode}")).map_err(|e| self.fault(e))?;
        Tx::begin(&self.conn, &self.path, purpose, &self.waiting)
    }

    fn rules_are_ours(&self) -> Result<bool, Fault> {
        let mut ours = self.conn.query_row("PRAGMA user_version", [], |r| r.get::<_, u32>(0))? >= SCHEMA;
        for (key, value) in rules() {
            let stored: Option<String> =
                self.conn.query_row("SELECT (SELECT value FROM meta WHERE key = ?1)", [key], |r| r.get(0))?;
            ours &= stored.as_deref() == Some(&value);
        }
        Ok(ours)
    }
}

/// What the stored hashes and the token index depend on, with the versions of this program.
pub(super) fn rules() -> [(&'static str, String); 4] {
    let ((a, b, c), (d, e, f)) = (char::UNICODE_VERSION, unicode_normalization::UNICODE_VERSION);
    let (g, h, i) = unicode_properties::UNICODE_VERSION;
    [
        ("fold", fold::VERSION.to_string()),
        ("index", index::VERSION.to_string()),
        ("unicode", format!("{a}.{b}.{c} {d}.{e}.{f} {g}.{h}.{i}")),
        ("tables", format!("{:016x}", crate::text::hash::hash(include_bytes!("../../memory/language/calendar.tsv")))),
    ]
}

/// Opens a connection for reading and writing and reads who the memory is.
fn connect(path: &Path, known: u32) -> Result<(Connection, Journal, String), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| Fault::from(e).at(path))?;
    if conn.is_readonly("main").map_err(|e| Fault::from(e).at(path))? {
        return Err(StoreError::NotWritable { path: path.to_owned() });
    }
    check_version(&conn, path, known)?;
    let (journal, id) = prepare(&conn, path).map_err(|e| e.at(path))?;
    Ok((conn, journal, id))
}

/// Asks SQLite for the version as well: the write-ahead log may be ahead of the file.
fn check_version(conn: &Connection, path: &Path, known: u32) -> Result<(), StoreError> {
    let ask = || -> Result<u32, Fault> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let version = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, version > known)?;
        Ok(version)
    };
    match ask().map_err(|e| e.at(path))? {
        version if version > known => Err(StoreError::Newer { path: path.to_owned(), found: version, known }),
        _ => Ok(()),
    }
}

fn tune(conn: &Connection) -> Result<(), Fault> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(96);
    // Without this SQLite plans some statements anew for each value that is bound to them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;",
    )?;
    Ok(())
}

fn prepare(conn: &Connection, path: &Path) -> Result<(Journal, String), Fault> {
    tune(conn)?;
    let journal = journal_now(conn)?;
    let id = read_id(conn).map_err(|e| match e {
        rusqlite::Error::QueryReturnedNoRows => Fault::Damaged(format!("{} has lost its identity", path.display())),
        other => other.into(),
    })?;
    Ok((journal, id))
}

pub(super) fn read_id(conn: &Connection) -> rusqlite::Result<String> {
    conn.query_row("SELECT value FROM meta WHERE key = 'id'", [], |r| r.get(0))
}

fn is_cannot_open(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | ReadOnly))
}

/// `path` as it stands in a `file:` address.
fn uri_path(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn fill_new(path: &Path, salt: u64) -> Result<(), Fault> {
    let conn = Connection::open(path)?;
    conn.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA page_size = 4096; BEGIN")?;
    for sql in MIGRATIONS {
        conn.execute_batch(sql)?;
    }
    conn.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA}"))?;
    let mut put = conn.prepare("INSERT INTO meta VALUES (?1, ?2)")?;
    put.execute(["id", &format!("{salt:016x}")])?;
    put.execute(["score", &SCORE_VERSION.to_string()])?;
    for (key, value) in rules() {
        put.execute([key, &value])?;
    }
    drop(put);
    conn.execute_batch("COMMIT")?;
    conn.close().map_err(|(_, e)| e.into())
}
