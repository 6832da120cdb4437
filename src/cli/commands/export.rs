//! `padan export`: what padan holds, for other programs.

use std::fmt::Display;
use std::io::Write as _;

use anyhow::Context as _;
use padan::project::output::write_beside;
use padan::project::rules;
use padan::text::wording::say;

use crate::cli::args::{Export, ExportFormat, Output};
use crate::cli::{Exit, Globals, WithHint as _, screen};

pub(super) fn run(args: &Export, globals: &Globals) -> anyhow::Result<Exit> {
    let ui = globals.ui;
    let text = match args.format {
        ExportFormat::Srx => rules::built_in(),
    };
    let Some(Output::File(path)) = &args.output else {
        let mut out = screen::out();
        out.write_all(text.as_bytes())?;
        out.finish()?;
        return Ok(Exit::Done);
    };
    let written = write_beside(path, text.as_bytes())
        .with_context(|| path.display().to_string())
        .with_hint(|| say(ui, "export.unwritable.hint", &[]))?;
    if !globals.quiet {
        if written.renamed {
            let values: [(&str, &dyn Display); 2] = [("path", &path.display()), ("new", &written.path.display())];
            eprintln!("{}", screen::clean_lines(&say(ui, "file.numbered", &values)));
        }
        let path = written.path.display();
        screen::print(&screen::clean_lines(&(say(ui, "export.srx", &[("path", &path)]) + "\n")))?;
    }
    Ok(Exit::Done)
}
