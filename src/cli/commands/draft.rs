//! `padan draft`: from an article to its aligned bilingual draft.

use std::fmt::{Display, Write as _};
use std::io::Write as _;

use anyhow::Context as _;
use padan::article::{self, Options};
use padan::exchange::draft::{self as files, DraftFile, Format};
use padan::memory::Store;
use padan::model::Lang;
use padan::project;
use padan::project::bands::Bands;
use padan::project::drafting::{self, DraftOptions, Made, Reference, make};
use padan::project::memories::Place;
use padan::project::output::write_beside;
use padan::project::repeats::Earlier;
use padan::segment::Rules;
use padan::text::wording::{Ui, find, say};

use super::articles::Articles;
use super::{reading, rules};
use crate::cli::args::{Draft, DraftFormat, Input, Output};
use crate::cli::progress::Progress;
use crate::cli::screen::Stream;
use crate::cli::session::{self, Reader, Session};
use crate::cli::{Exit, Globals, WithHint as _, screen};

pub(super) fn run(args: &Draft, globals: &Globals) -> anyhow::Result<Exit> {
    let to_stdout = matches!(args.output, Some(Output::Stdout));
    if to_stdout && args.format == DraftFormat::Docx && !args.dry_run && Stream::Stdout.is_terminal() {
        return Err(anyhow::anyhow!("{}", say(globals.ui, "draft.binary", &[])))
            .with_hint(|| say(globals.ui, "draft.binary.hint", &[]));
    }
    let articles = Articles::find(&args.files, globals)?;
    articles.only_one(args.output.is_some(), |ui| say(ui, "usage.one-output", &[]), globals)?;
    articles.only_one(
        !(args.reading.keep.is_empty() && args.reading.drop.is_empty()),
        |ui| say(ui, "usage.lines-of-one", &[]),
        globals,
    )?;
    articles.only_one(args.after.is_some(), |ui| say(ui, "usage.after-of-one", &[]), globals)?;
    let session = Session::start(globals)?;
    let rules = project::rules::read(args.srx.as_deref())?;
    let mut warned = rules::Told::default();
    let (_scratch, mut store, place) = session.open_for(args.dry_run)?;
    let readers = session.references(&place, &args.references)?;
    let others: Vec<Reference<'_>> = readers.iter().map(Reader::reference).collect();
    let mut attention = false;
    let mut earlier = Earlier::new();
    let mut total = Bands::default();
    let failed: Option<fn(&str, &str) -> serde_json::Value> = if args.json { Some(json_failed) } else { None };
    let ended = articles.each(globals, failed, |input, progress| {
        let (made, output) = one(args, &session, (&mut store, &place, &others), &rules, input, (&mut earlier, progress))?;
        attention |= warned.tell(&rules, made.draft.direction.from, args.srx.as_deref(), globals);
        attention |= made.attention.iter().any(|a| !matches!(a, article::Attention::NoSuchLine(_)));
        total += made.bands;
        let told = if args.json {
            json(input, &made, output.as_deref()) + "\n"
        } else {
            told(input, &made, output.as_deref(), args, globals)
        };
        if to_stdout && globals.quiet {
            return Ok(());
        }
        progress.aside(|| {
            if to_stdout && !args.json {
                screen::note_lines(&told);
                Ok(())
            } else {
                screen::print(&told)
            }
        })?;
        Ok(())
    })?;
    if ended.is_of_several() && ended.done > 0 && !args.json {
        let values: [(&str, &dyn Display); 2] = [("files", &ended.done), ("bands", &bands(total, globals.ui))];
        screen::print(&(say(globals.ui, "draft.summary", &values) + &ended.told(globals.ui) + "\n"))?;
    }
    Ok(ended.exit(attention))
}

/// An article of so many segments takes long enough for a bar.
const LONG: usize = 2000;

