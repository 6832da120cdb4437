//! From what a unit says to the pairs it gives.
//!
//! **Invariant:** every unit gives at least one item; what has a field of [`NewUnit`] leaves the rest, and all else is in
//! the rest.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::super::extra::{Extra, Marks, Note, Other, Prop};
use super::super::read::Place;
use super::super::{Item, ReadOptions, SkipReason};
use super::context::{On, Said};
use super::cursor::{AttributeList, attribute};
use super::segment::Text;
use super::unit::{RawUnit, Variant};
use crate::model::{LangTag, NewUnit, Stamp, UnitState};

/// Where a unit stands, and what the header says that holds for it.
pub(super) struct At<'a> {
    pub(super) line: u64,
    pub(super) unit: u64,
    pub(super) header_source: Option<&'a str>,
}

/// Appends what became of `unit` to `out`.
pub(super) fn items(unit: &RawUnit<'_>, options: &ReadOptions, at: &At<'_>, out: &mut VecDeque<Item>) {
    let tuid = || attribute(&unit.attributes, "tuid").map(str::to_owned);
    let written: Vec<Option<&str>> = unit.variants.iter().map(Variant::written).collect();
    let skipped = |reason| {
        let told = match reason {
            SkipReason::Empty | SkipReason::SameLanguage => true,
            // Its language may be one that was asked for.
            SkipReason::Language => written.iter().any(Option::is_none),
            SkipReason::Unconfirmed | SkipReason::Differing => false,
        };
        Item::Skipped { place: Place { line: Some(at.line), unit: at.unit, tuid: tuid() }, reason, told }
    };
    let named = |tag: &&str| !tag.is_empty() && *tag != "*all*";
    let source = match attribute(&unit.attributes, "srclang") {
        Some(own) => Some(own.trim()).filter(named),
        None => at.header_source.filter(named),
    };
    let pairs = match options.asked.pairs(&written, source, options.narrow) {
        Ok(pairs) => pairs,
        Err(reason) => return out.push_back(skipped(reason)),
    };
    let is_other = |i: usize| !pairs.iter().any(|&(a, b)| a == i || b == i);
    let other: Vec<bool> = (0..written.len()).map(is_other).collect();
    for (a, b) in pairs {
        let (a, b) = (&unit.variants[a], &unit.variants[b]);
        let (Some(a_text), Some(b_text)) = (full(a), full(b)) else {
            out.push_back(skipped(SkipReason::Empty));
            continue;
        };
        let mut pair = Pair { unit, a, b, said: Said::default(), extra: Extra::default() };
        pair.take_props();
        for attributes in [&unit.attributes, &b.attributes] {
            pair.said.take_author(attribute(attributes, "changeid"), attribute(attributes, "creationid"));
        }
        if pair.said.state() == UnitState::Unconfirmed && !options.unconfirmed {
            out.push_back(skipped(SkipReason::Unconfirmed));
            continue;
        }
        pair.extra.others = others(unit, &other);
        out.push_back(Item::Pair(pair.into_unit(a_text, b_text, at.line, tuid())));
    }
}

/// The text of `variant`, unless it is missing or blank.
fn full<'v, 'a>(variant: &'v Variant<'a>) -> Option<&'v Text<'a>> {
    variant.text.as_ref().filter(|text| !text.plain.trim().is_empty())
}

/// The variants that are in no pair.
fn others<'u>(unit: &'u RawUnit<'_>, is_other: &[bool]) -> Vec<Other<'u>> {
    let other = |v: &'u Variant<'_>| {
        let text = v.text.as_ref()?;
        Some(Other {
            lang: v.written().unwrap_or_default().into(),
            text: Cow::Borrowed(&text.plain),
            markup: text.markup.map(Cow::Borrowed),
            marks: Marks {
                attributes: rest(&v.attributes, &["xml:lang", "lang"]),
                props: v.props.iter().map(again).collect(),
                notes: v.notes.iter().map(note_again).collect(),
            },
        })
    };
    unit.variants.iter().zip(is_other).filter(|(_, is)| **is).filter_map(|(v, _)| other(v)).collect()
}

