//! Which articles are meant: files and folders as they were named, to the files that are read, in order.
//!
//! A folder stands for the articles in it and below. What padan itself wrote beside them is none, nor is what has another
//! name than an article; each such file comes back with the reason, so that nobody has to wonder. A file that was named
//! itself is always meant. Leaves to others: reading the files, and what is in them.
//!
//! **Invariant:** every file is met once, whatever names and links lead to it; the order depends on names only.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::article;
use crate::exchange::draft::Format;

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Standard input.
    Stdin,
    /// A file; as a user names it, a folder too.
    Path(PathBuf),
}

/// What was found under the names.
#[derive(Debug, Default)]
pub struct Gathered {
    /// What is to be read: in the order of the names, the files of a folder sorted by name, folders among them.
    pub files: Vec<Named>,
    /// What was left out, in the order in which it was met.
    pub skipped: Vec<Skipped>,
    /// Folders that could not be looked into, and why.
    pub unreadable: Vec<(PathBuf, io::Error)>,
    /// Whether a folder was among the names.
    pub folders: bool,
}

/// Something that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it is; a folder stands for all that is in it.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

/// Why something is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its name begins with a full stop.
    Hidden,
    /// A draft that padan wrote: `kopi.draft.docx`.
    Draft,
    /// A translation that lies beside its article: `kopi.en.md`.
    Translation,
    /// Its name ends as that of no article.
    NoArticle,
    /// No file: a pipe, a device, a link that leads nowhere.
    NoFile,
    /// It was met before, under this name or another.
    Again,
}

impl Why {
    /// The reasons, in the order in which they are told.
    pub const ALL: [Why; 6] = [Why::Draft, Why::Translation, Why::NoArticle, Why::Hidden, Why::NoFile, Why::Again];

    /// The name in the table of the interface, such as `draft`.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Hidden => "hidden",
            Why::Draft => "draft",
            Why::Translation => "translation",
            Why::NoArticle => "no-article",
            Why::NoFile => "no-file",
            Why::Again => "again",
        }
    }
}

/// Returns the files that `named` stands for. A name of nothing at all is among them: reading it says what is wrong.
///
/// ```
/// use padan::project::gather::{Named, Why, gather};
/// let folder = tempfile::tempdir().expect("a folder");
/// for name in ["kopi.md", "kopi.draft.docx", "foto.jpg"] {
///     std::fs::write(folder.path().join(name), "Harga naik.").expect("written");
/// }
/// let found = gather(&[Named::Path(folder.path().to_owned())]);
/// assert_eq!(found.files, [Named::Path(folder.path().join("kopi.md"))]);
/// assert_eq!(found.skipped.iter().map(|s| s.why).collect::<Vec<_>>(), [Why::NoArticle, Why::Draft]);
/// ```
pub fn gather(named: &[Named]) -> Gathered {
    let mut out = Gathered::default();
    let mut met = HashSet::new();
    for name in named {
        match name {
            Named::Stdin => out.files.push(Named::Stdin),
            Named::Path(path) if path.is_dir() => {
                out.folders = true;
                if is_new(path, &mut met, &mut out) {
                    walk(path, &mut met, &mut out);
                }
            }
            Named::Path(path) => {
                // What is no ordinary file (a pipe of the shell) has no other name.
                if !path.is_file() || is_new(path, &mut met, &mut out) {
                    out.files.push(name.clone());
                }
            }
        }
    }
    out
}

/// Notes that `path` was met; whether it was not met before.
fn is_new(path: &Path, met: &mut HashSet<PathBuf>, out: &mut Gathered) -> bool {
    let new = met.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
    if !new {
        out.skipped.push(Skipped { path: path.to_owned(), why: Why::Again });
    }
    new
}

/// Adds the articles in the folder `path` and below.
fn walk(path: &Path, met: &mut HashSet<PathBuf>, out: &mut Gathered) {
    // Folders may lie in each other deeper than the stack reaches.
    let mut open = vec![entries(path, out)];
    while let Some(level) = open.last_mut() {
        let Some((path, why)) = level.next() else {
            open.pop();
            continue;
        };
        if let Some(why) = why {
            out.skipped.push(Skipped { path, why });
        } else if is_new(&path, met, out) {
            if path.is_dir() {
                open.push(entries(&path, out));
            } else {
                out.files.push(Named::Path(path));
            }
        }
    }
}

/// What lies in a folder, sorted by name, with the reason to skip it.
fn entries(folder: &Path, out: &mut Gathered) -> std::vec::IntoIter<(PathBuf, Option<Why>)> {
    let names: io::Result<Vec<_>> = fs::read_dir(folder).and_then(|all| all.map(|e| e.map(|e| e.file_name())).collect());
    let mut names = names.unwrap_or_else(|error| {
        out.unreadable.push((folder.to_owned(), error));
        Vec::new()
    });
    names.sort();
    let stems: HashSet<String> = names.iter().filter_map(|n| article_stem(n)).collect();
    let judged: Vec<_> = names.iter().map(|n| (folder.join(n), why(folder, n, &stems))).collect();
    judged.into_iter()
}

/// The name of an article without its end; `None` for what has another name.
fn article_stem(name: &OsStr) -> Option<String> {
    let name = name.to_string_lossy();
    article::is_named_so(&name).then(|| name.rsplit_once('.').map_or(name.as_ref(), |(stem, _)| stem).to_owned())
}

