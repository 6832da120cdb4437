//! The memory on disk: one SQLite file with units, batches that can be taken back, the token index and drafts.
//!
//! Leaves to others: formats (`exchange`), scores and candidates (`leverage`), what a command does (`project`). It reads no
//! clock and draws no random numbers; the caller gives moments and salts.
//!
//! What is true follows from rows that are only added and from the status of the batches that brought them. Each time a
//! unit is met there is a *fact*: batch, state, author, date, identifier, context. A unit is live when at least one of its
//! facts belongs to an applied batch and no applied batch ended it (a row of `death`); its state is the best of its applied
//! facts, its date the newest, its contexts all of theirs. So a unit that two imports brought stays when one of them is
//! taken back, and undo and redo change one number.
//!
//! **Invariant:** the only SQL of the project is here and in `memory/schema/`. The token index changes in the transaction
//! of the units it serves. A file that is not ours is never written to.

mod add;
mod backup;
mod batch;
mod change;
mod draft;
mod drive;
mod dump;
mod error;
mod facts;
mod header;
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
pub use draft::DraftRow;
pub use dump::{OriginRow, StoredUnit};
pub use error::StoreError;
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
