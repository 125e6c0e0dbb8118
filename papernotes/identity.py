"""Library and reading state agree on which papers are one: each is told what the other knows.

The library groups notes by what the reader joined and split; the reading state learns what its papers are called now.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from papernotes.notes import HandJudgement, Judgement, LibraryError
from papernotes.told_apart import tell_apart

if TYPE_CHECKING:
    from papernotes.marked_library import MarkedLibrary


def judgement(marked: MarkedLibrary, parts: Sequence[tuple[str, ...]] = ()) -> Judgement:
    """What the reader joined and split, and the language preferred, for the library; with further `parts` split off."""
    from papernotes.config.settings_file import read_configuration  # after the first frame

    by_hand = [(f"{said.what} {said.name}", said.sides) for said in marked.reading.verdicts()]
    by_hand += [(f"apart {part[0]}", (part, part)) for part in parts]
    language = read_configuration(marked.paths.configuration)[0].note_language
    return Judgement(itertools.starmap(HandJudgement, by_hand), language)


def judge(marked: MarkedLibrary) -> bool:
    """Group the library by what the reader joined and split. Returns whether that changed anything.

    A library that cannot be written stays as it is. Raises LibraryError.
    """
    return not marked.library.reason and marked.library.judge(judgement(marked))


def learn_names(marked: MarkedLibrary) -> None:
    """Tell the reading state what its papers are called now. Raises ReadingError."""
    _follow_renames(marked)
    # What another device joined is one paper before the library may tell it apart.
    with suppress(LibraryError):
        if judge(marked):
            _follow_renames(marked)
            marked.refresh_marks()
    names = marked.library.identify(marked.papers.all())
    namesakes = marked.library.namesakes() if names else set()
    # What tells a paper from others with its title is learned where there are others.
    marked.reading.learn(names.values(), [number for number, paper in enumerate(names) if paper in namesakes])
    if marked.papers.are_renewed and marked.reading.writable:
        tell_apart(marked.library, marked.reading)


def _follow_renames(marked: MarkedLibrary) -> None:
    if (told := marked.library.successions()) and marked.reading.writable:
        marked.reading.follow(told)
        with suppress(LibraryError):  # then they are told once more
            marked.library.forget_successions()
        marked.refresh_marks()
