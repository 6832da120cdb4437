//! Which kept lines are one paragraph: hard-wrapped lines, and pieces that links have torn apart.

use std::ops::Range;

use super::Mode;
use super::block::{Block, Content};
use super::feature::Feature;
use super::row::Verdict;
use crate::model::Role;

/// The longest piece that a link makes of a paragraph, in words.
const PIECE: usize = 6;

/// Returns the blocks of the kept lines, in order.
pub(super) fn blocks(features: &[Feature<'_>], verdicts: &[Verdict], mode: Mode, wrap: bool) -> Vec<Block> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < features.len() {
        let Some(role) = verdicts[at].role else {
            at += 1;
            continue;
        };
        let end = if wrap {
            wrapped_end(features, verdicts, at)
        } else if mode == Mode::Raw {
            at + 1
        } else {
            torn_end(features, verdicts, at)
        };
        let joined = end > at + 1;
        let role = if joined && !features[at].is_item() { body_of(verdicts, at..end) } else { role };
        out.push(Block { role, content: Content::Rows(at..end) });
        at = end;
    }
    out
}

fn body_of(verdicts: &[Verdict], range: Range<usize>) -> Role {
    let role = verdicts[range.start].role.unwrap_or(Role::Body);
    if matches!(role, Role::Heading | Role::List) { Role::Body } else { role }
}

/// The end of the hard-wrapped paragraph that begins at `at`.
fn wrapped_end(features: &[Feature<'_>], verdicts: &[Verdict], at: usize) -> usize {
    let mut end = at + 1;
    while end < features.len() && features[end].gap == 0 && verdicts[end].role.is_some() && !features[end].is_item() {
        end += 1;
    }
    end
}

/// The end of the paragraph at `at` that links have torn into lines; `at + 1` when it is whole.
fn torn_end(features: &[Feature<'_>], verdicts: &[Verdict], at: usize) -> usize {
    let kept = |i: usize| verdicts.get(i).is_some_and(|v| matches!(v.role, Some(Role::Body | Role::Heading | Role::List)));
    if !kept(at) || closed(features[at].text) || features[at].is_item() && !is_dash(features[at].text) {
        return at + 1;
    }
    let mut end = at + 1;
    let mut small_piece = features[at].words <= PIECE;
    while kept(end) && end - at < 12 {
        let last = features[end - 1].text;
        let goes_on = continues(features[end].text) || is_dash(last);
        let torn_name = !goes_on
            && features[end].words <= PIECE
            && ends_open(last)
            && kept(end + 1)
            && continues(features[end + 1].text)
            && !closed(features[end].text);
        if closed(last) || !(goes_on || torn_name) {
            break;
        }
        small_piece |= features[end].words <= PIECE;
        end += 1;
    }
    if end > at + 1 && small_piece && closed(features[end - 1].text) { end } else { at + 1 }
}

/// Whether a line ends as a paragraph does.
fn closed(line: &str) -> bool {
    super::feature::ends_sentence(line) || line.ends_with(['"', '”', ';'])
}

/// Whether a line ends in the middle of a sentence: with a small word, a comma or a dash.
fn ends_open(line: &str) -> bool {
    is_dash(line)
        || line.ends_with([',', '-', '–'])
        || line.split_whitespace().next_back().is_some_and(|w| w.chars().all(char::is_lowercase))
}

/// Whether a line goes on with a sentence: a small letter or a closing sign first.
fn continues(line: &str) -> bool {
    is_dash(line) || line.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | '.' | ';' | ')' | '?' | '!'))
}

fn is_dash(line: &str) -> bool {
    matches!(line, "-" | "–" | "—" | "--")
}

/// In hard-wrapped text a line is no unit: all lines of a paragraph get the role of a paragraph.
pub(super) fn unwrap_roles(features: &[Feature<'_>], verdicts: &mut [Verdict]) {
    let mut at = 0;
    while at < verdicts.len() {
        let end = if verdicts[at].role.is_some() { wrapped_end(features, verdicts, at) } else { at + 1 };
        if end > at + 1 {
            let role = match verdicts[at].role {
                _ if features[at].is_item() => Role::List,
                Some(Role::Heading) | None => Role::Body,
                Some(Role::Headline) if end - at > 2 || features[end - 1].ends => Role::Body,
                Some(role) => role,
            };
            for verdict in &mut verdicts[at..end] {
                verdict.role = Some(role);
            }
        }
        at = end;
    }
}
