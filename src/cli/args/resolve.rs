//! From what the user typed to what is meant: the checks that need more than one argument.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum as _;
use padan::model::Lang;
use padan::project::settings::table::Value;
use padan::project::settings::{Settings, Whence};
use padan::text::wording::{Ui, say};

use super::typed::{
    Typed, TypedCommand, TypedConfig, TypedConfigCommand, TypedCues, TypedDraft, TypedDrafts, TypedFinish, TypedMatch,
    TypedReading, TypedReferences, TypedSegment, TypedTm, TypedUi, TypedWhose,
};
use super::{
    ColorWhen, Command, Compact, Config, ConfigTask, Cues, Draft, DraftFormat, Drafts, Export, Finish, Globals, Import, Input,
    Languages, Match, MemoryRef, Output, Queries, Reading, Redo, References, Segment, SegmentTask, Tm, Undo, Whose,
};
use crate::cli::usage_errors::WrongUse;

/// Returns what is meant; `ui` is the language of the interface that holds, `settings` what environment and files say.
pub(crate) fn meaning(typed: Typed, ui: Ui, settings: &Settings) -> Result<(Command, Globals), WrongUse> {
    let g = &typed.globals;
    let said = [
        ("memory", g.memory.is_some()),
        ("author", g.author.is_some()),
        ("ui", g.ui.is_some()),
        ("color", g.color.is_some()),
        ("wait", g.wait.is_some()),
    ];
    // A memory that the environment names was asked for like one of the command line; a file's is the usual one.
    let by_variable = match settings.get("memory") {
        Some((Value::Text(named), Whence::Environment(_))) => MemoryRef::parse(named).ok(),
        _ => None,
    };
    let globals = Globals {
        flags: said.into_iter().filter_map(|(name, said)| said.then_some(name)).collect(),
        memory: typed.globals.memory.or(by_variable),
        ui: match typed.globals.ui {
            Some(TypedUi::En) => Ui::En,
            Some(TypedUi::Id) => Ui::Id,
            None => ui,
        },
        color: typed.globals.color.unwrap_or_else(|| color(settings)),
        quiet: typed.globals.quiet,
        author: typed.globals.author,
        wait: typed.globals.wait.unwrap_or_else(|| Duration::from_secs(settings.wait())),
    };
    let ui = globals.ui;
    let command = match typed.command {
        TypedCommand::Import(t) => Command::Import(Import {
            files: inputs(t.files, ui)?,
            langs: t.lang,
            unconfirmed: t.unconfirmed,
            differing: t.differing,
            strict: t.strict,
            rejects: t.rejects,
            log: t.log,
            dry_run: t.dry_run,
            json: t.json,
        }),
        TypedCommand::Draft(t) => Command::Draft(draft(t, ui, settings)?),
        TypedCommand::Finish(t) => Command::Finish(finish(t, ui)?),
        TypedCommand::Drafts { json, command } => Command::Drafts(match command {
            None => Drafts::List { deleted: false, json },
            Some(TypedDrafts::List { deleted, json }) => Drafts::List { deleted, json },
            Some(TypedDrafts::Show { draft, all, json }) => Drafts::Show { draft, all, json },
            Some(TypedDrafts::Delete { drafts, yes, dry_run, json }) => Drafts::Delete { drafts, yes, dry_run, json },
            Some(TypedDrafts::Restore { drafts, dry_run, json }) => Drafts::Restore { drafts, dry_run, json },
        }),
        TypedCommand::Match(t) => Command::Match(matching(t, ui, settings)?),
        TypedCommand::Segment(t) => Command::Segment(segment(t, ui, settings)?),
        TypedCommand::Cues { json, command } => Command::Cues(match command {
            None => Cues::List { json },
            Some(TypedCues::List { json }) => Cues::List { json },
            Some(TypedCues::Test { files, json }) => Cues::Test { files: inputs(files, ui)?, json },
            Some(TypedCues::Path { json }) => Cues::Path { json },
        }),
        TypedCommand::Tm { command } => Command::Tm(match command {
            TypedTm::Create { file, json } => Tm::Create { memory: file, json },
            TypedTm::List { json } => Tm::List { json },
            TypedTm::Info { file, references: t, json } => {
                let references = if file.is_none() { Some(references(t)) } else { None };
                Tm::Info { memory: file.or_else(|| globals.memory.clone()), references, json }
            }
            TypedTm::Verify { file, json, sample } => {
                Tm::Verify { memory: file.or_else(|| globals.memory.clone()), json, sample }
            }
            TypedTm::Show { unit, json } => Tm::Show { unit, json },
            TypedTm::Merge { others, dry_run, json } => Tm::Merge { others, dry_run, json },
            TypedTm::Compact { file, keep_history, no_backup, dry_run, json } => Tm::Compact(Compact {
                memory: file.or_else(|| globals.memory.clone()),
                keep_history,
                backup: !no_backup && !keep_history,
                dry_run,
                json,
            }),
            TypedTm::Backup { file, output, json } => {
                Tm::Backup { memory: file.or_else(|| globals.memory.clone()), output, json }
            }
            TypedTm::Reindex { file, json } => Tm::Reindex { memory: file.or_else(|| globals.memory.clone()), json },
        }),
        TypedCommand::Export(t) => Command::Export(Export { format: t.format, output: t.output.map(Output::from) }),
        TypedCommand::Undo(t) if t.list => Command::Undo(Undo::List { json: t.json }),
        TypedCommand::Undo(t) => Command::Undo(Undo::Take { batch: t.batch, dry_run: t.dry_run, json: t.json }),
        TypedCommand::Redo(t) => Command::Redo(Redo { batch: t.batch, dry_run: t.dry_run, json: t.json }),
        TypedCommand::Config(t) => Command::Config(config(t)),
        TypedCommand::Completions { shell } => Command::Completions(shell),
        TypedCommand::Man { folder } => Command::Man(folder),
        TypedCommand::Help { command } => Command::Help(command),
    };
    Ok((command, globals))
}

