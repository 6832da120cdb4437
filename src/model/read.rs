//! The read trait of a memory: batch-shaped, so that one article costs a handful of calls in any store.
//!
//! **Invariant:** nothing is asked per segment; one value of the implementing type is one snapshot, and gives the same
//! answers for as long as it lives.

use super::index::Order;
use super::{Direction, Unit};

/// A memory that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the memory cannot be read: {0}")]
pub struct ReadError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// One entry of the token index: a segment that holds the element it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Posting {
    /// Row of the segment.
    pub seg: i64,
    /// How many tokens the segment has.
    pub len: u32,
    /// Where the element stands among the segment's elements in the index order, from 0.
    pub pos: u32,
}

/// A snapshot of a memory, asked in batches.
pub trait ReadMemory {
    /// The order of elements that the index was built with.
    fn order(&self) -> &Order;

    /// For each key of the token index (see [`super::index::post_key`]) its postings, ascending by segment.
    ///
    /// May hold postings of segments that no live unit uses, or that only share the key's hash: they cost a read.
    fn postings(&self, keys: &[i64]) -> Result<Vec<Vec<Posting>>, ReadError>;

    /// For each segment row its text, when it is in the language that is translated from; nothing for unknown rows.
    ///
    /// May give texts that no live unit uses. Most candidates fail by their text alone: asked first, it saves their units.
    fn sources(&self, segs: &[i64], direction: Direction) -> Result<Vec<Option<String>>, ReadError> {
        let units = self.units(segs, direction)?;
        Ok(units.into_iter().map(|units| units.into_iter().next().map(|u| u.source)).collect())
    }

    /// For each segment row the live units that translate it in `direction`, by row. Unknown rows give nothing.
    fn units(&self, segs: &[i64], direction: Direction) -> Result<Vec<Vec<Unit>>, ReadError>;

    /// For each key (see [`crate::text::key()`]) the live units whose source has exactly this key, by row.
    fn exact(&self, keys: &[&str], direction: Direction) -> Result<Vec<Vec<Unit>>, ReadError>;

    /// Rows of all segments in the language that is translated from: the answer by scan, for thresholds below the index
    /// floor and for the proof of the index.
    fn scan(&self, direction: Direction) -> Result<Vec<i64>, ReadError>;
}
