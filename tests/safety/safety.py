"""Nothing is lost. See `run`; each part can be asked for by name: kills disk processes places."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from memory import State, unfinished_frames  # noqa: E402

WORK = Path(sys.argv[1]).resolve()
BIN, FAULTS = WORK / "padan", WORK / "faults.so"
SEED = os.environ.get("PADAN_SEED") or str(random.SystemRandom().randrange(1 << 32))
SECONDS = float(os.environ.get("PADAN_SAFETY_SECONDS", "60"))
KILLS = int(os.environ.get("PADAN_KILLS", "200"))
chance = random.Random(SEED)


def environment(folder, **more):
    home = folder / "home"
    home.mkdir(exist_ok=True)
    out = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "XDG_DATA_HOME": str(home / "data")}
    out["XDG_CONFIG_HOME"] = str(home / "config")
    if more:
        out["LD_PRELOAD"] = str(FAULTS)
        out["FAULT_UNDER"] = str(folder) + "/"
    out.update({k: str(v) for k, v in more.items()})
    return out


def padan(folder, *arguments, user=None, **faults):
    command = [str(BIN), *map(str, arguments)]
    extra = {"user": user, "group": user, "extra_groups": []} if user is not None else {}
    run = subprocess.run(command, cwd=folder, env=environment(folder, **faults), stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, timeout=300, **extra)
    assert "panicked" not in run.stderr, run.stderr
    return run


def done(run, *codes):
    assert run.returncode in (codes or (0,)), f"{run.args}: {run.returncode}\n{run.stdout}\n{run.stderr}"
    return run


def failed(run):
    """The one error of a run that failed; it printed no result."""
    lines = done(run, 2).stderr.splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    assert len(errors) == 1 and lines[-1].startswith("hint: "), run.stderr
    return errors[0]


WORDS = ("petani gudang kapal kopi panen hujan pasar jalan sungai warga kantor harga beras ladang pagi sore perahu "
         "jembatan sekolah pelabuhan nelayan kebun koperasi desa bupati").split()
ENGLISH = ("farmer store ship coffee harvest rain market road river resident office price rice field morning evening boat "
           "bridge school port fisher garden cooperative village regent").split()


def pairs(name, count):
    out = []
    for n in range(count):
        picked = [chance.randrange(len(WORDS)) for _ in range(chance.randint(4, 14))]
        source = " ".join(WORDS[i] for i in picked)
        target = " ".join(ENGLISH[i] for i in picked)
        out.append((f"Catatan {name} {n}: {source}.", f"Note {name} {n}: {target}."))
    return out


def tmx(path, units):
    body = "".join(f'<tu><tuv xml:lang="id"><seg>{a}</seg></tuv><tuv xml:lang="en"><seg>{b}</seg></tuv></tu>\n' for a, b in units)
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="t" '
                    'creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="id" datatype="plaintext"/>\n'
                    f"<body>\n{body}</body>\n</tmx>\n", encoding="utf-8")


def article(path, name, count):
    sentences = [f"{source[:-1]} hari ini." for source, _ in pairs(name, count)]
    path.write_text("Harga kopi naik\n\n" + "\n\n".join(sentences) + "\n", encoding="utf-8")


def confirmed(path, mark):
    """Fills every row of a draft in with a target of its own and confirms it; returns the targets."""
    lines = path.read_text(encoding="utf-8").splitlines()
    heading = lines[0].split("\t")
    target, status, source = heading.index("target"), heading.index("status"), heading.index("source")
    out, targets = [lines[0]], []
    for line in lines[1:]:
        fields = line.split("\t")
        fields[target], fields[status] = f"{mark}: {fields[source]}", "Confirmed"
        targets.append(fields[target])
        out.append("\t".join(fields))
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
    return targets


def new_folder(name):
    folder = WORK / name
    folder.mkdir()
    return folder


def with_memory(name, units=120, sentences=20):
    """A folder with a memory that holds an import and a draft."""
    folder = new_folder(name)
    tmx(folder / "awal.tmx", pairs("awal", units))
    done(padan(folder, "-m", "k.padan", "import", "awal.tmx"))
    article(folder / "artikel.txt", name, sentences)
    done(padan(folder, "-m", "k.padan", "draft", "--mode", "raw", "--as", "tsv", "-o", "d.tsv", "artikel.txt"), 0, 1)
    return folder


# ---- kills ----

class Killer:
    def __init__(self):
        self.number = 0
        self.proven = {"import": 0, "finish": 0, "undo": 0}
        self.proofs = {"note": 0, "log": 0, "both": 0}
        self.outside = 0
        self.length = {"import": 0.3, "finish": 0.3, "undo": 0.1}

    def begin(self):
        self.folder = with_memory(f"kill-{self.number}")
        self.memory = self.folder / "k.padan"
        self.state = State(self.memory)

    def arguments(self, kind):
        self.number += 1
        if kind == "import":
            units = pairs(f"k{self.number}", chance.choice([5, 50, 200, 600]))
            tmx(self.folder / "masuk.tmx", units)
            self.wanted = lambda after: set(units) <= set(after.live)
            return ["import", "--json", "masuk.tmx"]
        if kind == "finish":
            targets = confirmed(self.folder / "d.tsv", f"Versi {self.number}")
            (self.folder / "t.txt").unlink(missing_ok=True)

            def wanted(after):
                held = {target for _, _, state, target in after.segments if state == "confirmed"}
                return set(targets) <= held and set(targets) <= {b for _, b in after.live}
            self.wanted = wanted
            return ["finish", "--json", "-o", "t.txt", "d.tsv"]
        undone = [b[0] for b in self.state.batches if b[2] == 0]
        applied = [b[0] for b in self.state.batches if b[2] == 1]
        redo = undone and (chance.random() < 0.6 or len(applied) < 2)
        batch = chance.choice(undone if redo else applied)
        self.wanted = lambda after: (batch, int(bool(redo))) in {(b[0], b[2]) for b in after.batches}
        return ["redo" if redo else "undo", "--json", str(batch)]

    def kill(self, kind):
        arguments = self.arguments(kind)
        slow = {"import": 4000, "finish": 8000, "undo": 40000}[kind]
        note = Path(str(self.memory) + "-writer")
        note.unlink(missing_ok=True)
        log = Path(str(self.memory) + "-wal")
        assert not log.exists() or log.stat().st_size == 0
        process = subprocess.Popen([str(BIN), "-m", "k.padan", *arguments], cwd=self.folder,
                                   env=environment(self.folder, FAULT_DELAY_US=slow), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # From when the change begins, a random time. A short one shows only by what it writes into the log.
        while process.poll() is None and not note.exists() and not (log.exists() and log.stat().st_size > 0):
            time.sleep(0.0002)
        began = time.monotonic()
        # As often before it is written down, where nothing slows it, as while it is.
        moment = self.length[kind] * chance.random() ** chance.choice([1, 6])
        while process.poll() is None and time.monotonic() - began < moment:
            time.sleep(0.0005)
        alive = process.poll() is None
        if alive:
            os.kill(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        killed = process.returncode == -signal.SIGKILL
        assert killed or process.returncode in (0, 1, 2), (process.returncode, err)
        has_note, frames = note.exists(), unfinished_frames(str(self.memory) + "-wal")
        inside = killed and (has_note or frames > 0)
        # It opens, in padan itself first.
        info = json.loads(done(padan(self.folder, "-m", "k.padan", "tm", "info", "--json")).stdout)
        after = State(self.memory)
        assert after.check == "ok", after.check
        assert info["units"] == len(after.live), (info, len(after.live))
        if inside:
            self.length[kind] *= 1.02
            assert not out.strip(), f"reported before it was saved: {out}"
            assert after == self.state, f"{kind} {self.number} is there in part: {after.differs(self.state)}"
            self.proven[kind] += 1
            self.proofs["both" if has_note and frames else "note" if has_note else "log"] += 1
            if sum(self.proven.values()) % 10 == 0:
                report = json.loads(done(padan(self.folder, "-m", "k.padan", "tm", "verify", "--sample", "5", "--json")).stdout)
                assert report["sound"], report
        else:
            self.outside += 1
            self.length[kind] = max(0.02, self.length[kind] * 0.93)
            if out.strip() and process.returncode != 2:
                assert self.wanted(after), f"{kind} {self.number} was reported and is not there"
            elif killed:
                assert after == self.state or self.wanted(after), f"{kind} {self.number}: {after.differs(self.state)}"
            else:
                # Only a change that can no longer come again is refused.
                assert process.returncode == 2 and after == self.state and arguments[0] == "redo", (arguments, err)
        self.state = after


def kills():
    killer, began = Killer(), time.monotonic()
    killer.begin()
    least = {"import": KILLS * 3 // 8, "finish": KILLS * 3 // 8, "undo": KILLS // 4}
    while sum(killer.proven.values()) < KILLS:
        kind = chance.choice([k for k in least if killer.proven[k] < least[k]] or ["import"])
        killer.kill(kind)
        if len(killer.state.live) > 12_000:
            killer.begin()
        assert killer.number < 20 * KILLS, f"hardly any kill hits: {killer.proven}, {killer.length}"
    print(f"kills: {sum(killer.proven.values())} inside of changes {killer.proven}, proven by {killer.proofs}; "
          f"{killer.outside} outside, not counted; {time.monotonic() - began:.0f} s")


# ---- full disk ----

def files(folder):
    """What lies in a folder, without the companions that SQLite keeps and the note."""
    apart = ("-wal", "-shm", "-writer")
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and not p.name.endswith(apart))


JOBS = {
    "import": ["-m", "k.padan", "import", "masuk.tmx"],
    "draft": ["-m", "k.padan", "draft", "--mode", "raw", "-o", "hasil.docx", "baru.txt"],
    "finish": ["-m", "k.padan", "finish", "-o", "t.txt", "d.tsv"],
    "undo": ["-m", "k.padan", "undo", "1"],
    "backup": ["-m", "k.padan", "tm", "backup", "-o", "s.padan-backup"],
    "create": ["tm", "create", "lain.padan"],
}


def base_for_disk():
    base = with_memory("disk-base", units=400, sentences=40)
    tmx(base / "masuk.tmx", pairs("masuk", 500))
    article(base / "baru.txt", "baru", 40)
    confirmed(base / "d.tsv", "Penuh")
    return base


def elsewhere(folder):
    """The state of a memory on a disk without room for those who look."""
    shutil.rmtree(WORK / "look", ignore_errors=True)
    (WORK / "look").mkdir()
    for name in ("k.padan", "k.padan-wal"):
        if (folder / name).exists():
            shutil.copy(folder / name, WORK / "look")
    return State(WORK / "look" / "k.padan")


def on_full_disk(job, folder, run, free):
    """Checks a run without room, and that it works with room; whether it failed."""
    before, lying = elsewhere(folder), files(folder)
    result = run()
    after = elsewhere(folder)
    assert after.check == "ok", after.check
    if result.returncode in (0, 1):
        free()
        return False
    message = failed(result)
    assert "full" in message, message
    output = {"draft": "hasil.docx", "finish": "t.txt"}.get(job)
    # A draft that is stored and a memory that has learnt stay so when only the file beside it finds no room; the error is
    # about that file then, and the same command writes it.
    if output and output in message:
        assert (len(after.drafts), len(after.batches)) == (len(before.drafts) + (job == "draft"),
                                                           len(before.batches) + (job == "finish")), after.differs(before)
    else:
        assert after == before, after.differs(before)
    assert files(folder) == lying, (set(files(folder)) ^ set(lying), message)
    free()
    done(padan(folder, *JOBS[job]), 0, 1)
    last = State(folder / "k.padan")
    assert last.check == "ok"
    if job in ("import", "finish", "undo"):
        assert last.live != before.live
    for name in filter(None, [output, {"backup": "s.padan-backup", "create": "lain.padan"}.get(job)]):
        assert (folder / name).stat().st_size > 0, name
    if job == "backup":
        assert State(folder / "s.padan-backup").live == before.live
    return True


def disk():
    base, began = base_for_disk(), time.monotonic()
    counts, number = {}, 0
    for job, arguments in JOBS.items():
        measured = WORK / f"measure-{job}"
        shutil.copytree(base, measured)
        done(padan(measured, *arguments, FAULT_SPACE=1 << 40, FAULT_LOG=WORK / "grown"), 0, 1)
        most = int((WORK / "grown").read_text())
        assert most > 0, job
        counts[job] = 0
        for attempt in range(30):
            if counts[job] == 8:
                break
            number += 1
            folder = WORK / f"disk-{number}"
            shutil.copytree(base, folder)
            space = chance.choice([0, chance.randrange(most), chance.randrange(most)])
            failed_so = on_full_disk(job, folder, lambda: padan(folder, *arguments, FAULT_SPACE=space), lambda: None)
            counts[job] += failed_so
            shutil.rmtree(folder)
        assert counts[job] >= 4, (job, counts[job], most)
    print(f"full disk: {counts} runs without room, with ENOSPC from the preload library; {time.monotonic() - began:.0f} s")
    real_disk(base)


def real_disk(base):
    folder = new_folder("tmpfs")
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, text=True)
    if mount.returncode != 0:
        print(f"full disk: no tmpfs here ({mount.stderr.strip()}), so the preload library alone was used")
        return
    counts = {}
    try:
        for job, arguments in JOBS.items():
            for attempt in range(12):
                if counts.get(job, 0) == 2:
                    break
                for entry in folder.iterdir():
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
                shutil.copytree(base, folder, dirs_exist_ok=True)
                # A filler leaves this much.
                left = chance.randrange(0, [600_000, 150_000, 40_000, 4096][min(attempt // 3, 3)])
                st = os.statvfs(folder)
                filler = folder / "home" / "filler"
                with open(filler, "wb") as out:
                    out.write(b"x" * max(0, st.f_bavail * st.f_frsize - left))
                # To look into the memory takes no room.
                done(padan(folder, "-m", "k.padan", "match", "Catatan awal 7"))
                failed_so = on_full_disk(job, folder, lambda: padan(folder, *arguments), lambda: filler.unlink())
                counts[job] = counts.get(job, 0) + failed_so
    finally:
        subprocess.run(["umount", folder], check=True)
    print(f"full disk: {counts} on a real tmpfs without room")


# ---- several processes ----

WAITING = re.compile(r"waiting: (process \d+ \(.+\)|another process) is writing to k\.padan")


def processes():
    folder = with_memory("four", units=200, sentences=12)
    memory = folder / "k.padan"
    before = State(memory)
    until = time.monotonic() + SECONDS
    reported, finished, reads, waits, wrong = [], [], [], [], []

    def quiet(run):
        for line in run.stderr.splitlines():
            if WAITING.fullmatch(line):
                waits.append(line)
            else:
                wrong.append(f"{run.args}: {line}")
        return done(run, 0)

    def importer(name):
        own, number = random.Random(f"{SEED}{name}"), 0
        while time.monotonic() < until:
            number += 1
            units = [(f"Berita {name} {number} {n}.", f"News {name} {number} {n}.") for n in range(own.randint(20, 300))]
            file = folder / f"{name}-{number}.tmx"
            tmx(file, units)
            report = json.loads(quiet(padan(folder, "-m", "k.padan", "import", "--json", file.name)).stdout)
            assert report["added"] == len(units), report
            reported.append((report["batch"], units))

    def finisher():
        number = 0
        while time.monotonic() < until:
            number += 1
            targets = confirmed(folder / "d.tsv", f"Putaran {number}")
            (folder / "t.txt").unlink(missing_ok=True)
            report = json.loads(quiet(padan(folder, "-m", "k.padan", "finish", "--json", "-o", "t.txt", "d.tsv")).stdout)
            assert report["confirmed"] == len(targets), report
            finished.append((report["batch"], targets))

    def reader():
        number = 0
        while time.monotonic() < until:
            number += 1
            arguments = ["match", "--json", "Catatan awal 7: petani gudang."] if number % 2 else ["tm", "info", "--json"]
            began = time.monotonic()
            run = padan(folder, "-m", "k.padan", *arguments)
            reads.append(time.monotonic() - began)
            if run.stderr:
                wrong.append(run.stderr)
            done(run)

    def guarded(work, *arguments):
        try:
            work(*arguments)
        except BaseException as e:  # noqa: B036
            wrong.append(repr(e))

    threads = [threading.Thread(target=guarded, args=a) for a in [(importer, "a"), (importer, "b"), (finisher,), (reader,)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:3]
    after = State(memory)
    live, units = set(after.live), sum(len(units) for _, units in reported)
    for batch, units_of in reported:
        assert set(units_of) <= live, f"units of change {batch} are missing"
    last = finished[-1][1]
    assert set(last) <= {b for _, b in after.live}
    assert len(after.live) == len(before.live) + units + len(last), (len(after.live), len(before.live), units, len(last))
    assert len(after.batches) == len(before.batches) + len(reported) + len(finished)
    report = json.loads(done(padan(folder, "-m", "k.padan", "tm", "verify", "--sample", "20", "--json")).stdout)
    assert report["sound"] and after.check == "ok", report
    print(f"four processes, {SECONDS:.0f} s: {len(reported)} imports with {units} units, {len(finished)} drafts finished, "
          f"{len(reads)} reads, {len(waits)} waits told; all there")
    held_lock(folder)


def held_lock(folder):
    """Reads return while a change is held open; a second writer waits, says so, gives up, or is interrupted."""
    memory = folder / "k.padan"
    before = State(memory)
    reads = [["match", "--json", "Catatan awal 7: petani gudang."], ["tm", "info", "--json"], ["tm", "list"],
             ["undo", "--list", "--json"], ["undo", "-n"], ["tm", "verify", "--sample", "2", "--json"],
             ["tm", "backup", "-o", "held.padan-backup"]]

    def timed(command):
        began = time.monotonic()
        run = done(padan(folder, "-m", "k.padan", *command))
        assert run.stderr == "", run.stderr
        return time.monotonic() - began

    free = max(timed(command) for command in reads[:6])
    writer = sqlite3.connect(memory, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO label (text) VALUES ('x-tahan')")
    began = time.monotonic()
    held = max(timed(command) for command in reads)
    refused = padan(folder, "-m", "k.padan", "--wait", "0", "undo")
    assert "is being written to by another process" in failed(refused) and "waiting" not in refused.stderr, refused.stderr
    late = padan(folder, "-m", "k.padan", "--wait", "2", "undo")
    failed(late)
    assert late.stderr.splitlines()[0] == "waiting: another process is writing to k.padan", late.stderr
    assert "waiting" not in padan(folder, "-m", "k.padan", "-q", "--wait", "2", "undo").stderr
    told = padan(folder, "--ui", "id", "-m", "k.padan", "--wait", "2", "undo").stderr
    assert told.startswith("menunggu: proses lain sedang menulis ke k.padan\n"), told
    stopped = subprocess.Popen(["bash", "-c", '"$0" -m k.padan undo; echo "ended $?"', str(BIN)], cwd=folder,
                               env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: (os.setsid(), signal.signal(signal.SIGINT, signal.default_int_handler)))
    line = stopped.stderr.readline()
    assert WAITING.fullmatch(line.strip()), line
    children = Path(f"/proc/{stopped.pid}/task/{stopped.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGINT)
    out, err = stopped.communicate(timeout=30)
    assert "ended 130" in out or stopped.returncode in (130, -signal.SIGINT), (out, err, stopped.returncode)
    waiter = subprocess.Popen([str(BIN), "-m", "k.padan", "--json", "undo"][:3] + ["undo", "--json"], cwd=folder,
                              env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert WAITING.fullmatch(waiter.stderr.readline().strip())
    assert waiter.poll() is None
    still = time.monotonic() - began
    writer.execute("ROLLBACK")
    writer.close()
    out, err = waiter.communicate(timeout=60)
    assert waiter.returncode == 0 and json.loads(out)["batch"] == before.batches[-1][0] and err == "", (out, err)
    print(f"a change held open for {still:.1f} s: every read returned before it ended, the longest after {held:.2f} s "
          f"(without it {free:.2f} s); a second writer said so, gave up, was interrupted (130), went on")


# ---- files in odd places ----

def places():
    folder = with_memory("places")
    memory = folder / "k.padan"
    state = State(memory)
    log_mode = lambda path: path.read_bytes()[18]  # noqa: E731
    assert log_mode(memory) == 2
    # Shared memory is refused: a memory that has a log is turned back, a new one never gets one.
    assert len(done(padan(folder, "-m", "k.padan", "match", "Catatan", FAULT_SHM=1)).stdout) > 0
    assert State(memory) == state and log_mode(memory) == 1
    tmx(folder / "lagi.tmx", pairs("lagi", 30))
    run = done(padan(folder, "-m", "k.padan", "import", "lagi.tmx", FAULT_SHM=1))
    assert run.stderr.count("without a log") == 1, run.stderr
    assert log_mode(memory) == 1 and len(State(memory).live) == len(state.live) + 30
    run = done(padan(folder, "-m", "baru.padan", "import", "lagi.tmx", "awal.tmx", FAULT_SHM=1))
    assert run.stderr.count("without a log") == 1 and log_mode(folder / "baru.padan") == 1, run.stderr
    # A network drive, as the list of mounts says.
    mounts = WORK / "mountinfo"
    mounts.write_text(f"22 1 253:1 / / rw - ext4 /dev/vda1 rw\n90 22 0:44 / {folder} rw - nfs4 server:/kerja rw\n")
    done(padan(folder, "-m", "k.padan", "undo"))
    assert log_mode(memory) == 2, "on a disk of this computer there is a log again"
    for command in (["match", "Catatan"], ["tm", "info"], ["undo", "--list"]):
        assert done(padan(folder, "-m", "k.padan", *command, FAULT_MOUNTINFO=mounts)).stderr == ""
    assert log_mode(memory) == 2, "reading changes nothing"
    run = done(padan(folder, "-m", "k.padan", "redo", FAULT_MOUNTINFO=mounts))
    assert run.stderr.count("network drive (nfs4)") == 1 and log_mode(memory) == 1, run.stderr
    assert done(padan(folder, "-q", "-m", "k.padan", "undo", FAULT_MOUNTINFO=mounts)).stderr == ""
    run = done(padan(folder, "--ui", "id", "-m", "lain.padan", "import", "lagi.tmx", FAULT_MOUNTINFO=mounts))
    assert run.stderr.count("penyimpanan jaringan (nfs4)") == 1 and log_mode(folder / "lain.padan") == 1, run.stderr
    # Where somebody else has the file open with its log, it stays as it is.
    done(padan(folder, "-m", "k.padan", "redo"))
    other = sqlite3.connect(memory)
    other.execute("SELECT count(*) FROM unit").fetchone()
    done(padan(folder, "-m", "k.padan", "undo", FAULT_MOUNTINFO=mounts))
    other.close()
    done(padan(folder, "-m", "k.padan", "redo"))
    only_read(folder, memory)
    cut_off(folder, memory)
    print("places: no shared memory, a network drive, files and folders that may only be read, copies cut off and torn")


def only_read(folder, memory):
    user = 65534 if os.geteuid() == 0 else None
    before, bytes_before = State(memory), memory.read_bytes()
    shutil.copy(folder / "d.tsv", folder / "e.tsv")
    confirmed(folder / "e.tsv", "Baca")
    reads = [["match", "Catatan awal 7"], ["tm", "info", "--json"], ["undo", "--list"], ["tm", "verify", "--sample", "2"]]
    shutil.rmtree(folder / "home")
    (folder / "home").mkdir(mode=0o777)
    os.chmod(folder / "home", 0o777)
    for file, inside in ((0o444, 0o555), (0o666, 0o555), (0o444, 0o777)):
        os.chmod(memory, file)
        os.chmod(folder, inside)
        for command in reads:
            run = done(padan(folder, "-m", "k.padan", *command, user=user))
            assert run.stderr == "", run.stderr
        assert json.loads(padan(folder, "-m", "k.padan", "tm", "info", "--json", user=user).stdout)["units"] == len(before.live)
        for command in (["import", "awal.tmx"], ["undo"], ["finish", "e.tsv"], ["tm", "reindex"]):
            message = failed(padan(folder, "-m", "k.padan", *command, user=user))
            assert "may only be read" in message, message
        for stray in folder.glob("k.padan-*"):
            stray.unlink()
        assert memory.read_bytes() == bytes_before
    # The newest changes in a log that cannot be read there are not passed over in silence.
    os.chmod(memory, 0o644)
    os.chmod(folder, 0o755)
    writer = sqlite3.connect(memory, isolation_level=None)
    writer.execute("INSERT INTO label (text) VALUES ('x-log')")
    apart = new_folder("apart")
    for name in ("k.padan", "k.padan-wal"):
        shutil.copy(folder / name, apart / name)
    writer.execute("DELETE FROM label WHERE text = 'x-log'")
    writer.close()
    (apart / "home").mkdir()
    os.chmod(apart, 0o555)
    assert "k.padan-wal" in failed(padan(apart, "-m", "k.padan", "tm", "info", user=user))
    os.chmod(apart, 0o755)
    assert State(memory).live == before.live


def cut_off(folder, memory):
    whole = memory.read_bytes()
    cut = folder / "potong.padan"
    for size in (4096, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:size])
        for command in (["tm", "info"], ["import", "awal.tmx"], ["undo"], ["tm", "verify"], ["tm", "backup"]):
            message = failed(padan(folder, "-m", "potong.padan", *command))
            assert f"{size} of {len(whole)} bytes" in message, message
        assert cut.read_bytes() == whole[:size]
    torn = whole[:4096] + bytes(len(whole) - 4096)
    cut.write_bytes(torn)
    for command in (["tm", "info"], ["match", "Catatan"], ["import", "awal.tmx"], ["tm", "backup"]):
        message = failed(padan(folder, "-m", "potong.padan", *command))
        assert "damaged" in message, message
    assert cut.read_bytes() == torn
    assert not list(folder.glob("potong*backup*")) and not list(folder.glob(".padan-*"))


PARTS = {"kills": kills, "disk": disk, "processes": processes, "places": places}

if __name__ == "__main__":
    print(f"seed: PADAN_SEED={SEED}", flush=True)
    started = time.monotonic()
    for part in sys.argv[2:] or PARTS:
        PARTS[part]()
        sys.stdout.flush()
    print(f"nothing is lost: {time.monotonic() - started:.0f} s")
