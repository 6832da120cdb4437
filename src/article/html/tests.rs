use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::article::hint::Place;

fn text(page: &str) -> String {
    render(page).expect("a page").0
}

fn hints(page: &str) -> Vec<Hint> {
    render(page).expect("a page").1
}

#[test]
fn blocks_breaks_and_cells_end_a_line() {
    assert_eq!(text("<p>satu <b>dua</b>\n tiga<p>empat<br>lima<br><br>enam"), "satu dua tiga\n\nempat\nlima\n\nenam\n");
    assert_eq!(text("<div>satu<div>dua</div>tiga</div>"), "satu\ndua\ntiga\n");
    assert_eq!(text("<table><tr><th>Klub<th>Poin<tr><td>Persada<td>31</table>"), "Klub\nPoin\nPersada\n31\n");
    assert_eq!(text("a<ul><li>satu<li>dua</ul>b"), "a\n\nsatu\ndua\n\nb\n");
    assert_eq!(text("<pre>satu\n  dua\n\ntiga</pre>"), "satu\ndua\n\ntiga\n");
}

#[test]
fn characters_are_what_they_look_like() {
    assert_eq!(
        text("<p>Rp&nbsp;5.000&nbsp;&amp; &lt;teh&gt; &#8220;kopi&#8221; ke&shy;bun\u{200b}an"),
        "Rp 5.000 & <teh> “kopi” kebunan\n"
    );
    assert_eq!(text("<p>a\u{2028}b\u{85}c\u{b}d\r\ne"), "a b c d e\n");
    assert_eq!(text("<p>&nbsp;</p><p>&shy;</p>"), "");
}

#[test]
fn what_is_no_text_is_gone_and_what_is_only_hidden_stays() {
    let page = "<title>judul</title><meta name=description content=isi><script>a<b</script><style>p{}</style>\
        <template><p>templat</p></template><noscript>tanpa</noscript><iframe>bingkai</iframe><svg><text>gambar</text></svg>\
        <!-- catatan --><![CDATA[data]]><p hidden>satu</p><div style='display:none'>dua</div>tiga";
    assert_eq!(text(page), "satu\n\ndua\ntiga\n");
}

#[test]
fn hints_say_what_the_tags_say() {
    let page = "<title>Harga Kopi Naik - Warta</title><nav><a href=/>Beranda</a></nav><article><h1>Harga Kopi Naik</h1>\
        <figure><figcaption>Kebun kopi</figcaption></figure><div itemprop=articleBody><p>Harga <a href=/k>kopi</a> naik.\
        <h3>Stok</h3><ul><li>satu</ul></div><p class=photo__caption>Biji <p rel=author>Laras</article>\
        <table><tr><td>1</table><a href=mailto:a@b.id>Surat</a>";
    let found = hints(page);
    let of = |line: u32| found.iter().find(|h| h.line == line).copied().unwrap_or_default();
    let rendered = text(page);
    let at = |wanted: &str| of(rendered.lines().position(|l| l == wanted).expect("a line") as u32 + 1);
    assert_eq!((at("Beranda").place, at("Beranda").linked), (Place::Chrome, 100));
    assert_eq!((at("Harga Kopi Naik").level, at("Harga Kopi Naik").title), (1, true));
    assert!(at("Kebun kopi").caption && at("Biji").caption && !at("Harga kopi naik.").caption);
    assert_eq!((at("Harga kopi naik.").place, at("Harga kopi naik.").linked), (Place::Body, 29));
    assert_eq!((at("Stok").level, at("satu").item, at("Biji").place), (3, true, Place::Article));
    assert!(at("Laras").author && at("1").cell && at("Surat").linked == 0);
}

