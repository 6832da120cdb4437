//! A desk to work at: an empty folder with an empty home, and the real binary run in it.

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use padan::memory::Store;
use serde_json::Value;

/// A temporary folder in which padan runs. Nothing of the user's own settings and memories is seen.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

/// What a run said and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn empty() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A desk with a copy of each of the `names` from the sample folder.
    pub(crate) fn with(names: &[&str]) -> Desk {
        let desk = Desk::empty();
        for name in names {
            fs::copy(sample(name), desk.path(name)).expect("a sample");
        }
        desk
    }

    /// A desk with the sample texts, whose memory holds the sample memory.
    pub(crate) fn at_work() -> Desk {
        let desk = Desk::with(&["karya-lama.tmx", "pelabuhan-laman.txt", "pelabuhan-lanjutan.txt", "kopi-gayo.md"]);
        desk.run(&["import", "karya-lama.tmx"]).done();
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("a file");
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    /// Names of the files beside the texts, sorted; the home is none of them.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .expect("the folder")
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|n| n != "home")
            .collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "", &[])
    }

    pub(crate) fn ask(&self, arguments: &[&str], stdin: &str) -> Run {
        self.run_with(arguments, stdin, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str, environment: &[(&str, &str)]) -> Run {
        let home = self.path("home");
        fs::create_dir_all(&home).expect("a home");
        let mut child = Command::new(env!("CARGO_BIN_EXE_padan"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", &home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("padan starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        let stdin = stdin.as_bytes().to_vec();
        // Written aside: both sides could wait for the other with a full pipe. A run that reads nothing closes it.
        let writer = std::thread::spawn(move || pipe.write_all(&stdin).is_ok());
        let output = child.wait_with_output().expect("padan ends");
        writer.join().expect("the writer ends");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The memory that is used when none is named.
    pub(crate) fn memory(&self) -> PathBuf {
        self.path("home/data/padan/memory.padan")
    }

    /// Everything that is stored about each live unit, one line a unit, sorted.
    pub(crate) fn dump(&self) -> Vec<String> {
        dump(&self.memory())
    }

    /// The applied or undone changes, newest first.
    pub(crate) fn batches(&self) -> Vec<Value> {
        self.run(&["undo", "--list", "--json"]).done().lines()
    }

    /// The matches of `sentence`, best first.
    pub(crate) fn matches(&self, sentence: &str, more: &[&str]) -> Vec<Value> {
        let mut arguments = vec!["match", "--json", sentence];
        arguments.extend(more);
        list(&self.run(&arguments).done().json()["matches"]).clone()
    }
}

impl Run {
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn done(self) -> Run {
        self.ended(0)
    }

    /// Checks that it failed with one error and one hint in the words of `ui`, printed no result, and returns the error.
    #[track_caller]
    pub(crate) fn failed(self, ui: &str) -> String {
        let (error, hint) = if ui == "id" { ("galat: ", "saran: ") } else { ("error: ", "hint: ") };
        let run = self.ended(2);
        assert_eq!(run.out, "", "{}", run.err);
        let lines: Vec<&str> = run.err.lines().collect();
        assert_eq!(lines.len(), 2, "one error and one hint:\n{}", run.err);
        assert!(lines[0].starts_with(error) && lines[1].starts_with(hint), "{}", run.err);
        assert!(lines[1].len() > hint.len() + 8, "{}", run.err);
        lines[0][error.len()..].to_owned()
    }

    /// The one object on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let mut lines = self.lines();
        assert_eq!(lines.len(), 1, "{}", self.out);
        lines.remove(0)
    }

    /// The objects on standard output, one a line.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
    }
}

pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

pub(crate) fn sample_text(name: &str) -> String {
    fs::read_to_string(sample(name)).expect("a sample")
}

/// See [`Desk::dump`].
pub(crate) fn dump(memory: &Path) -> Vec<String> {
    let store = Store::open(memory).expect("a memory");
    let mut units = Vec::new();
    let snapshot = store.snapshot().expect("a snapshot");
    snapshot
        .live_units(None, |u| {
            units.push(format!("{u:?}"));
            ControlFlow::Continue(())
        })
        .expect("readable");
    units.sort();
    units
}

#[track_caller]
pub(crate) fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

#[track_caller]
pub(crate) fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no string: {value}"))
}

#[track_caller]
pub(crate) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// The names of an object's fields, sorted.
#[track_caller]
pub(crate) fn fields(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> =
        value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// A TMX file with the pairs `(Indonesian, English)`.
pub(crate) fn tmx(pairs: &[(&str, &str)]) -> String {
    let units: Vec<String> = pairs.iter().map(|(id, en)| unit(id, en, "")).collect();
    tmx_of(&units)
}

/// A TMX file of whole units.
pub(crate) fn tmx_of(units: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"t\" creationtoolversion=\"1\" \
         segtype=\"sentence\" o-tmf=\"t\" adminlang=\"en\" srclang=\"id\" datatype=\"plaintext\"/>\n<body>\n{}\n</body>\n</tmx>\n",
        units.join("\n")
    )
}

/// A unit of a TMX file with `attributes` of its own.
pub(crate) fn unit(id: &str, en: &str, attributes: &str) -> String {
    let escape = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<tu {attributes}><tuv xml:lang=\"id\"><seg>{}</seg></tuv><tuv xml:lang=\"en\"><seg>{}</seg></tuv></tu>",
        escape(id),
        escape(en)
    )
}

/// A draft as tab-separated values, to be worked on.
pub(crate) struct Table {
    heading: String,
    pub(crate) rows: Vec<Row>,
}

/// A row of it; the texts of the tests hold nothing that is escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) status: String,
    pub(crate) score: String,
    pub(crate) origin: String,
    pub(crate) note: String,
}

impl Row {
    pub(crate) fn n(&self) -> u64 {
        let short = self.id.split('.').nth(2).unwrap_or_else(|| panic!("{}", self.id));
        short.trim_start_matches('s').parse().expect("a number")
    }
}

impl Table {
    pub(crate) fn read(text: &str) -> Table {
        let mut lines = text.lines();
        let heading = lines.next().expect("a heading").to_owned();
        let rows = lines.map(|line| {
            let f: Vec<String> = line.split('\t').map(str::to_owned).collect();
            let [id, source, target, status, score, origin, note] = f.try_into().unwrap_or_else(|f| panic!("{f:?}"));
            Row { id, source, target, status, score, origin, note }
        });
        Table { heading, rows: rows.collect() }
    }

    pub(crate) fn text(&self) -> String {
        let mut out = format!("{}\n", self.heading);
        for r in &self.rows {
            let fields = [&r.id, &r.source, &r.target, &r.status, &r.score, &r.origin, &r.note].map(String::as_str);
            out.push_str(&fields.join("\t"));
            out.push('\n');
        }
        out
    }

    /// The row whose source holds `part`.
    #[track_caller]
    pub(crate) fn row(&mut self, part: &str) -> &mut Row {
        let mut found: Vec<&mut Row> = self.rows.iter_mut().filter(|r| r.source.contains(part)).collect();
        assert_eq!(found.len(), 1, "rows with {part:?}");
        found.remove(0)
    }
}
