//! A pasted page: finding and cutting its article, beside sentence boundaries alone, and its whole draft from a large memory;
//! and the earlier sentences like each of a long document.
//!
//! `PADAN_BENCH_UNITS` sets how many made-up units stand in the memory beside the samples' own (100,000).

// The figures are what a benchmark is for.
#![allow(clippy::print_stdout)]

mod corpus;
mod timing;

use std::io::Cursor;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use padan::article::{self, Options};
use padan::memory::Store;
use padan::model::{Direction, DraftSegment, Lang, Stamp};
use padan::project::clock::Moment;
use padan::project::drafting::{self, DraftOptions};
use padan::project::fill::FILL;
use padan::project::import::{ImportOptions, Nobody, import};
use padan::project::memories::Place;
use padan::project::repeats::Earlier;
use padan::segment;
use padan::text::Ui;
use unicode_segmentation::UnicodeSegmentation;

use corpus::{Corpus, Pair, memory};
use timing::median;

const PAGE: &str = include_str!("../samples/pelabuhan-laman.txt");
const PAGE_NAME: &str = "pelabuhan-laman.txt";
const PAST_WORK: &str = include_str!("../samples/karya-lama.tmx");

/// Runs of each for the ratios.
const RUNS: usize = 101;

/// How many segments the page's article has.
fn read() -> usize {
    let input = article::open(PAGE.as_bytes(), PAGE_NAME).expect("the page is text");
    article::read(&input, &Options::of(Lang::ID)).segments.len()
}

fn cut() -> usize {
    PAGE.lines().map(|line| segment::split(line, Lang::ID, false).len()).sum()
}

fn boundaries() -> usize {
    PAGE.lines().map(|line| line.split_sentence_bounds().count()).sum()
}

fn moment() -> Moment {
    Moment { at: Stamp::parse("20240102T000000Z").expect("a valid date"), millis: 1_704_153_600_000, salt: 8 }
}

/// How many segments the page's draft has; nothing is stored.
fn draft(store: &mut Store) -> usize {
    let place = Place { name: "made".to_owned(), path: store.path().to_owned() };
    let options = DraftOptions {
        from: None,
        to: None,
        article: Options::of(Lang::ID),
        fill: FILL,
        new: true,
        after: None,
        refresh: false,
        dry_run: true,
    };
    let made = drafting::make(
        store,
        &place,
        &[],
        (PAGE_NAME, "pelabuhan-laman", PAGE.as_bytes()),
        &options,
        &moment(),
        (&mut Earlier::new(), &mut |_, _| {}),
    );
    made.expect("the page holds an article").draft.segments.len()
}

/// How many segments of the long document have an earlier one like them.
fn repeats(segments: &mut [DraftSegment]) -> usize {
    Earlier::new().mark("long", Direction::ID_EN, segments).expect("nothing is read");
    segments.iter().filter(|s| s.like.is_some()).count()
}

/// A document of `count` made-up sentences.
fn long(corpus: &Corpus, count: u64) -> Vec<DraftSegment> {
    let text: Vec<String> = (0..count).map(|n| corpus.pair(n).id).collect();
    let read = article::read_text(
        &text.join("\n\n"),
        article::form_of("long.txt"),
        &Options { mode: article::Mode::Raw, ..Options::of(Lang::ID) },
    );
    drafting::compose(read.segments, &[], (Direction::ID_EN, FILL), &mut |_, _| {}).expect("nothing is read")
}

fn main() {
    let corpus = Corpus::new();
    let pairs: Vec<Pair> = (0..memory::units() as u64).map(|n| corpus.pair(n)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut store = memory::filled(folder.path(), &pairs);
    let open = || Ok(Cursor::new(PAST_WORK.as_bytes()));
    import(&mut store, "karya-lama.tmx", open, &ImportOptions::default(), (&moment(), None, Ui::En), &mut Nobody)
        .expect("the samples' past work is a TMX");

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("article");
    group.throughput(Throughput::Bytes(PAGE.len() as u64));
    group.bench_function("page to segments", |b| b.iter(read));
    group.bench_function("lines to sentences", |b| b.iter(cut));
    group.bench_function("lines to sentences, unicode-segmentation", |b| b.iter(boundaries));
    group.throughput(Throughput::Elements(read() as u64));
    group.bench_function(format!("page to draft, {} units behind it", pairs.len()), |b| b.iter(|| draft(&mut store)));
    group.finish();
    let mut segments = long(&corpus, 2_000);
    let mut group = criterion.benchmark_group("repeats");
    group.throughput(Throughput::Elements(segments.len() as u64));
    group.bench_function("earlier sentences like each", |b| b.iter(|| repeats(&mut segments)));
    group.finish();
    criterion.final_summary();

    let rate = |time: Duration| PAGE.len() as f64 / 1e6 / time.as_secs_f64();
    let (whole, cutting, peer) = (median(RUNS, read), median(RUNS, cut), median(RUNS, boundaries));
    let begun = Instant::now();
    let like = repeats(&mut segments);
    println!("repeats: {:.1?} for {} segments, {like} of them like an earlier one", begun.elapsed(), segments.len());
    println!("article: medians of {RUNS}, {} kB, {} segments", PAGE.len() / 1000, read());
    println!(
        "article: page to segments {whole:.1?} ({:.1} MB/s), lines to sentences {cutting:.1?} ({:.1} MB/s)",
        rate(whole),
        rate(cutting)
    );
    println!("article: unicode-segmentation's sentences {peer:.1?} ({:.1} MB/s)", rate(peer));
    println!("article: {:.2} times unicode-segmentation's time to cut", cutting.as_secs_f64() / peer.as_secs_f64());
    println!("article: draft with {} units behind it {:.1?}", pairs.len(), median(RUNS, || draft(&mut store)));
}
