//! Lookup in a memory of made-up units, beside a scan with rapidfuzz and the least that any scan must do.
//!
//! `PADAN_BENCH_UNITS` sets how many units the memory holds (100,000).

// The figures are what a benchmark is for.
#![allow(clippy::print_stdout)]

mod corpus;
mod timing;

use std::collections::HashMap;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use padan::leverage::{Policy, Query, Source, matches};
use padan::memory::Snapshot;
use padan::model::{Direction, index};
use padan::text::{Tokens, fold, hash};
use rapidfuzz::distance::levenshtein::{Args, BatchComparator};

use corpus::{Chance, Corpus, Pair, memory};
use timing::medians;

/// Segments of each kind.
const QUERIES: usize = 200;
/// Segments of an article.
const ARTICLE: usize = 40;

/// The four kinds of segments.
struct Kinds {
    exact: Vec<String>,
    /// Sources with 3 to 30 of a hundred words edited.
    near: Vec<String>,
    /// Sentences of the same make that the memory does not hold.
    held_out: Vec<String>,
    /// Words in no order.
    random: Vec<String>,
}

impl Kinds {
    fn of(corpus: &Corpus, pairs: &[Pair]) -> Kinds {
        let mut chance = Chance(41);
        let mut some = |make: &mut dyn FnMut(&mut Chance) -> String| (0..QUERIES).map(|_| make(&mut chance)).collect();
        Kinds {
            exact: some(&mut |c| pairs[c.below(pairs.len())].id.clone()),
            near: some(&mut |c| {
                let text = &pairs[c.below(pairs.len())].id;
                let words = text.split(' ').count();
                corpus.edited(text, (words * (3 + c.below(28))).div_ceil(100), c)
            }),
            held_out: some(&mut |c| corpus.pair(1_000_000_000 + c.below(1_000_000) as u64).id),
            random: some(&mut |c| corpus.salad(20, c)),
        }
    }

    fn article(&self) -> Vec<String> {
        // What an article of a running story is made of: few repeats, some variants, mostly new.
        let parts = [(&self.exact, 4), (&self.near, 12), (&self.held_out, ARTICLE - 16)];
        parts.iter().flat_map(|(from, count)| from[..*count].iter().cloned()).collect()
    }
}

/// All sources of the memory as rapidfuzz and the signatures see them.
struct Scan {
    ids: HashMap<String, u32>,
    units: Vec<Vec<u32>>,
    signatures: Vec<u128>,
}

impl Scan {
    fn of(pairs: &[Pair]) -> Scan {
        let mut scan = Scan { ids: HashMap::new(), units: Vec::new(), signatures: Vec::new() };
        for pair in pairs {
            let classes = classes(&pair.id);
            scan.signatures.push(signature(&classes));
            let ids = classes.into_iter().map(|c| {
                let next = scan.ids.len() as u32;
                *scan.ids.entry(c).or_insert(next)
            });
            let ids = ids.collect();
            scan.units.push(ids);
        }
        scan
    }

    fn query(&self, text: &str) -> Vec<u32> {
        let new = self.ids.len() as u32;
        classes(text).iter().zip(new..).map(|(c, new)| self.ids.get(c).copied().unwrap_or(new)).collect()
    }

    /// How many units are within the distance that a score of `t` allows, by rapidfuzz's comparator for one against many.
    fn near(&self, query: &[u32], t: u32) -> usize {
        let comparator = BatchComparator::new(query.iter().copied());
        let within = |unit: &&Vec<u32>| {
            let most = index::budget(query.len(), unit.len(), t) / 2;
            comparator.distance_with_args(unit.iter().copied(), &Args::default().score_cutoff(most)).is_some()
        };
        self.units.iter().filter(within).count()
    }

    /// How many signatures share at least half of the bits of `query`.
    fn signed(&self, query: u128) -> usize {
        let half = query.count_ones() / 2;
        self.signatures.iter().filter(|&&s| (s & query).count_ones() >= half).count()
    }
}

fn classes(text: &str) -> Vec<String> {
    Tokens::of(text).iter().map(|t| fold(t.text).into_owned()).collect()
}

