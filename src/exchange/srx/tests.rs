use proptest::prelude::*;

use super::*;

const HEAD: &str =
    "<srx version=\"2.0\">\n<header cascade=\"yes\"/><body><languagerules>\n<languagerule languagerulename=\"A\">\n";
const TAIL: &str = "</languagerule></languagerules><maprules><languagemap languagepattern=\".*\" languagerulename=\"A\"/></maprules></body></srx>";

fn around(rules: &str) -> String {
    format!("{HEAD}{rules}\n{TAIL}")
}

#[test]
fn references_sections_and_comments_are_read_as_what_they_stand_for() {
    let file = around("<rule><beforebreak>a&lt;<!-- x --><![CDATA[&&[^b]]]>&#233;</beforebreak></rule>\n\n<rule break='no'/>");
    let srx = read(file.as_bytes()).expect("reads");
    let rules = &srx.languages[0].rules;
    assert_eq!((&*rules[0].before, &*rules[0].after, rules[0].cuts, rules[0].line), ("a<&&[^b]é", "", true, 4));
    assert_eq!((rules[1].cuts, rules[1].line), (false, 6));
    assert!(srx.cascade && srx.segment_subflows);
}

#[test]
fn prefixes_other_programs_elements_and_a_doctype_are_no_matter() {
    let file = "<?xml version='1.0'?>\n<!DOCTYPE srx PUBLIC \"-//LISA OSCAR:1998//DTD\" \"srx.dtd\" [\n<!ENTITY a 'b'>]>\n\
        <s:srx xmlns:s='u'><s:header segmentsubflows='no' cascade='no'><s:formathandle type='end' include='yes'/>\
        <o:options xmlns:o='v'><o:rule>x</o:rule></o:options></s:header><s:body><s:languagerules>\n\
        <s:languagerule languagerulename='A'>\n<s:rule break='yes'><s:beforebreak>;</s:beforebreak></s:rule></s:languagerule>\
        </s:languagerules><s:maprules><s:maprule maprulename='d'><s:languagemap languagepattern='ID' languagerulename='A'/>\
        </s:maprule></s:maprules></s:body></s:srx>";
    let srx = read(file.as_bytes()).expect("reads");
    assert_eq!((srx.languages[0].rules.len(), srx.languages[0].rules[0].line), (1, 6));
    assert_eq!(srx.formats, [FormatHandle { kind: FormatKind::End, include: true }]);
    assert_eq!((srx.segment_subflows, &*srx.maps[0].pattern), (false, "ID"));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let cases = [
        (String::new(), None, "read.empty"),
        ("rules".to_owned(), Some(1), "read.not-xml"),
        ("<tmx version='1.4'/>".to_owned(), Some(1), "read.not-srx"),
        (around("<rule break='maybe'/>"), Some(4), "read.srx-value"),
        (around("<rule>\n<beforebreak>a & b</beforebreak></rule>"), Some(5), "read.ampersand"),
        (around("<rule><beforebreak>a</rule>"), Some(4), "read.not-closed"),
        (around("\n<rule><beforebreak>&kopi;</beforebreak></rule>"), Some(5), "read.entity"),
        (around("<rule>\n<beforebreak>\u{1}</beforebreak></rule>"), Some(5), "read.character"),
        (format!("{HEAD}<rule>"), Some(4), "read.cut-off"),
        (around("</languagerule><languagerule languagerulename='A'>"), Some(4), "read.srx-twice"),
        (around("").replace(" languagerulename=\"A\">", ">"), Some(3), "read.srx-missing"),
        ("<srx>\n<rule/></srx>".to_owned(), Some(2), "read.srx-stray"),
        ("<srx/>".to_owned(), None, "read.srx-nothing"),
    ];
    for (file, line, key) in cases {
        let failure = read(file.as_bytes()).expect_err(&file);
        assert_eq!((failure.line, failure.reason.key()), (line, key), "{file}");
    }
}

proptest! {
    #[test]
    fn written_and_read_nothing_changes(before in "\\PC{0,12}", after in "[ \\t\\n<>&\"\u{a0}a-]{0,8}", name in "\\PC{1,6}", comment in "[a-]{0,6}", cuts in any::<bool>(), cascade in any::<bool>()) {
        let rule = SrxRule { cuts, before, after, comment, line: 0 };
        let srx = Srx {
            cascade,
            segment_subflows: true,
            formats: vec![FormatHandle { kind: FormatKind::Isolated, include: false }],
            languages: vec![LanguageRules { name: name.clone(), rules: vec![rule] }],
            maps: vec![LanguageMap { pattern: "id.*".to_owned(), rules: name, line: 0 }],
        };
        let mut found = read(write(&srx).as_bytes()).expect("reads");
        let wanted = Srx { languages: srx.languages.iter().cloned().map(|mut l| { l.rules[0].comment.clear(); l }).collect(), ..srx };
        found.maps[0].line = 0;
        found.languages[0].rules[0].line = 0;
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..400, at in 0usize..400) {
        let _ = read(&bytes);
        let whole = around("<rule break=\"no\"><beforebreak>\\b&#x41;</beforebreak><afterbreak>\\s</afterbreak></rule>").into_bytes();
        let _ = read(&whole[..cut.min(whole.len())]);
        let at = at.min(whole.len());
        let _ = read(&[&whole[..at], &bytes[..], &whole[at..]].concat());
    }
}
