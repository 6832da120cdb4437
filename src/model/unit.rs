//! Translation units: a source segment and its translation, with where they come from.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{LangTag, Role, Stamp};

/// Who stands behind a unit, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitState {
    /// A second person has read it.
    Reviewed,
    /// The translator has confirmed it.
    Confirmed,
    /// It came from somebody's file.
    Imported,
    /// It was made by aligning a text and its translation.
    Aligned,
    /// It came as a draft, a machine's or a rejected translation.
    Unconfirmed,
}

impl UnitState {
    /// All states, the best first.
    pub const ALL: [UnitState; 5] =
        [UnitState::Reviewed, UnitState::Confirmed, UnitState::Imported, UnitState::Aligned, UnitState::Unconfirmed];

    /// The name in files and JSON, such as `imported`.
    pub fn as_str(self) -> &'static str {
        match self {
            UnitState::Reviewed => "reviewed",
            UnitState::Confirmed => "confirmed",
            UnitState::Imported => "imported",
            UnitState::Aligned => "aligned",
            UnitState::Unconfirmed => "unconfirmed",
        }
    }

    /// The state that `name` names.
    pub fn parse(name: &str) -> Option<UnitState> {
        UnitState::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// The identity of a unit in any store: a UUID, version 7. Orders as its bytes do, which is the order of making.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(pub [u8; 16]);

impl Uid {
    /// Returns the version 7 UUID of the moment `millis` (Unix time in milliseconds), of the batch salt `salt`, and of the
    /// number `n` of the unit in its batch, so that units of one batch ascend in the order they came.
    ///
    /// Source: RFC 9562, section 5.7; `n` is a counter in the sense of section 6.2, method 1.
    pub fn of(millis: u64, salt: u64, n: u32) -> Uid {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6] = 0x70 | (n >> 28) as u8;
        bytes[7] = (n >> 20) as u8;
        bytes[8] = 0x80 | ((n >> 14) & 0x3f) as u8;
        bytes[9] = (n >> 6) as u8;
        bytes[10] = ((n << 2) & 0xfc) as u8;
        bytes[11..].copy_from_slice(&salt.to_be_bytes()[3..]);
        Uid(bytes)
    }

    /// The UUID that `text` spells.
    pub fn parse(text: &str) -> Option<Uid> {
        uuid::Uuid::try_parse(text).ok().map(|u| Uid(u.into_bytes()))
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_bytes(self.0).fmt(f)
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uid({self})")
    }
}

impl Serialize for Uid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uid {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Uid::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID"))
    }
}

/// What stands before or after a segment in its document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Neighbour {
    /// Nothing is known; equals nothing, not even itself, when contexts are compared.
    Unknown,
    /// The document begins or ends here.
    Edge,
    /// This source segment, as it came.
    Segment(String),
}

impl Neighbour {
    /// The neighbour that an optional text stands for: none = unknown, empty = edge of the document.
    pub fn of(text: Option<&str>) -> Neighbour {
        match text {
            None => Neighbour::Unknown,
            Some("") => Neighbour::Edge,
            Some(text) => Neighbour::Segment(text.to_owned()),
        }
    }

    /// The reverse of [`Neighbour::of`].
    pub fn as_option(&self) -> Option<&str> {
        match self {
            Neighbour::Unknown => None,
            Neighbour::Edge => Some(""),
            Neighbour::Segment(text) => Some(text),
        }
    }
}

/// One place in which a unit was met. Its neighbours are in the language the document was translated *from*.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Context {
    /// The segment before it.
    pub prev: Neighbour,
    /// The segment after it.
    pub next: Neighbour,
    /// The document, as the file names it.
    pub doc: Option<String>,
    /// An identifier the file gives it in its document (OmegaT's `id`, a segment number).
    pub ident: Option<String>,
}

