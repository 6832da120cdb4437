//! The integration tests of padan, in one binary.

mod cli_usage;
mod layers;
mod lossless;
mod wording;
