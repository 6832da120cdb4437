//! What a file says of a unit and padan has no field for, kept as a JSON object so that an export can write it again.
//!
//! **Invariant:** nothing stands here that has a field in [`crate::model::NewUnit`]; an empty `Extra` is stored as none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Notes, properties, attributes and other languages of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extra<'a> {
    /// What stands on the unit itself.
    #[serde(flatten)]
    pub unit: Marks<'a>,
    /// What stands on the variant of side a.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub a: Marks<'a>,
    /// What stands on the variant of side b.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub b: Marks<'a>,
    /// Variants of languages that were not asked for, in the order of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other<'a>>,
}

/// What stands on a unit or on a variant beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks<'a> {
    /// Attributes by name, among them dates and counts that are none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    /// Properties in the order of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Prop<'a>>,
    /// Notes in the order of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note<'a>>,
}

/// A property.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prop<'a> {
    /// Its type, such as `x-Project`.
    #[serde(rename = "type")]
    pub kind: Cow<'a, str>,
    /// Its value; inner XML as it stands where the property holds elements.
    pub text: Cow<'a, str>,
    /// Its language, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Cow<'a, str>>,
}

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note<'a> {
    /// Its text.
    pub text: Cow<'a, str>,
    /// Its language, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Cow<'a, str>>,
}

/// A variant that belongs to the unit and to no pair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other<'a> {
    /// Its language as written; empty when the file names none.
    pub lang: Cow<'a, str>,
    /// Its plain text.
    pub text: Cow<'a, str>,
    /// Its text with inline markup, where there is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<Cow<'a, str>>,
    /// What stands on it.
    #[serde(flatten)]
    pub marks: Marks<'a>,
}

impl Marks<'_> {
    /// Whether nothing stands here.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.props.is_empty() && self.notes.is_empty()
    }
}

impl Extra<'_> {
    /// The JSON object; `None` when there is nothing to keep.
    ///
    /// ```
    /// use padan::exchange::extra::{Extra, Note};
    /// let mut extra = Extra::default();
    /// assert_eq!(extra.to_json(), None);
    /// extra.unit.notes.push(Note { text: "Ejaan lama".into(), lang: None });
    /// let json = extra.to_json().unwrap();
    /// assert_eq!(json, r#"{"notes":[{"text":"Ejaan lama"}]}"#);
    /// assert_eq!(Extra::parse(&json), Some(extra));
    /// ```
    pub fn to_json(&self) -> Option<String> {
        let empty = self.unit.is_empty() && self.a.is_empty() && self.b.is_empty() && self.others.is_empty();
        if empty { None } else { serde_json::to_string(self).ok() }
    }

    /// The reverse of [`Extra::to_json`]; `None` for what is no such object.
    pub fn parse(json: &str) -> Option<Extra<'static>> {
        serde_json::from_str(json).ok()
    }
}
