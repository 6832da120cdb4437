//! Decisions about a text that is already clean: only an explicit cue leaves a line out.

use std::collections::HashSet;

use super::cue::Action;
use super::feature::Feature;
use super::row::Verdict;
use crate::model::Role;

/// A list header takes at most this many titles with it.
pub(super) const TITLES: usize = 8;

/// Returns a verdict for every line of a clean text.
pub(super) fn decide(features: &[Feature<'_>]) -> Vec<Verdict> {
    let mut out: Vec<Verdict> = Vec::with_capacity(features.len());
    for (i, feature) in features.iter().enumerate() {
        out.push(match feature.cue {
            Some(cue) => match cue.action {
                Action::Keep(role) => Verdict::keep(role, cue.id.clone(), 0.9),
                _ => Verdict::drop(cue.kind.clone(), cue.id.clone(), 0.95),
            },
            None => Verdict::keep(role(features, i), "article.text", 0.9),
        });
    }
    mark_names(features, &mut out);
    mark_headline(features, &mut out);
    out
}

/// Returns verdicts that keep every line, with the roles a clean text gives them.
pub(super) fn keep_everything(features: &[Feature<'_>]) -> Vec<Verdict> {
    let mut out = decide(features);
    for (i, verdict) in out.iter_mut().enumerate() {
        let kept = verdict.role.unwrap_or_else(|| role(features, i));
        *verdict = Verdict::keep(kept, "raw", 1.0);
    }
    out
}

/// The role of a line without a cue, from itself and its neighbours.
pub(super) fn role(features: &[Feature<'_>], at: usize) -> Role {
    let feature = &features[at];
    let hint = feature.hint;
    if hint.caption {
        return Role::Caption;
    }
    if hint.level > 1 && feature.words <= 25 {
        return Role::Heading;
    }
    if hint.cell || hint.note {
        return Role::Body;
    }
    if hint.item && !hint.is_link() {
        return Role::List;
    }
    if feature.is_item() {
        // A numbered title stands alone over its paragraph, a picture may stand between them.
        let alone = at == 0 || !features[at - 1].is_item();
        let caption = |f: &&Feature<'_>| f.hint.caption || f.cue.is_some_and(|c| c.role() == Some(Role::Caption));
        let below = features[at + 1..].iter().find(|f| !caption(f));
        let over = below.is_some_and(|f| f.is_paragraph() && !f.is_item());
        let title =
            alone && over && !feature.ends && feature.words <= 12 && feature.text.starts_with(|c: char| c.is_ascii_digit());
        return if title { Role::Heading } else { Role::List };
    }
    if is_heading(features, at) { Role::Heading } else { Role::Body }
}

/// A few words without a full stop, and a paragraph below.
fn is_heading(features: &[Feature<'_>], at: usize) -> bool {
    let feature = &features[at];
    let begins = feature.text.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '\''));
    let short = (1..=12).contains(&feature.words) && (!feature.ends || feature.text.ends_with(['?', '!'])) && begins;
    let quoted = feature.text.ends_with(['"', '”']) && feature.ends;
    short
        && !quoted
        && !feature.text.ends_with([',', ';', '-', '–'])
        && !feature.dateline
        && features[at + 1..].iter().find(|f| f.cue.is_none_or(|c| c.role().is_some())).is_some_and(|f| {
            f.is_paragraph()
                || f.is_item()
                || f.ends && f.words >= 4
                || f.cue.and_then(super::cue::Cue::role) == Some(Role::Caption)
        })
}

/// A short line behind a label ("Reporter", "Editor") is a name; with a colon before it the label belongs to it.
pub(super) fn mark_names(features: &[Feature<'_>], verdicts: &mut [Verdict]) {
    let mut label: Option<usize> = None;
    for i in 0..features.len() {
        let feature = &features[i];
        if verdicts[i].clutter == "label" {
            label = Some(i);
            continue;
        }
        let Some(at) = label.take() else { continue };
        let colon = feature.text.starts_with(':');
        let source = features[at].text.eq_ignore_ascii_case("sumber");
        let name = (1..=8).contains(&feature.words) && (!feature.ends || colon) && (colon || !source);
        if name && feature.cue.is_none_or(|c| c.role().is_some_and(|r| matches!(r, Role::Byline | Role::Credit))) {
            let role = if source { Role::Credit } else { Role::Byline };
            verdicts[i] = Verdict::keep(role, "byline.label", 0.9);
            if colon {
                verdicts[at] = Verdict::keep(role, "byline.label", 0.9);
            }
        }
    }
}

/// The first kept line is the headline when it reads like one; in a page, the line that the page calls so.
fn mark_headline(features: &[Feature<'_>], verdicts: &mut [Verdict]) {
    let called = features.iter().position(|f| f.hint.title).or_else(|| features.iter().position(|f| f.hint.level == 1));
    if let Some(at) = called.filter(|&at| matches!(verdicts[at].role, Some(Role::Heading | Role::Body))) {
        verdicts[at] = Verdict::keep(Role::Headline, "headline.page", 0.95);
        return;
    }
    let kept: HashSet<Role> = verdicts.iter().filter_map(|v| v.role).collect();
    let first = verdicts.iter().position(|v| v.role.is_some_and(|r| !matches!(r, Role::Byline | Role::Date)));
    let Some(at) = first.filter(|_| kept.len() > 1 || verdicts.len() > 1) else { return };
    let feature = &features[at];
    let title = (1..=25).contains(&feature.words) && !feature.text.ends_with(['.', ',', ':', ';']) && !feature.dateline;
    let quoted = feature.ends && feature.text.ends_with(['"', '”', '\'']);
    if title && !quoted && matches!(verdicts[at].role, Some(Role::Heading | Role::Body)) {
        verdicts[at] = Verdict::keep(Role::Headline, "headline.first", 0.8);
    }
}