fn signature(classes: &[String]) -> u128 {
    classes.iter().fold(0, |bits, c| bits | 1 << (hash::hash(c.as_bytes()) % 128))
}

fn look_up(snapshot: &Snapshot<'_>, texts: &[String], min_score: u8, limit: usize) -> usize {
    let queries: Vec<Query<'_>> = texts.iter().map(|t| Query::text(t)).collect();
    let source = [Source { name: "made", penalty: 0, memory: snapshot }];
    let policy = Policy { direction: Direction::ID_EN, min_score, limit };
    matches(&queries, &source, &policy).expect("the memory can be read").iter().map(Vec::len).sum()
}

fn main() {
    let corpus = Corpus::new();
    let pairs: Vec<Pair> = (0..memory::units() as u64).map(|n| corpus.pair(n)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let store = memory::filled(folder.path(), &pairs);
    let snapshot = store.snapshot().expect("the memory can be read");
    let kinds = Kinds::of(&corpus, &pairs);
    let scan = Scan::of(&pairs);
    let coded: Vec<Vec<u32>> = kinds.near.iter().map(|q| scan.query(q)).collect();
    let signed: Vec<u128> = kinds.near.iter().map(|q| signature(&classes(q))).collect();
    let article = kinds.article();

    for (text, ids) in kinds.near.iter().zip(&coded).take(20) {
        let ours = look_up(&snapshot, std::slice::from_ref(text), 70, usize::MAX);
        assert!(ours <= scan.near(ids, 70), "what is compared must do the same work: {text}");
    }

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group(format!("lookup in {} units", pairs.len()));
    for (kind, texts) in
        [("exact", &kinds.exact), ("near", &kinds.near), ("held out", &kinds.held_out), ("random", &kinds.random)]
    {
        let mut next = texts.iter().cycle();
        group.bench_function(format!("{kind}, best 5 from 70"), |b| {
            b.iter(|| look_up(&snapshot, std::slice::from_ref(next.next().expect("a cycle")), 70, 5));
        });
    }
    let mut next = coded.iter().cycle();
    group.bench_function("near, rapidfuzz over all units, from 70", |b| {
        b.iter(|| scan.near(next.next().expect("a cycle"), 70));
    });
    let mut next = signed.iter().cycle();
    group.bench_function("near, 16-byte signatures of all units", |b| b.iter(|| scan.signed(*next.next().expect("a cycle"))));
    group.throughput(Throughput::Elements(ARTICLE as u64));
    group.bench_function(format!("article of {ARTICLE} segments, best 20 from 50"), |b| {
        b.iter(|| look_up(&snapshot, &article, 50, 20));
    });
    group.finish();
    criterion.final_summary();

    let ours = |at: usize| look_up(&snapshot, &kinds.near[at..=at], 70, 5);
    let peer = |at: usize| scan.near(&coded[at], 70);
    let floor = |at: usize| scan.signed(signed[at]);
    println!("lookup: near segments, best 5 from 70, in {} units, medians of {QUERIES}", pairs.len());
    // A scan sweeps the processor's caches: in turn, each lookup begins with cold ones; on its own, with those of the last.
    let alone = [medians(QUERIES, [&ours])[0], medians(QUERIES, [&peer])[0], medians(QUERIES, [&floor])[0]];
    for (how, [ours, peer, floor]) in [("on its own", alone), ("in turn", medians(QUERIES, [&ours, &peer, &floor]))] {
        println!("lookup: each {how}: padan {ours:.1?}, rapidfuzz's scan {peer:.1?}, signatures alone {floor:.1?}");
        let times = |other: Duration| other.as_secs_f64() / ours.as_secs_f64();
        println!("lookup: each {how}: {:.1} times rapidfuzz's scan, {:.2} times that of signatures", times(peer), times(floor));
    }
    let [whole] = medians(21, [&|_| look_up(&snapshot, &article, 50, 20)]);
    println!("lookup: article of {ARTICLE} segments, best 20 from 50, in one call {whole:.1?}");
}