/// Why what is called `name` in `folder` is not read; `stems` are the names of the articles there, without their ends.
fn why(folder: &Path, name: &OsStr, stems: &HashSet<String>) -> Option<Why> {
    let shown = name.to_string_lossy();
    if shown.starts_with('.') {
        return Some(Why::Hidden);
    }
    // Links are followed.
    match fs::metadata(folder.join(name)) {
        Ok(kind) if kind.is_dir() => return None,
        Ok(kind) if kind.is_file() => {}
        _ => return Some(Why::NoFile),
    }
    let (stem, end) = shown.rsplit_once('.').unwrap_or((&shown, ""));
    // "kopi.draft", "kopi.draft-2": numbered where a name was taken.
    let (article, mark) = stem.rsplit_once('.').map(|(a, mark)| (a, mark.split('-').next().unwrap_or(mark))).unwrap_or_default();
    if mark == "draft" && Format::parse(end).is_some() {
        return Some(Why::Draft);
    }
    if !article::is_named_so(&shown) {
        return Some(Why::NoArticle);
    }
    (matches!(mark, "en" | "id") && stems.contains(article)).then_some(Why::Translation)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files; a name that ends in `/` is a folder.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            if name.ends_with('/') {
                fs::create_dir_all(path).expect("a folder");
            } else {
                fs::write(path, "Harga naik.").expect("a file");
            }
        }
        folder
    }

    fn of(folder: &tempfile::TempDir, named: &[&str]) -> (Vec<String>, Vec<(String, Why)>) {
        let short = |p: &Path| p.strip_prefix(folder.path()).unwrap_or(p).to_string_lossy().into_owned();
        let named: Vec<Named> = named.iter().map(|n| Named::Path(folder.path().join(n))).collect();
        let found = gather(&named);
        let file = |n: &Named| match n {
            Named::Stdin => "-".to_owned(),
            Named::Path(p) => short(p),
        };
        assert!(found.unreadable.is_empty(), "{found:?}");
        (found.files.iter().map(file).collect(), found.skipped.iter().map(|s| (short(&s.path), s.why)).collect())
    }

    #[test]
    fn folders_are_walked_in_the_order_of_names() {
        let folder = folder(&["b.txt", "a/z.md", "a/b/c.htm", "c/", "A.TXT", "a.html", "10.txt", "9.txt"]);
        let (files, skipped) = of(&folder, &[""]);
        assert_eq!(files, ["10.txt", "9.txt", "A.TXT", "a/b/c.htm", "a/z.md", "a.html", "b.txt"]);
        assert_eq!(skipped, []);
        assert_eq!(of(&folder, &["b.txt", "a"]).0, ["b.txt", "a/b/c.htm", "a/z.md"]);
    }

    #[test]
    fn what_padan_wrote_and_what_is_no_article_is_skipped_with_the_reason() {
        let folder = folder(&[
            ".git/berita.txt",
            "kopi.md",
            "kopi.en.md",
            "kopi.en-2.md",
            "kopi.draft.docx",
            "kopi.draft-2.txt",
            "kopi.draft.tsv",
            "laporan.id.txt",
            "teh.id.txt",
            "teh.html",
            "foto.jpg",
            "catatan",
            "draft.txt",
            "en.txt",
        ]);
        let (files, skipped) = of(&folder, &[""]);
        assert_eq!(files, ["draft.txt", "en.txt", "kopi.md", "laporan.id.txt", "teh.html"]);
        let why = |name: &str| skipped.iter().find(|s| s.0 == name).map(|s| s.1);
        for (name, reason) in [
            (".git", Why::Hidden),
            ("kopi.en.md", Why::Translation),
            ("kopi.en-2.md", Why::Translation),
            ("teh.id.txt", Why::Translation),
            ("kopi.draft.docx", Why::Draft),
            ("kopi.draft-2.txt", Why::Draft),
            ("kopi.draft.tsv", Why::Draft),
            ("foto.jpg", Why::NoArticle),
            ("catatan", Why::NoArticle),
        ] {
            assert_eq!(why(name), Some(reason), "{name}");
        }
        assert_eq!(skipped.len(), 9);
        // Named itself, a file is meant.
        assert_eq!(of(&folder, &["kopi.en.md", "foto.jpg", "tidak-ada.txt"]).0, ["kopi.en.md", "foto.jpg", "tidak-ada.txt"]);
    }

    #[test]
    fn a_file_that_was_named_twice_is_read_once() {
        let folder = folder(&["a/b.txt", "c.txt"]);
        let (files, skipped) = of(&folder, &["c.txt", "a/../c.txt", "a", "a/b.txt", ""]);
        assert_eq!(files, ["c.txt", "a/b.txt"]);
        assert!(skipped.iter().all(|s| s.1 == Why::Again) && skipped.len() == 4, "{skipped:?}");
        assert_eq!(gather(&[Named::Stdin]).files, [Named::Stdin]);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_a_file_once_and_never_round_in_circles() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a/b.txt"]);
        let at = |name: &str| folder.path().join(name);
        symlink(at("a"), at("a/lagi")).expect("a link");
        symlink(folder.path(), at("a/atas")).expect("a link");
        symlink(at("a/b.txt"), at("z.txt")).expect("a link");
        symlink(at("tidak-ada"), at("putus.txt")).expect("a link");
        let (files, skipped) = of(&folder, &[""]);
        assert_eq!(files, ["a/b.txt"]);
        let again = |name: &str| (name.to_owned(), Why::Again);
        assert_eq!(skipped, [again("a/atas"), again("a/lagi"), ("putus.txt".into(), Why::NoFile), again("z.txt")]);
    }
}
