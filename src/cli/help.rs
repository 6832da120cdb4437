//! The help, in the language of the interface: what clap knows about the arguments, with the texts of the table.
//!
//! The keys are made from the names of commands and options: `help.tm.create` (one line), `help.tm.create.long`,
//! `example.tm.create.1` …, and for an option `arg.tm.create.json`, else `arg.json` when several commands share it.
//!
//! **Invariant:** every command and every argument has both languages, every example is right use (tests).

use std::fmt::Write as _;

use clap::builder::styling::Style;
use clap::builder::{StyledStr, Styles};
use clap::{Arg, Command, CommandFactory};
use padan::text::wording::{self, Ui, say};

use super::args::Typed;
use super::screen;

/// The commands as the top of the help groups them.
pub(crate) const GROUPS: [(&str, &[&str]); 4] = [
    ("help.group.start", &["import"]),
    ("help.group.daily", &["draft", "finish", "drafts", "match"]),
    ("help.group.memory", &["tm", "export", "undo", "redo"]),
    ("help.group.scripts", &["segment", "cues", "config", "completions", "man"]),
];

/// An example of the help.
pub(crate) struct Example {
    /// What is typed.
    pub(crate) line: String,
    /// What it does.
    pub(crate) meaning: String,
}

/// Returns the whole tree of commands with texts in `ui`, for a screen of `width` columns; `long` adds the long texts.
pub(crate) fn command(ui: Ui, width: usize, long: bool) -> Command {
    let page = Page { ui, width, long };
    let worded = page.worded(Typed::command(), "padan");
    // The usage that clap makes from the arguments, with its own words put into the language.
    let mut built = worded.clone();
    built.build();
    page.templated(worded, &built, "padan", ("", &[]))
}

/// Returns the examples of the command at `path`, such as `tm.create`, in order.
pub(crate) fn examples(ui: Ui, path: &str) -> Vec<Example> {
    (1..)
        .map_while(|n| wording::find(ui, &format!("example.{path}.{n}")))
        .map(|text| match text.split_once(" # ") {
            Some((line, meaning)) => Example { line: line.trim().to_owned(), meaning: meaning.trim().to_owned() },
            None => Example { line: text.to_owned(), meaning: String::new() },
        })
        .collect()
}

/// Returns the long text of the command at `path`, in lines as they stand in the table.
pub(crate) fn long_text(ui: Ui, path: &str) -> Option<String> {
    wording::find(ui, &format!("help.{path}.long")).map(|text| text.replace("\\n", "\n"))
}

/// Where the texts of `sub`, a command under `path`, stand in the table.
pub(crate) fn path_below(path: &str, sub: &str) -> String {
    if path == "padan" { sub.to_owned() } else { format!("{path}.{sub}") }
}

/// The text of an argument of the command at `path`, before its values and defaults are added.
fn argument_text(ui: Ui, path: &str, arg: &Arg) -> Option<&'static str> {
    let name = arg.get_long().map_or_else(|| arg.get_id().as_str().replace('_', "-"), ToOwned::to_owned);
    wording::find(ui, &format!("arg.{path}.{name}")).or_else(|| wording::find(ui, &format!("arg.{name}")))
}

struct Page {
    ui: Ui,
    width: usize,
    long: bool,
}

impl Page {
    fn say(&self, key: &'static str) -> String {
        say(self.ui, key, &[])
    }

    /// Sets what the lists of options and the completions are made from.
    fn worded(&self, command: Command, path: &str) -> Command {
        let about = wording::find(self.ui, &format!("help.{path}")).unwrap_or_default();
        let subs: Vec<String> = command.get_subcommands().map(|s| s.get_name().to_owned()).collect();
        let mut command = command
            .about(about)
            .long_about(None::<&str>)
            .term_width(self.width)
            .subcommand_value_name(self.say("value.command"))
            .mut_args(|arg| self.worded_argument(arg, path));
        for name in subs {
            let below = path_below(path, &name);
            command = command.mut_subcommand(name, |sub| self.worded(sub, &below));
        }
        command
    }

