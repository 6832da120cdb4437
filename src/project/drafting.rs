//! From an article file to its draft: read, find the article, look every segment up, fill in.
//!
//! Source: design.md §1 and §4, review.md, "A draft and its life".

use super::clock::Moment;
use super::memories::Place;
use super::{bands, fill, fingerprint, neighbours};
use crate::article::{self, ArticleError, Attention, Options};
use crate::leverage::{Policy, Source, matches};
use crate::memory::{Store, StoreError};
use crate::model::{Direction, Draft, DraftSegment, Lang, Match, ReadError, Segment};
use crate::segment;
use crate::text::language;

/// Drafts keep every match from here, so that an analysis needs no second lookup.
pub const KEPT_FROM: u8 = 50;
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
    /// The encoding of the file.
    pub encoding: &'static str,
    /// What a person should look at.
    pub attention: Vec<Attention>,
    /// Segments by band of their best match.
    pub bands: bands::Bands,
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

/// Makes the draft of the article in `bytes`, the content of the file `file`, and stores it in `store`.
///
/// `named` is the name under which the file's draft is kept, usually its stem. A text that has a draft goes on with it.
///
/// # Errors
/// A file that holds no text, a line number that names none, a memory that cannot be read or written.
pub fn make(
    store: &mut Store,
    place: &Place,
    (file, named, bytes): (&str, &str, &[u8]),
    options: &DraftOptions,
    moment: &Moment,
) -> Result<Made, DraftError> {
    let input = article::open(bytes, file)?;
    let (direction, turned) = direction(&input.text, options.from, options.to);
    let article = article::read(&input, &Options { lang: direction.from, ..options.article.clone() });
    if let Some(Attention::NoSuchLine(line)) = article.attention.iter().find(|a| matches!(a, Attention::NoSuchLine(_))) {
        return Err(DraftError::NoSuchLine(*line));
    }
    if article.segments.is_empty() {
        return Err(DraftError::NothingKept);
    }
    let sha256 = fingerprint::of(bytes);
    if !options.new
        && let Some(row) = store.find_drafts()?.into_iter().find(|d| d.sha256 == sha256 && d.file == file)
        && let draft = store.load_draft(row.id)?
        && draft.direction == direction
        && draft.lines == article.lines
    {
        let bands = bands::count(&draft.segments);
        return Ok(Made { draft, turned, resumed: true, encoding: input.encoding, attention: article.attention, bands });
    }
    let segments = {
        let snapshot = store.snapshot()?;
        let source = Source { name: &place.name, penalty: 0, memory: &snapshot };
        compose(article.segments, &[source], direction, options.fill)?
    };
    let mut draft = Draft {
        id: 0,
        name: named.to_owned(),
        file: file.to_owned(),
        sha256,
        direction,
        form: input.form,
        rules: segment::fingerprint(),
        at: moment.at.clone(),
        lines: article.lines,
        segments,
    };
    if !options.dry_run {
        let id = store.save_draft(&draft, None)?;
        draft = store.load_draft(id)?;
    }
    let bands = bands::count(&draft.segments);
    Ok(Made { draft, turned, resumed: false, encoding: input.encoding, attention: article.attention, bands })
}

/// Returns the draft segments of an article: each with its matches from all `sources`, and filled in by the table.
///
/// # Errors
/// A memory that cannot be read.
pub fn compose(
    segments: Vec<Segment>,
    sources: &[Source<'_>],
    direction: Direction,
    fill: u8,
) -> Result<Vec<DraftSegment>, ReadError> {
    let plain: Vec<String> = segments.iter().map(|s| s.plain().into_owned()).collect();
    let queries = neighbours::queries(&segments, &plain);
    let found = matches(&queries, sources, &Policy { direction, min_score: KEPT_FROM, limit: KEPT })?;
    Ok(segments.into_iter().zip(found).map(|(segment, matches)| filled(segment, matches, direction, fill)).collect())
}

fn filled(segment: Segment, matches: Vec<Match>, direction: Direction, fill: u8) -> DraftSegment {
    let (target, state, origin) = fill::fill(&segment, &matches, direction, fill);
    DraftSegment { segment, target, state, origin, matches, note: String::new(), wrote: None, via: None }
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
