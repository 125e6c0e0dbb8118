"""The pane of papers: two lines an entry, three where a search found it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from papernotes.formulas import without_formulas
from papernotes.glyphs import LATER, LISTED, NEW, ON, READ, REVISED, SKIMMED, STARRED, UNREAD, glyphs
from papernotes.reading import UNMARKED, Mark
from papernotes.styles import ThemeStyles, theme_styles
from papernotes.tui.widgets.row_list import Part, RowList, fit
from papernotes.tui.widgets.selection import RowSelection

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.tui.messages import RowMatch

INDENT = 5
"""Cells before a title, for its glyphs."""
LEAST = 8
"""Cells for the topics behind a long title, below which they are left out."""
_NO_MATCHES: Mapping[int, RowMatch] = MappingProxyType({})
BLOCK = 32
"""Entries fetched at once around one that comes into sight."""


class PaperList(RowList):
    """Entries by their ids; their rows are fetched when they come into sight."""

    class Unmatched(Message):
        """Entries came into sight of which it is not known where the query matches; `width` cells are there to tell."""

        def __init__(self, ids: list[int], width: int) -> None:
            super().__init__()
            self.ids = ids
            self.width = width

    COMPONENT_CLASSES = {"row--selected"}
    DEFAULT_CSS = """
    PaperList > .row--selected { background: $accent-muted; }
    """
    row_height = 2

    def __init__(self, *, id: str, fetch: Callable[[Sequence[int]], list[Entry]], how_to_clear: str) -> None:
        """`how_to_clear` is said behind how many are selected."""
        super().__init__(id=id, title="Papers")
        self._how_to_clear = how_to_clear
        self._fetch = fetch
        self._ids: list[int] = []
        self._entries: dict[int, Entry] = {}
        self.marks: Mapping[int, Mark] = {}
        self.matches: dict[int, RowMatch] = {}
        self._asked: set[int] = set()
        self._searching = False
        self._since = ""
        self._called = self._nothing = ""
        self._selection = RowSelection()
        self._earlier = False

    @property
    def row_count(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> list[int]:
        return self._ids

    @property
    def entry(self) -> Entry | None:
        """The chosen entry."""
        return self.entry_at(self.chosen)

    def entry_at(self, row: int) -> Entry | None:
        """The entry of a row; None if there is none, or it has gone from the library."""
        if not 0 <= row < len(self._ids):
            return None
        id_ = self._ids[row]
        if id_ not in self._entries:
            first = max(0, row - BLOCK // 4)
            wanted = [other for other in self._ids[first : first + BLOCK] if other not in self._entries]
            if len(self._entries) > 4096:
                self._entries.clear()
            self._entries.update((entry.id, entry) for entry in self._fetch(wanted))
        return self._entries.get(id_)

    def show(
        self,
        ids: list[int],
        marks: Mapping[int, Mark],
        *,
        searching: bool,
        chosen: int | None,
        fresh: bool,
        again: bool = False,
        since: str = "",
        entries: Iterable[Entry] = (),
        matches: Mapping[int, RowMatch] = _NO_MATCHES,
    ) -> None:
        """Show these entries; choose one by its id where it is among them, else the first.

        Shown `again`, the same view chooses what stood nearest below where the chosen one has gone.
        `searching`: each has a third line, for where the query matches. `fresh`: the library is
        another one now. What came or was written after `since` is marked so. `entries` are rows that need
        not be fetched, `matches` what is known already of where the query matches in them.
        """
        if fresh:
            self._entries.clear()
        self._entries.update((entry.id, entry) for entry in entries)
        before, at = self._ids, self.chosen
        keeps_height = bool(before) and searching == self._searching
        in_sight = slice(self.scroll_offset.y // self.row_height + self.rows_in_sight)
        same_rows = again and not fresh and keeps_height and self.marks is marks and self._since == since
        if same_rows and ids[in_sight] == before[in_sight] and chosen in ids[at : at + 1]:
            self._ids = ids
            self._selection.keep(ids)
            self._tell_selected()
            self.rows_added()
            return
        self.marks = marks
        self._since = since
        if fresh or not again:
            self.matches.clear()
            self._asked.clear()
        self.matches.update(matches)
        self._searching = searching
        self.row_height = 3 if searching else 2
        self._ids = ids
        row = ids.index(chosen) if chosen in ids else None
        if row is None and again:
            rows = {id_: row for row, id_ in enumerate(ids)}
            row = next((rows[id_] for id_ in before[at:] if id_ in rows), len(ids) - 1)
        self._selection.keep(ids)
        self._tell_selected()
        self.rows_changed(row or 0, keep_place=row is not None and keeps_height)

    @property
    def rows_in_sight(self) -> int:
        """How many rows there is room for, one that is cut off among them."""
        return self.size.height // self.row_height + 1

    def say(self, name: str, nothing: str) -> None:
        """Say what the entries are called, nothing where they have no name, and why there are none."""
        self._called, self._nothing = name, nothing
        self._tell_selected()

    def render_line(self, y: int) -> Strip:
        if self._ids or not self._nothing:
            return super().render_line(y)
        width = self.scrollable_content_region.width
        style = theme_styles(self.app.theme_variables)["dim"]
        lines = _broken(self._nothing, width - INDENT - 1)
        text = " " * INDENT + lines[y - 1] if 0 < y <= len(lines) else ""
        return Strip([Segment(set_cell_size(text, width), self.rich_style + style)], width)

    # RowSelection

    @property
    def selected(self) -> list[int]:
        """The ids of the selected entries, in their order."""
        ids = self._selection.ids
        return [id_ for id_ in self._ids if id_ in ids] if ids else []

    @property
    def selects_range(self) -> bool:
        """Whether a range is being selected, which moving extends."""
        return self._selection.grows

    def select_range(self) -> None:
        """Begin a range at the chosen row, which moving extends; or end it."""
        self._selection.begin_or_end(self._ids, self.chosen)
        self._tell_selected()
        self.redraw()

    def toggle_selected(self) -> None:
        """Select the chosen row, or no longer, and go down."""
        if self._ids:
            self._selection.toggle(self._ids[self.chosen])
            self.redraw(self.chosen)
            self.choose(self.chosen + 1)
            self._tell_selected()

    def clear_selection(self) -> bool:
        """Select nothing any more; returns whether anything was selected, or being selected."""
        if not self._selection:
            return False
        self._selection = RowSelection()
        self._tell_selected()
        self.redraw()
        return True

    def choose(self, row: int, *, tell: bool = True) -> None:
        super().choose(row, tell=tell)
        if self._selection.extend(self._ids, self.chosen):
            self._tell_selected()
            self.redraw()

    def look(self, row: int) -> str:
        is_selected = 0 <= row < len(self._ids) and self._ids[row] in self._selection.ids
        return "row--selected" if is_selected else ""

    def _tell_selected(self) -> None:
        count = len(self._selection.ids)
        selected = f"{count:,} selected{self._how_to_clear}" if count else ""
        earlier = "of an earlier query" if self._earlier and self._ids else ""
        title = " · ".join(filter(None, ("Papers", earlier, selected, self._called))).replace("[", r"\[")
        if title != self.border_title:  # to set it has all of the pane painted
            self.border_title = title

    def set_earlier(self, earlier: bool) -> bool:
        """These are, or are no longer, what an earlier query found, which is dimmed; returns whether that is new."""
        if earlier == self._earlier:
            return False
        self._earlier = earlier
        self._tell_selected()
        self.redraw()
        return True

    def set_marks(self, marks: Mapping[int, Mark]) -> None:
        """Other papers are read or starred now; the rows stay."""
        self.marks = marks
        self.redraw()

    def set_matches(self, matches: Mapping[int, RowMatch]) -> None:
        """It is known now where the query matches in these entries."""
        self.matches.update(matches)
        first = self.scroll_offset.y // self.row_height
        for row in range(first, min(self.row_count, first + self.size.height // self.row_height + 2)):
            if self._ids[row] in matches:
                self.redraw(row)

    def is_unread(self, row: int) -> bool:
        entry = self.entry_at(row)
        return entry is not None and not self.state(entry).read

    def state(self, entry: Entry) -> Mark:
        """What the reader did with the entry's paper."""
        return self.marks.get(entry.paper, UNMARKED)

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        entry = self.entry_at(row)
        if entry is None:
            return [[("   (gone from the library)", Style(dim=True))]]
        styles = theme_styles(self.app.theme_variables)
        state = self.state(entry)
        match = self.matches.get(entry.id)
        if self._searching and entry.id not in self._asked:
            self._ask(row)
        signs: list[Part] = [
            (ON if entry.id in self._selection.ids else " ", styles["selected"]),
            _progress(state, styles),
            (f"{STARRED if state.starred else ' '}", styles["star"]),
            (f"{LISTED if state.listed else ' '} ", styles["dim"]),
        ]
        look = styles["dim"] if state.read else Style(bold=not state.triage)
        text = without_formulas(entry.title)
        title = _marked(text, match.title if match else (), look, styles["match"])
        first, second = _in_two(title, text, width - INDENT - 1)
        about = self._about(entry, styles)
        if second:  # the venue has its place even where the title is long
            venue = cell_len(about[0][0]) + 2
            second = [*_cut(second, width - INDENT - 1 - venue), ("  ", Style())]
            if sum(cell_len(text) for text, _ in second) + venue + INDENT + LEAST > width:
                about = about[:1]
        news = _NEWS[entry.news(self._since) if self._since else ""]
        margin = [(" ", Style()), (news, styles["tag"]), (" " * (INDENT - 2), Style())]
        lines = [[*signs, *first], [*margin, *second, *about]]
        if self._searching:
            passage, spans = (match.passage, match.spans) if match else (without_formulas(entry.summary), ())
            lines.append([(" " * INDENT, Style()), *_marked(passage, spans, styles["dim"], styles["match"])])
        return [[(text, styles["dim"]) for text, _ in line] for line in lines] if self._earlier else lines

    def _about(self, entry: Entry, styles: ThemeStyles) -> list[Part]:
        icon = glyphs.icon(entry.venue.icon)
        words = [*(topic.name for topic in entry.topics), entry.award]
        if entry.notes > 1:
            words.append(f"{entry.notes} notes")
        rest = "".join(f" · {word}" for word in words if word)
        return [(f"{icon} {entry.venue.slug}".strip(), styles["dim"]), (rest, styles["dim"])]

    def _ask(self, row: int) -> None:
        """Ask once for the matches of a screenful."""
        height = max(1, self.size.height // self.row_height + 1)
        wanted = [id_ for id_ in self._ids[row : row + height] if id_ not in self._asked]
        self._asked.update(wanted)
        self.post_message(self.Unmatched(wanted, self.scrollable_content_region.width - INDENT))


_NEWS: dict[str, str] = {"": " ", "new": NEW, "revised": REVISED}
_TRIAGE = {"later": LATER, "skimmed": SKIMMED, "read": READ}


def _progress(state: Mark, styles: ThemeStyles) -> Part:
    """How far one is with a paper."""
    return _TRIAGE.get(state.triage, UNREAD), styles["dim" if state.read else "unread"]


def _in_two(parts: list[Part], text: str, width: int) -> tuple[list[Part], list[Part]]:
    """The parts of a title that fit into a line of this many cells, broken between words, and the rest."""
    if cell_len(text) <= width:
        return parts, []
    cells, end, blank = 0, 0, 0
    for end, character in enumerate(text):
        cells += cell_len(character)
        if cells > width:
            break
        if character == " ":
            blank = end
    at = blank if blank > end // 2 else end  # without blanks (Chinese, say) it is broken anywhere
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


def _broken(text: str, width: int) -> list[str]:
    """The text in lines of at most this many cells."""
    lines: list[str] = []
    rest: list[Part] = [(text, Style())]
    while rest and width > 1:
        first, rest = _in_two(rest, "".join(part for part, _ in rest), width)
        lines.append("".join(part for part, _ in first))
    return lines


def _cut(parts: list[Part], width: int) -> list[Part]:
    """The parts, no more than this many cells of them; where cut, they end in an ellipsis."""
    found: list[Part] = []
    for text, style in parts:
        if cell_len(text) > width:
            return [*found, (fit(text, width), style)] if width > 0 else found
        found.append((text, style))
        width -= cell_len(text)
    return found


def _marked(text: str, spans: Sequence[tuple[int, int]], plain: Style, mark: Style) -> list[Part]:
    """The text in parts, with the spans marked."""
    parts: list[Part] = []
    at = 0
    for start, end in spans:
        if start > at:
            parts.append((text[at:start], plain))
        parts.append((text[start:end], plain + mark))
        at = max(at, end)
    parts.append((text[at:], plain))
    return parts