fn inputs(files: Vec<PathBuf>, ui: Ui) -> Result<Vec<Input>, WrongUse> {
    let files: Vec<Input> = files.into_iter().map(Input::from).collect();
    if files.iter().filter(|f| **f == Input::Stdin).count() > 1 {
        return Err(WrongUse::of(say(ui, "usage.stdin-twice", &[])));
    }
    Ok(files)
}

/// One output takes one file, and standard output one kind of result.
fn output(path: Option<PathBuf>, files: usize, json: bool, ui: Ui) -> Result<Option<Output>, WrongUse> {
    let output = path.map(Output::from);
    if output.is_some() && files > 1 {
        return Err(WrongUse::hinted(say(ui, "usage.one-output", &[]), say(ui, "usage.one-output.hint", &[])));
    }
    if json && output == Some(Output::Stdout) {
        return Err(WrongUse::hinted(say(ui, "usage.stdout-twice", &[]), say(ui, "usage.stdout-twice.hint", &[])));
    }
    Ok(output)
}

/// What the settings say about colours.
pub(crate) fn color(settings: &Settings) -> ColorWhen {
    settings.color().and_then(|when| ColorWhen::from_str(when, true).ok()).unwrap_or_default()
}

fn references(t: TypedReferences) -> References {
    References { with: t.with, without: t.without, none: t.no_with }
}

fn config(t: TypedConfig) -> Config {
    let whose = |t: &TypedWhose| if t.project { Whose::Project } else { Whose::User };
    let task = match t.command {
        None => ConfigTask::Show,
        Some(TypedConfigCommand::Path) => ConfigTask::Path,
        Some(TypedConfigCommand::Init { whose: t }) => ConfigTask::Init(whose(&t)),
        Some(TypedConfigCommand::Set { key, value, whose: t }) => ConfigTask::Set(whose(&t), key, Some(value)),
        Some(TypedConfigCommand::Unset { key, whose: t }) => ConfigTask::Set(whose(&t), key, None),
    };
    Config { task, json: t.json }
}

fn languages(from: Option<Lang>, to: Option<Lang>, ui: Ui) -> Result<Languages, WrongUse> {
    if from.is_some() && from == to {
        let lang = from.map(|l| l.to_string()).unwrap_or_default();
        return Err(WrongUse::of(say(ui, "usage.same-languages", &[("lang", &lang)])));
    }
    Ok(Languages { from, to })
}

fn reading(typed: TypedReading, ui: Ui) -> Result<Reading, WrongUse> {
    let ascending = |mut lines: Vec<u32>| {
        lines.sort_unstable();
        lines.dedup();
        lines
    };
    let (keep, drop) = (ascending(typed.keep), ascending(typed.drop));
    if let Some(line) = keep.iter().find(|line| drop.contains(line)) {
        return Err(WrongUse::of(say(ui, "usage.keep-and-drop", &[("line", line)])));
    }
    Ok(Reading { mode: typed.mode, keep, drop, keep_all: typed.keep_all, wrap: typed.wrap })
}

