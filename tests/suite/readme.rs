//! What the documents say can be held against the program: the first steps of the README work as they stand there, what else it
//! tells to type is right use, and ARCHITECTURE.md names tests and modules that are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::harness::{Desk, Run};

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The commands of the `n`th console block under "Start", and the lines it shows as their answers.
fn block(readme: &str, n: usize) -> (Vec<&str>, Vec<&str>) {
    let (_, start) = readme.split_once("\n## Start\n").expect("a chapter \"Start\"");
    let start = start.split("\n## ").next().unwrap_or_default();
    let block = start.split("```console\n").nth(n + 1).unwrap_or_else(|| panic!("no console block {n} under \"Start\""));
    let (block, _) = block.split_once("```").expect("the end of the block");
    let (commands, answers): (Vec<&str>, Vec<&str>) = block.lines().partition(|l| l.starts_with("$ "));
    (commands.into_iter().map(|l| &l[2..]).collect(), answers)
}

#[test]
fn the_first_steps_of_the_readme_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = document("README.md");
    let (mut commands, answers) = block(&readme, 0);
    commands.retain(|c| !c.starts_with("cargo build"));
    for command in ["padan import samples/", "padan draft samples/"] {
        assert!(commands.iter().any(|c| c.contains(command)), "{command}: {commands:?}");
    }

    let folder = tempfile::tempdir().expect("a folder");
    let samples = folder.path().join("samples");
    fs::create_dir(&samples).expect("a folder");
    for entry in fs::read_dir(root.join("samples")).expect("samples") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, samples.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let home = folder.path().join("home");
    fs::create_dir(&home).expect("a home");
    // One shell for all: a README may set a variable or change the folder.
    let binary = env!("CARGO_BIN_EXE_padan");
    let mut script = String::from("set -eu\n");
    for command in &commands {
        script.push_str(&command.replace("target/release/padan", binary));
        script.push('\n');
    }
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", &home)
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{:?} in\n{script}\n{}{said}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(said, "", "nothing went wrong on the way");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(printed.lines().collect::<Vec<_>>(), answers, "what the README shows is what comes");
}

#[test]
fn the_tests_have_a_block_of_their_own() {
    let readme = document("README.md");
    let (tests, _) = block(&readme, 1);
    assert_eq!(tests.len(), 1, "one command runs the tests: {tests:?}");
    assert!(tests[0].starts_with("cargo test"), "{tests:?}");
}

#[test]
fn blocks_are_found_under_start_only() {
    let readme = "# x\n```console\n$ no\n```\n## Start\nFirst:\n```console\n$ a b\nout\n$ c\n```\n```console\n$ cargo test\n```\n\n## More\n";
    assert_eq!(block(readme, 0), (vec!["a b", "c"], vec!["out"]));
    assert_eq!(block(readme, 1), (vec!["cargo test"], vec![]));
}

/// The words of a command line with double quotes.
fn words(line: &str) -> Vec<&str> {
    line.split('"')
        .enumerate()
        .flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .collect()
}

/// Every call of padan in a document: lines of its text blocks up to the remark beside them, calls inside pipes, and calls in
/// running text. What stands for something else (`padan COMMAND --help`) is no call.
fn calls(document: &str) -> BTreeSet<String> {
    let mut calls = BTreeSet::new();
    let mut block = None;
    for line in document.lines() {
        if let Some(kind) = line.strip_prefix("```") {
            block = if block.is_some() { None } else { Some(kind.to_owned()) };
            continue;
        }
        let found: Vec<&str> = match block.as_deref() {
            Some("text") => vec![line.split("   ").next().unwrap_or_default()],
            Some("sh") => line.rsplit('|').take(1).map(str::trim).collect(),
            Some(_) => vec![],
            None => line.split('`').skip(1).step_by(2).collect(),
        };
        let stands_for_something = |call: &str| call.split(' ').any(|w| w.len() > 1 && w.chars().all(|c| c.is_ascii_uppercase()));
        calls.extend(found.into_iter().filter(|c| c.starts_with("padan ") && !stands_for_something(c)).map(ToOwned::to_owned));
    }
    calls
}

/// Whether a run ended with one of the messages about wrong use that the table of the interface has.
fn is_wrong_use(run: &Run) -> bool {
    let table = document("memory/language/interface.tsv");
    let said = run.err.lines().find_map(|l| l.strip_prefix("error: ")).unwrap_or_default();
    let fits = |template: &str| {
        let mut pieces = template.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest));
        let start = pieces.next().unwrap_or_default();
        let mut rest = said.strip_prefix(start);
        for piece in pieces {
            rest = rest.and_then(|text| text.split_once(piece)).map(|(_, rest)| rest);
        }
        rest.is_some()
    };
    let templates = table.lines().filter(|l| l.starts_with("usage.")).filter_map(|l| l.split('\t').nth(1));
    run.code == Some(2) && templates.filter(|t| t.len() > 4).any(fits)
}

