//! Segments of an article and the roles they play in it.

use serde::{Deserialize, Serialize};

/// What a line, and so a segment, is in its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The title of the article.
    Headline,
    /// Who wrote it.
    Byline,
    /// When it appeared.
    Date,
    /// The text under a picture.
    Caption,
    /// A heading inside the article.
    Heading,
    /// Running text.
    Body,
    /// An item of a list.
    List,
    /// Initials, agencies, sources at the end.
    Credit,
}

impl Role {
    /// All roles, in the order in which they usually stand in an article.
    pub const ALL: [Role; 8] =
        [Role::Headline, Role::Byline, Role::Date, Role::Caption, Role::Heading, Role::Body, Role::List, Role::Credit];

    /// The name in files and JSON, such as `headline`.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Headline => "headline",
            Role::Byline => "byline",
            Role::Date => "date",
            Role::Caption => "caption",
            Role::Heading => "heading",
            Role::Body => "body",
            Role::List => "list",
            Role::Credit => "credit",
        }
    }

    /// The role that `name` names.
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.as_str() == name)
    }

    /// Whether a match between the two roles costs the role penalty: a caption or credit against anything else.
    pub fn differs_for_matching(self, other: Role) -> bool {
        let group = |r: Role| match r {
            Role::Caption => 1,
            Role::Credit => 2,
            _ => 0,
        };
        group(self) != group(other)
    }
}

/// A piece of source text that is translated as one, with everything around it that is needed to give the file back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Number in the article, from 1.
    pub n: u32,
    /// What it is in the article.
    pub role: Role,
    /// Number of its block (paragraph, heading, item), from 1.
    pub para: u32,
    /// Line of the input on which it begins, from 1.
    pub line: u32,
    /// The text, without outer white space.
    pub text: String,
    /// White space and line breaks of the input that stand before it and belong to nobody else.
    pub before: String,
    /// White space and line breaks of the input that stand behind it.
    pub after: String,
    /// Where one space of `text` stands for a line break of the input: (character of `text`, what stood there).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<(u32, String)>,
    /// `text` with its inline markup as numbered tags (`<1>kopi</1>`, `<2/>`); `None` when there is no markup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tagged: Option<String>,
    /// What the tags of `tagged` stand for in the file, the first for `<1>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// A piece of inline markup as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tag {
    /// What opens it, or all of it when it encloses nothing: `**`, `[`, `![kopi](kopi.jpg)`.
    pub open: String,
    /// What closes it: `**`, `](https://…)`; `None` for one that encloses nothing, shown as `<1/>`.
    pub close: Option<String>,
}

impl Segment {
    /// The text as it is shown to the translator: with numbered tags where there is markup.
    pub fn shown(&self) -> &str {
        self.tagged.as_deref().unwrap_or(&self.text)
    }

    /// The text that is looked up: without markup.
    pub fn plain(&self) -> std::borrow::Cow<'_, str> {
        match &self.tagged {
            Some(tagged) => crate::text::tags::strip(tagged).into(),
            None => (&*self.text).into(),
        }
    }
}
