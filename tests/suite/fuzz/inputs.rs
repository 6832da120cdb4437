//! What is read: samples of the project, the syntax of each format, and how both are mixed and damaged.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use padan::article::Options;
use padan::exchange::draft::{DraftFile, Format, write};
use padan::memory::Store;
use padan::model::{Draft, Lang};
use padan::project::drafting::{DraftOptions, make};
use padan::project::repeats::Earlier;
use padan::project::settings::table::SETTINGS;
use padan::project::{clock, memories};
use padan::text::Ui;

use crate::harness::{sample_text, tmx};
use crate::histories::Dice;

/// Where the inputs for one reader come from.
pub(super) struct Source {
    /// Sound inputs.
    pub(super) samples: Vec<Vec<u8>>,
    /// Pieces of the format's own syntax.
    pub(super) syntax: &'static [&'static str],
    /// The part of a package in which samples are damaged too, without damaging the package.
    pub(super) part: Option<&'static str>,
}

/// What every reader has to bear: all line breaks, white space, what is not seen, both directions, all lengths.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "\n", "\r", "\r\n", "\n\n", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", " ", "\t", "\u{a0}", "\u{3000}",
    "\u{2009}", "\u{ad}", "\u{200b}", "\u{200d}", "\u{200e}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{feff}", "\u{fffd}",
    "\u{fffe}", "\0", "\u{1}", "\u{1b}[31m", "\u{7f}", "\u{301}", "e\u{301}", "é", "İ", "ß", "ﬁ", "ǅ", "Ⅷ", "١٢", "ا", "漢",
    "😀", "👨‍👩‍👧", "🇮🇩", "\u{10ffff}", "\u{e000}", "“", "”", "‘", "’", "«", "»", "…", "—", "–", "½", "№", "\\", "\"", "'",
    "<", ">", "&", "#", "|", "`", "*", "_", "0", ".", "?", "!", ",", ":", ";", "(", ")", "[", "]", "{", "}", "-", "/", "=",
    "~", "@", "$", "%", "^", "+",
];

/// Words and signs of running text.
#[rustfmt::skip]
const PROSE: &[&str] = &[
    "Harga beras naik. ", "kata dr. Budi", "Prof. ", "S.H., ", "No. 12", "Jl. Kenanga", "hlm. 3", "dll. ", "PT. ", "Tbk. ",
    "a.n. ", "1. ", "2) ", "a. ", "A. ", "(1) ", "- ", "• ", "Rp5.000", "12.30", "www.contoh.id", "a.b@contoh.id",
    "\"Ya.\" ", "“Tidak!” ", "?!", "...", "… ", "!\" ", ".\" ", ".) ", " (lihat ", "[1]", " dan ", " yang ", "ujar", "ia",
    "Ia ", "Semarang", "SEMARANG, ", "Kafé", "Iklan\n", "Baca juga: Harga naik\n", "Oleh Laras\n", "Foto: Dok. Warga\n",
    "8 jam lalu\n", "Editor: Sari\n", "Senin (3/6/2024)", "Jakarta\n\n-\n\n", "The ship has not arrived. ", "Mr. Hall ",
    "U.S. ", "e.g. ", "\n", "\n\n", " ", "x",
];

#[rustfmt::skip]
const MARKUP: &[&str] = &[
    "# ", "## ", "> ", "* ", "1. ", "    ", "---\n", "```", "~~~\n", "**", "*", "_", "~~", "`", "``", "[", "](x)", "![",
    "](y \"z\")", "<https://a.id>", "<b>", "</b>", "<!-- ", " -->", "&amp;", "&#10;", "&#x202e;", "&copy", "|", "|-|-|\n",
    "| a | b |\n", "\\", "  \n", "[a]: b\n", "[^1]", "<1>", "</1>", "<2/>", "<!doctype html>", "<html>",
    "<meta charset=utf-16>", "<meta charset=windows-1251>", "<body>", "<p>", "</p>", "<div class=\"article-body\">",
    "</div>", "<br>", "<li>", "<ul>", "<table>", "<tr>", "<td>", "<a href=x>", "</a>", "<nav>", "</nav>", "<figcaption>",
    "<h1>", "</h1>", "<h2>", "<title>", "<script>", "</script>", "<style>", "<template>", "<svg>", "<math>", "<select>",
    "<option>", "<pre>", "<textarea>", "<plaintext>", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "&nbsp;",
];

