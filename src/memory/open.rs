//! Opening and making memory files.
//!
//! **Invariant:** a file is known to be ours, from its own first bytes, before SQLite gets to see it.

use std::cell::{Cell, RefCell};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{Fault, StoreError};
use super::lock::Tx;
use crate::model::index;
use crate::model::index::Order;
use crate::model::matching::SCORE_VERSION;
use crate::text::fold;

/// The `application_id` of every memory file: `padn`.
pub const APPLICATION_ID: u32 = 0x7061_646e;

/// The layouts, oldest first; a file's `user_version` says how many of them it has.
const MIGRATIONS: &[&str] = &[
    include_str!("../../memory/schema/0001_first.sql"),
    include_str!("../../memory/schema/0002_life.sql"),
    include_str!("../../memory/schema/0003_drafts.sql"),
];

/// The newest layout this program knows, from 1.
pub const SCHEMA: u32 = MIGRATIONS.len() as u32;

/// How SQLite keeps the file safe while it is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Journal {
    /// Write-ahead log: readers never wait.
    Wal,
    /// Rollback journal, where a write-ahead log does not work (network drives): readers wait for a writer, and it for them.
    Delete,
}

/// An open memory file.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
    pub(super) path: PathBuf,
    id: String,
    journal: Journal,
    read_only: bool,
    /// The order of the newest epoch that a snapshot has seen.
    pub(super) order: RefCell<Option<(i64, Arc<Order>)>>,
    /// Snapshots alive; they share one read transaction.
    pub(super) readers: Cell<u32>,
}

enum Found {
    Nothing,
    Empty,
    Memory,
}

impl Store {
    /// Opens the memory at `path`.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NotAMemory`] and [`StoreError::Newer`] leave the file untouched;
    /// [`StoreError::NotWritable`] when it or its folder may only be read.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        match inspect(path)? {
            Found::Nothing => return Err(StoreError::Missing { path: path.to_owned() }),
            Found::Empty => return Err(not_ours(path, "the file is empty")),
            Found::Memory => {}
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).map_err(|e| Fault::from(e).at(path))?;
        if conn.is_readonly("main").map_err(|e| Fault::from(e).at(path))? {
            return Err(StoreError::NotWritable { path: path.to_owned() });
        }
        check_version(&conn, path)?;
        let (journal, id) = prepare(&conn, path).map_err(|e| e.at(path))?;
        let mut store = Store::of(conn, path, id, journal, false);
        store.migrate()?;
        if !store.rules_are_ours().map_err(|e| e.at(path))? {
            store.bring_up_to_date()?;
        }
        Ok(store)
    }

    /// Makes a memory at `path`, with the folders it lies in, and opens it. `salt` becomes its identity.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file that is not empty; [`StoreError::Io`] when it cannot be made.
    pub fn create(path: &Path, salt: u64) -> Result<Store, StoreError> {
        let io = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Io { path, doing, source }
        };
        let exists = || StoreError::Exists { path: path.to_owned() };
        let empty = match inspect(path) {
            Ok(Found::Nothing) => false,
            Ok(Found::Empty) => true,
            Ok(Found::Memory) | Err(StoreError::NotAMemory { .. } | StoreError::Newer { .. }) => return Err(exists()),
            Err(e) => return Err(e),
        };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
        // Made whole under another name first: nobody ever sees half a memory.
        let mut new = tempfile::Builder::new();
        #[cfg(unix)]
        {
            // As any file of the user, not as a secret one.
            use std::os::unix::fs::PermissionsExt;
            new.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let name =
            new.prefix(".padan-").suffix(".new").tempfile_in(folder).map_err(io("make a file in", folder))?.into_temp_path();
        fill_new(&name, salt).map_err(|e| e.at(path))?;
        if empty {
            name.persist(path).map_err(|e| io("make", path)(e.error))?;
        } else {
            name.persist_noclobber(path)
                .map_err(|e| if e.error.kind() == ErrorKind::AlreadyExists { exists() } else { io("make", path)(e.error) })?;
        }
        Store::open(path)
    }

    /// Opens the memory at `path`, and makes it first where there is none.
    ///
    /// # Errors
    /// As [`Store::open`] and [`Store::create`].
    pub fn open_or_create(path: &Path, salt: u64) -> Result<Store, StoreError> {
        if matches!(inspect(path)?, Found::Memory) {
            return Store::open(path);
        }
        match Store::create(path, salt) {
            // Another process was faster.
            Err(StoreError::Exists { .. }) => Store::open(path),
            made => made,
        }
    }

    /// Opens the memory at `path` for reading only; the file is not changed in any way.
    ///
    /// # Errors
    /// As [`Store::open`]; [`StoreError::OtherRules`] when the file would have to be brought up to date first.
    pub fn open_read_only(path: &Path) -> Result<Store, StoreError> {
        match inspect(path)? {
            Found::Nothing => return Err(StoreError::Missing { path: path.to_owned() }),
            Found::Empty => return Err(not_ours(path, "the file is empty")),
            Found::Memory => {}
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|conn| read_id(&conn).map(|id| (conn, id)));
        let (conn, id) = match opened {
            Ok(both) => both,
            // A write-ahead log needs its two companion files. Where they cannot be made, nobody can be writing either.
            Err(e) if is_cannot_open(&e) => {
                let uri = format!("file:{}?immutable=1", uri_path(path));
                Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
                    .and_then(|conn| read_id(&conn).map(|id| (conn, id)))
                    .map_err(|e| Fault::from(e).at(path))?
            }
            Err(e) => return Err(Fault::from(e).at(path)),
        };
        check_version(&conn, path)?;
        let journal = tune(&conn).and_then(|()| journal_now(&conn)).map_err(|e| e.at(path))?;
        let store = Store::of(conn, path, id, journal, true);
        if !store.rules_are_ours().map_err(|e| e.at(path))? {
            return Err(StoreError::OtherRules { path: path.to_owned() });
        }
        Ok(store)
    }

    fn of(conn: Connection, path: &Path, id: String, journal: Journal, read_only: bool) -> Store {
        Store { conn, path: path.to_owned(), id, journal, read_only, order: RefCell::new(None), readers: Cell::new(0) }
    }

    /// The memory's identity: 16 hex digits that never change, whatever the file is called.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the file is kept safe while it is written to. [`Journal::Delete`] is worth telling the user.
    pub fn journal(&self) -> Journal {
        self.journal
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
        self.conn.busy_timeout(patience).map_err(|e| self.fault(e))
    }

    pub(super) fn fault(&self, fault: impl Into<Fault>) -> StoreError {
        fault.into().at(&self.path)
    }

    /// Begins a write transaction; `lasting` makes it survive a power cut the moment it is committed.
    pub(super) fn begin_write(&self, purpose: &str, lasting: bool) -> Result<Tx<'_>, StoreError> {
        if self.read_only {
            return Err(StoreError::NotWritable { path: self.path.clone() });
        }
        let mode = if lasting || self.journal == Journal::Delete { "FULL" } else { "NORMAL" };
        self.conn.execute_batch(&format!("PRAGMA synchronous = {mode}")).map_err(|e| self.fault(e))?;
        Tx::begin(&self.conn, &self.path, purpose)
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let version = |conn: &Connection| conn.query_row("PRAGMA user_version", [], |r| r.get::<_, u32>(0));
        if version(&self.conn).map_err(|e| self.fault(e))? >= SCHEMA {
            return Ok(());
        }
        // The automatic copy of the file belongs here, before its first second layout.
        let tx = self.begin_write("bringing the layout up to date", true)?;
        let run = || -> Result<(), Fault> {
            // Asked again: another process may have done it meanwhile.
            for (i, sql) in MIGRATIONS.iter().enumerate().skip(version(&self.conn)? as usize) {
                self.conn.execute_batch(sql)?;
                self.conn.execute_batch(&format!("PRAGMA user_version = {}", i + 1))?;
            }
            tx.commit()
        };
        run().map_err(|e| self.fault(e))
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

