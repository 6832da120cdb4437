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
pub(crate) mod errors;
pub(crate) mod exit;
mod help;
mod man;
mod notices;
pub(crate) mod progress;
pub(crate) mod screen;
pub(crate) mod session;
mod ui;
mod usage_errors;

use std::ffi::OsString;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use padan::text::wording::{Ui, say};

pub(crate) use args::Globals;
pub(crate) use exit::{Exit, WithHint};
use screen::Stream;

/// Parses `argv`, runs the command, reports what went wrong, and returns how it ended.
pub(crate) fn main(argv: &[OsString]) -> Exit {
    // What is wrong with the settings is told when a command reads them.
    let settings = session::settings().unwrap_or_default();
    let ui = ui::language(argv, |name| std::env::var(name).ok(), settings.interface());
    let color = ui::color(argv, args::color(&settings));
    let long = ui::has_flag(argv, "--help");
    let command = help::command(ui, screen::width(), long);
    let typed =
        command.clone().try_get_matches_from(argv).and_then(|mut matches| args::Typed::from_arg_matches_mut(&mut matches));
    let parsed = match typed {
        Ok(typed) => {
            args::meaning(typed, ui, &settings).map_err(|wrong| wrong.or_hint(|| usage_errors::see_help(&command, argv, ui)))
        }
        Err(e) => match e.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                let text = screen::styled(&e.render(), color, Stream::Stdout);
                return ended(screen::print(&text).map(|()| Exit::Done).map_err(anyhow::Error::from), ui, color);
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return without_command(&e.render(), color),
            // Options alone, such as `padan --ui id`, are as good as nothing.
            ErrorKind::MissingSubcommand if !ui::names_command(argv, &command) => {
                return without_command(&command.clone().render_help(), color);
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

/// Shows a failure and turns it into an exit; a reader that went away is no failure.
fn ended(result: anyhow::Result<Exit>, ui: Ui, color: args::ColorWhen) -> Exit {
    match result {
        Ok(exit) => exit,
        Err(error) if exit::is_broken_pipe(&error) => Exit::Done,
        Err(error) => {
            failed(&error, ui, color);
            Exit::Failed
        }
    }
}

/// Shows what went wrong, on standard error.
pub(crate) fn failed(error: &anyhow::Error, ui: Ui, color: args::ColorWhen) {
    report(&errors::message(error, ui), errors::hint(error, ui).as_deref(), ui, color);
}

/// Shows the `help`; nothing was asked for, so nothing was done.
fn without_command(help: &clap::builder::StyledStr, color: args::ColorWhen) -> Exit {
    eprint!("{}", screen::styled(help, color, Stream::Stderr));
    Exit::Failed
}

fn report(message: &str, hint: Option<&str>, ui: Ui, color: args::ColorWhen) {
    let (error_label, hint_label) = (say(ui, "label.error", &[]), say(ui, "label.hint", &[]));
    let screen = screen::Screen::new(Stream::Stderr, color);
    screen::note(&format!("{}: {}", screen.red_bold(&error_label), screen::clean_lines(message)));
    if let Some(hint) = hint {
        screen::note(&format!("{}: {}", screen.bold(&hint_label), screen::clean_lines(hint)));
    }
}
