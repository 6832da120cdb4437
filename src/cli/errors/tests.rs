use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Context as _;
use padan::article::{CueError, CueProblem};
use padan::exchange::draft;
use padan::exchange::read::Reason;
use padan::memory::{Store, Writer};
use padan::model::Direction;
use padan::project::settings::Settings;
use padan::text::wording::find;

use super::*;

const TABLE: &str = include_str!("../../../memory/language/interface.tsv");

/// The keys of the table that begin with `start`, in order.
fn keys(start: &str) -> Vec<&'static str> {
    TABLE.lines().filter_map(|l| l.split('\t').next()).filter(|k| k.starts_with(start)).collect()
}

fn io(kind: io::ErrorKind) -> io::Error {
    io::Error::from(kind)
}

fn settings_error(text: &str) -> SettingsError {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("padan.toml"), text).expect("a file");
    Settings::find(folder.path(), |_| None).expect_err(text)
}

/// A memory in which one table has another name.
fn broken_memory() -> StoreError {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kopi.padan");
    drop(Store::create(&path, 7).expect("a memory"));
    let mut bytes = std::fs::read(&path).expect("readable");
    for at in 0..bytes.len() - 5 {
        if bytes[at..].starts_with(b"tally") {
            bytes[at..at + 5].copy_from_slice(b"tallo");
        }
    }
    std::fs::write(&path, bytes).expect("writable");
    Store::open(&path).and_then(|store| store.summary()).expect_err("broken")
}

