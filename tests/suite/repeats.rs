//! What stands twice, in one article or in two of one run, is translated once.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::harness::{Desk, Row, Table, list, number, string};

const HARVEST: &str = "Panen Raya di Desa Sukamaju Dimulai Lebih Awal

Senin, 16 November 2026

Petani di Desa Sukamaju mulai memanen padi dua pekan lebih awal dari biasanya. Hujan yang turun sejak Agustus membuat sawah \
tidak pernah kekurangan air.

Foto: Dokumentasi Pemerintah Desa Sukamaju

\"Kami menanam untuk anak cucu,\" kata Kepala Desa Sukamaju, Wiryo Pranoto. Slogan itu tertulis di setiap lumbung warga.

Pemerintah kabupaten berjanji membeli gabah petani dengan harga yang layak. Harga gabah kering panen naik dibandingkan bulan \
lalu.

Foto: Dokumentasi Pemerintah Desa Sukamaju

Pemerintah kabupaten berjanji membeli gabah petani dengan harga yang layak.
";

const BARN: &str = "Lumbung Baru untuk Warga Desa Sukamaju

Selasa, 17 November 2026

Warga Desa Sukamaju meresmikan lumbung baru di tepi sungai. Pemerintah kabupaten berjanji membeli gabah petani dengan harga \
yang layak.

Foto: Dokumentasi Pemerintah Desa Sukamaju

Harga gabah kering panen turun dibandingkan bulan lalu. Meski begitu, warga tetap bergotong royong membangun jalan menuju \
lumbung.
";

const FIRST: &str = "panen.draft.tsv";
const SECOND: &str = "lumbung.draft.tsv";
const PROMISE: &str = "The regency government has promised to buy farmers' unhusked rice at a fair price.";
const PHOTO: &str = "Photo: Sukamaju Village Government";

/// A desk on which both articles are drafted in one run.
fn drafted() -> Desk {
    let desk = Desk::empty();
    desk.write("panen.txt", HARVEST);
    desk.write("lumbung.txt", BARN);
    desk.run(&["draft", "panen.txt", "lumbung.txt", "--as", "tsv"]).done();
    desk
}

/// The row of the segment `n`.
fn at(table: &mut Table, n: u64) -> &mut Row {
    table.rows.iter_mut().find(|r| r.n() == n).expect("a row")
}

/// Gives the file `name` back with these targets put in, and returns the report.
fn work(desk: &Desk, name: &str, targets: &[(u64, &str)], code: i32) -> Value {
    let mut table = Table::read(&desk.text(name));
    for (n, target) in targets {
        (*target).clone_into(&mut at(&mut table, *n).target);
    }
    desk.write(name, table.text());
    desk.run(&["finish", name, "--json"]).ended(code).json()
}

/// The stored segments of the article `name`.
fn stored(desk: &Desk, name: &str) -> Vec<Value> {
    let draft: Value = serde_json::from_str(&desk.run(&["draft", name, "--as", "json", "-o", "-"]).done().out).expect("JSON");
    list(&draft["segments"]).clone()
}

fn counts(report: &Value) -> [u64; 5] {
    ["confirmed", "edited", "cleared", "unchanged", "propagated"].map(|name| number(&report[name]))
}

fn target(segments: &[Value], n: usize) -> (&str, &str) {
    (string(&segments[n - 1]["target"]), string(&segments[n - 1]["state"]))
}

#[test]
fn what_stands_twice_is_told_where_it_stood_first() {
    let desk = drafted();
    let first = stored(&desk, "panen.txt");
    let like = |s: &Value| (s["like"]["draft"].clone(), s["like"]["n"].clone(), s["like"]["score"].clone());
    assert_eq!(like(&first[9]), (Value::Null, json!(5), json!(100)));
    assert_eq!(like(&first[10]), (Value::Null, json!(8), json!(100)));
    assert!(first[..9].iter().all(|s| s.get("like").is_none()), "the first occurrence is the one to translate");
    let second = stored(&desk, "lumbung.txt");
    assert_eq!(like(&second[3]), (json!("panen"), json!(8), json!(100)));
    assert_eq!(like(&second[4]), (json!("panen"), json!(5), json!(100)));
    assert_eq!(like(&second[5]), (json!("panen"), json!(9), json!(88)));
    assert_eq!(string(&second[5]["like"]["flags"][0]["guard"]), "quantity", "naik is not turun");

    let mut table = Table::read(&desk.text(SECOND));
    assert_eq!(at(&mut table, 4).origin, "= s0008 (in panen)");
    let similar = "≈ 88 % s0009 (in panen) · ⚠ quantity: naik → turun · Harga gabah kering panen [-naik-] {+turun+} dibandingkan bulan lalu.";
    assert_eq!(at(&mut table, 6).origin, similar);
    let told = desk.run(&["draf", "panen.txt", "lumbung.txt", "--as", "tsv", "--new", "--ui", "id"]).done().out;
    assert!(told.contains("2 artikel: 4 pengulangan · 14 tanpa padanan"), "{told}");
    let mut table = Table::read(&desk.text("panen.draft-2.tsv"));
    assert_eq!(at(&mut table, 10).origin, "= s0005 (dokumen ini)");

    desk.run(&["draft", "lumbung.txt", "panen.txt", "--new", "-q"]).done();
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(desk.bytes("panen.draft.docx"))).expect("a package");
    let mut document = String::new();
    package.by_name("word/document.xml").expect("the document").read_to_string(&mut document).expect("UTF-8");
    assert!(document.contains("= s0005 (in lumbung-3)") && document.contains("≈ 88 % s0006 (in lumbung-3)"), "the other order");
}

