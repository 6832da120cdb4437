//! The command line: arguments, help, progress, exit codes, the wording of results.
//!
//! Leaves to others: everything that is done with a text or a memory. Results go to standard output, everything else to
//! standard error.
//!
//! **Invariant:** holds no logic of translation; whatever ends a run goes through [`Exit`], never through a panic.

// Printing is what this layer is for; the library below must not.
#![allow(clippy::print_stdout, clippy::print_stderr)]

pub(crate) mod args;
pub(crate) mod commands;
mod completions;
pub(crate) mod exit;
mod help;
mod man;
pub(crate) mod progress;
pub(crate) mod screen;
pub(crate) mod session;
mod ui;
mod usage_errors;

use std::ffi::OsString;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use padan::project::settings::Settings;
use padan::text::wording::{Ui, say};

pub(crate) use args::Globals;
pub(crate) use exit::{Exit, WithHint};
use screen::Stream;

/// Parses `argv`, runs the command, reports what went wrong, and returns how it ended.
pub(crate) fn main(argv: &[OsString]) -> Exit {
    let ui = ui::language(argv, |name| std::env::var(name).ok(), interface_of_settings());
    let color = ui::color(argv);
    let long = ui::has_flag(argv, "--help");
    let command = help::command(ui, screen::width(), long);
    let typed =
        command.clone().try_get_matches_from(argv).and_then(|mut matches| args::Typed::from_arg_matches_mut(&mut matches));
    let memory = std::env::var("PADAN_MEMORY").ok();
    let parsed = match typed {
        Ok(typed) => args::meaning(typed, ui, memory.as_deref())
            .map_err(|wrong| wrong.or_hint(|| usage_errors::see_help(&command, argv, ui))),
        Err(e) => match e.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                let text = screen::styled(&e.render(), color, Stream::Stdout);
                return ended(screen::print(&text).map(|()| Exit::Done).map_err(anyhow::Error::from), ui, color);
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                eprint!("{}", screen::styled(&e.render(), color, Stream::Stderr));
                return Exit::Failed;
            }
            _ => Err(usage_errors::wrong_use(&e, &command, argv, ui)),
        },
    };
    match parsed {
        Ok((command, globals)) => ended(commands::run(command, &globals), ui, color),
        Err(wrong) => {
            report(&wrong.message, wrong.hint.as_deref(), ui, color);
            Exit::Failed
        }
    }
}

/// The language of the interface that the settings name; settings that cannot be read are told when a command needs them.
fn interface_of_settings() -> Option<Ui> {
    Settings::find(&std::env::current_dir().ok()?).ok()?.interface()
}

/// Shows a failure and turns it into an exit; a reader that went away is no failure.
fn ended(result: anyhow::Result<Exit>, ui: Ui, color: args::ColorWhen) -> Exit {
    match result {
        Ok(exit) => exit,
        Err(error) if exit::is_broken_pipe(&error) => Exit::Done,
        Err(error) => {
            report(&exit::told(&error), exit::hint_of(&error), ui, color);
            Exit::Failed
        }
    }
}

fn report(message: &str, hint: Option<&str>, ui: Ui, color: args::ColorWhen) {
    let (error_label, hint_label) = (say(ui, "label.error", &[]), say(ui, "label.hint", &[]));
    let screen = screen::Screen::new(Stream::Stderr, color);
    eprintln!("{}: {}", screen.red_bold(&error_label), screen::clean_lines(message));
    if let Some(hint) = hint {
        eprintln!("{}: {}", screen.bold(&hint_label), screen::clean_lines(hint));
    }
}
