use proptest::prelude::*;

use super::dialect::{Piece, parse};
use super::*;
use crate::model::srx::{LanguageMap, LanguageRules};
use crate::segment::Rules;

fn rule(cuts: bool, before: &str, after: &str, line: u64) -> SrxRule {
    SrxRule { cuts, before: before.to_owned(), after: after.to_owned(), line, comment: String::new() }
}

/// Whether it cuts, what stands before, what behind.
type Of<'a> = (bool, &'a str, &'a str);
/// A list by its name.
type List<'a> = (&'a str, &'a [Of<'a>]);

fn set(cascade: bool, lists: &[List<'_>], maps: &[(&str, &str)]) -> Srx {
    let mut line = 0;
    let mut next = || {
        line += 1;
        line
    };
    Srx {
        cascade,
        languages: lists
            .iter()
            .map(|(name, rules)| LanguageRules {
                name: (*name).to_owned(),
                rules: rules.iter().map(|(cuts, b, a)| rule(*cuts, b, a, next())).collect(),
            })
            .collect(),
        maps: maps
            .iter()
            .map(|(pattern, rules)| LanguageMap { pattern: (*pattern).to_owned(), rules: (*rules).to_owned(), line: 99 })
            .collect(),
        ..Srx::default()
    }
}

/// One list for all languages.
fn only(rules: &[Of<'_>]) -> Rules {
    Rules::own(set(false, &[("A", rules)], &[(".*", "A")]))
}

/// The text with `¦` at each boundary.
fn cut(rules: &Rules, text: &str) -> String {
    let parts: Vec<&str> = rules.split(text, Lang::ID, false).into_iter().map(|r| &text[r]).collect();
    parts.join("¦")
}

/// Whether a place with `before` up to it and `after` from it on is found in `text` at `¦`, and nowhere else.
fn found(before: &str, after: &str, text: &str) {
    let rules = only(&[(true, before, after)]);
    assert_eq!(rules.warnings(Lang::ID), [], "{before} ¦ {after}");
    let plain = text.replace('¦', "");
    assert_eq!(cut(&rules, &plain), text, "{before} ¦ {after}");
}

fn trouble(before: &str, after: &str) -> Option<Trouble> {
    only(&[(true, before, after)]).warnings(Lang::ID).into_iter().next().map(|w| w.trouble)
}

#[test]
fn the_first_rule_that_fits_decides() {
    let exception_first = only(&[(false, r"\bdr\.", r"\s"), (true, r"\.", r"\s")]);
    assert_eq!(cut(&exception_first, "Kata dr. Budi. Ya."), "Kata dr. Budi. ¦Ya.");
    let break_first = only(&[(true, r"\.", r"\s"), (false, r"\bdr\.", r"\s")]);
    assert_eq!(cut(&break_first, "Kata dr. Budi. Ya."), "Kata dr. ¦Budi. ¦Ya.");
    let special = only(&[(true, r"\betc\.", r"\s+\p{Lu}"), (false, r"\betc\.", ""), (true, r"\.", r"\s")]);
    assert_eq!(cut(&special, "Nasi etc. dan teh. Kopi etc. Lalu."), "Nasi etc. dan teh. ¦Kopi etc. ¦Lalu.");
}

#[test]
fn a_place_without_a_rule_and_an_empty_list_are_no_boundary() {
    assert_eq!(cut(&only(&[(false, "x", "y")]), "Satu. Dua."), "Satu. Dua.");
    assert_eq!(cut(&only(&[]), "Satu. Dua.\nTiga."), "Satu. Dua.\n¦Tiga.");
}

#[test]
fn an_empty_pattern_matches_everywhere() {
    assert_eq!(cut(&only(&[(true, "", "b")]), "abcb"), "a¦bc¦b");
    assert_eq!(cut(&only(&[(true, "b", "")]), "abcb"), "ab¦cb");
    assert_eq!(cut(&only(&[(true, "", "")]), "aé c"), "a¦é ¦c");
    assert_eq!(cut(&only(&[(false, "", "c"), (true, "", "")]), "aécd"), "a¦éc¦d");
}

#[test]
fn cascading_joins_the_lists_and_otherwise_the_first_map_counts() {
    let lists: [List<'_>; 3] =
        [("Id", &[(false, r"dr\.", r"\s")]), ("Lain", &[(true, ";", "")]), ("Semua", &[(true, r"\.", r"\s")])];
    let maps = [("(id|in).*", "Id"), ("fr.*", "Lain"), (".*", "Semua")];
    assert_eq!(cut(&Rules::own(set(true, &lists, &maps)), "dr. A; b. C"), "dr. A; b. ¦C");
    assert_eq!(cut(&Rules::own(set(false, &lists, &maps)), "dr. A; b. C"), "dr. A; b. C");
    let turned = [(".*", "Semua"), ("(id|in).*", "Id")];
    assert_eq!(cut(&Rules::own(set(true, &lists, &turned)), "dr. A; b. C"), "dr. ¦A; b. ¦C");
}

#[test]
fn language_maps_fit_whole_codes_in_any_case_and_old_codes_too() {
    for pattern in ["id", "ID.*", "[Ii][Dd]([_-].*)?", "in_ID", "IND", ".*", "(?:en|id)-?.*", r"\p{L}{2}"] {
        let rules = Rules::own(set(false, &[("A", &[(true, ";", "")])], &[(pattern, "A")]));
        assert!(rules.is_own(Lang::ID), "{pattern}");
    }
    for pattern in ["i", "d", "inh", "en.*", "ID.+X"] {
        let rules = Rules::own(set(false, &[("A", &[(true, ";", "")])], &[(pattern, "A")]));
        assert!(!rules.is_own(Lang::ID), "{pattern}");
        assert_eq!(cut(&rules, "Stok; ada. Cukup."), "Stok; ada. ¦Cukup.", "the built-in rules hold: {pattern}");
        assert_eq!(rules.fingerprint(Lang::ID), crate::segment::fingerprint());
    }
}

#[test]
fn a_map_that_cannot_be_used_is_told() {
    let rules = Rules::own(set(true, &[("A", &[(true, ";", "")])], &[("(", "A"), (".*", "B"), (".*", "A")]));
    let told: Vec<String> = rules.warnings(Lang::ID).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["line 99: the pattern is wrong near `(`", "line 99: there is no list of rules `B`"]);
    assert!(rules.is_own(Lang::ID));
}

#[test]
fn groups_and_alternatives_keep_their_meaning() {
    found(r"(dr|prof)\.", r"\s", "Kata dr. ¦Budi, prof. ¦Ani, mr. Edi");
    // A whole pattern `a|b` is one or the other, with the other side for both.
    found(r"\?|!", r"\s", "Apa? ¦Ya! ¦Ya!Tidak?Ya");
    found(r"\.", r"\s+\p{Lu}|\d", "A. ¦B.¦3. c");
    found(r"((?<nama>a)(b))c", r"()d", "abc¦d");
}

#[test]
fn white_space_goes_to_the_segment_before() {
    let rules = only(&[(true, r"\.\s+", r"\p{Lu}"), (true, r"\.", r"\s")]);
    let text = "Satu.  Dua.\u{a0} Tiga. ";
    assert_eq!(cut(&rules, text), "Satu.  ¦Dua.\u{a0} ¦Tiga. ");
    let told = rules.explain(text, Lang::ID, false);
    assert_eq!(told.iter().map(|e| (e.at, e.cuts)).collect::<Vec<_>>(), [(7, true), (14, true)]);
}

#[test]
fn explanations_name_list_and_line_and_leave_out_what_nobody_would_cut() {
    let rules = only(&[(false, r"dr\.", r"\s"), (false, "x", "y"), (true, r"\.", r"\s")]);
    let told: Vec<String> =
        rules.explain("dr. Budi xy. Ya.\nSatu", Lang::ID, false).into_iter().map(|e| format!("{} {}", e.id, e.cuts)).collect();
    assert_eq!(told, ["srx:A/1 false", "srx:A/3 true", "cut.line true"]);
}

#[test]
fn spaces_and_breaks_of_the_dialect() {
    found(r";\h", "b", "a; ¦b;\u{a0}¦b;\t¦b;b");
    found(r"[;\h]", "b", "a;¦b \u{a0}¦b");
    found(r";\H", "b", "a;x¦b; b");
    found(";\u{20}", "b", "a; ¦b");
    let wrapped = only(&[(true, r"x\R", "")]);
    let parts = wrapped.split("ax\r\nbx\nc", Lang::ID, true);
    assert_eq!(parts, [0..4, 4..7, 7..8]);
    assert_eq!(wrapped.warnings(Lang::ID), []);
    found(r"x\v?;\V", "b", "x;a¦b");
}

#[test]
fn characters_by_number_quotation_and_name() {
    found(r"\u2026", "", "a…¦b");
    found(r"\x41\x{1F600}", "", "A😀¦b");
    found(r"\uD83D\uDE00", "", "😀¦b");
    found(r"\U0001F600", "", "😀¦b");
    found(r"\0101\cA", "", "A\u{1}¦b");
    found(r"\Qa.b*\E+", "c", "a.b**¦c axb*c");
    found(r"\Q(\E", "b", "(¦b");
    found(r"[\Q]-\E]", "b", "]¦b-¦b");
    found(r"\p{IsLatin}\p{javaUpperCase}", r"\P{Lu}", "aB¦c");
    found(r"\pL\PL", "", "a1¦b2¦c");
    found(r"\p{^Lu}x", "", "Ax bx¦c");
    found(r"\<\>\-\#", "b", "<>-#¦b");
}

#[test]
fn classes_keep_what_they_hold() {
    found(r"[a-z&&[^b]]\.", "", "a.¦b.c");
    found("[a[0-9]]x", "", "ax¦3x¦bx");
    found("[^a-c]x", "", "ax dx¦e");
    found("[]a]x", "", "]x¦ax¦bx");
    found("[+--]x", "", "+x¦,x¦-x¦.x");
    found("[a~~b&#]x", "", "~x¦#x¦c");
    found("[[a-z]--[b]]x", "", "ax¦bx");
    found("[[:Lu:]1]x", "", "Ax¦1x¦ax");
    found(r"[\w.-]x", "", "-x¦.x¦ax ¦x");
    found(r"[\]\[]x", "", "[x¦]x¦c");
    found(r"[^\s\h]x", "y", "ax¦y xy");
}

#[test]
fn flags_hold_as_far_as_they_stand() {
    found("(?i)dr\\.", "", "DR.¦Dr.¦x");
    found("(?i:d)r", "", "Dr¦dR");
    found("a(?i)b|c", "", "aB¦AB C¦c¦x");
    found("(?x) a  b # catatan\n c", "", "abc¦d");
    found("(?x)a[ ]b\\ c", "", "a b c¦d");
    found("a(?#catatan)b", "", "ab¦c");
    found("(?iu-s)é", "", "É¦b");
}

#[test]
fn look_around_at_the_place_is_a_condition_of_its_own() {
    found(r"\.(?=\s\p{Lu})", "", "a. b. ¦C");
    found(r"\.(?!\sb)", r"\s", "a. b. ¦c");
    found(r"\.", r"(?!\s\p{Ll})\s", "a. b. ¦C. ¦3");
    found(r"\.", r"(?<!dr\.)\s", "dr. b. ¦c");
    found(r"(?<=\.|!)", r"(?=\s)", "a. ¦b! ¦c");
    found(r"\.(?<!etc\.)", r"\s", "etc. a. ¦b");
    found(r"x\b", r"[.y]", "x¦.xy");
    found("x", r"\B\w", "x.x¦y");
}

#[test]
fn look_around_at_the_edge_is_read_along() {
    found(r"(?<=\s)dr\.", r"\s", "Adr. dr. ¦B");
    found(r"(?<!\p{L})dr\.", r"\s", "dr. ¦Adr. 1dr. ¦B");
    found(r"(?<![\p{L}])(?<!\d)dr\.", r"\s", "1dr. Adr. (dr. ¦B");
    found(r"(?<!\bkata )dr\.", r"\s", "kata dr. lalu dr. ¦B");
    found(r"\bdr\.", r"\s", "dr. ¦édr. -dr. ¦B");
    found(r"(?<!-)\bdr\.", r"\s", "édr. -dr. dr. ¦B");
    found(r"(\bdr|\bprof)\.", r"\s", "dr. ¦xprof. prof. ¦B");
    found(r"(\bdr|prof)\.", r"\s", "xdr. ¦xprof. ¦B".replacen('¦', "", 1).as_str());
    found(r"\.", r"\s\p{Lu}(?!\p{Lu})", "a. ¦Ba. BA");
    found(r"\.", r"\s\w\w(?!\sx)", "a. ab x. ¦ab y");
    found(r"\.", r"\s(dan|atau)\b", "a. ¦dan. danau. ¦atau");
    found(r"^\d+\.", r"\s", "1. ¦a 2. b");
    found(r"\.", r"\s\w+$", "a. b. ¦c");
    found(r"\A\P{L}*x", "", "1x¦x");
}

#[test]
fn word_boundaries_inside_are_settled_by_their_neighbours() {
    found(r"\s\bdr\.", "", "a dr.¦b édr.");
    found(r"(?:\s|\A)\bé\b\.", "", "é.¦b");
    found(r"a\b\s\bb", "c", "a b¦c");
    found(r"\.", r"\s(?:\w+\b)?[(]", "a. ¦é( b. ¦( c. é.");
    assert_eq!(trouble(r"a\b.\bb", "c"), Some(Trouble::Boundary));
    assert_eq!(trouble(r"\w*\b.*x", "y"), Some(Trouble::Boundary));
}

#[test]
fn what_cannot_be_expressed_is_told_rule_by_rule() {
    let cases = [
        (r"(a)\1", Trouble::Reference(r"\1".to_owned())),
        (r"\k<n>", Trouble::Reference(r"\k".to_owned())),
        (r"a\X", Trouble::Escape(r"\X".to_owned())),
        (r"\G", Trouble::Escape(r"\G".to_owned())),
        (r"\u12", Trouble::Escape(r"\u12".to_owned())),
        (r"\p{Kopi}", Trouble::Property("Kopi".to_owned())),
        (r"a(?=b)c", Trouble::Look),
        (r"(?=a\w)\w+\.", Trouble::Look),
        (r"(?<!ab)\w+\.", Trouble::Look),
        (r"(?:(?=a)b)*c", Trouble::Repeated("*".to_owned())),
        (r"(?=a)+", Trouble::Repeated("+".to_owned())),
        ("(a", Trouble::Syntax("(".to_owned())),
        ("a)", Trouble::Syntax(")".to_owned())),
        ("[a", Trouble::Syntax("[".to_owned())),
        ("*a", Trouble::Syntax("*".to_owned())),
        ("a{x}", Trouble::Syntax("{x}".to_owned())),
        ("(?R)", Trouble::Syntax("(?R".to_owned())),
        (r"(?:\p{L}{9999}){999}", Trouble::TooLarge),
        ("a++b", Trouble::Possessive),
        ("(?>a|ab)c", Trouble::Possessive),
    ];
    for (pattern, wanted) in cases {
        assert_eq!(trouble(pattern, ""), Some(wanted), "{pattern}");
    }
    let rules = only(&[(true, ";", ""), (true, r"(\.)\1", ""), (false, "(", ""), (true, "a*+!", "")]);
    let told: Vec<(u64, bool)> = rules.warnings(Lang::ID).iter().map(|w| (w.line, w.trouble.is_note())).collect();
    assert_eq!(told, [(2, false), (3, false), (4, true)]);
    assert_eq!(cut(&rules, "a;b..c!d"), "a;¦b..c!¦d", "the others hold");
}

#[test]
fn a_group_with_look_around_is_multiplied_out() {
    let (branches, dropped) = parse(r"x(?:(?<=a)|b)y|z").expect("reads");
    assert!(!dropped && branches.len() == 3);
    assert!(matches!(&branches[0][..], [Piece::Text(_), Piece::Look { ahead: false, negative: false, .. }, Piece::Text(_)]));
    assert_eq!(branches[1], [Piece::Text("xby".to_owned())]);
    assert_eq!(parse(&format!("{}a", "(?:(?=x)|y)".repeat(9))), Err(Trouble::TooLarge));
    assert_eq!(parse(&"(".repeat(5000)), Err(Trouble::TooLarge));
}

#[test]
fn fingerprints_tell_rules_apart_and_overlook_names_of_no_effect() {
    let of = |srx: Srx| Rules::own(srx).fingerprint(Lang::ID);
    let base = || set(false, &[("A", &[(true, ";", "")])], &[(".*", "A")]);
    let mut moved = base();
    moved.languages[0].rules[0].line = 77;
    moved.languages[0].rules[0].comment = "catatan".to_owned();
    assert_eq!(of(base()), of(moved));
    assert!(of(base()).starts_with("srx-") && of(base()).len() == 20);
    let mut other = base();
    other.languages[0].rules[0].cuts = false;
    assert_ne!(of(base()), of(other));
    assert_eq!(Rules::own(base()), Rules::own(base()));
    assert_ne!(Rules::own(base()), Rules::BuiltIn);
}

/// Cuts `text` as the standard words it: place by place, rule by rule, pattern by pattern.
fn by_the_book(rules: &[(bool, &str, &str)], text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let regexes: Vec<_> = rules
        .iter()
        .map(|(cuts, before, after)| {
            let of = |p: String| regex::Regex::new(&p).expect("a pattern both understand");
            (*cuts, of(format!("(?s)(?:{before})$")), of(format!("^(?:{after})")))
        })
        .collect();
    for (at, _) in text.char_indices().skip(1) {
        let (head, tail) = text.split_at(at);
        let first = regexes.iter().find(|(_, before, after)| before.is_match(head) && after.is_match(tail));
        if first.is_some_and(|(cuts, ..)| *cuts) {
            let next = text.len() - tail.trim_start().len();
            if next < text.len() && !head.trim_start().is_empty() && out.last() != Some(&next) {
                out.push(next);
            }
        }
    }
    out
}

const PATTERNS: [&str; 14] =
    ["", "a", "ab?", r"\.", r"\s", "[a-c]+", "(a|b)c", "a|b", r"\s+[A-Z]", "é*", r"[.!]\s", "b{1,2}a", ".", "(?i)B"];

proptest! {
    #[test]
    fn the_passes_find_what_the_standard_words(
        picks in prop::collection::vec((any::<bool>(), 0..PATTERNS.len(), 0..PATTERNS.len()), 0..6),
        text in "[abcé.! AB]{0,16}",
    ) {
        let rules: Vec<(bool, &str, &str)> = picks.into_iter().map(|(c, b, a)| (c, PATTERNS[b], PATTERNS[a])).collect();
        let text = text.trim_start();
        let found: Vec<usize> = only(&rules).split(text, Lang::ID, false).into_iter().skip(1).map(|r| r.start).collect();
        prop_assert_eq!(found, by_the_book(&rules, text), "{:?} {:?}", rules, text);
    }

    #[test]
    fn segments_join_to_the_text_whatever_the_rules(
        rules in prop::collection::vec((any::<bool>(), any::<String>(), r"[ab.\\()\[\]|*+?^$bBswpL{}=!<:-]{0,8}"), 0..5),
        text in any::<String>(),
        near in r#"[ A-Da-d1.?!"\n\r\u{85}\u{a0}é-]{0,40}"#,
        wrap in any::<bool>(),
    ) {
        let rules: Vec<(bool, &str, &str)> = rules.iter().map(|(c, b, a)| (*c, &**b, &**a)).collect();
        let rules = only(&rules);
        for text in [text, near] {
            let ranges = rules.split(&text, Lang::ID, wrap);
            prop_assert_eq!(ranges.iter().map(|r| &text[r.clone()]).collect::<String>(), text.as_str());
            prop_assert!(ranges.iter().all(|r| r.start < r.end));
            for range in ranges.into_iter().skip(1) {
                prop_assert!(!text[range].starts_with(char::is_whitespace));
            }
        }
    }
}
