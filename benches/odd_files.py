#!/usr/bin/env python3
"""Processor time, peak memory and answer of `padan segment` on large and odd files, as a Markdown table.

    cargo build --release && python3 benches/odd_files.py [--padan PATH] [--only WORD] [--keep FOLDER]

The files are made in a temporary folder (about 400 MB at most, one at a time) and deleted again. Linux and macOS.
"""
import argparse, os, shutil, subprocess, sys, tempfile
from pathlib import Path

MB = 1 << 20
SENTENCES = [
    "Harga beras di Pasar Rejosari naik lagi karena panen di tiga kecamatan mundur dua minggu.",
    "Pedagang mengaku stok mereka tinggal untuk lima hari, kata Laras Kencana, Senin (3/6/2024).",
    '"Kami sudah meminta tambahan. Jawabannya belum ada," ujar dr. Wibisono di kantornya.',
    "Sebanyak 1.250 ton beras masih tertahan di gudang Jl. Kenanga No. 14, Semarang.",
    "Apakah harga akan turun bulan depan? Belum ada yang berani menjawab.",
    "Menurut dinas setempat, petani di hulu (terutama yang menanam padi gogo) tidak terdampak.",
]


def text(size, newline="\n"):
    lines, length, i = [], 0, 0
    while length < size:
        line = " ".join(SENTENCES[(i + k * k) % 6] for k in range(1 + i % 4)) + newline + (newline if i % 2 else "")
        lines.append(line)
        length += len(line)
        i += 1
    return "".join(lines)


def page(lines):
    chrome = ["Iklan", "Baca juga:", "Masuk", "Daftar", "Beranda", "Scroll Untuk Melanjutkan"]
    return "".join((chrome[i % 6] if i % 5 else SENTENCES[i % 6]) + "\n" for i in range(lines))


def html(size):
    head = "<!doctype html><html><head><title>Harga Beras Naik</title></head><body><article><h1>Harga Beras Naik</h1>\n"
    out, length, i = [head], 0, 0
    while length < size:
        p = f'<p class="isi">{SENTENCES[i % 6]} <a href="/b/{i}">{SENTENCES[(i + 1) % 6]}</a></p>\n'
        out.append(p)
        length += len(p)
        i += 1
    return "".join(out) + "</article></body></html>\n"


