//! What an import refused or mended, written down while it goes on: the refused units as a TMX to work on, every problem as
//! a line of a log.
//!
//! **Invariant:** no file that is there is written over: refused units go into a new file, a log is continued.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use crate::model::{Problem, ProblemKind};

/// Refused units, as they stand in their files, in a file that padan reads, and others when the units have been put right.
pub struct Rejects {
    path: PathBuf,
    out: Option<BufWriter<File>>,
}

impl Rejects {
    /// Refused units into a file at `path`, which is made when there is one.
    ///
    /// # Errors
    /// When something is there already.
    pub fn new(path: PathBuf) -> io::Result<Rejects> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(Rejects { path, out: None })
    }

    /// Writes one unit of `file`, which was refused for `problem`.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&mut self, file: &str, problem: &Problem, verbatim: &str) -> io::Result<()> {
        let out = match &mut self.out {
            Some(out) => out,
            none => {
                let mut out = BufWriter::new(File::create_new(&self.path)?);
                let version = env!("CARGO_PKG_VERSION");
                writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">")?;
                writeln!(
                    out,
                    "<header creationtool=\"padan\" creationtoolversion=\"{version}\" segtype=\"sentence\" o-tmf=\"padan\" \
                     adminlang=\"en\" srclang=\"*all*\" datatype=\"unknown\"/>\n<body>"
                )?;
                none.insert(out)
            }
        };
        // Two hyphens would end the comment.
        writeln!(out, "<!-- {} -->\n{verbatim}", one_line(&told(file, problem)).replace("--", "- -").replace('<', "‹"))
    }

    /// Completes the file; where it is, if there was anything to write.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some(mut out) = self.out else { return Ok(None) };
        writeln!(out, "</body>\n</tmx>")?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(Some(self.path))
    }
}

/// A log of problems, one a line.
pub struct Log(BufWriter<File>);

impl Log {
    /// The log at `path`, continued where there is one.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &std::path::Path) -> io::Result<Log> {
        Ok(Log(BufWriter::new(OpenOptions::new().create(true).append(true).open(path)?)))
    }

    /// Writes what became of something in `file`.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&mut self, file: &str, problem: &Problem) -> io::Result<()> {
        writeln!(self.0, "{}", one_line(&told(file, problem)))
    }

    /// Writes what has not been written yet.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// `arsip.tmx:39: refused: unit 9 (tuid a7): …`
fn told(file: &str, problem: &Problem) -> String {
    let what = match problem.what {
        ProblemKind::Refused => "refused",
        ProblemKind::Repaired => "repaired",
        ProblemKind::Skipped => "skipped",
        ProblemKind::File => "file",
    };
    let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
    let unit = problem.unit.map(|unit| format!(": unit {unit}")).unwrap_or_default();
    let tuid = problem.tuid.as_ref().map(|tuid| format!(" ({tuid})")).unwrap_or_default();
    format!("{file}{line}: {what}{unit}{tuid}: {}", problem.reason)
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(reason: &str) -> Problem {
        Problem { what: ProblemKind::Refused, line: Some(7), unit: Some(2), tuid: Some("k9".into()), reason: reason.into() }
    }

    #[test]
    fn refused_units_stand_verbatim_in_a_file_that_is_made_when_there_are_any() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ditolak.tmx");
        assert_eq!(Rejects::new(path.clone()).expect("free").finish().expect("nothing to do"), None);
        assert!(!path.exists());
        let mut rejects = Rejects::new(path.clone()).expect("free");
        rejects.add("a--b.tmx", &problem("ends inside\n<seg>"), "<tu><tuv>\u{1}").expect("written");
        rejects.add("a.tmx", &problem("x"), "<tu/>").expect("written");
        assert_eq!(rejects.finish().expect("written"), Some(path.clone()));
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(
            text.contains("<body>\n<!-- a- -b.tmx:7: refused: unit 2 (k9): ends inside ‹seg> -->\n<tu><tuv>\u{1}\n<!-- a.tmx"),
            "{text}"
        );
        assert!(text.ends_with("<tu/>\n</body>\n</tmx>\n"), "{text}");
        assert!(Rejects::new(path).is_err(), "nothing is written over");
    }

    #[test]
    fn a_log_is_continued() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("impor.log");
        for _ in 0..2 {
            let mut log = Log::open(&path).expect("a log");
            log.add("a.tmx", &problem("satu\ndua")).expect("written");
            log.finish().expect("written");
        }
        let line = "a.tmx:7: refused: unit 2 (k9): satu dua\n";
        assert_eq!(std::fs::read_to_string(&path).expect("a log"), line.repeat(2));
    }
}
