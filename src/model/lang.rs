//! Languages: as a file writes them, and as they are matched.

use std::fmt;

/// A language as it is matched: the primary subtag in lower case, with the codes in use for one language made one.
///
/// `id`, `in`, `ind`, `id-ID`, `id_Latn_ID`, `IND` are all Indonesian; `eng`, `en-US` English. Region and script do not count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang([u8; 8]);

impl Lang {
    /// Indonesian.
    pub const ID: Lang = Lang(*b"id\0\0\0\0\0\0");
    /// English.
    pub const EN: Lang = Lang(*b"en\0\0\0\0\0\0");

    /// Returns the language that `tag` names; the empty tag gives the empty language, which equals only itself.
    ///
    /// ```
    /// use padan::model::Lang;
    /// assert_eq!(Lang::of("in-ID"), Lang::ID);
    /// assert_eq!(Lang::of("ENG"), Lang::EN);
    /// assert_eq!(Lang::of("de_AT").as_str(), "de");
    /// ```
    pub fn of(tag: &str) -> Lang {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let code = match primary.as_str() {
            "in" | "ind" | "indonesian" | "indonesia" => "id",
            "eng" | "english" => "en",
            other => other,
        };
        let mut bytes = [0; 8];
        let mut end = code.len().min(8);
        while !code.is_char_boundary(end) {
            end -= 1;
        }
        bytes[..end].copy_from_slice(&code.as_bytes()[..end]);
        Lang(bytes)
    }

    /// The code, such as `id`.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&b| b == 0).unwrap_or(8);
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({})", self.as_str())
    }
}

impl serde::Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Lang {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|s| Lang::of(&s))
    }
}

/// A language as it was written, beside what it is matched as.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LangTag {
    /// As the file has it, for example `in-ID`.
    pub written: String,
    /// As it is matched, for example `id`.
    pub lang: Lang,
}

impl LangTag {
    /// The tag `written` with what it is matched as.
    pub fn of(written: &str) -> LangTag {
        LangTag { written: written.to_owned(), lang: Lang::of(written) }
    }
}

impl From<Lang> for LangTag {
    fn from(lang: Lang) -> LangTag {
        LangTag { written: lang.as_str().to_owned(), lang }
    }
}

/// From which language into which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Direction {
    /// The language that is translated.
    pub from: Lang,
    /// The language it is translated into.
    pub to: Lang,
}

impl Direction {
    /// Indonesian into English, the default.
    pub const ID_EN: Direction = Direction { from: Lang::ID, to: Lang::EN };

    /// The other way round.
    #[must_use]
    pub fn reversed(self) -> Direction {
        Direction { from: self.to, to: self.from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_one_language_fold() {
        for tag in ["id", "ID", "in", "ind", "IND", "in-ID", "id-Latn-ID", "id_ID"] {
            assert_eq!(Lang::of(tag), Lang::ID, "{tag}");
        }
        assert_ne!(Lang::of("inh"), Lang::ID);
        assert_eq!(Lang::of("").as_str(), "");
        assert_eq!(Lang::of("éééééé").as_str(), "éééé");
    }
}
