//! The engine that finds the matches of a segment: score, guards, order, lossless lookup.
//!
//! Leaves to others: what is stored (`memory`), what is done with a match (`project`).
//!
//! **Invariants:** pure functions over the read trait of a memory. For a threshold from 50 every unit whose final score
//! reaches it is found. A match never comes without what changed: score, diff and flags are read from one edit script.

mod candidates;
pub mod diff;
pub mod edit;
pub mod guards;
mod matches;
pub mod score;

pub use matches::{Policy, Query, Source, matches};
