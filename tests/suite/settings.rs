//! Settings: where they come from, which one counts, the files that hold them.

use std::fs;

use padan::project::settings::table::SETTINGS;
use serde_json::Value;

use super::harness::{Desk, string};

/// What `padan config --json` says about `name`.
fn held(desk: &Desk, name: &str, more: &[&str], env: &[(&str, &str)]) -> Value {
    let run = desk.run_with(&[&["config", "--json"], more].concat(), "", env).done();
    run.lines().into_iter().find(|l| l["setting"] == name).unwrap_or_else(|| panic!("{name}: {}", run.out))
}

fn user_file(desk: &Desk, text: &str) {
    fs::create_dir_all(desk.path("home/config/padan")).expect("folders");
    fs::write(desk.path("home/config/padan/padan.toml"), text).expect("a file");
}

#[test]
fn option_then_environment_then_project_then_user_then_built_in() {
    for s in SETTINGS {
        let desk = Desk::empty();
        let whence = |more: &[&str], env: &[(&str, &str)]| string(&held(&desk, s.name, more, env)["from"]).to_owned();
        let built_in = if s.name == "ui" { "system" } else { "built-in" };
        assert_eq!(whence(&[], &[]), built_in, "{}", s.name);
        user_file(&desk, &format!("\n{} = {}\n", s.name, s.example));
        let of_user = held(&desk, s.name, &[], &[]);
        assert_eq!((string(&of_user["from"]), of_user["line"].as_u64()), ("user", Some(2)), "{}", s.name);
        desk.write("padan.toml", format!("{} = {}\n", s.name, s.example));
        let of_project = held(&desk, s.name, &[], &[]);
        assert_eq!((string(&of_project["from"]), of_project["line"].as_u64()), ("project", Some(1)), "{}", s.name);
        let typed = s.example.replace(['[', ']', '"'], "");
        let variable = s.variable();
        let env = [(variable.as_str(), typed.as_str())];
        let of_env = held(&desk, s.name, &[], &env);
        assert_eq!((string(&of_env["from"]), string(&of_env["where"])), ("environment", variable.as_str()), "{}", s.name);
        assert_eq!(whence(&[], &[(&variable, "")]), "project", "an empty variable says nothing: {}", s.name);
        if ["author", "memory", "ui", "color"].contains(&s.name) {
            let of_flag = held(&desk, s.name, &[s.flag, &typed], &env);
            assert_eq!((string(&of_flag["from"]), string(&of_flag["where"])), ("flag", s.flag));
        }
    }
}

#[test]
fn no_color_counts_as_environment() {
    let desk = Desk::empty();
    desk.write("padan.toml", "color = \"always\"\n");
    assert!(desk.run(&["--help"]).done().out.contains('\u{1b}'));
    assert!(!desk.run_with(&["--help"], "", &[("NO_COLOR", "1")]).done().out.contains('\u{1b}'));
    assert_eq!(held(&desk, "color", &[], &[("NO_COLOR", "1")])["value"], "never");
    assert_eq!(held(&desk, "color", &[], &[("NO_COLOR", "1"), ("PADAN_COLOR", "always")])["value"], "always");
    assert!(desk.run_with(&["--help", "--color", "always"], "", &[("NO_COLOR", "1")]).done().out.contains('\u{1b}'));
}

#[test]
fn settings_do_what_the_options_do() {
    let desk = Desk::at_work();
    desk.write("padan.toml", "min_score = 0\nlimit = 2\nas = \"tsv\"\nmin = 60\nfill = 102\nauthor = \"Laras\"\n");
    let sentence = "Tidak ada korban jiwa dalam kejadian itu.";
    assert_eq!(desk.matches(sentence, &[]).len(), 2);
    assert_eq!(desk.matches(sentence, &["--limit", "4"]).len(), 4);
    let of_env = desk.run_with(&["match", "--json", sentence], "", &[("PADAN_LIMIT", "3")]).done();
    assert_eq!(of_env.json()["matches"].as_array().map(Vec::len), Some(3));
    desk.run(&["draft", "pelabuhan-lanjutan.txt"]).done();
    assert!(desk.exists("pelabuhan-lanjutan.draft.tsv"));
    desk.run(&["draft", "kopi-gayo.md", "--as", "json"]).done();
    assert!(desk.exists("kopi-gayo.draft.json"));
    desk.write("satu.tmx", super::harness::tmx(&[("Sepi.", "Quiet.")]));
    desk.run(&["import", "satu.tmx"]).done();
    assert_eq!(desk.batches()[0]["author"], "Laras");
    desk.write("dua.tmx", super::harness::tmx(&[("Ramai.", "Busy.")]));
    desk.run_with(&["import", "dua.tmx"], "", &[("PADAN_AUTHOR", "Sari")]).done();
    assert_eq!(desk.batches()[0]["author"], "Sari");
}

