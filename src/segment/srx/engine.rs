//! All patterns of a language, looked for at once: one pass over a text forwards, one backwards.
//!
//! The forward pass knows at each place which patterns end there, the backward pass which begin there; so a rule costs the
//! same whatever it looks for, and no text makes the passes longer than its length.

use std::borrow::Cow;
use std::fmt;

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::Hir;

use super::alphabet::Alphabet;

/// The most bytes of the automaton of a side.
const SIDE: usize = 64 << 20;
/// Bytes of states that are kept for going on.
const CACHE: usize = 32 << 20;

type NewCache = Box<dyn Fn() -> Cache + Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>;

/// Patterns that end, or begin, at places of a text.
pub(super) struct Side {
    dfa: DFA,
    caches: Pool<Cache, NewCache>,
    before: bool,
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Side({} patterns)", self.dfa.pattern_len())
    }
}

/// A text as patterns are looked for in it: in an alphabet of theirs, or as it is.
pub(super) struct Spelled<'t> {
    bytes: Cow<'t, [u8]>,
    text: &'t str,
    /// Where each character begins, in an alphabet.
    offsets: Option<Vec<usize>>,
}

impl<'t> Spelled<'t> {
    /// `text` in `alphabet`.
    pub(super) fn new(text: &'t str, alphabet: Option<&Alphabet>) -> Spelled<'t> {
        match alphabet {
            None => Spelled { bytes: text.as_bytes().into(), text, offsets: None },
            Some(alphabet) => {
                let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                Spelled { bytes: alphabet.text(text).into(), text, offsets: Some(offsets) }
            }
        }
    }

    /// The byte of the text at which the byte `place` stands; `None` inside a character.
    fn offset(&self, place: usize) -> Option<usize> {
        match &self.offsets {
            None => self.text.is_char_boundary(place).then_some(place),
            Some(offsets) => offsets.get(place).copied(),
        }
    }
}

/// Places of a text at which patterns match, each with the numbers of the patterns, ascending.
#[derive(Default)]
pub(super) struct Places {
    places: Vec<(usize, u32, u32)>,
    ids: Vec<u32>,
}

impl Places {
    /// The places and what matches there, in the order in which they were met.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &[u32])> {
        self.places.iter().map(|&(at, from, to)| (at, &self.ids[from as usize..to as usize]))
    }
}

fn nfa(hirs: &[&Hir], before: bool, limit: usize) -> Option<thompson::NFA> {
    let config =
        thompson::Config::new().utf8(false).reverse(!before).which_captures(WhichCaptures::None).nfa_size_limit(Some(limit));
    // One that is not bound to the begin of the text keeps the others from being looked for there only.
    let never = Hir::fail();
    let all: Vec<&Hir> = hirs.iter().copied().chain([&never]).collect();
    thompson::Compiler::new().configure(config).build_many_from_hir(&all).ok()
}

/// Whether `hir` takes no more than its share of a side that `count` rules have.
pub(super) fn fits(hir: &Hir, before: bool, count: usize) -> bool {
    nfa(&[hir], before, SIDE / 2 / count.max(1)).is_some()
}

impl Side {
    /// The passes for `hirs`, which are numbered from 0; `None` when they are too many.
    pub(super) fn new(hirs: &[&Hir], before: bool) -> Option<Side> {
        let nfa = nfa(hirs, before, SIDE)?;
        let config = Config::new().match_kind(MatchKind::All).cache_capacity(CACHE).skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let own = dfa.clone();
        let new: NewCache = Box::new(move || own.create_cache());
        Some(Side { dfa, caches: Pool::new(new), before })
    }

    /// The places of `text` at which `wanted` says that matches are of interest: ascending for patterns that end there,
    /// descending for those that begin there.
    pub(super) fn places(&self, text: &Spelled<'_>, mut wanted: impl FnMut(usize) -> bool) -> Places {
        let mut cache = self.caches.get();
        let mut out = Places::default();
        let bytes = &text.bytes[..];
        let input = Input::new(bytes).anchored(Anchored::No);
        let mut wanted = |place: usize| text.offset(place).filter(|&at| wanted(at));
        let mut walk = |out: &mut Places, cache: &mut Cache| -> Option<()> {
            let mut state = if self.before {
                self.dfa.start_state_forward(cache, &input).ok()?
            } else {
                self.dfa.start_state_reverse(cache, &input).ok()?
            };
            for step in 0..bytes.len() {
                let at = if self.before { step } else { bytes.len() - 1 - step };
                state = self.dfa.next_state(cache, state, bytes[at]).ok()?;
                // A match is told one byte late.
                if state.is_tagged() {
                    let place = if self.before { at } else { at + 1 };
                    if state.is_match()
                        && let Some(place) = wanted(place)
                    {
                        self.take(cache, state, place, out);
                    }
                    if state.is_dead() || state.is_quit() {
                        return Some(());
                    }
                }
            }
            state = self.dfa.next_eoi_state(cache, state).ok()?;
            let place = if self.before { bytes.len() } else { 0 };
            if state.is_match()
                && let Some(place) = wanted(place)
            {
                self.take(cache, state, place, out);
            }
            Some(())
        };
        walk(&mut out, &mut cache);
        out
    }

    fn take(&self, cache: &Cache, state: LazyStateID, place: usize, out: &mut Places) {
        let from = out.ids.len();
        out.ids.extend((0..self.dfa.match_len(cache, state)).map(|i| self.dfa.match_pattern(cache, state, i).as_u32()));
        out.ids[from..].sort_unstable();
        out.places.push((place, from as u32, out.ids.len() as u32));
    }
}
