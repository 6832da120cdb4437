//! Reading pages, pasted and saved: from the bytes to the decisions about every line, beside dom_smoothie on the same saved pages.
//!
//! The saved page is made from the pasted sample: the article in paragraphs, and around it what a portal has around it
//! (scripts, styles, menus, lists of other articles), in the measure of real pages: about a tenth of the bytes is text.

// The figures are what a benchmark is for.
#![allow(clippy::print_stdout)]

mod timing;

use std::fmt::Write as _;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use padan::article::{self, Options};
use padan::model::Lang;

use timing::median;

const PASTED: &str = include_str!("../samples/pelabuhan-laman.txt");
/// Runs of each for the ratios.
const RUNS: usize = 51;

/// A saved page with the lines of the pasted one, `copies` times the lists around it.
fn saved(copies: usize) -> String {
    let mut page = String::from("<!DOCTYPE html>\n<html lang=\"id\"><head><meta charset=\"utf-8\"><title>Pelabuhan</title>\n");
    for i in 0..copies {
        let _ = writeln!(
            page,
            "<script>window.dataLayer=window.dataLayer||[];dataLayer.push({{\"slot\":{i},\"kind\":\"leaderboard\",\"size\":[728,90]}});</script>"
        );
        let _ = writeln!(
            page,
            "<style>.c{i}{{display:flex;margin:0 auto;padding:4px 8px;background:#fff}}.c{i} a:hover{{color:#c00}}</style>"
        );
    }
    page.push_str("</head><body><header><nav><ul>\n");
    for i in 0..copies {
        let _ = writeln!(
            page,
            "<li class=\"nav__item nav__item--{i}\"><a href=\"https://contoh.id/kanal/{i}?ref=menu\" class=\"nav__link\">Kanal {i}</a></li>"
        );
    }
    page.push_str("</ul></nav></header><div class=\"container\"><article>\n");
    for line in PASTED.lines().filter(|l| !l.trim().is_empty()) {
        let _ = writeln!(page, "<p class=\"detail__text\">{}</p>", line.replace('&', "&amp;").replace('<', "&lt;"));
    }
    page.push_str("</article></div><aside>\n");
    for i in 0..copies {
        let _ = writeln!(
            page,
            "<div class=\"list-content__item\"><a href=\"https://contoh.id/berita/{i}/kapal-tiba\"><img src=\"https://contoh.id/foto/{i}.jpg?w=200\" alt=\"\" loading=\"lazy\"><h3 class=\"media__title\">Kapal Nomor {i} Tiba di Pelabuhan</h3></a><span class=\"media__date\">{i} jam yang lalu</span></div>"
        );
    }
    page.push_str("</aside></body></html>\n");
    page
}

/// How many lines are kept.
fn read(page: &str, name: &str) -> usize {
    let input = article::open(page.as_bytes(), name).expect("a page");
    article::read(&input, &Options::of(Lang::ID)).lines.iter().filter(|l| l.keep).count()
}

fn open(page: &str, name: &str) -> usize {
    article::open(page.as_bytes(), name).expect("a page").text.len()
}

/// How many bytes of text dom_smoothie finds.
fn smoothie(page: &str) -> usize {
    let mut reading = dom_smoothie::Readability::new(page, None, None).expect("a page");
    reading.parse().map_or(0, |article| article.text_content.len())
}

fn main() {
    let html = saved(120);
    let pasted = PASTED.repeat(8);
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("pages");
    group.throughput(Throughput::Bytes(PASTED.len() as u64));
    group.bench_function("pasted", |b| b.iter(|| read(PASTED, "laman.txt")));
    group.throughput(Throughput::Bytes(html.len() as u64));
    group.bench_function("saved", |b| b.iter(|| read(&html, "laman.html")));
    group.bench_function("saved, to lines only", |b| b.iter(|| open(&html, "laman.html")));
    group.bench_function("saved, dom_smoothie", |b| b.iter(|| smoothie(&html)));
    group.finish();
    criterion.final_summary();

    let rate = |bytes: usize, time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let (text, long) = (median(RUNS, || read(PASTED, "laman.txt")), median(RUNS, || read(&pasted, "laman.txt")));
    let (page, lines, peer) = (
        median(RUNS, || read(&html, "laman.html")),
        median(RUNS, || open(&html, "laman.html")),
        median(RUNS, || smoothie(&html)),
    );
    println!("pages: medians of {RUNS}; pasted {} kB, saved {} kB", PASTED.len() / 1000, html.len() / 1000);
    println!(
        "pages: pasted {text:.1?} ({:.1} MB/s), eight in one {long:.1?} ({:.1} MB/s)",
        rate(PASTED.len(), text),
        rate(pasted.len(), long)
    );
    println!("pages: saved {page:.1?} ({:.1} MB/s), of which to lines {lines:.1?}", rate(html.len(), page));
    println!(
        "pages: dom_smoothie {peer:.1?} ({:.1} MB/s), {:.1} times padan's time",
        rate(html.len(), peer),
        peer.as_secs_f64() / page.as_secs_f64()
    );
}
