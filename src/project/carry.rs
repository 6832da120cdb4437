//! From a draft to its next version: which segments are the same, which one was changed into which, and whose work goes on.
//!
//! Leaves to others: looking the new text up, and where drafts are kept.
//!
//! **Invariant:** pure. Every target that somebody worked on in the old draft is afterwards in exactly one segment of the new
//! one, as its target or as what stood there before, or it is among those that are gone. (Property-tested.)

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet, VecDeque};

use crate::leverage::edit::{Alphabet, distance2, script};
use crate::leverage::{diff, score};
use crate::model::{DraftSegment, Previous, SegmentState};
use crate::text::Tokens;

/// A segment is the changed form of another from this raw score (score.md, rule 4).
pub const SIMILAR_FROM: u8 = 50;
/// The most cells of the table in which the common order of two long texts is looked for.
const CELLS: usize = 1 << 24;

/// A segment of the old draft that has no successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its number in the old draft.
    pub n: u32,
    /// Its text.
    pub source: String,
    /// Its target.
    pub target: String,
    /// What a human had said about it.
    pub state: SegmentState,
    /// Whether somebody had worked on it.
    pub work: bool,
}

/// What became of the segments, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Segments with the same source: (new number, old number), in the new order.
    pub kept: Vec<(u32, u32)>,
    /// Segments whose work came out of a version before the old draft, see [`recover`].
    pub recovered: Vec<u32>,
    /// Segments that are a changed form of an old one: (new number, old number), in the new order.
    pub changed: Vec<(u32, u32)>,
    /// New segments without anything like them in the old draft.
    pub new: Vec<u32>,
    /// Old segments without a successor, in the old order.
    pub gone: Vec<Gone>,
}

impl Carried {
    /// Whether the two texts have so much in common that they are versions of one article: of the shorter one at least a
    /// quarter of the segments.
    pub fn is_version(&self) -> bool {
        let common = self.kept.len() + self.changed.len();
        let shorter = common + self.new.len().min(self.gone.len());
        common * 4 >= shorter.max(1)
    }
}

/// Takes the work of `old` over into `fresh`, the segments of the new text as they were looked up and filled in.
///
/// Same sources keep target, state, origin, note and the unit they wrote; where nobody had worked on the target, what was just
/// looked up holds. A changed source keeps nothing in its target: what stood there is its [`Previous`].
pub fn carry(old: &[DraftSegment], fresh: Vec<DraftSegment>) -> (Vec<DraftSegment>, Carried) {
    let pairs = same_sources(old, &fresh);
    let similar = similar_sources(old, &fresh, &pairs);
    let mut gone: Vec<bool> = vec![true; old.len()];
    let mut report = Carried::default();
    let segments = (fresh.into_iter().enumerate())
        .map(|(at, new)| {
            if let Some(from) = pairs[at] {
                gone[from] = false;
                report.kept.push((new.segment.n, old[from].segment.n));
                kept(&old[from], new)
            } else if let Some(from) = similar[at] {
                gone[from] = false;
                report.changed.push((new.segment.n, old[from].segment.n));
                changed(&old[from], new)
            } else {
                report.new.push(new.segment.n);
                new
            }
        })
        .collect();
    report.gone = (old.iter().zip(gone).filter(|(_, gone)| *gone)).map(|(s, _)| gone_of(s)).collect();
    (segments, report)
}

