//! padan, the translation memory for people who translate Indonesian into English, and back.
//!
//! The library does everything, the binary `padan` parses arguments and shows results. The layers, from the top:
//! `cli` · [`project`] · [`leverage`] [`article`] [`segment`] [`exchange`] [`memory`] · [`model`] · [`text`].
//! `ARCHITECTURE.md` has the map and the invariants.

pub mod article;
pub mod exchange;
pub mod leverage;
pub mod memory;
pub mod model;
pub mod project;
pub mod segment;
pub mod text;
