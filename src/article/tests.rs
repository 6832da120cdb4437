use proptest::prelude::*;

use super::*;
use crate::model::Role;

/// The law of the module: owners in the order of the input spell it.
fn spelled(article: &Article) -> String {
    let mut parts: Vec<(u32, usize, String)> = Vec::new();
    for (i, segment) in article.segments.iter().enumerate() {
        let mut part = segment.before.clone();
        let mut joined = segment.joined.iter().peekable();
        for (at, c) in segment.text.chars().enumerate() {
            match joined.next_if(|j| j.0 as usize == at) {
                Some((_, stood)) => part.push_str(stood),
                None => part.push(c),
            }
        }
        part.push_str(&segment.after);
        parts.push((segment.line, i, part));
    }
    for line in article.lines.iter().filter(|l| !l.keep) {
        parts.push((line.line, 0, line.raw.clone()));
    }
    parts.sort_by_key(|p| (p.0, p.1));
    parts.into_iter().map(|p| p.2).collect()
}

fn check_laws(text: &str, form: Form, options: &Options) -> Result<(), TestCaseError> {
    let article = read_text(text, form, options);
    if crate::segment::is_blank(text) {
        prop_assert!(article.lines.is_empty() && article.segments.is_empty());
        return Ok(());
    }
    prop_assert_eq!(spelled(&article), text);
    prop_assert_eq!(article.lines.iter().map(|l| &*l.raw).collect::<String>(), text);
    for (i, segment) in article.segments.iter().enumerate() {
        prop_assert_eq!(segment.n as usize, i + 1);
        prop_assert_eq!(segment.text.trim(), &*segment.text);
        prop_assert!(!segment.text.is_empty());
        if form == Form::Markdown {
            prop_assert_eq!(inline::untag(segment.shown(), &segment.tags), (segment.text.clone(), vec![]));
        } else {
            prop_assert!(segment.tagged.is_none());
        }
    }
    Ok(())
}

/// The laws for an input of any form, in every mode.
pub(super) fn check_input(input: &Input) -> Result<(), TestCaseError> {
    for mode in MODES {
        let article = read(input, &Options { mode, ..Options::of(Lang::ID) });
        prop_assert_eq!(spelled(&article), &*input.text);
        prop_assert_eq!(article.lines.iter().map(|l| &*l.raw).collect::<String>(), &*input.text);
    }
    Ok(())
}

const MODES: [Mode; 4] = [Mode::Auto, Mode::Page, Mode::Article, Mode::Raw];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_in_any_text(text in any::<String>(), mode in 0usize..4, wrap in any::<bool>(), drop in 0u32..6) {
        let options = Options { mode: MODES[mode], wrap, drop: vec![drop], ..Options::of(Lang::ID) };
        check_laws(&text, Form::Text, &options)?;
        check_laws(&text, Form::Markdown, &options)?;
    }

    #[test]
    fn nothing_is_lost_in_markdown(
        text in r"([#>*_`\[\]()!|<&\\~:-]|1\. |- |> |# |\n|\n\n|\r\n|    |  \n|\| a \| b \||\|-\|-\||```|[a-c]|kopi|Harga naik\. |&amp;|&#10;|\*|<1>|<https://a\.id>|\[x\]\(y\)|!\[z\]\(w\)| ){0,24}",
        mode in 0usize..4, keep in 0u32..6, drop in 0u32..6,
    ) {
        let options = Options { mode: MODES[mode], keep: vec![keep], drop: vec![drop], ..Options::of(Lang::ID) };
        check_laws(&text, Form::Markdown, &options)?;
    }

    #[test]
    fn nothing_is_lost_in_a_page(
        text in r"(Iklan\n|Baca Juga\n|Reporter\n|8 jam lalu\n|-\n|Jakarta\n|dan kopi\n|\n|\u{a0}\n|Harga kopi di pasar itu naik karena hujan\. Petani senang\.\n|Hak cipta 2024\r\n|Foto: Dok\. Warga\n|\x0b|\u{2028}){0,30}",
        wrap in any::<bool>(), keep in 0u32..20,
    ) {
        for mode in MODES {
            let options = Options { mode, wrap, keep: vec![keep], ..Options::of(Lang::ID) };
            check_laws(&text, Form::Text, &options)?;
        }
    }

    #[test]
    fn targets_equal_to_the_source_give_the_file_back(
        text in r"(# Kopi\n\n|- satu\n|\*\*Harga\*\* naik\. Stok \[turun\]\(x\)\.\n\n|> kutipan\n\n|```\nkode\n```\n\n|1\. dua\n|\| a \| b \|\n\|---\|---\|\n\| c \| d \|\n\n){0,8}",
    ) {
        let article = read_text(&text, Form::Markdown, &Options::of(Lang::ID));
        let targets: Vec<&str> = article.segments.iter().map(Segment::shown).collect();
        prop_assert_eq!(render(&article.segments, &targets, &article.lines, Form::Markdown, article.mode), text);
    }
}