#[test]
fn a_memory_that_knows_the_sentence_says_enough() {
    let desk = Desk::empty();
    desk.write("panen.txt", HARVEST);
    let known = "Pemerintah kabupaten berjanji membeli gabah petani dengan harga yang layak.";
    desk.write("lama.tmx", crate::harness::tmx(&[(known, PROMISE)]));
    desk.run(&["import", "lama.tmx"]).done();
    let report = desk.run(&["draft", "panen.txt", "--as", "tsv", "--json"]).done().json();
    assert_eq!((number(&report["bands"]["exact"]), number(&report["bands"]["repetition"])), (2, 1));
    let mut table = Table::read(&desk.text(FIRST));
    assert!(!at(&mut table, 11).origin.contains("s0008"), "{}", at(&mut table, 11).origin);
}

#[test]
fn what_is_finished_once_is_filled_in_where_it_stands_again() {
    let desk = drafted();
    let report = work(&desk, FIRST, &[(5, PHOTO), (8, PROMISE)], 1);
    assert_eq!(counts(&report), [2, 0, 0, 9, 2]);
    assert_eq!(desk.dump().len(), 2, "what nobody touched does not enter the memory");
    let open: Vec<u64> = list(&report["missing"]).iter().map(number).collect();
    assert_eq!(open, [1, 2, 3, 4, 6, 7, 9], "they are settled");
    let segments = stored(&desk, "panen.txt");
    assert_eq!((target(&segments, 10), target(&segments, 11)), ((PHOTO, "draft"), (PROMISE, "draft")));
    let origin = &segments[10]["origin"];
    assert_eq!((string(&origin["kind"]), &origin["score"], &origin["from"]["n"]), ("repetition", &json!(100), &json!(8)));

    // The same file once more, in which those cells are empty: nothing is cleared, nothing edited.
    assert_eq!(counts(&work(&desk, FIRST, &[], 1)), [0, 0, 0, 11, 0]);
    // The first is put in other words: the other follows, whatever the cell of the old file holds.
    assert_eq!(counts(&work(&desk, FIRST, &[(8, "A fair price was promised.")], 1)), [1, 0, 0, 10, 1]);
    assert_eq!(target(&stored(&desk, "panen.txt"), 11), ("A fair price was promised.", "draft"));
    assert_eq!(desk.dump().len(), 2);

    let rest: Vec<(u64, String)> = [1, 2, 3, 4, 6, 7, 9].map(|n| (n, format!("Sentence number {n}."))).to_vec();
    let rest: Vec<(u64, &str)> = rest.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let report = work(&desk, FIRST, &rest, 0);
    assert_eq!(counts(&report), [7, 0, 0, 4, 0]);
    let translation = desk.text(string(&report["output"]));
    assert_eq!(translation.matches("A fair price was promised.").count(), 2, "{translation}");
    assert_eq!(translation.matches(PHOTO).count(), 2, "{translation}");
}

#[test]
fn a_document_from_before_says_nothing_about_what_was_filled_in_since() {
    let desk = drafted();
    desk.run(&["draft", "panen.txt"]).done();
    work(&desk, FIRST, &[(5, PHOTO)], 1);
    let report = desk.run(&["finish", "panen.draft.docx", "--json"]).ended(1).json();
    assert_eq!(counts(&report), [0, 0, 0, 11, 0]);
    assert_eq!(target(&stored(&desk, "panen.txt"), 10), (PHOTO, "draft"));
    // And one from since then neither, until somebody works on it.
    desk.run(&["draft", "panen.txt", "--as", "tsv", "-o", "baru.tsv"]).done();
    assert_eq!(counts(&work(&desk, "baru.tsv", &[], 1)), [0, 0, 0, 11, 0]);
    assert_eq!(counts(&work(&desk, "baru.tsv", &[(10, "Photo: Village archive")], 1)), [1, 0, 0, 10, 0]);
    assert_eq!(target(&stored(&desk, "panen.txt"), 10), ("Photo: Village archive", "confirmed"));
}

