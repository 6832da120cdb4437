//! Which file a memory is in.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The name of the memory that is used when none is named.
pub const DEFAULT: &str = "memory";
/// The ending of memory files.
pub const EXTENSION: &str = "padan";

/// A memory by name and file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What matches from it are said to come from: the name in the set, else the file's stem.
    pub name: String,
    /// The file.
    pub path: PathBuf,
}

/// The folder in which memories live when nothing else is said.
pub fn memory_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|s| s.data_dir().join("padan"))
}

/// Whether `typed` names a file rather than a memory of the memory folder: it has a folder or an ending.
pub fn is_file(typed: &str) -> bool {
    typed.contains(['/', '\\']) || Path::new(typed).extension().is_some() || typed.starts_with('.')
}

/// Returns where the memory is that `named` names: a file when it looks like one, else a name in the memory folder.
///
/// `None` when no folder for memories is known on this system and a name was given.
///
/// ```
/// let place = padan::project::memories::place(Some("kerja/berita.padan")).unwrap();
/// assert_eq!((place.name.as_str(), place.path.to_str()), ("berita", Some("kerja/berita.padan")));
/// ```
pub fn place(named: Option<&str>) -> Option<Place> {
    let named = named.unwrap_or(DEFAULT);
    Some(file(if is_file(named) { PathBuf::from(named) } else { memory_folder()?.join(format!("{named}.{EXTENSION}")) }))
}

/// The memory in the file `path`, whatever that is called.
pub fn file(path: PathBuf) -> Place {
    let name = path.file_stem().map_or_else(|| path.display().to_string(), |s| s.to_string_lossy().into_owned());
    Place { name, path }
}

/// Returns the memories in the memory folder, by name.
pub fn in_folder() -> Vec<Place> {
    let Some(entries) = memory_folder().and_then(|folder| std::fs::read_dir(folder).ok()) else { return Vec::new() };
    let mut found: Vec<Place> = entries
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == EXTENSION))
        .filter_map(|path| Some(Place { name: path.file_stem()?.to_string_lossy().into_owned(), path: path.clone() }))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
