//! The moment at which something is done; the only place that reads the clock.

use std::hash::{BuildHasher, RandomState};

use crate::model::Stamp;

/// A moment, in the forms that are stored.
#[derive(Clone, Debug)]
pub struct Moment {
    /// To the second.
    pub at: Stamp,
    /// Unix time in milliseconds.
    pub millis: u64,
    /// A number nobody else has, for identifiers made at this moment.
    pub salt: u64,
}

/// Returns the present moment.
pub fn now() -> Moment {
    let now = jiff::Timestamp::now();
    let millis = now.as_millisecond().max(0) as u64;
    let text = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    // A clock before the year 0 or after 9999 is broken; the epoch is then as good as anything.
    let at = Stamp::parse(&text).or_else(|| Stamp::parse("19700101T000000Z")).unwrap_or_else(|| unreachable!("a valid date"));
    // RandomState is seeded by the system; process and time keep two of them apart even where it is weak.
    let salt = RandomState::new().hash_one((millis, std::process::id()));
    Moment { at, millis, salt }
}
