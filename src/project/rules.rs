//! A user's own segmentation rules, from a file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::{ReadFailure, srx};
use crate::segment::Rules;

/// A file of rules that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is no SRX.
    #[error("{}: {failure}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        failure: ReadFailure,
    },
}

/// Returns the rules of the SRX file `path`; the built-in ones where it is `None`.
///
/// What of them cannot be expressed is told by [`Rules::warnings`], language by language.
///
/// # Errors
/// A file that cannot be read, or is no SRX.
pub fn read(path: Option<&Path>) -> Result<Rules, RulesError> {
    let Some(path) = path else { return Ok(Rules::BuiltIn) };
    let bytes = fs::read(path).map_err(|error| RulesError::Unreadable { path: path.to_owned(), error })?;
    let srx = srx::read(&bytes).map_err(|failure| RulesError::Malformed { path: path.to_owned(), failure })?;
    Ok(Rules::own(srx))
}

/// Returns the built-in rules as an SRX 2.0 file.
pub fn built_in() -> String {
    srx::write(&crate::segment::portable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn the_built_in_rules_are_read_as_they_are_written() {
        let found = srx::read(built_in().as_bytes()).expect("reads");
        assert_eq!(Rules::own(found), Rules::own(crate::segment::portable()));
    }

    #[test]
    fn a_bad_file_is_named_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("aturan.srx");
        assert!(matches!(read(Some(&path)), Err(RulesError::Unreadable { .. })));
        fs::write(&path, "<srx>\n<header>\n</srx>").expect("written");
        let error = read(Some(&path)).expect_err("broken").to_string();
        assert!(error.starts_with(&format!("{}: line 3: ", path.display())), "{error}");
        assert_eq!(read(None).expect("built in").fingerprint(Lang::ID), crate::segment::fingerprint());
    }
}
