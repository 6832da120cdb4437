//! `padan config`: what is set, where, and the files that say it.

use std::fmt::Display;
use std::path::PathBuf;

use padan::project::memories::{self, Wanted};
use padan::project::settings::table::{Kind, SETTINGS, Setting, Value, find, near};
use padan::project::settings::{FILE_NAME, Settings, Whence, Wrong, file, project_file, user_file};
use padan::text::wording::{Ui, say};

use crate::cli::args::{Config, ConfigTask, Whose};
use crate::cli::screen::Align;
use crate::cli::{Exit, Globals, WithHint as _, errors, screen, session};

pub(super) fn run(args: &Config, globals: &Globals) -> anyhow::Result<Exit> {
    match &args.task {
        ConfigTask::Show => show(args.json, globals),
        ConfigTask::Path => paths(args.json, globals.ui),
        ConfigTask::Init(whose) => {
            let path = path_of(*whose, true, globals.ui)?;
            file::make(&path, globals.ui)?;
            wrote(&path, ("config.made", "", true), args.json, globals.ui)
        }
        ConfigTask::Set(whose, name, value) => {
            let setting = setting(name, globals.ui)?;
            let path = path_of(*whose, false, globals.ui)?;
            let value = value.as_deref().map(|typed| read(setting, typed, &path, globals.ui)).transpose()?;
            let changed = file::change(&path, setting, value.as_ref())?;
            let key = match (value.is_some(), changed) {
                (true, _) => "config.set",
                (false, true) => "config.unset",
                (false, false) if path.is_file() => "config.unset.nothing",
                (false, false) => "config.unset.no-file",
            };
            wrote(&path, (key, setting.name, changed), args.json, globals.ui)
        }
    }
}

/// Says what became of the setting `name` in the file at `path`.
fn wrote(path: &std::path::Path, (key, name, changed): (&str, &str, bool), json: bool, ui: Ui) -> anyhow::Result<Exit> {
    let path = path.display();
    let text = if json {
        serde_json::json!({ "path": path.to_string(), "changed": changed }).to_string()
    } else {
        match key {
            "config.made" => say(ui, "config.made", &[("path", &path)]),
            "config.set" => say(ui, "config.set", &[("path", &path)]),
            "config.unset" => say(ui, "config.unset", &[("path", &path)]),
            "config.unset.nothing" => say(ui, "config.unset.nothing", &[("name", &name), ("path", &path)]),
            _ => say(ui, "config.unset.no-file", &[("name", &name), ("path", &path)]),
        }
    };
    screen::print(&screen::clean_lines(&(text + "\n")))?;
    Ok(Exit::Done)
}

/// The settings file that is meant; a new project file stands in the working folder.
fn path_of(whose: Whose, new: bool, ui: Ui) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    match whose {
        Whose::Project if new => Ok(here.join(FILE_NAME)),
        Whose::Project => Ok(project_file(&here).unwrap_or_else(|| here.join(FILE_NAME))),
        Whose::User => user_file()
            .ok_or_else(|| anyhow::anyhow!("{}", say(ui, "config.no-folder", &[])))
            .with_hint(|| say(ui, "config.no-folder.hint", &[])),
    }
}

fn wrong(wrong: &Wrong, ui: Ui) -> anyhow::Error {
    let error = Err::<(), _>(anyhow::anyhow!("{}", errors::wrong_setting(wrong, ui)));
    error.with_hint(|| say(ui, "config.see", &[])).err().unwrap_or_else(|| anyhow::anyhow!(""))
}

fn setting(name: &str, ui: Ui) -> anyhow::Result<&'static Setting> {
    find(name).ok_or_else(|| wrong(&Wrong::Unknown { name: name.to_owned(), near: near(name) }, ui))
}

/// What was typed, as it has to stand in the file at `path`: files of memories are meant from its folder there, from the
/// working folder here.
fn read(setting: &Setting, typed: &str, path: &std::path::Path, ui: Ui) -> anyhow::Result<Value> {
    let value = setting
        .kind
        .read(typed)
        .map_err(|_| wrong(&Wrong::Value { name: setting.name, value: format!("`{typed}`"), kind: setting.kind }, ui))?;
    let meant = |named: &str| -> anyhow::Result<String> {
        if setting.kind != Kind::File && !memories::is_file(named) {
            return Ok(named.to_owned());
        }
        let whole = std::path::absolute(named)?;
        let inside = path.parent().and_then(|folder| whole.strip_prefix(folder).ok()).map(|inside| {
            // A file beside the settings would be a name without its folder.
            if setting.kind == Kind::File || memories::is_file(&inside.to_string_lossy()) {
                inside.to_owned()
            } else {
                PathBuf::from(".").join(inside)
            }
        });
        Ok(inside.unwrap_or(whole).to_string_lossy().into_owned())
    };
    Ok(match (setting.kind, value) {
        (Kind::Memory | Kind::File, Value::Text(named)) => Value::Text(meant(&named)?),
        (Kind::Memories, Value::List(list)) => {
            let mut out = Vec::new();
            for typed in list {
                let wanted = Wanted::parse(&typed)?;
                out.push(Wanted { named: meant(&wanted.named)?, ..wanted }.to_string());
            }
            Value::List(out)
        }
        (_, value) => value,
    })
}