/// Brings back work that an earlier version than the old draft holds: for segments without work of their own whose very source
/// was worked on in `older`, such as a sentence or a line that had been left out in between.
pub fn recover(older: &[DraftSegment], segments: &mut [DraftSegment], report: &mut Carried) {
    let here: HashSet<((bool, String), String)> = segments
        .iter()
        .filter(|s| s.has_work())
        .map(|s| ((s.segment.tagged.is_some(), s.segment.shown().to_owned()), s.target.clone()))
        .collect();
    let mut there: HashMap<(bool, String), VecDeque<&DraftSegment>> = HashMap::new();
    for s in older.iter().filter(|s| s.has_work() && !s.target.is_empty()) {
        let (tagged, source) = source_key(s);
        let key = ((tagged, source.to_owned()), s.target.clone());
        // What is here already was taken over on the way.
        if !here.contains(&key) {
            there.entry(key.0).or_default().push_back(s);
        }
    }
    for segment in segments.iter_mut().filter(|s| !s.has_work()) {
        let n = segment.segment.n;
        let key = (segment.segment.tagged.is_some(), segment.segment.shown().to_owned());
        let Some(found) = there.get_mut(&key).and_then(VecDeque::pop_front) else { continue };
        let previous = segment.previous.take();
        *segment = kept(found, segment.clone());
        segment.previous = previous.or(segment.previous.take());
        report.new.retain(|new| *new != n);
        report.changed.retain(|(new, _)| *new != n);
        if report.kept.iter().all(|(kept, _)| *kept != n) {
            report.recovered.push(n);
        }
    }
}

fn gone_of(s: &DraftSegment) -> Gone {
    let earlier = s.previous.as_ref().is_some_and(is_work);
    // What waited under a segment without work of its own goes with it, and is shown in its place.
    let shown = s.previous.as_ref().filter(|_| earlier && !s.has_work());
    Gone {
        n: s.segment.n,
        source: shown.map_or_else(|| s.segment.shown().to_owned(), |p| p.source.clone()),
        target: shown.map_or_else(|| s.target.clone(), |p| p.target.clone()),
        state: shown.map_or(s.state, |p| p.state),
        work: s.has_work() || earlier,
    }
}

fn is_work(p: &Previous) -> bool {
    let worked = !p.target.is_empty() && !matches!(p.state, SegmentState::New | SegmentState::Draft);
    worked || p.earlier.as_deref().is_some_and(is_work)
}

fn kept(old: &DraftSegment, mut new: DraftSegment) -> DraftSegment {
    new.note.clone_from(&old.note);
    new.previous.clone_from(&old.previous);
    if old.has_work() {
        new.target.clone_from(&old.target);
        new.state = old.state;
        new.origin.clone_from(&old.origin);
        new.wrote = old.wrote;
        // No file of the new version is older than this text: it came from none, and all of them show it.
        new.via = None;
        new.exported = vec![old.target.clone()];
        new.carried = Some(old.segment.n);
    }
    new
}

fn changed(old: &DraftSegment, mut new: DraftSegment) -> DraftSegment {
    new.note.clone_from(&old.note);
    let earlier = old.previous.as_ref().filter(|p| is_work(p));
    new.previous = match earlier {
        // Nobody has done anything since the sentence was changed the last time.
        Some(earlier) if !old.has_work() => {
            Some(Previous { diff: word_diff(&earlier.source, new.segment.shown()), ..earlier.clone() })
        }
        earlier => Some(Previous {
            n: old.segment.n,
            source: old.segment.shown().to_owned(),
            target: old.target.clone(),
            state: old.state,
            diff: word_diff(old.segment.shown(), new.segment.shown()),
            earlier: earlier.cloned().map(Box::new),
        }),
    };
    new
}

/// The words that differ, from `old` (`-`) to `new` (`+`).
pub fn word_diff(old: &str, new: &str) -> Vec<(char, String)> {
    let (a, b) = (Tokens::of(old), Tokens::of(new));
    let alphabet = Alphabet::of(&b);
    diff::words((old, &a), (new, &b), &script(&alphabet.symbols(&a), &alphabet.query))
}

fn source_key(s: &DraftSegment) -> (bool, &str) {
    (s.segment.tagged.is_some(), s.segment.shown())
}

