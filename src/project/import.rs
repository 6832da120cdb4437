//! Import: past work into a memory, every unit of the file accounted for.
//!
//! Source: exchange.md, "Reading TMX", rules 1, 3, 5, 7 and 11.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek};

use serde::Serialize;

use super::clock::Moment;
use crate::exchange::package::Package;
use crate::exchange::read::Place;
use crate::exchange::{Asked, Item, Outcome, ReadFailure, ReadOptions, Reason, SkipReason, Tally, tmx};
use crate::memory::{self, BatchKind, BatchStart, Differing, Store, StoreError, Writing};
use crate::model::{Problem, ProblemKind};
use crate::text::Ui;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// What of the file is wanted.
    pub read: ReadOptions,
    /// What becomes of a source that is there with another target.
    pub differing: Differing,
    /// Read and count, change nothing.
    pub dry_run: bool,
    /// Change nothing when any unit is refused.
    pub strict: bool,
}

/// Most problems that a report holds; all of them are shown to a [`Witness`].
const MOST_PROBLEMS: usize = 100_000;

/// Who is told of an import while it goes on.
pub trait Witness {
    /// So many bytes of the file have been read.
    fn progress(&mut self, bytes: u64) {
        let _ = bytes;
    }

    /// A problem was found; a refused unit comes as it stands in the file.
    ///
    /// # Errors
    /// What hinders the import from going on.
    fn problem(&mut self, problem: &Problem, verbatim: Option<&str>) -> io::Result<()> {
        let _ = (problem, verbatim);
        Ok(())
    }
}

/// Tells nobody.
pub struct Nobody;

impl Witness for Nobody {}

/// What an import did. Serialises to the object of the JSON contract.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// The file.
    pub file: String,
    /// The pairs, by what became of them.
    #[serde(flatten)]
    pub tally: Tally,
    /// What could not be read, or was mended.
    pub problems: Vec<Problem>,
    /// The batch, when anything was changed.
    pub batch: Option<i64>,
}

impl ImportReport {
    /// Whether the file as a whole could not be used.
    pub fn failed(&self) -> bool {
        self.problems.iter().any(|p| p.what == ProblemKind::File)
    }
}

/// Why nothing of a file went in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be read as what it is.
    #[error(transparent)]
    Unreadable(#[from] ReadFailure),
    /// The system refused to give the file.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The memory refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// The report of a file of which nothing went in, `reason` being what is wrong with it, without the line.
    pub fn report(&self, file: &str, reason: String) -> ImportReport {
        let line = match self {
            ImportError::Unreadable(failure) => failure.line,
            ImportError::Io(_) | ImportError::Store(_) => None,
        };
        let problem = Problem { what: ProblemKind::File, line, unit: None, tuid: None, reason };
        ImportReport { file: file.to_owned(), tally: Tally::default(), problems: vec![problem], batch: None }
    }
}

/// Imports one file into `store` in one transaction: a TMX, one packed as gzip, or every TMX in a ZIP archive.
///
/// `open` gives the file from its beginning each time it is called: for its fingerprint, for its units, and for its
/// languages where they have a say in what is meant.
///
/// # Errors
/// When the file cannot be read or the memory cannot be written; then nothing has changed.
pub fn import<R: Read + Seek>(
    store: &mut Store,
    file: &str,
    mut open: impl FnMut() -> io::Result<R>,
    options: &ImportOptions,
    (moment, author, ui): (&Moment, Option<&str>, Ui),
    witness: &mut dyn Witness,
) -> Result<ImportReport, ImportError> {
    let sha256 = super::fingerprint::of_reader(open()?)?;
    let start = BatchStart {
        kind: BatchKind::Import,
        file: Some(file.to_owned()),
        sha256: Some(sha256),
        at: moment.at.clone(),
        millis: moment.millis,
        salt: moment.salt,
        author: author.map(str::to_owned),
        settings: serde_json::json!({ "lang": options.read.asked.to_string(), "unconfirmed": options.read.unconfirmed,
            "differing": differing_name(options.differing) })
        .to_string(),
    };
    let mut read = options.read.clone();
    if read.asked.may_be_narrow() {
        read.narrow = read.asked.narrow(languages(open()?, &read.asked)?.iter().map(String::as_str));
    }
    let mut package = Package::open(open()?)?;
    let bytes = package.bytes_read();
    let mut writing = store.begin(&start)?;
    let mut counting = Counting {
        writing: &mut writing,
        options,
        ui,
        witness,
        tally: Tally::default(),
        problems: Vec::new(),
        member: None,
        repaired: 0,
        passed: 0,
    };
    let (mut good, mut first_failure) = (false, None);
    while let Some(document) = package.next_document() {
        counting.member = document.name;
        counting.repaired = 0;
        let opened = document.bytes.and_then(|bytes| tmx::open(bytes, read.clone()));
        let mut reader = match opened {
            Ok(reader) => reader,
            // The only document, or one of several.
            Err(failure) if counting.member.is_none() => return Err(failure.into()),
            Err(failure) => {
                counting.lost(&failure)?;
                first_failure.get_or_insert(failure);
                continue;
            }
        };
        good = true;
        for item in reader.by_ref() {
            counting.take(item?, bytes.get())?;
        }
        counting.witness.progress(bytes.get());
    }
    if let Some(failure) = first_failure.filter(|_| !good) {
        return Err(failure.into());
    }
    if let Some(fault) = package.fault().filter(|_| counting.problems.is_empty()) {
        counting.member = None;
        counting.tell(ProblemKind::Repaired, Place::default(), fault, None)?;
    }
    let Counting { tally, problems, .. } = counting;
    let counts = serde_json::to_string(&tally).unwrap_or_default();
    let is_kept = options.dry_run || (options.strict && tally.refused() > 0);
    let batch = if is_kept { None } else { writing.finish(&counts)? };
    Ok(ImportReport { file: file.to_owned(), tally, problems, batch })
}

