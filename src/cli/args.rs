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
use std::time::Duration;

use padan::exchange::Asked;
use padan::model::{Direction, Lang};
use padan::project::memories::Wanted;
use padan::text::wording::Ui;

pub(crate) use resolve::{color, meaning};
pub(crate) use typed::Typed;
pub(crate) use values::{
    BadValue, ColorWhen, Differing, DraftFormat, ExportFormat, Input, MemoryRef, Mode, Output, Shell, UnitRef,
};

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
    /// Names of the settings that an option of the command line sets.
    pub(crate) flags: Vec<&'static str>,
    /// How long a change waits for another process that is writing.
    pub(crate) wait: Duration,
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
    /// The stored drafts.
    Drafts(Drafts),
    /// The best matches of sentences.
    Match(Match),
    /// The segments of a file or of texts.
    Segment(Segment),
    /// The cues that tell clutter from article.
    Cues(Cues),
    /// The memories themselves.
    Tm(Tm),
    /// What padan holds, for other programs.
    Export(Export),
    /// Take back a change of the memory.
    Undo(Undo),
    /// Make a change that was taken back again.
    Redo(Redo),
    /// What is set, and where.
    Config(Config),
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
    /// Nothing goes in when anything is refused.
    pub(crate) strict: bool,
    /// Where refused units go, as they stand in their files.
    pub(crate) rejects: Option<PathBuf>,
    /// Where each problem goes as a line.
    pub(crate) log: Option<PathBuf>,
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

/// Which memories are read besides the one that is written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct References {
    /// `--with`: besides those of the settings.
    pub(crate) with: Vec<Wanted>,
    /// `--without`: not these.
    pub(crate) without: Vec<MemoryRef>,
    /// `--no-with`: none of the settings.
    pub(crate) none: bool,
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
    /// At least one, folders among them; standard input at most once.
    pub(crate) files: Vec<Input>,
    /// `--as`, else by the name of `output`, else DOCX.
    pub(crate) format: DraftFormat,
    /// Only with one file; `None`: beside the article.
    pub(crate) output: Option<Output>,
    /// The languages asked for.
    pub(crate) languages: Languages,
    /// How the files are read.
    pub(crate) reading: Reading,
    /// The file of segmentation rules; `None`: the built-in ones.
    pub(crate) srx: Option<PathBuf>,
    /// Matches are filled in from this score, 50–102; never below `min`.
    pub(crate) fill: u8,
    /// Matches are shown from this score, 50–102.
    pub(crate) min: u8,
    /// Which memories are read besides.
    pub(crate) references: References,
    /// A new draft although the text has one.
    pub(crate) new: bool,
    /// The draft whose work is taken over, as the user named it; only with one file.
    pub(crate) after: Option<String>,
    /// Looks untouched segments of a draft that goes on up again.
    pub(crate) refresh: bool,
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
    /// A changed exact match comes in beside its unit.
    pub(crate) keep_both: bool,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// The summary as JSON lines; standard output then carries nothing else.
    pub(crate) json: bool,
}

/// `padan drafts`. A draft is named by its name, its number, or the file of its article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Drafts {
    /// The drafts there are.
    List {
        /// Those that were deleted instead.
        deleted: bool,
        /// Results as JSON lines.
        json: bool,
    },
    /// One draft, segment by segment.
    Show {
        /// The draft.
        draft: String,
        /// The lines that were left out, too.
        all: bool,
        /// Results as JSON lines.
        json: bool,
    },
    /// Drafts off the list.
    Delete {
        /// At least one.
        drafts: Vec<String>,
        /// Does not ask about unfinished work.
        yes: bool,
        /// Nothing is written.
        dry_run: bool,
        /// Results as JSON lines.
        json: bool,
    },
    /// Deleted drafts on the list again.
    Restore {
        /// At least one.
        drafts: Vec<String>,
        /// Nothing is written.
        dry_run: bool,
        /// Results as JSON lines.
        json: bool,
    },
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
    /// Which memories are read besides.
    pub(crate) references: References,
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
    /// Every place where a sentence could have ended.
    Explain(Reading),
    /// The sentences of each text of a JSON-lines input.
    Jsonl,
}

/// `padan segment`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// At least one, folders among them; standard input at most once. Exactly one with [`SegmentTask::Jsonl`].
    pub(crate) files: Vec<Input>,
    /// What to show of it.
    pub(crate) task: SegmentTask,
    /// Language of the text; `None`: the settings' source language, or what the text plainly is.
    pub(crate) from: Option<Lang>,
    /// The file of segmentation rules; `None`: the built-in ones.
    pub(crate) srx: Option<PathBuf>,
    /// Results as JSON lines; always with [`SegmentTask::Jsonl`].
    pub(crate) json: bool,
}

/// `padan export`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Export {
    /// What is written.
    pub(crate) format: ExportFormat,
    /// Where to; `None`: standard output.
    pub(crate) output: Option<Output>,
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
    Path {
        /// Results as JSON lines.
        json: bool,
    },
}

/// `padan tm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tm {
    /// A new, empty memory.
    Create {
        /// The memory to make.
        memory: MemoryRef,
        /// Results as JSON lines.
        json: bool,
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
        /// Which memories are read besides; `None` when a memory was named as argument, which is shown alone.
        references: Option<References>,
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
    /// A unit and what became of it.
    Show {
        /// The unit.
        unit: UnitRef,
        /// Results as JSON lines.
        json: bool,
    },
    /// Other memories into one.
    Merge {
        /// At least one.
        others: Vec<MemoryRef>,
        /// Nothing is written.
        dry_run: bool,
        /// Results as JSON lines.
        json: bool,
    },
    /// A memory made small.
    Compact(Compact),
    /// A copy of a memory.
    Backup {
        /// As for `Info`.
        memory: Option<MemoryRef>,
        /// The file, or the folder, that it goes to; `None`: beside the memory.
        output: Option<PathBuf>,
        /// The result as a JSON line.
        json: bool,
    },
    /// The token index made anew.
    Reindex {
        /// As for `Info`.
        memory: Option<MemoryRef>,
        /// Results as JSON lines.
        json: bool,
    },
}

/// `padan tm compact`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compact {
    /// As for `Info`.
    pub(crate) memory: Option<MemoryRef>,
    /// The history stays.
    pub(crate) keep_history: bool,
    /// A copy is made first.
    pub(crate) backup: bool,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// Results as JSON lines.
    pub(crate) json: bool,
}

/// Whose settings file is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The user's own.
    User,
    /// The project's.
    Project,
}

/// `padan config`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// What to do.
    pub(crate) task: ConfigTask,
    /// Results as JSON lines.
    pub(crate) json: bool,
}

/// What `padan config` does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConfigTask {
    /// Shows every setting.
    Show,
    /// Makes a settings file that explains itself.
    Init(Whose),
    /// Shows where the settings files are.
    Path,
    /// Sets a setting to a value as typed; `None` takes it out.
    Set(Whose, String, Option<String>),
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