/// Every variant of every error, one value each where it can be made.
fn samples() -> Vec<anyhow::Error> {
    use StoreError as S;
    let path = || PathBuf::from("kopi.padan");
    let name = || "kopi.docx".to_owned();
    let stores = [
        S::NotAMemory { path: path(), what: "it is a folder" },
        S::Newer { path: path(), found: 901, known: 902 },
        S::OtherRules { path: path() },
        S::Missing { path: path() },
        S::Exists { path: path() },
        S::Io { path: path(), doing: "make the folder", source: io(io::ErrorKind::PermissionDenied) },
        S::NotWritable { path: path() },
        S::Busy { path: path(), who: Some(Writer { pid: 903, purpose: "import a.tmx".to_owned() }) },
        S::Busy { path: path(), who: None },
        S::Full { path: path(), needed: None },
        S::Full { path: path(), needed: Some(920 << 20) },
        S::Incomplete { path: path(), has: 921, needs: 922 },
        S::LogApart { path: path() },
        S::NotCopied { path: path(), why: Box::new(S::Full { path: path(), needed: None }) },
        S::NoBatch { path: path(), batch: 904 },
        S::NothingToUndo { path: path() },
        S::NothingToRedo { path: path() },
        S::AlreadyUndone { batch: 905 },
        S::NotUndone { batch: 906 },
        S::Abandoned { batch: 907, by: 908 },
        S::NotNewest { batch: 921, newest: 922 },
        S::Sealed { batch: 923 },
        S::NotLive { path: path(), unit: 909 },
        S::NoDraft { path: path(), draft: 910 },
        S::NoSegment { path: path(), draft: 911, n: 912 },
        S::Broken { path: path() },
        S::Damaged { path: path(), what: "unit 913 has no identity".to_owned() },
        broken_memory(),
    ];
    let articles = [
        ArticleError::Empty,
        ArticleError::Pdf,
        ArticleError::Zip,
        ArticleError::Book,
        ArticleError::Sheet,
        ArticleError::Rtf,
        ArticleError::OldWord,
        ArticleError::Encrypted,
        ArticleError::NotAPackage,
        ArticleError::DamagedPackage,
        ArticleError::DamagedPart { part: "content.xml", line: 0 },
        ArticleError::DamagedPart { part: "content.xml", line: 922 },
        ArticleError::Entities,
        ArticleError::TooDeep,
        ArticleError::Bomb,
        ArticleError::NoText,
        ArticleError::TooTangled,
        ArticleError::Xml,
        ArticleError::Binary,
        ArticleError::TooLarge { megabytes: 914 },
    ];
    let returned = [
        DraftReadError::UnknownFormat { name: name() },
        DraftReadError::ReadOnly { name: name(), format: draft::Format::Html },
        DraftReadError::NotDocx { name: name(), reason: "an Excel workbook, not a Word document" },
        DraftReadError::TooLarge { name: name(), part: "the document".to_owned(), limit: 915 },
        DraftReadError::Damaged { name: name(), part: "line 916".to_owned(), reason: "it is not UTF-8".to_owned() },
        DraftReadError::NoRows { name: name(), reason: "no line has an identity such as s0012.a1b2c3 in its column id" },
    ];
    let json = serde_json::from_str::<u8>("x").expect_err("no number");
    let drafts = [
        DraftError::Article(ArticleError::Pdf),
        DraftError::NoSuchLine(917),
        DraftError::NothingKept,
        DraftError::NoSuchDraft(NoSuchDraft { asked: "kantor".to_owned(), near: vec!["kantong".to_owned()] }),
        DraftError::OtherDirection { name: "kantor".to_owned(), found: Direction::ID_EN, wanted: Direction::ID_EN.reversed() },
        DraftError::Store(S::Missing { path: path() }),
        DraftError::Read(ReadError(Box::new(S::Missing { path: path() }))),
    ];
    let finishes = [
        FinishError::OtherMemory { found: "918".to_owned(), memory: "kantor".to_owned() },
        FinishError::NoDraft,
        FinishError::DeletedDraft { name: "kantor".to_owned() },
        FinishError::UnknownDraft { draft: 919, memory: "kantor".to_owned() },
        FinishError::Store(S::Missing { path: path() }),
    ];
    let failure = |key| ReadFailure::at(920, Reason::of(key).with("name", "kopi.x").with("found", "kopi.y"));
    let imports = [
        ImportError::Unreadable(failure("read.late-declaration")),
        ImportError::Io(io(io::ErrorKind::NotFound)),
        ImportError::Store(S::Missing { path: path() }),
    ];
    let settings = [
        SettingsError::Unreadable { path: path(), error: io(io::ErrorKind::PermissionDenied) },
        settings_error("\n\nautor = 'Laras'\n"),
        settings_error("xyzzy = 7\n"),
        settings_error("min == 60\n"),
        settings_error("min = 60\nmin = 70\n"),
        settings_error("min = 7\n"),
        settings_error("from = 'id'\nto = 'in'\n"),
        Settings::find(std::path::Path::new("/"), |name| (name == "PADAN_MIN").then(|| "999".to_owned())).expect_err("too much"),
        SettingsError::Exists { path: path() },
        SettingsError::Unwritable { path: path(), error: io(io::ErrorKind::PermissionDenied) },
    ];
    let cue = |problem| CuesError::Malformed { path: path(), error: CueError { line: 921, problem } };
    let cues = [
        CuesError::Unreadable { path: path(), error: io(io::ErrorKind::PermissionDenied) },
        cue(CueProblem::Fields),
        cue(CueProblem::Action("kopi.a".to_owned())),
        cue(CueProblem::Matching("kopi.m".to_owned())),
        cue(CueProblem::Role("kopi.r".to_owned())),
        cue(CueProblem::Pattern("unclosed group".to_owned())),
        cue(CueProblem::Twice("kopi.t".to_owned())),
    ];
    let kinds = [
        io::ErrorKind::NotFound,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::IsADirectory,
        io::ErrorKind::NotADirectory,
        io::ErrorKind::StorageFull,
        io::ErrorKind::AlreadyExists,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::InvalidFilename,
        io::ErrorKind::InvalidData,
    ];
    let mut all: Vec<anyhow::Error> = Vec::new();
    all.extend(stores.map(anyhow::Error::new));
    all.extend(articles.map(anyhow::Error::new));
    all.extend(returned.map(anyhow::Error::new));
    all.push(DraftWriteError::Io(io(io::ErrorKind::StorageFull)).into());
    all.push(DraftWriteError::Json(json).into());
    all.extend(drafts.map(anyhow::Error::new));
    all.extend(finishes.map(anyhow::Error::new));
    all.extend(imports.map(anyhow::Error::new));
    all.push(MergeError::Itself { file: "kopi.padan".to_owned() }.into());
    all.push(MergeError::Store(S::Missing { path: path() }).into());
    all.extend(["read.not-tmx", "read.not-xml", "read.empty", "read.bytes"].map(|key| failure(key).into()));
    all.extend(settings.map(anyhow::Error::new));
    all.extend(cues.map(anyhow::Error::new));
    all.push(RulesError::Unreadable { path: path(), error: io(io::ErrorKind::PermissionDenied) }.into());
    all.push(RulesError::Malformed { path: path(), failure: failure("read.empty") }.into());
    all.extend(kinds.map(|kind| io(kind).into()));
    all
}

