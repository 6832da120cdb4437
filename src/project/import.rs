//! Import: past work into a memory, every unit of the file accounted for.
//!
//! Source: exchange.md, "Reading TMX", rules 3, 7 and 11.

use std::io::{self, Read};

use serde::Serialize;

use super::clock::Moment;
use crate::exchange::read::Place;
use crate::exchange::{Item, Outcome, ReadFailure, ReadOptions, SkipReason, Tally, UnitReader, tmx};
use crate::memory::{self, BatchKind, BatchStart, Differing, Store, StoreError};
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
}

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

/// Imports one TMX into `store` in one transaction; `progress` gets the bytes read so far.
///
/// `open` gives the file from its beginning each time it is called: once for its fingerprint, once for its units.
///
/// # Errors
/// When the file cannot be read or the memory cannot be written; then nothing has changed.
pub fn import<R: Read>(
    store: &mut Store,
    file: &str,
    mut open: impl FnMut() -> io::Result<R>,
    options: &ImportOptions,
    (moment, author, ui): (&Moment, Option<&str>, Ui),
    progress: &mut dyn FnMut(u64),
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
    let mut reader = tmx::open(io::BufReader::with_capacity(1 << 16, open()?), options.read.clone())?;
    let mut writing = store.begin(&start)?;
    let (mut tally, mut problems) = (Tally::default(), Vec::new());
    let mut count = 0_u32;
    while let Some(item) = reader.next() {
        match item? {
            Item::Pair(unit) => {
                let place = Place { line: Some(unit.line), unit: 0, tuid: unit.tuid.clone() };
                tally.count(match writing.add(&unit, options.differing)?.outcome {
                    memory::Outcome::New => Outcome::Added,
                    memory::Outcome::Duplicate => Outcome::Duplicate,
                    memory::Outcome::Updated { .. } => Outcome::Updated,
                    memory::Outcome::Kept => {
                        problems.push(problem(ProblemKind::Skipped, place, SkipReason::Differing.as_str().to_owned()));
                        Outcome::Skipped(SkipReason::Differing)
                    }
                });
            }
            Item::Skipped { reason, .. } => tally.count(Outcome::Skipped(reason)),
            Item::Refused { place, reason, .. } => {
                tally.count(Outcome::Refused);
                problems.push(problem(ProblemKind::Refused, place, reason.say(ui)));
            }
            Item::Repaired { place, reason } => {
                tally.count_repaired();
                problems.push(problem(ProblemKind::Repaired, place, reason.say(ui)));
            }
        }
        count = count.wrapping_add(1);
        if count.is_multiple_of(256) {
            progress(reader.bytes_read());
        }
    }
    progress(reader.bytes_read());
    let counts = serde_json::to_string(&tally).unwrap_or_default();
    let batch = if options.dry_run { None } else { writing.finish(&counts)? };
    Ok(ImportReport { file: file.to_owned(), tally, problems, batch })
}

fn problem(what: ProblemKind, place: Place, reason: String) -> Problem {
    Problem { what, line: place.line, unit: Some(place.unit).filter(|&u| u > 0), tuid: place.tuid, reason }
}

fn differing_name(differing: Differing) -> &'static str {
    match differing {
        Differing::Add => "add",
        Differing::Newest => "newest",
        Differing::Replace => "replace",
        Differing::Keep => "keep",
    }
}
