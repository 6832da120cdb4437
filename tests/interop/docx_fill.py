"""What a translator does with a draft in Word, done by python-docx: look at it, fill the translation column.

    docx_fill.py show FILE           rows as JSON lines: id, source, target, status
    docx_fill.py check FILE TSV      the table has the shape and the texts of the TSV of the same draft
    docx_fill.py fill FILE [N,N]     fill every empty translation but those of the segments N, save in place
    docx_fill.py xml FILE            every XML part is well-formed
"""

import csv
import json
import re
import sys
import xml.parsers.expat
import zipfile

try:
    import docx
except ImportError:
    docx = None

SOURCE, TARGET, MATCH, STATUS, NOTE = 1, 2, 3, 4, 5


def table(document):
    """The one table of a draft, without its heading row."""
    tables = document.tables
    assert len(tables) == 1, f"{len(tables)} tables instead of one"
    rows = tables[0].rows
    assert {len(row.cells) for row in rows} == {6}, "every row has six cells"
    return rows[1:]


def segment(row):
    """Number of a row's segment: the code in its first cell is `s0012 · a1b2c3`."""
    code = re.search(r"\bs(\d{4,})\b", row.cells[0].text)
    assert code, f"no code in {row.cells[0].text!r}"
    return int(code.group(1))


def show(path):
    for row in table(docx.Document(path)):
        texts = [row.cells[at].text for at in (SOURCE, TARGET, STATUS)]
        print(json.dumps([segment(row), *texts], ensure_ascii=False))


def check(path, tsv):
    with open(tsv, encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = table(docx.Document(path))
    assert len(rows) == len(wanted), f"{len(rows)} rows instead of {len(wanted)}"
    for row, segment_of_tsv in zip(rows, wanted):
        memory, draft, number, code = segment_of_tsv["id"].rsplit(".", 3)
        first = row.cells[0].text
        assert number in first and code in first, f"{first!r} is not {number}.{code}"
        for at, column in ((SOURCE, "source"), (TARGET, "target"), (STATUS, "status")):
            found, text = row.cells[at].text, segment_of_tsv[column]
            assert found == text, f"{number}, {column}: {found!r} is not {text!r}"
        if segment_of_tsv["score"]:
            shown = row.cells[MATCH].text
            assert segment_of_tsv["score"] in shown, f"{number}: {shown!r} does not show {segment_of_tsv['score']}"
    print(f"{len(rows)} rows")


def fill(path, but):
    document = docx.Document(path)
    filled = 0
    for row in table(document):
        n = segment(row)
        cell = row.cells[TARGET]
        if cell.text or n in but:
            continue
        cell.paragraphs[0].add_run(f"Translated by hand, number {n}.")
        filled += 1
    document.save(path)
    print(f"{filled} filled")


def well_formed(path):
    parts = 0
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None, "a part is damaged"
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                xml.parsers.expat.ParserCreate().Parse(package.read(name), True)
                parts += 1
    assert parts >= 5, f"only {parts} XML parts"
    print(f"{parts} parts")


def main(command, path, *more):
    if command == "show":
        show(path)
    elif command == "check":
        check(path, *more)
    elif command == "fill":
        fill(path, {int(n) for n in more[0].split(",")} if more else set())
    elif command == "xml":
        well_formed(path)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
