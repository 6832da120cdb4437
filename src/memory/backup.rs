//! A copy of a memory, made while others go on reading it.

use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::open::Store;

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The copy.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Store {
    /// Writes a copy of the memory to `to`: sound, at one moment, without free space. It is a memory of its own that opens
    /// like this one.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file already; when the copy cannot be written.
    pub fn backup(&self, to: &Path) -> Result<Backup, StoreError> {
        if to.exists() {
            return Err(StoreError::Exists { path: to.to_owned() });
        }
        let copy = self.conn.execute("VACUUM INTO ?1", [to.to_string_lossy()]);
        if let Err(error) = copy {
            let _ = std::fs::remove_file(to);
            return Err(super::error::Fault::from(error).at(to));
        }
        let bytes = std::fs::metadata(to).map_or(0, |m| m.len());
        Ok(Backup { path: to.to_owned(), bytes })
    }
}