fn texts(article: &Article) -> Vec<(Role, &str)> {
    article.segments.iter().map(|s| (s.role, &*s.text)).collect()
}

#[test]
fn torn_paragraphs_are_joined() {
    let text = "Ribuan Orang Hadir\n\nJakarta\n\n-\n\nSari Lestari\n\nternyata batal tampil di konser itu. Penonton kecewa.\n";
    let article = read_text(text, Form::Text, &Options::of(Lang::ID));
    assert_eq!(
        texts(&article),
        [
            (Role::Headline, "Ribuan Orang Hadir"),
            (Role::Body, "Jakarta - Sari Lestari ternyata batal tampil di konser itu."),
            (Role::Body, "Penonton kecewa.")
        ]
    );
    assert_eq!(article.segments[1].joined, [(7, "\n\n".into()), (9, "\n\n".into()), (22, "\n\n".into())]);
}

#[test]
fn the_items_of_a_list_are_not_joined() {
    let text = "Gejalanya antara lain:\n\ndemam tinggi\n\ndehidrasi\n\nsakit kepala\n";
    assert_eq!(read_text(text, Form::Text, &Options::of(Lang::ID)).segments.len(), 4);
}

#[test]
fn hard_wrapped_text_is_one_paragraph() {
    let text = "Harga kopi naik\nkarena hujan. Petani\nsenang.\n\nStok turun.\n";
    let article = read_text(text, Form::Text, &Options { wrap: true, ..Options::of(Lang::ID) });
    let found: Vec<&str> = article.segments.iter().map(|s| &*s.text).collect();
    assert_eq!(found, ["Harga kopi naik karena hujan.", "Petani senang.", "Stok turun."]);
    assert_eq!(article.segments[1].joined, [(6, "\n".into())]);
}

#[test]
fn markdown_keeps_its_marks_outside_the_text() {
    let text = "---\njudul: x\n---\n\n# Kopi **Gayo**\n\n> Harga naik. *Stok turun.*\n\n1. Petik\n2. Jemur\n\n```\nkode\n```\n\n| Lot | Nilai |\n|---|---|\n| Satu | 84 |\n\n![Biji kopi](a.jpg)\n";
    let article = read_text(text, Form::Markdown, &Options::of(Lang::ID));
    assert_eq!(
        texts(&article),
        [
            (Role::Headline, "Kopi **Gayo**"),
            (Role::Body, "Harga naik."),
            (Role::Body, "*Stok turun.*"),
            (Role::List, "Petik"),
            (Role::List, "Jemur"),
            (Role::Body, "Lot"),
            (Role::Body, "Nilai"),
            (Role::Body, "Satu"),
            (Role::Body, "84"),
            (Role::Caption, "Biji kopi"),
        ]
    );
    assert_eq!(article.segments[0].before, "# ");
    assert_eq!(article.segments[0].tagged.as_deref(), Some("Kopi <1>Gayo</1>"));
    assert_eq!(article.segments[3].before, "1. ");
    let kinds: Vec<&str> = article.lines.iter().filter(|l| !l.keep).map(|l| &*l.kind).collect();
    assert_eq!(kinds, ["meta", "meta", "meta", "code", "code", "code", "markup"]);
}

