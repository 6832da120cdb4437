//! Import of a made-up TMX into a new memory, beside the bare reading of its XML and the bare writing of its pairs.
//!
//! `PADAN_BENCH_UNITS` sets how many units the file holds, 10,000 at most.

// The figures are what a benchmark is for.
#![allow(clippy::print_stdout, clippy::format_push_string)]

mod corpus;
mod timing;

use std::io::Cursor;
use std::path::Path;

use criterion::{Criterion, Throughput};
use padan::memory::Store;
use padan::model::Stamp;
use padan::project::clock::Moment;
use padan::project::import::{ImportOptions, Nobody, import};
use padan::text::Ui;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;

use corpus::{Corpus, Pair, memory};
use timing::median;

/// Runs of each for the ratios.
const RUNS: usize = 5;

/// Writes the pairs as the TMX of a news desk: dates, identifiers and neighbours.
fn tmx(pairs: &[Pair]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n  <header creationtool=\"made\" creationtoolversion=\"1\" \
         segtype=\"sentence\" o-tmf=\"made\" adminlang=\"en\" srclang=\"id\" datatype=\"plaintext\"/>\n  <body>\n",
    );
    for (n, pair) in pairs.iter().enumerate() {
        out += &format!("    <tu tuid=\"made-{n}\" creationdate=\"20231115T080000Z\" creationid=\"made\">\n");
        let mut prop = |name: &str, other: Option<&Pair>| {
            if let Some(other) = other {
                out += &format!("      <prop type=\"{name}\">{}</prop>\n", escape(&other.id));
            }
        };
        prop("prev", n.checked_sub(1).and_then(|n| pairs.get(n)));
        prop("next", pairs.get(n + 1));
        out += &format!(
            "      <tuv xml:lang=\"id\"><seg>{}</seg></tuv>\n      <tuv xml:lang=\"en\"><seg>{}</seg></tuv>\n    </tu>\n",
            escape(&pair.id),
            escape(&pair.en)
        );
    }
    out + "  </body>\n</tmx>\n"
}

fn import_into(path: &Path, file: &str) -> u64 {
    let mut store = Store::create(path, 7).expect("the temporary folder can be written");
    let at = Stamp::parse("20240101T000000Z").expect("a valid date");
    let moment = Moment { at, millis: 1_704_067_200_000, salt: 7 };
    let open = || Ok(Cursor::new(file.as_bytes()));
    let done = import(&mut store, "made.tmx", open, &ImportOptions::default(), (&moment, None, Ui::En), &mut Nobody);
    let tally = done.expect("the file is a TMX").tally;
    assert_eq!(tally.refused(), 0, "the file is well formed");
    tally.added() + tally.duplicate()
}

fn events(file: &str) -> usize {
    let mut reader = Reader::from_str(file);
    let mut count = 0;
    while !matches!(reader.read_event().expect("the file is well formed"), Event::Eof) {
        count += 1;
    }
    count
}

/// Both texts of each pair into one table without an index, in one transaction.
fn insert(path: &Path, pairs: &[Pair]) -> usize {
    let mut conn = rusqlite::Connection::open(path).expect("the temporary folder can be written");
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE pair (id INTEGER PRIMARY KEY, a TEXT, b TEXT)",
    )
    .expect("a table can be made");
    let tx = conn.transaction().expect("nobody else writes");
    {
        let mut put = tx.prepare("INSERT INTO pair (a, b) VALUES (?1, ?2)").expect("a valid statement");
        for pair in pairs {
            put.execute((&pair.id, &pair.en)).expect("a row can be added");
        }
    }
    tx.commit().expect("the change can be written");
    pairs.len()
}

/// Calls `with` a path of a file that is not there yet.
fn at_new_path<T>(with: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    with(&folder.path().join("new.padan"))
}

fn main() {
    let corpus = Corpus::new();
    let pairs: Vec<Pair> = (0..memory::units().min(10_000) as u64).map(|n| corpus.pair(n)).collect();
    let file = tmx(&pairs);

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group(format!("import of {} units", pairs.len()));
    group.sample_size(10).throughput(Throughput::Bytes(file.len() as u64));
    group.bench_function("padan, into a new memory with its index", |b| b.iter(|| at_new_path(|path| import_into(path, &file))));
    group.bench_function("quick-xml, events alone", |b| b.iter(|| events(&file)));
    group.bench_function("SQLite, rows alone", |b| b.iter(|| at_new_path(|path| insert(path, &pairs))));
    group.finish();
    criterion.final_summary();

    let ours = median(RUNS, || at_new_path(|path| import_into(path, &file)) as usize);
    let xml = median(RUNS, || events(&file));
    let rows = median(RUNS, || at_new_path(|path| insert(path, &pairs)));
    let per_second = pairs.len() as f64 / ours.as_secs_f64();
    println!("import: {} units, {:.1} MB, medians of {RUNS}", pairs.len(), file.len() as f64 / 1e6);
    println!("import: padan {ours:.1?} ({per_second:.0} units a second), quick-xml's events {xml:.1?}, SQLite's rows {rows:.1?}");
    println!("import: {:.1} times events and rows together", ours.as_secs_f64() / (xml + rows).as_secs_f64());
}
