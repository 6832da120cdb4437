//! Names of character properties as Java and ICU write them, to those of `regex-syntax`.

/// Returns the inside of a character class that is the property `name`, such as `\p{Lu}`; `None` when it is not known.
///
/// Source: java.util.regex.Pattern, "Unicode support"; ICU User Guide, "UnicodeSet".
pub(super) fn class(name: &str) -> Option<String> {
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((key, value)) = bare.split_once(['=', ':']) {
        return match key.to_ascii_lowercase().as_str() {
            "blk" | "block" => block(value),
            "sc" | "script" | "scx" | "gc" | "general_category" | "script_extensions" => known(&format!("{key}={value}")),
            _ => None,
        };
    }
    if let Some(java) = bare.strip_prefix("java") {
        return Some(
            match java {
                "LowerCase" => r"\p{Lowercase}",
                "UpperCase" => r"\p{Uppercase}",
                "TitleCase" => r"\p{Lt}",
                "Alphabetic" => r"\p{Alphabetic}",
                "Ideographic" => r"\p{Ideographic}",
                "Letter" => r"\p{L}",
                "Digit" => r"\p{Nd}",
                "LetterOrDigit" => r"\p{L}\p{Nd}",
                "SpaceChar" => r"\p{Z}",
                "Whitespace" => r"\t-\r\x1c- \x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}",
                _ => return None,
            }
            .to_owned(),
        );
    }
    if let Some(name) = bare.strip_prefix("In").filter(|n| n.starts_with(char::is_uppercase)) {
        return block(name);
    }
    let posix = match bare.to_ascii_lowercase().as_str() {
        "punct" => r"\p{P}$+<=>^`|~",
        "alpha" => r"\p{Alphabetic}",
        "digit" => r"\p{Nd}",
        "alnum" => r"\p{Alphabetic}\p{Nd}",
        "xdigit" => "0-9A-Fa-f",
        "blank" => r"\t\p{Zs}",
        "space" => r"\s",
        "cntrl" => r"\p{Cc}",
        "ascii" => r"\x00-\x7f",
        "l1" => r"\x00-\xff",
        "graph" => r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}",
        "print" => r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Zs}",
        "l&" | "lc" => r"\p{Lu}\p{Ll}\p{Lt}",
        _ => "",
    };
    if !posix.is_empty() {
        return Some(posix.to_owned());
    }
    known(&bare).or_else(|| known(bare.strip_prefix("Is").or_else(|| bare.strip_prefix("is"))?))
}

fn known(name: &str) -> Option<String> {
    let class = format!(r"\p{{{name}}}");
    let right = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '='));
    (right && regex_syntax::parse(&class).is_ok()).then_some(class)
}

/// The blocks that rules of segmentation name.
fn block(name: &str) -> Option<String> {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let range = match bare.as_str() {
        "basiclatin" => r"\x00-\x7f",
        "latin1supplement" | "latin1" => r"\x80-\xff",
        "latinextendeda" => r"\x{100}-\x{17f}",
        "latinextendedb" => r"\x{180}-\x{24f}",
        "latinextendedadditional" => r"\x{1e00}-\x{1eff}",
        "greek" | "greekandcoptic" => r"\x{370}-\x{3ff}",
        "cyrillic" => r"\x{400}-\x{4ff}",
        "hebrew" => r"\x{590}-\x{5ff}",
        "arabic" => r"\x{600}-\x{6ff}",
        "devanagari" => r"\x{900}-\x{97f}",
        "thai" => r"\x{e00}-\x{e7f}",
        "generalpunctuation" => r"\x{2000}-\x{206f}",
        "currencysymbols" => r"\x{20a0}-\x{20cf}",
        "cjksymbolsandpunctuation" => r"\x{3000}-\x{303f}",
        "hiragana" => r"\x{3040}-\x{309f}",
        "katakana" => r"\x{30a0}-\x{30ff}",
        "cjkunifiedideographs" => r"\x{4e00}-\x{9fff}",
        "hangulsyllables" => r"\x{ac00}-\x{d7af}",
        "halfwidthandfullwidthforms" => r"\x{ff00}-\x{ffef}",
        _ => return None,
    };
    Some(range.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_java_and_icu_are_understood() {
        for (name, inside, outside) in [
            ("Lu", 'Á', 'á'),
            ("IsLatin", 'é', 'д'),
            ("IsAlphabetic", 'д', '1'),
            ("javaUpperCase", 'É', 'é'),
            ("javaWhitespace", '\u{3000}', '\u{a0}'),
            ("InCyrillic", 'д', 'e'),
            ("block=Thai", 'ก', 'a'),
            ("script=Latin", 'é', 'д'),
            ("Upper", 'É', 'e'),
            ("Punct", '$', 'a'),
            ("L&", 'a', 'ก'),
            ("Uppercase_Letter", 'A', 'a'),
        ] {
            let class = class(name).unwrap_or_else(|| panic!("{name}"));
            let regex = regex::Regex::new(&format!("^[{class}]$")).expect(name);
            assert!(regex.is_match(&inside.to_string()) && !regex.is_match(&outside.to_string()), "{name}: {class}");
        }
        for name in ["Kopi", "InKopi", "javaKopi", "sc=Kopi", "L}|x", ""] {
            assert_eq!(class(name), None, "{name}");
        }
    }
}
