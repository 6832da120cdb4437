//! Repetitions and similar sentences inside an article, and across the articles of one run: for each segment the best
//! earlier one.
//!
//! Source: review.md, "Analysis" (repetitions within and across files, internal fuzzies); score.md for how similar is.
//!
//! Leaves to others: what is filled in from a repetition once it is translated (`propagate`).
//!
//! **Invariant:** only earlier segments are named, so that the first occurrence is the one to translate. Found through the
//! token index, never by comparing all pairs; as lossless as any lookup.

use std::collections::HashMap;

use super::fill::KEPT_FROM;
use crate::leverage::{Policy, Query, Source, matches};
use crate::model::index::{self, FREQUENT, Order};
use crate::model::{
    Direction, Draft, DraftSegment, InMemory, Like, Match, Neighbour, Penalty, ReadError, Segment, SegmentRef, Uid, Unit,
    UnitState, unit,
};
use crate::text::{Tokens, key};

/// The segments of the articles of one run so far.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Names of the drafts in order.
    drafts: Vec<String>,
    known: HashMap<Direction, Known>,
}

/// What is known in one direction.
#[derive(Debug)]
struct Known {
    memory: InMemory,
    /// The segments in order: (index of the draft, number, key of the text as shown).
    places: Vec<(usize, u32, String)>,
    units: Vec<Unit>,
    /// How many there were when the order of the index was made.
    ordered: usize,
}

impl Earlier {
    /// Nothing yet.
    pub fn new() -> Earlier {
        Earlier::default()
    }

    /// Gives each of the `segments` of the next article its best earlier one, from [`KEPT_FROM`], and takes them in.
    ///
    /// `named` is the name its draft is to have; see [`Earlier::is_called`].
    ///
    /// # Errors
    /// None; the shape is that of every lookup.
    pub fn mark(&mut self, named: &str, direction: Direction, segments: &mut [DraftSegment]) -> Result<(), ReadError> {
        let here = self.open(named);
        let plain: Vec<String> = segments.iter().map(|s| s.segment.plain().into_owned()).collect();
        let known = self.known.entry(direction).or_insert_with(|| Known::new(direction));
        known.reorder(direction, &plain);
        for (segment, plain) in segments.iter_mut().zip(&plain) {
            segment.like = known.best(direction, plain, &segment.segment)?.map(|(place, found)| {
                let (draft, n, _) = &known.places[place];
                let draft = (*draft != here).then(|| self.drafts[*draft].clone());
                Like { at: SegmentRef { draft, n: *n }, ..found }
            });
            known.push(here, plain, &segment.segment);
        }
        Ok(())
    }

    /// Says under which name the draft of the last article is stored.
    pub fn is_called(&mut self, name: &str) {
        if let Some(last) = self.drafts.last_mut() {
            name.clone_into(last);
        }
    }

    /// Takes in a draft that is stored already; what its segments say of earlier ones stays.
    pub fn add(&mut self, draft: &Draft) {
        let here = self.open(&draft.name);
        let plain: Vec<String> = draft.segments.iter().map(|s| s.segment.plain().into_owned()).collect();
        let known = self.known.entry(draft.direction).or_insert_with(|| Known::new(draft.direction));
        known.reorder(draft.direction, &plain);
        for (segment, plain) in draft.segments.iter().zip(&plain) {
            known.push(here, plain, &segment.segment);
        }
    }

    fn open(&mut self, named: &str) -> usize {
        self.drafts.push(named.to_owned());
        self.drafts.len() - 1
    }
}

impl Known {
    fn new(direction: Direction) -> Known {
        let memory = InMemory::new(direction, Order::default());
        Known { memory, places: Vec::new(), units: Vec::new(), ordered: 0 }
    }

