//! The memory on disk: one SQLite file with units, batches that can be taken back, the token index and drafts.
//!
//! Leaves to others: formats (`exchange`), scores and candidates (`leverage`), what a command does (`project`). It reads no
//! clock and draws no random numbers; the caller gives moments and salts.
//!
//! What is true follows from rows that are only added and from the status of the batches that brought them. Each time a
//! unit is met there is a *fact*: batch, state, author, date, identifier, context. Each time it is superseded or deleted there
//! is a row of `death`: batch, heir. There is one row for a unit (both texts, languages and markup, in either order), however
//! often it comes and goes. A fact counts when its batch is applied and has a greater number than every applied batch that
//! ended the unit; a unit is live when a fact of it counts, its state is the best of the facts that count, its date the
//! newest, its contexts all of theirs. So a unit that two imports brought stays when one of them is taken back, a unit that
//! comes again after it was deleted is the same unit, with what is said of it from then on, and undo and redo change one
//! number. Only a change that ends a unit abandons undone batches: those that ended the same one (see `change`).
//!
//! **Invariant:** the only SQL of the project is here and in `memory/schema/`. The token index changes in the transaction
//! of the units it serves. A file that is not ours is never written to.

mod add;
mod backup;
mod batch;
mod change;
mod compact;
mod draft;
mod drive;
mod dump;
mod error;
mod facts;
mod header;
mod history;
mod journal;
mod layout;
mod lock;
mod open;
mod postings;
mod read;
mod reindex;
mod segs;
mod summary;
mod undo;
mod verify;
mod waiting;
mod write;
mod writer;

#[cfg(test)]
mod tests;

pub use backup::{BackedUp, unused_name};
pub use batch::{BatchKind, BatchRow, BatchStart, BatchStatus};
pub use compact::Compacted;
pub use draft::DraftRow;
pub use dump::{OriginRow, StoredUnit};
pub use error::StoreError;
pub use history::{DeathRow, FactRow, LinkedUnit, Made, UnitHistory};
pub use journal::Journal;
pub use layout::Upgrade;
pub use open::{APPLICATION_ID, SCHEMA, Store};
pub use read::Snapshot;
pub use summary::{Summary, Versions};
pub use undo::{Kept, KeptWhy, Redone, Undone};
pub use verify::{Checked, Part, VerifyReport};
pub use waiting::{Notice, Tell, Waiting};
pub use write::{Added, Differing, Outcome, Writing};
pub use writer::Writer;
