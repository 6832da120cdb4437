//! Random histories of two memories against a plain model: after every step both hold the same, and everything is sound.
//!
//! The model (`model`) shares no code with the store: it keeps every fact and every end in lists, and computes what is true
//! from them each time. `PADAN_SEED` sets the seed, `PADAN_STEPS` how many steps are made; a failure prints the seed of its
//! history and the steps that led there.

mod model;
mod player;
mod units;

use std::io::Write as _;
use std::path::Path;

use player::Player;

/// Numbers that look random; the same ones for the same seed.
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Those of this seed.
    pub(crate) fn of(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), `SplitMix64`.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// True `percent` times of a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Steps of one history.
const LENGTH: usize = 40;

/// The number in a variable of the environment.
pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|n| n.trim().parse().ok())
}

/// Plays the history of `seed`; what differs, with the steps so far.
fn play(seed: u64, length: usize) -> Result<(), String> {
    // Where there is one, a folder in memory: thousands of changes are each written through to the disk.
    let shared = Path::new("/dev/shm");
    let folder = if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.expect("a folder");
    let mut player = Player::new(folder.path(), Dice(seed));
    for _ in 0..length {
        if let Err(what) = player.step() {
            return Err(format!("{what}\nsteps:\n{}", player.told.join("\n")));
        }
    }
    Ok(())
}

#[test]
fn ten_thousand_steps_end_as_the_plain_model_says() {
    let seed = number("PADAN_SEED").unwrap_or(20_261_124);
    let steps = number("PADAN_STEPS").unwrap_or(10_000);
    let histories = steps.div_ceil(LENGTH as u64);
    let _ = writeln!(std::io::stderr(), "PADAN_SEED={seed}: {histories} histories of {LENGTH} steps");
    let halves: Vec<_> = (0..2)
        .map(|half| {
            std::thread::spawn(move || {
                for n in (half..histories).step_by(2) {
                    let own = seed.wrapping_add(n);
                    let played = std::panic::catch_unwind(|| play(own, LENGTH));
                    if let Err(what) = played.unwrap_or_else(|_| Err("it panicked".to_owned())) {
                        return Err(format!("PADAN_SEED={own} PADAN_STEPS={LENGTH} plays it again: {what}"));
                    }
                }
                Ok(())
            })
        })
        .collect();
    for half in halves {
        if let Err(what) = half.join().expect("the thread ends") {
            panic!("{what}");
        }
    }
}
