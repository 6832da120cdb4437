//! Running text to sentences, in both languages, by the built-in rules and by the same as SRX, beside `unicode-segmentation`'s sentence bounds.
//!
//! The text is that of the samples and of the cases in `tests/cases/segment`, over and over.

// The figures are what a benchmark is for.
#![allow(clippy::print_stdout)]

mod timing;

use std::fs;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use padan::model::Lang;
use padan::segment::{self, Rules};
use unicode_segmentation::UnicodeSegmentation;

use timing::median;

const SAMPLES: [&str; 3] = [
    include_str!("../samples/pelabuhan-lanjutan.txt"),
    include_str!("../samples/pelabuhan-laman.txt"),
    include_str!("../samples/kopi-gayo.md"),
];

/// How long the text is, in bytes, at least.
const LENGTH: usize = 2_000_000;

/// Runs of each for the ratio.
const RUNS: usize = 21;

/// The cases in files whose names begin with `en`, or in the others.
fn cases(english: bool) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/segment");
    let mut names: Vec<_> = fs::read_dir(folder).expect("the cases are there").flatten().map(|entry| entry.path()).collect();
    names.sort();
    let mut all = String::new();
    for name in names {
        if name.file_name().is_some_and(|n| n.to_string_lossy().starts_with("en")) == english {
            all.push_str(&fs::read_to_string(&name).expect("a file of cases is text").replace(" ¦ ", " ").replace('¦', ""));
        }
    }
    all
}

fn long(mut text: String) -> String {
    text.push('\n');
    text.repeat(LENGTH.div_ceil(text.len()))
}

fn cut(text: &str, lang: Lang) -> usize {
    segment::split(text, lang, false).len()
}

fn cut_by(rules: &Rules, text: &str, lang: Lang) -> usize {
    rules.split(text, lang, false).len()
}

fn bounds(text: &str) -> usize {
    text.split_sentence_bounds().count()
}

fn main() {
    let texts = [
        ("Indonesian samples", Lang::ID, long(SAMPLES.concat())),
        ("Indonesian hard cases", Lang::ID, long(cases(false))),
        ("English hard cases", Lang::EN, long(cases(true))),
    ];
    let srx = Rules::own(segment::portable());
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("segment");
    for (name, lang, text) in &texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("padan", name), text, |b, text| b.iter(|| cut(text, *lang)));
        group.bench_with_input(BenchmarkId::new("padan, SRX", name), text, |b, text| b.iter(|| cut_by(&srx, text, *lang)));
        group.bench_with_input(BenchmarkId::new("unicode-segmentation", name), text, |b, text| b.iter(|| bounds(text)));
    }
    group.finish();
    criterion.final_summary();

    println!("segment: medians of {RUNS}");
    for (name, lang, text) in &texts {
        let (own, peer) = (median(RUNS, || cut(text, *lang)), median(RUNS, || bounds(text)));
        let by_srx = median(RUNS, || cut_by(&srx, text, *lang));
        let rate = |time: Duration| text.len() as f64 / 1e6 / time.as_secs_f64();
        println!(
            "segment: {name}, {:.1} MB, {} segments: {:.1} MB/s; as SRX {:.1} MB/s, {} segments; unicode-segmentation {:.1} MB/s, {} segments",
            text.len() as f64 / 1e6,
            cut(text, *lang),
            rate(own),
            rate(by_srx),
            cut_by(&srx, text, *lang),
            rate(peer),
            bounds(text)
        );
    }
}
