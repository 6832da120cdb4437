//! The arguments of the binary, as a user meets them.

use std::process::{Command, Output, Stdio};

const COMMANDS: [&str; 11] = [
    "import, impor",
    "draft, draf",
    "finish, selesai",
    "match, padankan",
    "tm, memori",
    "undo, batal",
    "redo, ulang",
    "segment, segmentasi",
    "cues, isyarat",
    "completions",
    "man",
];

fn padan() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_padan"));
    for name in ["PADAN_UI", "PADAN_MEMORY", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    padan().args(arguments).output().expect("padan starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn the_help_leads_with_examples_and_holds_every_command() {
    for (ui, examples, options) in [("en", "Examples:", "Options of every command:"), ("id", "Contoh:", "Opsi umum:")] {
        for flag in ["-h", "--help"] {
            let output = run(&["--ui", ui, flag]);
            assert_eq!(output.status.code(), Some(0));
            let help = stdout(&output);
            let example = help.find(examples).unwrap_or_else(|| panic!("no {examples}:\n{help}"));
            assert!(example < help.find(options).unwrap_or_else(|| panic!("no {options}:\n{help}")));
            let listed: Vec<&str> = help.lines().filter_map(|l| l.strip_prefix("  ")).collect();
            for command in COMMANDS {
                assert!(listed.iter().any(|l| l.starts_with(&format!("{command} "))), "{command}:\n{help}");
            }
        }
    }
}

#[test]
fn the_help_of_a_command_leads_with_examples_and_is_the_same_by_any_way() {
    let help = stdout(&run(&["draf", "--ui", "id", "--help"]));
    let (example, usage) = (help.find("Contoh:"), help.find("Pemakaian: padan draft [OPSI] <BERKAS|FOLDER>..."));
    assert!(example.is_some() && example < usage && usage < help.find("Opsi:"), "{help}");
    assert!(help.contains("Nama lain: padan draf\n"), "{help}");
    assert_eq!(stdout(&run(&["--ui", "id", "help", "draft"])), help);
    assert_eq!(stdout(&run(&["bantuan", "draf", "--ui=id"])), help);
    let of_tm = stdout(&run(&["tm", "create", "-h"]));
    assert!(of_tm.contains("Usage: padan tm create [OPTIONS] <NAME|FILE>"), "{of_tm}");
}

#[test]
fn the_environment_chooses_the_language() {
    let first =
        |command: &mut Command| stdout(&command.arg("-h").output().expect("padan starts")).lines().next().map(str::to_owned);
    let english = first(&mut padan());
    assert_ne!(first(padan().env("LANG", "id_ID.UTF-8")), english);
    assert_ne!(first(padan().env("PADAN_UI", "id").env("LC_ALL", "en_US.UTF-8")), english);
    assert_eq!(first(padan().env("LANG", "id_ID.UTF-8").env("LC_ALL", "C")), english);
    assert_eq!(first(padan().env("PADAN_UI", "id").args(["--ui", "en"])), english);
}

#[test]
fn wrong_use_is_one_error_and_one_hint() {
    let cases: [&[&str]; 9] = [
        &["draft", "--fil", "80", "a.txt"],
        &["impot", "a.tmx"],
        &["draft"],
        &["draft", "a.txt", "b.txt", "-o", "c.docx"],
        &["draft", "a.txt", "--min", "20"],
        &["match", "--from", "id", "--to", "in-ID", "Iklan"],
        &["undo", "kemarin"],
        &["tm"],
        &["help", "draft", "besok"],
    ];
    for arguments in cases {
        for (ui, error, hint) in [("en", "error: ", "hint: "), ("id", "galat: ", "saran: ")] {
            let output = padan().args(arguments).env("PADAN_UI", ui).output().expect("padan starts");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(output.stdout.is_empty(), "{arguments:?}");
            let said = stderr(&output);
            let lines: Vec<&str> = said.lines().collect();
            assert_eq!(lines.len(), 2, "{arguments:?}: {said}");
            assert!(lines[0].starts_with(error) && lines[1].starts_with(hint), "{arguments:?}: {said}");
        }
    }
}

#[test]
fn a_wrong_argument_cannot_steer_the_terminal() {
    let said = stderr(&run(&["draft", "--\u{1b}[31mmerah"]));
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn padan_alone_shows_its_help_and_fails() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && stderr(&output).contains("padan draft pelabuhan-laman.txt"));
}

#[test]
fn aliases_are_the_commands() {
    for (alias, name) in [
        (vec!["impor"], "import"),
        (vec!["draf"], "draft"),
        (vec!["selesai"], "finish"),
        (vec!["padankan"], "match"),
        (vec!["memori"], "tm"),
        (vec!["memori", "buat"], "tm create"),
        (vec!["memori", "daftar"], "tm list"),
        (vec!["memori", "rincian"], "tm info"),
        (vec!["memori", "uji"], "tm verify"),
        (vec!["batal"], "undo"),
        (vec!["ulang"], "redo"),
        (vec!["segmentasi"], "segment"),
    ] {
        let help = stdout(&padan().args(&alias).arg("-h").output().expect("padan starts"));
        assert!(help.contains(&format!("Usage: padan {name} ")), "{alias:?}: {help}");
    }
}

#[test]
fn colour_is_asked_for_or_left_out() {
    let always = padan().args(["--color", "always", "-h"]).env("NO_COLOR", "1").output().expect("padan starts");
    assert!(stdout(&always).contains('\u{1b}'), "asked for, it overrides NO_COLOR");
    for arguments in [&["-h"][..], &["--color", "never", "-h"], &["--color=auto", "-h"]] {
        let plain = padan().args(arguments).env("NO_COLOR", "1").output().expect("padan starts");
        assert!(!stdout(&plain).contains('\u{1b}'), "{arguments:?}");
    }
    let wrong = padan().args(["--color", "always", "impot"]).output().expect("padan starts");
    assert!(stderr(&wrong).starts_with('\u{1b}'));
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let script = stdout(&output);
        assert!(script.contains("segmentasi") && script.contains("differing"), "{shell}");
    }
}

#[test]
fn man_pages_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let man = folder.path().join("man/man1");
    let output = padan().arg("man").arg(&man).output().expect("padan starts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    let mut names: Vec<String> = std::fs::read_dir(&man)
        .expect("the folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 18, "{names:?}");
    for name in ["padan.1", "padan-tm.1", "padan-tm-verify.1", "padan-tm-show.1", "padan-undo.1"] {
        assert!(names.contains(&name.to_owned()), "{name} is not among {names:?}");
    }
    assert!(stderr(&output).contains(&names.len().to_string()));
    assert_eq!(stdout(&run(&["man"])), std::fs::read_to_string(man.join("padan.1")).expect("the main page"));

    let file = folder.path().join("penuh");
    std::fs::write(&file, "").expect("a file");
    let output = padan().arg("man").arg(file.join("man1")).output().expect("padan starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("penuh") && stderr(&output).contains("hint: "));
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    for arguments in [&["completions", "zsh"][..], &["man"], &["--help"], &["help", "draft"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = padan().args(arguments).stdout(writer).stderr(Stdio::piped()).spawn().expect("padan starts");
        let output = child.wait_with_output().expect("padan ends");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{arguments:?}");
    }
}