fn not_ours(path: &Path, what: &'static str) -> StoreError {
    StoreError::NotAMemory { path: path.to_owned(), what }
}

/// Looks at the first bytes of the file, as a file.
fn inspect(path: &Path) -> Result<Found, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), doing: "read", source };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(e) => return Err(io(e)),
    };
    if file.metadata().map_err(io)?.is_dir() {
        return Err(not_ours(path, "it is a folder"));
    }
    let mut head = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut head).map_err(io)?;
    if head.is_empty() {
        return Ok(Found::Empty);
    }
    // Source: sqlite.org/fileformat2.html, section 1.3: magic, user version at 60, application id at 68, big-endian.
    let number = |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let (true, Some(version), Some(application)) = (head.starts_with(b"SQLite format 3\0"), number(60), number(68)) else {
        return Err(not_ours(path, "it is no SQLite database"));
    };
    if application != APPLICATION_ID {
        return Err(not_ours(path, "it is a database of another program"));
    }
    if version > SCHEMA {
        return Err(StoreError::Newer { path: path.to_owned(), found: version, known: SCHEMA });
    }
    Ok(Found::Memory)
}

/// Asks SQLite for the version as well: the write-ahead log may be ahead of the file.
fn check_version(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let ask = || -> Result<u32, Fault> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let version = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, version > SCHEMA)?;
        Ok(version)
    };
    match ask().map_err(|e| e.at(path))? {
        version if version > SCHEMA => Err(StoreError::Newer { path: path.to_owned(), found: version, known: SCHEMA }),
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
    let mut journal = journal_now(conn)?;
    if journal != Journal::Wal {
        // A network drive refuses, or answers with an error; both mean the other mode.
        let mode: Option<String> = conn.query_row("PRAGMA journal_mode = WAL", [], |r| r.get(0)).ok();
        if mode.as_deref() == Some("wal") && read_id(conn).is_ok() {
            journal = Journal::Wal;
        } else {
            conn.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        }
    }
    let id = read_id(conn).map_err(|e| match e {
        rusqlite::Error::QueryReturnedNoRows => Fault::Damaged(format!("{} has lost its identity", path.display())),
        other => other.into(),
    })?;
    Ok((journal, id))
}

fn journal_now(conn: &Connection) -> Result<Journal, Fault> {
    let mode: String = conn.query_row("PRAGMA journal_mode", [], |r| r.get(0))?;
    Ok(if mode == "wal" { Journal::Wal } else { Journal::Delete })
}

fn read_id(conn: &Connection) -> rusqlite::Result<String> {
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
