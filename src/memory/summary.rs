//! What a memory holds, in numbers.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use super::batch::BatchKind;
use super::error::{Fault, StoreError};
use super::facts::{self, FACT, Fact};
use super::journal::Journal;
use super::open::Store;
use super::read::Snapshot;
use crate::model::{Lang, UnitState};

/// The versions a file was written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Layout of the tables.
    pub schema: u32,
    /// Definition of the score.
    pub score: String,
    /// Case folding and hash.
    pub fold: String,
    /// Layout of the token index.
    pub index: String,
    /// Unicode, as known to the character functions, the normal form, and the properties.
    pub unicode: String,
}

/// What a memory holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The file.
    pub path: PathBuf,
    /// The memory's identity.
    pub id: String,
    /// Live units, by language of side a, of side b, and state.
    pub units: BTreeMap<(Lang, Lang, UnitState), u64>,
    /// Units that were superseded, deleted or undone.
    pub history: u64,
    /// Of those the ones in whose place another stands.
    pub superseded: u64,
    /// Of those the ones that were deleted.
    pub deleted: u64,
    /// Of those the ones that no batch brings that is in the memory.
    pub undone: u64,
    /// Live units by the kind and file of the change that brought them: the first that counts. The most first.
    pub origins: Vec<((BatchKind, Option<String>), u64)>,
    /// Live units by who stands behind their state, `None` nobody named. The most first.
    pub authors: Vec<(Option<String>, u64)>,
    /// Places in which live units were met.
    pub contexts: u64,
    /// Documents in which live units were met.
    pub documents: u64,
    /// Segments of all units, live or not.
    pub segments: u64,
    /// Batches, undone ones included.
    pub batches: u64,
    /// Drafts.
    pub drafts: u64,
    /// Size of the file in bytes, without the log of the newest changes.
    pub file_size: u64,
    /// How it is kept safe while it is written to.
    pub journal: Journal,
    /// The versions it was written with.
    pub versions: Versions,
}

impl Summary {
    /// Live units, all together.
    pub fn live(&self) -> u64 {
        self.units.values().sum()
    }
}

/// Why a unit is not live.
#[derive(Clone, Copy)]
enum Gone {
    Superseded,
    Deleted,
    Undone,
}

impl Snapshot<'_> {
    /// Why the unit `id`, which is not live and has these `facts`, is gone.
    fn why_gone(&self, id: i64, facts: &[Fact]) -> Result<Gone, Fault> {
        if !facts.iter().any(|f| self.statuses.applied(f.batch)) {
            return Ok(Gone::Undone);
        }
        let deaths = facts::deaths(self.conn(), id)?;
        let last = deaths.into_iter().rfind(|(batch, _)| self.statuses.applied(*batch));
        Ok(if last.is_some_and(|(_, heir)| heir.is_some()) { Gone::Superseded } else { Gone::Deleted })
    }
}

/// Rows of contexts, each once.
#[derive(Default)]
struct Places(Vec<u64>);

