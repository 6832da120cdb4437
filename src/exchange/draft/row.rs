//! What a file shows of a segment besides its texts: the match it came from or is offered, and why nothing was filled in.

use super::like::{LikeLine, like_line};
use super::wording::{adapted_name, guard_name, kind_name, penalty_name, state_name};
use crate::model::{DraftSegment, Match, Origin, OriginKind, Previous, Role, SegmentState};
use crate::text::Ui;
use crate::text::wording::text;

/// The ground colour of a translation, which tells how far it can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// Untouched text of an exact or context match.
    Exact,
    /// Untouched text of a similar sentence, adapted or not.
    Similar,
    /// A byline, figure or URL taken over.
    Copied,
    /// Empty, or somebody has worked on it.
    Plain,
}

/// A segment with what is shown beside it.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// The segment.
    pub segment: &'a DraftSegment,
    /// The match its text came from, else the best one that may be shown.
    pub best: Option<&'a Match>,
    /// The matches whose targets are offered because nothing was filled in, best first: one, or all that contradict
    /// each other.
    pub offers: Vec<&'a Match>,
    /// The ground of its translation.
    pub ground: Ground,
    min_score: u8,
}

/// Returns what is shown of `segment`; matches below `min_score` are not, unless the text came from one.
pub(super) fn row(segment: &DraftSegment, min_score: u8) -> Row<'_> {
    let shown = || segment.matches.iter().filter(|m| m.score >= min_score);
    let from = segment.origin.as_ref().and_then(|o| source_of(o, &segment.matches));
    let copied = segment.origin.as_ref().is_some_and(|o| o.kind == OriginKind::Copied);
    let repeated = segment.origin.as_ref().is_some_and(|o| o.kind == OriginKind::Repetition);
    let best = from.or_else(|| shown().next()).filter(|_| !copied && !repeated);
    let offers = match best {
        Some(best) if segment.target.is_empty() => {
            let mut offers = vec![best];
            if best.ambiguous {
                let others = shown().filter(|m| m.ambiguous && m.source == best.source && m.target != best.target);
                for other in others {
                    if offers.iter().all(|o| o.target != other.target) {
                        offers.push(other);
                    }
                }
            }
            offers
        }
        _ => Vec::new(),
    };
    Row { segment, best, offers, ground: ground(segment), min_score }
}

/// What an earlier version of the article had in the place of a segment.
#[derive(Clone, Debug)]
pub(super) struct Before<'a> {
    /// Number and state it had, in words.
    pub heading: String,
    /// From its source to the one now.
    pub diff: &'a [(char, String)],
    /// What it was translated with, the newest first; may be empty.
    pub targets: Vec<&'a str>,
}

fn source_of<'a>(origin: &Origin, matches: &'a [Match]) -> Option<&'a Match> {
    matches.iter().find(|m| match origin.uid {
        Some(uid) => m.uid == uid,
        None => origin.tu == Some(m.tu) && origin.memory.as_ref() == Some(&m.memory),
    })
}

fn ground(segment: &DraftSegment) -> Ground {
    match &segment.origin {
        Some(o) if !segment.target.is_empty() => match (o.kind, segment.state) {
            (OriginKind::Copied, _) => Ground::Copied,
            (OriginKind::Context | OriginKind::Exact | OriginKind::Repetition, SegmentState::Draft) if o.adapted.is_empty() => {
                Ground::Exact
            }
            (_, SegmentState::Draft) => Ground::Similar,
            _ => Ground::Plain,
        },
        _ => Ground::Plain,
    }
}

impl<'a> Row<'a> {
    /// Whether it is set in bold: titles and headings.
    pub(super) fn is_title(&self) -> bool {
        matches!(self.segment.segment.role, Role::Headline | Role::Heading)
    }

    /// The score of the text's origin, else of the best match; `None` when there is neither.
    pub(super) fn score(&self) -> Option<u8> {
        match (&self.segment.origin, self.best) {
            (Some(origin), _) if !self.segment.target.is_empty() => origin.score,
            (_, best) => best.map(|m| m.score),
        }
    }

