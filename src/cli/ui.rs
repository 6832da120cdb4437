//! What must be known before the arguments are parsed: the language of the interface, and whether to colour.

use std::ffi::OsString;

use clap::ValueEnum;
use padan::text::wording::Ui;

use super::args::ColorWhen;

/// Returns the language of the interface: `--ui`, then `PADAN_UI`, then the `settings`, then the first of `LC_ALL`,
/// `LC_MESSAGES` and `LANG` that is not empty; Indonesian when it begins with `id`. `env` gives the value of a variable.
pub(crate) fn language(argv: &[OsString], env: impl Fn(&str) -> Option<String>, settings: Option<Ui>) -> Ui {
    let of = |name: &str| if name.trim_start().to_ascii_lowercase().starts_with("id") { Ui::Id } else { Ui::En };
    let set = |name: &str| env(name).filter(|value| !value.trim().is_empty());
    match option_value(argv, "--ui").as_deref() {
        Some("en") => return Ui::En,
        Some("id") => return Ui::Id,
        // Anything else is told when the arguments are parsed, in the language that holds without it.
        _ => {}
    }
    if let Some(asked) = set("PADAN_UI") {
        return of(&asked);
    }
    settings.unwrap_or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).map_or(Ui::En, |locale| of(&locale)))
}

/// Returns what `--color` asks for, as far as it can be read; else what the settings say.
pub(crate) fn color(argv: &[OsString], settings: ColorWhen) -> ColorWhen {
    option_value(argv, "--color").and_then(|v| ColorWhen::from_str(&v, false).ok()).unwrap_or(settings)
}

/// Whether `flag` is among the arguments, before `--`.
pub(crate) fn has_flag(argv: &[OsString], flag: &str) -> bool {
    before_dashes(argv).any(|a| a == flag)
}

/// Whether a command of `command` is among the arguments, before `--`.
pub(crate) fn names_command(argv: &[OsString], command: &clap::Command) -> bool {
    before_dashes(argv).any(|a| command.find_subcommand(a).is_some())
}

/// The value of the long option `name`, written `--name value` or `--name=value`.
fn option_value(argv: &[OsString], name: &str) -> Option<String> {
    let mut arguments = before_dashes(argv);
    while let Some(argument) = arguments.next() {
        let argument = argument.to_string_lossy();
        if argument == name {
            return arguments.next().map(|v| v.to_string_lossy().into_owned());
        }
        if let Some(value) = argument.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

fn before_dashes(argv: &[OsString]) -> impl Iterator<Item = &OsString> {
    argv.iter().skip(1).take_while(|a| *a != "--")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str, env: &[(&str, &str)], settings: Option<Ui>) -> Ui {
        let argv: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        language(&argv, |name| env.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()), settings)
    }

    #[test]
    fn the_first_that_says_something_decides() {
        let indonesian = [("LANG", "id_ID.UTF-8")];
        assert_eq!(of("padan", &[], None), Ui::En);
        assert_eq!(of("padan", &indonesian, None), Ui::Id);
        assert_eq!(of("padan", &[("LC_ALL", ""), indonesian[0]], None), Ui::Id);
        assert_eq!(of("padan", &[("LC_ALL", "C"), indonesian[0]], None), Ui::En);
        assert_eq!(of("padan", &indonesian, Some(Ui::En)), Ui::En);
        assert_eq!(of("padan", &[("PADAN_UI", "id")], Some(Ui::En)), Ui::Id);
        assert_eq!(of("padan --ui en", &[("PADAN_UI", "id")], None), Ui::En);
        assert_eq!(of("padan match --ui=id", &[], None), Ui::Id);
        assert_eq!(of("padan match -- --ui id", &[], None), Ui::En);
        assert_eq!(of("padan --ui fr", &indonesian, None), Ui::Id);
    }

    #[test]
    fn colour_is_known_before_parsing() {
        let argv = ["padan", "--color=never"].map(OsString::from);
        assert_eq!(color(&argv, ColorWhen::Always), ColorWhen::Never);
        assert_eq!(color(&argv[..1], ColorWhen::Always), ColorWhen::Always);
    }
}
