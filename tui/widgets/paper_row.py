"""What a row of the pane of papers says: signs, the title, and what is new about the paper in this view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style

from papernotes.formulas import without_formulas
from papernotes.glyphs import LATER, LISTED, NEW, READ, REVISED, SKIMMED, STARRED, UNREAD, UNWRITTEN, glyphs
from papernotes.notes import UNFILED
from papernotes.tui.widgets.row_list import Part, fit

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.reading import Mark
    from papernotes.tui.theme.styles import ThemeStyles

INDENT_CELLS = 5
"""Space before a title, for signs."""
MINIMUM_TOPIC_CELLS = 8
"""Space for the topics behind a long title below which they are left out."""
MINIMUM_SUMMARY_CELLS = 24
"""Space below which the beginning of the summary is left out."""
MAXIMUM_SUMMARY_CHARACTERS = 400
"""How much of a summary is looked at for its beginning."""
GAP = "  "
"""Between the end of a title, what is known of the paper, and the beginning of its summary."""
_NEWS: dict[str, str] = {"": " ", "new": NEW, "revised": REVISED}
_TRIAGE = {"later": LATER, "skimmed": SKIMMED, "read": READ}


def signs_of(state: Mark, styles: ThemeStyles) -> list[Part]:
    """The signs of what the reader did with a paper: how far it is read, starred, on a list."""
    return [
        (_TRIAGE.get(state.triage, UNREAD), styles["dim" if state.read else "unread"]),
        (STARRED if state.starred else " ", styles["star"]),
        (f"{LISTED if state.listed else ' '} ", styles["dim"]),
    ]


def title_style(state: Mark, styles: ThemeStyles) -> Style:
    """How the title of a paper looks: what was not looked at yet stands out, what is read stands back."""
    return styles["dim"] if state.read else Style(bold=not state.triage)


def margin(news: str, has_note: bool, styles: ThemeStyles) -> list[Part]:
    """The space before the second line, with the signs of an entry that is `new` or `revised`, and of one without a note."""
    return [
        (" ", Style()), (_NEWS[news], styles["tag"]), (" " if has_note else UNWRITTEN, styles["dim"]),
        (" " * (INDENT_CELLS - 3), Style()),
    ]  # fmt: skip


def about_paper(
    entry: Entry, implied: Sequence[str], lacking: Sequence[str], styles: ThemeStyles
) -> list[Part]:
    """Where an entry appeared and what it is about, in parts: facts, the most telling first.

    Venues and topics that are `implied` by the view, and Unfiled, are left out. `lacking` are words of the query that the
    entry has not.
    """
    venue, told = entry.venue.slug, {UNFILED, *implied}
    named = f"{glyphs.icon(entry.venue.icon)} {venue}".strip() if venue not in told else ""
    if venue == UNFILED and entry.year:
        named = str(entry.year)
    notes = f"{entry.notes} notes" if entry.notes > 1 else ""  # never cut off: what follows is
    topics = (topic.name for topic in entry.topics if topic.slug not in told)
    facts = [fact for fact in (" · ".join(filter(None, (named, notes))), *topics, entry.award) if fact]
    if lacking:
        rest = "".join(f" · {fact}" for fact in facts)
        return [(f"without {', '.join(lacking)}", styles["tag"]), (rest, styles["dim"])]
    return [(fact if not at else f" · {fact}", styles["dim"]) for at, fact in enumerate(facts)]


def two_lines(title: list[Part], text: str, about: list[Part], room: int) -> tuple[list[Part], list[Part]]:
    """The two lines of a row, `room` cells wide: the title (`text` in parts), and behind its end what is known of the paper."""
    first, rest = _in_two(title, text, room)
    if not rest:
        return first, about
    kept = (
        _cells(about[:1]) + cell_len(GAP) if about else 0
    )  # the first fact keeps its place even if the title is long
    rest = cut(rest, room - kept)
    facts = about if _cells(rest) + kept + MINIMUM_TOPIC_CELLS <= room else about[:1]
    return first, _gapped(rest, facts)


def with_beginning(line: list[Part], summary: str, room: int, styles: ThemeStyles) -> list[Part]:
    """The line, and as much of the beginning of a summary as there is room for."""
    left = room - _cells(line) - (cell_len(GAP) if line else 0)
    if not summary or left < MINIMUM_SUMMARY_CELLS:
        return line
    text = without_formulas(summary)
    italic = cell_len(text) == len(text)  # Chinese is not: Latin words among it would stand out
    return _gapped(line, cut([(text, styles["dim"] + Style(italic=italic))], left))


def _in_two(parts: list[Part], text: str, width: int) -> tuple[list[Part], list[Part]]:
    """The parts of a title that fit into a line of `width` cells, broken between words, and the rest."""
    if cell_len(text) <= width:
        return parts, []
    cells, end, blank = 0, 0, 0
    for end, character in enumerate(text):
        cells += cell_len(character)
        if cells > width:
            break
        if character == " ":
            blank = end
    at = blank if blank > end // 2 else end  # text without blanks, such as Chinese, is broken anywhere
    first: list[Part] = []
    rest: list[Part] = []
    for part, style in parts:
        if at > 0:
            first.append((part[:at], style))
        if at < len(part):
            rest.append((part[max(at, 0) :], style))
        at -= len(part)
    if rest:
        rest[0] = (rest[0][0].lstrip(), rest[0][1])
    return first, rest


def broken(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells."""
    lines: list[str] = []
    rest: list[Part] = [(text, Style())]
    while rest and width > 1:
        first, rest = _in_two(rest, "".join(part for part, _ in rest), width)
        lines.append("".join(part for part, _ in first))
    return lines


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def _gapped(left: list[Part], right: list[Part]) -> list[Part]:
    """Both with a gap between them, where there are both."""
    return [*left, (GAP, Style()), *right] if left and right else left or right


def cut(parts: list[Part], width: int) -> list[Part]:
    """At most `width` cells of the parts; if they are cut, they end in an ellipsis."""
    found: list[Part] = []
    for text, style in parts:
        if cell_len(text) > width:
            return [*found, (fit(text, width), style)] if width > 0 else found
        found.append((text, style))
        width -= cell_len(text)
    return found


def marked(text: str, spans: Sequence[tuple[int, int]], plain: Style, mark: Style) -> list[Part]:
    """The text in parts; `spans` of characters have the style `mark`."""
    parts: list[Part] = []
    at = 0
    for start, end in spans:
        if start > at:
            parts.append((text[at:start], plain))
        parts.append((text[start:end], plain + mark))
        at = max(at, end)
    parts.append((text[at:], plain))
    return parts
