//! The articles that a command works through: found under their names, read one after another.
//!
//! **Invariant:** one that cannot be used is told and does not stop the others, unless it is the only one.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use padan::project::gather::{self, Gathered, Named, Skipped, Why};
use padan::text::wording::{Ui, say};
use serde_json::Value;

use crate::cli::args::Input;
use crate::cli::progress::Progress;
use crate::cli::{Exit, Globals, WithHint as _, errors, exit, screen};

/// What was found.
pub(super) struct Articles {
    files: Vec<Input>,
    unreadable: Vec<(PathBuf, io::Error)>,
    /// Whether results are told file by file: several files, or a folder.
    pub(super) many: bool,
}

/// How the files ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ended {
    /// Those that could be used.
    pub(super) done: usize,
    /// Those that could not.
    pub(super) failed: usize,
}

impl Ended {
    /// 2 when nothing could be used, 1 when something could not or needs `attention`.
    pub(super) fn exit(self, attention: bool) -> Exit {
        if self.done == 0 { Exit::Failed } else { Exit::attention_if(attention || self.failed > 0) }
    }

    /// Whether there is something to sum up.
    pub(super) fn is_of_several(self) -> bool {
        self.done + self.failed > 1
    }

    /// The end of a summary: how many could not be used, if any.
    pub(super) fn told(self, ui: Ui) -> String {
        if self.failed == 0 { String::new() } else { say(ui, "articles.failed", &[("count", &self.failed)]) }
    }
}

/// How many names are listed with one reason.
const NAMES: usize = 5;

impl Articles {
    /// Finds what `named` stands for, and tells what is skipped.
    ///
    /// # Errors
    /// Folders in which there is no article.
    pub(super) fn find(named: &[Input], globals: &Globals) -> anyhow::Result<Articles> {
        let wanted: Vec<Named> = named.iter().map(wanted).collect();
        let Gathered { files, skipped, unreadable, folders } = gather::gather(&wanted);
        if !(skipped.is_empty() || globals.quiet) {
            eprint!("{}", screen::clean_lines(&told(&skipped, globals.ui)));
        }
        if files.is_empty() && unreadable.is_empty() {
            let names: Vec<String> = named.iter().map(Input::to_string).collect();
            return Err(anyhow::anyhow!("{}: {}", names.join(", "), say(globals.ui, "articles.none", &[])))
                .with_hint(|| say(globals.ui, "articles.none.hint", &[]));
        }
        let many = folders || files.len() + unreadable.len() > 1;
        let files = files.into_iter().map(|f| match f {
            Named::Stdin => Input::Stdin,
            Named::Path(path) => Input::File(path),
        });
        Ok(Articles { files: files.collect(), unreadable, many })
    }

    /// Refuses what holds for one file only, `wrong`, where a folder holds several.
    ///
    /// # Errors
    /// That.
    pub(super) fn only_one(&self, asked: bool, wrong: impl FnOnce(Ui) -> String, globals: &Globals) -> anyhow::Result<()> {
        if asked && self.files.len() + self.unreadable.len() > 1 {
            let hint = || say(globals.ui, "usage.lines-of-one.hint", &[]);
            return Err(anyhow::Error::msg(wrong(globals.ui))).with_hint(hint);
        }
        Ok(())
    }

    /// Does `one` for each file. What fails is told, by `failed` (file and reason) for another program, else to a person.
    ///
    /// # Errors
    /// What goes wrong with the only file, and whatever keeps results from being shown.
    pub(super) fn each(
        self,
        globals: &Globals,
        failed: Option<fn(&str, &str) -> Value>,
        mut one: impl FnMut(&Input, &Progress) -> anyhow::Result<()>,
    ) -> anyhow::Result<Ended> {
        let total = self.files.len() as u64;
        let progress = if total > 1 { Progress::files(globals, total) } else { Progress::none() };
        let mut ended = Ended::default();
        let tell = |error: anyhow::Error, file: Option<&str>| {
            if exit::is_broken_pipe(&error) || !self.many {
                return Err(error);
            }
            match (failed, file) {
                (Some(failed), _) => {
                    let reason = errors::message(&error, Ui::En);
                    let file = file.map_or_else(|| error.to_string(), str::to_owned);
                    let reason = reason.strip_prefix(&format!("{file}: ")).unwrap_or(&reason);
                    progress.aside(|| screen::print(&format!("{}\n", failed(&file, reason))))?;
                }
                (None, _) => progress.aside(|| crate::cli::failed(&error, globals.ui, globals.color)),
            }
            Ok(())
        };
        for (path, error) in self.unreadable {
            tell(anyhow::Error::new(error).context(path.display().to_string()), None)?;
            ended.failed += 1;
        }
        for (n, input) in self.files.iter().enumerate() {
            match one(input, &progress) {
                Ok(()) => ended.done += 1,
                Err(error) => {
                    tell(error, Some(&input.to_string()))?;
                    ended.failed += 1;
                }
            }
            progress.at(n as u64 + 1);
        }
        progress.done();
        Ok(ended)
    }
}

fn wanted(input: &Input) -> Named {
    match input {
        Input::Stdin => Named::Stdin,
        Input::File(path) => Named::Path(path.clone()),
    }
}

/// What was skipped: how many, and a line for each reason.
fn told(skipped: &[Skipped], ui: Ui) -> String {
    let mut out = say(ui, "articles.skipped", &[("count", &skipped.len())]) + "\n";
    for why in Why::ALL {
        let with: Vec<String> = skipped.iter().filter(|s| s.why == why).map(|s| s.path.display().to_string()).collect();
        if with.is_empty() {
            continue;
        }
        let mut names = with.iter().take(NAMES).map(|n| screen::clean(n)).collect::<Vec<_>>().join(", ");
        if with.len() > NAMES {
            let _ = write!(names, ", {}", say(ui, "import.more", &[("count", &(with.len() - NAMES))]));
        }
        let reason = match why {
            Why::Draft => say(ui, "articles.skipped.draft", &[]),
            Why::Translation => say(ui, "articles.skipped.translation", &[]),
            Why::NoArticle => say(ui, "articles.skipped.no-article", &[]),
            Why::Hidden => say(ui, "articles.skipped.hidden", &[]),
            Why::NoFile => say(ui, "articles.skipped.no-file", &[]),
            Why::Again => say(ui, "articles.skipped.again", &[]),
        };
        let _ = writeln!(out, "  {reason}: {names}");
    }
    out
}
