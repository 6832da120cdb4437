//! The rules that cut a text: the built-in ones, or a user's own.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::srx::{RuleSet, Warning};
use super::{Decision, Rule};
use crate::model::{Lang, Srx};

/// Which rules cut; cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Rules {
    /// Those of padan.
    #[default]
    BuiltIn,
    /// A user's own, for the languages about which they say something; the built-in ones for all others.
    Own(Arc<RuleSet>),
}

/// Rules that cut alike are the same.
impl PartialEq for Rules {
    fn eq(&self, other: &Rules) -> bool {
        match (self, other) {
            (Rules::BuiltIn, Rules::BuiltIn) => true,
            (Rules::Own(a), Rules::Own(b)) => a.fingerprint() == b.fingerprint(),
            _ => false,
        }
    }
}

impl Eq for Rules {}

/// A place where a sentence could have ended, what was decided about it, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Byte of the text at which the next segment begins, or would begin.
    pub at: usize,
    /// Whether it does.
    pub cuts: bool,
    /// The rule: `stay.abbreviation`, or `srx:Indonesian/12` for one of a file, with its line.
    pub id: Cow<'static, str>,
    /// The patterns of a rule of a file, before and behind the place.
    pub patterns: Option<(String, String)>,
}

impl Rules {
    /// The user's own rules `srx`.
    ///
    /// ```
    /// use padan::model::{Lang, Srx, srx::{LanguageMap, LanguageRules, SrxRule}};
    /// use padan::segment::Rules;
    /// let rule = SrxRule { cuts: true, before: ";".into(), after: "\\s".into(), ..SrxRule::default() };
    /// let srx = Srx {
    ///     languages: vec![LanguageRules { name: "titik koma".into(), rules: vec![rule] }],
    ///     maps: vec![LanguageMap { pattern: "id.*".into(), rules: "titik koma".into(), line: 1 }],
    ///     ..Srx::default()
    /// };
    /// let (rules, text) = (Rules::own(srx), "Beras naik; stok cukup. Aman.");
    /// let cut: Vec<&str> = rules.split(text, Lang::ID, false).into_iter().map(|r| &text[r]).collect();
    /// assert_eq!(cut, ["Beras naik; ", "stok cukup. Aman."]);
    /// ```
    pub fn own(srx: Srx) -> Rules {
        Rules::Own(Arc::new(RuleSet::new(srx)))
    }

    /// Returns the segments of `text` as [`super::split`] does: byte ranges in order that join to the whole text.
    pub fn split(&self, text: &str, lang: Lang, wrap: bool) -> Vec<Range<usize>> {
        let Some(ready) = self.own_for(lang) else { return super::split(text, lang, wrap) };
        super::ranges(text, |emit| {
            super::lines_of(text, wrap, &mut |part| match part {
                super::Part::Paragraph(range) => {
                    ready.decide(text, range, &mut |ruled| {
                        if ruled.cuts {
                            emit(ruled.at);
                        }
                    });
                }
                super::Part::Break(at) => emit(at),
            });
        })
    }

    /// Returns every place of `text` where a sentence could have ended, in order, with the rule that decided.
    pub fn explain(&self, text: &str, lang: Lang, wrap: bool) -> Vec<Explained> {
        let built_in = |d: Decision| Explained { at: d.at, cuts: d.rule.cuts(), id: d.rule.id().into(), patterns: None };
        let Some(ready) = self.own_for(lang) else {
            return super::explain(text, lang, wrap).into_iter().map(built_in).collect();
        };
        let mut out = Vec::new();
        super::lines_of(text, wrap, &mut |part| match part {
            super::Part::Paragraph(range) => ready.decide(text, range, &mut |ruled| {
                let Some(named) = ready.rule(ruled.rule) else { return };
                out.push(Explained {
                    at: ruled.at,
                    cuts: ruled.cuts,
                    id: format!("srx:{}/{}", named.list, named.rule.line).into(),
                    patterns: Some((named.rule.before.clone(), named.rule.after.clone())),
                });
            }),
            super::Part::Break(at) => out.push(built_in(Decision { at, rule: Rule::LineBreak })),
        });
        out
    }

    /// Returns what identifies the rules that cut a text in `lang`: `srx-` and a hash for a user's own.
    pub fn fingerprint(&self, lang: Lang) -> String {
        match self {
            Rules::Own(set) if set.of(lang).is_mapped() => set.fingerprint().to_owned(),
            _ => super::fingerprint(),
        }
    }

    /// What of a user's own rules for `lang` cannot be expressed, or not quite, by line.
    pub fn warnings(&self, lang: Lang) -> Vec<Warning> {
        match self {
            Rules::BuiltIn => Vec::new(),
            Rules::Own(set) => set.of(lang).warnings().to_vec(),
        }
    }

    /// Whether the rules for `lang` are a user's own.
    pub fn is_own(&self, lang: Lang) -> bool {
        self.own_for(lang).is_some()
    }

    fn own_for(&self, lang: Lang) -> Option<Arc<super::srx::Ready>> {
        match self {
            Rules::BuiltIn => None,
            Rules::Own(set) => Some(set.of(lang)).filter(|r| r.is_mapped()),
        }
    }
}
