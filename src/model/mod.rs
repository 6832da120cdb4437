//! The vocabulary of padan: languages, segments, units, matches, drafts, and the read trait of a memory.
//!
//! Leaves to others: how any of it is stored (`memory`), found (`leverage`) or written (`exchange`).
//!
//! **Invariant:** plain values only. No SQL, no files, no clock.

pub mod draft;
pub mod in_memory;
pub mod index;
pub mod lang;
pub mod matching;
pub mod problem;
pub mod read;
pub mod segment;
pub mod srx;
pub mod stamp;
pub mod unit;

pub use draft::{Draft, DraftSegment, Form, Like, LineDecision, Origin, OriginKind, Previous, SegmentRef, SegmentState};
pub use in_memory::InMemory;
pub use lang::{Direction, Lang, LangTag};
pub use matching::{Edit, EditOp, Flag, Guard, Match, MatchKind, Penalty};
pub use problem::{Problem, ProblemKind};
pub use read::{Posting, ReadError, ReadMemory};
pub use segment::{Role, Segment, Tag};
pub use srx::Srx;
pub use stamp::Stamp;
pub use unit::{Context, Neighbour, NewUnit, Uid, Unit, UnitState};