#[rustfmt::skip]
const TMX: &[&str] = &[
    "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">",
    "<!DOCTYPE tmx [<!ENTITY a \"b\">]>", "<tmx version=\"1.4\">", "<header srclang=\"id\">", "<header srclang=\"*all*\"/>",
    "</header>", "<body>", "</body>", "</tmx>", "<tu>", "<tu tuid=\"1\" creationdate=\"20230101T000000Z\" creationid='x'>",
    "</tu>", "<tuv xml:lang=\"id\">", "<tuv xml:lang='en-US'>", "<tuv lang=id>", "</tuv>", "<seg>", "</seg>", "<seg/>",
    "Harga naik.", "Prices rose.", "<prop type=\"x-a\">", "</prop>", "<note>", "</note>", "<bpt i=\"1\">", "</bpt>",
    "<ept i=\"1\">", "</ept>", "<ph/>", "<it pos='begin'>", "</it>", "<hi>", "</hi>", "<sub>", "</sub>", "<ut>", "</ut>",
    "&amp;", "&a;", "&#233;", "&#0;", "&#xd800;", "&", "<![CDATA[", "]]>", "<!--", "-->", "<", ">", "\"",
];

#[rustfmt::skip]
const DRAFT: &[&str] = &[
    "id\tsource\ttarget\tstatus\tscore\torigin\tnote\n", "id\ttarget\n", "m1.1.s0001.a1b2c3", "s0002.ffffff", "s", ".", "\t",
    "\"", "\"\"", "\n", "@ s0001.a1b2c3 · 91 · fuzzy\n", "@ ", "> ", ">", "# ", "= ", "~ ", "! ", "· ", "Confirmed",
    "selesai", "Draf", "{\"segments\":[", "{\"id\":\"", "\"target\":\"", "\"}", "]}", ",", "null", "1e999", "\\u0000",
    "\\ud800", "<w:document>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:p>", "<w:r>", "<w:t>", "<w:ins>", "<w:del>", "<w:delText>",
    "</w:t>", "</w:r>", "</w:p>", "</w:tc>", "</w:tr>", "</w:tbl>", "</w:document>", "<w:br/>", "<w:sdt>",
    "<w:tag w:val=\"m1.1.s0001.a1b2c3\"/>", "<w:gridSpan w:val=\"9999999999\"/>", "<mc:AlternateContent>", "PK\u{3}\u{4}",
];

#[rustfmt::skip]
const SETTINGS_SYNTAX: &[&str] = &[
    "memory", "author", "ui", "color", "min", "fill", "with", "from", "to", "as", "wait", "limit", " = ", "=", "\"", "'",
    "\"\"\"", "[", "]", ", ", "{", "}", "60", "-1", "1_000", "0xff", "9223372036854775808", "inf", "true", "1979-05-27",
    "\"id\"", "\"umum:2\"", "# catatan", "\n", "\\u0041", "\\", ".", "[bagian]\n",
];

#[rustfmt::skip]
const TABLE: &[&str] = &[
    "\t", "\n", "# catatan\n", "k.satu", "promo", "drop", "keep", "role:caption", "caption", "header", "list", "tail",
    "whole", "prefix", "regex", "exact", "suffix", "iklan", "^", "$", "(?i)", "(?P<a>", "(", ")", "[a", "a{1000000}",
    "(a*)*", "\\p{L}", "\\", "|", "+", "12", ".*", "baca juga",
];