    /// Makes the order of the index anew when as many texts come as it was made for; the frequent words stand last then.
    fn reorder(&mut self, direction: Direction, coming: &[String]) {
        let total = self.units.len() + coming.len();
        if total < 2 * self.ordered {
            return;
        }
        let mut counts: HashMap<index::Element, u32> = HashMap::new();
        for text in self.units.iter().map(|u| &u.source).chain(coming) {
            for element in index::elements(&Tokens::of(text)) {
                *counts.entry(element).or_default() += 1;
            }
        }
        let mut frequent: Vec<(index::Element, u32)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
        frequent.sort_unstable_by_key(|&(element, count)| (std::cmp::Reverse(count), element));
        let frequent: Vec<index::Element> = frequent.into_iter().take(FREQUENT).map(|(element, _)| element).collect();
        self.memory = InMemory::new(direction, Order::of(&frequent));
        self.units.iter().for_each(|u| self.memory.push(u.clone()));
        self.ordered = total;
    }

    fn push(&mut self, draft: usize, plain: &str, segment: &Segment) {
        let place = self.places.len();
        let unit = Unit {
            id: place as i64,
            // Ascends with the text: of equals the first is the best.
            uid: Uid::of(0, 0, place as u32),
            source: plain.to_owned(),
            target: String::new(),
            skeleton: segment.tagged.as_deref().map_or(0, unit::skeleton),
            state: UnitState::Confirmed,
            role: None,
            author: None,
            changed: None,
            contexts: Vec::new(),
        };
        self.memory.push(unit.clone());
        self.units.push(unit);
        self.places.push((draft, segment.n, key(segment.shown())));
    }

    /// The best of those taken in so far, the first of equals: its index, and what is told of it.
    fn best(&self, direction: Direction, plain: &str, segment: &Segment) -> Result<Option<(usize, Like)>, ReadError> {
        let query = Query {
            source: plain,
            prev: Neighbour::Unknown,
            next: Neighbour::Unknown,
            role: None,
            skeleton: Some(segment.tagged.as_deref().map_or(0, unit::skeleton)),
        };
        let source = Source { name: "", penalty: 0, memory: &self.memory };
        let found = matches(&[query], &[source], &Policy { direction, min_score: KEPT_FROM, limit: 1 })?;
        Ok(found.into_iter().flatten().next().map(|m| self.told(m, segment)))
    }

    fn told(&self, m: Match, segment: &Segment) -> (usize, Like) {
        let place = m.tu as usize;
        let Match { mut score, mut penalties, diff, flags, .. } = m;
        // Tags of the same kinds around other words: the translation of the one does not serve the other as it is.
        if score >= 100 && self.places[place].2 != key(segment.shown()) {
            score = 99;
            penalties.push((Penalty::Tags, 1));
        }
        (place, Like { at: SegmentRef { draft: None, n: segment.n }, score, diff, flags, penalties })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Guard, Role};
    use proptest::prelude::*;

    pub(crate) fn segments(texts: &[&str]) -> Vec<DraftSegment> {
        (texts.iter().enumerate())
            .map(|(at, text)| {
                let n = at as u32 + 1;
                let tagged = text.contains('<').then(|| (*text).to_owned());
                let segment = Segment {
                    n,
                    role: Role::Body,
                    para: n,
                    line: n,
                    text: (*text).to_owned(),
                    before: String::new(),
                    after: "\n".to_owned(),
                    joined: Vec::new(),
                    tagged,
                    tags: Vec::new(),
                };
                DraftSegment::of(segment)
            })
            .collect()
    }

    fn marked(earlier: &mut Earlier, name: &str, texts: &[&str]) -> Vec<DraftSegment> {
        let mut segments = segments(texts);
        earlier.mark(name, Direction::ID_EN, &mut segments).expect("in memory");
        segments
    }

    /// (number of this segment, draft and number of the earlier one, score).
    fn told(segments: &[DraftSegment]) -> Vec<(u32, Option<&str>, u32, u8)> {
        let like = |s: &DraftSegment| Some((s.segment.n, s.like.clone()?));
        let known: Vec<(u32, Like)> = segments.iter().filter_map(like).collect();
        let name = |n: u32| segments[n as usize - 1].like.as_ref().and_then(|l| l.at.draft.as_deref());
        known.into_iter().map(|(n, l)| (n, name(n), l.at.n, l.score)).collect()
    }