#[test]
fn a_wrong_setting_is_told_with_its_place_and_what_is_allowed() {
    let desk = Desk::at_work();
    let cases = [
        ("# satu\n\nmin = 30\n", ["padan.toml", "line 3", "from 50 to 102"], ["baris 3", "dari 50 sampai 102"]),
        ("autor = \"L\"\n", ["line 1", "`autor`", "did you mean `author`?"], ["baris 1", "maksud Anda `author`?"]),
        ("style = \"gb\"\n", ["`style`", "\"gb\"", "\"us\", \"uk\""], ["`style` tidak boleh", "\"us\", \"uk\""]),
        ("limit = \"5\"\n", ["`limit`", "\"5\"", "without quotes"], ["`limit` tidak boleh", "tanpa tanda kutip"]),
        ("with = \"umum\"\n", ["`with`", "list", "[\"umum:2\"]"], ["`with` tidak boleh", "daftar seperti"]),
        ("min = 60\nmin = 70\n", ["line 2", "twice", "padan.toml"], ["baris 2", "dua kali"]),
        ("to = \"en\"\nfrom = \"eng\"\n", ["line 1", "`from` and `to`", "(en)"], ["baris 1", "bahasa yang sama"]),
        ("ui = id\n", ["line 1", "name = value", "quotes"], ["baris 1", "nama = nilai"]),
    ];
    for (text, english, indonesian) in cases {
        desk.write("padan.toml", text);
        let error = desk.run(&["match", "Iklan"]).failed("en");
        assert!(english.iter().all(|part| error.contains(part)), "{error}");
        let error = desk.run(&["match", "Iklan", "--ui", "id"]).failed("id");
        assert!(indonesian.iter().all(|part| error.contains(part)), "{error}");
        desk.run(&["config"]).failed("en");
        desk.run(&["--help"]).done();
        desk.run(&["config", "path"]).done();
    }
    desk.write("padan.toml", "");
    let error = desk.run_with(&["match", "Iklan"], "", &[("PADAN_MIN", "many")]).ended(2).err;
    assert!(error.contains("PADAN_MIN") && error.contains("from 50 to 102"), "{error}");
}

#[test]
fn a_file_is_made_that_explains_itself_and_never_over_another() {
    for (ui, init) in [("en", "init"), ("id", "siapkan")] {
        let desk = Desk::empty();
        let run = desk.run(&["pengaturan", init, "--ui", ui, "--project"]).done();
        assert!(run.out.contains("padan.toml"), "{}", run.out);
        let text = desk.text("padan.toml");
        for s in SETTINGS {
            assert!(text.contains(&format!("# {} = ", s.name)), "{}", s.name);
        }
        assert!(text.lines().all(|l| l.is_empty() || l.starts_with("# ")), "{text}");
        assert_eq!(text.contains("Nama Anda"), ui == "id");
        assert_eq!(held(&desk, "min", &[], &[])["from"], "built-in");
        desk.run(&["config", "init", "--project", "--ui", ui]).failed(ui);
        assert_eq!(desk.text("padan.toml"), text);
        desk.run(&["config", "init"]).done();
        assert!(desk.exists("home/config/padan/padan.toml"));
        let paths = desk.run(&["config", "path", "--json"]).done().json();
        assert_eq!(paths["user_exists"], true);
        assert!(string(&paths["project"]).ends_with("padan.toml"), "{paths}");
    }
}

#[test]
fn what_was_not_set_is_said_to_be_so() {
    for (ui, no_file, nothing) in [
        ("en", "min was not set: there is no settings file", "min was not set in"),
        ("id", "min memang tidak diatur:", "min memang tidak diatur di"),
    ] {
        let desk = Desk::empty();
        for whose in ["--user", "--project"] {
            let said = desk.run(&["config", "unset", "min", whose, "--ui", ui]).done().out;
            assert!(said.contains(no_file) && said.contains("padan.toml"), "{said}");
            assert_eq!(desk.run(&["config", "unset", "min", whose, "--json"]).done().json()["changed"], false);
        }
        assert!(!desk.exists("padan.toml") && !desk.exists("home/config"));
        desk.run(&["config", "set", "--project", "fill", "90"]).done();
        let text = desk.text("padan.toml");
        let said = desk.run(&["config", "unset", "--project", "min", "--ui", ui]).done().out;
        assert!(said.contains(nothing) && said.contains("padan.toml"), "{said}");
        assert_eq!(desk.text("padan.toml"), text);
        assert_eq!(desk.run(&["config", "unset", "--project", "fill", "--json"]).done().json()["changed"], true);
    }
}

#[test]
fn set_and_unset_change_one_line() {
    let desk = Desk::empty();
    desk.run(&["config", "set", "author", "Laras Wening"]).done();
    desk.run(&["config", "set", "--project", "min", "70"]).done();
    desk.run(&["config", "set", "--project", "with", "umum:2,klien/arsip.padan:1"]).done();
    assert_eq!(held(&desk, "author", &[], &[])["value"], "Laras Wening");
    assert_eq!(held(&desk, "author", &[], &[])["from"], "user");
    assert_eq!(held(&desk, "min", &[], &[])["value"], 70);
    assert!(desk.text("padan.toml").contains("\"klien/arsip.padan:1\""), "seen from the file: {}", desk.text("padan.toml"));
    desk.run(&["config", "set", "memory", "kerja/kantor.padan"]).done();
    let memory = held(&desk, "memory", &[], &[]);
    assert_eq!(
        memory["value"],
        Value::from(
            desk.path("kerja/kantor.padan")
                .canonicalize()
                .unwrap_or_else(|_| desk.path("kerja/kantor.padan"))
                .display()
                .to_string()
        )
    );
    desk.run(&["config", "unset", "--project", "min"]).done();
    assert_eq!(held(&desk, "min", &[], &[])["from"], "built-in");
    let before = desk.bytes("padan.toml");
    for wrong in [&["config", "set", "--project", "min", "7"][..], &["config", "set", "mni", "70"], &["config", "unset", "xyzzy"]]
    {
        desk.run(wrong).failed("en");
    }
    assert_eq!(desk.bytes("padan.toml"), before);
    assert!(desk.run(&["config"]).done().out.contains("(yours)"));
}