/// One source variant and one target variant of a unit.
struct Pair<'u, 'a> {
    unit: &'u RawUnit<'a>,
    a: &'u Variant<'a>,
    b: &'u Variant<'a>,
    said: Said,
    extra: Extra<'u>,
}

impl<'u> Pair<'u, '_> {
    /// Sorts the properties into what padan has fields for and the rest.
    fn take_props(&mut self) {
        for (props, on) in [(&self.unit.props, On::Unit), (&self.a.props, On::SideA), (&self.b.props, On::SideB)] {
            let kept = match on {
                On::Unit => &mut self.extra.unit.props,
                On::SideA => &mut self.extra.a.props,
                On::SideB => &mut self.extra.b.props,
            };
            for prop in props {
                if !self.said.take(prop, on) {
                    kept.push(again(prop));
                }
            }
        }
    }

    fn into_unit(mut self, a_text: &Text<'_>, b_text: &Text<'_>, line: u64, tuid: Option<String>) -> NewUnit {
        self.extra.unit.attributes = rest(&self.unit.attributes, &["tuid"]);
        self.extra.a.attributes = rest(&self.a.attributes, &["xml:lang", "lang"]);
        self.extra.b.attributes = rest(&self.b.attributes, &["xml:lang", "lang"]);
        self.extra.unit.notes = self.unit.notes.iter().map(note_again).collect();
        self.extra.a.notes = self.a.notes.iter().map(note_again).collect();
        self.extra.b.notes = self.b.notes.iter().map(note_again).collect();
        let author = self.author();
        let created = self.first("creationdate", Stamp::parse);
        let changed = self.first("changedate", Stamp::parse);
        let used = self.first("usagecount", |count| count.trim().parse().ok()).unwrap_or(0);
        let tag = |v: &Variant<'_>| LangTag::of(v.written().unwrap_or_default());
        NewUnit {
            a_lang: tag(self.a),
            a_text: a_text.plain.clone(),
            a_markup: a_text.markup.map(str::to_owned),
            b_lang: tag(self.b),
            b_text: b_text.plain.clone(),
            b_markup: b_text.markup.map(str::to_owned),
            state: self.said.state(),
            role: self.said.role,
            author,
            created,
            changed,
            extra: self.extra.to_json(),
            context: self.said.into_context(),
            used,
            line,
            tuid,
            uid: None,
        }
    }

    /// The attributes of the unit, then of side b, which was written last, then of side a.
    fn levels(&mut self) -> [&mut Marks<'u>; 3] {
        [&mut self.extra.unit, &mut self.extra.b, &mut self.extra.a]
    }

    /// Takes the first attribute `name` that `read` can read; one that it cannot stays where it is.
    fn first<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        for marks in self.levels() {
            if let Some(value) = marks.attributes.get(name).and_then(|v| read(v)) {
                marks.attributes.remove(name);
                return Some(value);
            }
        }
        None
    }

    /// Takes the author: on the first level that names one, who changed it, or else who made it.
    fn author(&mut self) -> Option<String> {
        for marks in self.levels() {
            for name in ["changeid", "creationid"] {
                if marks.attributes.get(name).is_some_and(|v| !v.trim().is_empty()) {
                    let author = marks.attributes.remove(name)?.into_owned();
                    if marks.attributes.get("creationid").is_some_and(|maker| *maker == author) {
                        marks.attributes.remove("creationid");
                    }
                    return Some(author);
                }
            }
        }
        None
    }
}

fn rest<'u>(attributes: &'u AttributeList<'_>, without: &[&str]) -> std::collections::BTreeMap<Cow<'u, str>, Cow<'u, str>> {
    let kept = attributes.iter().filter(|(name, _)| !without.contains(name));
    kept.map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(&**value))).collect()
}

fn again<'u>(prop: &'u Prop<'_>) -> Prop<'u> {
    Prop { kind: Cow::Borrowed(&prop.kind), text: Cow::Borrowed(&prop.text), lang: prop.lang.as_deref().map(Cow::Borrowed) }
}

fn note_again<'u>(note: &'u Note<'_>) -> Note<'u> {
    Note { text: Cow::Borrowed(&note.text), lang: note.lang.as_deref().map(Cow::Borrowed) }
}