#[test]
fn nothing_is_cut_inside_markup() {
    let text = "Ia berkata **Harga naik. Stok turun.** Petani [senang. Hujan](x) datang.\n";
    let article = read_text(text, Form::Markdown, &Options::of(Lang::ID));
    let found: Vec<&str> = article.segments.iter().map(|s| &*s.text).collect();
    assert_eq!(found, ["Ia berkata **Harga naik. Stok turun.**", "Petani [senang. Hujan](x) datang."]);
}

#[test]
fn escapes_and_entities_are_shown_as_characters() {
    let text = "Harga \\*naik\\* & `a*b` turun.\n";
    let article = read_text(text, Form::Markdown, &Options::of(Lang::ID));
    assert_eq!(article.segments[0].tagged.as_deref(), Some("Harga *naik* & <1>a*b</1> turun."));
}

#[test]
fn a_translation_is_written_in_the_form_of_the_file() {
    let text = "- Kopi *naik*. Stok turun.\n\n```\nx\n```\n";
    let article = read_text(text, Form::Markdown, &Options::of(Lang::ID));
    let out = render(
        &article.segments,
        &["1. Coffee <1>rose</1>.", "Stocks *fell* & a_b."],
        &article.lines,
        Form::Markdown,
        article.mode,
    );
    assert_eq!(out, "- 1\\. Coffee *rose*. Stocks \\*fell\\* & a_b.\n\n```\nx\n```\n");
}

#[test]
fn line_numbers_decide_over_cues() {
    let text = "Judul Berita Panjang\n\nIklan\n\nHarga naik lagi.\n";
    let asked = |keep: &[u32], drop: &[u32]| {
        read_text(text, Form::Text, &Options { keep: keep.to_vec(), drop: drop.to_vec(), ..Options::of(Lang::ID) })
    };
    let kept = |a: &Article| a.lines.iter().filter(|l| l.keep).map(|l| l.line).collect::<Vec<_>>();
    assert_eq!(kept(&asked(&[], &[])), [1, 5]);
    assert_eq!(kept(&asked(&[3], &[5])), [1, 3]);
    assert_eq!(asked(&[2, 9], &[]).attention, [Attention::NoSuchLine(2), Attention::NoSuchLine(9)]);
}

/// A sample: its text, and the lines that are not blank with their marks, `+role` or `-`.
fn marked(sample: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut expected) = (String::new(), Vec::new());
    for line in sample.lines().filter(|l| !l.starts_with("# ")) {
        let (mark, line) = line.split_once('\t').unwrap_or_default();
        text.push_str(line);
        text.push('\n');
        if !mark.is_empty() {
            expected.push((mark.to_owned(), line.to_owned()));
        }
    }
    (text, expected)
}

#[track_caller]
fn comes_out(name: &str, article: &Article, expected: &[(String, String)]) {
    assert_eq!(article.mode, Mode::Page, "{name}");
    let mark = |l: &LineDecision| if l.keep { format!("+{}", l.kind) } else { "-".to_owned() };
    let found: Vec<_> = article.lines.iter().map(|l| (mark(l), l.text.clone())).collect();
    let differ: Vec<_> = found.iter().zip(expected).filter(|(f, e)| f != e).collect();
    assert!(differ.is_empty() && found.len() == expected.len(), "{name}: {differ:#?}");
    assert_eq!(article.attention, [], "{name}");
}

/// Sample pages as they are pasted.
#[test]
fn sample_pages_come_out_as_marked() {
    for (name, sample) in [
        ("halaman-berita", include_str!("../../tests/cases/article/halaman-berita.txt")),
        ("halaman-daftar", include_str!("../../tests/cases/article/halaman-daftar.txt")),
        ("portal", include_str!("../../tests/cases/article/portal.txt")),
        ("bersambung", include_str!("../../tests/cases/article/bersambung.txt")),
        ("galeri", include_str!("../../tests/cases/article/galeri.txt")),
        ("langsung", include_str!("../../tests/cases/article/langsung.txt")),
        ("senarai", include_str!("../../tests/cases/article/senarai.txt")),
        ("opinion", include_str!("../../tests/cases/article/opinion.txt")),
        ("olahraga", include_str!("../../tests/cases/article/olahraga.txt")),
        ("daerah", include_str!("../../tests/cases/article/daerah.txt")),
    ] {
        let (text, expected) = marked(sample);
        comes_out(name, &read_text(&text, Form::Text, &Options::of(Lang::ID)), &expected);
    }
}