fn one(
    args: &Draft,
    session: &Session<'_>,
    (store, place, others): (&mut Store, &Place, &[Reference<'_>]),
    rules: &Rules,
    input: &Input,
    (earlier, files): (&mut Earlier, &Progress),
) -> anyhow::Result<(Made, Option<String>)> {
    let ui = session.globals.ui;
    let bytes = session::read_article(input)?;
    let name = session::file_name(input);
    if files::is_draft(&bytes) {
        return Err(anyhow::anyhow!("{input}: {}", say(ui, "draft.is-draft", &[])))
            .with_hint(|| say(ui, "draft.is-draft.hint", &[("file", &screen::typed(&input.to_string()))]));
    }
    let stem = session::stem(&name);
    let languages = args.languages;
    let (from, to) =
        if languages.asked() { (languages.from, languages.to) } else { (session.settings.from(), session.settings.to()) };
    let options = DraftOptions {
        from,
        to,
        article: Options { lang: Lang::ID, ..reading(&args.reading, rules)? },
        fill: args.fill,
        new: args.new,
        after: args.after.clone(),
        refresh: args.refresh,
        dry_run: args.dry_run,
    };
    // Of several files, the bar counts those.
    let mut bar = None;
    let mut at = |n: usize, all: usize| {
        if all >= LONG && files.is_none() {
            bar.get_or_insert_with(|| Progress::segments(session.globals, all as u64)).at(n as u64);
        }
    };
    let made = make(store, place, others, (&name, &stem, &bytes), &options, &session.moment, (earlier, &mut at))
        .with_context(|| input.to_string())?;
    drop(bar);
    let format = match args.format {
        DraftFormat::Docx => Format::Docx,
        DraftFormat::Tsv => Format::Tsv,
        DraftFormat::Txt => Format::Txt,
        DraftFormat::Html => Format::Html,
        DraftFormat::Md => Format::Md,
        DraftFormat::Json => Format::Json,
    };
    let file = DraftFile {
        memory_id: store.id(),
        memory_name: &place.name,
        draft: &made.draft,
        ui,
        english: session.settings.english(),
        min_score: args.min,
    };
    if args.dry_run {
        return Ok((made, None));
    }
    let bytes = files::write(format, &file)?;
    let path = match &args.output {
        Some(Output::Stdout) => {
            let mut out = screen::out();
            out.write_all(&bytes)?;
            out.finish()?;
            return Ok((made, None));
        }
        Some(Output::File(path)) => path.clone(),
        None => session::beside(input, &format!("{stem}.draft.{}", format.extension())),
    };
    let written = write_beside(&path, &bytes)
        .with_context(|| path.display().to_string())
        .with_hint(|| say(ui, "file.unwritable.hint", &[]))?;
    if written.renamed && !session.globals.quiet {
        let values: [(&str, &dyn Display); 2] = [("path", &path.display()), ("new", &written.path.display())];
        screen::note(&say(ui, "file.numbered", &values));
    }
    Ok((made, Some(written.path.display().to_string())))
}

/// The bands that are not empty, in words.
pub(super) fn bands(b: Bands, ui: Ui) -> String {
    let named = [
        (b.context, say(ui, "band.context", &[])),
        (b.exact, say(ui, "band.exact", &[])),
        (b.repetition, say(ui, "band.repetition", &[])),
        (b.from_95, "95–99".to_owned()),
        (b.from_85, "85–94".to_owned()),
        (b.from_75, "75–84".to_owned()),
        (b.from_60, "60–74".to_owned()),
        (b.from_50, "50–59".to_owned()),
        (b.copied, say(ui, "band.copied", &[])),
        (b.none, say(ui, "band.none", &[])),
    ];
    let parts: Vec<String> = named.into_iter().filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}")).collect();
    parts.join(" · ")
}

/// Three lines: what was read, what the memory gave, where the draft is.
fn told(input: &Input, made: &Made, output: Option<&str>, args: &Draft, globals: &Globals) -> String {
    let ui = globals.ui;
    let draft = &made.draft;
    let kept = draft.lines.iter().filter(|l| l.keep).count();
    let words: usize = draft.segments.iter().map(|s| drafting::words(&s.segment)).sum();
    let values: [(&str, &dyn Display); 6] = [
        ("file", &input),
        ("kept", &kept),
        ("lines", &draft.lines.len()),
        ("out", &(draft.lines.len() - kept)),
        ("segments", &draft.segments.len()),
        ("words", &words),
    ];
    let mut out = say(ui, "draft.read", &values);
    if made.attention.is_empty() {
        out.push('\n');
    } else {
        out.push_str(&say(ui, "draft.to-check", &[("count", &made.attention.len())]));
        out.push('\n');
        for attention in &made.attention {
            let _ = writeln!(out, "  ! {}", attention.message(ui));
        }
    }
    let mut gave: Vec<(&str, &dyn Display)> = vec![("filled", &made.bands.filled)];
    let named = bands(made.bands, ui);
    gave.push(("bands", &named));
    gave.push(("flagged", &made.bands.flagged));
    out.push_str(&say(ui, "draft.matches", &gave));
    out.push('\n');
    if made.turned {
        let values: [(&str, &dyn Display); 2] =
            [("from", &lang_name(draft.direction.from, ui)), ("to", &lang_name(draft.direction.to, ui))];
        out.push_str(&say(ui, "draft.turned", &values));
        out.push('\n');
    }
    if made.encoding != "UTF-8" {
        out.push_str(&say(ui, "draft.encoding", &[("encoding", &made.encoding)]));
        out.push('\n');
    }
    let flag = Session::memory_flag(globals);
    life(&mut out, made, input, (ui, &flag));
    let last = match output {
        Some(path) if matches!(args.format, DraftFormat::Html | DraftFormat::Md) => {
            say(ui, "draft.written-to-read", &[("path", &path)])
        }
        Some(path) if made.resumed => {
            say(ui, "draft.resumed", &[("path", &screen::typed(path)), ("name", &draft.name), ("flag", &flag)])
        }
        Some(path) => say(ui, "draft.written", &[("path", &screen::typed(path)), ("flag", &flag)]),
        None if args.dry_run => say(ui, "dry-run", &[]),
        None => return screen::clean_lines(&out).into_owned(),
    };
    out.push_str(&last);
    out.push('\n');
    screen::clean_lines(&out).into_owned()
}

/// Segments are listed up to here.
const LISTED: usize = 12;

/// What the draft has to do with earlier ones: what was taken over, what the memory has learnt since.
fn life(out: &mut String, made: &Made, input: &Input, (ui, flag): (Ui, &str)) {
    let mut add = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    if let Some(name) = &made.unlike {
        add(say(ui, "draft.unlike", &[("name", name)]));
    }
    if let Some(count) = made.refreshed {
        add(say(ui, "draft.refreshed", &[("count", &count)]));
    }
    let typed = screen::typed(&input.to_string()).into_owned();
    if let Some((batches, units)) = made.learnt.filter(|(batches, _)| *batches > 0) {
        let values: [(&str, &dyn Display); 4] = [("batches", &batches), ("units", &units), ("file", &typed), ("flag", &flag)];
        add(say(ui, "draft.learnt", &values));
    }
    let Some(version) = &made.version else { return };
    let carried = &version.carried;
    // That a follow-up does not repeat the whole story before it is no news.
    let gone: Vec<_> = carried.gone.iter().filter(|g| g.work && version.same_article).collect();
    let values: [(&str, &dyn Display); 5] = [
        ("name", &version.of),
        ("kept", &(carried.kept.len() + carried.recovered.len())),
        ("changed", &carried.changed.len()),
        ("new", &carried.new.len()),
        ("gone", &carried.gone.len()),
    ];
    add(say(ui, "draft.version", &values));
    let plain = screen::Screen { color: false, terminal: true, width: 80 };
    for (n, was) in carried.changed.iter().take(LISTED) {
        let segment = made.draft.segments.iter().find(|s| s.segment.n == *n);
        let Some(previous) = segment.and_then(|s| s.previous.as_ref()) else { continue };
        let diff = plain.diff(&previous.diff);
        add(format!("  {}", say(ui, "draft.changed", &[("n", n), ("was", was), ("diff", &diff)])));
    }
    if carried.changed.len() > LISTED {
        add(format!("  {}", say(ui, "import.more", &[("count", &(carried.changed.len() - LISTED))])));
    }
    for gone in gone.iter().take(LISTED) {
        let values: [(&str, &dyn Display); 3] =
            [("n", &gone.n), ("source", &screen::clean(&gone.source)), ("target", &screen::clean(&gone.target))];
        add(format!("  {}", say(ui, "draft.gone", &values)));
    }
    if gone.len() > LISTED {
        add(format!("  {}", say(ui, "import.more", &[("count", &(gone.len() - LISTED))])));
    }
    let values: [(&str, &dyn Display); 2] = [("name", &screen::typed(&version.of)), ("flag", &flag)];
    add(say(ui, "draft.version.old", &values));
}

/// The name of a language; its code where the interface has none for it.
fn lang_name(lang: Lang, ui: Ui) -> String {
    find(ui, &format!("draftfile.lang.{lang}")).map_or_else(|| lang.to_string(), str::to_owned)
}

/// The same fields for a file of which there is no draft; what is wrong with it is the one problem.
fn json_failed(file: &str, reason: &str) -> serde_json::Value {
    serde_json::json!({
        "file": file,
        "draft": null,
        "output": null,
        "segments": 0,
        "bands": Bands::default(),
        "problems": [{ "what": "file", "line": null, "reason": reason }],
        "resumed": false,
        "version_of": null,
        "kept": 0,
        "changed": [],
        "new": [],
        "gone": [],
    })
}

fn json(input: &Input, made: &Made, output: Option<&str>) -> String {
    let problems: Vec<_> = (made.attention.iter())
        .map(|a| serde_json::json!({ "what": a.id(), "line": a.line(), "reason": a.message(Ui::En) }))
        .collect();
    let carried = made.version.as_ref().map(|v| v.carried.clone()).unwrap_or_default();
    let gone: Vec<_> = (carried.gone.iter())
        .map(|g| serde_json::json!({ "n": g.n, "source": g.source, "target": g.target, "state": g.state, "work": g.work }))
        .collect();
    serde_json::json!({
        "file": input.to_string(),
        "draft": made.draft.name,
        "output": output,
        "segments": made.draft.segments.len(),
        "bands": made.bands,
        "problems": problems,
        "resumed": made.resumed,
        "version_of": made.version.as_ref().map(|v| &v.of),
        "kept": carried.kept.len() + carried.recovered.len(),
        "changed": carried.changed.iter().map(|(n, was)| serde_json::json!({ "n": n, "was": was })).collect::<Vec<_>>(),
        "new": carried.new,
        "gone": gone,
    })
    .to_string()
}
