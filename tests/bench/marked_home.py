"""A reading state of many marks, lists and tags, the same for the same arguments.

    python tests/bench/marked_home.py [--marks N] [--lists L] [--each M] [--tags T]

The library must have been synced into PAPERNOTES_HOME. The papers are its first N by their numbers:
three fifths are read, the others put off, skimmed or only opened; every fifth is starred. Each list
gets M of them, each tag ten.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from papernotes.config.paths import find_paths
from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.rows import Selection
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore

TAGGED = 10
"""Papers that have each tag."""

Names = Sequence[tuple[str, ...]]


def fill(reading: ReadingStore, papers: Names, lists: int, each: int, tags: int) -> None:
    """Mark the papers (the identifiers of each), put `each` of them on every list, and tag some."""

    def change(what: str, value: bool | str, chosen: Callable[[int], bool]) -> None:
        reading.apply(
            [StateChange(names, what, value) for number, names in enumerate(papers) if chosen(number)]
        )

    change("read", True, lambda number: number % 5 < 3)
    change("triage", "later", lambda number: number % 5 == 3)
    change("triage", "skimmed", lambda number: number % 10 == 4)
    change("starred", True, lambda number: number % 5 == 1 or number % 10 == 9)
    for kind, count, members in (("list", lists, each), ("tag", tags, TAGGED)):
        reading.apply(
            [
                StateChange(
                    papers[(shelf * 37 + place * 13) % len(papers)], kind, True, f"{kind} no. {shelf}"
                )
                for shelf in range(count)
                for place in range(members)
                if papers
            ]
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser, marks=20_000, lists=200, tags=2_000)
    make(parser.parse_args())


def add_options(parser: argparse.ArgumentParser, *, marks: int = 0, lists: int = 0, tags: int = 0) -> None:
    """The options that say how much the reading state holds."""
    parser.add_argument("--marks", type=int, default=marks, help="papers that are marked")
    parser.add_argument("--lists", type=int, default=lists, help="reading lists")
    parser.add_argument("--each", type=int, default=100, help="papers on each list")
    parser.add_argument("--tags", type=int, default=tags, help="tags, on ten papers each")


def make(arguments: argparse.Namespace) -> None:
    """Mark the papers of the library in PAPERNOTES_HOME."""
    paths = find_paths()
    library = Library.open(paths.library)
    papers = sorted(set(library.papers_of(library.entry_ids(Selection()))))[: arguments.marks]
    names = list(library.identify(papers).values())
    library.close()
    with ReadingStore.open(paths.data) as reading:
        fill(reading, names, arguments.lists, arguments.each, arguments.tags)


if __name__ == "__main__":
    main()
