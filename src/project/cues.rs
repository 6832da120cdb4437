//! A user's own cues: `cues.tsv` in the folder of the user's settings.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::settings;
use crate::article::{CueError, Cues};

/// The name of the file.
pub const FILE_NAME: &str = "cues.tsv";

/// A file of cues that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CuesError {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line of it is no cue.
    #[error("{}, {error}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        error: CueError,
    },
}

/// Returns where the user's own cues stand, whether the file is there or not; `None` without a home.
pub fn path() -> Option<PathBuf> {
    settings::user_folder().map(|f| f.join(FILE_NAME))
}

/// Returns the cues that hold: the user's own and the built-in ones.
///
/// # Errors
/// A file that is there and cannot be read, or with a line that is no cue.
pub fn find() -> Result<Cues, CuesError> {
    path().map_or_else(|| Ok(Cues::default()), |p| read(&p))
}

fn read(path: &Path) -> Result<Cues, CuesError> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            Cues::read(text).map_err(|error| CuesError::Malformed { path: path.to_owned(), error })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Cues::default()),
        Err(error) => Err(CuesError::Unreadable { path: path.to_owned(), error }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_named_with_its_file_and_a_missing_file_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE_NAME);
        assert_eq!(read(&path).expect("none"), Cues::default());
        fs::write(&path, "\u{feff}# kantor\nk.kuis\tpromo\tdrop\tprefix\tikuti kuis\n").expect("written");
        assert_eq!(read(&path).expect("reads").own().len(), 1);
        fs::write(&path, "# kantor\n\nk.kuis\tpromo\tdrop\tregex\t[a\n").expect("written");
        let error = read(&path).expect_err("a bad pattern").to_string();
        assert!(error.starts_with(&format!("{}, line 3: bad pattern: ", path.display())), "{error}");
    }
}
