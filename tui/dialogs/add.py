"""The dialog in which a source is named, or a page is pasted. What is in a page is shown before it is added."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Paste
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from papernotes import typed_paths
from papernotes.adding import Preview, preview
from papernotes.figures import notes_and_papers, number_of
from papernotes.notes import SourceError, describe_source
from papernotes.tui.dialogs.frame import Frame

if TYPE_CHECKING:
    from papernotes.config.paths import Paths

MAXIMUM_TITLES = 3
"""How many titles, or names that complete a path, are shown."""
MAXIMUM_PROBLEMS = 2


@dataclass(frozen=True, slots=True)
class AddRequest:
    """What is to be added: a `location`, or a `page` as text; with `force`, the likeliest reading of it."""

    location: str = ""
    page: str = ""
    force: bool = False


class PageInput(Input):
    """An input for the location of a source, in which a page of many lines can be pasted."""

    takes_pages = True

    class PagePasted(Message):
        """Several lines were pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_paste(self, event: Paste) -> None:
        if "\n" in event.text.strip():
            event.prevent_default()
            event.stop()
            self.post_message(self.PagePasted(event.text))


class AddScreen(ModalScreen[AddRequest | None]):
    """Returns what is to be added; None if the reader closed it."""

    BINDINGS = [
        Binding("escape", "leave", "close", show=False),
        Binding("tab", "complete", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    AddScreen Frame > Static { margin: 0 1; height: auto; max-height: 12; }
    AddScreen Frame > #titles { margin: 0 1 0 3; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, paths: Paths, page: str = "") -> None:
        """`page` is one that was pasted already."""
        super().__init__()
        self._paths = paths
        self._page = page
        self._preview: Preview | None = None
        self._typing = PageInput(placeholder="a folder, address or pasted page", compact=True)
        self._said = Static("", markup=False)
        self._titles = Static("", id="titles", markup=False)

    def compose(self) -> ComposeResult:
        yield Frame(
            self._typing,
            self._said,
            self._titles,
            title="Add a source",
            hints="⏎ add · Tab complete · Esc close",
        )

    def on_mount(self) -> None:
        self._say("")
        if self._page:
            self._read(self._page)

    @property
    def told(self) -> str:
        """What the dialog says of the page or of the location."""
        return str(self._said.content)

    def _say(self, text: str, titles: str = "") -> None:
        for part, content in ((self._said, text), (self._titles, titles)):
            part.update(content)
            part.display = bool(content)

    @on(PageInput.PagePasted)
    def _pasted(self, message: PageInput.PagePasted) -> None:
        with self._typing.prevent(Input.Changed):
            self._typing.value = ""
        self._read(message.text)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._page, self._preview = "", None  # what is typed stands instead of the page
        self._say("")

    def _read(self, page: str) -> None:
        self._page, self._preview = page, None
        self._say(f"reading {number_of(page.strip().count(chr(10)) + 1, 'line')} …")
        self.run_worker(self._look_at(page), exclusive=True)

    async def _look_at(self, page: str) -> None:
        found = await to_thread(preview, page.encode("utf-8", "replace"), self._paths)
        if page == self._page:
            self._preview = found
            self._say(described(found), "\n".join(_first(found.titles)))

    @on(Input.Submitted)
    async def _submitted(self) -> None:
        location = self._typing.value.strip()
        if self._page:
            if self._preview is not None and self._preview.notes:
                self.dismiss(AddRequest(page=self._page, force=bool(self._preview.refused)))
        elif location:
            try:
                await to_thread(describe_source, location)
            except SourceError as error:
                self._say(str(error))
            else:
                self.dismiss(AddRequest(location))

    async def action_complete(self) -> None:
        """Complete the path that is typed, and show how it may go on."""
        typed = self._typing.value
        found, names = await to_thread(typed_paths.completed, typed)
        if typed and typed == self._typing.value:
            with self._typing.prevent(Input.Changed):
                self._typing.value = found
            self._typing.cursor_position = len(found)
            self._say("", "\n".join(_first(names)))

    def action_leave(self) -> None:
        self.dismiss(None)


def described(found: Preview) -> str:
    """What a page holds: `39 notes, ICLR2026 · LLM Safety, 36 papers: add?`, and in further lines what is odd about it."""
    if not found.notes:
        return f"{found.refused}\n\nNothing can be added of this."
    more = f" and {number_of(len(found.areas) - 1, 'more page')}" if len(found.areas) > 1 else ""
    parts = [
        notes_and_papers(found.notes - found.unwritten, found.unwritten),
        f"{found.areas[0]}{more}" if found.areas else "",
    ]
    parts.append(number_of(found.papers, "paper"))
    what = ", ".join(filter(None, parts))
    lines = [f"{what}: add?"]
    if found.refused:
        lines = [found.refused, f"The likeliest reading has {what}: add it?"]
    lines += found.certainty[:MAXIMUM_PROBLEMS]
    lines += found.problems[:MAXIMUM_PROBLEMS]
    lines += [f"It replaces the same page, added earlier as {name}." for name in found.replaces]
    return "\n".join(lines)


def _first(names: Sequence[str]) -> list[str]:
    """The first of these titles or names, and how many more there are."""
    left = len(names) - MAXIMUM_TITLES
    return [*names[:MAXIMUM_TITLES], *([f"… and {left:,} more"] if left > 0 else [])]
