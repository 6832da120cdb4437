//! What a person should look at after an article was found.

use super::Options;
use super::cue::Action;
use super::feature::Feature;
use super::hint::Place;
use super::row::{Row, Verdict};
use crate::model::Role;
use crate::text::wording::{self, Ui};

/// A reason to look at the result; the order is that of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attention {
    /// A line number of `keep` or `drop` names no non-blank line. An error of the call rather than of the page.
    NoSuchLine(u32),
    /// On this line, and maybe on others below, U+FFFD stands for what was no character of the file's encoding.
    Damaged(u32),
    /// No headline was found.
    NoHeadline,
    /// Under 15 % of the words were kept.
    LittleKept,
    /// Over 95 % of the words were kept, although the text looks like a page.
    AlmostAllKept,
    /// Another block of text, from this line on, is at least half as strong as the one that was taken.
    SecondBlock(u32),
    /// A long line inside the article was left out without a cue.
    LongLineDropped(u32),
    /// From this line on, several sentences right behind the article were left out without a cue.
    CutShort(u32),
}

impl Attention {
    /// The stable identifier, such as `attention.no-headline`; also the key of the wording.
    pub fn id(self) -> &'static str {
        match self {
            Attention::NoSuchLine(_) => "attention.no-such-line",
            Attention::Damaged(_) => "attention.damaged",
            Attention::NoHeadline => "attention.no-headline",
            Attention::LittleKept => "attention.little-kept",
            Attention::AlmostAllKept => "attention.almost-all-kept",
            Attention::SecondBlock(_) => "attention.second-block",
            Attention::LongLineDropped(_) => "attention.long-line-dropped",
            Attention::CutShort(_) => "attention.cut-short",
        }
    }

    /// The line it is about, from 1.
    pub fn line(self) -> Option<u32> {
        match self {
            Attention::NoSuchLine(n)
            | Attention::Damaged(n)
            | Attention::SecondBlock(n)
            | Attention::LongLineDropped(n)
            | Attention::CutShort(n) => Some(n),
            _ => None,
        }
    }

    /// The message in the language of the interface.
    pub fn message(self, ui: Ui) -> String {
        wording::say(ui, self.id(), &[("line", &self.line().unwrap_or_default())])
    }
}

/// The numbers in `options` that name no line.
pub(super) fn unknown_lines(rows: &[Row], options: &Options) -> Vec<Attention> {
    let named = options.keep.iter().chain(&options.drop);
    let mut out: Vec<Attention> =
        named.filter(|n| rows.binary_search_by_key(*n, |r| r.number).is_err()).map(|&n| Attention::NoSuchLine(n)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The first line on which the file is damaged.
pub(super) fn damaged(text: &str, rows: &[Row]) -> Option<Attention> {
    let at = memchr::memmem::find(text.as_bytes(), "\u{fffd}".as_bytes())?;
    let row = rows.partition_point(|r| r.start <= at).checked_sub(1)?;
    rows.get(row).map(|r| Attention::Damaged(r.number))
}

/// The first sentence right behind what was kept, where several are left out there and nothing says that something else begins.
fn cut_short(features: &[Feature<'_>], verdicts: &[Verdict]) -> Option<Attention> {
    let behind = features.iter().zip(verdicts).take(NEAR).take_while(|(f, _)| {
        f.cue.is_none_or(|c| matches!(c.action, Action::Drop | Action::Keep(_)))
            && f.hint.place != Place::Chrome
            && !f.hint.is_link()
    });
    let mut sentences = behind.filter(|(f, v)| {
        let known = matches!(&*v.clutter, "duplicate" | "teaser") || v.reason.starts_with("user.");
        f.cue.is_none() && f.ends && f.words >= 3 && !known
    });
    let first = sentences.next()?;
    sentences.next().map(|_| Attention::CutShort(first.0.number))
}

/// Whether a page gave no headline, and under 15 % of its words.
pub(super) fn is_next_to_nothing(features: &[Feature<'_>], verdicts: &[Verdict]) -> bool {
    let kept: usize = features.iter().zip(verdicts).filter(|(_, v)| v.role.is_some()).map(|(f, _)| f.words).sum();
    let all: usize = features.iter().map(|f| f.words).sum();
    kept * 100 < all * 15 && !verdicts.iter().any(|v| v.role == Some(Role::Headline))
}

/// How many lines behind the article are looked at.
const NEAR: usize = 12;

/// What is noteworthy about the verdicts on a page.
pub(super) fn of_page(features: &[Feature<'_>], verdicts: &[Verdict]) -> Vec<Attention> {
    let mut out = Vec::new();
    let words = |kept: bool| -> usize {
        features.iter().zip(verdicts).filter(|(_, v)| v.role.is_some() || !kept).map(|(f, _)| f.words).sum()
    };
    let (kept, all) = (words(true), words(false));
    if !verdicts.iter().any(|v| v.role == Some(Role::Headline)) {
        out.push(Attention::NoHeadline);
    }
    if kept * 100 < all * 15 {
        out.push(Attention::LittleKept);
    } else if kept * 100 > all * 95 && features.iter().all(|f| f.hint.place == Place::Unknown) {
        out.push(Attention::AlmostAllKept);
    }
    let first = verdicts.iter().position(|v| v.role.is_some());
    let last = verdicts.iter().rposition(|v| v.role.is_some());
    if let (Some(first), Some(last)) = (first, last) {
        for (feature, verdict) in features[first..last].iter().zip(&verdicts[first..last]) {
            let unexplained = verdict.role.is_none() && feature.cue.is_none() && !verdict.reason.starts_with("user.");
            if unexplained && feature.words >= 20 && !matches!(&*verdict.clutter, "duplicate" | "teaser") {
                out.push(Attention::LongLineDropped(feature.number));
            }
        }
        out.extend(cut_short(&features[last + 1..], &verdicts[last + 1..]));
    }
    out
}
