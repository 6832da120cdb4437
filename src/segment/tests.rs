use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;

/// Cases as data: one a line, `¦` where a boundary is right. Returns what is cut otherwise.
fn wrong(name: &str, table: &str, lang: Lang) -> Vec<String> {
    let mut wrong = Vec::new();
    for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
        let expected: Vec<&str> = line.split('¦').map(str::trim).collect();
        let text = line.replace(" ¦ ", " ").replace('¦', "");
        let found: Vec<&str> = split(&text, lang, false).into_iter().map(|r| text[r].trim()).collect();
        if found != expected {
            wrong.push(format!("{name}, line {}: {}", i + 1, found.join(" ¦ ")));
        }
    }
    wrong
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/segment");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of cases can be read")
        .map(|entry| entry.expect("the folder of cases can be read").file_name())
        .collect();
    names.sort();
    let mut bad = Vec::new();
    for name in &names {
        let name = name.to_str().expect("the folder of cases can be read");
        let lang = if name.starts_with("en") { Lang::EN } else { Lang::ID };
        bad.extend(wrong(name, &fs::read_to_string(folder.join(name)).expect("the folder of cases can be read"), lang));
    }
    assert!(names.len() > 20, "every family has a file");
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn a_line_break_is_a_boundary_unless_wrapped() {
    let text = " Harga beras\nnaik lagi.\r\n\r\n  Stok cukup.\u{2028}Aman.\n";
    let cut = |wrap| split(text, Lang::ID, wrap).into_iter().map(|r| &text[r]).collect::<Vec<_>>();
    assert_eq!(cut(false), [" Harga beras\n", "naik lagi.\r\n\r\n  ", "Stok cukup.\u{2028}", "Aman.\n"]);
    assert_eq!(cut(true), [" Harga beras\nnaik lagi.\r\n\r\n  ", "Stok cukup.\u{2028}", "Aman.\n"]);
}

#[test]
fn explanations_name_the_rule() {
    let ids: Vec<&str> = explain("Kata dr. Budi, 1.500 orang hadir. \"Siap?\" tanya dia.", Lang::ID, false)
        .into_iter()
        .map(|d| d.rule.id())
        .collect();
    assert_eq!(ids, ["stay.abbreviation", "stay.number", "cut.terminator", "stay.attribution"]);
}

#[test]
fn the_fingerprint_is_that_of_the_tables() {
    assert!(fingerprint().starts_with("padan-3-"));
    assert_eq!(fingerprint(), fingerprint());
}

proptest! {
    #[test]
    fn segments_join_to_the_text(text in any::<String>(), near in r#"[ A-Da-d1.?!"“”'()\[\],:…\n\r\u{85}\u{2028}\u{a0}-]{0,60}"#, wrap in any::<bool>()) {
        for text in [text, near] {
            for lang in [Lang::ID, Lang::EN] {
                let ranges = split(&text, lang, wrap);
                prop_assert_eq!(ranges.iter().map(|r| &text[r.clone()]).collect::<String>(), text.as_str());
                prop_assert!(ranges.iter().all(|r| r.start < r.end));
            }
        }
    }

    #[test]
    fn white_space_stands_at_the_end_of_a_segment(text in r#"[ A-Da-d.?!"\n]{0,40}"#) {
        for range in split(&text, Lang::ID, false).into_iter().skip(1) {
            prop_assert!(!text[range].starts_with(char::is_whitespace));
        }
    }
}
