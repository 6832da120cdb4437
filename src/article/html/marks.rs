//! What the attributes of an element say about the text in it.

use html5ever::{Attribute, LocalName, local_name};

/// A set of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u16);

impl Marks {
    /// It is the caption of a picture.
    pub(super) const CAPTION: Marks = Marks(1);
    /// It is the text of the article.
    pub(super) const BODY: Marks = Marks(1 << 1);
    /// It names the author.
    pub(super) const AUTHOR: Marks = Marks(1 << 2);
    /// It is the headline.
    pub(super) const TITLE: Marks = Marks(1 << 3);
    /// It is a menu, a banner, a footer by its role.
    pub(super) const CHROME: Marks = Marks(1 << 4);
    /// It leads somewhere.
    pub(super) const HREF: Marks = Marks(1 << 5);

    /// Whether all of `other` are set.
    pub(super) fn has(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }

    fn add(&mut self, other: Marks) {
        self.0 |= other.0;
    }

    /// The marks that `attributes` set.
    pub(super) fn of(attributes: &[Attribute]) -> Marks {
        let mut marks = Marks::default();
        for attribute in attributes {
            let value = &*attribute.value;
            match attribute.name.local {
                local_name!("href") if !stays_here(value) => marks.add(Marks::HREF),
                local_name!("class") | local_name!("id") => {
                    for name in value.split_ascii_whitespace() {
                        if is_caption(name) {
                            marks.add(Marks::CAPTION);
                        }
                    }
                }
                local_name!("itemprop") => {
                    for name in value.split_ascii_whitespace() {
                        match name {
                            "articleBody" => marks.add(Marks::BODY),
                            "headline" => marks.add(Marks::TITLE),
                            "author" => marks.add(Marks::AUTHOR),
                            "caption" => marks.add(Marks::CAPTION),
                            _ => {}
                        }
                    }
                }
                local_name!("rel") if value.eq_ignore_ascii_case("author") => marks.add(Marks::AUTHOR),
                local_name!("role") => match value {
                    "navigation" | "banner" | "contentinfo" | "search" | "menu" | "menubar" | "dialog" => {
                        marks.add(Marks::CHROME);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        marks
    }
}

/// Whether an address leads to no other page.
fn stays_here(address: &str) -> bool {
    let address = address.trim_start().as_bytes();
    [&b"mailto:"[..], b"tel:"].iter().any(|start| address.get(..start.len()).is_some_and(|a| a.eq_ignore_ascii_case(start)))
}

/// Whether a class or identifier names the caption of a picture, as in `wp-caption-text` or `photo__caption`.
fn is_caption(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| matches!(word, "caption" | "figcaption"))
        && !lower.contains("title")
        && !lower.contains("list")
}

/// Whether an element of this name stands on lines of its own.
pub(super) fn is_block(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("blockquote")
            | local_name!("body")
            | local_name!("button")
            | local_name!("caption")
            | local_name!("center")
            | local_name!("dd")
            | local_name!("details")
            | local_name!("dialog")
            | local_name!("dir")
            | local_name!("div")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("fieldset")
            | local_name!("figcaption")
            | local_name!("figure")
            | local_name!("footer")
            | local_name!("form")
            | local_name!("frameset")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("header")
            | local_name!("hgroup")
            | local_name!("hr")
            | local_name!("html")
            | local_name!("legend")
            | local_name!("li")
            | local_name!("listing")
            | local_name!("main")
            | local_name!("menu")
            | local_name!("nav")
            | local_name!("ol")
            | local_name!("optgroup")
            | local_name!("option")
            | local_name!("p")
            | local_name!("plaintext")
            | local_name!("pre")
            | local_name!("search")
            | local_name!("section")
            | local_name!("select")
            | local_name!("summary")
            | local_name!("table")
            | local_name!("tbody")
            | local_name!("textarea")
            | local_name!("tfoot")
            | local_name!("thead")
            | local_name!("tr")
            | local_name!("ul")
            | local_name!("video")
            | local_name!("xmp")
    )
}

/// Whether a blank line stands before and behind an element of this name.
pub(super) fn is_spaced(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("blockquote")
            | local_name!("dl")
            | local_name!("figure")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("hr")
            | local_name!("ol")
            | local_name!("p")
            | local_name!("pre")
            | local_name!("table")
            | local_name!("ul")
    )
}

/// Whether what stands in an element of this name is no text of the page.
pub(super) fn is_hidden(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("head")
            | local_name!("iframe")
            | local_name!("math")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("noscript")
            | local_name!("object")
            | local_name!("script")
            | local_name!("style")
            | local_name!("svg")
            | local_name!("template")
            | local_name!("title")
    )
}
