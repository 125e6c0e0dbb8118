"""Selecting text of a note with the keyboard: a cursor is moved, as in vim, and what lies between it and a start is taken.

Lines into which a paragraph is broken for the width of the pane are put together again when they are taken.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.style import Style

from papernotes.notes import lazy_pattern
from papernotes.tui.note.messages import CopyRequest, ModeChanged, QuoteRequest
from papernotes.tui.note.pane import NotePane, Overlay

if TYPE_CHECKING:
    from papernotes.render import Layout, Line

MAXIMUM_COUNT = 100_000
HINTS = "v start · y copy · > quote · Esc end"
HINTS_WHILE_EXTENDING = "y copy · > quote · o swap · Esc drop"
MARGIN_STYLES = frozenset({"marker", "quote.bar"})
"""Styles of what stands beside a text, and is not part of it."""
RULE_STYLE = "rule"
"""The style of lines that are drawn, and say nothing."""
_WORDS = lazy_pattern(
    r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\W\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+|[^\w\s]+"
)
"""Words as the cursor goes from one to the next; a character of a script without blanks is one of its own."""


class NoteText(NamedTuple):
    """The text of a layout: all of it with line ends, and where each line begins in it."""

    layout: Layout
    text: str
    starts: tuple[int, ...]

    def line_of(self, offset: int) -> int:
        """The number of the line that an offset in the text is on."""
        return bisect_right(self.starts, offset) - 1

    def end_of(self, line: int) -> int:
        """The offset of the last character of a line; of its end where it is empty."""
        after = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text) + 1
        return max(self.starts[line], after - 2)

    def begins_paragraph(self, line: int) -> bool:
        """Whether a line is the first of its paragraph, item or row."""
        anchors = self.layout.anchors
        return line == 0 or anchors[line][:2] != anchors[line - 1][:2]

    def paragraph(self, line: int) -> tuple[int, int]:
        """The first and the last line of the paragraph, item or row that a line belongs to."""
        first = last = line
        while not self.begins_paragraph(first):
            first -= 1
        while last + 1 < len(self.starts) and not self.begins_paragraph(last + 1):
            last += 1
        while last > line and not self.text[self.starts[last] : self.end_of(last) + 1].strip():
            last -= 1
        return first, last


def text_of(layout: Layout) -> NoteText:
    """The text of a layout. Rules, which are drawn below headings and between parts, are empty lines in it."""
    lines = ["".join(span.text for span in line if span.style != RULE_STYLE) for line in layout.lines]
    starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
    return NoteText(layout, "\n".join(lines), tuple(starts))


def taken(note: NoteText, first: int, last: int) -> str:
    """The text from one offset to another, both included, with broken paragraphs put together."""
    lines = range(note.line_of(first), note.line_of(last) + 1)
    pieces = [note.text[max(first, note.starts[line]) : min(last, note.end_of(line)) + 1] for line in lines]
    parts = [pieces[0].strip("\n")]
    for (before, line), piece in zip(pairwise(lines), pieces[1:], strict=True):
        joint = _joint(note.layout, before)
        parts += [
            joint,
            piece.rstrip("\n") if joint == "\n" else _without_margin(note.layout.lines[line], piece),
        ]
    return "\n".join(line.rstrip() for line in "".join(parts).split("\n")).strip("\n")


def _joint(layout: Layout, line: int) -> str:
    """What stood between a line and the next before they were broken: a line end, a blank, or nothing."""
    here, there = layout.anchors[line], layout.anchors[line + 1]
    if here[:2] != there[:2] or there.characters <= here.characters or _is_code(layout.lines[line]):
        return "\n"
    own = len("".join(span.text for span in layout.lines[line] if span.style not in MARGIN_STYLES).strip())
    return " " if there.characters - here.characters > own else ""


def _is_code(line: Line) -> bool:
    return all(span.style.startswith("code") for span in line if span.text.strip())


def _without_margin(line: Line, piece: str) -> str:
    beside = "".join(span.text for span in line if span.style in MARGIN_STYLES)
    return piece.strip().removeprefix(beside.strip()).strip()


class NoteSelection:
    """The cursor, and the start of what is selected, once that has begun."""

    def __init__(self, pane: NotePane) -> None:
        self._pane = pane
        self._note: NoteText | None = None
        self._cursor = 0
        self._start: int | None = None
        self._column = 0  # where the cursor wants to be on the lines that it passes
        self._count = ""

    @property
    def active(self) -> bool:
        """Whether text is being selected, so that keystrokes are for that."""
        return self._note is not None

    def begin(self) -> None:
        """Show the cursor at the first text in sight."""
        layout = self._pane.text_layout
        if not layout.lines:
            return
        note = self._note = text_of(layout)
        line = next(
            (at for at in range(self._pane.top, len(note.starts)) if self._has_text(at)), self._pane.top
        )
        self._start, self._count = None, ""
        self._go(self._first_of(line))
        self._tell()

    def end(self) -> None:
        """Select nothing any more."""
        if self._note is not None:
            self._note = None
            self._pane.redraw()
            self._pane.post_message(ModeChanged(""))

    def layout_changed(self, layout: Layout) -> None:
        """End if another layout is shown: offsets in the one before mean nothing in it."""
        if self._note is not None and layout is not self._note.layout:
            self.end()

    def press(self, key: str) -> None:
        """Do what a keystroke means while text is selected; one that means nothing does nothing."""
        if key.isdigit() and (self._count or key != "0"):
            self._count = (self._count + key)[: len(str(MAXIMUM_COUNT)) - 1]
            return
        count, self._count = int(self._count or 1), ""
        if key in MOVES:
            MOVES[key](self, count)
        elif key in ACTS:
            ACTS[key](self)

    # What keystrokes do

    def characters(self, step: int) -> None:
        """Go some characters on or back; ends of lines are passed over."""
        text, way = self._text.text, 1 if step > 0 else -1
        ahead = range(self._cursor + way, len(text) if step > 0 else -1, way)
        passed = list(islice((offset for offset in ahead if text[offset] != "\n"), abs(step)))
        if passed:
            self._go(passed[-1])

    def lines(self, step: int) -> None:
        """Go some lines down or up, in the same column where there is one."""
        note = self._text
        line = max(0, min(note.line_of(self._cursor) + step, len(note.starts) - 1))
        column = self._column
        self._go(min(note.starts[line] + column, note.end_of(line)))
        self._column = column

    def pages(self, pages: float) -> None:
        """Go down or up by pages."""
        self.lines(round(pages * max(1, self._pane.page - 1)))

    def words(self, step: int, *, to_end: bool = False) -> None:
        """Go some words on or back; `to_end`: to the end of a word."""
        words = _WORDS.finditer(self._text.text)
        offsets = [found.end() - 1 if to_end else found.start() for found in words]
        self._go(_further(offsets, self._cursor, step))

    def paragraphs(self, step: int) -> None:
        """Go some paragraphs on or back, to the beginning of one."""
        note = self._text
        here = note.line_of(self._cursor)
        firsts = [
            line for line in range(len(note.starts)) if note.begins_paragraph(line) and self._has_text(line)
        ]
        there = _further(firsts, here, step)
        if there != here:
            self._go(self._first_of(there))

    def to_edge(self, edge: str) -> None:
        """Go to the `start`, the `text` or the `end` of the line; to the `top` or the `bottom` of the note."""
        note = self._text
        line = note.line_of(self._cursor)
        last = len(note.starts) - 1
        offsets = {
            "start": note.starts[line], "text": self._first_of(line), "end": note.end_of(line),
            "top": self._first_of(0), "bottom": note.end_of(last),
        }  # fmt: skip
        self._go(offsets[edge])

    def extend(self) -> None:
        """Begin to select at the cursor, or select nothing again."""
        self._start = self._cursor if self._start is None else None
        self._pane.redraw()
        self._tell()

    def whole_lines(self) -> None:
        """Select all of the paragraph at the cursor."""
        first, last = self._text.paragraph(self._text.line_of(self._cursor))
        self._start = self._text.starts[first]
        self._go(self._text.end_of(last))
        self._tell()

    def other_end(self) -> None:
        """Go to the other end of what is selected."""
        if self._start is not None:
            start, self._start = self._start, self._cursor
            self._go(start)

    def leave(self) -> None:
        """Select nothing; where nothing is selected, end."""
        if self._start is not None:
            self.extend()
        else:
            self.end()

    def copy(self) -> None:
        """Copy what is selected, else the paragraph at the cursor, and end."""
        self._pane.post_message(CopyRequest(self._taken()))
        self.end()

    def quote(self) -> None:
        """Quote what is selected, else the paragraph at the cursor, in the reader's remark, and end."""
        first, _ = self._span()
        heading = self._text.layout.heading_before(self._text.line_of(first))
        self._pane.post_message(QuoteRequest(self._taken(), heading.text if heading else ""))
        self.end()

    # Places

    @property
    def _text(self) -> NoteText:
        assert self._note is not None
        return self._note

    def _has_text(self, line: int) -> bool:
        note = self._text
        return bool(note.text[note.starts[line] : note.end_of(line) + 1].strip())

    def _first_of(self, line: int) -> int:
        """The offset of the first word of a line."""
        note = self._text
        found = _WORDS.search(note.text, note.starts[line], note.end_of(line) + 1)
        return found.start() if found else note.starts[line]

    def _span(self) -> tuple[int, int]:
        """The first and the last offset of what is taken."""
        if self._start is not None:
            return min(self._start, self._cursor), max(self._start, self._cursor)
        first, last = self._text.paragraph(self._text.line_of(self._cursor))
        return self._text.starts[first], self._text.end_of(last)

    def _taken(self) -> str:
        return taken(self._text, *self._span())

    def _go(self, offset: int) -> None:
        note = self._text
        self._cursor = offset
        line = note.line_of(offset)
        self._column = offset - note.starts[line]
        self._pane.keep_in_sight(line)
        self._pane.redraw()

    def _tell(self) -> None:
        self._pane.post_message(ModeChanged(HINTS if self._start is None else HINTS_WHILE_EXTENDING))

    # Drawing

    def overlays(self, line: int) -> Iterable[Overlay]:
        """What to draw over a line."""
        note = self._note
        if note is None:
            return
        start, end = note.starts[line], note.end_of(line)
        if self._start is not None:
            first, last = self._span()
            if first <= end and last >= start:
                yield self._overlay(start, max(first, start), min(last, end), Style(reverse=True))
        if start <= self._cursor <= end:
            cursor = self._pane.looks["match"] + Style(reverse=True)
            yield self._overlay(start, self._cursor, self._cursor, cursor)

    def _overlay(self, start: int, first: int, last: int, style: Style) -> Overlay:
        text = self._text.text
        column, width = cell_len(text[start:first]), cell_len(text[first : last + 1].rstrip("\n"))
        return Overlay(column, max(1, width), style, "" if width else " ")