#[test]
fn nothing_takes_the_stack_or_all_memory() {
    for (open, size) in
        [("<div>", 100_000), ("<b>", 100_000), ("<table><tr><td>", 30_000), ("<a href=x><p>", 30_000), ("<svg>", 50_000)]
    {
        let page = open.repeat(size) + "akhir";
        let rendered = render(&page).map(|r| r.0);
        let lost = open == "<svg>";
        assert!(lost || rendered.as_deref().is_some_and(|t| t.ends_with("akhir\n")), "{open}");
    }
    let page = (0..20_000).map(|i| format!("<div>baris {i}")).collect::<Vec<_>>().concat();
    assert_eq!(text(&page).lines().count(), 20_000);
    let page = (0..200_000).map(|i| format!("<p>{i}")).collect::<Vec<_>>().concat();
    assert_eq!(hints(&page).len(), 200_000);
    let wild = (0..30_000).map(|i| format!("<p><font color={i}>x")).collect::<Vec<_>>().concat();
    assert!(render(&wild).is_none_or(|(text, _)| text.matches('x').count() == 30_000));
}

/// The letters of the text nodes that a page shows, by html5ever's own tree.
fn letters_of_tree(tree: &Tree) -> BTreeMap<String, usize> {
    let mut letters = BTreeMap::new();
    for node in &tree.nodes {
        let Content::Text(text) = &node.content else { continue };
        let (mut at, mut shown) = (node.parent, true);
        let mut top = NONE;
        while let Some(above) = tree.get(at) {
            shown &= !matches!(&above.content, Content::Element { name, .. } if marks::is_hidden(name));
            top = at;
            at = above.parent;
        }
        // What hangs on nothing is the inside of a template, or was thrown away by the parser.
        shown &= top == 0;
        if shown {
            // Text nodes may stand side by side within a word: letters are counted, not words.
            for c in text.chars().filter(|c| c.is_alphanumeric()) {
                *letters.entry(c.to_string()).or_default() += 1;
            }
        }
    }
    letters
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), html in any::<bool>()) {
        let start: &[u8] = if html { b"<html>" } else { b"" };
        let _ = crate::article::open(&[start, &bytes].concat(), "a.html");
    }

    #[test]
    fn no_tags_make_the_reader_panic_or_lose_a_word(
        page in "(<(/)?(p|div|b|a href=x|i|table|tr|td|th|ul|li|br|h1|h2|form|select|option|template|script|style|svg|math|mi|title|body|html|head|frameset|textarea|pre|button|nobr|font|applet|p class=caption|caption|colgroup|noscript|iframe|plaintext|image|input|xmp|annotation-xml|foreignObject|rp|dd|main|nav)>|kata[0-9]|satu dua|&amp;|&nbsp;|<!--|-->|<!\\[CDATA\\[|\\]\\]>| |\n|\u{ad}|<|\"){0,60}",
    ) {
        let Some((tree, _)) = sink::parse(&page) else { return Ok(()) };
        let (rendered, hints) = lines::lines(&tree);
        let mut letters: BTreeMap<String, usize> = BTreeMap::new();
        for c in rendered.chars().filter(|c| c.is_alphanumeric()) {
            *letters.entry(c.to_string()).or_default() += 1;
        }
        prop_assert_eq!(letters, letters_of_tree(&tree), "{}", rendered);
        let numbered: Vec<u32> = rendered.lines().enumerate().filter(|l| !l.1.trim().is_empty()).map(|l| l.0 as u32 + 1).collect();
        prop_assert_eq!(hints.iter().map(|h| h.line).collect::<Vec<_>>(), numbered);
    }

    #[test]
    fn lines_and_segments_spell_the_rendered_text(
        page in "(<p>|<div>|</div>|<br>|<li>|<h2>|<td>|<nav>|</nav>|<a href=x>|</a>|<figcaption>|Harga kopi naik di pasar itu karena hujan\\. |Stok turun\\. |Iklan|Oleh Laras|&nbsp;|kata ){0,30}",
    ) {
        let Ok(input) = crate::article::open(format!("<html>{page}").as_bytes(), "a.html") else { return Ok(()) };
        crate::article::tests::check_input(&input)?;
    }
}
