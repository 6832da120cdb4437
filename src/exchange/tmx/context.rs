//! What properties mean to padan: where a unit stood, and who stands behind it.
//!
//! OmegaT writes `prev`, `next`, `file`, `id`; memoQ and XTM `x-context-pre`, `x-context-post` with a whole `<seg>` in
//! them; memoQ `x-document`; others only the name of the file. padan writes OmegaT's names.

use super::super::extra::Prop;
use super::unit;
use crate::model::{Context, Neighbour, Role, UnitState};

/// Where a property stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Unit,
    SideA,
    SideB,
}

/// What the properties of a pair said that padan has fields for.
#[derive(Default)]
pub(super) struct Said {
    prev: Option<String>,
    next: Option<String>,
    document: Option<String>,
    ident: Option<String>,
    /// What it was in its document.
    pub(super) role: Option<Role>,
    is_unconfirmed: bool,
    is_aligned: bool,
}

impl Said {
    /// Takes in `prop`; `false` when the property is to be kept as well.
    ///
    /// Neighbours on side b are in the language of the translation, and no neighbours of the source: they are kept.
    pub(super) fn take(&mut self, prop: &Prop<'_>, on: On) -> bool {
        let kind = prop.kind.trim().to_ascii_lowercase();
        let bare = kind.strip_prefix("x-").unwrap_or(&kind);
        let own = bare.strip_prefix("padan-");
        match own.unwrap_or(bare) {
            "prev" if on != On::SideB => first(&mut self.prev, || prop.text.clone().into_owned()),
            "next" if on != On::SideB => first(&mut self.next, || prop.text.clone().into_owned()),
            "context-pre" if on != On::SideB => first(&mut self.prev, || segment_text(&prop.text)),
            "context-post" if on != On::SideB => first(&mut self.next, || segment_text(&prop.text)),
            "file" | "document" | "filename" | "matecat-filename" | "tmgr:docname" | "txt::filename" => {
                first(&mut self.document, || prop.text.clone().into_owned())
            }
            "id" => first(&mut self.ident, || prop.text.clone().into_owned()),
            "role" if own.is_some() => Role::parse(prop.text.trim()).is_some_and(|role| first(&mut self.role, || role)),
            // Never raises a unit: who confirmed it did so in another memory.
            "state" if own.is_some() => {
                let state = UnitState::parse(prop.text.trim());
                self.is_unconfirmed |= state == Some(UnitState::Unconfirmed);
                self.is_aligned |= state == Some(UnitState::Aligned);
                state.is_some()
            }
            "confirmationlevel" | "matecat-status" => {
                self.is_unconfirmed |= is_draft(&prop.text);
                false
            }
            "origin" => {
                self.is_unconfirmed |= is_machine(&prop.text);
                false
            }
            _ => false,
        }
    }

    /// Takes in who worked on it last: `MT!` is how Trados, Wordfast and Translate Toolkit sign for a machine.
    pub(super) fn take_author(&mut self, changed: Option<&str>, made: Option<&str>) {
        let named = |id: &&str| !id.trim().is_empty();
        self.is_unconfirmed |= changed.filter(named).or(made).is_some_and(|id| id.trim().eq_ignore_ascii_case("mt!"));
    }

    /// Who stands behind the unit: never better than [`UnitState::Imported`].
    pub(super) fn state(&self) -> UnitState {
        match (self.is_unconfirmed, self.is_aligned) {
            (true, _) => UnitState::Unconfirmed,
            (false, true) => UnitState::Aligned,
            (false, false) => UnitState::Imported,
        }
    }

    /// The place in the document, where anything of it is known.
    pub(super) fn into_context(self) -> Option<Context> {
        let known = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        let (doc, ident) = (known(self.document), known(self.ident));
        if self.prev.is_none() && self.next.is_none() && doc.is_none() && ident.is_none() {
            return None;
        }
        Some(Context { prev: Neighbour::of(self.prev.as_deref()), next: Neighbour::of(self.next.as_deref()), doc, ident })
    }
}

/// Fills `slot` if it is empty; whether it was.
fn first<T>(slot: &mut Option<T>, value: impl FnOnce() -> T) -> bool {
    if slot.is_some() {
        return false;
    }
    *slot = Some(value());
    true
}

/// The plain text of a context that may be a whole `<seg>`.
fn segment_text(value: &str) -> String {
    unit::lone_segment(value).unwrap_or_else(|| value.to_owned())
}

/// Source: the confirmation levels of Trados Studio (`Draft`, `RejectedTranslation`, `RejectedSignOff`) and the states of
/// MateCat.
fn is_draft(level: &str) -> bool {
    matches!(&*level.trim().to_ascii_lowercase(), "draft" | "rejectedtranslation" | "rejectedsignoff" | "rejected" | "new")
}

/// Source: the origins of Trados Studio (`MachineTranslation`, `NeuralMachineTranslation`, `AdaptiveMachineTranslation`)
/// and what others abbreviate to.
fn is_machine(origin: &str) -> bool {
    let letters: String = origin.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    matches!(&*letters, "mt" | "nmt" | "amt" | "automatictranslation" | "automatedtranslation")
        || letters.contains("machinetranslation")
}
