//! The JSON contract: what other programs build upon, field by field.

use serde_json::{Value, json};

use crate::harness::{Desk, fields, list, number, sample_text, string, tmx, tmx_of, unit};

const SAMPLES: [&str; 3] = ["pelabuhan-laman.txt", "pelabuhan-lanjutan.txt", "kopi-gayo.md"];
const ROLES: [&str; 8] = ["headline", "byline", "date", "caption", "heading", "body", "list", "credit"];

/// Characters `range` of `text`.
#[track_caller]
fn cut(text: &str, range: &Value) -> String {
    let (start, end) = (number(&range[0]) as usize, number(&range[1]) as usize);
    assert!(start <= end && end <= text.chars().count(), "{range} of {text:?}");
    text.chars().skip(start).take(end - start).collect()
}

/// A segment as it stands in the file: re-joined lines parted again.
fn raw(segment: &Value) -> String {
    let text = string(&segment["text"]);
    let Some(joined) = segment.get("joined") else { return text.to_owned() };
    let breaks: Vec<(usize, &str)> = list(joined).iter().map(|j| (number(&j[0]) as usize, string(&j[1]))).collect();
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        match breaks.iter().find(|b| b.0 == i) {
            Some((_, stood)) => {
                assert_eq!(c, ' ', "one space stands for the break");
                out.push_str(stood);
            }
            None => out.push(c),
        }
    }
    out
}

/// The input, put together from the segments and the lines that were left out.
fn together(segments: &[Value], lines: &[Value]) -> String {
    let mut out = String::new();
    let mut left_out = lines.iter().filter(|l| l["keep"] == false).peekable();
    for s in segments {
        while let Some(line) = left_out.next_if(|l| number(&l["line"]) < number(&s["line"])) {
            out.push_str(string(&line["raw"]));
        }
        out.push_str(string(&s["before"]));
        out.push_str(&raw(s));
        out.push_str(string(&s["after"]));
    }
    out.extend(left_out.map(|l| string(&l["raw"])));
    out
}

#[test]
fn segments_and_left_out_lines_give_the_file_back() {
    let wrapped = "Kapal itu berangkat\npada pagi hari. Penumpangnya\n900 orang.\n\n\nOmbak tenang.";
    let mut cases: Vec<(&str, String, Vec<&str>)> = SAMPLES.iter().map(|name| (*name, sample_text(name), vec![])).collect();
    cases.extend(SAMPLES.iter().map(|name| (*name, sample_text(name), vec!["--mode", "raw"])));
    cases.push(("crlf.txt", sample_text(SAMPLES[0]).replace('\n', "\r\n"), vec![]));
    cases.push(("bom-laman.txt", format!("\u{feff}\n{}", sample_text(SAMPLES[0])), vec![]));
    cases.push(("bom.md", format!("\u{feff}{}", sample_text(SAMPLES[2])), vec![]));
    cases.push(("bom.txt", format!("\u{feff}{}", sample_text(SAMPLES[1])), vec![]));
    cases.push(("potong.txt", wrapped.to_owned(), vec!["--wrap", "--mode", "article"]));
    cases.push(("kosong-di-depan.txt", format!("\n \n{wrapped}\n\n"), vec!["--mode", "article"]));
    for (name, text, more) in cases {
        let desk = Desk::empty();
        desk.write(name, &text);
        let ask = |lines: &[&str]| desk.run(&[&["segment", name, "--json"][..], lines, &more].concat()).done().lines();
        let (segments, lines) = (ask(&[]), ask(&["--lines"]));
        let given_back = together(&segments, &lines);
        assert_eq!(given_back, text, "{name} {more:?}");
    }
}

