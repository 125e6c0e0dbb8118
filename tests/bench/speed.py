"""Building, opening and answering: ours beside SQLite's FTS5, tantivy and stock Whoosh, in one run.

Processor time is what counts, as others may keep the machine busy.

    python tests/bench/speed.py [FOLDER] [--limit N] [--queries 60] [--stock 500]

Every measurement runs in a process of its own: peak memory is its own then, and nobody else's data lie in the
processor's memory, as when the program runs.
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

from papernotes.index import Index  # noqa: E402
from papernotes.notes.model import EntryText  # noqa: E402

Loader = FolderLoader | GeneratedLoader
Measured = tuple[int, dict[str, list[float]]]
"""How large a peer's files are, in bytes, and the times of its queries, in milliseconds, of each kind."""


def _peak_megabytes() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def build_ours(folder: Path, loader: Loader, processes: int) -> None:
    Index.build(folder / f"index{processes}", loader, processes=processes)


def fts5(folder: Path, entries: Sequence[EntryText] | None) -> peers.Peer:
    return peers.fts5(folder, entries, "porter unicode61", "fts5 porter", "2 3")


def build_fts5(folder: Path, loader: Loader, _: int) -> None:
    fts5(folder, list(loader.load(loader.keys())))


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
    """This many characters of a run, from anywhere in it."""
    start = chance.randrange(max(1, len(run) - length + 1))
    return run[start : start + length]


def percentile(times: Sequence[float], part: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


OPEN: dict[str, Callable[[Path], peers.Peer | None]] = {
    "papernotes": lambda folder: peers.papernotes(folder / "index1"),
    "fts5 porter": lambda folder: fts5(folder, None),
    "tantivy": lambda folder: peers.tantivy(folder, None),
    "stock Whoosh": lambda folder: peers.stock_whoosh(folder, None),
}
"""How each is opened that is in a folder."""


def _answering(name: str, folder: Path, pipe: Any) -> None:
    """Opens a peer, and tells its size and whether it knows our fields, nothing if it is not installed; then, for
    each list of queries that it is sent, how many milliseconds each took."""
    peer = OPEN[name](folder)
    pipe.send(peer and (peer.size, peer.fields))
    if peer is None:
        return
    peer.search("attention model", 20)
    while asked := pipe.recv():
        pipe.send([_milliseconds(peer, query) for query in asked])


class Process:
    """A peer that answers in a process of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_answering, args=(name, folder, there))
        self._process.start()
        self.known: tuple[int, bool] | None = self._pipe.recv()

    def ask(self, queries: Sequence[str]) -> list[float]:
        """Milliseconds of processor time that each query takes."""
        self._pipe.send(queries)
        times: list[float] = self._pipe.recv()
        return times

    def end(self) -> None:
        if self.known:
            self._pipe.send([])
        self._process.join()


def latencies(folders: dict[str, Path], kinds: dict[str, list[str]], rounds: int) -> dict[str, Measured]:
    """Milliseconds of processor time of every query, of each kind, asked once after one to warm up; in this many rounds,
    of which the least counts: more than that is what the machine did besides.

    In each round all are opened again. They take turns after each kind, so that a machine that is busy for a while is
    so for all.
    """
    measured: dict[str, Measured] = {}
    for _ in range(rounds):
        processes = {name: Process(name, folder) for name, folder in folders.items()}
        for kind, asked in kinds.items():
            for name, process in processes.items():
                if process.known is None or (kind == "two fields" and not process.known[1]):
                    continue
                _, times = measured.setdefault(name, (process.known[0], {}))
                new = process.ask(asked)
                times[kind] = [min(pair) for pair in zip(times.get(kind, new), new, strict=True)]
        for process in processes.values():
            process.end()
    return measured


def _milliseconds(peer: peers.Peer, query: str) -> float:
    started = time.process_time()
    peer.search(query, 20)
    return (time.process_time() - started) * 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints; `arguments` are those of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a tree of notes; without it one is generated")
    parser.add_argument("--limit", type=int, help="so many notes (generated: 5000)")
    parser.add_argument("--queries", type=int, default=60, help="of each kind (60)")
    parser.add_argument("--rounds", type=int, default=3, help="of all queries (3)")
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
        number, kinds = len(entries), queries(entries, options.queries)
        del entries
        print(f"\n{number} entries; milliseconds of processor time, 50th / 95th percentile / worst")
        built = ("papernotes", "fts5 porter", "tantivy", builds[-1][0])
        folders = {name: folder / f"{build}-build" for name, build in zip(OPEN, built, strict=True)}
        measured = latencies(folders, kinds, options.rounds)
        print(f"{'':14s}" + "".join(f"{name:>26s}" for name in measured))
        # Like with like: all of the kinds that every one of them is asked.
        common = [kind for kind in kinds if all(times.get(kind) for _, times in measured.values())]
        for kind in (*kinds, "all"):
            line = f"{kind:14s}"
            for _, times in measured.values():
                chosen = times.get(kind, []) if kind != "all" else [t for one in common for t in times[one]]
                line += (
                    f"{percentile(chosen, 0.5):8.2f} {percentile(chosen, 0.95):8.2f} {max(chosen):8.1f}"
                    if chosen
                    else f"{'-':>26s}"
                )
            print(line)
        print("size, MB      " + "".join(f"{size / 1e6:26.1f}" for size, _ in measured.values()))


if __name__ == "__main__":
    main()
