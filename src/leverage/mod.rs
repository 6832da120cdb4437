//! The engine that finds the matches of a segment (being built).

pub mod edit;
pub mod guards;