    /// Kind, memory, author, date, each where it is known, of the text's origin, else of the best match.
    pub(super) fn provenance(&self, ui: Ui) -> Vec<String> {
        let mut parts = Vec::new();
        let filled = self.segment.origin.as_ref().filter(|_| !self.segment.target.is_empty());
        match (filled, self.best) {
            (Some(origin), _) => {
                let what: Vec<&str> = origin.adapted.iter().map(|a| adapted_name(ui, a)).collect();
                parts.push(match what.as_slice() {
                    [] => kind_name(ui, origin.kind).to_owned(),
                    what => format!("{}: {}", text(ui, "draftfile.adapted"), what.join(", ")),
                });
                parts.extend(origin.memory.clone());
            }
            (None, Some(best)) => {
                parts.push(kind_name(ui, best.kind.into()).to_owned());
                parts.push(best.memory.clone());
            }
            (None, None) => return parts,
        }
        if let Some(best) = self.best {
            parts.extend(best.author.clone());
            parts.extend(best.changed.as_ref().map(|at| at.date().to_owned()));
        }
        parts
    }

    /// What to be careful about, most important first: flags in words, contradicting translations.
    pub(super) fn cautions(&self, ui: Ui) -> Vec<String> {
        let Some(best) = self.best else { return Vec::new() };
        let mut out: Vec<String> = best.flags.iter().map(|f| format!("⚠ {}: {}", guard_name(ui, f.guard), f.note)).collect();
        if best.ambiguous {
            out.push(format!("⚠ {}", text(ui, "draftfile.ambiguous")));
        }
        out
    }

    /// The earlier segment with the same or a similar source, where it says more than the best match.
    pub(super) fn like(&self, ui: Ui) -> Option<LikeLine<'a>> {
        like_line(self.segment, self.min_score, ui)
    }

    /// What stood here before the article was changed: a heading such as `Before, #3 (Edited)`, the word diff to the text now,
    /// and the target of that time; `None` where a match that is shown says all of it.
    pub(super) fn before(&self, ui: Ui) -> Option<Before<'a>> {
        let previous = self.segment.previous.as_ref()?;
        let said = |m: &&Match| m.target == previous.target && m.source == previous.source;
        if previous.earlier.is_none() && self.best.as_ref().is_some_and(said) {
            return None;
        }
        let heading = |p: &Previous| {
            let state = state_name(ui, p.state);
            text(ui, "draftfile.before").replace("{n}", &p.n.to_string()).replace("{state}", state)
        };
        let mut targets = vec![previous.target.as_str()];
        let mut earlier = previous.earlier.as_deref();
        while let Some(p) = earlier {
            targets.push(&p.target);
            earlier = p.earlier.as_deref();
        }
        targets.retain(|t| !t.is_empty());
        Some(Before { heading: heading(previous), diff: &previous.diff, targets })
    }

    /// What was taken off the score and why, for the small print; may be empty.
    pub(super) fn remarks(&self, ui: Ui) -> Vec<String> {
        let Some(best) = self.best else { return Vec::new() };
        best.penalties.iter().map(|&(p, points)| format!("−{points} {}", penalty_name(ui, p))).collect()
    }
}

/// How many segments fall into each band of the best score, best band first; bands nobody falls into are left out.
pub(super) fn bands(segments: &[DraftSegment], min_score: u8, ui: Ui) -> Vec<(String, usize)> {
    let bounds = [(101, 102), (100, 100), (95, 99), (85, 94), (75, 84), (60, 74), (50, 59), (0, 49)];
    let mut counts = vec![0; bounds.len() + 2];
    let mut repeated = 0;
    for segment in segments {
        let row = row(segment, min_score);
        let copied = segment.origin.as_ref().is_some_and(|o| o.kind == OriginKind::Copied);
        let score = segment.origin.as_ref().and_then(|o| o.score).or(row.best.map(|m| m.score));
        if !copied && segment.is_repetition() {
            repeated += 1;
            continue;
        }
        let at = match score {
            _ if copied => bounds.len() + 1,
            None => bounds.len(),
            Some(score) => bounds.iter().position(|&(low, high)| (low..=high).contains(&score)).unwrap_or(bounds.len()),
        };
        counts[at] += 1;
    }
    let name = |at: usize| match at {
        0 => format!("{} 101+", text(ui, "kind.context")),
        1 => format!("{} 100", text(ui, "kind.exact")),
        _ if at < bounds.len() => {
            let (low, high) = bounds[at];
            let low = if (low..=high).contains(&min_score) { min_score } else { low };
            format!("{low}–{high}")
        }
        _ if at == bounds.len() => text(ui, "draftfile.no_match").to_owned(),
        _ => text(ui, "kind.copied").to_owned(),
    };
    let mut out: Vec<(String, usize)> = counts.into_iter().enumerate().map(|(at, c)| (name(at), c)).collect();
    // After context and exact.
    out.insert(2, (text(ui, "kind.repetition").to_owned(), repeated));
    out.retain(|&(_, count)| count > 0);
    out
}