/// The numbers from 900 on and the names of `text`, which every language has to say.
fn held(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '.')).map(|w| w.trim_matches('.'));
    words.filter(|w| w.starts_with("kopi.") || *w == "kantor" || (w.len() == 3 && w.starts_with('9'))).collect()
}

#[test]
fn every_variant_is_said_in_both_languages_with_its_values() {
    for error in samples() {
        let (en, id) = (message(&error, Ui::En), message(&error, Ui::Id));
        assert_ne!(en, id, "{error:?}");
        assert_eq!(held(&en), held(&id), "{en} | {id}");
        let first: &dyn Error = error.as_ref();
        let shown = format!("{first:?}");
        let numbers: BTreeSet<&str> = held(&shown).into_iter().filter(|w| w.starts_with('9')).collect();
        assert!(numbers.is_subset(&held(&en)), "{en} does not say all of {numbers:?}");
        assert!(!en.contains("os error") && !en.contains('{') && !id.contains('{'), "{en} | {id}");
        let Some(hint_en) = hint(&error, Ui::En) else {
            // Where all is said with the message: a text that is not UTF-8, as an error of the system.
            assert_eq!(en, text_of("error.system.not-utf8", Ui::En));
            continue;
        };
        let hint_id = hint(&error, Ui::Id).expect("a hint in the other language");
        assert_ne!(hint_en, hint_id, "{error:?}");
        assert!(
            !en.ends_with('.') && !hint_en.ends_with('.') && !id.ends_with('.') && !hint_id.ends_with('.'),
            "{en}: {hint_en}"
        );
    }
}

fn text_of(key: &str, ui: Ui) -> &'static str {
    find(ui, key).expect(key)
}