    fn worded_argument(&self, arg: Arg, path: &str) -> Arg {
        let mut text = argument_text(self.ui, path, &arg).unwrap_or_default().to_owned();
        let mut add = |key, values: Vec<String>| {
            if !values.is_empty() {
                let _ = write!(text, " [{}: {}]", self.say(key), values.join(", "));
            }
        };
        if arg.get_action().takes_values() {
            let possible = arg.get_possible_values();
            add("help.values", possible.iter().filter(|p| !p.is_hide_set()).map(|p| p.get_name().to_owned()).collect());
            let defaults = arg.get_default_values();
            add("help.default", defaults.iter().map(|v| v.to_string_lossy().into_owned()).collect());
        }
        let heading = match &arg {
            a if a.is_positional() => "help.arguments",
            a if a.is_global_set() || a.get_id() == "version" => "help.global",
            _ => "help.options",
        };
        let names: Vec<String> = arg
            .get_value_names()
            .unwrap_or_default()
            .iter()
            .map(|n| {
                let key = format!("value.{}", n.to_lowercase());
                wording::find(self.ui, &key).map_or_else(|| n.to_string(), ToOwned::to_owned)
            })
            .collect();
        let arg = if names.is_empty() { arg } else { arg.value_names(names) };
        let arg = if arg.get_action().takes_values() { arg.hide_possible_values(true).hide_default_value(true) } else { arg };
        arg.help(text).long_help(None::<&str>).help_heading(self.say(heading))
    }

    /// Sets usage and template of `command`, whose `built` twin knows its whole name. `parent` is the command above it by the
    /// name that goes with the aliases: a whole line is typed in one language.
    fn templated(&self, command: Command, built: &Command, path: &str, (parent, aliases): (&str, &[String])) -> Command {
        let usage = self.usage(built);
        let template = self.template(&command, path, (parent, aliases));
        let own = aliases.first().map_or_else(|| built.get_name(), String::as_str);
        let here = format!("{parent} {own}").trim_start().to_owned();
        let subs: Vec<String> = command.get_subcommands().map(|s| s.get_name().to_owned()).collect();
        let mut command = command.override_usage(usage).help_template(template);
        for name in subs {
            let Some(twin) = built.find_subcommand(&name) else { continue };
            let aliases: Vec<String> = twin.get_visible_aliases().map(ToOwned::to_owned).collect();
            let below = path_below(path, &name);
            command = command.mut_subcommand(name, |sub| self.templated(sub, twin, &below, (&here, &aliases)));
        }
        command
    }

    fn usage(&self, built: &Command) -> String {
        let usage = built.clone().render_usage().to_string();
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim();
        usage.replace("[OPTIONS]", &format!("[{}]", self.say("value.options")))
    }

    fn template(&self, command: &Command, path: &str, (parent, aliases): (&str, &[String])) -> StyledStr {
        let styles = Styles::styled();
        let (header, literal) = (*styles.get_header(), *styles.get_literal());
        let mut out = String::from("{about-with-newline}\n");
        if self.long
            && let Some(text) = long_text(self.ui, path)
        {
            let _ = write!(out, "{}\n\n", screen::wrap(&text, self.width, 0));
        }
        let examples = examples(self.ui, path);
        if !examples.is_empty() {
            let _ = writeln!(out, "{header}{}:{header:#}", self.say("help.examples"));
            self.list_examples(&mut out, &examples, literal);
            out.push('\n');
        }
        let _ = writeln!(out, "{header}{}:{header:#} {{usage}}", self.say("help.usage"));
        if !aliases.is_empty() {
            let names: Vec<String> = aliases.iter().map(|a| format!("{literal}{parent} {a}{literal:#}")).collect();
            let _ = writeln!(out, "{header}{}:{header:#} {}", self.say("help.aliases"), names.join(", "));
        }
        out.push('\n');
        if path == "padan" {
            for (key, names) in GROUPS {
                let _ = writeln!(out, "{header}{}:{header:#}", self.say(key));
                self.list_commands(&mut out, command, names, literal);
                out.push('\n');
            }
        } else if command.has_subcommands() {
            let names: Vec<&str> = command.get_subcommands().filter(|s| !s.is_hide_set()).map(Command::get_name).collect();
            let _ = writeln!(out, "{header}{}:{header:#}", self.say("help.commands"));
            self.list_commands(&mut out, command, &names, literal);
            out.push('\n');
        }
        if command.has_subcommands() {
            // clap's list of everything would list the commands again.
            let _ = writeln!(out, "{header}{}:{header:#}\n{{options}}", self.say("help.global"));
        } else {
            out.push_str("{all-args}\n");
        }
        if path == "padan" {
            let _ = write!(out, "\n{}\n", screen::wrap(&self.say("help.more"), self.width, 0));
        }
        out.into()
    }

