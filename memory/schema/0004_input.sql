-- The file of a draft whose translation is written into it: a Word or OpenDocument text, which is packed already.

CREATE TABLE draft_input (
    draft INTEGER PRIMARY KEY REFERENCES draft ON DELETE CASCADE,
    bytes BLOB NOT NULL
) STRICT;
