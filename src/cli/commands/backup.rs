//! `padan tm backup`: a checked copy of a memory.

use std::fmt::Display;
use std::path::Path;

use padan::memory::unused_name;
use padan::text::wording::say;

use crate::cli::args::MemoryRef;
use crate::cli::session::Session;
use crate::cli::{Exit, screen};

pub(super) fn run(session: &Session<'_>, named: Option<&MemoryRef>, output: Option<&Path>, json: bool) -> anyhow::Result<Exit> {
    let (store, place) = session.look(named)?;
    let ui = session.globals.ui;
    let to = match output {
        Some(path) if !path.is_dir() => path.to_owned(),
        folder => {
            let day = session.moment.at.as_str().get(..10).unwrap_or_default();
            let name = format!("{}-{day}.padan-backup", place.name);
            unused_name(&folder.map_or_else(|| place.path.with_file_name(&name), |folder| folder.join(&name)))
        }
    };
    let made = store.backup(&to)?;
    let text = if json {
        serde_json::json!({ "memory": place.name, "path": place.path, "backup": made.path, "units": made.units,
            "history": made.history, "batches": made.batches, "drafts": made.drafts, "bytes": made.bytes })
        .to_string()
    } else {
        let values: [(&str, &dyn Display); 8] = [
            ("name", &place.name),
            ("path", &made.path.display()),
            ("units", &made.units),
            ("history", &made.history),
            ("batches", &made.batches),
            ("drafts", &made.drafts),
            ("size", &made.bytes.div_ceil(1024)),
            ("memory", &place.path.display()),
        ];
        say(ui, "tm.backed-up", &values)
    };
    screen::print(&(text + "\n"))?;
    Ok(Exit::Done)
}
