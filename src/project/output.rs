//! Writing results: whole or not at all, and never over something else.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What became of a file that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Whether another name had to be taken since a different file was there.
    pub renamed: bool,
}

/// Writes `bytes` to `path`; when a file with other content is there, to the first free numbered name beside it.
///
/// `artikel.draft.docx` becomes `artikel.draft-2.docx`. A file with the same bytes is left alone.
///
/// # Errors
/// What the system says; then no file has been changed.
pub fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<Written> {
    let mut renamed = false;
    let mut number = 1;
    let mut target = path.to_owned();
    loop {
        match fs::read(&target) {
            Ok(there) if there == bytes => return Ok(Written { path: target, renamed }),
            Ok(_) => {
                number += 1;
                target = numbered(path, number);
                renamed = true;
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => break,
            Err(e) => return Err(e),
        }
    }
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".padan-").tempfile_in(folder).map_err(plain)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is private; a result is an ordinary file.
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.as_file().sync_all()?;
    match file.persist_noclobber(&target) {
        Ok(_) => Ok(Written { path: target, renamed }),
        Err(e) => Err(e.error),
    }
}

/// The error without the name of the temporary file, which nobody asked for.
fn plain(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-{number}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{number}"),
    };
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.draft.docx");
        assert_eq!(write_beside(&path, b"1").expect("written"), Written { path: path.clone(), renamed: false });
        assert_eq!(write_beside(&path, b"1").expect("the same"), Written { path: path.clone(), renamed: false });
        let second = write_beside(&path, b"2").expect("written");
        assert_eq!((second.path.file_name().and_then(|n| n.to_str()), second.renamed), (Some("a.draft-2.docx"), true));
        assert_eq!(fs::read(&path).expect("still there"), b"1");
        let error = write_beside(&folder.path().join("none/x"), b"1").expect_err("no such folder");
        assert!(error.kind() == io::ErrorKind::NotFound && !error.to_string().contains(".padan-"), "{error}");
    }
}
