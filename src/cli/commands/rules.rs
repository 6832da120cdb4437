//! What there is to tell about segmentation rules, for the commands that cut.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::Path;

use padan::article::Explanation;
use padan::model::Lang;
use padan::segment::Rules;
use padan::text::wording::{find, say};
use serde_json::{Value, json};

use crate::cli::screen::{self, Screen, Stream};
use crate::cli::{Globals, errors};

/// The languages whose rules have been told about.
#[derive(Default)]
pub(super) struct Told(Vec<Lang>);

impl Told {
    /// Tells what of the rules in `file` for `lang` cannot be expressed, once; returns whether a rule is left out.
    pub(super) fn tell(&mut self, rules: &Rules, lang: Lang, file: Option<&Path>, globals: &Globals) -> bool {
        let Some(file) = file.filter(|_| !self.0.contains(&lang)) else { return false };
        self.0.push(lang);
        let ui = globals.ui;
        let screen = Screen::new(Stream::Stderr, globals.color);
        let warnings = rules.warnings(lang);
        if !globals.quiet {
            let path = file.display();
            for w in &warnings {
                let why = errors::trouble(&w.trouble, ui);
                let values: [(&str, &dyn Display); 3] = [("path", &path), ("line", &w.line), ("why", &why)];
                let told = if w.trouble.is_note() { say(ui, "rules.note", &values) } else { say(ui, "rules.left-out", &values) };
                screen::note(&screen.yellow(&format!("! {}", screen::clean(&told))));
            }
            if !rules.is_own(lang) {
                let told = say(ui, "rules.not-mapped", &[("path", &path), ("lang", &lang)]);
                screen::note(&screen.yellow(&format!("! {}", screen::clean(&told))));
            }
        }
        warnings.iter().any(|w| !w.trouble.is_note())
    }
}

/// The places where a sentence could have ended, for other programs.
pub(super) fn as_json(told: &[Explanation]) -> Vec<Value> {
    let one = |e: &Explanation| {
        let (before, after) = (&e.before, &e.after);
        let patterns = e.patterns.as_ref().map(|(before, after)| json!([before, after]));
        json!({ "line": e.line, "para": e.para, "cut": e.cuts, "rule": e.rule, "before": before, "after": after,
            "patterns": patterns })
    };
    told.iter().map(one).collect()
}

/// The places where a sentence could have ended, and what their rules mean.
pub(super) fn explained(told: &[Explanation], globals: &Globals) -> String {
    let (ui, screen) = (globals.ui, Screen::of(globals));
    let mut out = String::new();
    let width = told.iter().map(|e| e.rule.chars().count()).max().unwrap_or_default();
    let mut rules: BTreeMap<&str, String> = BTreeMap::new();
    for e in told {
        let mark = if e.cuts { screen.green("+") } else { screen.red_bold("-") };
        let rule = screen::clean(&e.rule).into_owned();
        let pad = width - e.rule.chars().count();
        let between = if e.cuts { "¦" } else { "·" };
        let text = format!("{} {between} {}", e.before, e.after);
        let _ = writeln!(out, "{:>4} {mark} {}{:pad$}  {}", e.line, screen.dim(&rule), "", screen.text(&text));
        rules.entry(&e.rule).or_insert_with(|| match &e.patterns {
            Some((before, after)) => format!("{before}  ¦  {after}"),
            None => find(ui, &format!("rule.{}", e.rule)).unwrap_or_default().to_owned(),
        });
    }
    if !rules.is_empty() {
        let _ = writeln!(out, "\n{}", say(ui, "segment.explained", &[]));
    }
    for (rule, meaning) in rules {
        let pad = width - rule.chars().count();
        let _ = writeln!(out, "  {}{:pad$}  {}", screen::clean(rule), "", screen.text(&meaning));
    }
    out
}
