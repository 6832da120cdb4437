//! Translation memories and documents of other programs, read into padan's units and written from them.
//!
//! One module per format. Every reader of units has the shape of [`read::UnitReader`]: the outer error means that the
//! input cannot be used at all, an item says what became of one unit. Leaves to others: what a memory does with a unit
//! (`memory`), which file is meant (`project`).
//!
//! **Invariant:** a reader opens nothing but the input it was given: no DTD, no external entity, no name from the text.

pub mod asked;
pub mod draft;
pub mod extra;
pub mod package;
pub mod read;
pub mod srx;
pub mod tally;
pub mod tmx;

mod decode;
mod xml;

pub use asked::Asked;
pub use read::{Item, ReadFailure, ReadOptions, Reason, SkipReason, UnitReader};
pub use tally::{Outcome, Tally};
