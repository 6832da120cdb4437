//! What the structure of a file knows about a line that its text does not say.

/// Where in a page a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nobody says.
    #[default]
    Unknown,
    /// In what the page calls an article or its main part.
    Article,
    /// In what the page calls the text of the article.
    Body,
    /// In a menu, a header of the page, a side column, a footer.
    Chrome,
}

/// The evidence about one line. Plain text has none: all is as in `Hint::default()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The line of the text, from 1, blank lines counted; 0 in no hint of an input.
    pub line: u32,
    /// The level of the heading that the line is, 1–6; 0 for none.
    pub level: u8,
    /// How much of it leads elsewhere, in percent of its characters.
    pub linked: u8,
    /// It stands in an item of a list.
    pub item: bool,
    /// It is all that stands in a cell of a table.
    pub cell: bool,
    /// It stands in a footnote, an endnote or a text box.
    pub note: bool,
    /// It is the caption of a picture.
    pub caption: bool,
    /// It names the author.
    pub author: bool,
    /// It is what the page says its title is.
    pub title: bool,
    /// Where it stands.
    pub place: Place,
}

impl Hint {
    /// Whether the whole line leads elsewhere.
    pub(super) fn is_link(&self) -> bool {
        self.linked >= 90
    }

    /// Whether the page calls the line the headline, by its title or by the first heading there can be.
    pub(super) fn names_page(&self) -> bool {
        self.title || self.level == 1
    }
}
