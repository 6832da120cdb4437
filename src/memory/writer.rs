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
    /// The writer that is noted beside the memory at `path`. `None` when there is no note, or when the process is gone, or
    /// when this system cannot tell: a note that a killed process left behind is no fact.
    pub(super) fn noted(path: &Path) -> Option<Writer> {
        let text = std::fs::read_to_string(note_path(path)).ok()?;
        let (pid, purpose) = text.trim_end().split_once('\t')?;
        let pid: u32 = pid.parse().ok()?;
        is_running(pid).then(|| Writer { pid, purpose: purpose.to_owned() })
    }

    pub(super) fn say(who: Option<&Writer>) -> String {
        match who {
            Some(w) => format!("process {} ({})", w.pid, w.purpose),
            None => "another process".to_owned(),
        }
    }
}

/// Whether there is a process of this number; false also where this system does not tell.
pub(super) fn is_running(pid: u32) -> bool {
    cfg!(target_os = "linux") && Path::new("/proc").join(pid.to_string()).exists()
}

pub(super) fn note_path(path: &Path) -> PathBuf {
    beside(path, "-writer")
}

/// The companion of the file at `path` whose name has `ending` behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
