//! From an article file to its draft: read, find the article, look every segment up, fill in.
//!
//! Source: design.md §1 and §4, review.md, "A draft and its life".

use super::carry::{Carried, carry, recover};
use super::clock::Moment;
use super::memories::Place;
use super::named::{self, NoSuchDraft};
use super::repeats::Earlier;
use super::{bands, fill, fingerprint, neighbours};
use crate::article::{self, ArticleError, Attention, Options};
use crate::leverage::{Policy, Source, matches};
use crate::memory::{DraftRow, Store, StoreError};
use crate::model::{Direction, Draft, DraftSegment, Lang, LineDecision, Match, ReadError, Segment};
use crate::text::language;

/// The most matches kept of one segment.
pub const KEPT: usize = 20;

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct DraftOptions {
    /// Language that is translated from; `None` leaves it to the settings and the text.
    pub from: Option<Lang>,
    /// Language that is translated into.
    pub to: Option<Lang>,
    /// How the article is found and cut; its language is that of the draft.
    pub article: Options,
    /// The lowest score that is filled in.
    pub fill: u8,
    /// Make a new draft although the text has one.
    pub new: bool,
    /// The draft whose work is taken over: its name, its number, or the file of its article.
    pub after: Option<String>,
    /// Look untouched segments up again when the text goes on with its draft.
    pub refresh: bool,
    /// Look only, store nothing.
    pub dry_run: bool,
}

/// What drafting gave.
#[derive(Clone, Debug)]
pub struct Made {
    /// The draft, stored unless it was a dry run.
    pub draft: Draft,
    /// Whether the text was plainly in the other language, so that the direction was turned round.
    pub turned: bool,
    /// Whether the text had a draft already, which goes on.
    pub resumed: bool,
    /// The draft that this one takes over from, and what became of its segments.
    pub version: Option<Version>,
    /// An older draft of a file of this name with which the text has next to nothing in common: nothing was taken over.
    pub unlike: Option<String>,
    /// What the memory has learnt since a draft that goes on was looked up: changes, and their units. `None` where that is not
    /// known or does not matter.
    pub learnt: Option<(u64, u64)>,
    /// How many segments of a draft that goes on have other matches now; `None` unless asked for.
    pub refreshed: Option<usize>,
    /// The encoding of the file.
    pub encoding: &'static str,
    /// What a person should look at.
    pub attention: Vec<Attention>,
    /// Segments by band of their best match.
    pub bands: bands::Bands,
}

/// A draft as the next version of another.
#[derive(Clone, Debug)]
pub struct Version {
    /// Name of the draft that it takes over from.
    pub of: String,
    /// Whether that is a draft of the same article, and not of the story which this one follows up.
    pub same_article: bool,
    /// What became of its segments.
    pub carried: Carried,
}

/// A memory that is only read for a draft.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// Its name in the set; never that of the memory which is written to.
    pub name: &'a str,
    /// Points taken off its matches.
    pub penalty: u8,
    /// The memory.
    pub store: &'a Store,
}

