//! Segmentation rules of one's own: applied, explained, refused, exported and given back.

use std::fs;
use std::path::{Path, PathBuf};

use padan::model::Lang;
use padan::project::rules;

use super::harness::{Desk, sample_text, string};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/srx")
}

fn case(name: &str) -> String {
    fs::read_to_string(folder().join(name)).expect("a case")
}

#[test]
fn cases() {
    let mut seen = 0;
    for entry in fs::read_dir(folder()).expect("the cases are there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "srx") {
            continue;
        }
        let rules = rules::read(Some(&path)).unwrap_or_else(|e| panic!("{e}"));
        let table = fs::read_to_string(path.with_extension("txt")).expect("a text beside the rules");
        for line in table.lines().filter(|l| !l.starts_with('#')) {
            let text = line.replace(" ¦ ", " ");
            let found: Vec<&str> = rules.split(&text, Lang::ID, false).into_iter().map(|r| text[r].trim()).collect();
            assert_eq!(found.join(" ¦ "), line, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 11, "{seen}");
}

const SEMICOLON: &str = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="no"/><body>
<languagerules><languagerule languagerulename="Koma">
<rule break="no"><beforebreak>\bdan;</beforebreak><afterbreak>\s</afterbreak></rule>
<rule><beforebreak>;</beforebreak><afterbreak>\s</afterbreak></rule>
</languagerule></languagerules><maprules><languagemap languagepattern="ID.*" languagerulename="Koma"/></maprules></body></srx>
"#;

const TEXT: &str = "Beras naik; gula turun dan; katanya; tetap. Teh habis.\n";

fn texts(desk: &Desk, more: &[&str], environment: &[(&str, &str)]) -> Vec<String> {
    let run = desk.run_with(&[&["segment", "a.txt", "--json", "--from", "id"], more].concat(), "", environment).done();
    run.lines().iter().map(|l| string(&l["text"]).to_owned()).collect()
}

fn desk() -> Desk {
    let desk = Desk::empty();
    desk.write("a.txt", TEXT);
    desk.write("aturan.srx", SEMICOLON);
    desk
}

const OWN: [&str; 3] = ["Beras naik;", "gula turun dan; katanya;", "tetap. Teh habis."];
const BUILT_IN: [&str; 2] = ["Beras naik; gula turun dan; katanya; tetap.", "Teh habis."];

#[test]
fn option_environment_and_settings_name_the_file() {
    let desk = desk();
    assert_eq!(texts(&desk, &[], &[]), BUILT_IN);
    assert_eq!(texts(&desk, &["--srx", "aturan.srx"], &[]), OWN);
    assert_eq!(texts(&desk, &[], &[("PADAN_SRX", "aturan.srx")]), OWN);
    desk.run(&["config", "set", "--project", "srx", "aturan.srx"]).done();
    assert!(desk.text("padan.toml").contains("srx = \"aturan.srx\""), "{}", desk.text("padan.toml"));
    assert_eq!(texts(&desk, &[], &[]), OWN);
    desk.write("lain.srx", SEMICOLON.replace(";</beforebreak>", "x</beforebreak>"));
    assert_eq!(texts(&desk, &["--srx", "lain.srx"], &[]), [TEXT.trim()], "the option comes first");
    // Seen from the folder of the settings, wherever one works.
    fs::create_dir(desk.path("dalam")).expect("a folder");
    let run = desk.run(&["segment", "--jsonl", "-"]).done();
    assert_eq!(run.out, "");
    let run = desk.ask(&["segment", "--jsonl", "--from", "id"], "{\"id\":1,\"text\":\"Beras; teh. Gula.\"}\n").done();
    assert_eq!(run.json()["sentences"], serde_json::json!(["Beras; ", "teh. Gula."]));
}

#[test]
fn a_language_without_a_map_is_cut_by_the_built_in_rules_and_told() {
    let desk = desk();
    desk.write("en.txt", "Rice is up; sugar is down. Tea is gone.\n");
    let run = desk.run(&["segment", "en.txt", "--from", "en", "--srx", "aturan.srx", "--json"]).done();
    assert_eq!(run.lines().len(), 2);
    assert!(run.err.contains("aturan.srx has no rules for the language en"), "{}", run.err);
    let quiet = desk.run(&["segment", "en.txt", "--from", "en", "--srx", "aturan.srx", "--json", "-q"]).done();
    assert_eq!(quiet.err, "");
}

#[test]
fn a_bad_file_is_one_message_with_file_and_line() {
    let desk = desk();
    desk.write("salah.srx", SEMICOLON.replace("<rule>", "<rule break=\"ya\">"));
    for (ui, said) in [
        ("en", "salah.srx cannot be used: line 4: break may not be “ya”"),
        ("id", "salah.srx tidak dapat dipakai: baris 4: break tidak boleh “ya”"),
    ] {
        for command in ["segment", "draft"] {
            let error = desk.run(&["--ui", ui, command, "a.txt", "--srx", "salah.srx"]).failed(ui);
            assert!(error.contains(said), "{error}");
        }
    }
    let error = desk.run(&["segment", "a.txt", "--srx", "tiada.srx"]).failed("en");
    assert!(error.contains("tiada.srx cannot be read: "), "{error}");
    desk.write("biner.srx", [0u8, 159, 146, 150]);
    desk.run(&["segment", "a.txt", "--srx", "biner.srx"]).failed("en");
}

#[test]
fn rules_that_cannot_be_expressed_are_told_with_their_lines() {
    let desk = Desk::empty();
    desk.write("dialek.srx", case("dialek.srx"));
    desk.write("a.txt", "Satu. Dua! Tiga.\n");
    let run = desk.run(&["segment", "a.txt", "--from", "id", "--srx", "dialek.srx"]).ended(1);
    let told: Vec<&str> = run.err.lines().filter(|l| l.contains("dialek.srx:")).collect();
    assert_eq!(
        told,
        [
            "! dialek.srx:16: a possessive quantifier or an atomic group is read as an ordinary one",
            "! dialek.srx:18: this rule is left out: `\\1` refers back to a group, which cannot be looked for here",
        ]
    );
    assert_eq!(run.out.lines().count(), 3);
    let run = desk.run(&["--ui", "id", "draft", "a.txt", "--from", "id", "--srx", "dialek.srx"]).ended(1);
    assert!(run.err.contains("! dialek.srx:18: aturan ini tidak dipakai: "), "{}", run.err);
}

#[test]
fn each_place_is_explained_by_its_rule() {
    let desk = desk();
    desk.write("b.txt", "Kata dr. Budi, 3.500 orang hadir. \"Siap?\" tanya Ani. Ya!\n\nStok habis.Kemudian naik.\n");
    let explained = |more: &[&str]| {
        let run = desk.run(&[&["segment", "--explain", "--json", "--from", "id"], more].concat()).done();
        let line = |l: &serde_json::Value| format!("{} {} {}", l["line"], string(&l["rule"]), l["cut"]);
        run.lines().iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        explained(&["b.txt"]),
        [
            "1 stay.abbreviation false",
            "1 stay.number false",
            "1 cut.terminator true",
            "1 stay.attribution false",
            "1 cut.terminator true",
            "3 cut.missing-space true",
        ]
    );
    assert_eq!(explained(&["a.txt", "--srx", "aturan.srx"]), ["1 srx:Koma/4 true", "1 srx:Koma/3 false", "1 srx:Koma/4 true"]);
    let run = desk.run(&["--ui", "id", "segment", "--explain", "--from", "id", "b.txt"]).done();
    assert!(run.out.contains("   1 - stay.abbreviation"), "{}", run.out);
    assert!(run.out.contains("Kata dr. · Budi, 3.500 orang hadir."), "{}", run.out);
    assert!(run.out.contains("orang hadir. ¦ \"Siap?\" tanya Ani."), "{}", run.out);
    assert!(run.out.contains("singkatan yang berlanjut"), "{}", run.out);
    let run = desk.run(&["segment", "--explain", "--from", "id", "a.txt", "--srx", "aturan.srx"]).done();
    assert!(run.out.contains("srx:Koma/3  \\bdan;  ¦  \\s"), "{}", run.out);
}

#[test]
fn every_rule_has_its_meaning_in_both_languages() {
    use padan::segment::Rule;
    use padan::text::wording::{Ui, find};
    for rule in Rule::ALL {
        let key = format!("rule.{}", rule.id());
        let (en, id) = (find(Ui::En, &key), find(Ui::Id, &key));
        assert!(en.is_some() && id.is_some() && en != id, "{key}");
    }
}

#[test]
fn a_draft_says_which_rules_cut_it_and_other_rules_cut_it_anew() {
    let desk = desk();
    let drafted =
        |more: &[&str]| desk.run(&[&["draft", "a.txt", "--from", "id", "--as", "tsv", "--json"], more].concat()).done().json();
    assert_eq!(drafted(&[])["segments"], 2);
    let rules = |name: &str| {
        let store = padan::memory::Store::open(&desk.memory()).expect("a memory");
        let row = store.find_drafts().expect("drafts").into_iter().find(|d| d.name == name).expect(name);
        store.load_draft(row.id).expect("a draft").rules
    };
    assert!(rules("a").starts_with("padan-"));
    let own = drafted(&["--srx", "aturan.srx"]);
    assert_eq!(own["segments"], 3);
    let name = string(&own["draft"]).to_owned();
    assert!(rules(&name).starts_with("srx-") && rules(&name).len() == 20, "{}", rules(&name));
    assert_eq!(string(&drafted(&["--srx", "aturan.srx"])["draft"]), name, "the same rules: the draft goes on");
    assert_eq!(drafted(&[])["segments"], 2, "and back");
}

#[test]
fn what_is_exported_can_be_given_back() {
    let desk = Desk::with(&["pelabuhan-lanjutan.txt", "pelabuhan-laman.txt"]);
    let run = desk.run(&["export", "--as", "srx"]).done();
    assert!(run.out.starts_with("<?xml") && run.err.is_empty());
    let said = desk.run(&["ekspor", "--as", "srx", "-o", "aturan.srx"]).done();
    assert!(said.out.contains("aturan.srx"), "{}", said.out);
    assert_eq!(desk.text("aturan.srx"), run.out);
    desk.write("aturan.srx", "x");
    let said = desk.run(&["export", "--as", "srx", "-o", "aturan.srx"]).done();
    assert!(said.err.contains("aturan-2.srx") && desk.text("aturan.srx") == "x", "nothing is written over: {}", said.err);
    // On the samples the file cuts as the built-in rules do.
    for name in ["pelabuhan-lanjutan.txt", "pelabuhan-laman.txt"] {
        let built_in = desk.run(&["segment", name, "--json"]);
        let own = desk.run(&["segment", name, "--json", "--srx", "aturan-2.srx"]);
        assert_eq!((built_in.out, built_in.code), (own.out, own.code), "{name}");
        assert!(!own.err.contains("aturan-2.srx:"), "{}", own.err);
    }
    assert!(sample_text("pelabuhan-lanjutan.txt").len() > 500);
    assert_eq!(desk.run(&["export"]).code, Some(2));
}
