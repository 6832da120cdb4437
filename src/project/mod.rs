//! The use cases: import, draft, finish, match, merge, verify. Each takes an open memory and bytes and gives a value back.
//!
//! Leaves to others: how results are shown (`cli`), and everything the layers below do.
//!
//! **Invariants:** the only layer that reads clock, environment and settings files. What padan itself proposed and nobody
//! confirmed never enters a memory. Every change of a memory is one transaction and one batch.

pub mod bands;
pub mod carry;
pub mod clock;
pub mod copied;
pub mod cues;
pub mod drafting;
pub mod fill;
pub mod fingerprint;
pub mod finish;
pub mod gather;
pub mod import;
mod learn;
pub mod memories;
pub mod merge;
pub mod named;
pub mod neighbours;
pub mod output;
pub mod propagate;
pub mod reconcile;
pub mod rejects;
pub mod repeats;
pub mod rules;
pub mod settings;
pub mod verify;