def repeated(piece, size=MB):
    return piece * (size // len(piece.encode()))


# Name → (file name, content); what stands under "pathological" has 1 MB unless it says otherwise.
FILES = {
    "text, 1 MB": ("a.txt", lambda: text(MB)),
    "text, 50 MB": ("a.txt", lambda: text(50 * MB - 4096)),
    "Markdown, 1 MB": ("a.md", lambda: text(MB)),
    "Markdown, 50 MB": ("a.md", lambda: text(50 * MB - 4096)),
    "page of 200,000 lines": ("a.txt", lambda: page(200_000)),
    "HTML, 1 MB": ("a.html", lambda: html(MB)),
    "HTML, 50 MB": ("a.html", lambda: html(50 * MB - 4096)),
    "one line of 20 MB without a full stop": ("a.txt", lambda: repeated("harga beras naik lagi ", 20 * MB)),
    "5 million blank lines": ("a.txt", lambda: "\n" * 5_000_000),
    "5 million blank lines and a sentence": ("a.txt", lambda: "\n" * 5_000_000 + SENTENCES[0]),
    "a text of 51 MB": ("a.txt", lambda: text(51 * MB)),
    "binary file": ("a.bin", lambda: bytes(range(256)) * 4000),
    "empty file": ("a.txt", lambda: b""),
    "white space only": ("a.txt", lambda: " \t\n\u00a0\n"),
    "10 MB of NUL": ("a.txt", lambda: bytes(10 * MB)),
    "UTF-16 LE with mark": ("a.txt", lambda: b"\xff\xfe" + text(MB).encode("utf-16-le")),
    "UTF-16 LE without mark": ("a.txt", lambda: text(MB).encode("utf-16-le")),
    "UTF-16 BE without mark": ("a.txt", lambda: text(MB).encode("utf-16-be")),
    "UTF-32 LE with mark": ("a.txt", lambda: b"\xff\xfe\0\0" + text(MB).encode("utf-32-le")),
    "UTF-32 BE without mark": ("a.txt", lambda: text(MB).encode("utf-32-be")),
    "Windows-1252": ("a.txt", lambda: text(MB).replace('"', "\u201c").encode("windows-1252")),
    "UTF-8 with one broken byte on line 3": (
        "a.txt",
        lambda: "Kafé di Semarang\n\n".encode() + b"Harga \xe2\x80 naik.\n" + "Kafé “baru” buka — besok.\n".encode() * 20,
    ),
    "folder": ("a.d", None),
    "FIFO that nobody writes to": ("a.fifo", None),
    "no permission to read": ("a.txt", None),
    "missing file": ("a.txt", None),
    '1 MB of "': ("a.txt", lambda: repeated('"')),
    "1 MB of (": ("a.txt", lambda: repeated("(")),
    "1 MB of [": ("a.txt", lambda: repeated("[")),
    "1 MB of .": ("a.txt", lambda: repeated(".")),
    "1 MB of `A. `": ("a.txt", lambda: repeated("A. ")),
    "1 MB of `1. `": ("a.txt", lambda: repeated("1. ")),
    "1 MB of `dr. `": ("a.txt", lambda: repeated("dr. ")),
    '1 MB of `."`': ("a.txt", lambda: repeated('."')),
    '1 MB of `" a. `': ("a.txt", lambda: repeated('" a. ')),
    "1 MB of `.)`": ("a.txt", lambda: repeated(".)")),
    "1 MB of `. ` and signs": ("a.txt", lambda: repeated(". - ")),
    "1 MB of `a.[1]`": ("a.txt", lambda: repeated("a.[1]")),
    "1 MB of `x.y`": ("a.txt", lambda: repeated("x.y")),
    "1 MB of “": ("a.txt", lambda: repeated("“")),
    "1 MB of a 😀": ("a.txt", lambda: repeated("a.😀")),
    "1 MB of combining marks": ("a.txt", lambda: "a" + repeated("\u0301")),
    "1 MB of zero-width joiners": ("a.txt", lambda: "a." + repeated("\u200d")),
    "5 MB of ?!": ("a.txt", lambda: repeated("?!", 5 * MB)),
    "500,000 lines of one letter": ("a.txt", lambda: "a\n" * 500_000),
    "500,000 lines `-`": ("a.txt", lambda: "-\n" * 500_000),
    "100,000 list items": ("a.txt", lambda: "1. Beras\n" * 100_000),
    "100,000 times Sumber": ("a.txt", lambda: "Sumber\n" * 100_000),
    "100,000 captions": ("a.txt", lambda: "1. Beras\n" + "Foto: Dok. Warga\n" * 100_000),
    "100,000 nested <div>": ("a.html", lambda: "<html>" + "<div>" * 100_000 + "Harga naik."),
    "1 MB of <b": ("a.html", lambda: "<html>" + repeated("<b")),
    "1 MB of <b>": ("a.html", lambda: "<html>Harga" + repeated("<b>")),
    "1 MB of <p><b>": ("a.html", lambda: "<html>" + repeated("<p><b>kata")),
    "1 MB of <table>": ("a.html", lambda: "<html>" + repeated("<table>") + "Harga naik."),
    "1 MB of <!--": ("a.html", lambda: "<!--" + repeated("<!--") + "Harga naik."),
    "1 MB of <a x=": ("a.html", lambda: "<html>" + repeated("<a x=") + "Harga naik."),
    "1 MB of &": ("a.html", lambda: "<html>" + repeated("&am")),
    "Markdown: 1 MB of *": ("a.md", lambda: "kopi " + repeated("*")),
    "Markdown: 1 MB of `a*`": ("a.md", lambda: repeated("a* ")),
    "Markdown: 1 MB of [": ("a.md", lambda: "kopi " + repeated("[")),
    "Markdown: 1 MB of `](`": ("a.md", lambda: "kopi " + repeated("[a](")),
    "Markdown: 1 MB of >": ("a.md", lambda: repeated(">") + "kopi"),
    "Markdown: 1 MB of backquotes": ("a.md", lambda: "kopi " + repeated("`a ``b ")),
    "Markdown: 1 MB of `**a. `": ("a.md", lambda: repeated("**a. B** ")),
    "Markdown: a table of 1 MB": ("a.md", lambda: "|a|b|\n|-|-|\n" + repeated("|c|d|\n")),
    "Markdown: 1 MB of `1. `": ("a.md", lambda: repeated("1. ")),
    "Markdown: 1 MB of <b": ("a.md", lambda: "kopi " + repeated("<b ")),
    "Markdown: 1 MB of &": ("a.md", lambda: "kopi " + repeated("&am;")),
}


def special(name, path):
    if name == "folder":
        path.mkdir()
    elif name.startswith("FIFO"):
        os.mkfifo(path)
    elif name.startswith("no permission"):
        path.write_text("Harga naik.\n")
        path.chmod(0)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--padan", default=str(Path(__file__).parent.parent / "target/release/padan"))
    asked.add_argument("--only", default="", help="the inputs whose name holds this")
    asked.add_argument("--limit", type=int, default=120, help="seconds after which a run is ended")
    asked.add_argument("--keep", help="write the files here and run nothing")
    asked.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    asked = asked.parse_args()
    if asked.make:
        name, path = asked.make
        content = FILES[name][1]()
        Path(path).write_bytes(content.encode() if isinstance(content, str) else content)
        return
    print("| input | size | time | peak memory | exit | answer |\n|---|---|---|---|---|---|")
    for name, (file, make) in FILES.items():
        if asked.only not in name:
            continue
        folder = Path(tempfile.mkdtemp())
        path = folder / file
        try:
            if make:
                # Aside: the peak of a process counts that of the one it was forked from.
                subprocess.run([sys.executable, __file__, "--make", name, str(path)], check=True)
            else:
                special(name, path)
            if asked.keep:
                Path(asked.keep).mkdir(exist_ok=True)
                shutil.copy(path, Path(asked.keep) / (name.replace("/", "_") + path.suffix))
                continue
            size = path.stat().st_size if path.is_file() else 0
            environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
            run = subprocess.Popen([asked.padan, "segment", "--json", file], cwd=folder, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            killer = subprocess.Popen(["sh", "-c", f"sleep {2 if path.is_fifo() else asked.limit}; kill -9 {run.pid}"], stderr=subprocess.DEVNULL,
                                      start_new_session=True)
            told = run.stderr.read().decode(errors="replace")
            _, status, used = os.wait4(run.pid, 0)
            # Of the processor: other programs do not count.
            took = used.ru_utime + used.ru_stime
            os.killpg(killer.pid, 15)
            killer.wait()
            peak = used.ru_maxrss / (1 << 10 if sys.platform != "darwin" else MB)
            answer = " ".join(told.split())[:150]
            megabytes = f"{size / MB:.1f} MB" if size > 50_000 else f"{size} B"
            print(f"| {name} | {megabytes} | {took:.2f} s | {peak:.0f} MB | {os.waitstatus_to_exitcode(status)} | {answer} |", flush=True)
        finally:
            shutil.rmtree(folder)


main()
