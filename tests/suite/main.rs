//! The integration tests of padan, in one binary.

mod layers;
mod lossless;
