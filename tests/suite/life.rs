//! The life of a memory.
