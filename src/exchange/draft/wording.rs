//! Names of states, kinds, penalties and languages as they stand in draft files.

use crate::model::{Guard, Lang, OriginKind, Penalty, SegmentState};
use crate::text::Ui;
use crate::text::wording::text;

fn state_key(state: SegmentState) -> &'static str {
    match state {
        SegmentState::New => "state.new",
        SegmentState::Draft => "state.draft",
        SegmentState::Edited => "state.edited",
        SegmentState::Confirmed => "state.confirmed",
        SegmentState::Reviewed => "state.reviewed",
    }
}

/// Returns the name of a state as it stands in files: `Selesai`, `Confirmed`.
pub fn state_name(ui: Ui, state: SegmentState) -> &'static str {
    text(ui, state_key(state))
}

/// Returns the state that `name` names in either language or in JSON; case and outer white space do not count.
///
/// ```
/// use padan::{exchange::draft::parse_state, model::SegmentState};
/// assert_eq!(parse_state(" selesai "), Some(SegmentState::Confirmed));
/// assert_eq!(parse_state("done-ish"), None);
/// ```
pub fn parse_state(name: &str) -> Option<SegmentState> {
    let name = name.trim().to_lowercase();
    SegmentState::ALL
        .into_iter()
        .find(|&s| name == s.as_str() || [Ui::En, Ui::Id].into_iter().any(|ui| state_name(ui, s).to_lowercase() == name))
}

pub(super) fn kind_name(ui: Ui, kind: OriginKind) -> &'static str {
    text(
        ui,
        match kind {
            OriginKind::Context => "kind.context",
            OriginKind::Exact => "kind.exact",
            OriginKind::Rung => "kind.rung",
            OriginKind::Fuzzy => "kind.fuzzy",
            OriginKind::Copied => "kind.copied",
            OriginKind::Repetition => "kind.repetition",
        },
    )
}

pub(super) fn guard_name(ui: Ui, guard: Guard) -> &'static str {
    text(
        ui,
        match guard {
            Guard::Negation => "guard.negation",
            Guard::Time => "guard.time",
            Guard::Voice => "guard.voice",
            Guard::Quantity => "guard.quantity",
            Guard::Number => "guard.number",
            Guard::Name => "guard.name",
        },
    )
}

pub(super) fn penalty_name(ui: Ui, penalty: Penalty) -> &'static str {
    text(
        ui,
        match penalty {
            Penalty::Aligned => "draftfile.penalty.aligned",
            Penalty::Unconfirmed => "draftfile.penalty.unconfirmed",
            Penalty::Role => "draftfile.penalty.role",
            Penalty::Memory => "draftfile.penalty.memory",
            Penalty::Tags => "draftfile.penalty.tags",
        },
    )
}

/// The name of what was adapted; a name this version does not know stays as it is.
pub(super) fn adapted_name(ui: Ui, what: &str) -> &str {
    let key = match what {
        "number" => "draftfile.adapted.number",
        "date" => "draftfile.adapted.date",
        "time" => "draftfile.adapted.time",
        "money" => "draftfile.adapted.money",
        "measure" => "draftfile.adapted.measure",
        "name" => "draftfile.adapted.name",
        "term" => "draftfile.adapted.term",
        _ => return what,
    };
    text(ui, key)
}

pub(super) fn lang_name(ui: Ui, lang: Lang) -> String {
    match lang {
        Lang::ID => text(ui, "draftfile.lang.id").to_owned(),
        Lang::EN => text(ui, "draftfile.lang.en").to_owned(),
        other => other.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_language_is_accepted() {
        for state in SegmentState::ALL {
            for name in [state.as_str(), state_name(Ui::En, state), state_name(Ui::Id, state)] {
                assert_eq!(parse_state(name), Some(state), "{name}");
                assert_eq!(parse_state(&name.to_uppercase()), Some(state), "{name}");
            }
        }
        assert_eq!(parse_state(""), None);
    }
}
