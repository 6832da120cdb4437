//! Settings files: read with line numbers, and written as documentation.

use std::fmt::Write as _;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::table::{self, Kind, NotAllowed, SETTINGS, Setting, Value};
use super::{SettingsError, Wrong};
use crate::project::memories::{self, Wanted};
use crate::text::wording::{Ui, find};

/// What a file says: each setting with its line, from 1.
pub(super) type Said = Vec<(&'static str, Value, usize)>;

/// Reads the text of a settings file; else the line that is wrong, and what is wrong about it.
pub(super) fn parse(text: &str) -> Result<Said, (usize, Wrong)> {
    let line = |at: usize| 1 + text.get(..at).unwrap_or(text).matches('\n').count();
    let table = DeTable::parse(text).map_err(|e| {
        let wrong =
            if e.message().contains("duplicate key") { Wrong::Twice } else { Wrong::Syntax { why: e.message().to_owned() } };
        (e.span().map_or(1, |s| line(s.start)), wrong)
    })?;
    let mut said = Said::new();
    for (name, value) in table.get_ref() {
        let (at, name) = (line(name.span().start), name.get_ref().as_ref());
        let Some(setting) = table::find(name) else {
            return Err((at, Wrong::Unknown { name: name.to_owned(), near: table::near(name) }));
        };
        let written = text.get(value.span()).unwrap_or_default().to_owned();
        let wrong = |_: NotAllowed| Wrong::Value { name: setting.name, value: written, kind: setting.kind };
        let value = read(setting.kind, value.get_ref()).map_err(|e| (line(value.span().start), wrong(e)))?;
        said.push((setting.name, value, at));
    }
    said.sort_by_key(|(_, _, line)| *line);
    Ok(said)
}

fn read(kind: Kind, value: &DeValue<'_>) -> Result<Value, NotAllowed> {
    match value {
        DeValue::String(text) => kind.text(text),
        DeValue::Integer(n) => kind.number(u64::from_str_radix(n.as_str(), n.radix()).ok()),
        DeValue::Array(list) => {
            let texts: Option<Vec<String>> = list.iter().map(|v| v.get_ref().as_str().map(str::to_owned)).collect();
            kind.list(texts.ok_or(NotAllowed)?)
        }
        _ => Err(NotAllowed),
    }
}

/// Makes the file at `path` in which every setting is explained and none is set.
///
/// # Errors
/// A file that is there already, a folder that cannot be written to.
pub fn make(path: &Path, ui: Ui) -> Result<(), SettingsError> {
    if path.symlink_metadata().is_ok() {
        return Err(SettingsError::Exists { path: path.to_owned() });
    }
    write(path, &documented(ui), true)
}

/// Sets `setting` to `value` in the file at `path`, or takes it out; everything else in it, comments too, stays. A file that
/// is not there is made when there is something to set. Returns whether the file is another one now.
///
/// # Errors
/// A file that cannot be read, understood or written; it is as it was then.
pub fn change(path: &Path, setting: &Setting, value: Option<&Value>) -> Result<bool, SettingsError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(SettingsError::Unreadable { path: path.to_owned(), error }),
    };
    let changed = changed(&text, setting, value).map_err(|(line, wrong)| SettingsError::Malformed {
        path: path.to_owned(),
        line,
        wrong,
    })?;
    if changed == text { Ok(false) } else { write(path, &changed, false).map(|()| true) }
}

/// The text of a settings file with `setting` set to `value`, or without it.
fn changed(text: &str, setting: &Setting, value: Option<&Value>) -> Result<String, (usize, Wrong)> {
    parse(text)?;
    let table = DeTable::parse(text).map_err(|e| (1, Wrong::Syntax { why: e.message().to_owned() }))?;
    let there = table.get_ref().iter().find(|(name, _)| name.get_ref().as_ref() == setting.name);
    let end_of_line = |at: usize| text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
    let mut out = text.to_owned();
    match (there, value) {
        (Some((_, old)), Some(value)) => out.replace_range(old.span(), &value.to_string()),
        (Some((name, old)), None) => {
            let start = text[..name.span().start].rfind('\n').map_or(0, |n| n + 1);
            out.replace_range(start..end_of_line(old.span().end), "");
        }
        (None, Some(value)) => {
            // Below the line that explains it, where there is one.
            let explained = format!("# {} = ", setting.name);
            let below = text.lines().position(|l| l.starts_with(&explained));
            let at = below.map_or(text.len(), |n| text.split_inclusive('\n').take(n + 1).map(str::len).sum());
            let before = if at > 0 && !text[..at].ends_with('\n') { "\n" } else { "" };
            out.insert_str(at, &format!("{before}{} = {value}\n", setting.name));
        }
        (None, None) => {}
    }
    Ok(out)
}

/// Writes the file whole: a reader sees the old text or the new one.
fn write(path: &Path, text: &str, new: bool) -> Result<(), SettingsError> {
    let unwritable = |error| SettingsError::Unwritable { path: path.to_owned(), error };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.prefix(".padan-").suffix(".toml").tempfile_in(folder).map_err(unwritable)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(unwritable)?;
    if new {
        return match file.persist_noclobber(path) {
            Ok(_) => Ok(()),
            Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => Err(SettingsError::Exists { path: path.to_owned() }),
            Err(e) => Err(unwritable(e.error)),
        };
    }
    // A file that is a link stays one.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    file.persist(real).map(|_| ()).map_err(|e| unwritable(e.error))
}

