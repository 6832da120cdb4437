//! The guards against the cases of `tests/cases/guards/`, and what must hold for any pair.

use proptest::prelude::*;

use super::*;
use crate::text::fold;

/// A plain dynamic program for the edit script: the cheapest, and from the left equal, then substitute, delete, insert.
fn script(source: &Tokens, query: &Tokens) -> Vec<Step> {
    let (n, m) = (source.len(), query.len());
    let cost = |i: usize, j: usize| {
        let (a, b) = (source.get(i).text, query.get(j).text);
        if a == b {
            (0, StepOp::Equal)
        } else if fold(a) == fold(b) {
            (1, StepOp::Case)
        } else {
            (2, StepOp::Substitute)
        }
    };
    let mut rest = vec![vec![0; m + 1]; n + 1];
    for i in (0..=n).rev() {
        for j in (0..=m).rev() {
            rest[i][j] = match (i < n, j < m) {
                (true, true) => (rest[i + 1][j + 1] + cost(i, j).0).min(rest[i + 1][j] + 2).min(rest[i][j + 1] + 2),
                _ => 2 * (n - i + m - j),
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < n || j < m {
        let step = |op| Step { op, source: i, query: j };
        if i < n && j < m && rest[i][j] == rest[i + 1][j + 1] + cost(i, j).0 {
            out.push(step(cost(i, j).1));
            (i, j) = (i + 1, j + 1);
        } else if i < n && rest[i][j] == rest[i + 1][j] + 2 {
            out.push(step(StepOp::Delete));
            i += 1;
        } else {
            out.push(step(StepOp::Insert));
            j += 1;
        }
    }
    out
}

fn found(source: &str, query: &str, lang: Lang) -> Vec<RawFlag> {
    let (source, query) = (Tokens::of(source), Tokens::of(query));
    flags(&source, &query, &script(&source, &query), lang)
}

fn notes(source: &str, query: &str, lang: Lang) -> Vec<String> {
    found(source, query, lang).into_iter().map(|f| format!("{}: {}", f.guard.as_str(), f.note)).collect()
}

fn guards_of(flags: &[RawFlag]) -> String {
    let mut names: Vec<&str> = flags.iter().map(|f| f.guard.as_str()).collect();
    names.dedup();
    if names.is_empty() { "-".to_owned() } else { names.join(",") }
}

/// Runs a file of cases in both directions and names every line that fails.
fn run(name: &str, text: &str, lang: Lang, least: usize) {
    let cases = crate::text::table::entries(name, text, 3).expect("a table of source, query, guards");
    let mut wrong = Vec::new();
    for case in &cases {
        let [source, query, expected] = case.fields[..3] else { panic!("line {}", case.line) };
        for (s, q) in [(source, query), (query, source)] {
            let flags = found(s, q, lang);
            if guards_of(&flags) != expected {
                let notes: Vec<&str> = flags.iter().map(|f| f.note.as_str()).collect();
                wrong.push(format!(
                    "{name}:{}: expected {expected}, found {} {notes:?}\n  {s}\n  {q}",
                    case.line,
                    guards_of(&flags)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), 2 * cases.len(), wrong.join("\n"));
    let quiet = cases.iter().filter(|c| c.fields[2] == "-").count();
    assert!(cases.len() >= least && quiet * 2 >= cases.len(), "{name}: {} cases, {quiet} of them quiet", cases.len());
    for guard in Guard::ALL {
        let count = cases.iter().filter(|c| c.fields[2].split(',').any(|g| g == guard.as_str())).count();
        assert!(count >= 6, "{name}: {count} cases for {}", guard.as_str());
    }
}

#[test]
fn indonesian_cases() {
    run("id.tsv", include_str!("../../../tests/cases/guards/id.tsv"), Lang::ID, 45);
}

#[test]
fn english_cases() {
    run("en.tsv", include_str!("../../../tests/cases/guards/en.tsv"), Lang::EN, 25);
}

#[test]
fn notes_pair_what_stands_for_each_other() {
    let id = |s, q| notes(s, q, Lang::ID);
    assert_eq!(id("Ia belum tiba di Medan.", "Ia telah tiba di Medan."), ["negation: belum", "time: belum → telah"]);
    assert_eq!(id("Pada 2019 harga naik.", "Pada 2023 harga turun."), ["quantity: naik → turun", "number: 2019 → 2023"]);
    assert_eq!(id("Rugi Rp1,5 miliar.", "Rugi Rp1,5 triliun."), ["number: 1,5 miliar → 1,5 triliun"]);
    assert_eq!(
        id("Kata Sri Rahayu, warga mengungsi.", "Kata Budi Santoso, warga mengungsi."),
        ["name: Sri Rahayu → Budi Santoso"]
    );
    assert_eq!(id("Kata Tono, warga mengungsi.", "Kata Budi Santoso, warga mengungsi."), ["name: Tono → Budi Santoso"]);
    assert_eq!(id("Ia tidak hadir.", "Ia hadir."), ["negation: tidak"]);
    assert_eq!(id("Polisi menangkap Toni.", "Polisi ditangkap Toni."), ["voice: menangkap → ditangkap"]);
    assert_eq!(id("Warga Jawa Barat mengungsi.", "Warga Jawa Timur mengungsi."), ["quantity: Barat → Timur"]);
    assert_eq!(id("Warga Jawa Barat mengungsi.", "Warga Kalimantan Timur mengungsi."), ["name: Jawa Barat → Kalimantan Timur"]);
}

#[test]
fn ranges_are_tokens_of_their_side() {
    let flags = found("Ia tidak hadir pada 2 Mei.", "Ia hadir pada 3 Mei.", Lang::ID);
    assert_eq!(flags.len(), 2);
    assert_eq!((flags[0].source.clone(), flags[0].query.clone()), (Some(1..2), None));
    assert_eq!((flags[1].source.clone(), flags[1].query.clone()), (Some(4..5), Some(3..4)));
}

#[test]
fn without_tables_only_figures_and_names_count() {
    assert_eq!(
        notes("Er kam nicht 2019 aus Bonn.", "Er kam 2023 aus Köln.", Lang::of("de")),
        ["number: 2019 → 2023", "name: Bonn → Köln"]
    );
}

#[test]
fn the_fingerprint_is_twelve_digits() {
    assert!(fingerprint().len() == 12 && fingerprint().bytes().all(|b| b.is_ascii_hexdigit()));
}

proptest! {
    #[test]
    fn equal_sides_have_no_flag_and_any_script_is_borne(
        a in "([tT]idak|belum|telah|naik|Mei|2|dua|juta|-|ke|[A-Z][a-z]{0,3}|di|\\.|\"| |é){0,12}",
        b in "([tT]idak|belum|telah|turun|Juni|3|dua|ribu|-|ke|[A-Z][a-z]{0,3}|di|\\.|\"| ){0,12}",
        steps in proptest::collection::vec((0usize..20, 0usize..20, 0usize..5), 0..20),
    ) {
        for lang in [Lang::ID, Lang::EN, Lang::of("de")] {
            let (s, q) = (Tokens::of(&a), Tokens::of(&b));
            prop_assert_eq!(flags(&s, &s, &script(&s, &s), lang), []);
            let ops = [StepOp::Equal, StepOp::Case, StepOp::Substitute, StepOp::Delete, StepOp::Insert];
            let odd: Vec<Step> = steps.iter().map(|&(source, query, op)| Step { op: ops[op], source, query }).collect();
            flags(&s, &q, &odd, lang);
            for f in flags(&s, &q, &script(&s, &q), lang) {
                prop_assert!(f.source.is_some() || f.query.is_some());
                prop_assert!(f.source.is_none_or(|r| r.start < r.end && r.end <= s.len()));
                prop_assert!(f.query.is_none_or(|r| r.start < r.end && r.end <= q.len()));
                prop_assert!(!f.note.is_empty());
            }
        }
    }

    #[test]
    fn the_order_of_words_alone_is_no_difference(words in proptest::sample::subsequence(vec!["warga", "tidak", "telah", "naik", "dua", "menangkap", "kurang", "belum", "semua"], 1..9)) {
        let there = words.join(" ");
        let back = words.iter().rev().copied().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(found(&there, &back, Lang::ID), []);
    }
}