#[rustfmt::skip]
const RULES: &[&str] = &[
    "<?xml version=\"1.0\"?>", "<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">", "<header cascade=\"yes\">", "</header>",
    "<formathandle type=\"start\" include=\"no\"/>", "<body>", "</body>", "</srx>", "<languagerules>", "</languagerules>",
    "<languagerule languagerulename=\"a\">", "</languagerule>", "<rule break=\"yes\">", "<rule break=\"no\">", "</rule>",
    "<beforebreak>", "</beforebreak>", "<afterbreak>", "</afterbreak>", "<maprules>", "</maprules>",
    "<languagemap languagepattern=\".*\" languagerulename=\"a\"/>", "\\b", "\\s", "\\.", "(?<=a)", "(?!b)", "(?i)", "[a-z&amp;&amp;[^c]]",
    "(a)", "\\1", "a|b", "a++", "\\p{Lu}", "\\p{IsLatin}", "\\u00e9", "\\Q.\\E", "(", ")", "[", "{9999}", "*", "^", "$", "\\h", "\\R",
];

fn read(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The files of a folder with this end, sorted.
fn all(folder: &str, end: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut names: Vec<String> =
        fs::read_dir(path).expect("a folder").map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names.iter().filter(|n| n.ends_with(end)).map(|n| read(&format!("{folder}/{n}"))).collect()
}

pub(super) fn articles() -> Source {
    let mut samples = [all("samples", ".txt"), all("samples", ".md"), all("tests/cases/article", ".html")].concat();
    samples.extend(all("tests/cases/article", ".txt"));
    samples.extend(all("tests/cases/drafts", ".txt"));
    let wide: Vec<u8> = sample_text("pelabuhan-lanjutan.txt").encode_utf16().flat_map(u16::to_le_bytes).collect();
    samples.push([b"\xff\xfe".as_slice(), &wide].concat());
    samples.push(wide);
    Source { samples, syntax: MARKUP, part: None }
}

pub(super) fn texts() -> Source {
    Source { samples: [all("tests/cases/segment", ".txt"), all("samples", ".txt")].concat(), syntax: PROSE, part: None }
}

pub(super) fn memories() -> Source {
    let small = tmx(&[("Harga naik.", "Prices rose."), ("Kapal belum tiba & berlabuh.", "The ship has not arrived & moored.")]);
    let wide = small.replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let samples = vec![small.into_bytes(), read("samples/karya-lama.tmx"), [b"\xfe\xff".as_slice(), &wide].concat()];
    Source { samples, syntax: TMX, part: None }
}

pub(super) fn settings() -> Source {
    let one: Vec<String> = SETTINGS.iter().map(|s| format!("# {}\n{} = 70\n", s.name, s.name)).collect();
    let right = "memory = \"kantor\"\nauthor = 'Laras'\nmin = 70\nwith = [\"umum:2\", \"arsip.padan\"]\n".to_owned();
    Source { samples: vec![one.concat().into_bytes(), right.into_bytes()], syntax: SETTINGS_SYNTAX, part: None }
}

pub(super) fn tables() -> Source {
    let samples =
        [all("tests/cases/article", ".tsv"), all("memory/language", ".tsv"), all("tests/cases/guards", ".tsv")].concat();
    Source { samples, syntax: TABLE, part: None }
}

/// The draft of a sample, and its memory's identity.
pub(super) fn draft_of_sample() -> (Draft, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.padan");
    let mut store = Store::create(&path, 1).expect("a memory");
    let options = DraftOptions {
        from: Some(Lang::ID),
        to: Some(Lang::EN),
        article: Options::of(Lang::ID),
        fill: 85,
        new: false,
        after: None,
        refresh: false,
        dry_run: false,
    };
    let text = sample_text("kopi-gayo.md");
    let article = ("kopi-gayo.md", "kopi-gayo", text.as_bytes());
    let made =
        make(&mut store, &memories::file(path), &[], article, &options, &clock::now(), (&mut Earlier::new(), &mut |_, _| {}))
            .expect("a draft");
    let mut draft = made.draft;
    for (n, segment) in draft.segments.iter_mut().enumerate() {
        segment.target = format!("Sentence {n} <1>one</1>.");
    }
    (draft, store.id().to_owned())
}

pub(super) fn drafts() -> Source {
    let (draft, memory_id) = draft_of_sample();
    let file = DraftFile { memory_id: &memory_id, memory_name: "m", draft: &draft, ui: Ui::Id, english: "en-GB", min_score: 60 };
    let samples = Format::ALL.iter().map(|f| write(*f, &file).expect("written")).collect();
    Source { samples, syntax: DRAFT, part: Some("word/document.xml") }
}

pub(super) fn documents() -> Source {
    let samples = drafts().samples.into_iter().filter(|s| s.starts_with(b"PK")).collect();
    Source { samples, syntax: DRAFT, part: Some("word/document.xml") }
}

pub(super) fn rules() -> Source {
    Source { samples: all("tests/cases/srx", ".srx"), syntax: RULES, part: None }
}

impl Source {
    /// One input of many.
    pub(super) fn input(&self, dice: &mut Dice) -> Vec<u8> {
        match dice.below(10) {
            0 => (0..dice.below(300)).map(|_| dice.next() as u8).collect(),
            1 => {
                let n = dice.below(200);
                (0..n).filter_map(|_| char::from_u32(dice.next() as u32 >> (11 + dice.below(14)))).collect::<String>().into()
            }
            2 | 3 => self.grown(dice, 120).into(),
            4 => {
                // A grown text behind a sound beginning, and in another encoding.
                let sample = self.sample(dice);
                let text = String::from_utf8_lossy(&sample[..dice.below(sample.len() + 1)]).into_owned() + &self.grown(dice, 40);
                match dice.below(4) {
                    0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    1 => [b"\xfe\xff".to_vec(), text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat(),
                    2 => text.chars().map(|c| c as u8).collect(),
                    _ => text.into(),
                }
            }
            5 | 6 if self.part.is_some() => self.repacked(dice),
            _ => {
                let mut bytes = self.sample(dice).to_vec();
                for _ in 0..=dice.below(8) {
                    self.damage(&mut bytes, dice);
                }
                bytes
            }
        }
    }

    fn sample(&self, dice: &mut Dice) -> &[u8] {
        &self.samples[dice.below(self.samples.len())]
    }

    fn piece(&self, dice: &mut Dice) -> &'static str {
        let from = match dice.below(10) {
            0..=4 => self.syntax,
            5..=7 => PROSE,
            _ => ODD,
        };
        from[dice.below(from.len())]
    }

    fn grown(&self, dice: &mut Dice, most: usize) -> String {
        let mut out = String::new();
        for _ in 0..dice.below(most) {
            let piece = self.piece(dice);
            let times = if dice.chance(3) { 1 + dice.below(60) } else { 1 };
            out.push_str(&piece.repeat(times));
        }
        out
    }

    /// One accident: a byte or a bit changed, a piece taken out, put in, doubled, or taken from elsewhere.
    fn damage(&self, bytes: &mut Vec<u8>, dice: &mut Dice) {
        let at = dice.below(bytes.len() + 1);
        let most = [4, 60, 2000][dice.below(3)];
        let end = (at + dice.below(most)).min(bytes.len());
        match dice.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = dice.next() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let other = self.sample(dice);
                let from = dice.below(other.len() + 1);
                let until = (from + dice.below(2000)).min(other.len());
                bytes.splice(at..end, other[from..until].iter().copied());
            }
            5 => bytes.truncate(at),
            _ => {
                let grown = self.grown(dice, 4);
                bytes.splice(at..at, grown.into_bytes());
            }
        }
    }

    /// A sample package with a damaged part inside, and sound around it.
    fn repacked(&self, dice: &mut Dice) -> Vec<u8> {
        let packages: Vec<&Vec<u8>> = self.samples.iter().filter(|s| s.starts_with(b"PK")).collect();
        let mut there = zip::ZipArchive::new(Cursor::new(packages[dice.below(packages.len())])).expect("a package");
        let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..there.len() {
            let mut part = there.by_index(i).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("readable");
            if self.part == Some(name.as_str()) {
                for _ in 0..=dice.below(6) {
                    self.damage(&mut bytes, dice);
                }
            } else if dice.chance(5) {
                continue;
            }
            made.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            made.write_all(&bytes).expect("written");
        }
        made.finish().expect("a package").into_inner()
    }
}
