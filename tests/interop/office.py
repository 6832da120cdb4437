"""Articles written by python-docx, and what became of them: make FILE; fill DRAFT.tsv; compare BEFORE AFTER; text BEFORE AFTER.

A draft is filled in with its sources in capitals, so that what is in the result can be told from what was in the article.
"""

import csv
import re
import sys

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def link(paragraph, address, text):
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    content = OxmlElement("w:t")
    content.text = text
    run.append(content)
    element.append(run)
    paragraph._p.append(element)


def make(name):
    document = docx.Document()
    document.add_heading("Koperasi Lembah Seulanga Membuka Gudang Baru", 0)
    document.add_heading("Panen tahun ini lebih awal", 1)
    paragraph = document.add_paragraph("Gudang itu ")
    paragraph.add_run("belum").bold = True
    paragraph.add_run(" dipakai. Petani masih menunggu ")
    paragraph.add_run("surat izin").italic = True
    paragraph.add_run(" dari kabupaten.")
    paragraph = document.add_paragraph("Jadwalnya ada di ")
    link(paragraph, "https://lembah-seulanga.example/jadwal", "laman koperasi")
    paragraph.add_run(". Perubahan diumumkan tiap Senin.")
    document.add_heading("Harga minggu ini", 2)
    for item in ["Robusta tetap", "Arabika naik sedikit"]:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(2, 2)
    table.style = "Table Grid"
    for cell, text in zip(table._cells, ["Jenis", "Harga", "Robusta", "Empat puluh ribu rupiah"]):
        cell.text = text
    document.add_paragraph("Nama:\tBudi Santosa\nAlamat: Jalan Kenanga")
    document.add_paragraph("Gambar pertama: gudang dari sisi timur", style="Caption")
    document.add_paragraph("")
    document.add_paragraph("Gudang dibuka bulan depan.")
    document.save(name)


def fill(name):
    with open(name, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    heading = rows[0]
    source, target, status = (heading.index(column) for column in ("source", "target", "status"))
    for row in rows[1:]:
        row[target] = row[source].upper()
        row[status] = "confirmed"
    with open(name, "w", encoding="utf-8", newline="") as file:
        file.write("".join("\t".join(row) + "\n" for row in rows))


def facts(name):
    document = docx.Document(name)
    paragraphs = [(p.style.name, p.text) for p in document.paragraphs]
    runs = [r for p in document.paragraphs for r in p.runs]
    return {
        "paragraphs": paragraphs,
        "bold": [r.text for r in runs if r.bold and r.text.strip()],
        "italic": [r.text for r in runs if r.italic and r.text.strip()],
        "links": [(h.text, h.address) for p in document.paragraphs for h in p.hyperlinks],
        "cells": [c.text for t in document.tables for row in t.rows for c in row.cells],
    }


def capitals(value):
    if isinstance(value, list):
        return [capitals(v) for v in value]
    if isinstance(value, tuple):
        # A style or an address is not translated.
        return tuple(v if i != translated(value) else v.upper() for i, v in enumerate(value))
    return value.upper()


def translated(pair):
    return 0 if str(pair[1]).startswith("https://") else 1


def compare(before, after):
    there, now = facts(before), facts(after)
    assert there["bold"] and there["italic"] and there["links"] and there["cells"], there
    for key, value in there.items():
        assert now[key] == capitals(value), f"{key}:\n{capitals(value)}\n{now[key]}"


def text(before, after):
    def squeeze(name):
        with open(name, encoding="utf-8-sig") as file:
            return [re.sub(r"\s+", " ", line).strip() for line in file]

    assert squeeze(after) == [line.upper() for line in squeeze(before)], f"{squeeze(before)}\n{squeeze(after)}"


{"make": make, "fill": fill, "compare": compare, "text": text}[sys.argv[1]](*sys.argv[2:])
