//! One file for each command: values of the arguments in, results shown, how it ended out.

mod articles;
mod backup;
mod config;
mod cues;
mod draft;
mod drafts;
mod export;
mod finish;
mod import;
mod r#match;
mod rules;
mod segment;
mod tm;
mod tm_compact;
mod tm_merge;
mod tm_show;
mod undo;
mod verify;

use anyhow::Context as _;
use padan::article::{self, Options};
use padan::model::Lang;
use padan::project;
use padan::segment::Rules;
use padan::text::wording::say;

use super::args::{Command, Mode, Reading};
use super::screen::{self, Stream};
use super::{Exit, Globals, WithHint as _, completions, help, man};

/// Runs `command`.
///
/// # Errors
/// Whatever keeps the command from being done; nothing was changed then, and the exit code is 2.
pub(crate) fn run(command: Command, globals: &Globals) -> anyhow::Result<Exit> {
    let ui = globals.ui;
    match command {
        Command::Completions(shell) => {
            let mut out = screen::out();
            std::io::Write::write_all(&mut out, &completions::script(shell, ui))?;
            out.finish()?;
        }
        Command::Man(Some(folder)) => {
            let count = man::write(ui, &folder)
                .with_context(|| folder.display().to_string())
                .with_hint(|| say(ui, "man.folder.hint", &[]))?;
            if !globals.quiet {
                screen::note(&say(ui, "man.written", &[("count", &count), ("folder", &folder.display())]));
            }
        }
        Command::Man(None) => {
            let page = man::pages(ui)?.into_iter().next().map(|(_, page)| page).unwrap_or_default();
            let mut out = screen::out();
            std::io::Write::write_all(&mut out, &page)?;
            out.finish()?;
        }
        Command::Help(names) => {
            let page = help::of(ui, screen::width(), &names)
                .ok_or_else(|| anyhow::anyhow!("{}", say(ui, "usage.unknown-command", &[("command", &names.join(" "))])))
                .with_hint(|| say(ui, "usage.see-help", &[("command", &"padan")]))?;
            screen::print(&screen::styled(&page, globals.color, Stream::Stdout))?;
        }
        Command::Config(args) => return config::run(&args, globals),
        Command::Import(args) => return import::run(&args, globals),
        Command::Draft(args) => return draft::run(&args, globals),
        Command::Finish(args) => return finish::run(&args, globals),
        Command::Drafts(args) => return drafts::run(&args, globals),
        Command::Match(args) => return r#match::run(&args, globals),
        Command::Cues(args) => return cues::run(&args, globals),
        Command::Segment(args) => return segment::run(&args, globals),
        Command::Export(args) => return export::run(&args, globals),
        Command::Tm(args) => return tm::run(&args, globals),
        Command::Undo(args) => return undo::undo(&args, globals),
        Command::Redo(args) => return undo::redo(&args, globals),
    }
    Ok(Exit::Done)
}

/// How a file is read, as asked for, by the user's own cues and by `rules`; the language is set by whoever knows it.
fn reading(asked: &Reading, rules: &Rules) -> anyhow::Result<Options> {
    let mode = match asked.mode {
        Mode::Auto => article::Mode::Auto,
        Mode::Page => article::Mode::Page,
        Mode::Article => article::Mode::Article,
        Mode::Raw => article::Mode::Raw,
    };
    Ok(Options {
        mode,
        keep: asked.keep.clone(),
        drop: asked.drop.clone(),
        keep_all: asked.keep_all,
        wrap: asked.wrap,
        lang: Lang::ID,
        cues: project::cues::find()?,
        rules: rules.clone(),
    })
}