/// Whether `text` has the pieces of `template` in their order.
fn fits(template: &str, text: &str) -> bool {
    let pieces = template.split('{').map(|p| p.split_once('}').map_or(p, |(_, rest)| rest));
    let mut rest = text;
    pieces.into_iter().all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn every_text_of_the_table_is_said_by_a_sample() {
    let samples = samples();
    for ui in [Ui::En, Ui::Id] {
        let said: Vec<String> = samples.iter().flat_map(|e| [Some(message(e, ui)), hint(e, ui)]).flatten().collect();
        for key in keys("error.") {
            assert!(said.iter().any(|text| fits(text_of(key, ui), text)), "no sample says {key}");
        }
    }
}

#[test]
fn phrases_are_all_looked_for_and_differ() {
    assert_eq!(keys("phrase."), phrase::KEYS);
    for key in phrase::KEYS {
        assert_ne!(text_of(key, Ui::En), text_of(key, Ui::Id), "{key}");
    }
}

#[test]
fn what_the_library_says_inside_is_in_the_other_language_too() {
    let docx = |bytes: &[u8]| draft::read(bytes, "a.docx").expect_err("no draft").into();
    let tsv = |bytes: &[u8]| draft::read(bytes, "a.tsv").expect_err("no draft").into();
    let json = |bytes: &[u8]| draft::read(bytes, "a.json").expect_err("no draft").into();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.padan");
    let memory = |bytes: &[u8]| {
        std::fs::write(&path, bytes).expect("written");
        anyhow::Error::new(Store::open(&path).map(|_| ()).expect_err("no memory"))
    };
    let mut other = b"SQLite format 3\0".to_vec();
    other.resize(100, 0);
    let cases: [(anyhow::Error, &str); 11] = [
        (docx(b"\xd0\xcf\x11\xe0"), "a.docx: dokumen Word lama (.doc), atau dokumen berkata sandi"),
        (docx(b"Halo"), "a.docx: bukan dokumen Word (bukan paket ZIP)"),
        (
            tsv(b"id\ttarget\nx\ty\n"),
            "a.tsv: tidak ada baris draf yang ditemukan: tidak ada baris yang memuat identitas seperti s0012.a1b2c3 di kolom id",
        ),
        (tsv(b"x\ty\n"), "a.tsv: baris 1 rusak: baris judul harus memuat kolom id dan target, dipisahkan tab"),
        (tsv(b"id\ttarget\xff\n"), "a.tsv: berkasnya rusak: bukan UTF-8"),
        (
            json(b"{\"segments\":[]}"),
            "a.json: tidak ada baris draf yang ditemukan: segments tidak memuat objek yang mempunyai id dan target",
        ),
        (
            draft::read(b"@ s0002.a1b2c3\n", "a.txt").expect_err("no draft").into(),
            "a.txt: tidak ada baris draf yang ditemukan: tidak ada baris seperti @ s0012.a1b2c3",
        ),
        (memory(b""), "bukan memori padan: berkas ini kosong"),
        (memory(b"Halo"), "bukan memori padan: bukan basis data SQLite"),
        (memory(&other), "bukan memori padan: itu basis data program lain"),
        (anyhow::Error::new(Store::open(folder.path()).map(|_| ()).expect_err("a folder")), "bukan memori padan: itu folder"),
    ];
    for (error, expected) in cases {
        let said = message(&error, Ui::Id);
        assert!(said.contains(expected), "{said}");
    }
    let back = draft::read(b"id\ttarget\tstatus\nm1.7.s0002.a1b2c3\tRain.\tBeres\nx\ty\n", "a.tsv").expect("a draft");
    let text = b"Halo\n\nHalo\n@ s0002.a1b2c3\n< Hujan.\n= Beres\n> Rain.\n< Angin.\n> Wind.\n@ s0003.a1b2c3\n";
    let back_text = draft::read(text, "a.txt").expect("a draft");
    assert_eq!(back_text.problems.len(), 5, "{:?}", back_text.problems);
    for problem in back.problems.into_iter().chain(back_text.problems) {
        assert_ne!(phrase(&problem.reason, Ui::Id), problem.reason);
    }
    let setting = message(&settings_error("ui = 'fr'\n").into(), Ui::Id);
    assert!(setting.contains("keliru pada baris 1: `ui` tidak boleh 'fr'; pilihan: \"en\", \"id\""), "{setting}");
    let unknown = message(&settings_error("autor = 'Laras'\n").into(), Ui::Id);
    assert!(unknown.contains("keliru pada baris 1: pengaturan `autor` tidak dikenal; maksud Anda `author`?"), "{unknown}");
    let syntax = message(&settings_error("\nui == 'id'\n").into(), Ui::Id);
    assert!(syntax.contains("keliru pada baris 2") && syntax.contains("nama = nilai"), "{syntax}");
}

#[test]
fn contexts_come_first_and_nothing_is_said_twice() {
    let error = anyhow::Error::new(DraftError::Article(ArticleError::Pdf)).context("a.pdf");
    assert_eq!(message(&error, Ui::Id), "a.pdf: berkas ini PDF; padan tidak dapat membacanya");
    let named: Result<(), _> = Err(DraftReadError::UnknownFormat { name: "a.txt".to_owned() });
    let named = named.context("a.txt").expect_err("an error");
    assert_eq!(message(&named, Ui::En), "a.txt: not a draft file (DOCX, TSV, TXT or JSON)");
    let missing: Result<(), _> = Err(io::Error::from_raw_os_error(2));
    let missing = missing.context("a.txt").context("b").expect_err("an error");
    assert_eq!(message(&missing, Ui::En), "b: a.txt: there is no such file or folder");
    assert_eq!(message(&anyhow::anyhow!("apa saja").context("a"), Ui::Id), "a: apa saja");
}