#[test]
fn a_segment_has_the_documented_fields() {
    for name in SAMPLES {
        let desk = Desk::with(&[name]);
        let text = sample_text(name);
        let source_lines: Vec<&str> = text.lines().collect();
        let segments = desk.run(&["segment", name, "--json"]).done().lines();
        for (i, s) in segments.iter().enumerate() {
            let known = ["after", "before", "joined", "line", "n", "para", "role", "tagged", "tags", "text"];
            let names = fields(s);
            assert!(names.iter().all(|n| known.contains(n)), "{names:?}");
            for must in ["after", "before", "line", "n", "para", "role", "text"] {
                assert!(names.contains(&must), "{must}: {s}");
            }
            assert_eq!(number(&s["n"]), i as u64 + 1);
            assert!(ROLES.contains(&string(&s["role"])), "{s}");
            let line = number(&s["line"]) as usize;
            assert!(source_lines[line - 1].contains(string(&s["text"])), "line {line} holds {s}");
            assert!(!string(&s["text"]).is_empty() && string(&s["text"]).trim() == string(&s["text"]), "{s}");
        }
        let order: Vec<(u64, u64)> = segments.iter().map(|s| (number(&s["para"]), number(&s["line"]))).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(segments[0]["role"], "headline", "{name}");
    }
    let desk = Desk::with(&["pelabuhan-laman.txt", "kopi-gayo.md"]);
    let roles = |name: &str| -> Vec<String> {
        let mut roles: Vec<String> =
            desk.run(&["segment", name, "--json"]).done().lines().iter().map(|s| string(&s["role"]).to_owned()).collect();
        roles.sort();
        roles.dedup();
        roles
    };
    assert_eq!(roles("pelabuhan-laman.txt"), ["body", "byline", "caption", "credit", "heading", "headline"]);
    assert!(roles("kopi-gayo.md").contains(&"list".to_owned()));
    let first = &desk.run(&["segment", "pelabuhan-laman.txt", "--json"]).done().lines()[0];
    assert_eq!((number(&first["line"]), string(&first["before"]), string(&first["after"])), (16, "", "\n\n"));
}

#[test]
fn every_line_has_its_decision() {
    for name in SAMPLES {
        let desk = Desk::with(&[name]);
        let text = sample_text(name);
        let lines = desk.run(&["segment", name, "--lines", "--json"]).done().lines();
        let wanted: Vec<(u64, &str)> =
            text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).map(|(i, l)| (i as u64 + 1, l)).collect();
        assert_eq!(lines.len(), wanted.len(), "{name}: every line that is not blank");
        for (line, (n, text)) in lines.iter().zip(wanted) {
            let raw = if line["keep"] == true { &[][..] } else { &["raw"] };
            let mut names = ["confidence", "keep", "kind", "line", "reason", "text"].to_vec();
            names.extend(raw);
            names.sort_unstable();
            let found: Vec<&str> = fields(line).into_iter().filter(|f| *f != "raw" || line["keep"] == false).collect();
            assert_eq!(found, names, "{line}");
            assert_eq!(number(&line["line"]), n);
            assert_eq!(string(&line["text"]).trim(), text.trim(), "{name}:{n}");
            let confidence = line["confidence"].as_f64().expect("a number");
            assert!((0.0..=1.0).contains(&confidence) && !string(&line["reason"]).is_empty(), "{line}");
            if line["keep"] == true {
                assert!(ROLES.contains(&string(&line["kind"])), "{line}");
            } else {
                assert!(string(&line["raw"]).starts_with(text), "{line}");
            }
        }
    }
    let desk = Desk::with(&["pelabuhan-laman.txt"]);
    let ask = |more: &[&str]| desk.run(&[&["segment", "pelabuhan-laman.txt", "--lines", "--json"], more].concat()).done().lines();
    let of = |lines: &[Value], n: u64| lines.iter().find(|l| l["line"] == n).cloned().unwrap_or_default();
    let lines = ask(&[]);
    assert_eq!(
        (&of(&lines, 26)["kind"], &of(&lines, 26)["keep"], &of(&lines, 26)["raw"]),
        (&json!("ad"), &json!(false), &json!("Iklan\n\n"))
    );
    let steered = ask(&["--keep", "38", "--drop", "30"]);
    assert_eq!((&of(&steered, 38)["keep"], &of(&steered, 30)["keep"]), (&json!(true), &json!(false)));
    desk.run(&["segment", "pelabuhan-laman.txt", "--keep", "2"]).failed("en");
    desk.run(&["segment", "pelabuhan-laman.txt", "--keep", "999"]).failed("en");
}

