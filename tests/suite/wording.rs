//! Every text of the interface that the code asks for stands in the table, in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use padan::text::wording::{Ui, find};

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push((path.display().to_string(), std::fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}

#[test]
fn every_key_that_is_asked_for_has_a_text() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let asked = regex::Regex::new(r#"\b(?:say|text)\(\s*[\w.]*ui\w*,\s*"([a-z]+[\w.-]+)""#).expect("a valid pattern");
    let mut keys = BTreeSet::new();
    for (path, text) in &files {
        for found in asked.captures_iter(text) {
            let key = found[1].to_owned();
            assert!(find(Ui::En, &key).is_some(), "{path} asks for {key}, which the table lacks");
            keys.insert(key);
        }
    }
    assert!(keys.len() > 80, "the test has found only {} keys and proves little", keys.len());
}

#[test]
fn the_two_languages_differ_where_they_say_something() {
    let table = include_str!("../../memory/language/interface.tsv");
    let same: Vec<&str> = table
        .lines()
        .filter(|l| !l.starts_with('#') && !l.starts_with("example."))
        .filter_map(|l| l.split_once('\t'))
        .filter(|(_, texts)| texts.split_once('\t').is_some_and(|(en, id)| en == id && en.split_whitespace().count() > 3))
        .map(|(key, _)| key)
        .collect();
    assert!(same.is_empty(), "not translated: {same:?}");
}
