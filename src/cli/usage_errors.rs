//! Wrong use: one sentence that says what is wrong, one that says what to do, in the language of the interface.
//!
//! clap finds the fault; none of its sentences is shown.

use std::ffi::OsString;
use std::fmt::Display;

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use padan::text::wording::{Ui, say};

use super::args::BadValue;

/// A use that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrongUse {
    /// What is wrong, without `error:`.
    pub(crate) message: String,
    /// What to do; `None` where only the help can tell.
    pub(crate) hint: Option<String>,
}

impl WrongUse {
    /// Without a hint of its own.
    pub(crate) fn of(message: String) -> WrongUse {
        WrongUse { message, hint: None }
    }

    /// With a hint.
    pub(crate) fn hinted(message: String, hint: String) -> WrongUse {
        WrongUse { message, hint: Some(hint) }
    }

    /// The same, with `hint` where there is none.
    pub(crate) fn or_hint(self, hint: impl FnOnce() -> String) -> WrongUse {
        WrongUse { hint: self.hint.or_else(|| Some(hint())), ..self }
    }
}

/// Returns the hint that names the help of the command in `argv`.
pub(crate) fn see_help(command: &Command, argv: &[OsString], ui: Ui) -> String {
    say(ui, "usage.see-help", &[("command", &command_path(command, argv).join(" "))])
}

/// Says what clap found wrong in `argv`.
pub(crate) fn wrong_use(error: &Error, command: &Command, argv: &[OsString], ui: Ui) -> WrongUse {
    message(error, command, argv, ui).or_hint(|| see_help(command, argv, ui))
}

fn message(error: &Error, command: &Command, argv: &[OsString], ui: Ui) -> WrongUse {
    let texts = |kind| texts(error, kind);
    let first = |kind| texts(kind).into_iter().next().unwrap_or_default();
    let argument = first(ContextKind::InvalidArg);
    let value = first(ContextKind::InvalidValue);
    let did_you_mean = |found: Vec<String>| {
        let names: Vec<String> = found.iter().take(2).map(|n| format!("`{n}`")).collect();
        let names = names.join(&format!(" {} ", say(ui, "usage.or", &[])));
        (!names.is_empty()).then(|| say(ui, "usage.did-you-mean", &[("names", &names)]))
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let dashed = argument.starts_with('-');
            let key = if dashed { "usage.unknown-option" } else { "usage.unexpected" };
            let command_name = command_path(command, argv).join(" ");
            let near = texts(ContextKind::SuggestedArg);
            // A text such as `- Jakarta`, of which clap names the first letters only.
            let whole = argv.iter().map(|a| a.to_string_lossy()).find(|a| a.contains(' ') && a.starts_with(&argument));
            let argument = whole.map_or(argument, std::borrow::Cow::into_owned);
            let hint = if near.is_empty() && argument.contains(' ') {
                Some(say(ui, "usage.after-dashes", &[]))
            } else {
                did_you_mean(near)
            };
            let values: [(&str, &dyn Display); 2] = [("argument", &argument), ("command", &command_name)];
            WrongUse { message: say(ui, key, &values), hint }
        }
        ErrorKind::InvalidSubcommand => WrongUse {
            message: say(ui, "usage.unknown-command", &[("command", &first(ContextKind::InvalidSubcommand))]),
            hint: did_you_mean(texts(ContextKind::SuggestedSubcommand)),
        },
        ErrorKind::MissingSubcommand => {
            let path = command_path(command, argv);
            let here = path.iter().skip(1).try_fold(command, |here, name| here.find_subcommand(name)).unwrap_or(command);
            let names: Vec<&str> = here.get_subcommands().filter(|s| !s.is_hide_set()).map(Command::get_name).collect();
            let (name, names) = (path.join(" "), names.join(", "));
            let values: [(&str, &dyn Display); 2] = [("command", &name), ("names", &names)];
            WrongUse::of(say(ui, "usage.missing-command", &values))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            let allowed = texts(ContextKind::ValidValue);
            let hint = (!allowed.is_empty()).then(|| say(ui, "usage.allowed", &[("values", &allowed.join(", "))]));
            WrongUse { message: say(ui, "usage.missing-value", &[("argument", &argument)]), hint }
        }
        ErrorKind::InvalidValue => {
            let allowed = texts(ContextKind::ValidValue).join(", ");
            let near = did_you_mean(texts(ContextKind::SuggestedValue));
            let allowed = say(ui, "usage.allowed", &[("values", &allowed)]);
            let values: [(&str, &dyn Display); 2] = [("value", &value), ("argument", &argument)];
            WrongUse::hinted(
                say(ui, "usage.invalid-value", &values),
                near.map_or(allowed.clone(), |near| format!("{near} {allowed}")),
            )
        }
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|source| match source.downcast_ref::<BadValue>() {
                Some(bad) => bad.say(ui),
                None => source.to_string(),
            });
            let values: [(&str, &dyn Display); 2] = [("value", &value), ("argument", &argument)];
            let message = say(ui, "usage.invalid-value", &values);
            WrongUse::of(reason.map_or(message.clone(), |reason| format!("{message}: {reason}")))
        }
        ErrorKind::ArgumentConflict => {
            let others = texts(ContextKind::PriorArg).join(", ");
            if others.is_empty() || others == argument {
                WrongUse::of(say(ui, "usage.twice", &[("argument", &argument)]))
            } else {
                WrongUse::of(say(ui, "usage.conflict", &[("argument", &argument), ("others", &others)]))
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(ContextKind::InvalidArg).join(" ");
            WrongUse::of(say(ui, "usage.missing", &[("arguments", &missing)]))
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            WrongUse::of(say(ui, "usage.missing-value", &[("argument", &argument)]))
        }
        ErrorKind::TooManyValues => {
            let command_name = command_path(command, argv).join(" ");
            WrongUse::of(say(ui, "usage.unexpected", &[("argument", &value), ("command", &command_name)]))
        }
        ErrorKind::InvalidUtf8 => WrongUse::of(say(ui, "usage.not-utf8", &[])),
        // The remaining kinds are the help, and failures of writing it.
        _ => WrongUse::of(say(ui, "usage.other", &[])),
    }
}

