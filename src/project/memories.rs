//! Which file a memory is in.

use std::fmt;
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

/// The most points that a memory may take off its matches.
pub const PENALTY_TOP: u8 = 50;

/// A memory that is only read, as typed: `umum`, `klien/arsip.padan:2`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Its name or file.
    pub named: String,
    /// Points taken off its matches, 0–50; 0 unless said.
    pub penalty: u8,
}

/// Why [`Wanted::parse`] refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWanted {
    /// No memory is named.
    #[error("no memory is named")]
    Empty,
    /// What stands behind the colon is no number of points.
    #[error("the points behind the colon go from 0 to {PENALTY_TOP}")]
    Points,
}

impl Wanted {
    /// Reads `NAME`, `FILE`, `NAME:N` or `FILE:N`. Only digits behind the last colon are points: `C:\\arsip.padan` has none.
    ///
    /// ```
    /// use padan::project::memories::Wanted;
    /// let wanted = Wanted::parse(r"C:\arsip\umum.padan:2").unwrap();
    /// assert_eq!((wanted.named.as_str(), wanted.penalty), (r"C:\arsip\umum.padan", 2));
    /// ```
    ///
    /// # Errors
    /// Nothing before the colon, or something behind it that is no number up to 50.
    pub fn parse(typed: &str) -> Result<Wanted, NotWanted> {
        let typed = typed.trim();
        let (named, points) = match typed.rsplit_once(':') {
            Some((named, digits)) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => (named, Some(digits)),
            Some(_) if !is_file(typed) => return Err(NotWanted::Points),
            _ => (typed, None),
        };
        let penalty = match points {
            None => 0,
            Some(digits) => digits.parse().ok().filter(|&n| n <= PENALTY_TOP).ok_or(NotWanted::Points)?,
        };
        let named = named.trim();
        if named.is_empty() { Err(NotWanted::Empty) } else { Ok(Wanted { named: named.to_owned(), penalty }) }
    }
}

/// As it is typed.
impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named)?;
        // A name that ends like a penalty keeps its own colon.
        let ends_like_one = Wanted::parse(&self.named).is_ok_and(|again| again.named != self.named);
        if self.penalty > 0 || ends_like_one { write!(f, ":{}", self.penalty) } else { Ok(()) }
    }
}

/// Whether both are the same file, whatever they are called.
pub fn same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    a == b || real(a) == real(b)
}

/// Returns the memories of `others` that are read beside the one that is `written` to: each file once, with the points that
/// were named last, in the order given, and no two of one name. A second `umum` is called by its folder, `klien/umum`.
pub fn set(written: &Place, others: Vec<(Place, u8)>) -> Vec<(Place, u8)> {
    let mut set: Vec<(Place, u8)> = Vec::new();
    for (place, penalty) in others {
        if same_file(&place.path, &written.path) {
            continue;
        }
        if let Some(known) = set.iter_mut().find(|(known, _)| same_file(&known.path, &place.path)) {
            known.1 = penalty;
            continue;
        }
        let taken = |name: &str| name == written.name || set.iter().any(|(known, _)| known.name == name);
        let folder = place.path.parent().and_then(Path::file_name).map(|f| f.to_string_lossy().into_owned());
        let by_folder = folder.map(|folder| format!("{folder}/{}", place.name));
        let numbered = (2..).map(|n| format!("{}-{n}", place.name));
        let mut names = std::iter::once(place.name.clone()).chain(by_folder).chain(numbered);
        let name = names.find(|name| !taken(name)).unwrap_or_default();
        set.push((Place { name, path: place.path }, penalty));
    }
    set
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_behind_the_last_colon() {
        let parsed = |typed: &str| Wanted::parse(typed).map(|w| (w.named, w.penalty));
        let named = |name: &str, penalty| Ok((name.to_owned(), penalty));
        assert_eq!(parsed("umum"), named("umum", 0));
        assert_eq!(parsed(" umum:2 "), named("umum", 2));
        assert_eq!(parsed("umum:50"), named("umum", 50));
        assert_eq!(parsed(r"C:\x.padan"), named(r"C:\x.padan", 0));
        assert_eq!(parsed(r"C:\x.padan:2"), named(r"C:\x.padan", 2));
        assert_eq!(parsed("D:/arsip/x.padan:0"), named("D:/arsip/x.padan", 0));
        assert_eq!(parsed("klien/a:b.padan"), named("klien/a:b.padan", 0));
        for bad in ["umum:51", "umum:300", "umum:", "umum:dua", "umum:-1"] {
            assert_eq!(parsed(bad), Err(NotWanted::Points), "{bad}");
        }
        for bad in ["", " ", ":2"] {
            assert_eq!(parsed(bad), Err(NotWanted::Empty), "{bad}");
        }
        for typed in ["umum", "umum:7", r"C:\x.padan", "./a:2:0"] {
            assert_eq!(Wanted::parse(typed).map(|w| w.to_string()), Ok(typed.to_owned()));
        }
    }

    #[test]
    fn each_file_is_there_once_and_no_two_names_are_alike() {
        let at = |path: &str| file(PathBuf::from(path));
        let names = |others: &[(&str, u8)]| {
            let others = others.iter().map(|(path, n)| (at(path), *n)).collect();
            set(&at("kerja/umum.padan"), others).into_iter().map(|(p, n)| (p.name, n)).collect::<Vec<_>>()
        };
        assert_eq!(names(&[("./kerja/umum.padan", 4)]), []);
        let twice = names(&[("arsip.padan", 1), ("a/../a/arsip.padan", 0), ("./arsip.padan", 3)]);
        assert_eq!(twice, [("arsip".to_owned(), 3), ("a/arsip".to_owned(), 0)]);
        let alike = names(&[("klien/umum.padan", 0), ("b/klien/umum.padan", 0), ("c/klien/umum.padan", 0)]);
        assert_eq!(alike.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["klien/umum", "umum-2", "umum-3"]);
    }
}
