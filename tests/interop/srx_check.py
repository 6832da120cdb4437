"""Exported segmentation rules as other programs meet them.

    srx_check.py shape FILE               the structure that SRX 2.0 demands, and the patterns as Python reads them
    srx_check.py texts FOLDER             the cases of segmentation as plain lines
    srx_check.py alike JAVA PADAN         the cuts of Srx.java and those of `padan segment --jsonl`, compared
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

SPACE = "{http://www.lisa.org/srx20}"


def only(names, element):
    found = [child.tag.removeprefix(SPACE) for child in element]
    assert found == names, f"<{element.tag}> holds {found}, not {names}"


def plain(pattern):
    """The pattern with what Python's re does not know put into what it does."""
    letters = {"Lu": "A-Z", "Ll": "a-z", "L": "A-Za-z", "N": "0-9"}
    # Inside a class the letters stand by themselves, outside they need one.
    out, inside, i = "", False, 0
    while i < len(pattern):
        found = re.match(r"\\p\{(\w+)\}", pattern[i:])
        if found:
            out += letters[found[1]] if inside else "[" + letters[found[1]] + "]"
            i += len(found[0])
            continue
        found = re.match(r"\\x\{(\w+)\}", pattern[i:])
        if found:
            out += chr(int(found[1], 16))
            i += len(found[0])
            continue
        if pattern[i] == "\\":
            out += pattern[i : i + 2]
            i += 2
            continue
        inside = pattern[i] == "[" or inside and pattern[i] != "]"
        out += pattern[i]
        i += 1
    return out


def shape(path):
    root = ElementTree.parse(path).getroot()
    assert root.tag == SPACE + "srx" and root.attrib == {"version": "2.0"}, root.tag
    only(["header", "body"], root)
    header, body = root
    assert set(header.attrib) == {"segmentsubflows", "cascade"} and set(header.attrib.values()) <= {"yes", "no"}
    assert [f.attrib["type"] for f in header] == ["start", "end", "isolated"]
    assert all(f.tag == SPACE + "formathandle" and f.attrib["include"] in ("yes", "no") for f in header)
    only(["languagerules", "maprules"], body)
    lists, maps = body
    names = [entry.attrib["languagerulename"] for entry in lists]
    assert len(set(names)) == len(names) and names, names
    count = 0
    for entry in lists:
        assert entry.tag == SPACE + "languagerule"
        for rule in entry:
            assert rule.tag == SPACE + "rule" and rule.attrib["break"] in ("yes", "no")
            only(["beforebreak", "afterbreak"], rule)
            for pattern in rule:
                re.compile(plain(pattern.text or ""))
            count += 1
    for entry in maps:
        assert entry.tag == SPACE + "languagemap" and entry.attrib["languagerulename"] in names
        re.compile(entry.attrib["languagepattern"])
    print(len(names), "lists,", count, "rules")


def texts(folder):
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        if not path.name.startswith("en"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.strip() and not line.startswith("#"):
                    print(line.replace(" ¦ ", " ").replace("¦", "").strip())


def alike(java, padan):
    java = open(java, encoding="utf-8").read().splitlines()
    padan = ["|".join(json.loads(line)["sentences"]) for line in open(padan, encoding="utf-8")]
    assert len(java) == len(padan), f"{len(java)} and {len(padan)} lines"
    differing = [pair for pair in zip(java, padan) if pair[0] != pair[1]]
    for pair in differing[:10]:
        print("java ", pair[0], "\npadan", pair[1])
    assert not differing, f"{len(differing)} of {len(java)} lines are cut differently"
    print(len(java), "lines")


if __name__ == "__main__":
    {"shape": shape, "texts": texts, "alike": alike}[sys.argv[1]](*sys.argv[2:])
