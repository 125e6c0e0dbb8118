"""The headings and sections of a note, and which sections they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from papernotes.notes.formats.metadata import without_fields
from papernotes.notes.formats.plain_text import MARK, Formulas, put_back, set_aside, words_of
from papernotes.notes.formats.section_names import SECTION_NAMES
from papernotes.notes.model import Section
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import fold

RELATED_START = "<!-- RELATED:START -->"
RELATED_END = "<!-- RELATED:END -->"

_NAMED = lazy_pattern(
    "(?<![a-z])(?:"
    + "|".join(
        f"(?P<{field}>{'|'.join(map(re.escape, names))})(?![a-z])" for field, names in SECTION_NAMES.items()
    )
    + ")"
)

_BLOCK = lazy_pattern(
    r"\n {0,3}(?=[#`~=-])(?:(?P<level>#{1,6})(?:[ \t]+(?P<atx>.*))?$"
    r"|(?P<fence>`{3,}|~{3,})(?P<info>.*)$"
    r"|(?P<rule>=+|-+)[ \t]*$)",
    re.MULTILINE,
)
_NOT_PARAGRAPH = lazy_pattern(r"[ \t]*(?:[-*+>|#!<:]|\d+[.)]\s|$)")
_HEADING_ATTRIBUTES = lazy_pattern(r"\{ ?[#.:][^{}\n]{0,200}\}[ \t]*$")


def split_sections(markdown: str, formulas: Formulas = None) -> tuple[Section, ...]:
    """A note's sections in order, as plain text, without the block of related papers. Of formulas, their words stay, or what
    `formulas` makes of them.

    Text before the first heading is a section without a heading. A section inside another one takes its name, if that
    has one, so that `method` covers all that stands under Method. The title has a section if text other than metadata
    stands below it.
    """
    text, aside = set_aside(without_related(markdown).replace(MARK, ""), formulas)
    outline, pieces = _cut_at_headings(text)
    title = next((number for number, (level, _) in enumerate(outline, 1) if level == 1), 0)
    for number in {0, title}:
        pieces[number] = without_fields(pieces[number])
    below = [
        f"\n\n{MARK} {heading}\n\n{MARK}\n\n{piece}"
        for (_, heading), piece in zip(outline, pieces[1:], strict=True)
    ]
    texts = put_back(words_of("".join((pieces[0], *below))), aside).split(MARK)
    sections = [Section("", texts[0].strip())]
    above = [""] * 7
    for number, (level, _) in enumerate(outline, 1):
        heading, text = (words.strip() for words in texts[2 * number - 1 : 2 * number + 1])
        name = "" if number == title else next(filter(None, above[1:level]), "") or section_name(heading)
        above[level:] = [name] + [""] * (6 - level)
        sections.append(Section(heading, text, name))
    return tuple(part for number, part in enumerate(sections) if part.text or number not in (0, title))


@lru_cache(maxsize=4096)
def section_name(heading: str) -> str:
    """The field in SECTION_NAMES that a heading belongs to; empty if there is none."""
    found = _NAMED.search(fold(heading))
    return found.lastgroup or "" if found else ""


class Heading(NamedTuple):
    """A heading: its level from 1 to 6, its text as written, and its first and last position in the Markdown."""

    level: int
    text: str
    start: int
    end: int


def headings(markdown: str) -> Iterator[Heading]:
    """The headings of a text, ATX and setext, except in fenced code."""
    fence = ""
    for found in _BLOCK.finditer(
        "\n" + markdown
    ):  # so that each match begins where its line begins in `markdown`
        level, text, mark, info, rule = found.groups()
        if mark:
            if not fence:
                # a line such as ```code``` is inline code
                fence = "" if mark[0] == "`" and "`" in info else mark
            elif mark[0] == fence[0] and len(mark) >= len(fence) and not info.strip():
                fence = ""
        elif fence:
            continue
        elif level:
            text = (text or "").strip()
            if text.endswith("#"):
                bare = text.rstrip("#")
                text = bare if not bare or bare[-1:].isspace() else text
            text = _HEADING_ATTRIBUTES.sub("", text) if text.endswith("}") else text
            yield Heading(len(level), text.strip(), found.start(), found.end() - 1)
        elif (line := _line_above(markdown, found.start())) is not None:
            level = 1 if rule[0] == "=" else 2
            yield Heading(level, markdown[line : found.start()].strip(), line, found.end() - 1)


def apart_from_related(markdown: str) -> tuple[str, str]:
    """The text without the block of related papers, and what stands between its marks; empty if there are none."""
    before, found, rest = markdown.partition(RELATED_START)
    if not found:
        return markdown, ""
    block, _, after = rest.partition(RELATED_END)
    return before + after, block


def without_related(markdown: str) -> str:
    """The text without the block of related papers."""
    return apart_from_related(markdown)[0]


def _line_above(text: str, start: int) -> int | None:
    """Where the line above a setext rule begins; None unless that line is a paragraph by itself."""
    line = text.rfind("\n", 0, max(start - 1, 0)) + 1
    if start == 0 or start - line > 400 or _NOT_PARAGRAPH.match(text, line, start - 1):
        return None
    above = text.rfind("\n", 0, max(line - 1, 0)) + 1
    return None if line and text[above : line - 1].strip() else line


def _cut_at_headings(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """The headings as `(level, text)`, and the texts before the first, below the first, below the second …"""
    outline = []
    pieces = []
    done = 0
    for heading in headings(text):
        outline.append((heading.level, heading.text))
        pieces.append(text[done : heading.start])
        done = heading.end
    return outline, [*pieces, text[done:]]
