//! What padan knows about a text, without reading or writing anything: normal form, tokens, keys, the language tables,
//! Indonesian word forms.
//!
//! Leaves to others: what a match is (`leverage`), where a segment ends (`segment`), any file (`article`, `exchange`).
//!
//! **Invariant:** every function here is a pure function of its arguments and of the tables compiled into the binary.

pub mod calendar;
pub mod fold;
pub mod hash;
pub mod key;
pub mod language;
pub mod roots;
pub mod rung;
pub mod table;
pub mod tags;
pub mod token;
pub mod wording;

pub use fold::fold;
pub use key::key;
pub use token::{Token, TokenKind, Tokens};
pub use wording::Ui;
