"""Building, opening and answering: ours beside SQLite's FTS5, tantivy and stock Whoosh, in one run.

Processor time is what counts, as others may keep the machine busy.

    python tests/bench/speed.py [FOLDER] [--limit N] [--queries 60] [--stock 500]

Every measurement of building runs in a process of its own, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import peers  # noqa: E402
from corpus import FolderLoader  # noqa: E402
from generate import GeneratedLoader  # noqa: E402
from quality import CJK_RUN, mistyped  # noqa: E402

from index import Index  # noqa: E402
from notes.model import EntryText  # noqa: E402

Loader = FolderLoader | GeneratedLoader


def _peak_megabytes() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def build_ours(folder: Path, loader: Loader, processes: int) -> None:
    Index.build(folder / f"index{processes}", loader, processes=processes)


def build_fts5(folder: Path, loader: Loader, _: int) -> None:
    peers.fts5(folder, list(loader.load(loader.keys())), "porter unicode61", "fts5 porter", "2 3")


def build_tantivy(folder: Path, loader: Loader, _: int) -> None:
    peers.tantivy(folder, list(loader.load(loader.keys())))


def build_stock(folder: Path, loader: Loader, _: int) -> None:
    peers.stock_whoosh(folder, list(loader.load(loader.keys())))


def load_only(folder: Path, loader: Loader, _: int) -> None:
    for _entry in loader.load(loader.keys()):
        pass


def _processor_seconds() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _measured(build: Callable[..., None], folder: Path, loader: Loader, number: int, out: Any) -> None:
    started, before = time.perf_counter(), _processor_seconds()
    build(folder, loader, number)
    out.put((time.perf_counter() - started, _processor_seconds() - before, _peak_megabytes()))


def measure(
    build: Callable[..., None], folder: Path, loader: Loader, number: int = 1
) -> tuple[float, float, float]:
    """Seconds, seconds of processor time and peak megabytes of a build, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    process = context.Process(target=_measured, args=(build, folder, loader, number, out))
    process.start()
    result: tuple[float, float, float] = out.get()
    process.join()
    return result


def queries(entries: Sequence[EntryText], count: int) -> dict[str, list[str]]:
    """Queries of each kind, of words as frequent as they are in titles and summaries."""
    chance = random.Random(1)
    words = [
        word
        for entry in chance.sample(entries, min(len(entries), 3000))
        for word in f"{entry.title} {entry.summary}".lower().split()
        if word.isalpha() and word.isascii() and len(word) > 3
    ]
    runs = [
        run
        for entry in random.Random(2).sample(entries, min(len(entries), 1000))
        for text in (entry.title, entry.summary, *(section.text for section in entry.sections))
        for run in CJK_RUN.findall(text)
    ]

    def several(number: int) -> str:
        return " ".join(chance.choices(words, k=number))

    def made(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(count)]

    kinds = {f"{number} words": made(lambda: several(number) + " ") for number in (1, 2, 3, 4)}  # noqa: B023
    for length in (1, 2, 3, 4, 6):
        kinds[f"start of {length}"] = made(lambda: several(1)[:length])  # noqa: B023
    kinds["2 and a start"] = made(lambda: f"{several(2)} {several(1)[:3]}")
    kinds["typo"] = made(lambda: mistyped(several(1), chance) + " ")
    kinds["2 typos"] = made(lambda: f"{mistyped(several(1), chance)} {mistyped(several(1), chance)} ")
    kinds["phrase"] = made(lambda: f'"{several(2)}"')
    kinds["two fields"] = made(lambda: f"title:{several(1)} summary:{several(1)} ")
    if runs:
        for length in (1, 2, 4, 8):
            kinds[f"chinese, {length}"] = made(lambda: cut(chance.choice(runs), length, chance))  # noqa: B023
        kinds["chinese, word"] = made(lambda: f"{cut(chance.choice(runs), 2, chance)} {several(1)} ")
    return kinds


def cut(run: str, length: int, chance: random.Random) -> str:
    """So many characters of a run, from anywhere in it."""
    start = chance.randrange(max(1, len(run) - length + 1))
    return run[start : start + length]


def percentile(times: Sequence[float], part: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def latencies(peer: peers.Peer, kinds: dict[str, list[str]]) -> dict[str, list[float]]:
    """Milliseconds of processor time of every query, each asked once after one to warm up."""
    peer.search("attention model", 20)
    found = {}
    for kind, asked in kinds.items():
        if kind == "two fields" and not peer.fields:
            continue
        times = []
        for query in asked:
            started = time.process_time()
            peer.search(query, 20)
            times.append((time.process_time() - started) * 1000)
        found[kind] = times
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints; `arguments` are those of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a tree of notes; without it one is generated")
    parser.add_argument("--limit", type=int, help="so many notes (generated: 5000)")
    parser.add_argument("--queries", type=int, default=60, help="of each kind (60)")
    parser.add_argument("--stock", type=int, default=500, help="stock Whoosh is given so many notes (500)")
    options = parser.parse_args(arguments)

    def loader_of(limit: int | None) -> Loader:
        if options.folder:
            return FolderLoader(options.folder, limit)
        return GeneratedLoader(limit or 5000)

    loader = loader_of(options.limit)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        builds: list[tuple[str, Callable[..., None], Loader, int]] = [
            ("reading the notes alone", load_only, loader, 1),
            ("papernotes", build_ours, loader, 1),
            ("papernotes, 2 processes", build_ours, loader, 2),
            ("fts5 porter", build_fts5, loader, 1),
            ("tantivy", build_tantivy, loader, 1),
            (f"stock Whoosh, {options.stock} notes", build_stock, loader_of(options.stock), 1),
        ]
        print(f"{'building':28s}{'seconds':>10s}{'processor':>12s}{'peak MB':>10s}")
        for name, build, given, number in builds:
            where = folder / f"{name}-build"
            where.mkdir()
            seconds, processor, peak = measure(build, where, given, number)
            print(f"{name:28s}{seconds:10.1f}{processor:12.1f}{peak:10.0f}", flush=True)
        started = time.perf_counter()
        Index.open(folder / "papernotes-build" / "index1").search("attention")
        print(f"opening and a first search: {(time.perf_counter() - started) * 1000:.0f} ms")
        entries = list(loader.load(loader.keys()))
        compared = [
            peers.papernotes(folder / "papernotes-build" / "index1"),
            peers.fts5(folder, entries, "porter unicode61", "fts5 porter", "2 3"),
            peers.tantivy(folder, entries),
            peers.stock_whoosh(folder, entries[: options.stock]),
        ]
        kinds = queries(entries, options.queries)
        print(f"\n{len(entries)} entries; milliseconds of processor time, 50th / 95th percentile / worst")
        print(f"{'':14s}" + "".join(f"{peer.name:>26s}" for peer in compared if peer))
        measured = [(peer, latencies(peer, kinds)) for peer in compared if peer]
        for kind in (*kinds, "all"):
            line = f"{kind:14s}"
            for _, times in measured:
                chosen = times.get(kind) or (
                    [] if kind != "all" else [t for one in times.values() for t in one]
                )
                line += (
                    f"{percentile(chosen, 0.5):8.2f} {percentile(chosen, 0.95):8.2f} {max(chosen):8.1f}"
                    if chosen
                    else f"{'-':>26s}"
                )
            print(line)
        print("size, MB      " + "".join(f"{peer.size / 1e6:26.1f}" for peer, _ in measured))


if __name__ == "__main__":
    main()