#[test]
fn everything_the_readmes_tell_to_type_is_right_use() {
    let (mut english, mut all) = (0, 0);
    for name in ["README.md", "README.id.md"] {
        let found = calls(&document(name));
        let desk = Desk::at_work();
        for call in &found {
            let mut arguments = words(call)[1..].to_vec();
            arguments.extend(["--ui", "en"]);
            let run = desk.run(&arguments);
            assert!(!is_wrong_use(&run), "{name}: {call}\n{}", run.err);
        }
        all += found.len();
        english = english.max(found.len());
    }
    assert!(english > 30 && all > english, "{all} calls are looked at");
}

#[test]
fn a_call_ends_where_the_remark_begins() {
    let text = "`padan tm info` and `padan COMMAND --help`\n```text\npadan undo 2     take it back\nnothing\n```\n```sh\n\
                echo x | padan match --jsonl\n```\n";
    assert_eq!(Vec::from_iter(calls(text)), ["padan match --jsonl", "padan tm info", "padan undo 2"]);
    assert_eq!(words("padan match \"Kapal itu tiba.\" --json"), ["padan", "match", "Kapal itu tiba.", "--json"]);
    let run = Desk::empty().run(&["undo", "--lsit"]);
    assert!(is_wrong_use(&run), "wrong use is seen: {}", run.err);
    let run = Desk::empty().run(&["finish", "nothing.docx"]);
    assert!(run.code == Some(2) && !is_wrong_use(&run), "a failure is none: {}", run.err);
}

/// Source files under `folder` with the path of the module each is: `src/memory/tests/files.rs` is `memory::tests::files`.
fn modules(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).expect("below").with_extension("");
                let name = name.to_string_lossy().replace(['/', '\\'], "::");
                let name = name.strip_suffix("::mod").unwrap_or(&name).to_owned();
                found.push((name, fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found
}

/// Whether `name`, a path such as `memory::tests::files::a_newer_memory_is_refused`, is a test in the sources, or a module of them.
fn is_test(name: &str, sources: &[(String, String)]) -> bool {
    let Some((place, test)) = name.rsplit_once("::") else { return false };
    let has_test = |text: &str| {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let start = format!("fn {test}(");
        (0..lines.len()).any(|at| lines[at].starts_with(&start) && lines[at.saturating_sub(3)..at].contains(&"#[test]"))
    };
    sources.iter().any(|(module, text)| {
        module == name
            || (module == place || place.strip_suffix("::tests").is_some_and(|p| p == module && text.contains("mod tests {")))
                && has_test(text)
    })
}

#[test]
fn every_test_that_holds_an_invariant_is_there() {
    let architecture = document("ARCHITECTURE.md");
    let (_, invariants) = architecture.split_once("\n## Invariants\n").expect("a chapter \"Invariants\"");
    let (invariants, _) = invariants.split_once("\n## ").expect("an end of it");
    let sources = [modules("src"), modules("tests/suite")].concat();
    let mut named = 0;
    for paragraph in invariants.split("\n\n").filter(|p| p.trim_start().starts_with("**Architecture invariant:**")) {
        let held = paragraph.rsplit_once(" —").map(|(_, tests)| tests).unwrap_or_default();
        let tests: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test is named: {paragraph}");
        for test in tests {
            assert!(is_test(test, &sources), "{test} is no test of the sources");
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
    for made_up in ["memory::tests::files::a_test_that_is_not_there", "memory::tests::files::refused", "no::such::place"] {
        assert!(!is_test(made_up, &sources), "{made_up}");
    }
}

#[test]
fn every_module_is_in_the_code_map() {
    let architecture = document("ARCHITECTURE.md");
    let (_, map) = architecture.split_once("\n## Code map\n").expect("a chapter \"Code map\"");
    let (map, _) = map.split_once("\n## ").expect("an end of it");
    let mut seen = 0;
    for (module, _) in modules("src") {
        // The layers have chapters; tests are beside what they test, and examples belong to them.
        let Some((layer, rest)) = module.split_once("::") else { continue };
        let name = rest.rsplit("::").next().unwrap_or(rest);
        if rest.split("::").any(|part| part == "tests" || part.ends_with("_tests") || part == "samples") {
            continue;
        }
        let chapter: String =
            map.split("\n### ").filter(|c| c.lines().next().is_some_and(|head| head.contains(&format!("`{layer}`")))).collect();
        let told = chapter.split('`').skip(1).step_by(2).any(|word| {
            let last = word.rsplit("::").next().unwrap_or(word);
            last == name || last.strip_suffix('*').is_some_and(|start| name.starts_with(start))
        });
        assert!(told, "`{name}` of {module} is not in the chapter of `{layer}`");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}
