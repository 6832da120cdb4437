//! `padan match`: the best matches of a sentence.

use std::fmt::{Display, Write as _};
use std::io::{BufRead, Write as _};

use padan::leverage::{Policy, Query, Source, matches};
use padan::memory::Store;
use padan::model::{Match as Found, Neighbour};
use padan::project::memories::Place;
use padan::text::wording::{Ui, say};
use serde::Deserialize;

use crate::cli::args::{Match, Queries};
use crate::cli::screen::{self, Screen};
use crate::cli::session::{Reader, Session};
use crate::cli::{Exit, Globals};

/// The most sentences looked up at once; fewer when no more are waiting.
const AT_ONCE: usize = 64;

/// A sentence that was asked for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: serde_json::Value,
    source: String,
    #[serde(default)]
    prev: Option<String>,
    #[serde(default)]
    next: Option<String>,
}

/// The memories that are looked in: the one that is written to, and those that are only read.
struct Set<'a> {
    store: &'a Store,
    place: &'a Place,
    readers: &'a [Reader],
}

impl Asked {
    fn plain(n: usize, source: String) -> Asked {
        Asked { id: n.into(), source, prev: None, next: None }
    }
}

pub(super) fn run(args: &Match, globals: &Globals) -> anyhow::Result<Exit> {
    let session = Session::start(globals)?;
    let (store, place) = session.open_to_read()?;
    let readers = session.references(&place, &args.references)?;
    let set = Set { store: &store, place: &place, readers: &readers };
    let policy = Policy { direction: session.direction(args.languages), min_score: args.min_score, limit: args.limit };
    let mut out = screen::out();
    let mut exit = Exit::Done;
    match &args.queries {
        Queries::Texts(texts) => {
            let asked: Vec<Asked> = texts.iter().enumerate().map(|(i, t)| Asked::plain(i + 1, t.clone())).collect();
            answer(&asked, &set, &policy, args.json, globals, &mut out)?;
        }
        Queries::Lines | Queries::Jsonl => {
            let jsonl = matches!(args.queries, Queries::Jsonl);
            let mut input = std::io::BufReader::with_capacity(1 << 16, std::io::stdin().lock());
            let mut line = 0;
            loop {
                let mut asked = Vec::new();
                while asked.len() < AT_ONCE {
                    let mut text = String::new();
                    if input.read_line(&mut text)? == 0 {
                        break;
                    }
                    line += 1;
                    let text = text.trim_end_matches(['\n', '\r']);
                    if text.trim().is_empty() {
                        continue;
                    }
                    match if jsonl { serde_json::from_str(text) } else { Ok(Asked::plain(line, text.to_owned())) } {
                        Ok(sentence) => asked.push(sentence),
                        Err(error) => {
                            answer(&asked, &set, &policy, args.json, globals, &mut out)?;
                            asked.clear();
                            exit = Exit::Attention;
                            writeln!(out, "{}", serde_json::json!({ "line": line, "error": error.to_string() }))?;
                        }
                    }
                    // Whoever asks sentence by sentence and waits gets an answer sentence by sentence.
                    if !input.buffer().contains(&b'\n') {
                        break;
                    }
                }
                if asked.is_empty() && input.fill_buf()?.is_empty() {
                    break;
                }
                answer(&asked, &set, &policy, args.json, globals, &mut out)?;
                out.flush()?;
            }
        }
    }
    out.finish()?;
    Ok(exit)
}

fn answer(
    asked: &[Asked],
    set: &Set<'_>,
    policy: &Policy,
    json: bool,
    globals: &Globals,
    out: &mut impl std::io::Write,
) -> anyhow::Result<()> {
    if asked.is_empty() {
        return Ok(());
    }
    let snapshot = set.store.snapshot()?;
    let read: Vec<_> = set.readers.iter().map(|r| r.store.snapshot()).collect::<Result<_, _>>()?;
    let mut sources = vec![Source { name: &set.place.name, penalty: 0, memory: &snapshot }];
    sources.extend(set.readers.iter().zip(&read).map(|(r, memory)| Source { name: &r.place.name, penalty: r.penalty, memory }));
    let queries: Vec<Query<'_>> = asked
        .iter()
        .map(|a| Query {
            prev: Neighbour::of(a.prev.as_deref()),
            next: Neighbour::of(a.next.as_deref()),
            ..Query::text(&a.source)
        })
        .collect();
    let found = matches(&queries, &sources, policy)?;
    for (asked, found) in asked.iter().zip(found) {
        if json {
            let line = serde_json::json!({ "id": asked.id, "matches": found, "phrases": [], "terms": [], "placeables": [] });
            writeln!(out, "{line}")?;
        } else {
            out.write_all(told(&asked.source, &found, globals).as_bytes())?;
        }
    }
    Ok(())
}

fn told(source: &str, found: &[Found], globals: &Globals) -> String {
    let (ui, screen) = (globals.ui, Screen::of(globals));
    let mut out = format!("{}\n", screen.bold(&screen.text(source)));
    if found.is_empty() {
        let _ = writeln!(out, "  {}", say(ui, "match.none", &[]));
    }
    for m in found {
        let memories: Vec<&str> = std::iter::once(&m.memory).chain(&m.also).map(String::as_str).collect();
        let mut head = vec![kind(m, ui), memories.join(", ")];
        head.extend(m.author.clone());
        head.extend(m.changed.as_ref().map(|c| c.date().to_owned()));
        head.push(state(m, ui));
        let _ = writeln!(out, "  {} {}", screen.bold(&format!("{:>3}", m.score)), screen.dim(&screen.text(&head.join(" · "))));
        if !m.edits.is_empty() || m.diff.len() > 1 {
            let _ = writeln!(out, "      {}", screen.diff(&m.diff));
        }
        let _ = writeln!(out, "      {}", screen.text(&m.target));
        for flag in &m.flags {
            let name = padan::text::wording::find(ui, &format!("guard.{}", flag.guard.as_str())).unwrap_or(flag.guard.as_str());
            let _ = writeln!(out, "      {}", screen.yellow(&format!("! {name}: {}", screen.text(&flag.note))));
        }
        if m.ambiguous {
            let _ = writeln!(out, "      {}", screen.yellow(&format!("! {}", say(ui, "match.ambiguous", &[]))));
        }
        for (penalty, points) in &m.penalties {
            let name = serde_json::to_value(penalty).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
            let name = padan::text::wording::find(ui, &format!("penalty.{name}")).map_or(name, str::to_owned);
            let values: [(&str, &dyn Display); 2] = [("points", points), ("name", &name)];
            let _ = writeln!(out, "      {}", screen.dim(&say(ui, "match.penalty", &values)));
        }
    }
    out.push('\n');
    out
}

fn kind(m: &Found, ui: Ui) -> String {
    let name = serde_json::to_value(m.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    padan::text::wording::find(ui, &format!("kind.{name}")).map_or(name, str::to_owned)
}

fn state(m: &Found, ui: Ui) -> String {
    let name = m.state.as_str();
    padan::text::wording::find(ui, &format!("unit.{name}")).unwrap_or(name).to_owned()
}