def _further(offsets: list[int], here: int, step: int) -> int:
    """The offset this many beyond `here`, or the last one; `here` where there is none."""
    beyond = [offset for offset in offsets if (offset - here) * step > 0]
    if not beyond:
        return here
    return beyond[min(step, len(beyond)) - 1 if step > 0 else max(step, -len(beyond))]


Press = Callable[[NoteSelection], None]
Move = Callable[[NoteSelection, int], None]
MOVES: Mapping[str, Move] = {
    **dict.fromkeys(("h", "left", "backspace"), lambda s, n: s.characters(-n)),
    **dict.fromkeys(("l", "right"), lambda s, n: s.characters(n)),
    **dict.fromkeys(("j", "down"), lambda s, n: s.lines(n)), **dict.fromkeys(("k", "up"), lambda s, n: s.lines(-n)),
    "w": lambda s, n: s.words(n), "b": lambda s, n: s.words(-n), "e": lambda s, n: s.words(n, to_end=True),
    "right_curly_bracket": lambda s, n: s.paragraphs(n), "left_curly_bracket": lambda s, n: s.paragraphs(-n),
    "0": lambda s, n: s.to_edge("start"), "home": lambda s, n: s.to_edge("start"),
    "circumflex_accent": lambda s, n: s.to_edge("text"), "dollar_sign": lambda s, n: s.to_edge("end"),
    "end": lambda s, n: s.to_edge("end"), "g": lambda s, n: s.to_edge("top"), "G": lambda s, n: s.to_edge("bottom"),
    "ctrl+d": lambda s, n: s.pages(0.5 * n), "ctrl+u": lambda s, n: s.pages(-0.5 * n),
    **dict.fromkeys(("ctrl+f", "pagedown"), lambda s, n: s.pages(n)),
    **dict.fromkeys(("ctrl+b", "pageup"), lambda s, n: s.pages(-n)),
}  # fmt: skip
"""Keystroke → where the cursor goes, given the number that was typed before it, or 1."""
ACTS: Mapping[str, Press] = {
    **dict.fromkeys(("v", "space"), NoteSelection.extend), "V": NoteSelection.whole_lines, "o": NoteSelection.other_end,
    **dict.fromkeys(("y", "enter"), NoteSelection.copy), "greater_than_sign": NoteSelection.quote,
    "escape": NoteSelection.leave,
}  # fmt: skip
"""Keystroke → what is done with the selection."""