/// The languages of a file, as written, until those that are asked for have been seen.
fn languages<R: Read + Seek>(input: R, asked: &Asked) -> Result<BTreeSet<String>, ReadFailure> {
    let mut tags = BTreeSet::new();
    let everything = ReadOptions { asked: Asked::All, unconfirmed: true, ..ReadOptions::default() };
    let mut package = Package::open(input)?;
    while let Some(document) = package.next_document() {
        // What cannot be read is told when it is read for its units.
        let Ok(reader) = document.bytes.and_then(|bytes| tmx::open(bytes, everything.clone())) else { continue };
        for item in reader {
            if let Item::Pair(unit) = item? {
                let seen = tags.len();
                tags.extend([unit.a_lang.written, unit.b_lang.written]);
                if tags.len() > seen && asked.narrow(tags.iter().map(String::as_str)) == [true, true] {
                    return Ok(tags);
                }
            }
        }
    }
    Ok(tags)
}

/// An import under way.
struct Counting<'i, 's> {
    writing: &'i mut Writing<'s>,
    options: &'i ImportOptions,
    ui: Ui,
    witness: &'i mut dyn Witness,
    tally: Tally,
    problems: Vec<Problem>,
    /// The document in an archive.
    member: Option<String>,
    /// Number of the unit that was counted as repaired last.
    repaired: u64,
    passed: u32,
}

impl Counting<'_, '_> {
    fn take(&mut self, item: Item, bytes: u64) -> Result<(), ImportError> {
        match item {
            Item::Pair(unit) => {
                let outcome = match self.writing.add(&unit, self.options.differing)?.outcome {
                    memory::Outcome::New => Outcome::Added,
                    memory::Outcome::Duplicate => Outcome::Duplicate,
                    memory::Outcome::Updated { .. } => Outcome::Updated,
                    memory::Outcome::Kept => {
                        let place = Place { line: Some(unit.line), unit: 0, tuid: unit.tuid };
                        self.tell(ProblemKind::Skipped, place, &SkipReason::Differing, None)?;
                        Outcome::Skipped(SkipReason::Differing)
                    }
                };
                self.tally.count(outcome);
            }
            Item::Skipped { place, reason, told } => {
                self.tally.count(Outcome::Skipped(reason));
                if told {
                    self.tell(ProblemKind::Skipped, place, &reason, None)?;
                }
            }
            Item::Refused { place, reason, verbatim } => {
                self.tally.count(Outcome::Refused);
                self.tell(ProblemKind::Refused, place, &reason, Some(&verbatim))?;
            }
            Item::Repaired { place, reason } => {
                if place.unit > self.repaired {
                    self.repaired = place.unit;
                    self.tally.count_repaired();
                }
                self.tell(ProblemKind::Repaired, place, &reason, None)?;
            }
        }
        self.passed = self.passed.wrapping_add(1);
        if self.passed.is_multiple_of(256) {
            self.witness.progress(bytes);
        }
        Ok(())
    }

    /// Counts a document of an archive that cannot be read.
    fn lost(&mut self, failure: &ReadFailure) -> Result<(), ImportError> {
        self.tally.count(Outcome::Refused);
        self.tell(ProblemKind::Refused, Place { line: failure.line, ..Place::default() }, &failure.reason, None)
    }

    fn tell(&mut self, what: ProblemKind, place: Place, reason: &dyn Said, verbatim: Option<&str>) -> Result<(), ImportError> {
        let reason = match &self.member {
            Some(member) => format!("{member}: {}", reason.said(self.ui)),
            None => reason.said(self.ui),
        };
        let problem = Problem { what, line: place.line, unit: Some(place.unit).filter(|&u| u > 0), tuid: place.tuid, reason };
        self.witness.problem(&problem, verbatim)?;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
        Ok(())
    }
}

/// What can be the reason of a problem.
trait Said {
    fn said(&self, ui: Ui) -> String;
}

impl Said for Reason {
    fn said(&self, ui: Ui) -> String {
        self.say(ui)
    }
}

/// By its name, which is the same in every language.
impl Said for SkipReason {
    fn said(&self, _: Ui) -> String {
        self.as_str().to_owned()
    }
}

fn differing_name(differing: Differing) -> &'static str {
    match differing {
        Differing::Add => "add",
        Differing::Newest => "newest",
        Differing::Replace => "replace",
        Differing::Keep => "keep",
    }
}
