"""The marks of all papers as they were when the session ended, in the cache folder, for the next first frame.

To make them from the reading state takes a tenth of the time to the first frame where 20,000 papers are marked. The file
names the moment of the log and of the library that it holds for. At any other, or where a byte is wrong, it is not used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from papernotes.reading import UNMARKED, Mark, read_regular_file, write_atomically

VERSION = 1
"""Raise it when the format of the file changes, or what a mark says."""
MAXIMUM_FILE_BYTES = 128_000_000
MINIMUM_KEPT_MARKS = 100
"""The file is written only for at least this many marked papers."""


class Moment(NamedTuple):
    """What marks are made of: the generation of the library, and how far the log of the reading state goes."""

    generation: int | None
    log: str


def read(file: Path, moment: Moment) -> dict[int, Mark] | None:
    """The marks by paper of the library; None if those of this moment were not kept."""
    with suppress(OSError, ValueError, TypeError):
        head, _, body = read_regular_file(file, MAXIMUM_FILE_BYTES).partition("\n")
        if json.loads(head) == [VERSION, *moment, crc32(body.encode())]:
            found: dict[int, Mark] = {}
            for is_read, starred, triage, listed, papers in json.loads(body):
                found |= dict.fromkeys(papers, Mark(is_read, starred, triage, listed))
            return found
    return None


def write(file: Path, moment: Moment, marks: Mapping[int, Mark]) -> None:
    """Keep the marks of a moment, if there are many; what cannot be written is made again at the next opening."""
    if len(marks) < MINIMUM_KEPT_MARKS or moment.generation is None:
        return
    papers: dict[Mark, list[int]] = {}
    for paper, mark in marks.items():
        papers.setdefault(mark, []).append(paper)
    body = json.dumps([[*mark, those] for mark, those in papers.items() if mark != UNMARKED])
    head = json.dumps([VERSION, *moment, crc32(body.encode())])
    with suppress(OSError):
        write_atomically(file, f"{head}\n{body}")
