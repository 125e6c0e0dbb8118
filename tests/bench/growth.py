"""How the costs grow with the library: 25,000 short notes, 100,000, 250,000, a million.

    python tests/bench/growth.py [--notes 25000 100000 …] [--frames 3] [--folder FOLDER]

The notes are made up, a title and a summary each, and come as one stream: area pages of PAGE_NOTES notes, VENUE/topic.txt,
so that no disk is filled with a million files. The real program adds them. Then processes of their own search, list and
count, and the application is started in a terminal beside a bare Textual application.

What a table says: time, processor time and peak memory of adding (reading, grouping and indexing; time with all processes,
memory of the largest one), sizes on disk, memory of a process that searches, median and 95th percentile of queries (processor time), the first rows
and the counts of all papers, and the first frame.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from generate import entry  # noqa: E402
from screen import measure_frames  # noqa: E402

PAGE_NOTES = 500
WORDS_OF_TEXT = 1
"""Of each made-up note only title and summary are taken."""
VENUES, TOPICS = 40, 25
QUERIES = 60
"""Queries of each kind."""
KINDS: dict[str, Callable[[random.Random, list[str]], str]] = {
    "one word": lambda chance, words: chance.choice(words),
    "two words": lambda chance, words: " ".join(chance.sample(words, 2)),
    "start of a word": lambda chance, words: chance.choice(words)[:4],
    "phrase": lambda chance, words: '"{} {}"'.format(*_neighbours(chance, words)),
    "description": lambda chance, words: " ".join(chance.sample(words, min(12, len(words)))),
}


def _neighbours(chance: random.Random, words: list[str]) -> list[str]:
    at = chance.randrange(max(1, len(words) - 1))
    return (words * 2)[at : at + 2]


def write_pages(folder: Path, notes: int) -> list[str]:
    """Write a library of area pages. Returns some summaries, of which queries are made."""
    samples = []
    made = (entry(number, words=WORDS_OF_TEXT) for number in range(notes))
    for page in range(-(-notes // PAGE_NOTES)):
        venue = f"ICML{1980 + page % VENUES}"
        topic = f"Area {page // VENUES % TOPICS} Part {page // (VENUES * TOPICS)}"
        entries = [(one.title, one.summary) for one in islice(made, PAGE_NOTES)]
        lines = [topic, f"{venue} · {len(entries)} paper notes", ""]
        for title, summary in entries:
            lines += [f"- {title}", "-", summary]
        file = folder / venue / f"{topic}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        samples += [summary for _, summary in entries[:: PAGE_NOTES // 2]]
    return samples


def run(home: Path, *arguments: str) -> tuple[float, float, float]:
    """Run a command of ours: seconds, seconds of processor time, peak resident megabytes of its largest process."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "papernotes", *arguments],
        env={**os.environ, "PAPERNOTES_HOME": str(home)}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"papernotes {arguments[0]} failed")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, _megabytes(used.ru_maxrss)


def _megabytes(kilobytes: int) -> float:
    return kilobytes / 1024 if sys.platform != "darwin" else kilobytes / 1024**2


def size_megabytes(path: Path) -> float:
    """What a file, or all files below a folder, take on disk."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def inside(samples: Sequence[str]) -> dict[str, float]:
    """Measure in this process, with the home of PAPERNOTES_HOME: queries, rows, counts, memory."""
    from papernotes.config.paths import find_paths
    from papernotes.session import Session
    from papernotes.views import View

    chance = random.Random(1)
    measured: dict[str, float] = {}
    session = Session(find_paths())
    try:
        session.warm()

        def time_of(work: Callable[[], object]) -> float:
            began = time.process_time()
            work()
            return 1000 * (time.process_time() - began)

        for kind, make in KINDS.items():
            times = []
            for _ in range(QUERIES):
                words = [word.strip(".,;:()") for word in chance.choice(samples).split()]
                query = make(chance, [word for word in words if len(word) > 3])
                times.append(time_of(partial(session.show, View(query=query), counted=False, closest=12)))
            times.sort()
            measured[f"{kind}: median ms"] = statistics.median(times)
            measured[f"{kind}: 95th ms"] = times[int(0.95 * len(times))]
        everything = View()
        measured["all papers, in order ms"] = min(
            time_of(partial(session.show, everything, counted=False)) for _ in range(3)
        )
        measured["counts of the sidebar ms"] = min(
            time_of(partial(session.counts, everything)) for _ in range(3)
        )
    finally:
        session.close()
    measured["searching: peak MB"] = _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return measured


def measure(notes: int, frames: int, folder: Path) -> dict[str, float]:
    """All figures for a library of this many notes, made below `folder` and deleted afterwards."""
    tree, home = folder / "pages", folder / "home"
    samples = write_pages(tree, notes)
    measured: dict[str, float] = {}
    seconds, processor, peak = run(home, "add", str(tree), "--name", "made")
    measured |= {"adding: s": seconds, "adding: processor s": processor, "adding: peak MB": peak}
    measured["index: MB"] = size_megabytes(home / "cache" / "index")
    measured["library: MB"] = size_megabytes(home / "cache" / "library.db")
    seconds, processor, peak = run(home, "sync")
    measured |= {"sync: s": seconds, "sync: processor s": processor, "sync: peak MB": peak}
    environment = {**os.environ, "PAPERNOTES_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, __file__, "--inside"], input=json.dumps(samples), env=environment, text=True,
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    measured |= json.loads(done.stdout)
    seen: dict[str, list[float]] = {}
    for _ in range(frames + 1):
        measure_frames(seen, [sys.executable, "-m", "papernotes"], {"PAPERNOTES_HOME": str(home)})
    bare, ours = (statistics.median(times[1:]) for times in seen.values())
    measured["first frame: ms"], measured["first frame: times bare"] = ours, ours / bare
    shutil.rmtree(tree)
    shutil.rmtree(home)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--notes", type=int, nargs="+", default=[25_000, 100_000, 250_000], help="sizes of libraries"
    )
    parser.add_argument("--frames", type=int, default=3, help="first frames a size")
    parser.add_argument(
        "--folder", type=Path, help="where to make them (default: the system's folder for such files)"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        print(json.dumps(inside(json.load(sys.stdin))))
        return
    for notes in arguments.notes:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            measured = measure(notes, arguments.frames, Path(folder))
        print(f"\n| {notes:,} notes | |\n| --- | --- |")
        for what, figure in measured.items():
            print(f"| {what} | {figure:,.1f} |", flush=True)


if __name__ == "__main__":
    main()
