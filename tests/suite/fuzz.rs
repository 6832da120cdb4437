//! Every reader against inputs that nobody would write: no panic, and every law of the reader holds.
//!
//! An input is arbitrary bytes, arbitrary Unicode, pieces of the format's own syntax in any order, or a sample of the project
//! that was damaged. `PADAN_FUZZ_CASES` sets how many there are for each reader, `PADAN_SEED` the first seed; a failure is
//! made small and printed with the seed that makes it again.

mod inputs;
mod laws;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use inputs::Source;

use crate::histories::{Dice, number};

/// Inputs for each reader, unless `PADAN_FUZZ_CASES` says otherwise.
const CASES: u64 = 150;
/// An input that takes longer has met something that grows faster than it should; most take a hundredth.
const SLOW: Duration = Duration::from_secs(20);
/// How long a failure is made smaller.
const SHRINKING: Duration = Duration::from_secs(20);

/// A law: what is wrong with the reading of these bytes, if anything; the dice choose the ways of reading.
type Law = fn(&[u8], &mut Dice) -> Result<(), String>;

fn outcome(law: Law, seed: u64, bytes: &[u8]) -> Result<(), String> {
    let began = Instant::now();
    let held = catch_unwind(AssertUnwindSafe(|| law(bytes, &mut Dice::of(seed))));
    let held = held.unwrap_or_else(|why| {
        let text = why.downcast_ref::<String>().cloned().or_else(|| why.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Err(format!("it panicked: {}", text.unwrap_or_default()))
    });
    if began.elapsed() > SLOW { held.and(Err(format!("it took {:?}", began.elapsed()))) } else { held }
}

/// Makes a failing input smaller for as long as it fails.
fn shrunk(law: Law, seed: u64, mut bytes: Vec<u8>) -> Vec<u8> {
    let began = Instant::now();
    let mut size = bytes.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < bytes.len() && began.elapsed() < SHRINKING {
            let mut less = bytes.clone();
            less.drain(at..(at + size).min(bytes.len()));
            if outcome(law, seed, &less).is_err() { bytes = less } else { at += size }
        }
        size /= 2;
    }
    bytes
}

fn run(reader: &str, source: &Source, law: Law) {
    let seed = number("PADAN_SEED").unwrap_or(20_261_129);
    let cases = number("PADAN_FUZZ_CASES").unwrap_or(CASES);
    let _ = writeln!(std::io::stderr(), "{reader}: PADAN_SEED={seed} PADAN_FUZZ_CASES={cases}");
    for sample in &source.samples {
        outcome(law, seed, sample).unwrap_or_else(|what| panic!("{reader}: a sound sample: {what}"));
    }
    for own in (0..cases).map(|n| seed.wrapping_add(n)) {
        let bytes = source.input(&mut Dice::of(own));
        if outcome(law, own, &bytes).is_err() {
            let small = shrunk(law, own, bytes);
            let what = outcome(law, own, &small).expect_err("it still fails");
            let hex: Vec<String> = small.iter().take(4000).map(|b| format!("{b:02x}")).collect();
            panic!(
                "{reader}: {what}\nPADAN_SEED={own} PADAN_FUZZ_CASES=1 makes it again; {} bytes: {:?}\nhex: {}",
                small.len(),
                String::from_utf8_lossy(&small[..small.len().min(2000)]),
                hex.concat()
            );
        }
    }
}

#[test]
fn articles_lose_nothing_and_nothing_panics() {
    run("article", &inputs::articles(), laws::article);
}

#[test]
fn documents_are_read_or_refused_and_written_again() {
    let source = inputs::documents();
    assert!(source.samples.iter().all(|s| padan::article::open(s, "a.docx").is_ok()), "a sound document is read");
    run("document", &source, laws::document);
}

#[test]
fn segmentation_rules_are_read_or_refused_and_lose_no_text() {
    let source = inputs::rules();
    assert!(source.samples.iter().all(|s| padan::exchange::srx::read(s).is_ok()), "sound rules are read");
    run("rules", &source, laws::rules);
}

#[test]
fn segments_spell_every_text() {
    run("segment", &inputs::texts(), laws::segment);
}

#[test]
fn translation_memories_are_read_or_refused() {
    run("tmx", &inputs::memories(), laws::tmx);
}

#[test]
fn drafts_that_come_back_are_read_or_refused() {
    run("draft", &inputs::drafts(), laws::draft);
}

#[test]
fn settings_are_read_or_their_line_is_named() {
    run("settings", &inputs::settings(), laws::settings);
}

#[test]
fn cues_and_tables_are_read_or_their_line_is_named() {
    run("tables", &inputs::tables(), laws::tables);
}

/// The harness itself: a law that does not hold is found, made small, and told with its seed.
#[test]
fn a_failure_is_made_small() {
    fn no_q(bytes: &[u8], _: &mut Dice) -> Result<(), String> {
        assert!(!bytes.contains(&0x51), "a Q");
        if bytes.contains(&b'J') { Err("a J".into()) } else { Ok(()) }
    }
    assert_eq!(shrunk(no_q, 1, b"Harga J naik.".to_vec()), b"J");
    assert_eq!(shrunk(no_q, 1, b"Harga Q naik.".to_vec()), b"Q");
    assert!(outcome(no_q, 1, b"Q").is_err_and(|e| e.contains("a Q")));
}