/// The samples in a folder of test cases, by name.
fn samples(folder: &str) -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let files = std::fs::read_dir(folder).expect("a folder").map(|f| f.expect("a file").path());
    files.map(|f| (f.display().to_string(), std::fs::read_to_string(f).expect("a text"))).collect()
}

/// Pages of many kinds of outlets: how much of what belongs to the article is kept, and of what is kept belongs to it, in
/// words, on average over the pages. The rules were made for some of them, not for all.
#[test]
fn pages_of_any_outlet_are_mostly_found() {
    let (mut precision, mut recall, mut weak) = (0.0, 0.0, Vec::new());
    let pages = samples("pages");
    assert_eq!(pages.len(), 32);
    for (name, sample) in &pages {
        let (text, expected) = marked(sample);
        let article = read_text(&text, Form::Text, &Options::of(Lang::ID));
        assert_eq!(article.mode, Mode::Page, "{name}");
        let (mut hit, mut wanted, mut kept) = (0, 0, 0);
        for (line, (mark, _)) in article.lines.iter().zip(&expected).filter(|(_, e)| e.0 != "~") {
            let words = line.text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count();
            let belongs = mark.starts_with('+');
            wanted += if belongs { words } else { 0 };
            kept += if line.keep { words } else { 0 };
            hit += if belongs && line.keep { words } else { 0 };
        }
        let (p, r) = (f64::from(hit as u32) / f64::from(kept as u32), f64::from(hit as u32) / f64::from(wanted as u32));
        precision += p / pages.len() as f64;
        recall += r / pages.len() as f64;
        if p.min(r) < 0.9 {
            weak.push((name, p, r));
        }
    }
    assert!(precision >= 0.98 && recall >= 0.97 && weak.len() <= 3, "{precision:.4} {recall:.4} {weak:#?}");
}

/// Recipes, poems, interviews, lists, tables: nothing in them is clutter.
#[test]
fn clean_texts_stay_whole() {
    let texts = samples("clean");
    assert_eq!(texts.len(), 13);
    for (name, text) in texts {
        let article = read_text(&text, Form::Text, &Options::of(Lang::ID));
        assert_eq!(article.mode, Mode::Article, "{name}");
        let left_out: Vec<_> = article.lines.iter().filter(|l| !l.keep).collect();
        assert!(left_out.is_empty(), "{name}: {left_out:#?}");
    }
}

/// The same kinds of pages as they are saved; beside each, its lines as they are rendered, with their marks.
#[test]
fn saved_sample_pages_come_out_as_marked() {
    for (name, page, marks) in [
        (
            "portal.html",
            include_str!("../../tests/cases/article/portal.html"),
            include_str!("../../tests/cases/article/portal.html.marks"),
        ),
        (
            "bersambung.html",
            include_str!("../../tests/cases/article/bersambung.html"),
            include_str!("../../tests/cases/article/bersambung.html.marks"),
        ),
        (
            "galeri.html",
            include_str!("../../tests/cases/article/galeri.html"),
            include_str!("../../tests/cases/article/galeri.html.marks"),
        ),
        (
            "opinion.html",
            include_str!("../../tests/cases/article/opinion.html"),
            include_str!("../../tests/cases/article/opinion.html.marks"),
        ),
        (
            "olahraga.html",
            include_str!("../../tests/cases/article/olahraga.html"),
            include_str!("../../tests/cases/article/olahraga.html.marks"),
        ),
    ] {
        let input = open(page.as_bytes(), name).expect("a page");
        assert_eq!((input.form, input.encoding), (Form::Html, "UTF-8"), "{name}");
        comes_out(name, &read(&input, &Options::of(Lang::ID)), &marked(marks).1);
    }
}

