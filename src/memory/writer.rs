//! The note beside a memory of who is writing to it.

use std::path::{Path, PathBuf};

/// Who is writing to a memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Its process number.
    pub pid: u32,
    /// What it is doing, for example `import kopi.tmx`.
    pub purpose: String,
}

impl Writer {
    /// The writer that is noted beside the memory at `path`.
    pub(super) fn noted(path: &Path) -> Option<Writer> {
        let text = std::fs::read_to_string(note_path(path)).ok()?;
        let (pid, purpose) = text.trim_end().split_once('\t')?;
        Some(Writer { pid: pid.parse().ok()?, purpose: purpose.to_owned() })
    }

    pub(super) fn say(who: Option<&Writer>) -> String {
        match who {
            Some(w) => format!("process {} ({})", w.pid, w.purpose),
            None => "another process".to_owned(),
        }
    }
}

pub(super) fn note_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-writer");
    name.into()
}
