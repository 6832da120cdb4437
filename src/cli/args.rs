//! The arguments, in two steps: what the user typed (`typed`), and what is meant by it (here), checked and ready to use.
//!
//! Leaves to others: the texts of the help (`help`), the sentences for wrong use (`usage_errors`), what a command does
//! (`commands`), and where a memory of some name lies on the disk.
//!
//! **Invariant:** a value of these types can be acted on as it is. No command checks its arguments again.

mod resolve;
mod typed;
mod values;

use std::path::PathBuf;

use padan::exchange::Asked;
use padan::model::{Direction, Lang};
use padan::text::wording::Ui;

pub(crate) use resolve::meaning;
pub(crate) use typed::Typed;
pub(crate) use values::{BadValue, ColorWhen, Differing, DraftFormat, Input, MemoryRef, Mode, Output, Shell};

/// What holds for every command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Globals {
    /// The memory that is written to (`-m`, then `PADAN_MEMORY`); `None` leaves it to the settings.
    pub(crate) memory: Option<MemoryRef>,
    /// Language of messages and help; never of JSON.
    pub(crate) ui: Ui,
    /// When to colour, as asked; `screen` decides.
    pub(crate) color: ColorWhen,
    /// No progress and no messages but errors.
    pub(crate) quiet: bool,
    /// Who stands behind a change; `None` leaves it to the settings.
    pub(crate) author: Option<String>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Past work into the memory.
    Import(Import),
    /// Article → bilingual draft.
    Draft(Draft),
    /// A draft given back.
    Finish(Finish),
    /// The best matches of sentences.
    Match(Match),
    /// The segments of a file or of texts.
    Segment(Segment),
    /// The cues that tell clutter from article.
    Cues(Cues),
    /// The memories themselves.
    Tm(Tm),
    /// Take back a change of the memory.
    Undo(Undo),
    /// Make a change that was taken back again.
    Redo(Redo),
    /// The completions of a shell, to standard output.
    Completions(Shell),
    /// The man pages into a folder; without one, the main page to standard output.
    Man(Option<PathBuf>),
    /// The long help of the command with these names; none: of padan itself.
    Help(Vec<String>),
}

/// `padan import`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// At least one; standard input at most once.
    pub(crate) files: Vec<Input>,
    /// `None`: not asked for, the settings' pair (Indonesian and English without settings).
    pub(crate) langs: Option<Asked>,
    /// Takes unconfirmed translations too, marked as such.
    pub(crate) unconfirmed: bool,
    /// What happens to another translation of a known source.
    pub(crate) differing: Differing,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// Results as JSON lines.
    pub(crate) json: bool,
}

/// Which languages were asked for with `--from` and `--to`; never the same twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Languages {
    /// `--from`.
    pub(crate) from: Option<Lang>,
    /// `--to`.
    pub(crate) to: Option<Lang>,
}

impl Languages {
    /// Whether the user said anything; if so, no file turns the direction round.
    pub(crate) fn asked(self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// The direction that is meant, given the one of the settings: one side alone turns `default` round where it must.
    pub(crate) fn direction(self, default: Direction) -> Direction {
        let other = |lang: Lang, usual: Lang, last: Lang| if usual == lang { last } else { usual };
        match (self.from, self.to) {
            (None, None) => default,
            (Some(from), Some(to)) => Direction { from, to },
            (Some(from), None) => Direction { from, to: other(from, default.to, default.from) },
            (None, Some(to)) => Direction { from: other(to, default.from, default.to), to },
        }
    }
}

/// How a file is read: where the article is in it, and what of it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// How the article is found.
    pub(crate) mode: Mode,
    /// Lines to keep whatever the rules say, from 1, ascending; shares no line with `drop`.
    pub(crate) keep: Vec<u32>,
    /// Lines to leave out whatever the rules say, from 1, ascending.
    pub(crate) drop: Vec<u32>,
    /// Every line is kept but those of `drop`.
    pub(crate) keep_all: bool,
    /// Line breaks inside a paragraph are soft.
    pub(crate) wrap: bool,
}