/// The file of segmentation rules: that of the option, else that of the settings.
fn srx(typed: &mut TypedReading, settings: &Settings) -> Option<PathBuf> {
    typed.srx.take().or_else(|| settings.srx().map(PathBuf::from))
}

fn draft(mut t: TypedDraft, ui: Ui, settings: &Settings) -> Result<Draft, WrongUse> {
    let files = inputs(t.files, ui)?;
    let output = output(t.output, files.len(), t.json, ui)?;
    let srx = srx(&mut t.reading, settings);
    let reading = reading(t.reading, ui)?;
    if files.len() > 1 && !(reading.keep.is_empty() && reading.drop.is_empty()) {
        return Err(WrongUse::hinted(say(ui, "usage.lines-of-one", &[]), say(ui, "usage.lines-of-one.hint", &[])));
    }
    if files.len() > 1 && t.after.is_some() {
        return Err(WrongUse::hinted(say(ui, "usage.after-of-one", &[]), say(ui, "usage.lines-of-one.hint", &[])));
    }
    let min = t.min.unwrap_or_else(|| settings.min());
    if let Some(fill) = t.fill.filter(|fill| *fill < min) {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("fill", &fill), ("min", &min)];
        return Err(WrongUse::hinted(say(ui, "usage.fill-below-min", &values), say(ui, "usage.fill-below-min.hint", &values)));
    }
    let by_name = match &output {
        Some(Output::File(path)) => DraftFormat::of_path(path),
        _ => None,
    };
    Ok(Draft {
        files,
        format: t.format.or(by_name).or_else(|| DraftFormat::from_str(settings.format()?, true).ok()).unwrap_or_default(),
        output,
        languages: languages(t.from, t.to, ui)?,
        reading,
        srx,
        fill: t.fill.unwrap_or_else(|| settings.fill()).max(min),
        min,
        references: references(t.references),
        new: t.new,
        after: t.after,
        refresh: t.refresh,
        dry_run: t.dry_run,
        json: t.json,
    })
}

fn finish(t: TypedFinish, ui: Ui) -> Result<Finish, WrongUse> {
    let files = inputs(t.files, ui)?;
    let output = output(t.output, files.len(), t.json, ui)?;
    Ok(Finish { files, output, partial: t.partial, accept: t.accept, keep_both: t.keep_both, dry_run: t.dry_run, json: t.json })
}

fn matching(t: TypedMatch, ui: Ui, settings: &Settings) -> Result<Match, WrongUse> {
    let queries = if t.jsonl {
        Queries::Jsonl
    } else if t.texts.is_empty() || t.texts == ["-"] {
        Queries::Lines
    } else {
        Queries::Texts(sentences(t.texts))
    };
    if matches!(&queries, Queries::Texts(texts) if texts.iter().any(|t| t.trim().is_empty())) {
        return Err(WrongUse::of(say(ui, "usage.empty-text", &[])));
    }
    Ok(Match {
        queries,
        languages: languages(t.from, t.to, ui)?,
        min_score: t.min_score.unwrap_or_else(|| settings.min_score()),
        limit: t.limit.unwrap_or_else(|| settings.limit()),
        references: references(t.references),
        json: t.json || t.jsonl,
    })
}

/// Arguments that are single words are one sentence, typed without quotes; else each argument is a sentence.
fn sentences(texts: Vec<String>) -> Vec<String> {
    if texts.len() > 1 && !texts.iter().any(|t| t.contains(char::is_whitespace)) { vec![texts.join(" ")] } else { texts }
}

