//! The guard words of a language: reading `guards-id.tsv` and `guards-en.tsv`, and finding their forms in a text.
//!
//! **Invariant:** a word belongs to one form for each guard, the longest; an idiom belongs to no guard.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::side::{Fires, Mark, Side, Value};
use super::verbs;
use crate::model::{Guard, Lang};
use crate::text::roots::without_clitic;
use crate::text::table::{self, Entry};

pub(super) const TABLE_ID: &str = include_str!("../../../memory/language/guards-id.tsv");
pub(super) const TABLE_EN: &str = include_str!("../../../memory/language/guards-en.tsv");

/// How many tokens a gap may hold.
const WIDEST_GAP: usize = 15;

enum Slot {
    Word(&'static str),
    /// A word with a capital.
    Capital(&'static str),
    Number,
    /// An English participle, adverbs before it.
    Participle,
    Gap,
}

struct Form {
    slots: Vec<Slot>,
    /// `None` for an idiom.
    guard: Option<Guard>,
    /// Whether its words are taken from all guards.
    alone: bool,
    axis: u16,
    group: u16,
    fires: Fires,
}

/// The guard words of one language.
#[derive(Default)]
pub(super) struct Lexicon {
    forms: Vec<Form>,
    by_first: HashMap<&'static str, Vec<usize>>,
    names: HashMap<String, u16>,
    compass: u16,
    /// Whether words may carry Indonesian clitics.
    clitics: bool,
}

static ID: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read("guards-id.tsv", TABLE_ID, true));
static EN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read("guards-en.tsv", TABLE_EN, false));

/// The guard words of `lang`; `None` for a language without a table.
pub(super) fn of(lang: Lang) -> Option<&'static Lexicon> {
    match lang {
        Lang::ID => Some(&ID),
        Lang::EN => Some(&EN),
        _ => None,
    }
}

impl Lexicon {
    fn read(table: &str, text: &'static str, clitics: bool) -> Lexicon {
        let mut lexicon = Lexicon { clitics, ..Lexicon::default() };
        for entry in table::built_in(table, text, 4) {
            lexicon.add(&entry).unwrap_or_else(|problem| panic!("{table}, line {}: {problem}", entry.line));
        }
        lexicon
    }

    fn number_of(&mut self, name: &str) -> u16 {
        let next = self.names.len() as u16;
        *self.names.entry(name.to_owned()).or_insert(next)
    }

    fn add(&mut self, entry: &Entry<'static>) -> Result<(), String> {
        let name = entry.fields[0].trim_end_matches('*');
        let guard = Guard::ALL.into_iter().find(|g| g.as_str() == name);
        if guard.is_none() && name != "idiom" {
            return Err(format!("{name} is no guard"));
        }
        let alone = guard.is_none() || entry.fields[0].ends_with('*');
        let axis_name = entry.fields[1].split('.').next().unwrap_or_default();
        let fires = match entry.fields[2] {
            "always" | "-" => Fires::Always,
            "opposed" => Fires::Opposed,
            "joins" => Fires::Joins,
            other => return Err(format!("{other} is not always, opposed or joins")),
        };
        let axis = self.number_of(&format!("{name} {axis_name}"));
        let group = self.number_of(&format!("{name} {}", entry.fields[1]));
        if axis_name == "compass" {
            self.compass = axis;
        }
        for form in entry.fields[3].split(", ") {
            for slots in expand(form)? {
                let first = match slots[0] {
                    Slot::Word(w) | Slot::Capital(w) => w,
                    Slot::Number | Slot::Participle | Slot::Gap => return Err(format!("{form} does not begin with a word")),
                };
                self.by_first.entry(first).or_default().push(self.forms.len());
                self.forms.push(Form { slots, guard, alone, axis, group, fires });
            }
        }
        Ok(())
    }

    /// Whether marks of `axis` are directions of the compass.
    pub(super) fn is_compass(&self, axis: u16) -> bool {
        axis == self.compass
    }

    /// Whether `folded` begins a form of one word.
    pub(super) fn knows(&self, folded: &str) -> bool {
        self.forms_at(folded).any(|i| self.forms[i].slots.len() == 1)
    }