    #[test]
    fn the_first_of_equals_is_named_and_only_earlier_ones() {
        let text = [
            "Foto: Dokumentasi Desa Sukamaju",
            "Petani memanen bawang merah lebih awal tahun ini.",
            "Foto: Dokumentasi Desa Sukamaju",
            "Petani memanen bawang putih lebih awal tahun ini.",
            "Foto: Dokumentasi Desa  Sukamaju",
        ];
        let segments = marked(&mut Earlier::new(), "panen", &text);
        assert_eq!(told(&segments), [(3, None, 1, 100), (4, None, 2, 88), (5, None, 1, 100)]);
        let diff = &segments[3].like.as_ref().expect("similar").diff;
        assert!(diff.contains(&('-', " merah".to_owned())) && diff.contains(&('+', " putih".to_owned())), "{diff:?}");
    }

    #[test]
    fn what_changes_the_meaning_is_flagged() {
        let segments = marked(&mut Earlier::new(), "x", &["Jembatan itu telah dibuka.", "Jembatan itu belum dibuka."]);
        let like = segments[1].like.as_ref().expect("similar");
        assert!(like.score <= 84 && like.flags.iter().any(|f| f.guard == Guard::Time), "{like:?}");
    }

    #[test]
    fn other_files_are_named_and_a_draft_that_is_there_counts_too() {
        let mut earlier = Earlier::new();
        marked(&mut earlier, "satu", &["Warga bersyukur.", "Jalan desa kini beraspal."]);
        earlier.is_called("satu-2");
        let stored = marked(&mut Earlier::new(), "dua", &["Pasar dibuka pukul lima pagi."]);
        let mut draft = crate::model::Draft {
            id: 7,
            name: "dua".to_owned(),
            file: "dua.txt".to_owned(),
            sha256: String::new(),
            direction: Direction::ID_EN,
            form: crate::model::Form::Text,
            rules: String::new(),
            at: crate::model::Stamp::parse("20261124T080000Z").expect("a date"),
            lines: Vec::new(),
            segments: stored,
        };
        earlier.add(&draft);
        let third = marked(&mut earlier, "tiga", &["Jalan desa kini beraspal.", "Pasar dibuka pukul lima pagi."]);
        assert_eq!(told(&third), [(1, Some("satu-2"), 2, 100), (2, Some("dua"), 1, 100)]);
        // The other direction is another matter.
        draft.direction = Direction::ID_EN.reversed();
        let mut earlier = Earlier::new();
        earlier.add(&draft);
        assert!(told(&marked(&mut earlier, "tiga", &["Pasar dibuka pukul lima pagi."])).is_empty());
    }

    #[test]
    fn other_tags_are_no_repetition() {
        let text = [
            "<1>Kopi</1> Gayo laku keras.",
            "Kopi <1>Gayo</1> laku keras.",
            "Kopi Gayo laku keras.",
            "<1>Kopi</1> Gayo laku keras.",
        ];
        let segments = marked(&mut Earlier::new(), "kopi", &text);
        assert_eq!(told(&segments), [(2, None, 1, 99), (3, None, 1, 99), (4, None, 1, 100)]);
        assert!(!segments[1].is_repetition() && segments[3].is_repetition());
    }

    /// What a comparison with every earlier segment gives: (score, first with it).
    fn scanned(texts: &[String], at: usize) -> Option<u8> {
        let of = |earlier: &String| {
            let mut alone = Earlier::new();
            marked(&mut alone, "a", &[earlier]);
            marked(&mut alone, "b", &[&texts[at]])[0].like.as_ref().map(|l| l.score)
        };
        texts[..at].iter().filter_map(of).max()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn nothing_similar_is_missed(words in prop::collection::vec(prop::collection::vec(0usize..7, 1..9), 2..24)) {
            let names = ["harga", "cabai", "naik", "di", "pasar", "lama", "hari"];
            let texts: Vec<String> = words.iter().map(|w| w.iter().map(|&i| names[i]).collect::<Vec<_>>().join(" ")).collect();
            let shown: Vec<&str> = texts.iter().map(String::as_str).collect();
            let segments = marked(&mut Earlier::new(), "x", &shown);
            for (at, segment) in segments.iter().enumerate() {
                prop_assert_eq!(segment.like.as_ref().map(|l| l.score), scanned(&texts, at), "{:?}", texts);
                if let Some(like) = &segment.like {
                    prop_assert!(like.at.n < segment.segment.n);
                }
            }
        }
    }
}
