//! What the README shows under "Start" works as it stands there.

use std::fs;
use std::path::Path;
use std::process::Command;

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
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
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
