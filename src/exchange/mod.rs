//! (being built)
pub mod draft;
