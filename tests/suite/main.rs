//! The integration tests of padan, in one binary.

mod bad_input;
mod cli_usage;
mod guards_shown;
mod harness;
mod imports;
mod json_contract;
mod layers;
mod lossless;
mod main_job;
mod pages;
mod readme;
mod wording;
