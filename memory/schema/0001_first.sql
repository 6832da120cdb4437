-- The first layout of a memory file. Files in this folder are only ever added, never edited; `user_version` counts them.
--
-- Rows are only ever added: what is true now follows from the rows and from the status of the batches that brought them,
-- so that taking a batch back, or bringing it in again, is one changed number.

CREATE TABLE meta (                         -- id of the memory; versions of what the stored hashes depend on
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (                        -- one row of running numbers
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    indexed INTEGER NOT NULL,               -- segments in the token index
    ordered INTEGER NOT NULL,               -- segments in the token index when its order was made
    epoch   INTEGER NOT NULL,               -- number of that order
    part    INTEGER NOT NULL                -- the newest part of the token index
) STRICT;
INSERT INTO tally VALUES (1, 0, 0, 0, 0);

CREATE TABLE label (                        -- texts that stand on many rows: languages as written, documents
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE batch (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    status       INTEGER NOT NULL CHECK (status IN (0, 1, 2)),   -- 0 undone, 1 applied, 2 abandoned: undone for good
    undone       INTEGER,                   -- while undone: the higher, the later
    abandoned_by INTEGER REFERENCES batch,  -- the change that was made upon the memory without it
    file         TEXT,
    sha256       TEXT,
    at           TEXT NOT NULL,
    author       TEXT,
    settings     TEXT NOT NULL,             -- JSON
    counts       TEXT NOT NULL,             -- JSON
    first_unit   INTEGER,                   -- its units lie between these rows; others may lie there too
    last_unit    INTEGER,
    units        INTEGER NOT NULL
) STRICT;

CREATE TABLE seg (                          -- a text, once per language, whatever side of a unit it stands on
    id      INTEGER PRIMARY KEY,
    lang    TEXT NOT NULL,                  -- as matched
    plain   TEXT NOT NULL,
    exact   INTEGER NOT NULL,               -- hash of its key
    rung    INTEGER NOT NULL,               -- hash of its rung key
    tokens  INTEGER NOT NULL,
    indexed INTEGER NOT NULL CHECK (indexed IN (0, 1))           -- 0: so far only a neighbour of others
) STRICT;
CREATE INDEX seg_exact ON seg (exact);
CREATE INDEX seg_rung ON seg (rung);

CREATE TABLE context (                      -- a place in which a unit was met
    id    INTEGER PRIMARY KEY,
    side  INTEGER NOT NULL CHECK (side IN (0, 1)),               -- 0: the document was translated from side a, 1: from b
    prev  INTEGER,                          -- row of seg; 0 the document begins here, NULL unknown
    next  INTEGER,                          -- row of seg; 0 the document ends here, NULL unknown
    doc   INTEGER REFERENCES label,
    ident TEXT
) STRICT;

-- A unit and the first time it was met. It is live when it was met in at least one applied batch and died in none.
CREATE TABLE unit (
    id       INTEGER PRIMARY KEY,
    uid      BLOB NOT NULL,
    a        INTEGER NOT NULL REFERENCES seg,
    b        INTEGER NOT NULL REFERENCES seg,
    a_lang   INTEGER NOT NULL REFERENCES label,                  -- as written
    b_lang   INTEGER NOT NULL REFERENCES label,
    a_markup TEXT,
    b_markup TEXT,
    role     TEXT,
    created  TEXT,
    was      INTEGER REFERENCES unit,       -- the unit it superseded
    batch    INTEGER NOT NULL REFERENCES batch,
    state    INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),     -- reviewed, confirmed, imported, aligned, unconfirmed
    author   TEXT,
    changed  TEXT,
    tuid     TEXT,
    used     INTEGER NOT NULL,
    line     INTEGER NOT NULL,              -- of the file, from 1; 0 unknown
    extra    TEXT,                          -- JSON: all else that the file says of it
    context  INTEGER REFERENCES context
) STRICT;
CREATE INDEX unit_ab ON unit (a, b);
CREATE INDEX unit_b ON unit (b);

CREATE TABLE origin (                       -- each further time the same unit was met
    id      INTEGER PRIMARY KEY,
    unit    INTEGER NOT NULL REFERENCES unit,
    batch   INTEGER NOT NULL REFERENCES batch,
    state   INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    author  TEXT,
    changed TEXT,
    tuid    TEXT,
    used    INTEGER NOT NULL,
    line    INTEGER NOT NULL,
    extra   TEXT,                           -- JSON; '' as the unit's own
    context INTEGER REFERENCES context
) STRICT;
CREATE INDEX origin_unit ON origin (unit);
CREATE INDEX origin_batch ON origin (batch);

CREATE TABLE death (                        -- a unit superseded or deleted, by each batch that did so
    unit  INTEGER NOT NULL REFERENCES unit,
    batch INTEGER NOT NULL REFERENCES batch,
    PRIMARY KEY (unit, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX death_batch ON death (batch);

CREATE TABLE post (                         -- the token index: which segments hold an element
    key   INTEGER NOT NULL,                 -- of element, language and length
    part  INTEGER NOT NULL,
    value BLOB NOT NULL,                    -- for each segment: distance from the last row, tokens, place; varints
    PRIMARY KEY (key, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_ (                       -- the frequent elements, which the index puts last
    epoch   INTEGER NOT NULL,
    place   INTEGER NOT NULL,               -- 0 the most frequent
    element INTEGER NOT NULL,
    PRIMARY KEY (epoch, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    source_lang TEXT NOT NULL,
    target_lang TEXT NOT NULL,
    form        TEXT NOT NULL,              -- JSON
    rules       TEXT NOT NULL,
    at          TEXT NOT NULL,
    changed     TEXT NOT NULL,
    rev         INTEGER NOT NULL,           -- counts its changes
    lines       TEXT NOT NULL,              -- JSON
    version_of  INTEGER REFERENCES draft ON DELETE SET NULL,
    finished    INTEGER REFERENCES batch ON DELETE SET NULL
) STRICT;

CREATE TABLE draft_seg (
    draft   INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
    n       INTEGER NOT NULL,
    segment TEXT NOT NULL,                  -- JSON
    target  TEXT NOT NULL,
    state   TEXT NOT NULL,
    origin  TEXT,                           -- JSON
    matches TEXT NOT NULL,                  -- JSON
    note    TEXT NOT NULL,
    wrote   INTEGER,                        -- row of unit
    via     TEXT,                           -- the returned file the target came from
    rev     INTEGER NOT NULL,               -- of the draft, when it last changed
    PRIMARY KEY (draft, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_log (                    -- what the segments held before, and then
    draft  INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
    rev    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    before TEXT NOT NULL,                   -- JSON
    after  TEXT NOT NULL,                   -- JSON
    at     TEXT NOT NULL,
    PRIMARY KEY (draft, rev, n)
) STRICT, WITHOUT ROWID;