/// Why there is no draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The file is no text with an article in it.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// A line number names no line.
    #[error("there is no text on line {0}")]
    NoSuchLine(u32),
    /// Nothing of the text is left to translate.
    #[error("no line of the text was kept")]
    NothingKept,
    /// The draft to take over from is not there.
    #[error(transparent)]
    NoSuchDraft(#[from] NoSuchDraft),
    /// The draft to take over from is in another direction.
    #[error("draft {name} translates from {} into {}, the text from {} into {}", found.from, found.to, wanted.from, wanted.to)]
    OtherDirection {
        /// Its name.
        name: String,
        /// Its direction.
        found: Direction,
        /// That of the text.
        wanted: Direction,
    },
    /// The memory refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The memory cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Returns the direction of a text: what was asked for, else the default, turned round when the text is plainly in the
/// language that would be translated into.
pub fn direction(text: &str, from: Option<Lang>, to: Option<Lang>) -> (Direction, bool) {
    let other = |lang: Lang| if lang == Lang::ID { Lang::EN } else { Lang::ID };
    match (from, to) {
        (Some(from), to) => (Direction { from, to: to.unwrap_or(other(from)) }, false),
        (None, Some(to)) => (Direction { from: other(to), to }, false),
        (None, None) => {
            let usual = Direction::ID_EN;
            let turned = language::plainly(text).is_some_and(|l| l == usual.to.as_str());
            (if turned { usual.reversed() } else { usual }, turned)
        }
    }
}

/// Returns how many words a segment has: runs between spaces that hold a letter or a digit, markup apart.
///
/// Source: review.md, "Analysis".
pub fn words(segment: &Segment) -> usize {
    segment.plain().split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
}

/// Makes the draft of the article in `bytes`, the content of the file `file`, and stores it in `store`.
///
/// Matches come from `store` and from the `others`, which are only read; where two score alike in everything, those of `store`
/// come first, then those of the others in their order. `named` is the name under which the file's draft is kept, usually its
/// stem. A text that has a draft goes on with the newest one of its file; line decisions that a person made for it hold until
/// they are made otherwise. A text that has changed since, or of which other lines are asked for, gets a new version with the
/// work of that draft. `earlier` are the articles drafted before it in one run; this one joins them. `progress` gets how many
/// segments of how many have been looked up.
///
/// # Errors
/// A file that holds no text, a line number that names none, no draft such as was asked for, a memory that cannot be read or
/// written.
pub fn make(
    store: &mut Store,
    place: &Place,
    others: &[Reference<'_>],
    (file, named, bytes): (&str, &str, &[u8]),
    options: &DraftOptions,
    moment: &Moment,
    (earlier, progress): (&mut Earlier, &mut dyn FnMut(usize, usize)),
) -> Result<Made, DraftError> {
    let input = article::open(bytes, file)?;
    let (direction, turned) = direction(&input.text, options.from, options.to);
    let sha256 = fingerprint::of(bytes);
    let rows = store.find_drafts()?;
    let after = options.after.as_deref().map(|asked| named::find(&rows, asked)).transpose()?;
    if let Some(row) = after.filter(|row| row.direction != direction) {
        return Err(DraftError::OtherDirection { name: row.name.clone(), found: row.direction, wanted: direction });
    }
    let newest = rows.iter().filter(|d| d.file == file && d.direction == direction).max_by_key(|d| d.id);
    let newest = newest.filter(|_| !options.new).map(|row| store.load_draft(row.id)).transpose()?;
    let rules = options.article.rules.fingerprint(direction.from);
    // What a user's own rules cut, or will cut, is cut anew when they are others.
    let cut_alike = |d: &&Draft| d.rules == rules || !(d.rules.starts_with("srx-") || rules.starts_with("srx-"));
    let same = newest.as_ref().filter(|d| d.sha256 == sha256);
    let reading = Options { lang: direction.from, ..options.article.clone() };
    let as_usual = reading == Options { cues: reading.cues.clone(), rules: reading.rules.clone(), ..Options::of(direction.from) };
    let article = article::read(&input, &same.map_or_else(|| reading.clone(), |d| decided(&reading, &d.lines)));
    if let Some(Attention::NoSuchLine(line)) = article.attention.iter().find(|a| matches!(a, Attention::NoSuchLine(_))) {
        return Err(DraftError::NoSuchLine(*line));
    }
    if article.segments.is_empty() {
        return Err(DraftError::NothingKept);
    }
    let of_after = |d: &&Draft| after.is_none_or(|a| a.id == d.id || ancestors(&rows, d.id).contains(&a.id));
    if let Some(draft) = same.filter(|d| as_usual || d.lines == article.lines).filter(of_after).filter(cut_alike) {
        let going_on = go_on((store, place, others), draft.clone(), options, (moment, progress))?;
        earlier.add(&going_on.draft);
        return Ok(Made { turned, encoding: input.encoding, attention: article.attention, ..going_on });
    }
    let mut segments = look_up((store, place, others), article.segments, (direction, options.fill), progress)?;
    let (mut version, mut version_of, mut unlike) = (None, None, None);
    let base = match after {
        Some(row) => Some(store.load_draft(row.id)?),
        None => newest,
    };
    if let Some(base) = base {
        let (mut taken_over, mut carried) = carry(&base.segments, segments.clone());
        if after.is_some() || carried.is_version() {
            for older in ancestors(&rows, base.id) {
                recover(&store.outline_draft(older)?.segments, &mut taken_over, &mut carried);
            }
            segments = taken_over;
            version = Some(Version { same_article: base.file == file, of: base.name, carried });
            version_of = Some(base.id);
        } else {
            unlike = Some(base.name);
        }
    }
    earlier.mark(named, direction, &mut segments)?;
    let mut draft = Draft {
        id: 0,
        name: named.to_owned(),
        file: file.to_owned(),
        sha256,
        direction,
        form: input.form,
        rules,
        at: moment.at.clone(),
        lines: article.lines,
        segments,
    };
    if !options.dry_run {
        let kept = draft.form.is_document().then_some(bytes);
        let id = store.save_draft_of(&draft, version_of, kept)?;
        draft = store.load_draft(id)?;
        earlier.is_called(&draft.name);
    }
    Ok(Made { version, unlike, ..Made::of(draft, turned, input.encoding, article.attention) })
}

impl Made {
    fn of(draft: Draft, turned: bool, encoding: &'static str, attention: Vec<Attention>) -> Made {
        let bands = bands::count(&draft.segments);
        Made {
            draft,
            turned,
            resumed: false,
            version: None,
            unlike: None,
            learnt: None,
            refreshed: None,
            encoding,
            attention,
            bands,
        }
    }
}

/// The way of reading with what a person has decided about lines of the same text before, unless it is decided otherwise now.
fn decided(reading: &Options, lines: &[LineDecision]) -> Options {
    let mut out = reading.clone();
    for line in lines.iter().filter(|l| l.reason.starts_with(BY_HAND)) {
        match line.keep {
            true if !reading.drop.contains(&line.line) => out.keep.push(line.line),
            false if !reading.keep.contains(&line.line) && !reading.keep_all => out.drop.push(line.line),
            _ => {}
        }
    }
    for lines in [&mut out.keep, &mut out.drop] {
        lines.sort_unstable();
        lines.dedup();
    }
    out
}

/// Begin of the reasons of decisions that a person made.
pub const BY_HAND: &str = "user.";

/// The drafts on the list that draft `id` took over from, the nearest first.
fn ancestors(rows: &[DraftRow], mut id: i64) -> Vec<i64> {
    let mut out = Vec::new();
    while let Some(of) = rows.iter().find(|r| r.id == id).and_then(|r| r.version_of).filter(|of| !out.contains(of)) {
        out.push(of);
        id = of;
    }
    out
}

/// Goes on with a stored draft; looks its untouched segments up again when that is asked for.
fn go_on(
    (store, place, others): (&mut Store, &Place, &[Reference<'_>]),
    mut draft: Draft,
    options: &DraftOptions,
    (moment, progress): (&Moment, &mut dyn FnMut(usize, usize)),
) -> Result<Made, DraftError> {
    if !options.refresh {
        let learnt = store.learnt_since_draft(draft.id)?;
        return Ok(Made { resumed: true, learnt, ..Made::of(draft, false, "", Vec::new()) });
    }
    let seen = store.draft_rev(draft.id)?;
    draft = store.load_draft(draft.id)?;
    let sources = draft.segments.iter().map(|s| s.segment.clone()).collect();
    let fresh = look_up((store, place, others), sources, (draft.direction, options.fill), progress)?;
    let changed: Vec<DraftSegment> =
        draft.segments.iter().zip(fresh).filter_map(|(there, fresh)| looked_up_again(there, fresh)).collect();
    if !options.dry_run && !store.refresh_segments(draft.id, seen, &changed, &moment.at)? {
        // Somebody has worked on it meanwhile.
        return go_on((store, place, others), draft, options, (moment, progress));
    }
    let refreshed = Some(changed.len());
    for segment in changed {
        if let Some(there) = draft.segments.iter_mut().find(|s| s.segment.n == segment.segment.n) {
            *there = segment;
        }
    }
    Ok(Made { resumed: true, refreshed, ..Made::of(draft, false, "", Vec::new()) })
}

/// The segment with what was just found for it; `None` when somebody has worked on it, or nothing is different.
fn looked_up_again(there: &DraftSegment, fresh: DraftSegment) -> Option<DraftSegment> {
    if there.has_work() {
        return None;
    }
    let mut after = DraftSegment {
        note: there.note.clone(),
        carried: there.carried,
        previous: there.previous.clone(),
        like: there.like.clone(),
        exported: there.exported.clone(),
        ..fresh
    };
    if after.target != there.target {
        // Files that went out show the old text: given back, it is still nobody's work.
        if !after.exported.contains(&there.target) {
            after.exported.push(there.target.clone());
        }
        after.exported.retain(|text| *text != after.target);
    }
    (after != *there).then_some(after)
}

fn look_up(
    (store, place, others): (&Store, &Place, &[Reference<'_>]),
    segments: Vec<Segment>,
    (direction, fill): (Direction, u8),
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<DraftSegment>, DraftError> {
    let snapshot = store.snapshot()?;
    let read: Vec<_> = others.iter().map(|o| o.store.snapshot()).collect::<Result<_, _>>()?;
    let mut sources = vec![Source { name: &place.name, penalty: 0, memory: &snapshot }];
    sources.extend(others.iter().zip(&read).map(|(o, memory)| Source { name: o.name, penalty: o.penalty, memory }));
    Ok(compose(segments, &sources, (direction, fill), progress)?)
}

/// How many segments are looked up in one go: what is found is kept, what it was chosen from is not.
const TOGETHER: usize = 512;

/// Returns the draft segments of an article: each with its matches from all `sources`, and filled in by the table. `progress`
/// gets how many of how many are done.
///
/// # Errors
/// A memory that cannot be read.
pub fn compose(
    segments: Vec<Segment>,
    sources: &[Source<'_>],
    (direction, fill): (Direction, u8),
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<DraftSegment>, ReadError> {
    let plain: Vec<String> = segments.iter().map(|s| s.plain().into_owned()).collect();
    let queries = neighbours::queries(&segments, &plain);
    let policy = Policy { direction, min_score: fill::KEPT_FROM, limit: KEPT };
    let mut found = Vec::with_capacity(queries.len());
    for some in queries.chunks(TOGETHER) {
        found.extend(matches(some, sources, &policy)?);
        progress(found.len(), queries.len());
    }
    Ok(segments.into_iter().zip(found).map(|(segment, matches)| filled(segment, matches, direction, fill)).collect())
}

fn filled(segment: Segment, matches: Vec<Match>, direction: Direction, fill: u8) -> DraftSegment {
    let (target, state, origin) = fill::fill(&segment, &matches, direction, fill);
    DraftSegment { target, state, origin, matches, ..DraftSegment::of(segment) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_counts_before_what_the_text_is() {
        let english =
            "The ship has not arrived because of the weather, and the fishermen who were waiting would not go to sea. ".repeat(2);
        assert_eq!(direction(&english, None, None), (Direction::ID_EN.reversed(), true));
        assert_eq!(direction(&english, Some(Lang::ID), None), (Direction::ID_EN, false));
        assert_eq!(direction("Kapal", None, None), (Direction::ID_EN, false));
        assert_eq!(direction("Kapal", None, Some(Lang::ID)), (Direction::ID_EN.reversed(), false));
    }
}