fn segment(mut t: TypedSegment, ui: Ui, settings: &Settings) -> Result<Segment, WrongUse> {
    let srx = srx(&mut t.reading, settings);
    let task = if t.jsonl {
        SegmentTask::Jsonl
    } else if t.lines {
        SegmentTask::Lines(reading(t.reading, ui)?)
    } else if t.explain {
        SegmentTask::Explain(reading(t.reading, ui)?)
    } else {
        SegmentTask::Segments(reading(t.reading, ui)?)
    };
    let files = inputs(t.files, ui)?;
    let (SegmentTask::Segments(reading) | SegmentTask::Lines(reading) | SegmentTask::Explain(reading)) = &task else {
        if files.len() > 1 {
            return Err(WrongUse::of(say(ui, "usage.jsonl-of-one", &[])));
        }
        return Ok(Segment { files, task, from: t.from, srx, json: true });
    };
    if files.len() > 1 && !(reading.keep.is_empty() && reading.drop.is_empty()) {
        return Err(WrongUse::hinted(say(ui, "usage.lines-of-one", &[]), say(ui, "usage.lines-of-one.hint", &[])));
    }
    Ok(Segment { files, task, from: t.from, srx, json: t.json })
}

#[cfg(test)]
mod tests {
    use super::super::{Differing, Mode};
    use super::*;
    use clap::Parser;

    fn read(line: &str) -> Result<(Command, Globals), String> {
        let words = std::iter::once("padan").chain(line.split_whitespace());
        let typed = Typed::try_parse_from(words).map_err(|e| e.to_string())?;
        meaning(typed, Ui::En, &Settings::default()).map_err(|e| e.message)
    }

    /// What an environment says, in a folder without files.
    fn settings(environment: &[(&str, &str)]) -> Settings {
        let env = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Settings::find(std::path::Path::new("/"), env).expect("right settings")
    }

    #[test]
    fn the_formats_and_colours_of_the_settings_are_those_of_the_options() {
        let words = |name| match padan::project::settings::table::find(name).map(|s| s.kind) {
            Some(padan::project::settings::table::Kind::OneOf(words)) => words.to_vec(),
            other => panic!("{other:?}"),
        };
        let names = |possible: Option<clap::builder::PossibleValue>| possible.map(|p| p.get_name().to_owned());
        let formats: Vec<_> = DraftFormat::value_variants().iter().filter_map(|f| names(f.to_possible_value())).collect();
        let colors: Vec<_> = ColorWhen::value_variants().iter().filter_map(|f| names(f.to_possible_value())).collect();
        assert_eq!(
            (words("as"), words("color")),
            (formats.iter().map(|s| &**s).collect(), colors.iter().map(|s| &**s).collect())
        );
    }

    #[test]
    fn an_option_comes_before_a_setting() {
        let settings = settings(&[
            ("PADAN_MIN", "70"),
            ("PADAN_FILL", "95"),
            ("PADAN_MIN_SCORE", "75"),
            ("PADAN_LIMIT", "9"),
            ("PADAN_AS", "tsv"),
            ("PADAN_COLOR", "never"),
            ("NO_COLOR", "1"),
        ]);
        let of = |line: &str| {
            let typed = Typed::try_parse_from(line.split(' ')).expect(line);
            meaning(typed, Ui::En, &settings).unwrap_or_else(|e| panic!("{line}: {}", e.message))
        };
        let draft = |line| match of(line) {
            (Command::Draft(d), _) => (d.min, d.fill, d.format),
            other => panic!("{other:?}"),
        };
        assert_eq!(draft("padan draft a.txt"), (70, 95, DraftFormat::Tsv));
        assert_eq!(draft("padan draft a.txt --min 60 --fill 80 --as json"), (60, 80, DraftFormat::Json));
        assert_eq!(draft("padan draft a.txt -o b.docx").2, DraftFormat::Docx, "the name of the output says it too");
        let asked = |line| match of(line) {
            (Command::Match(m), _) => (m.min_score, m.limit),
            other => panic!("{other:?}"),
        };
        assert_eq!(asked("padan match Iklan"), (75, 9));
        assert_eq!(asked("padan match Iklan --min-score 60 --limit 5"), (60, 5));
        assert_eq!(of("padan tm list").1.color, ColorWhen::Never);
        assert_eq!(of("padan tm list --color always").1.color, ColorWhen::Always);
    }

    #[test]
    fn the_defaults_of_a_draft() {
        let (command, globals) = read("draft a.txt -m kantor").expect("right use");
        let Command::Draft(draft) = command else { panic!("a draft") };
        assert_eq!((draft.format, draft.fill, draft.min, draft.output), (DraftFormat::Docx, 85, 60, None));
        assert_eq!((draft.reading, draft.languages), (Reading::default(), Languages::default()));
        assert_eq!((globals.memory, globals.color), (Some(MemoryRef::Name("kantor".into())), ColorWhen::Auto));
    }

