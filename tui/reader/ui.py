"""What every controller is given: the widgets, the session thread, and ways to tell the reader something."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual.widgets import Static

from papernotes.errors import failures
from papernotes.tui.messages import Failed
from papernotes.tui.reader.guidance import how
from papernotes.tui.widgets.chips import Chips
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.message import Message
    from textual.screen import Screen
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.worker import Worker

    from papernotes.config.settings import Configuration
    from papernotes.keymap.keymap import Keymap
    from papernotes.notes import Library
    from papernotes.session import Session
    from papernotes.tui.note.view import NoteView
    from papernotes.tui.reader.parts import ScreenParts
    from papernotes.tui.session_thread import SessionThread
    from papernotes.tui.widgets.facet_list import FacetList
    from papernotes.tui.widgets.find_bar import FindBar
    from papernotes.tui.widgets.offers import Offers
    from papernotes.tui.widgets.paper_list import PaperList
    from papernotes.tui.widgets.sidebar_list import SidebarList

T = TypeVar("T")

FAILURE_SECONDS = 10.0
"""How long a failure is shown."""
WARNING_SECONDS = 15.0
"""How long a warning is shown that the reader has to act on."""


class ReaderUI:
    """The widgets of the reader screen, and what controllers do with the screen and the session thread.

    The parts are there from the beginning, the other widgets from `ReaderScreen.compose` on.
    """

    def __init__(
        self,
        screen: Screen[None],
        session_thread: SessionThread,
        library: Library,
        keymap: Keymap,
        settings: Configuration,
        parts: ScreenParts,
    ) -> None:
        self._screen = screen
        self._failed: dict[str, float] = {}
        self.session_thread = session_thread
        self.library = library
        """A connection of the event loop to the library, for rows that come into sight."""
        self.keymap = keymap
        self.settings = settings
        self.parts = parts

    # Widgets

    @property
    def venues(self) -> SidebarList:
        return self.parts.venues

    @property
    def topics(self) -> FacetList:
        return self.parts.topics

    @property
    def facets(self) -> Widget:
        """What holds venues and topics."""
        return self.parts.facets

    @property
    def papers(self) -> PaperList:
        return self.parts.papers

    @property
    def note(self) -> NoteView:
        return self.parts.note

    @property
    def bar(self) -> QueryInput:
        return self._screen.query_one(QueryInput)

    @property
    def chips(self) -> Chips:
        return self._screen.query_one(Chips)

    @property
    def counts(self) -> Static:
        return self._screen.query_one("#counts", Static)

    @property
    def hint(self) -> Static:
        return self._screen.query_one("#hint", Static)

    @property
    def offers(self) -> Offers:
        """The panel of completions, which comes after the first frame."""
        return cast("Offers", self.widget("offers"))

    @property
    def find_bar(self) -> FindBar | None:
        """The line for finds in a note; None before the first frame."""
        return cast("FindBar", self.widget("find")) if self.has("#find") else None

    @property
    def status(self) -> StatusLine:
        return self._screen.query_one(StatusLine)

    def widget(self, id_: str) -> Widget:
        """The widget of an id."""
        return self.parts.by_id[id_] if id_ in self.parts.by_id else self._screen.query_one(f"#{id_}")

    def has(self, selector: str) -> bool:
        """Whether there is a widget that a selector of Textual's style sheets fits."""
        return bool(self._screen.query(selector))

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keyboard."""
        return self._screen.focused

    @property
    def size(self) -> Size:
        """Cells of the screen; those of the terminal until the screen has been laid out."""
        return self._screen.size if self._screen.size.width else self._screen.app.size

    @property
    def height(self) -> int:
        """Rows of the screen; 0 until it has been laid out."""
        return self._screen.size.height

    @property
    def zoomed(self) -> bool:
        """Whether one pane is to be shown alone."""
        return self._screen.has_class("-zoomed")

    def focus(self, id_: str) -> None:
        """Give a widget the keyboard at once: a moment later the reader may be elsewhere."""
        self._screen.set_focus(self.widget(id_), scroll_visible=False)

    # Jobs

    def submit(
        self,
        kind: str,
        job: Callable[[Session], Message | None],
        *,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Run a job on the session thread, and post the message that it returns. See `SessionThread.submit`."""
        self.session_thread.submit(kind, job, self.post, wanted=wanted)

    async def ask(self, job: Callable[[Session], T]) -> T | None:
        """What a job on the session thread returns; None if it fails, which the reader is told."""
        try:
            return await wrap_future(self.session_thread.ask(job))
        except failures() as error:
            self.fail(error)
            return None

    def run(self, task: Callable[[], Coroutine[Any, Any, None]], name: str) -> Worker[None]:
        """Run a coroutine function that waits for something, while the screen goes on."""
        return self._screen.run_worker(task, name=name)

    def post(self, message: Message) -> None:
        """Send the screen a message, from any thread."""
        self._screen.post_message(message)

    def set_timer(self, seconds: float, act: Callable[[], object]) -> Timer:
        """Call `act` after some seconds."""
        return self._screen.set_timer(seconds, act)

    def after_refresh(self, act: Callable[..., object], *arguments: object) -> None:
        """Call `act` when what was changed has been painted."""
        self._screen.call_after_refresh(act, *arguments)

    def call_later(self, act: Callable[..., object], *arguments: object) -> None:
        """Call `act` when the messages that wait now have been handled. May be called from any thread."""
        self._screen.call_later(act, *arguments)

    def call_next(self, act: Callable[..., object]) -> None:
        """Call `act` when the message at hand has been handled."""
        self._screen.call_next(act)

    # Telling the reader

    def say(self, text: str, *, undoable: bool = False) -> None:
        """Say something in the status line for a few seconds; `undoable`: and which keystroke takes it back."""
        back = how(self.keymap, "reader.undo", "takes it back", " · ") if undoable else ""
        self.status.say(f"{text}{back}")

    def warn(
        self, title: str, text: str, *, severity: Any = "warning", seconds: float = WARNING_SECONDS
    ) -> None:
        """Show a notification, which stays long enough not to be missed."""
        self._screen.notify(text, title=title, severity=severity, timeout=seconds, markup=False)

    def fail(self, error: BaseException) -> None:
        """Post a failure. May be called from any thread."""
        self.post(Failed(" ".join(str(error).split())))

    def show_failure(self, text: str) -> None:
        """Show a failure in a notification, unless it is in sight: a full disk makes every step fail."""
        now = monotonic()
        self._failed = {told: at for told, at in self._failed.items() if now - at <= FAILURE_SECONDS}
        if text not in self._failed:
            self._failed[text] = now
            self.warn("that failed", text, severity="error", seconds=FAILURE_SECONDS)

    async def dialog(self, screen: Screen[T]) -> T | None:
        """Open a dialog, and wait for the reader's answer; None if there is none."""
        return await self._screen.app.push_screen_wait(screen)

    async def confirm(
        self, question: str, yes: str, no: str, *, told: str = "", letter: str = "y", by_default: bool = False
    ) -> bool:
        """Whether the reader says yes. Enter means yes only `by_default`; `letter` is the keystroke for it.

        `told` is what the reader should know for the answer.
        """
        from papernotes.tui.dialogs.choice import ChoiceScreen, MenuChoice

        choices = [MenuChoice(letter, yes, "yes"), MenuChoice("n", no, "no")]
        start = "yes" if by_default else "no"
        hint = f"⏎ {yes} · Esc {no}" if by_default else f"⏎ Esc {no}"
        return await self.dialog(ChoiceScreen(question, choices, hint, told=told, start=start)) == "yes"

    def open(self, screen: Screen[T], then: Callable[[T | None], None] | None = None) -> None:
        """Open a dialog without waiting; `then` is called with the answer."""
        self._screen.app.push_screen(screen, then)

    # What is outside

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        self._screen.app.copy_to_clipboard(text)

    def open_url(self, url: str) -> None:
        """Open an address in the browser."""
        self._screen.app.open_url(url)