/// What holds, as it is shown.
struct Shown {
    value: Option<Value>,
    from: &'static str,
    place: Option<String>,
    line: Option<usize>,
}

fn shown(setting: &Setting, settings: &Settings, globals: &Globals) -> Shown {
    if globals.flags.contains(&setting.name) {
        let text = match setting.name {
            "memory" => globals.memory.as_ref().map(ToString::to_string),
            "author" => globals.author.clone(),
            "ui" => Some(code(globals.ui).to_owned()),
            _ => Some(globals.color.name().to_owned()),
        };
        return Shown { value: text.map(Value::Text), from: "flag", place: Some(setting.flag.to_owned()), line: None };
    }
    match settings.get(setting.name) {
        Some((value, Whence::Environment(name))) => {
            Shown { value: Some(value.clone()), from: "environment", place: Some(name.clone()), line: None }
        }
        Some((value, whence @ (Whence::Project(path, line) | Whence::User(path, line)))) => Shown {
            value: Some(value.clone()),
            from: if matches!(whence, Whence::Project(..)) { "project" } else { "user" },
            place: Some(path.display().to_string()),
            line: Some(*line),
        },
        None if setting.name == "ui" => {
            Shown { value: Some(Value::Text(code(globals.ui).to_owned())), from: "system", place: None, line: None }
        }
        None => Shown { value: setting.built_in(), from: "built-in", place: None, line: None },
    }
}

fn code(ui: Ui) -> &'static str {
    if ui == Ui::Id { "id" } else { "en" }
}

fn show(json: bool, globals: &Globals) -> anyhow::Result<Exit> {
    let settings = session::settings()?;
    let ui = globals.ui;
    let all = SETTINGS.iter().map(|s| (s, shown(s, &settings, globals)));
    let text = if json {
        let lines = all.map(|(s, held)| {
            let value = match &held.value {
                None => serde_json::Value::Null,
                Some(Value::Text(text)) => text.as_str().into(),
                Some(Value::Number(n)) => (*n).into(),
                Some(Value::List(list)) => list.clone().into(),
            };
            let line = serde_json::json!({
                "setting": s.name, "value": value, "from": held.from, "where": held.place, "line": held.line,
            });
            format!("{line}\n")
        });
        lines.collect()
    } else {
        let rows = all.map(|(s, held)| {
            let value = held.value.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
            let place = held.place.unwrap_or_default();
            let whence = match (held.from, held.line) {
                ("project", Some(line)) => say(ui, "config.from.project", &[("path", &place), ("line", &line)]),
                ("user", Some(line)) => say(ui, "config.from.user", &[("path", &place), ("line", &line)]),
                ("system", _) => say(ui, "config.from.system", &[]),
                ("built-in", _) => say(ui, "config.from.built-in", &[]),
                _ => place,
            };
            vec![s.name.to_owned(), screen::clean(&value).into_owned(), screen::clean(&whence).into_owned()]
        });
        screen::table(&rows.collect::<Vec<_>>(), &[Align::Left, Align::Left, Align::Left])
    };
    screen::print(&text)?;
    Ok(Exit::Done)
}

fn paths(json: bool, ui: Ui) -> anyhow::Result<Exit> {
    let here = std::env::current_dir()?;
    let (project, user) = (project_file(&here), user_file());
    let there = user.as_ref().is_some_and(|p| p.is_file());
    if json {
        let value = serde_json::json!({ "project": project, "user": user, "user_exists": there });
        screen::print(&format!("{value}\n"))?;
        return Ok(Exit::Done);
    }
    let mut lines = vec![match &project {
        Some(path) => say(ui, "config.path.project", &[("path", &path.display())]),
        None => say(ui, "config.path.no-project", &[]),
    }];
    if let Some(path) = &user {
        let values: [(&str, &dyn Display); 1] = [("path", &path.display())];
        lines.push(if there { say(ui, "config.path.user", &values) } else { say(ui, "config.path.no-user", &values) });
    }
    screen::print(&screen::clean_lines(&(lines.join("\n") + "\n")))?;
    Ok(Exit::Done)
}