/// Reads the settings file at `path`. Files are meant from its folder.
pub(super) fn load(path: &Path) -> Result<Said, SettingsError> {
    let text = std::fs::read_to_string(path).map_err(|error| SettingsError::Unreadable { path: path.to_owned(), error })?;
    let mut said = parse(&text).map_err(|(line, wrong)| SettingsError::Malformed { path: path.to_owned(), line, wrong })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let meant = |typed: &str| {
        if memories::is_file(typed) { folder.join(typed).to_string_lossy().into_owned() } else { typed.to_owned() }
    };
    for (name, value, _) in &mut said {
        match (table::find(name).map(|s| s.kind), value) {
            (Some(Kind::Memory), Value::Text(text)) => *text = meant(text),
            (Some(Kind::File), Value::Text(text)) => *text = folder.join(&**text).to_string_lossy().into_owned(),
            (Some(Kind::Memories), Value::List(list)) => {
                for typed in list {
                    if let Ok(wanted) = Wanted::parse(typed) {
                        *typed = Wanted { named: meant(&wanted.named), ..wanted }.to_string();
                    }
                }
            }
            _ => {}
        }
    }
    Ok(said)
}

/// Returns a settings file in which every setting is explained and none is set.
pub fn documented(ui: Ui) -> String {
    let mut out = String::new();
    for line in find(ui, "settings-file.head").unwrap_or_default().split("\\n") {
        let _ = writeln!(out, "# {line}");
    }
    for s in SETTINGS {
        let text = find(ui, &format!("setting.{}", s.name)).unwrap_or_default();
        let _ = writeln!(out, "\n# {text}");
        let written = s.built_in().map_or_else(|| s.example.to_owned(), |v| v.to_string());
        let written = if s.kind == Kind::Memories { s.example } else { &written };
        let _ = writeln!(out, "# {} = {written}", s.name);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (usize, Wrong) {
        parse(text).expect_err(text)
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert_eq!(wrong("ui = \"id\"\n\nautor = 'Laras'\n").0, 3);
        assert!(matches!(wrong("autor = 'Laras'\n").1, Wrong::Unknown { near: Some("author"), .. }));
        for (text, name) in [
            ("min = \"60\"", "min"),
            ("min = 49", "min"),
            ("min = -1", "min"),
            ("limit = 0", "limit"),
            ("author = 7", "author"),
            ("author = \" \"", "author"),
            ("ui = 'fr'", "ui"),
            ("from = 'bahasa'", "from"),
            ("with = 'umum'", "with"),
            ("with = ['umum:51']", "with"),
            ("with = [1]", "with"),
            ("style = true", "style"),
        ] {
            assert!(matches!(wrong(text), (1, Wrong::Value { name: n, .. }) if n == name), "{text}");
        }
        assert!(matches!(wrong("\nmin == 7\n"), (2, Wrong::Syntax { .. })));
        assert_eq!(wrong("min = 60\nmin = 70\n"), (2, Wrong::Twice));
        assert!(matches!(wrong("[draft]\nmin = 60\n").1, Wrong::Unknown { near: None, .. }));
    }

    #[test]
    fn the_documented_file_sets_nothing_and_with_every_mark_away_sets_everything() {
        for ui in [Ui::En, Ui::Id] {
            let text = documented(ui);
            assert_eq!(parse(&text), Ok(Vec::new()));
            let set: String = text.lines().filter_map(|l| l.strip_prefix("# ")).filter(|l| is_assignment(l)).fold(
                String::new(),
                |mut all, l| {
                    let _ = writeln!(all, "{l}");
                    all
                },
            );
            assert_eq!(parse(&set).map(|s| s.len()), Ok(SETTINGS.len()), "{set}");
        }
    }

    #[test]
    fn a_change_leaves_everything_else_as_it_is() {
        let setting = |name: &str| table::find(name).expect(name);
        let number = |n| Some(Value::Number(n));
        let text = "# catatan\nmin = 60 # di sini\n\nwith = [\n  \"umum\", # satu\n] # sampai sini\nui = 'id'";
        let min = changed(text, setting("min"), number(70).as_ref()).expect("right");
        assert_eq!(min, text.replace("min = 60", "min = 70"));
        let without = changed(text, setting("with"), None).expect("right");
        assert_eq!(without, "# catatan\nmin = 60 # di sini\n\nui = 'id'");
        let limit = changed(text, setting("limit"), number(9).as_ref()).expect("right");
        assert_eq!(limit, format!("{text}\nlimit = 9\n"));
        assert_eq!(changed(text, setting("fill"), None).as_deref(), Ok(text));
        let full = documented(Ui::En);
        for s in SETTINGS {
            let value = s.built_in().unwrap_or(Value::Text("id".to_owned()));
            let set = changed(&full, &s, Some(&value)).expect("right");
            assert_eq!(parse(&set).map(|said| said.len()), Ok(1), "{}", s.name);
            assert!(set.contains(&format!("# {} = ", s.name)) && set.lines().count() == full.lines().count() + 1);
            assert_eq!(changed(&set, &s, None).as_ref(), Ok(&full), "{}", s.name);
        }
        assert!(changed("autor = 'L'\n", setting("min"), None).is_err(), "a file that is wrong is left alone");
    }

    fn is_assignment(line: &str) -> bool {
        line.split_once(" = ").is_some_and(|(name, _)| table::find(name).is_some())
    }
}