/// Each reason to look at a page, from the smallest page that has it, and no other.
#[test]
fn a_page_that_needs_a_look_says_why() {
    let found = |text: &str| read_text(text, Form::Text, &Options { mode: Mode::Page, ..Options::of(Lang::ID) }).attention;
    let menu = "Beranda\n\nKanal\n\nIklan\n\nMasuk\n\n";
    let title = "Harga Beras Naik di Pasar Induk\n\nOleh Laras Kencana\n\n";
    let text = "Harga beras di pasar induk naik karena panen di daerah itu mundur dua minggu.\n\n";
    let more = "Pedagang di pasar itu berharap stok beras akan datang pada akhir bulan ini juga.\n\n";
    assert_eq!(found(&format!("{menu}{title}{text}{more}")), []);
    assert_eq!(found(&format!("{menu}{text}{more}")), [Attention::NoHeadline]);
    assert_eq!(found(&format!("{title}{text}{more}")), [Attention::AlmostAllKept]);
    let menus = (0..200).map(|i| format!("Kanal Nomor {i}\n\n")).collect::<Vec<_>>().concat();
    assert_eq!(found(&format!("{menu}{title}{text}{more}{menus}")), [Attention::LittleKept]);
    let other = "Kereta ke selatan akan berangkat lebih awal karena jembatan di jalur itu diperbaiki sampai bulan depan.\n\n";
    let between = (0..12).map(|i| format!("Kabar Lain Nomor {i}\n\n")).collect::<Vec<_>>().concat();
    let two = found(&format!(
        "{menu}{title}{text}{more}{between}{other}{other}Hujan turun di semua daerah itu pada hari ini juga.\n\n"
    ));
    assert!(matches!(two[..], [Attention::SecondBlock(_)]), "{two:?}");
    let long = "Kanal Wisata Kuliner Budaya Sejarah Musik Film Buku Tari Lukis Patung Kriya Busana Arsitek Taman Kebun Sawah Hutan Sungai Laut";
    let dropped = found(&format!("{menu}{title}{long}\n\n{text}{more}"));
    assert!(matches!(dropped[..], [Attention::LongLineDropped(_)]), "{dropped:?}");
    let titles = "Kanal Wisata\n\nKanal Musik\n\nKanal Film\n\nKanal Buku\n\n";
    let cut =
        found(&format!("{menu}{title}{text}{more}{titles}Kapal datang lagi besok pagi.\n\nWarga masih menunggu di sana.\n\n"));
    assert!(matches!(cut[..], [Attention::CutShort(_)]), "{cut:?}");
}

/// Short questions and answers are the article's, in its middle and at its end.
#[test]
fn an_interview_keeps_its_short_answers() {
    let menu = "Beranda\n\nKanal\n\nIklan\n\nMasuk\n\n";
    let text = "Harga beras di pasar induk naik karena panen di daerah itu mundur dua minggu.\n\n";
    let answers = "Apakah stok cukup?\n\nCukup.\n\nSampai kapan?\n\nSampai Juni.\n\nLalu?\n\nKami impor.\n\n";
    let page = format!(
        "{menu}Harga Beras Naik di Pasar Induk\n\nOleh Laras Kencana\n\n{text}{answers}{text}{answers}Berita Terkait\n\nKapal Tiba\n\n"
    );
    let article = read_text(
        &page.replacen(text, "Pedagang menjawab pertanyaan kami tentang harga beras yang naik itu.\n\n", 1),
        Form::Text,
        &Options { mode: Mode::Page, ..Options::of(Lang::ID) },
    );
    let kept = article.lines.iter().filter(|l| l.keep && answers.contains(&*l.text)).count();
    assert!(kept >= 8, "{:?}", article.lines.iter().map(|l| (&*l.text, l.keep)).collect::<Vec<_>>());
}

#[test]
fn every_attention_has_a_wording() {
    use crate::text::wording::Ui;
    let all = [
        Attention::NoSuchLine(1),
        Attention::Damaged(1),
        Attention::NoHeadline,
        Attention::LittleKept,
        Attention::AlmostAllKept,
        Attention::SecondBlock(1),
        Attention::LongLineDropped(1),
        Attention::CutShort(1),
    ];
    for a in all {
        for ui in [Ui::En, Ui::Id] {
            assert_ne!(a.message(ui), a.id());
        }
    }
}
