"""What a memory holds, read by somebody else: Python's own SQLite and a hand-written query, and the bytes of its log."""

import sqlite3
import struct

LIVE = """
SELECT s.plain, t.plain FROM unit u JOIN seg s ON s.id = u.a JOIN seg t ON t.id = u.b
WHERE max(CASE WHEN (SELECT status FROM batch WHERE id = u.batch) = 1 THEN u.batch ELSE 0 END,
          (SELECT ifnull(max(o.batch), 0) FROM origin o JOIN batch b ON b.id = o.batch WHERE o.unit = u.id AND b.status = 1))
    > (SELECT ifnull(max(d.batch), 0) FROM death d JOIN batch b ON b.id = d.batch WHERE d.unit = u.id AND b.status = 1)
"""


class State:
    """Live units, batches and drafts of a memory."""

    def __init__(self, path):
        connection = sqlite3.connect(path, timeout=30)
        try:
            self.check = connection.execute("PRAGMA quick_check").fetchone()[0]
            self.live = sorted(connection.execute(LIVE))
            self.batches = list(connection.execute("SELECT id, kind, status, file, units FROM batch ORDER BY id"))
            self.drafts = list(connection.execute("SELECT id, name, rev FROM draft ORDER BY id"))
            self.segments = list(connection.execute("SELECT draft, n, state, target FROM draft_seg ORDER BY draft, n"))
            self.log = connection.execute("SELECT count(*) FROM draft_log").fetchone()[0]
        finally:
            connection.close()

    def key(self):
        return (self.live, self.batches, self.drafts, self.segments, self.log)

    def __eq__(self, other):
        return self.key() == other.key()

    def differs(self, other):
        """In which parts two states differ, for a message."""
        names = ["live", "batches", "drafts", "segments", "log"]
        out = []
        for name, mine, theirs in zip(names, self.key(), other.key()):
            if mine != theirs:
                out.append(f"{name}: {str(mine)[-300:]} | {str(theirs)[-300:]}")
        return "; ".join(out)


def unfinished_frames(path):
    """How much of the log at `path` stands behind the last frame that ends a change: whole frames, and 1 for a part of one,
    or for a log that holds no frame yet. The log was not there, or empty, before the change: nothing in it is older.

    Source: sqlite.org/fileformat2.html, section 4: the WAL header, frames, and their checksum.
    """
    try:
        data = open(path, "rb").read()
    except FileNotFoundError:
        return 0
    if len(data) < 32:
        return int(len(data) > 0)
    magic, _version, page, _sequence = struct.unpack(">4I", data[:16])
    if magic & 0xFFFFFFFE != 0x377F0682:
        return 0
    order = ">" if magic & 1 else "<"

    def checksum(part, sums):
        a, b = sums
        words = struct.unpack(f"{order}{len(part) // 4}I", part)
        for x, y in zip(words[::2], words[1::2]):
            a = (a + x + b) & 0xFFFFFFFF
            b = (b + y + a) & 0xFFFFFFFF
        return a, b

    sums = checksum(data[:24], (0, 0))
    if sums != struct.unpack(">2I", data[24:32]):
        return 0
    salts, at, open_frames = data[16:24], 32, 0
    while at + 24 + page <= len(data):
        head, body = data[at : at + 24], data[at + 24 : at + 24 + page]
        if head[8:16] != salts:
            break
        sums = checksum(body, checksum(head[:8], sums))
        if sums != struct.unpack(">2I", head[16:24]):
            break
        open_frames = 0 if struct.unpack(">I", head[4:8])[0] else open_frames + 1
        at += 24 + page
    return open_frames + int(at < len(data) or at == 32)
