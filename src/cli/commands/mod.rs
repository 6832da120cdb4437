//! One file for each command: values of the arguments in, results shown, how it ended out.

use padan::text::wording::say;

use super::args::Command;
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
                .map_err(|e| anyhow::anyhow!("{}: {e}", folder.display()))
                .with_hint(|| say(ui, "man.folder.hint", &[]))?;
            if !globals.quiet {
                eprintln!("{}", say(ui, "man.written", &[("count", &count), ("folder", &folder.display())]));
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
        Command::Import(_)
        | Command::Draft(_)
        | Command::Finish(_)
        | Command::Match(_)
        | Command::Segment(_)
        | Command::Tm(_)
        | Command::Undo(_)
        | Command::Redo(_) => anyhow::bail!("not wired"),
    }
    Ok(Exit::Done)
}