    /// Each example with its meaning behind it, or above it where both do not fit on a line.
    fn list_examples(&self, out: &mut String, examples: &[Example], literal: Style) {
        let widest = examples.iter().map(|e| e.line.chars().count()).max().unwrap_or_default();
        let fit = examples.iter().all(|e| 2 + widest + 3 + e.meaning.chars().count() <= self.width);
        for Example { line, meaning } in examples {
            let pad = widest - line.chars().count();
            let _ = match (meaning.is_empty(), fit) {
                (true, _) => writeln!(out, "  {literal}{line}{literal:#}"),
                (false, true) => writeln!(out, "  {literal}{line}{literal:#}{:pad$}   {meaning}", ""),
                (false, false) => writeln!(out, "  {literal}{line}{literal:#}\n{}", screen::wrap(meaning, self.width, 6)),
            };
        }
    }

    fn list_commands(&self, out: &mut String, command: &Command, names: &[&str], literal: Style) {
        // One column for the whole top of the help, so that the groups line up.
        let title = |sub: &Command| sub.get_name_and_visible_aliases().join(", ");
        let widest = command.get_subcommands().map(|s| title(s).chars().count()).max().unwrap_or_default();
        for sub in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let title = title(sub);
            let pad = widest - title.chars().count();
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            let about = screen::wrap(&about, self.width, widest + 4);
            let _ = writeln!(out, "  {literal}{title}{literal:#}{:pad$}  {}", "", about.trim_start());
        }
    }
}