/// `padan draft`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// At least one; standard input at most once.
    pub(crate) files: Vec<Input>,
    /// `--as`, else by the name of `output`, else DOCX.
    pub(crate) format: DraftFormat,
    /// Only with one file; `None`: beside the article.
    pub(crate) output: Option<Output>,
    /// The languages asked for.
    pub(crate) languages: Languages,
    /// How the files are read.
    pub(crate) reading: Reading,
    /// Matches are filled in from this score, 50–102; never below `min`.
    pub(crate) fill: u8,
    /// Matches are shown from this score, 50–102.
    pub(crate) min: u8,
    /// A new draft although the text has one.
    pub(crate) new: bool,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// The summary as JSON lines; standard output then carries nothing else.
    pub(crate) json: bool,
}

/// `padan finish`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finish {
    /// At least one; standard input at most once.
    pub(crate) files: Vec<Input>,
    /// Where the translation goes, only with one file; `None`: beside the article.
    pub(crate) output: Option<Output>,
    /// Writes the translation although segments are open.
    pub(crate) partial: bool,
    /// Takes pending tracked changes as accepted.
    pub(crate) accept: bool,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// The summary as JSON lines; standard output then carries nothing else.
    pub(crate) json: bool,
}

/// Where `padan match` gets its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Queries {
    /// These, at least one.
    Texts(Vec<String>),
    /// Standard input, a sentence a line.
    Lines,
    /// Standard input, a JSON object a line.
    Jsonl,
}

/// `padan match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// The sentences.
    pub(crate) queries: Queries,
    /// The languages asked for.
    pub(crate) languages: Languages,
    /// Lowest score shown, 0–102.
    pub(crate) min_score: u8,
    /// Most matches of a sentence, at least 1.
    pub(crate) limit: usize,
    /// Results as JSON lines; always with [`Queries::Jsonl`].
    pub(crate) json: bool,
}

/// What `padan segment` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SegmentTask {
    /// The segments of a file.
    Segments(Reading),
    /// Every line with the decision about it.
    Lines(Reading),
    /// The sentences of each text of a JSON-lines input.
    Jsonl,
}

/// `padan segment`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The file.
    pub(crate) input: Input,
    /// What to show of it.
    pub(crate) task: SegmentTask,
    /// Language of the text; `None`: the settings' source language, or what the text plainly is.
    pub(crate) from: Option<Lang>,
    /// Results as JSON lines; always with [`SegmentTask::Jsonl`].
    pub(crate) json: bool,
}

/// `padan cues`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cues {
    /// The cues that hold.
    List {
        /// Results as JSON lines.
        json: bool,
    },
    /// Which lines each cue hits.
    Test {
        /// At least one; standard input at most once.
        files: Vec<Input>,
        /// Results as JSON lines.
        json: bool,
    },
    /// Where the user's own stand.
    Path,
}

/// `padan tm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tm {
    /// A new, empty memory.
    Create {
        /// The memory to make.
        memory: MemoryRef,
    },
    /// The memories there are.
    List {
        /// Results as JSON lines.
        json: bool,
    },
    /// What is in a memory.
    Info {
        /// The memory named last (argument, then `-m`, then `PADAN_MEMORY`); `None` leaves it to the settings.
        memory: Option<MemoryRef>,
        /// Results as JSON lines.
        json: bool,
    },
    /// The proof that a memory is sound.
    Verify {
        /// As for `Info`.
        memory: Option<MemoryRef>,
        /// Results as JSON lines.
        json: bool,
        /// Units whose lookup is compared with a brute-force scan; 0: none.
        sample: usize,
    },
}

/// `padan undo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Undo {
    /// The changes there are.
    List {
        /// Results as JSON lines.
        json: bool,
    },
    /// Takes one back.
    Take {
        /// Number of the change; `None`: the newest.
        batch: Option<i64>,
        /// Nothing is written.
        dry_run: bool,
        /// Results as JSON lines.
        json: bool,
    },
}

/// `padan redo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redo {
    /// Number of the change; `None`: the one taken back last.
    pub(crate) batch: Option<i64>,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// Results as JSON lines.
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_language_alone_turns_the_direction_round_where_it_must() {
        let of = |from, to| Languages { from, to }.direction(Direction::ID_EN);
        assert_eq!(of(None, None), Direction::ID_EN);
        assert_eq!(of(Some(Lang::ID), None), Direction::ID_EN);
        assert_eq!(of(Some(Lang::EN), None), Direction::ID_EN.reversed());
        assert_eq!(of(None, Some(Lang::ID)), Direction::ID_EN.reversed());
        assert_eq!(of(None, Some(Lang::of("ms"))), Direction { from: Lang::ID, to: Lang::of("ms") });
    }
}
