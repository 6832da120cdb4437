//! The first bytes of a file: whether it is a memory, and whether it is all there, before SQLite gets to see it.
//!
//! Source: sqlite.org/fileformat2.html, section 1.3. All numbers are big-endian.

use std::io::{ErrorKind, Read};
use std::path::Path;

use super::error::StoreError;
use super::open::APPLICATION_ID;
use super::writer::beside;

/// What lies at a path.
pub(super) enum Found {
    Nothing,
    Empty,
    Memory,
}

const MAGIC: &[u8] = b"SQLite format 3\0";

/// Looks at the first bytes of the file, as a file. `known` is the newest layout this program knows.
pub(super) fn inspect(path: &Path, known: u32) -> Result<Found, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), doing: "read", source };
    // Asked before the file is: while others write, these are there, and what the header says may be ahead of the file.
    let under_way = || ["-wal", "-journal"].iter().any(|e| size(&beside(path, e)) > 0);
    let was_under_way = under_way();
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(e) => return Err(io(e)),
    };
    if file.metadata().map_err(io)?.is_dir() {
        return Err(not_ours(path, "it is a folder"));
    }
    let mut head = Vec::with_capacity(100);
    file.by_ref().take(100).read_to_end(&mut head).map_err(io)?;
    if head.is_empty() {
        return Ok(Found::Empty);
    }
    let number = |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let (true, Some(version), Some(application)) = (head.starts_with(MAGIC), number(60), number(68)) else {
        return Err(not_ours(path, "it is no SQLite database"));
    };
    if application != APPLICATION_ID {
        return Err(not_ours(path, "it is a database of another program"));
    }
    if version > known {
        return Err(StoreError::Newer { path: path.to_owned(), found: version, known });
    }
    if let Some(needs) = whole_size(&head)
        && !was_under_way
    {
        let has = file.metadata().map_err(io)?.len();
        if has < needs && !under_way() {
            return Err(StoreError::Incomplete { path: path.to_owned(), has, needs });
        }
    }
    Ok(Found::Memory)
}

/// The size in bytes that the header says the file has; `None` when it does not know.
fn whole_size(head: &[u8]) -> Option<u64> {
    let number = |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let page = match head.get(16..18)?.try_into().map(u16::from_be_bytes).ok()? {
        1 => 65_536,
        n => u64::from(n),
    };
    // Both counters are equal where the number of pages is kept.
    (number(24)? == number(92)?).then_some(page * u64::from(number(28)?))
}

/// Size in bytes of the file at `path`; 0 when there is none.
pub(super) fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |m| m.len())
}

pub(super) fn not_ours(path: &Path, what: &'static str) -> StoreError {
    StoreError::NotAMemory { path: path.to_owned(), what }
}
