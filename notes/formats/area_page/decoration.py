"""What all titles, or all summaries, of a page have around them: numbers, quotation marks, labels, the tags of a forum.

No table of bullets knows them all; that every text has them, and in order where they are numbers, tells that they are none
of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.notes.patterns import lazy_pattern

MINIMUM_ALIKE = 2
"""So many texts must have a decoration."""
MINIMUM_LABELLED = 4
"""So many must have one with a word that is no known label: titles may begin with the same name."""

_NUMBERED = lazy_pattern(
    r"([^\w\s]{0,2}(?:第|No\.? ?)?)0*(\d{1,4})([篇章条]?\s?[./、:：)）】|-]{0,2}\s*)(?=\S)"
)
_LABEL = lazy_pattern(
    r"(?:<\w{1,10}>|\[(?:!\w{1,12}|[biu]|h\d)\])\s*"
    r"|[^\w\s]{0,2}(?:title|summary|abstract|tl;?dr|标题|标題|摘要|总结|一句话总结|要約|概要|タイトル|제목|요약)[^\w\s]{0,2}[:：][^\w\s]{0,2}\s*",
    re.IGNORECASE,
)
"""A tag, the kind of a box, or a word that says what follows."""
_CLOSING_TAG = lazy_pattern(r"(?:\[/\w{1,10}\]|</\w{1,10}>)$")
_SIGNS = lazy_pattern(r"[^\w\s\\$]+\s*")
_WORD_IN_SIGNS = lazy_pattern(r"[^\w\s\\$]+\w{1,12}[^\w\s\\$]+\s*")
_OPENING = "([{<《〈“‘「『【（\"'`*~"


def without_decoration(texts: Sequence[str]) -> list[str]:
    """The texts without the decoration that all of them have at the beginning and at the end."""
    bare = list(texts)
    for without in (_without_label, _without_numbers, _without_frame):
        bare = without(bare)
    return bare if all(bare) else list(texts)


def _without_label(texts: list[str]) -> list[str]:
    found = [_LABEL.match(text) for text in texts]
    if not all(found):
        return texts
    return [
        _CLOSING_TAG.sub("", text[label.end() :]) for text, label in zip(texts, found, strict=True) if label
    ]


def _without_numbers(texts: list[str]) -> list[str]:
    """The texts without numbers that count them."""
    found = [number for text in texts if (number := _NUMBERED.match(text))]
    if len(found) < max(MINIMUM_ALIKE, len(texts)) or len({(one[1], one[3]) for one in found}) > 1:
        return texts
    first = int(found[0][2])
    if not (found[0][1] or found[0][3]) or [int(one[2]) for one in found] != list(
        range(first, first + len(found))
    ):
        return texts
    return [text[number.end() :] for text, number in zip(texts, found, strict=True)]


def _without_frame(texts: list[str]) -> list[str]:
    """The texts without the same signs around them."""
    if len(texts) < MINIMUM_ALIKE:
        return texts
    prefix = _common_beginning(texts)
    word = _WORD_IN_SIGNS.match(prefix)
    frame = word or _SIGNS.match(prefix)
    if frame is None or (word and len(texts) < MINIMUM_LABELLED):
        return texts
    suffix = _suffix(_common_beginning([text[::-1] for text in texts])[::-1])
    if not suffix and frame[0].rstrip()[-1] in _OPENING:
        return texts
    return [text[frame.end() : len(text) - len(suffix)].strip() for text in texts]


def _common_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)  # what these two share, all do
    differ = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differ, min(len(first), len(last)))]


def _suffix(end: str) -> str:
    """The signs at the end of a common end."""
    found = re.search(r"[^\w\s.。!！?？…]+$", end)
    return found[0] if found else ""