/// For each new segment the old one with the same source: in the order that both texts have in common first, so that repeated
/// sentences keep their own work, then what has moved, in order. No old one twice.
fn same_sources(old: &[DraftSegment], new: &[DraftSegment]) -> Vec<Option<usize>> {
    let mut numbers: HashMap<(bool, &str), u32> = HashMap::new();
    let mut number = |s| {
        let next = numbers.len() as u32;
        *numbers.entry(source_key(s)).or_insert(next)
    };
    let a: Vec<u32> = old.iter().map(&mut number).collect();
    let b: Vec<u32> = new.iter().map(&mut number).collect();
    let mut pairs = vec![None; b.len()];
    let mut taken = vec![false; a.len()];
    for (from, to) in common_order(&a, &b) {
        pairs[to] = Some(from);
        taken[from] = true;
    }
    let mut moved: HashMap<u32, VecDeque<usize>> = HashMap::new();
    for from in (0..a.len()).filter(|&from| !taken[from]) {
        moved.entry(a[from]).or_default().push_back(from);
    }
    for (to, pair) in pairs.iter_mut().enumerate().filter(|(_, pair)| pair.is_none()) {
        *pair = moved.get_mut(&b[to]).and_then(VecDeque::pop_front);
    }
    // Of repeated sentences of which some are gone, one that somebody worked on stays.
    for pair in &mut pairs {
        let Some(from) = *pair else { continue };
        let left = moved.get_mut(&a[from]).filter(|_| !old[from].has_work());
        if let Some(left) = left
            && let Some(at) = left.iter().position(|&other| old[other].has_work())
            && let Some(better) = left.remove(at)
        {
            left.push_back(from);
            *pair = Some(better);
        }
    }
    pairs
}

