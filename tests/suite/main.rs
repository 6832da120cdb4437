//! The integration tests of padan, in one binary.

mod bad_input;
mod cli_usage;
mod drafts;
mod formats;
mod fuzz;
mod given_again;
mod guards_shown;
mod harness;
mod histories;
mod imports;
mod inputs;
mod json_contract;
mod layers;
mod life;
mod lossless;
mod main_job;
mod office;
mod pages;
mod readme;
mod repeats;
mod safety;
mod sets;
mod settings;
mod srx;
mod wording;