#[test]
fn texts_are_split_line_by_line() {
    let desk = Desk::empty();
    let input = [
        r#"{"id":7,"text":"Kapal tiba 😀. Penumpang turun!  Ombak\ntenang. ","unknown":[1]}"#,
        "",
        "   ",
        r#"{"id":{"a":[null,"😀"]},"text":"Kapal tiba\npada pagi. Ombak tenang.","wrap":true}"#,
        r#"{"text":""}"#,
        r#"{"id":"tanpa teks"}"#,
        "{",
        r#"{"id":"x","text":"Menteri Dr. H. Bagas datang, Rp1.500,50 dibayar."}"#,
    ];
    let run = desk.ask(&["segment", "--jsonl"], &input.join("\n")).ended(1);
    let answers = run.lines();
    assert_eq!(answers[0], json!({ "id": 7, "sentences": ["Kapal tiba 😀. ", "Penumpang turun!  ", "Ombak\n", "tenang. "] }));
    assert_eq!(answers[1], json!({ "id": { "a": [null, "😀"] }, "sentences": ["Kapal tiba\npada pagi. ", "Ombak tenang."] }));
    assert_eq!(answers[2], json!({ "id": null, "sentences": [] }));
    for (answer, line) in [(&answers[3], 6), (&answers[4], 7)] {
        assert_eq!((fields(answer), number(&answer["line"])), (vec!["error", "line"], line));
    }
    assert_eq!(list(&answers[5]["sentences"]).len(), 1);
    assert_eq!(answers.len(), 6);
    for (asked, answer) in [(input[0], &answers[0]), (input[3], &answers[1]), (input[7], &answers[5])] {
        let asked: Value = serde_json::from_str(asked).expect("JSON");
        let joined: String = list(&answer["sentences"]).iter().map(string).collect();
        assert_eq!(joined, string(&asked["text"]));
    }
}

const MATCH: [&str; 25] = [
    "adapted",
    "ambiguous",
    "author",
    "changed",
    "coverage",
    "diff",
    "doc",
    "edits",
    "flags",
    "kind",
    "marks",
    "memory",
    "penalties",
    "proposal",
    "repair",
    "safe",
    "score",
    "score_version",
    "source",
    "state",
    "tables",
    "target",
    "tu",
    "uid",
    "uncapped",
];

#[test]
fn matches_are_answered_in_order_whatever_the_id() {
    let desk = Desk::at_work();
    let ids =
        ["1", "\"a\\u0000b\"", "null", "[1,{\"x\":[]}]", "{\"b\":1,\"a\":2}", "1.5", "true", "\"😀\"", "12345678901234567890"];
    let mut input: Vec<String> = ids
        .iter()
        .map(|id| format!("{{\"id\":{id},\"source\":\"Tidak ada korban jiwa dalam kejadian itu.\",\"more\":1}}"))
        .collect();
    input.insert(3, String::new());
    input.insert(5, " \t".to_owned());
    input.insert(6, "{\"id\":3".to_owned());
    input.push("{\"id\":\"tanpa sumber\"}".to_owned());
    let answers = desk.ask(&["match", "--jsonl"], &input.join("\n")).ended(1).lines();
    assert_eq!(answers.len(), ids.len() + 2);
    let (wrong, right): (Vec<&Value>, Vec<&Value>) = answers.iter().partition(|a| a.get("error").is_some());
    let told: Vec<(Vec<&str>, u64)> = wrong.iter().map(|w| (fields(w), number(&w["line"]))).collect();
    assert_eq!(told, [(vec!["error", "line"], 7), (vec!["error", "line"], 13)]);
    assert_eq!(answers[4], *wrong[0], "in its place");
    for (answer, id) in right.iter().zip(ids) {
        assert_eq!(answer["id"], serde_json::from_str::<Value>(id).expect("JSON"));
        assert_eq!(fields(answer), ["id", "matches", "phrases", "placeables", "terms"]);
        assert_eq!(answer["matches"], right[0]["matches"]);
    }
    let crlf = desk.ask(&["match", "--jsonl"], "{\"source\":\"Iklan\"}\r\n{\"source\":\"Iklan\"}").done().lines();
    assert_eq!((crlf.len(), &crlf[0]["matches"]), (2, &json!([])));
    assert_eq!(desk.ask(&["match", "--jsonl"], "").done().out, "");
    desk.ask(&["match", "--jsonl"], "\n\n").done();
}

