//! stub
use super::edit::Step;
use crate::model::{Guard, Lang};
use crate::text::Tokens;
/// x
#[derive(Clone, Debug)]
pub struct RawFlag {
    /// x
    pub guard: Guard,
    /// x
    pub query: Option<std::ops::Range<usize>>,
    /// x
    pub source: Option<std::ops::Range<usize>>,
    /// x
    pub note: String,
}
/// x
pub fn flags(_: &Tokens, _: &Tokens, _: &[Step], _: Lang) -> Vec<RawFlag> {
    Vec::new()
}
/// x
pub fn fingerprint() -> &'static str {
    "stub"
}