#[test]
fn what_was_taken_out_on_purpose_stays_out() {
    let desk = drafted();
    work(&desk, FIRST, &[(5, PHOTO), (8, PROMISE)], 1);
    desk.run(&["draft", "panen.txt", "--as", "tsv", "-o", "baru.tsv"]).done();
    assert_eq!(counts(&work(&desk, "baru.tsv", &[(10, "")], 1)), [0, 0, 1, 10, 0]);
    // Not at the next confirmation either, nor through the file from before.
    assert_eq!(counts(&work(&desk, "baru.tsv", &[(5, "Photo: Sukamaju")], 1))[4], 0);
    work(&desk, FIRST, &[], 1);
    assert_eq!(target(&stored(&desk, "panen.txt"), 10), ("", "new"));
}

#[test]
fn two_opinions_are_told_and_none_is_filled_in() {
    let desk = Desk::empty();
    desk.write("papan.txt", "Awas licin.\n\nJalan ditutup.\n\nAwas licin.\n\nAwas licin.\n");
    desk.run(&["draft", "papan.txt", "--mode", "raw", "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text("papan.draft.tsv"));
    "Slippery.".clone_into(&mut at(&mut table, 1).target);
    "Caution, slippery.".clone_into(&mut at(&mut table, 3).target);
    desk.write("papan.draft.tsv", table.text());
    let told = desk.run(&["finish", "-n", "papan.draft.tsv"]).ended(1).out;
    assert!(told.contains("#4: not filled in, the same source is finished with different translations (#1, #3)"), "{told}");
    let report = desk.run(&["finish", "papan.draft.tsv", "--json"]).ended(1).json();
    assert_eq!(number(&report["propagated"]), 0);
    let here = |n| json!({ "draft": null, "n": n });
    assert_eq!(report["differing"], json!([{ "finished": [here(1), here(3)], "open": [4] }]));
    // Once they agree, it is.
    assert_eq!(counts(&work(&desk, "papan.draft.tsv", &[(1, "Caution, slippery.")], 1)), [1, 0, 0, 3, 1]);
}

#[test]
fn the_other_article_of_the_run_gets_it_when_it_is_finished() {
    let desk = drafted();
    work(&desk, FIRST, &[(5, PHOTO), (8, PROMISE), (9, "The price of unhusked rice rose from last month.")], 1);
    let told = desk.run(&["selesai", "-n", SECOND, "--ui", "id"]).ended(1).out;
    assert!(told.contains("Terisi dari pengulangan: 2"), "{told}");
    assert_eq!(counts(&work(&desk, SECOND, &[], 1)), [0, 0, 0, 7, 2]);
    let segments = stored(&desk, "lumbung.txt");
    assert_eq!((target(&segments, 4), target(&segments, 5)), ((PROMISE, "draft"), (PHOTO, "draft")));
    assert_eq!(target(&segments, 6), ("", "new"), "only similar");
    assert_eq!(segments[3]["origin"]["from"], json!({ "draft": "panen", "n": 8 }));
    desk.run(&["draft", "lumbung.txt", "--as", "tsv", "-o", "baru.tsv"]).done();
    let mut table = Table::read(&desk.text("baru.tsv"));
    let row = at(&mut table, 4);
    assert_eq!((&*row.score, &*row.origin), ("100", "repetition · = s0008 (in panen)"));
}

#[test]
fn other_tags_are_shown_and_not_filled_in() {
    let desk = Desk::empty();
    desk.write("kopi.md", "# Kopi\n\n**Kopi** Gayo laku keras.\n\nKopi **Gayo** laku keras.\n\n**Kopi** Gayo laku keras.\n");
    desk.run(&["draft", "kopi.md", "--mode", "raw", "--as", "tsv"]).done();
    let mut table = Table::read(&desk.text("kopi.draft.tsv"));
    assert_eq!(at(&mut table, 3).origin, "≈ 99 % s0002 (this document) · −1 other tags");
    assert_eq!(at(&mut table, 4).origin, "= s0002 (this document)");
    assert_eq!(counts(&work(&desk, "kopi.draft.tsv", &[(2, "Gayo <1>coffee</1> sells well.")], 1))[4], 1);
    let segments = stored(&desk, "kopi.md");
    assert_eq!((target(&segments, 3).0, target(&segments, 4).0), ("", "Gayo <1>coffee</1> sells well."));
}
