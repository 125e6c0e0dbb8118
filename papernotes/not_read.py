"""What a source has besides notes, in sentences: how many files of which kinds are not read, and what to do with them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from papernotes.figures import number_of
from papernotes.notes import LEFT_OUT_KINDS, MARKDOWN_KINDS, LeftOut


def not_read(left_out: Sequence[LeftOut], root: Path, markdown: int = 0) -> list[str]:
    """A sentence for the Markdown files that are not notes, and one for each other kind.

    `markdown` is how many Markdown files are notes, 0 to leave that out. `root` is the folder that the files are in.
    """
    pages = [found for found in left_out if found.kind in MARKDOWN_KINDS]
    count = sum(found.files for found in pages)
    said = []
    if pages:
        total = f" of {number_of(markdown + count, 'Markdown file')}" if markdown else ""
        files = "" if total else " Markdown file" if count == 1 else " Markdown files"
        kinds = ", ".join(_counted(found) for found in pages)
        said.append(f"{count:,}{total}{files} {'is not a note' if count == 1 else 'are not notes'}: {kinds}")
    return said + [_other(found, root) for found in left_out if found.kind in _OTHER_KINDS]


_OTHER_KINDS = frozenset(LEFT_OUT_KINDS) - frozenset(MARKDOWN_KINDS)


def _counted(found: LeftOut) -> str:
    """A kind of Markdown files, how many, and the first: `3 READMEs (README.md …)`."""
    kind = LEFT_OUT_KINDS[found.kind]
    if found.files == 1:
        return f"{kind.one} ({found.first})"
    return f"{found.files:,} {kind.several} ({found.first} …)"


def _other(found: LeftOut, root: Path) -> str:
    kind = LEFT_OUT_KINDS[found.kind]
    more = " …" if found.files > 1 else ""
    advice = kind.advice.format(first=shlex.quote(str(root / found.first))) or "no paper was found"
    return f"{number_of(found.files, kind.one, kind.several)} ({found.first}{more}) not read: {advice}"
