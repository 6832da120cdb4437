//! The layers of the architecture, held by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// From the top; a layer may name itself and those below it.
const LAYERS: [(&str, &[&str]); 10] = [
    ("cli", &["project", "leverage", "article", "segment", "exchange", "memory", "model", "text"]),
    ("project", &["leverage", "article", "segment", "exchange", "memory", "model", "text"]),
    ("leverage", &["model", "text"]),
    ("article", &["segment", "model", "text"]),
    ("segment", &["model", "text"]),
    ("exchange", &["model", "text"]),
    ("memory", &["model", "text"]),
    ("model", &["text"]),
    ("text", &[]),
    ("main", &["cli"]),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&src).expect("a file under src");
            let layer =
                inside.components().next().expect("a name").as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("UTF-8");
            (layer, path, text)
        })
        .collect()
}

/// Each line of code, comments and doc examples left out, with its number.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(i, l)| (i + 1, l.split("//").next().unwrap_or_default()))
}

#[test]
fn dependencies_point_downwards_only() {
    for (layer, path, text) in sources() {
        if layer == "lib" {
            continue;
        }
        let (_, below) =
            LAYERS.iter().find(|(name, _)| *name == layer).unwrap_or_else(|| panic!("{} is in no layer", path.display()));
        for (number, line) in code_lines(&text) {
            for (name, _) in LAYERS.iter().filter(|(name, _)| *name != layer && *name != "main") {
                let named = [format!("crate::{name}::"), format!("crate::{name};"), format!("padan::{name}::")];
                if named.iter().any(|n| line.contains(n.as_str())) {
                    assert!(below.contains(name), "{}:{number} names {name}, which is not below {layer}", path.display());
                }
            }
        }
    }
}

#[test]
fn each_kind_of_outside_library_is_named_in_its_layer_only() {
    let rules: [(&str, &[&str]); 13] = [
        ("rusqlite", &["memory"]),
        ("quick_xml", &["exchange", "article"]),
        ("zip", &["exchange", "article"]),
        ("pulldown_cmark", &["article"]),
        ("html5ever", &["article"]),
        ("csv", &["exchange"]),
        ("indicatif", &["cli"]),
        ("clap", &["cli"]),
        ("clap_complete", &["cli"]),
        ("anyhow", &["cli", "main"]),
        ("jiff", &["project"]),
        ("etcetera", &["project"]),
        ("toml", &["project"]),
    ];
    for (layer, path, text) in sources() {
        for (number, line) in code_lines(&text) {
            for (library, places) in &rules {
                if line.contains(&format!("{library}::")) {
                    assert!(places.contains(&layer.as_str()), "{}:{number} names {library}", path.display());
                }
            }
        }
    }
}

#[test]
fn only_the_command_line_prints_and_only_the_project_reads_clock_and_environment() {
    let in_tests = |path: &Path| path.components().any(|c| matches!(c.as_os_str().to_str(), Some("tests" | "tests.rs")));
    for (layer, path, text) in sources().into_iter().filter(|(_, path, _)| !in_tests(path)) {
        let until_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code_lines(until_tests) {
            let at = format!("{}:{number}", path.display());
            if !matches!(layer.as_str(), "cli" | "main") {
                assert!(
                    !["println!", "eprintln!", "print!(", "std::process::exit"].iter().any(|w| line.contains(w)),
                    "{at} prints or exits"
                );
            }
            if !matches!(layer.as_str(), "cli" | "main" | "project") {
                assert!(
                    !["std::env::", "SystemTime", "Instant::now"].iter().any(|w| line.contains(w)),
                    "{at} reads clock or environment"
                );
            }
            if matches!(layer.as_str(), "text" | "model" | "segment" | "article" | "leverage") {
                assert!(!["std::fs", "File::open"].iter().any(|w| line.contains(w)), "{at} does I/O");
            }
        }
    }
}
