//! Medians of repeated calls: what a benchmark says in one figure.

// Each benchmark is a crate of its own and uses a part of this.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The median time of `runs` calls.
pub fn median(runs: usize, mut call: impl FnMut() -> usize) -> Duration {
    middle((0..runs).map(|_| timed(&mut call)).collect())
}

/// The median times of each of `calls`, called in turn for every number below `count`.
pub fn medians<const N: usize>(count: usize, calls: [&dyn Fn(usize) -> usize; N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for at in 0..count {
        for (call, times) in calls.iter().zip(&mut times) {
            times.push(timed(|| call(at)));
        }
    }
    times.map(middle)
}

fn timed(call: impl FnOnce() -> usize) -> Duration {
    let begun = Instant::now();
    black_box(call());
    begun.elapsed()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
