//! A copy of the memory as it is at one moment: one plain file, checked before anybody is told that it is there.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tempfile::TempPath;

use super::error::{Fault, StoreError};
use super::header::size;
use super::open::{APPLICATION_ID, Store};
use super::writer::is_running;

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Live units in it.
    pub units: u64,
    /// Units in it that were superseded, deleted or undone.
    pub history: u64,
    /// Batches in it.
    pub batches: u64,
    /// Drafts in it.
    pub drafts: u64,
}

/// What is counted to know that a copy is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    layout: u32,
    units: i64,
    batches: i64,
    drafts: i64,
    segments: i64,
}

impl Counts {
    fn of(conn: &Connection) -> Result<Counts, Fault> {
        let number = |sql: &str| conn.query_row(sql, [], |r| r.get(0));
        Ok(Counts {
            layout: conn.query_row("PRAGMA user_version", [], |r| r.get(0))?,
            units: number("SELECT count(*) FROM unit")?,
            batches: number("SELECT count(*) FROM batch")?,
            drafts: number("SELECT count(*) FROM draft")?,
            segments: number("SELECT count(*) FROM seg")?,
        })
    }
}

impl Store {
    /// Makes a copy of the memory at `to`, as it is at this moment; others may go on reading and writing meanwhile. The copy
    /// is a memory like any other.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when something is at `to`; [`StoreError::Full`]; [`StoreError::Damaged`] when the memory is
    /// not sound. Then there is no copy.
    pub fn backup(&self, to: &Path) -> Result<BackedUp, StoreError> {
        copy(&self.conn, &self.path, to)?;
        let summary = Store::open_read_only(to)?.summary()?;
        Ok(BackedUp {
            path: to.to_owned(),
            bytes: size(to),
            units: summary.live(),
            history: summary.history,
            batches: summary.batches,
            drafts: summary.drafts,
        })
    }
}

/// Copies the memory at `path`, open in `conn` outside of any transaction, to `to`, where nothing may be yet.
pub(super) fn copy(conn: &Connection, path: &Path, to: &Path) -> Result<Counts, StoreError> {
    let exists = || StoreError::Exists { path: to.to_owned() };
    if to.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let io = |doing, path: &Path, source: io::Error| StoreError::Io { path: path.to_owned(), doing, source };
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = temporary(folder).map_err(|e| io("make a file in", folder, e))?;
    let counts = fill(conn, &new).map_err(|fault| match fault.at(path) {
        // It is the disk of the copy that has no room.
        StoreError::Full { .. } => StoreError::Full { path: to.to_owned(), needed: needed(conn) },
        other => other,
    })?;
    // SQLite leaves it to the system when the copy reaches the disk.
    File::open(&new).and_then(|f| f.sync_all()).map_err(|e| io("write", to, e))?;
    settle(new, to).map_err(|e| if e.kind() == ErrorKind::AlreadyExists { exists() } else { io("make", to, e) })?;
    #[cfg(unix)]
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| io("write", folder, e))?;
    Ok(counts)
}

/// Fills the empty file `new` with what `conn` holds and checks it.
fn fill(conn: &Connection, new: &Path) -> Result<Counts, Fault> {
    let name = new.to_str().ok_or_else(|| Fault::Sql(rusqlite::Error::InvalidPath(new.to_owned())))?;
    let moment =
        || -> Result<(i64, Counts), Fault> { Ok((conn.query_row("PRAGMA data_version", [], |r| r.get(0))?, Counts::of(conn)?)) };
    let before = moment()?;
    conn.execute("VACUUM INTO ?1", [name])?;
    let after = moment()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(new, flags)?;
    let wrong = |what: String| Fault::Damaged(format!("the copy is not whole: {what}"));
    let said: String = copy.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if said != "ok" {
        return Err(wrong(said));
    }
    let application: u32 = copy.query_row("PRAGMA application_id", [], |r| r.get(0))?;
    if application != APPLICATION_ID {
        return Err(wrong(format!("it is marked {application:08x}")));
    }
    let counts = Counts::of(&copy)?;
    if before == after && counts != before.1 {
        return Err(wrong(format!("{counts:?} instead of {:?}", before.1)));
    }
    // Where others wrote meanwhile, the copy is of a moment between: it has to agree with what its own batches say.
    let sql = "SELECT count(*) FROM batch b WHERE units <> \
         (SELECT count(*) FROM unit u WHERE u.id BETWEEN b.first_unit AND b.last_unit AND u.batch = b.id)";
    let disagreeing: i64 = copy.query_row(sql, [], |r| r.get(0))?;
    if disagreeing > 0 {
        return Err(wrong(format!("{disagreeing} batches disagree with their units")));
    }
    copy.close().map_err(|(_, e)| e)?;
    Ok(counts)
}

/// How many bytes a copy takes at most.
fn needed(conn: &Connection) -> Option<u64> {
    let number = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0)).ok();
    Some((number("PRAGMA page_count")? * number("PRAGMA page_size")?) as u64)
}

/// An empty file in `folder` to be filled and then renamed; it goes when it is dropped. What processes that were killed have
/// left there goes as well.
pub(super) fn temporary(folder: &Path) -> io::Result<TempPath> {
    let mut new = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // As any file of the user, not as a secret one.
        use std::os::unix::fs::PermissionsExt;
        new.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let new = new.prefix(&prefix).suffix(ENDING).tempfile_in(folder)?;
    if let Ok(now) = new.as_file().metadata() {
        sweep(folder, &now);
    }
    Ok(new.into_temp_path())
}

const PREFIX: &str = ".padan-";
const ENDING: &str = ".new";
/// An unfinished file that nobody has written to for so long is not being written: another computer may show the same folder,
/// and its processes are not known here.
const STALE: Duration = Duration::from_hours(1);

/// Takes away unfinished files of processes that are gone, where this system tells which are. The `new` file has just been
/// made and tells the time.
fn sweep(folder: &Path, new: &Metadata) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    if !is_running(std::process::id()) {
        return;
    }
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let pid = (name.to_str())
            .and_then(|n| n.strip_prefix(PREFIX))
            .and_then(|n| n.split_once('-'))
            .filter(|(_, rest)| rest.contains(ENDING))
            .and_then(|(pid, _)| pid.parse().ok());
        let written = entry.metadata().and_then(|m| m.modified());
        let age = written.and_then(|at| new.modified()?.duration_since(at).map_err(io::Error::other));
        let stale = age.is_ok_and(|age| age > STALE);
        if stale && pid.is_some_and(|pid| !is_running(pid)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Gives the finished file its name, unless something has it.
fn settle(new: TempPath, to: &Path) -> io::Result<()> {
    match new.persist_noclobber(to) {
        Ok(()) => Ok(()),
        Err(e) if e.error.kind() == ErrorKind::AlreadyExists => Err(e.error),
        // Some sticks and network drives know no way to rename that refuses a taken name: the name is taken first.
        Err(e) => {
            OpenOptions::new().write(true).create_new(true).open(to)?;
            e.path.persist(to).map_err(|e| {
                let _ = std::fs::remove_file(to);
                e.error
            })
        }
    }
}

/// Returns the path `wanted`, or, when something is there, the first numbered one that is free: `kopi-2.padan-backup`.
pub fn unused_name(wanted: &Path) -> PathBuf {
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy();
    let ending = wanted.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let numbered = (2..).map(|n| wanted.with_file_name(format!("{stem}-{n}{ending}")));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|p| p.symlink_metadata().is_err()).unwrap_or_default()
}