    fn forms_at<'s>(&'s self, folded: &str) -> impl Iterator<Item = usize> + 's {
        let exact = self.by_first.get(folded);
        // A form that is in the table as it stands is never taken apart: sedikitnya is not sedikit.
        let bare = if self.clitics && exact.is_none() { without_clitic(folded).and_then(|w| self.by_first.get(w)) } else { None };
        exact.into_iter().chain(bare).flatten().copied()
    }

    /// Returns the marks of `side`, in the order of the text, and notes in it which tokens stand in an idiom.
    pub(super) fn marks(&self, side: &mut Side<'_>) -> Vec<Mark> {
        let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
        for start in 0..side.tokens.len() {
            if !side.is_word(start) {
                continue;
            }
            for form in self.forms_at(side.word(start)) {
                if let Some(places) = fit(&self.forms[form].slots, side, start, self.clitics) {
                    found.push((form, places));
                }
            }
        }
        // Longest first; among equals those that keep their words to themselves, then the earlier.
        found.sort_by_key(|(form, places)| (std::cmp::Reverse(places.len()), !self.forms[*form].alone, places[0]));
        let mut owner: Vec<[Option<usize>; 6]> = vec![[None; 6]; side.tokens.len()];
        let mut marks = Vec::new();
        for (form, places) in found {
            let form = &self.forms[form];
            let (first, last) = (places[0], places[places.len() - 1]);
            let id = if form.alone { usize::MAX } else { first * (side.tokens.len() + 1) + last };
            let guards = |g: &usize| form.alone || form.guard.is_some_and(|guard| guard as usize == *g);
            let free = places.iter().all(|&p| (0..6).filter(guards).all(|g| owner[p][g].is_none_or(|o| o == id && !form.alone)));
            if !free {
                continue;
            }
            for &p in &places {
                (0..6).filter(guards).for_each(|g| owner[p][g] = Some(id));
                side.idiom[p] |= form.alone;
            }
            if let Some(guard) = form.guard {
                let contiguous = last - first + 1 == places.len();
                let range: Range<usize> = if contiguous { first..last + 1 } else { first..first + 1 };
                marks.push(Mark { guard, axis: form.axis, value: Value::Group(form.group), fires: form.fires, range });
            }
        }
        marks.sort_by_key(|m| (m.range.start, m.range.end));
        marks
    }
}

/// The forms that `form` of the table stands for: one for each choice of its alternatives.
fn expand(form: &'static str) -> Result<Vec<Vec<Slot>>, String> {
    let mut out: Vec<Vec<Slot>> = vec![Vec::new()];
    for word in form.split(' ') {
        let mut next = Vec::new();
        for choice in word.split('/') {
            if choice.is_empty() {
                return Err(format!("{form} holds an empty word"));
            }
            for left in &out {
                let mut slots: Vec<Slot> = left.iter().map(Slot::copy).collect();
                slots.push(Slot::read(choice));
                next.push(slots);
            }
        }
        out = next;
    }
    Ok(out)
}

impl Slot {
    fn read(word: &'static str) -> Slot {
        match word {
            "..." => Slot::Gap,
            "#" => Slot::Number,
            "@" => Slot::Participle,
            _ => word.strip_prefix('^').map_or(Slot::Word(word), Slot::Capital),
        }
    }

    fn copy(&self) -> Slot {
        match self {
            Slot::Word(w) => Slot::Word(w),
            Slot::Capital(w) => Slot::Capital(w),
            Slot::Number => Slot::Number,
            Slot::Participle => Slot::Participle,
            Slot::Gap => Slot::Gap,
        }
    }
}

/// The tokens that the words of `slots` are, when they fit from `start` on.
fn fit(slots: &[Slot], side: &Side<'_>, start: usize, clitics: bool) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(slots.len());
    let mut at = start;
    let mut gap = 0;
    for slot in slots {
        match slot {
            Slot::Gap => gap = WIDEST_GAP,
            Slot::Participle => {
                while verbs::is_adverb(side.word(at)) {
                    at += 1;
                }
                verbs::is_participle(side.word(at)).then_some(())?;
                at += 1;
            }
            Slot::Number => {
                side.is_number(at).then_some(())?;
                at += 1;
            }
            Slot::Word(word) | Slot::Capital(word) => {
                let capital = matches!(slot, Slot::Capital(_));
                let is_it = |i: usize| is_form(side.word(i), word, clitics) && (!capital || side.is_capitalised(i));
                let found = (at..=at + gap)
                    .take_while(|&i| i == at || !matches!(side.word_before(i), "." | "!" | "?" | ";"))
                    .find(|&i| is_it(i))?;
                places.push(found);
                at = found + 1;
                gap = 0;
            }
        }
    }
    Some(places)
}

fn is_form(folded: &str, word: &str, clitics: bool) -> bool {
    folded == word || clitics && folded.strip_prefix(word).is_some_and(|_| without_clitic(folded) == Some(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_every_form_is_folded() {
        for (table, text) in [("guards-id.tsv", TABLE_ID), ("guards-en.tsv", TABLE_EN)] {
            let lexicon = Lexicon::read(table, text, table == "guards-id.tsv");
            assert!(lexicon.forms.len() > 300, "{table}");
            for entry in table::built_in(table, text, 4) {
                assert_eq!(entry.fields.len(), 4, "{table}, line {}", entry.line);
                assert_eq!(entry.fields[0] == "idiom", entry.fields[1] == "-", "{table}, line {}", entry.line);
                assert_eq!(crate::text::fold(entry.fields[3]), entry.fields[3], "{table}, line {}", entry.line);
            }
        }
    }

    #[test]
    fn an_opposite_is_there_for_every_form_that_waits_for_one() {
        for (table, text) in [("guards-id.tsv", TABLE_ID), ("guards-en.tsv", TABLE_EN)] {
            let entries = table::built_in(table, text, 4);
            for entry in entries.iter().filter(|e| e.fields[2] == "opposed") {
                let axis = |field: &str| field.split('.').next().unwrap_or_default().to_owned();
                let opposites =
                    entries.iter().filter(|e| axis(e.fields[1]) == axis(entry.fields[1]) && e.fields[1] != entry.fields[1]);
                assert!(opposites.count() > 0, "{table}, line {}: {} has no opposite", entry.line, entry.fields[1]);
            }
        }
    }
}
