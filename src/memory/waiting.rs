//! How a store behaves towards other processes, and what it has to tell while it works.
//!
//! The library does not print: whoever opens a memory gives a function that is told.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::layout::Upgrade;
use super::writer::Writer;

/// Something worth telling while a memory is opened or changed.
#[derive(Clone, Copy, Debug)]
pub enum Notice<'a> {
    /// Another process is writing and has kept this one waiting for a second; told once for each wait.
    Waiting(Option<&'a Writer>),
    /// The memory was brought to the layout of this program; a copy of what it was is kept.
    Upgraded(&'a Upgrade),
    /// The memory is written to without a write-ahead log, since it lies on a network drive of this kind, or, `None`, since
    /// the file system gives no shared memory; readers and writers wait for each other. Told once.
    NoLog(Option<&'a str>),
}

/// Who is told of notices.
pub type Tell = Arc<dyn Fn(Notice<'_>) + Send + Sync>;

/// How long a writer waits for another one, and who is told.
#[derive(Clone)]
pub struct Waiting {
    /// After this a writer gives up.
    pub patience: Duration,
    /// Told of notices, if anybody is.
    pub tell: Option<Tell>,
}

impl Default for Waiting {
    /// Five seconds, and nobody is told.
    fn default() -> Waiting {
        Waiting { patience: Duration::from_secs(5), tell: None }
    }
}

impl Waiting {
    pub(super) fn tell(&self, notice: Notice<'_>) {
        if let Some(tell) = &self.tell {
            tell(notice);
        }
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("patience", &self.patience).finish_non_exhaustive()
    }
}