/// A longest common subsequence: places in `a` and `b`, ascending. For two long texts without common edges it is empty; order
/// then decides alone.
fn common_order(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let before = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (inner_a, inner_b) = (&a[before..], &b[before..]);
    let after = inner_a.iter().rev().zip(inner_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (m, n) = (inner_a.len() - after, inner_b.len() - after);
    let mut out: Vec<(usize, usize)> = (0..before).map(|i| (i, i)).collect();
    if m > 0 && n > 0 && m.saturating_mul(n) <= CELLS {
        let width = n + 1;
        let mut length = vec![0_u32; (m + 1) * width];
        for i in (0..m).rev() {
            for j in (0..n).rev() {
                length[i * width + j] = if inner_a[i] == inner_b[j] {
                    length[(i + 1) * width + j + 1] + 1
                } else {
                    length[(i + 1) * width + j].max(length[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < m && j < n {
            if inner_a[i] == inner_b[j] {
                out.push((before + i, before + j));
                (i, j) = (i + 1, j + 1);
            } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
    out.extend((0..after).map(|k| (before + m + k, before + n + k)));
    out
}

/// For each new segment without an equal the old one it is the changed form of: the most similar pairs first, of equal ones
/// those nearest in place. No old one twice.
fn similar_sources(old: &[DraftSegment], new: &[DraftSegment], pairs: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut free = vec![true; old.len()];
    for from in pairs.iter().flatten() {
        free[*from] = false;
    }
    let left: Vec<(usize, Tokens)> =
        (0..old.len()).filter(|&from| free[from]).map(|from| (from, Tokens::of(old[from].segment.shown()))).collect();
    let mut found: Vec<(u8, usize, usize, usize)> = Vec::new();
    for to in (0..new.len()).filter(|&to| pairs[to].is_none()) {
        let tokens = Tokens::of(new[to].segment.shown());
        let alphabet = Alphabet::of(&tokens);
        for (from, other) in &left {
            let (n, m) = (other.len(), tokens.len());
            let limit = (n + m) * usize::from(100 - SIMILAR_FROM) / 100;
            let Some(distance) = distance2(&alphabet.symbols(other), &alphabet.query, limit) else { continue };
            let score = score::raw(n, m, distance);
            if score >= SIMILAR_FROM {
                // Where the text would stand if nothing had moved.
                let expected = from * new.len() / old.len().max(1);
                found.push((score, expected.abs_diff(to), to, *from));
            }
        }
    }
    found.sort_by_key(|&(score, apart, to, from)| (Reverse(score), apart, to, from));
    let mut out = vec![None; new.len()];
    for (_, _, to, from) in found {
        if out[to].is_none() && free[from] {
            out[to] = Some(from);
            free[from] = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, Segment};
    use proptest::prelude::*;

    fn segment(n: usize, text: &str) -> DraftSegment {
        DraftSegment::of(Segment {
            n: n as u32,
            role: Role::Body,
            para: n as u32,
            line: n as u32,
            text: text.to_owned(),
            before: String::new(),
            after: "\n".to_owned(),
            joined: Vec::new(),
            tagged: None,
            tags: Vec::new(),
        })
    }

    fn text(sentences: &[&str]) -> Vec<DraftSegment> {
        sentences.iter().enumerate().map(|(i, t)| segment(i + 1, t)).collect()
    }

    fn worked(mut s: DraftSegment, target: &str, state: SegmentState) -> DraftSegment {
        target.clone_into(&mut s.target);
        s.state = state;
        s.via = Some("lama.tsv".to_owned());
        s
    }

    #[test]
    fn what_moved_keeps_its_work_and_what_was_edited_shows_it() {
        let mut old = text(&[
            "Pasar Wanasari terbakar.",
            "Api berasal dari kios nomor 12 di lantai dua.",
            "Tidak ada korban jiwa.",
            "Pedagang menunggu bantuan.",
        ]);
        old[0] = worked(old[0].clone(), "Wanasari market burns.", SegmentState::Confirmed);
        old[1] = worked(old[1].clone(), "The fire began in stall 12.", SegmentState::Edited);
        old[3] = worked(old[3].clone(), "Traders await help.", SegmentState::Edited);
        let fresh = text(&[
            "Pedagang menunggu bantuan.",
            "Pasar Wanasari terbakar.",
            "Api berasal dari kios nomor 14 di lantai dua.",
            "Bupati Larasati Wibowo meninjau lokasi.",
        ]);
        let (new, report) = carry(&old, fresh);
        assert_eq!(report.kept, [(1, 4), (2, 1)]);
        assert_eq!(report.changed, [(3, 2)]);
        assert_eq!(report.new, [4]);
        assert_eq!(report.gone.iter().map(|g| (g.n, g.work)).collect::<Vec<_>>(), [(3, false)]);
        assert_eq!(
            (new[0].target.as_str(), new[0].state, new[0].carried),
            ("Traders await help.", SegmentState::Edited, Some(4))
        );
        assert_eq!((new[2].target.as_str(), new[2].state), ("", SegmentState::New));
        let before = new[2].previous.as_ref().expect("what stood there");
        assert_eq!((before.n, before.target.as_str()), (2, "The fire began in stall 12."));
        let diff: Vec<(char, &str)> = before.diff.iter().map(|(op, t)| (*op, t.as_str())).collect();
        assert_eq!(diff, [('=', "Api berasal dari kios nomor"), ('-', " 12"), ('+', " 14"), ('=', " di lantai dua.")]);
        assert!(report.is_version());
    }

    #[test]
    fn repeated_sentences_keep_their_own_work_in_order() {
        let mut old = text(&["Iklan", "Satu kalimat.", "Iklan", "Dua kalimat.", "Iklan"]);
        for (at, target) in [(0, "First"), (2, "Second"), (4, "Third")] {
            old[at] = worked(old[at].clone(), target, SegmentState::Edited);
        }
        let targets = |sentences: &[&str]| carry(&old, text(sentences)).0.into_iter().map(|s| s.target).collect::<Vec<_>>();
        assert_eq!(targets(&["Satu kalimat.", "Iklan", "Dua kalimat.", "Iklan"]), ["", "Second", "", "Third"]);
        assert_eq!(targets(&["Iklan", "Iklan", "Iklan", "Iklan"]), ["First", "Second", "", "Third"]);
        // One of them is left, and only one was worked on.
        old[2] = segment(3, "Iklan");
        old[0] = segment(1, "Iklan");
        let (new, report) = carry(&old, text(&["Iklan", "Satu kalimat.", "Dua kalimat."]));
        assert_eq!((new[0].target.as_str(), report.gone.iter().any(|g| g.work)), ("Third", false));
    }

    #[test]
    fn work_is_found_again_however_often_the_sentence_changes() {
        let old =
            [worked(segment(1, "Harga cabai naik dua kali lipat pekan ini."), "Chilli prices doubled.", SegmentState::Edited)];
        let (second, _) = carry(&old, text(&["Harga cabai naik tiga kali lipat pekan ini."]));
        let (third, _) = carry(&second, text(&["Harga cabai naik tiga kali lipat bulan ini."]));
        let before = third[0].previous.as_ref().expect("the first work");
        assert_eq!(
            (before.target.as_str(), before.source.as_str()),
            ("Chilli prices doubled.", "Harga cabai naik dua kali lipat pekan ini.")
        );
        let third = [worked(third[0].clone(), "Chilli prices tripled.", SegmentState::Edited)];
        let (fourth, _) = carry(&third, text(&["Harga cabai naik empat kali lipat bulan ini."]));
        let before = fourth[0].previous.as_ref().expect("the second work");
        assert_eq!(before.target, "Chilli prices tripled.");
        assert_eq!(before.earlier.as_ref().map(|e| e.target.as_str()), Some("Chilli prices doubled."));
        let (_, report) = carry(&fourth, text(&["Sama sekali lain."]));
        assert_eq!((report.gone[0].target.as_str(), report.gone[0].work), ("Chilli prices tripled.", true));
    }

    #[test]
    fn untouched_text_is_looked_up_again_and_a_remark_stays() {
        let mut old = text(&["Hujan turun di Kotamulya."]);
        old[0].target = "An old match.".to_owned();
        old[0].state = SegmentState::Draft;
        old[0].note = "cek ejaan".to_owned();
        let mut fresh = text(&["Hujan turun di Kotamulya."]);
        fresh[0].target = "A better match.".to_owned();
        fresh[0].state = SegmentState::Draft;
        let (new, _) = carry(&old, fresh);
        assert_eq!((new[0].target.as_str(), new[0].note.as_str(), new[0].carried), ("A better match.", "cek ejaan", None));
    }

    #[test]
    fn work_of_a_sentence_that_comes_back_comes_back_with_it() {
        let both = ["Sawah di Cikalong mengering.", "Petani menunda tanam.", "Petani menunda tanam."];
        let mut first = text(&both);
        for (at, target) in [(0, "Rice fields dry up."), (1, "Farmers wait."), (2, "Planting is put off.")] {
            first[at] = worked(first[at].clone(), target, SegmentState::Edited);
        }
        let (second, _) = carry(&first, text(&both[..2]));
        let (mut third, mut report) = carry(&second, text(&both));
        assert_eq!((report.kept.len(), report.new.as_slice()), (2, &[3][..]));
        recover(&first, &mut third, &mut report);
        let targets: Vec<&str> = third.iter().map(|s| s.target.as_str()).collect();
        assert_eq!(targets, ["Rice fields dry up.", "Farmers wait.", "Planting is put off."]);
        assert!(report.new.is_empty() && report.recovered == [3], "{report:?}");
        let before = (third.clone(), report.clone());
        recover(&first, &mut third, &mut report);
        assert_eq!((third, report), before, "once");
    }

    #[test]
    fn another_article_is_no_version() {
        let old = text(&["Kapal tiba.", "Nelayan pulang.", "Ombak tinggi.", "Oleh Sekar Ayu", "Harga ikan turun."]);
        let fresh =
            text(&["Listrik padam.", "Warga mengeluh.", "PLN Cabang Sukamaju meminta maaf.", "Oleh Sekar Ayu", "Genset habis."]);
        assert!(!carry(&old, fresh).1.is_version());
        assert!(carry(&old, old.clone()).1.is_version());
        assert!(carry(&old, text(&["Kapal tiba."])).1.is_version());
    }

    /// Every worked-on target that stands in a segment or under it, sorted.
    fn work(segments: &[DraftSegment]) -> Vec<String> {
        fn under(p: Option<&Previous>, out: &mut Vec<String>) {
            if let Some(p) = p {
                if !matches!(p.state, SegmentState::New | SegmentState::Draft) {
                    out.push(p.target.clone());
                }
                under(p.earlier.as_deref(), out);
            }
        }
        let mut out: Vec<String> = segments.iter().filter(|s| !s.is_untouched()).map(|s| s.target.clone()).collect();
        for s in segments {
            under(s.previous.as_ref(), &mut out);
        }
        out.sort();
        out
    }

    const WORDS: [&str; 8] = ["kapal", "tiba", "di", "pelabuhan", "baru", "kemarin", "malam", "ini"];

    fn sentences() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(prop::collection::vec(0..WORDS.len(), 1..5), 0..9)
            .prop_map(|all| all.iter().map(|s| s.iter().map(|&w| WORDS[w]).collect::<Vec<_>>().join(" ")).collect())
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_doubled(
            texts in prop::collection::vec(sentences(), 2..5),
            states in prop::collection::vec(0_usize..5, 40),
        ) {
            let mut here: Vec<DraftSegment> = Vec::new();
            for (round, sentences) in texts.iter().enumerate() {
                let fresh: Vec<DraftSegment> = sentences.iter().enumerate().map(|(i, t)| segment(i + 1, t)).collect();
                let before = work(&here);
                let old = here;
                let (mut new, report) = carry(&old, fresh);
                prop_assert_eq!(new.iter().map(|s| &s.segment.text).collect::<Vec<_>>(), sentences.iter().collect::<Vec<_>>());
                prop_assert_eq!(report.kept.len() + report.changed.len() + report.new.len(), new.len());
                prop_assert_eq!(report.kept.len() + report.changed.len() + report.gone.len(), old.len());
                let gone: Vec<DraftSegment> =
                    old.iter().filter(|s| report.gone.iter().any(|g| g.n == s.segment.n)).cloned().collect();
                let told = report.gone.iter().filter(|g| g.work).count();
                prop_assert_eq!(told, gone.iter().filter(|s| !work(std::slice::from_ref(s)).is_empty()).count());
                let mut after = [work(&new), work(&gone)].concat();
                after.sort();
                prop_assert_eq!(after, before);
                // Somebody goes on with it: each target is told from all others.
                for (at, s) in new.iter_mut().enumerate().filter(|(_, s)| s.is_untouched()) {
                    let state = SegmentState::ALL[states[(round * 9 + at) % states.len()]];
                    if state != SegmentState::New {
                        s.target = format!("target {round}.{at}");
                        s.state = state;
                    }
                }
                here = new;
            }
        }

        #[test]
        fn an_unchanged_text_keeps_everything(sentences in sentences(), states in prop::collection::vec(0_usize..5, 9)) {
            let mut old: Vec<DraftSegment> = sentences.iter().enumerate().map(|(i, t)| segment(i + 1, t)).collect();
            let fresh = old.clone();
            for (at, s) in old.iter_mut().enumerate() {
                s.state = SegmentState::ALL[states[at]];
                s.target = format!("target {at}");
            }
            let (new, report) = carry(&old, fresh);
            prop_assert!(report.changed.is_empty() && report.new.is_empty() && report.gone.is_empty());
            for (s, was) in new.iter().zip(&old).filter(|(_, was)| was.has_work()) {
                prop_assert_eq!((&s.target, s.state), (&was.target, was.state));
            }
        }
    }
}