/// The texts that clap keeps for `kind`, in its order.
fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        Some(ContextValue::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// The names of the command that `argv` calls, `padan` first, aliases as the commands they stand for.
fn command_path(command: &Command, argv: &[OsString]) -> Vec<String> {
    let mut path = vec![command.get_name().to_owned()];
    let mut here = command;
    let mut arguments = argv.iter().skip(1).map(|a| a.to_string_lossy());
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            break;
        }
        if argument.starts_with('-') {
            if takes_value(here, &argument) || takes_value(command, &argument) {
                arguments.next();
            }
        } else if let Some(sub) = here.find_subcommand(argument.as_ref()) {
            path.push(sub.get_name().to_owned());
            here = sub;
        } else {
            break;
        }
    }
    path
}

fn takes_value(command: &Command, option: &str) -> bool {
    command.get_arguments().any(|a| {
        let named = match option.strip_prefix("--") {
            Some(long) => a.get_long() == Some(long),
            None => option.chars().count() == 2 && a.get_short() == option.chars().nth(1),
        };
        named && a.get_action().takes_values()
    })
}

#[cfg(test)]
mod tests {
    use super::super::help;
    use super::*;

    fn wrong(ui: Ui, line: &str) -> WrongUse {
        let argv: Vec<OsString> = std::iter::once("padan").chain(line.split('|')).map(OsString::from).collect();
        let command = help::command(ui, 100, false);
        let error = command.clone().try_get_matches_from(&argv).expect_err(line);
        wrong_use(&error, &command, &argv, ui)
    }

    #[test]
    fn says_what_is_wrong_and_what_to_do() {
        let cases = [
            ("draft|--fil|80|a.txt", "unknown option `--fil` for `padan draft`", "did you mean `--fill`?"),
            ("-m|tm|finish|--zzz|a", "unknown option `--zzz` for `padan finish`", SEE.0),
            ("imporr", "unknown command `imporr`", "did you mean `import` or `impor`?"),
            ("tm|periksa", "unknown command `periksa`", "`padan tm --help` shows the options, with examples"),
            ("draft|a.txt|--as", "--as <FORMAT> needs a value", "allowed: docx, tsv, json"),
            ("draft|a.txt|--as|doc", "`doc` is not right for --as <FORMAT>", "did you mean `docx`? allowed: docx, tsv, json"),
            (
                "match|- Jakarta",
                "unknown option `- Jakarta` for `padan match`",
                "write `--` before a text that begins with a dash",
            ),
            ("finish", "missing: <FILE>...", SEE.0),
            ("undo|3|4", "`padan undo` has no use for `4`", "`padan undo --help` shows the options, with examples"),
            ("segment|--jsonl|--lines", "--jsonl does not go together with --lines", SEE.1),
            ("segment|--lines|--lines", "--lines can be given only once", SEE.1),
            ("tm", "`padan tm` needs one of its commands: create, list, info, verify, backup, reindex", SEE.2),
        ];
        for (line, message, hint) in cases {
            let found = wrong(Ui::En, line);
            assert_eq!((found.message.as_str(), found.hint.as_deref()), (message, Some(hint)), "{line}");
        }
    }

    const SEE: (&str, &str, &str) = (
        "`padan finish --help` shows the options, with examples",
        "`padan segment --help` shows the options, with examples",
        "`padan tm --help` shows the options, with examples",
    );

    #[test]
    fn reasons_of_refused_values_are_said_in_the_language() {
        let english = wrong(Ui::En, "draft|a|--min|20");
        assert_eq!(english.message, "`20` is not right for --min <N>: must be from 50 to 102");
        let indonesian = wrong(Ui::Id, "draf|a|--min|20");
        assert_eq!(indonesian.message, "nilai `20` tidak sah untuk --min <N>: harus antara 50 dan 102");
        assert_eq!(indonesian.hint.as_deref(), Some("`padan draft --help` menampilkan opsi beserta contohnya"));
        assert_eq!(wrong(Ui::Id, "selesai").message, "belum disebutkan: <BERKAS>...");
    }
}