#[test]
fn a_match_has_the_documented_fields() {
    let desk = Desk::at_work();
    let sources: Vec<String> = SAMPLES
        .iter()
        .flat_map(|name| desk.run(&["segment", name, "--json"]).done().lines())
        .map(|s| string(&s["text"]).to_owned())
        .collect();
    let input = sources.iter().map(|s| json!({ "source": s }).to_string()).collect::<Vec<_>>().join("\n");
    let answers = desk.ask(&["match", "--jsonl", "--min-score", "30", "--limit", "9"], &input).done().lines();
    assert_eq!(answers.len(), sources.len());
    let mut seen = 0;
    for (answer, source) in answers.iter().zip(&sources) {
        let mut last = 102;
        for m in list(&answer["matches"]) {
            seen += 1;
            let names = fields(m);
            assert_eq!(names, MATCH);
            let (score, uncapped) = (number(&m["score"]), number(&m["uncapped"]));
            assert!((30..=last).contains(&score) && score <= uncapped, "{m}");
            last = score;
            assert!(["context", "exact", "rung", "fuzzy"].contains(&string(&m["kind"])), "{m}");
            assert!(["reviewed", "confirmed", "imported", "aligned", "unconfirmed"].contains(&string(&m["state"])), "{m}");
            assert_eq!(m["memory"], "memory");
            assert!(number(&m["tu"]) > 0 && string(&m["uid"]).len() == 36 && !string(&m["target"]).is_empty());
            assert_eq!(
                (&m["proposal"], &m["safe"], &m["repair"], &m["adapted"], &m["marks"]),
                (&Value::Null, &json!(false), &Value::Null, &json!([]), &json!([]))
            );
            let coverage = m["coverage"].as_f64().expect("a number");
            assert!((0.0..=1.0).contains(&coverage) && (score < 100 || coverage > 0.999), "{m}");
            let changed = string(&m["changed"]);
            assert!(changed.len() == 20 && changed.ends_with('Z') && &changed[10..11] == "T", "{changed}");
            assert!(string(&m["doc"]).contains(".txt") && string(&m["author"]).contains('.'));
            let spelled = |ops: [&str; 2]| -> String {
                list(&m["diff"]).iter().filter(|d| ops.contains(&string(&d[0]))).map(|d| string(&d[1])).collect()
            };
            assert_eq!(spelled(["=", "+"]), *source);
            assert_eq!(spelled(["=", "-"]), string(&m["source"]));
            for e in list(&m["edits"]) {
                let (was, is) = (cut(string(&m["source"]), &e["source"]), cut(source, &e["query"]));
                match string(&e["op"]) {
                    "insert" => assert!(was.is_empty() && !is.is_empty(), "{e}"),
                    "delete" => assert!(!was.is_empty() && is.is_empty(), "{e}"),
                    "substitute" => assert!(!was.is_empty() && !is.is_empty() && was != is, "{e}"),
                    other => panic!("{other}"),
                }
            }
            for f in list(&m["flags"]) {
                assert_eq!(fields(f), ["guard", "note", "query", "source"]);
                assert!(["negation", "time", "voice", "quantity", "number", "name"].contains(&string(&f["guard"])), "{f}");
                assert!(!(f["query"].is_null() && f["source"].is_null()), "{f}");
            }
            for p in list(&m["penalties"]) {
                assert!(
                    ["aligned", "unconfirmed", "role", "memory", "tags"].contains(&string(&p[0])) && number(&p[1]) > 0,
                    "{p}"
                );
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn neighbours_make_a_context_match() {
    let desk = Desk::at_work();
    let ask = |prev: Value, next: Value| {
        let line = json!({ "source": "Pelabuhan itu melayani pengiriman mebel, tekstil, dan kopi dari Jawa Tengah.", "prev": prev, "next": next });
        let answer = desk.ask(&["match", "--jsonl", "--min-score", "100"], &line.to_string()).done().json();
        let m = &answer["matches"][0];
        (number(&m["score"]), string(&m["kind"]).to_owned())
    };
    let all = sample_text("karya-lama.tmx");
    let unit = all.split("<tu ").find(|u| u.contains("<seg>Pelabuhan itu melayani pengiriman mebel")).expect("the unit");
    let prop = |name: &str| {
        let (_, rest) = unit.split_once(&format!("<prop type=\"{name}\">")).expect("a neighbour");
        Value::from(rest.split("</prop>").next().expect("its end"))
    };
    let (prev, next) = (prop("prev"), prop("next"));
    assert_eq!(ask(prev.clone(), next.clone()), (102, "context".to_owned()));
    assert_eq!(ask(prev.clone(), Value::Null), (101, "context".to_owned()));
    assert_eq!(ask(json!(""), next), (101, "context".to_owned()));
    assert_eq!(ask(json!(""), json!("")), (100, "exact".to_owned()));
    assert_eq!(ask(Value::Null, Value::Null), (100, "exact".to_owned()));
}

#[test]
fn offsets_are_in_characters() {
    let desk = Desk::empty();
    let known = "🌊🌊 Kata nakhoda 𝒜: perahu motor itu belum kembali ke dermaga desa 🚤 sampai petang.";
    let asked = "🌊🌊 Kata nakhoda 𝒜: perahu motor itu telah kembali ke dermaga desa 🚤 sampai petang.";
    desk.write(
        "ombak.tmx",
        tmx(&[(known, "🌊🌊 Says skipper 𝒜: the motorboat has not returned to the village pier 🚤 by dusk.")]),
    );
    desk.run(&["import", "ombak.tmx"]).done();
    let m = &desk.matches(asked, &[])[0];
    let edit = &m["edits"][0];
    assert_eq!((cut(known, &edit["source"]), cut(asked, &edit["query"])), ("belum".to_owned(), "telah".to_owned()));
    assert_eq!(list(&m["edits"]).len(), 1);
    let time = list(&m["flags"]).iter().find(|f| f["guard"] == "time").expect("a flag");
    assert_eq!((cut(known, &time["source"]), cut(asked, &time["query"])), ("belum".to_owned(), "telah".to_owned()));
    let before = &asked[..asked.find("telah").expect("the word")];
    assert_eq!(number(&time["query"][0]) as usize, before.chars().count());
    assert_eq!(m["diff"][1], json!(["-", " belum"]), "a token carries the space before it");
    assert_eq!(m["diff"][2], json!(["+", " telah"]));
    let desk = Desk::empty();
    desk.write("a.txt", "😀😀 Kapal berangkat\npada pagi hari ke pulau itu.\n");
    let s = &desk.run(&["segment", "a.txt", "--json", "--wrap", "--mode", "article"]).done().lines()[0];
    assert_eq!(s["joined"], json!([[18, "\n"]]));
}

#[test]
fn bounds_and_limits_hold() {
    let desk = Desk::at_work();
    let sentence = "Tidak ada korban jiwa dalam kejadian itu.";
    let all = desk.matches(sentence, &["--min-score", "0", "--limit", "1000"]);
    assert_eq!(all.len(), 120, "at 0 every unit is a match");
    let scores: Vec<u64> = all.iter().map(|m| number(&m["score"])).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] == 100 && scores[119] < 20, "{scores:?}");
    for (bound, limit) in [("0", 7), ("30", 3), ("60", 5), ("101", 5), ("102", 5)] {
        let some = desk.matches(sentence, &["--min-score", bound, "--limit", &limit.to_string()]);
        let bound: u64 = bound.parse().expect("a number");
        let wanted: Vec<&Value> = all.iter().filter(|m| number(&m["score"]) >= bound).take(limit).collect();
        assert_eq!(some.iter().collect::<Vec<_>>(), wanted, "{bound}");
    }
    let none = desk.run(&["match", "--json", sentence, "--min-score", "102"]).done().json();
    assert_eq!(none, json!({ "id": 1, "matches": [], "phrases": [], "terms": [], "placeables": [] }));
    assert_eq!(desk.matches("Kucing oranye tidur di atas lemari tua.", &[]), Vec::<Value>::new());
    assert!(desk.matches(sentence, &["--limit", "1"]).len() == 1);
    desk.run(&["match", "--min-score", "103", "x"]).failed("en");
}

#[test]
fn reports_of_commands_have_the_documented_fields() {
    let desk = Desk::with(&SAMPLES);
    desk.write("kecil.tmx", tmx_of(&[unit("Dampak bagi nelayan", "Impact on fishermen", "")]));
    let report = desk.run(&["import", "kecil.tmx", "--json"]).done().json();
    assert_eq!(
        report,
        json!({ "file": "kecil.tmx", "seen": 1, "added": 1, "duplicate": 0, "updated": 0, "skipped": 0, "refused": 0, "repaired": 0,
            "reasons": {}, "problems": [], "batch": 1 })
    );
    let report = desk.run(&["draft", "pelabuhan-laman.txt", "--as", "tsv", "--json"]).done().json();
    assert_eq!(
        fields(&report),
        ["bands", "changed", "draft", "file", "gone", "kept", "new", "output", "problems", "resumed", "segments", "version_of"]
    );
    assert_eq!(
        (
            string(&report["file"]),
            string(&report["draft"]),
            string(&report["output"]),
            number(&report["segments"]),
            &report["problems"]
        ),
        ("pelabuhan-laman.txt", "pelabuhan-laman", "pelabuhan-laman.draft.tsv", 32, &json!([]))
    );
    let bands = report["bands"].as_object().expect("bands");
    let sum: u64 = bands.iter().filter(|(name, _)| !matches!(name.as_str(), "filled" | "flagged")).map(|(_, n)| number(n)).sum();
    assert_eq!((sum, &bands["exact"], &bands["copied"], &bands["filled"]), (32, &json!(1), &json!(3), &json!(4)));
    let of = |ui: &str, name: &str| desk.run(&[name, "kopi-gayo.md", "-n", "--json", "--ui", ui]).done().out;
    assert_eq!(of("en", "draft"), of("id", "draf"), "never localised");
    let report = desk.run(&["finish", "pelabuhan-laman.draft.tsv", "--json"]).ended(1).json();
    for name in ["draft", "unchanged", "edited", "confirmed", "cleared", "conflict", "missing", "unknown", "batch", "output"] {
        assert!(fields(&report).contains(&name), "{name}: {report}");
    }
    assert_eq!(
        (string(&report["draft"]), number(&report["unchanged"]), &report["output"]),
        ("pelabuhan-laman", 32, &Value::Null)
    );
    assert_eq!(list(&report["missing"]).len(), 28);
    let two = desk.run(&["draft", "pelabuhan-lanjutan.txt", "kopi-gayo.md", "--json", "-q"]).done().lines();
    assert_eq!(
        two.iter().map(|r| string(&r["output"])).collect::<Vec<_>>(),
        ["pelabuhan-lanjutan.draft.docx", "kopi-gayo.draft.docx"]
    );
}

#[test]
fn a_draft_as_json_has_the_fields_of_segments_and_matches() {
    let desk = Desk::at_work();
    for name in SAMPLES {
        let draft: Value = serde_json::from_str(&desk.run(&["draft", name, "--as", "json", "-o", "-"]).done().out).expect("JSON");
        assert_eq!((string(&draft["file"]), string(&draft["from"]), string(&draft["to"])), (name, "id", "en"));
        let segments = desk.run(&["segment", name, "--json"]).done().lines();
        assert_eq!(list(&draft["segments"]).len(), segments.len());
        for (of_draft, of_segment) in list(&draft["segments"]).iter().zip(&segments) {
            for (field, value) in of_segment.as_object().expect("a segment") {
                assert_eq!(&of_draft[field], value, "{field}");
            }
            for m in list(&of_draft["matches"]) {
                assert_eq!(fields(m), MATCH);
                assert!(number(&m["score"]) >= 50, "kept from 50");
            }
        }
    }
}

#[test]
fn whatever_puts_away_makes_or_names_a_place_says_so_in_json() {
    let desk = Desk::with(&SAMPLES);
    let made = desk.run(&["tm", "create", "kantor.padan", "--json"]).done().json();
    assert_eq!((fields(&made), string(&made["name"])), (vec!["id", "name", "path"], "kantor"));
    let again = desk.run(&["tm", "reindex", "kantor.padan", "--json"]).done().json();
    assert_eq!(again, json!({ "name": "kantor", "path": made["path"], "id": made["id"], "segments": 0 }));
    let path = desk.run(&["cues", "path", "--json"]).done().json();
    assert_eq!((fields(&path), &path["exists"]), (vec!["exists", "path"], &json!(false)));
    assert_eq!(desk.run(&["cues", "--json"]).done().out, desk.run(&["cues", "list", "--json"]).done().out);
    desk.run(&["draft", "kopi-gayo.md", "--as", "tsv"]).done();
    assert_eq!(desk.run(&["drafts", "--json"]).done().out, desk.run(&["drafts", "list", "--json"]).done().out);
    let there = |deleted: bool| json!({ "draft": "kopi-gayo", "n": 1, "file": "kopi-gayo.md", "deleted": deleted });
    for (arguments, deleted) in [
        (&["drafts", "delete", "kopi-gayo", "-n", "--json"][..], false),
        (&["drafts", "delete", "kopi-gayo", "--json"], true),
        (&["drafts", "restore", "kopi-gayo", "-n", "--json"], true),
        (&["daftar-draf", "pulihkan", "kopi-gayo", "--json", "--ui", "id"], false),
    ] {
        assert_eq!(desk.run(arguments).done().json(), there(deleted), "{arguments:?}");
    }
    desk.run(&["drafts", "--json", "show", "kopi-gayo"]).failed("en");
}
