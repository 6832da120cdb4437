//! How a run ends: the exit code, and a failure that says what to do next.

use std::fmt;
use std::process::ExitCode;

/// How a command ended.
///
/// A run that is interrupted (Ctrl-C) never gets here: the system ends the process, the shell shows 130, and what was
/// reported as saved is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// 0: done; also a draft with empty rows.
    Done,
    /// 1: done as far as it goes, something needs attention.
    Attention,
    /// 2: wrong use or failure, nothing changed.
    Failed,
}

impl Exit {
    /// [`Exit::Attention`] when something `needs` it, else [`Exit::Done`].
    pub(crate) fn attention_if(needs: bool) -> Exit {
        if needs { Exit::Attention } else { Exit::Done }
    }

    /// The code that the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Attention => 1,
            Exit::Failed => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// A failure together with what the user can do about it; shown as `error: …` and `hint: …`.
#[derive(Debug)]
pub(crate) struct Hinted {
    error: anyhow::Error,
    /// What to do next, one sentence without a full stop.
    pub(crate) hint: String,
}

impl Hinted {
    /// The failure itself.
    pub(crate) fn error(&self) -> &(dyn std::error::Error + 'static) {
        self.error.as_ref()
    }
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Hinted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Adds a hint to a failure.
pub(crate) trait WithHint<T> {
    /// The same result; a failure carries `hint`.
    fn with_hint(self, hint: impl FnOnce() -> String) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> WithHint<T> for Result<T, E> {
    fn with_hint(self, hint: impl FnOnce() -> String) -> anyhow::Result<T> {
        self.map_err(|error| Hinted { error: error.into(), hint: hint() }.into())
    }
}

/// Whether `error` only says that nobody reads standard output any more, as with `padan segment … | head`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind::BrokenPipe;
    error.chain().any(|e| {
        e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == BrokenPipe)
            || e.downcast_ref::<serde_json::Error>().is_some_and(|e| e.io_error_kind() == Some(BrokenPipe))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context as _;
    use padan::text::wording::Ui;

    #[test]
    fn a_hint_survives_more_context_and_hides_no_cause() {
        let failed: Result<(), _> = Err(std::io::Error::other("the disk is full"));
        let error = failed.context("karya.padan").with_hint(|| "free some space".into()).context("import").expect_err("fails");
        assert_eq!(crate::cli::errors::hint(&error, Ui::En).as_deref(), Some("free some space"));
        assert_eq!(crate::cli::errors::message(&error, Ui::En), "import: karya.padan: the disk is full");
    }

    #[test]
    fn a_closed_pipe_is_known_through_json_too() {
        struct Closed;
        impl std::io::Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let json = serde_json::to_writer(Closed, &1).expect_err("closed");
        assert!(is_broken_pipe(&anyhow::Error::new(json).context("standard output")));
        assert!(!is_broken_pipe(&anyhow::anyhow!("broken pipe")));
    }
}