/// A unit as it enters a memory: side `a` is the language it was translated from as far as that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnit {
    /// Language of side a, as written and as matched.
    pub a_lang: LangTag,
    /// Plain text of side a, exactly as it came.
    pub a_text: String,
    /// Side a with its inline markup as it came, where there was any.
    pub a_markup: Option<String>,
    /// Language of side b.
    pub b_lang: LangTag,
    /// Plain text of side b.
    pub b_text: String,
    /// Side b with its inline markup.
    pub b_markup: Option<String>,
    /// Who stands behind it.
    pub state: UnitState,
    /// What it was in its document, where that is known.
    pub role: Option<Role>,
    /// Who made it.
    pub author: Option<String>,
    /// When it was made.
    pub created: Option<Stamp>,
    /// When it was last changed.
    pub changed: Option<Stamp>,
    /// Where it stood; unknown neighbours and no document: `None`.
    pub context: Option<Context>,
    /// Everything else the file says of it (notes, properties, other languages, dates that are none), as a JSON object.
    pub extra: Option<String>,
    /// Times it was used, as the file says.
    pub used: u32,
    /// Line of the file, from 1; 0 where there is none.
    pub line: u64,
    /// Identifier in the file (`tuid`).
    pub tuid: Option<String>,
    /// The identity it has in another memory, kept where no unit of this one has it; `None` gives it a new one.
    pub uid: Option<Uid>,
}

/// A live unit as a memory gives it, seen in one direction: source and target are those of the lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Row in its memory.
    pub id: i64,
    /// Identity in any store.
    pub uid: Uid,
    /// Plain source text, as it came.
    pub source: String,
    /// Plain target text, as it came.
    pub target: String,
    /// Hash of the skeleton of the inline markup of the source: 0 = no markup.
    pub skeleton: u64,
    /// Who stands behind it.
    pub state: UnitState,
    /// What it was in its document.
    pub role: Option<Role>,
    /// Who made it.
    pub author: Option<String>,
    /// When it was last changed, or made.
    pub changed: Option<Stamp>,
    /// Places in which it was met. The neighbours count only when the unit is looked up in the direction in which its
    /// document was translated; in the other direction the list still names the documents, with unknown neighbours.
    pub contexts: Vec<Context>,
}

/// Returns the hash of the skeleton of a text's inline markup: what its tags do, in order, whatever they are called;
/// 0 when there is none.
///
/// `<1>kopi</1>` and TMX's `<bpt i="1">…</bpt>kopi<ept i="1">…</ept>` have the same skeleton.
///
/// ```
/// use padan::model::unit::skeleton;
/// assert_eq!(skeleton("<1>kopi</1><2/>"), skeleton("<bpt i='1'>**</bpt>teh<ept i='1'>**</ept><ph/>"));
/// assert_ne!(skeleton("<1>kopi</1>"), skeleton("<1/>kopi"));
/// assert_eq!(skeleton("kopi"), 0);
/// ```
pub fn skeleton(markup: &str) -> u64 {
    let mut shape = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        let name_end = tag.find(|c: char| c.is_whitespace() || c == '/').filter(|&i| i > 0).unwrap_or(tag.len());
        let native = |kind: u8| (kind, if tag.ends_with('/') { None } else { Some(format!("</{}>", &tag[..name_end])) });
        let (kind, close) = match &tag[..name_end] {
            "bpt" | "bx" | "sc" => native(b'<'),
            "ept" | "ex" | "ec" => native(b'>'),
            "ph" | "it" | "ut" | "x" => native(b'.'),
            name if name.starts_with('/') => (b'>', None),
            name if name.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                (if tag.ends_with('/') { b'.' } else { b'<' }, None)
            }
            _ => continue,
        };
        shape.push(kind);
        // What stands inside a native code is the code, not text.
        rest = match close.and_then(|c| after.find(&c).map(|i| i + c.len())) {
            Some(past) => &after[past..],
            None => after,
        };
    }
    if shape.is_empty() { 0 } else { crate::text::hash::hash(&shape).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_of_a_batch_ascend_and_are_version_7() {
        let mut last = Uid::of(1, 99, 0);
        for n in [1, 2, 63, 64, 65, 1 << 14, (1 << 20) + 3, 1 << 28, u32::MAX] {
            let next = Uid::of(1, 99, n);
            assert!(last < next, "{n}");
            last = next;
        }
        let parsed = uuid::Uuid::from_bytes(Uid::of(1_700_000_000_000, 7, 5).0);
        assert_eq!(parsed.get_version_num(), 7);
        assert_eq!(parsed.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(Uid::parse(&last.to_string()), Some(last));
    }
}
