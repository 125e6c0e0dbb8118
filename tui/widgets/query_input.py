"""The input of the query: it underlines mistakes, completes, and recalls earlier queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.highlighter import Highlighter
from rich.text import Text
from textual.events import Blur, Focus
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widgets import Input

from papernotes.lazy import lazy_modules
from papernotes.query import view_query
from papernotes.tui.bindings import bindings

if TYPE_CHECKING:
    from papernotes import completion, mistakes, query_history
    from papernotes.completion import Candidate, CompletionSpan, Value
    from papernotes.query_history import Walk
    from papernotes.views import Mistake
else:
    completion, mistakes, query_history = lazy_modules(
        "papernotes.completion", "papernotes.mistakes", "papernotes.query_history"
    )

MINIMUM_LETTERS = 2
"""How many letters of a field's name must be typed before it is suggested."""


class Choosing(NamedTuple):
    """Going through what fits into a span of a text: the candidate `at` stands there now."""

    text: str
    span: CompletionSpan
    candidates: tuple[Candidate, ...]
    at: int

    @property
    def put(self) -> tuple[str, int]:
        """The text with the candidate, and where the cursor is."""
        return completion.put(self.text, self.span, self.candidates[self.at])


class QueryInput(Input):
    """The input in the search bar."""

    BINDINGS = bindings("search")
    COMPONENT_CLASSES = {"query--mistake"}
    DEFAULT_CSS = """
    QueryInput > .query--mistake { color: $text-error; text-style: underline; }
    QueryInput:nocolor > .input--selection { text-style: reverse; }
    """

    # Textual lays the whole screen out when this changes, for scrollbars that an input does not have.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    class Entered(Message):
        """The reader came to the search bar."""

    class Accepted(Message):
        """The reader goes to what was found."""

    class Cancelled(Message):
        """The reader goes back to where the search began."""

    class CorrectionRequest(Message):
        """The reader accepts the suggestion."""

    class Moved(Message):
        """The reader chooses another result while typing."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    class ValuesRequest(Message):
        """The values of a field are needed, to complete one."""

        def __init__(self, field: str) -> None:
            super().__init__()
            self.field = field

    class Offered(Message):
        """Completions for the text from character `start` on; `chosen` is the one in the input now (-1: none)."""

        def __init__(self, candidates: Sequence[Candidate], start: int, chosen: int) -> None:
            super().__init__()
            self.candidates = candidates
            self.start = start
            self.chosen = chosen

    def __init__(self, *, id: str, placeholder: str) -> None:
        super().__init__(
            id=id, compact=True, select_on_focus=False, placeholder=placeholder,
            highlighter=_MistakeUnderlined(self), suggester=_Suggestions(self),
        )  # fmt: skip
        self.earlier: Sequence[str] = ()
        """Earlier queries, oldest first."""
        self._values: dict[str, Sequence[Value]] = {}
        self._mistake: Mistake | None = None
        self._insists = False
        self._standing = ""
        self._walk: Walk | None = None
        self._choosing: Choosing | None = None
        self._offered: tuple[Sequence[Candidate], int, int] = ((), 0, -1)

    # Mistakes

    @property
    def mistake(self) -> Mistake | None:
        """What is wrong with the query, if anything."""
        return self._mistake

    @property
    def shown_mistake(self) -> Mistake | None:
        """What is wrong with the query, unless the reader may still be typing what makes it right."""
        waits = self._mistake and not self._insists and (self.begun or self._is_unfinished)
        return None if waits else self._mistake

    @property
    def _is_unfinished(self) -> bool:
        typed = self.has_focus and self.cursor_position == len(self.value)
        return typed and mistakes.is_unfinished(view_query(self.value))

    @property
    def begun(self) -> str:
        """The field whose value is being typed and not complete; empty if there is none."""
        span = completion.span_at(self.value, self.cursor_position)
        unknown = span.field in completion.LOOKED_UP and span.field not in self._values
        waits = self.has_focus and (unknown or completion.is_begun(span, self._values))
        return span.field if waits else ""

    def set_mistake(self, query: str, mistake: Mistake) -> None:
        """Show a mistake that the search found in a query, if that is still the query in the input."""
        if query == self.value:
            self._mistake = mistake
            self.refresh()

    def insist(self) -> None:
        """Show the mistake even if the query may be unfinished."""
        self._insists = True
        self.refresh()

    # Typing

    def watch_value(self, value: str) -> None:
        if self._walk is not None and value != self._walk.text:
            self._walk = None
        if self._choosing is not None and value != self._choosing.put[0]:
            self._choosing = None
        self._insists = False
        self._mistake = mistakes.mistake_in(view_query(value)) if value.strip() else None
        self.call_next(self._offer)

    def watch_selection(self) -> None:
        self.call_next(self._offer)

    def on_focus(self, event: Focus) -> None:
        if not event.from_app_focus:
            self._standing = self.value
            self.post_message(self.Entered())

    def on_blur(self, event: Blur) -> None:
        self._walk = self._choosing = None
        self.call_next(self._offer)

    def action_accept(self) -> None:
        self.post_message(self.Accepted())

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())

    def action_correct(self) -> None:
        self.post_message(self.CorrectionRequest())

    def action_move_result(self, rows: int) -> None:
        self.post_message(self.Moved(rows))

    def put_query(self, query: str) -> None:
        """Put a query into the bar, with the cursor behind it."""
        self.value = query
        self.cursor_position = len(query)

    # Earlier queries

    def action_recall(self, back: int) -> None:
        # The query that was there before is not the beginning of another: it was not typed now.
        start = "" if self.value == self._standing else self.value
        self._walk = (self._walk or query_history.walk(self.earlier, self.value, start)).step(back)
        self.put_query(self._walk.text)

    # Completion

    def set_values(self, field: str, values: Sequence[Value]) -> None:
        """Take the values of a field, the most frequent first."""
        self._values[field] = values
        self._offer()
        self.refresh()

    def forget_values(self, *fields: str) -> None:
        """Forget the values of some fields, or of all. They are asked for again when they are needed."""
        for field in fields or tuple(self._values):
            self._values.pop(field, None)

    def action_complete(self, step: int) -> None:
        if self._choosing is None:
            span = completion.span_at(self.value, self.cursor_position)
            found = tuple(completion.candidates(span, self._values))
            if not found:
                self.action_correct()
                return
            choosing = Choosing(self.value, span, found, 0 if step > 0 else len(found) - 1)
        else:
            there = (self._choosing.at + step) % len(self._choosing.candidates)
            choosing = Choosing(self._choosing.text, self._choosing.span, self._choosing.candidates, there)
        self._choosing = choosing if len(choosing.candidates) > 1 else None
        self.value, self.cursor_position = choosing.put
        self._offer()

    def _offer(self) -> None:
        """Post the completions, if a value is being typed or chosen."""
        offered: tuple[Sequence[Candidate], int, int] = ((), 0, -1)
        if not self.has_focus and offered == self._offered:
            return
        span = completion.span_at(self.value, self.cursor_position)
        if self._choosing is not None:
            offered = self._choosing.candidates, self._choosing.span.start, self._choosing.at
        elif self.has_focus and span.field and self.value != self._standing:
            if span.field in completion.LOOKED_UP and span.field not in self._values:
                self.post_message(self.ValuesRequest(span.field))
            found = completion.candidates(span, self._values)
            if [one.label for one in found] != [span.typed]:
                offered = found, span.start, -1
        if offered != self._offered:
            self._offered = offered
            self.post_message(self.Offered(*offered))

    def suggestion_for(self, value: str) -> str | None:
        """A query that begins as typed: with a value or a field's name completed, or an earlier query. None if there is none."""
        if value != self.value or self.cursor_position < len(value) or self._choosing or self._walk:
            return None
        span = completion.span_at(value, len(value))
        found = (
            completion.candidates(span, self._values)
            if span.field or len(span.typed) >= MINIMUM_LETTERS
            else []
        )
        likely = [completion.put(value, span, one)[0] for one in found[:1]]
        earlier = [old for old in reversed(self.earlier) if old.startswith(value)] if value.strip() else []
        suggested = [*likely, *earlier] if span.field else [*earlier, *likely]
        return next(
            (one for one in suggested if one.casefold().startswith(value.casefold()) and one != value), None
        )


class _MistakeUnderlined(Highlighter):
    def __init__(self, query: QueryInput) -> None:
        self._query = query

    def highlight(self, text: Text) -> None:
        mistake = self._query.shown_mistake
        if mistake is not None:
            style = self._query.get_component_rich_style("query--mistake", partial=True)
            text.stylize(style, *mistakes.span(text.plain, mistake))


class _Suggestions(Suggester):
    """What is shown, dim, behind the cursor. → accepts it."""

    def __init__(self, query: QueryInput) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._query = query

    async def get_suggestion(self, value: str) -> str | None:
        return self._query.suggestion_for(value)
