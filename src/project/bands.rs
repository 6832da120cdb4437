//! How much of a draft the memory gives: segments by band of their best match.
//!
//! Source: score.md, "Bands"; review.md, "Analysis".

use serde::Serialize;

use crate::model::{DraftSegment, OriginKind};

/// Segments by band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bands {
    /// 101 and 102.
    pub context: u32,
    /// 100.
    pub exact: u32,
    /// The same as an earlier segment, of the article or of one before it in the same run, where no match from 100 is.
    pub repetition: u32,
    /// 95–99.
    #[serde(rename = "95-99")]
    pub from_95: u32,
    /// 85–94.
    #[serde(rename = "85-94")]
    pub from_85: u32,
    /// 75–84.
    #[serde(rename = "75-84")]
    pub from_75: u32,
    /// 60–74.
    #[serde(rename = "60-74")]
    pub from_60: u32,
    /// 50–59.
    #[serde(rename = "50-59")]
    pub from_50: u32,
    /// Nothing from 50.
    pub none: u32,
    /// Bylines, credits and addresses taken over.
    pub copied: u32,
    /// Segments with a flag on their best match; counted in their band as well.
    pub flagged: u32,
    /// Segments with a target.
    pub filled: u32,
}

/// The bands of several drafts together.
impl std::ops::AddAssign for Bands {
    fn add_assign(&mut self, more: Bands) {
        self.context += more.context;
        self.exact += more.exact;
        self.repetition += more.repetition;
        self.from_95 += more.from_95;
        self.from_85 += more.from_85;
        self.from_75 += more.from_75;
        self.from_60 += more.from_60;
        self.from_50 += more.from_50;
        self.none += more.none;
        self.copied += more.copied;
        self.flagged += more.flagged;
        self.filled += more.filled;
    }
}

/// Returns how many segments fall into each band.
pub fn count(segments: &[DraftSegment]) -> Bands {
    let mut bands = Bands::default();
    for segment in segments {
        bands.filled += u32::from(!segment.target.is_empty());
        if segment.origin.as_ref().is_some_and(|o| o.kind == OriginKind::Copied) {
            bands.copied += 1;
            continue;
        }
        bands.flagged += u32::from(segment.matches.first().is_some_and(|m| !m.flags.is_empty()));
        let band = match segment.matches.first().map_or(0, |m| m.score) {
            101.. => &mut bands.context,
            100 => &mut bands.exact,
            _ if segment.is_repetition() => &mut bands.repetition,
            95.. => &mut bands.from_95,
            85.. => &mut bands.from_85,
            75.. => &mut bands.from_75,
            60.. => &mut bands.from_60,
            50.. => &mut bands.from_50,
            _ => &mut bands.none,
        };
        *band += 1;
    }
    bands
}