    #[test]
    fn the_format_follows_the_name_of_the_output_unless_asked_for() {
        let format = |line| match read(line) {
            Ok((Command::Draft(d), _)) => d.format,
            other => panic!("{other:?}"),
        };
        assert_eq!(format("draft a.txt -o b.tsv"), DraftFormat::Tsv);
        assert_eq!(format("draft a.txt -o b.tsv --as json"), DraftFormat::Json);
        assert_eq!(format("draft a.txt -o b.txt"), DraftFormat::Txt);
        assert_eq!(format("draft a.txt -o b.html"), DraftFormat::Html);
        assert_eq!(format("draft a.txt -o b.odt"), DraftFormat::Docx);
    }

    #[test]
    fn the_lowest_filled_score_is_never_below_the_lowest_shown() {
        let Ok((Command::Draft(d), _)) = read("draft a.txt --min 90") else { panic!("right use") };
        assert_eq!((d.fill, d.min), (90, 90));
        assert!(read("draft a.txt --min 90 --fill 80").is_err());
    }

    #[test]
    fn lines_are_ascending_and_no_line_is_kept_and_dropped() {
        let Ok((Command::Segment(s), _)) = read("segment a.txt --keep 91,31,31 --keep 2 --drop 40 --mode page") else {
            panic!("right use")
        };
        let reading = Reading { mode: Mode::Page, keep: vec![2, 31, 91], drop: vec![40], ..Reading::default() };
        assert_eq!(s.task, SegmentTask::Segments(reading));
        assert!(read("segment a.txt --keep 4 --drop 4").is_err());
    }

    #[test]
    fn words_without_quotes_are_one_sentence() {
        let texts = |words: &[&str]| sentences(words.iter().map(|w| (*w).to_owned()).collect());
        assert_eq!(texts(&["Nelayan", "belum", "setuju."]), ["Nelayan belum setuju."]);
        assert_eq!(texts(&["Nelayan belum setuju.", "Iklan"]), ["Nelayan belum setuju.", "Iklan"]);
        assert_eq!(texts(&["Iklan"]), ["Iklan"]);
    }

    #[test]
    fn what_goes_together_and_what_does_not() {
        for wrong in [
            "import - -",
            "draft a.txt b.txt -o c.docx",
            "draft a.txt b.txt --keep 3",
            "draft a.txt --json -o -",
            "draft a.txt b.txt --after kopi",
            "draft a.txt --new --refresh",
            "drafts show",
            "drafts delete",
            "draft a.txt --from id --to in-ID",
            "finish a.docx b.docx -o c.txt",
            "match --jsonl Iklan",
            "segment --jsonl a.jsonl b.jsonl",
            "segment a.txt b.txt --drop 3",
            "segment - -",
            "segment --jsonl --lines",
            "segment --jsonl --mode raw",
            "undo 3 --list",
            "undo x",
            "tm",
            "import",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(read("match -"), Ok((Command::Match(Match { queries: Queries::Lines, .. }), _))));
        assert!(matches!(read("match --jsonl"), Ok((Command::Match(Match { queries: Queries::Jsonl, json: true, .. }), _))));
        assert!(matches!(read("segment"), Ok((Command::Segment(s), _)) if s.files == [Input::Stdin] && !s.json));
        assert!(
            matches!(read("import a.tmx --differing newest"), Ok((Command::Import(i), _)) if i.differing == Differing::Newest && i.langs.is_none())
        );
    }

    #[test]
    fn the_memory_of_tm_is_the_argument_then_the_option() {
        let memory = |line| match read(line) {
            Ok((Command::Tm(Tm::Info { memory, .. }), _)) => memory.map(|m| m.to_string()),
            other => panic!("{other:?}"),
        };
        assert_eq!(memory("tm info -m satu dua").as_deref(), Some("dua"));
        assert_eq!(memory("tm info -m satu").as_deref(), Some("satu"));
        assert_eq!(memory("tm info"), None, "an empty PADAN_MEMORY is none");
        let typed = Typed::try_parse_from(["padan", "tm", "info"]).expect("right use");
        let settings = settings(&[("PADAN_MEMORY", "arsip/2023.padan")]);
        let (_, globals) = meaning(typed, Ui::En, &settings).expect("right use");
        assert_eq!(globals.memory, Some(MemoryRef::File("arsip/2023.padan".into())));
    }
}