impl Places {
    fn add(&mut self, context: i64) {
        let at = usize::try_from(context).unwrap_or(0);
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn has(&self, context: i64) -> bool {
        let at = usize::try_from(context).unwrap_or(0);
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many there are, and in how many documents.
    fn count(&self, snapshot: &Snapshot<'_>) -> Result<(u64, u64), Fault> {
        let (mut count, mut documents) = (0, HashSet::new());
        let mut ask = snapshot.conn().prepare_cached("SELECT id, doc FROM context")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            if self.has(row.get(0)?) {
                count += 1;
                documents.extend(row.get::<_, Option<i64>>(1)?);
            }
        }
        Ok((count, documents.len() as u64))
    }
}

/// The most first, equal ones by `name`.
fn most_first<K, N: Ord>(counts: HashMap<K, u64>, name: impl Fn(&K) -> N) -> Vec<(K, u64)> {
    let mut out: Vec<(K, u64)> = counts.into_iter().collect();
    out.sort_by(|x, y| y.1.cmp(&x.1).then_with(|| name(&x.0).cmp(&name(&y.0))));
    out
}

impl Store {
    /// Counts what the memory holds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn summary(&self) -> Result<Summary, StoreError> {
        let snapshot = self.snapshot()?;
        let count = || -> Result<Summary, Fault> {
            let mut units = BTreeMap::new();
            let (mut brought, mut authors): (HashMap<i64, u64>, HashMap<Option<String>, u64>) = Default::default();
            let mut gone = [0u64; 3];
            let mut places = Places::default();
            let mut ask = self.conn.prepare_cached(&format!(
                "SELECT s.lang, t.lang, u.id, u.uid, u.role, {FACT} \
                 FROM unit u JOIN seg s ON s.id = u.a JOIN seg t ON t.id = u.b"
            ))?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let Some(stored) = snapshot.stored(row, 2)? else {
                    gone[snapshot.why_gone(row.get(2)?, &snapshot.facts(row, 2)?)? as usize] += 1;
                    continue;
                };
                let mut counting = stored.facts.iter().filter(|f| snapshot.statuses.counts(f, stored.ended)).peekable();
                if let Some(first) = counting.peek() {
                    *brought.entry(first.batch).or_default() += 1;
                }
                counting.filter_map(|f| f.context).for_each(|c| places.add(c));
                match authors.get_mut(&stored.standing.author) {
                    Some(n) => *n += 1,
                    None => drop(authors.insert(stored.standing.author.clone(), 1)),
                }
                let lang = |i| row.get_ref(i).ok().and_then(|v| v.as_str().ok()).map_or_else(|| Lang::of(""), Lang::of);
                *units.entry((lang(0), lang(1), stored.standing.state)).or_insert(0) += 1;
            }
            let mut origins: HashMap<(BatchKind, Option<String>), u64> = HashMap::new();
            let mut ask = self.conn.prepare_cached("SELECT id, kind, file FROM batch")?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let Some(n) = brought.get(&row.get(0)?) else { continue };
                let kind = BatchKind::parse(row.get_ref(1)?.as_str().unwrap_or_default()).unwrap_or(BatchKind::Edit);
                *origins.entry((kind, row.get(2)?)).or_default() += n;
            }
            let (contexts, documents) = places.count(&snapshot)?;
            let number = |sql: &str| -> Result<u64, Fault> { Ok(self.conn.query_row(sql, [], |r| r.get::<_, i64>(0))? as u64) };
            let meta = |key: &str| -> Result<String, Fault> {
                let sql = "SELECT ifnull((SELECT value FROM meta WHERE key = ?1), '')";
                Ok(self.conn.query_row(sql, [key], |r| r.get(0))?)
            };
            Ok(Summary {
                path: self.path.clone(),
                id: self.id().to_owned(),
                units,
                history: gone.iter().sum(),
                superseded: gone[Gone::Superseded as usize],
                deleted: gone[Gone::Deleted as usize],
                undone: gone[Gone::Undone as usize],
                origins: most_first(origins, |(kind, file)| (kind.as_str(), file.clone())),
                authors: most_first(authors, Clone::clone),
                contexts,
                documents,
                segments: number("SELECT count(*) FROM seg WHERE indexed = 1")?,
                batches: number("SELECT count(*) FROM batch")?,
                drafts: number("SELECT count(*) FROM draft WHERE deleted IS NULL")?,
                file_size: std::fs::metadata(&self.path).map_or(0, |m| m.len()),
                journal: self.journal(),
                versions: Versions {
                    schema: number("PRAGMA user_version")? as u32,
                    score: meta("score")?,
                    fold: meta("fold")?,
                    index: meta("index")?,
                    unicode: meta("unicode")?,
                },
            })
        };
        count().map_err(|e| self.fault(e))
    }
}