/// Returns the long help of the command that `names` name; `None` when there is none.
pub(crate) fn of(ui: Ui, width: usize, names: &[String]) -> Option<StyledStr> {
    let mut tree = command(ui, width, true);
    tree.build();
    let mut here = &mut tree;
    for name in names {
        here = here.find_subcommand_mut(name)?;
    }
    Some(here.render_help())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches as _;

    fn each(command: &Command, path: &str, visit: &mut impl FnMut(&Command, &str)) {
        visit(command, path);
        for sub in command.get_subcommands() {
            each(sub, &path_below(path, sub.get_name()), visit);
        }
    }

    #[test]
    fn every_command_and_argument_has_both_languages() {
        let mut seen = 0;
        each(&Typed::command(), "padan", &mut |command, path| {
            let key = format!("help.{path}");
            let (en, id) = (wording::find(Ui::En, &key), wording::find(Ui::Id, &key));
            assert!(en.is_some() && id.is_some() && en != id, "{key}");
            for arg in command.get_arguments() {
                let (en, id) = (argument_text(Ui::En, path, arg), argument_text(Ui::Id, path, arg));
                assert!(en.is_some() && id.is_some() && en != id, "{} of {path}", arg.get_id());
                for name in arg.get_value_names().unwrap_or_default() {
                    let known = wording::find(Ui::En, &format!("value.{}", name.to_lowercase())).is_some();
                    assert!(known || !arg.get_action().takes_values(), "value {name} of {path}");
                }
                seen += 1;
            }
        });
        assert!(seen > 40, "{seen}");
    }

    #[test]
    fn every_command_has_examples_and_each_is_right_use() {
        for ui in [Ui::En, Ui::Id] {
            each(&Typed::command(), "padan", &mut |command, path| {
                if command.is_hide_set() {
                    return;
                }
                let found = examples(ui, path);
                assert!((2..=6).contains(&found.len()), "{path} has {} examples", found.len());
                for Example { line, meaning } in found {
                    assert!(!meaning.is_empty(), "{line}");
                    // In a pipe, every call of padan is one.
                    for call in line.split(['|', '>', '<']).map(str::trim).filter(|c| c.starts_with("padan")) {
                        let matches = Typed::command().try_get_matches_from(words(call));
                        let typed = matches.and_then(|m| Typed::from_arg_matches(&m)).unwrap_or_else(|e| panic!("{call}: {e}"));
                        super::super::args::meaning(typed, ui, &padan::project::settings::Settings::default())
                            .unwrap_or_else(|e| panic!("{call}: {e:?}"));
                    }
                }
            });
        }
    }

    /// The words of a command line with double quotes.
    fn words(line: &str) -> Vec<String> {
        line.split('"')
            .enumerate()
            .flat_map(|(i, part)| match i % 2 {
                1 => vec![part.to_owned()],
                _ => part.split_whitespace().map(ToOwned::to_owned).collect(),
            })
            .collect()
    }

    #[test]
    fn every_command_is_in_one_group() {
        let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let tree = Typed::command();
        for sub in tree.get_subcommands().filter(|s| !s.is_hide_set()) {
            assert_eq!(grouped.iter().filter(|n| **n == sub.get_name()).count(), 1, "{}", sub.get_name());
        }
        assert_eq!(grouped.len(), tree.get_subcommands().filter(|s| !s.is_hide_set()).count());
    }

    #[test]
    fn no_word_of_claps_own_is_left_in_indonesian() {
        let english = [
            "Usage",
            "Options",
            "OPTIONS",
            "COMMAND",
            "Arguments",
            "Commands",
            "default:",
            "possible values",
            "env:",
            "aliases",
            "Print",
        ];
        let mut paths = Vec::new();
        each(&Typed::command(), "padan", &mut |_, path| paths.push(path.to_owned()));
        for path in paths {
            let names: Vec<String> = path.split('.').filter(|n| *n != "padan").map(ToOwned::to_owned).collect();
            let page = of(Ui::Id, 100, &names).unwrap_or_else(|| panic!("{path}")).to_string();
            for word in english {
                assert!(!page.contains(word), "{word} in the help of {path}:\n{page}");
            }
        }
    }

    #[test]
    fn an_alias_stands_below_the_alias_of_its_command() {
        for ui in [Ui::En, Ui::Id] {
            each(&Typed::command(), "padan", &mut |command, path| {
                let names: Vec<String> = path.split('.').filter(|n| *n != "padan").map(ToOwned::to_owned).collect();
                let mut tree = &Typed::command();
                let mut line = String::from("padan");
                for name in &names {
                    tree = tree.find_subcommand(name).unwrap_or_else(|| panic!("{path}"));
                    line = format!("{line} {}", tree.get_visible_aliases().next().unwrap_or(name));
                }
                if command.get_visible_aliases().next().is_some() {
                    let page = of(ui, 100, &names).unwrap_or_else(|| panic!("{path}")).to_string();
                    assert!(page.lines().any(|l| l.ends_with(&format!(": {line}"))), "{line}:\n{page}");
                }
            });
        }
    }

    #[test]
    fn the_tree_is_sound() {
        command(Ui::En, 80, true).debug_assert();
        command(Ui::Id, 80, false).debug_assert();
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        for names in [vec![], vec!["draft".to_owned()], vec!["tm".to_owned()]] {
            for ui in [Ui::En, Ui::Id] {
                let page = of(ui, 80, &names).map(|p| p.to_string()).unwrap_or_default();
                // Examples and usage are lines to copy: they are not broken.
                for line in page.lines().filter(|l| !l.contains("padan ")) {
                    assert!(line.chars().count() <= 80, "{line}");
                }
            }
        }
    }
}
