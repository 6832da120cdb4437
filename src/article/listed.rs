//! Lines of a page that a cue or their company takes out before the article is looked for: clutter, the titles under the header
//! of a list, a table of contents.
//!
//! Leaves to others: which block of what remains is the article.
//!
//! **Invariant:** a line is taken only by its own cue, by a header above it, or because it stands again below.

use std::collections::HashMap;

use super::clean::TITLES;
use super::cue::{Action, Cue};
use super::feature::Feature;
use super::row::Verdict;
use crate::model::Role;

/// Cues that leave lines out, with the titles of lists; returns which lines are decided.
pub(super) fn by_cues(features: &[Feature<'_>], verdicts: &mut [Verdict]) -> Vec<bool> {
    let mut taken = vec![false; features.len()];
    for (i, feature) in features.iter().enumerate() {
        let Some(cue) = feature.cue else { continue };
        if cue.role().is_some() {
            continue;
        }
        verdicts[i] = Verdict::drop(cue.kind.clone(), cue.id.clone(), 0.97);
        taken[i] = true;
        if matches!(cue.action, Action::List | Action::ListEnd) {
            let mut shortest = usize::MAX;
            for (j, title) in features.iter().enumerate().skip(i + 1).take(TITLES) {
                if taken[j] || !is_listed(title) || goes_on(features, j, shortest) {
                    break;
                }
                shortest = shortest.min(title.words);
                verdicts[j] = Verdict::drop("related", "page.list-title", 0.85);
                taken[j] = true;
            }
        }
    }
    taken
}

/// Whether the article goes on at `at`, behind titles of which the shortest has `shortest` words: with a caption or a heading
/// over its text. A heading has fewer words than a title.
fn goes_on(features: &[Feature<'_>], at: usize, shortest: usize) -> bool {
    let over = |at: usize| features.get(at + 1).is_some_and(Feature::is_paragraph);
    let heading = |at: usize| features.get(at).is_some_and(|f| f.cue.is_none() && f.words <= 6 && f.words * 4 <= shortest * 3);
    if shortest == usize::MAX {
        return false;
    }
    match features[at].cue.and_then(Cue::role) {
        Some(Role::Caption) => over(at) || heading(at + 1) && over(at + 1),
        _ => heading(at) && over(at),
    }
}

/// A table of contents: lines that stand again further below, each over its text.
pub(super) fn by_contents(features: &[Feature<'_>], verdicts: &mut [Verdict], taken: &mut [bool]) {
    let mut headings: HashMap<&str, usize> = HashMap::new();
    for (i, pair) in features.windows(2).enumerate() {
        if pair[0].cue.is_none() && pair[0].words <= 12 && (pair[1].is_paragraph() || pair[1].ends) {
            headings.insert(without_number(pair[0].text), i);
        }
    }
    let named =
        |at: usize| features[at].words >= 2 && headings.get(without_number(features[at].text)).is_some_and(|&h| h > at + 1);
    let mut at = 0;
    while at < features.len() {
        let begin = at;
        while at < features.len() && !taken[at] && features[at].cue.is_none() && named(at) {
            at += 1;
        }
        let told = begin > 0 && features[begin - 1].cue.is_some_and(|c| c.kind == "contents");
        if at - begin >= if told { 1 } else { 3 } {
            for i in begin..at {
                verdicts[i] = Verdict::drop("contents", "page.contents", 0.9);
                taken[i] = true;
            }
        }
        at = at.max(begin + 1);
    }
}

/// A line without the number of an item.
pub(super) fn without_number(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == line.len() { line } else { rest.strip_prefix(['.', ')', ' ']).map_or(line, str::trim_start) }
}

/// Whether a line can be the title of another article in a list.
fn is_listed(feature: &Feature<'_>) -> bool {
    let other = feature.cue.is_none_or(|c| c.role().is_some_and(|r| matches!(r, Role::Caption | Role::Date)));
    other && (2..=22).contains(&feature.words) && !feature.dateline && !feature.text.ends_with(['.', ':', ',', ';'])
}
