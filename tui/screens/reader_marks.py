"""The part of the reader that changes the reading state, and takes things out of an entry: links, copies."""

from __future__ import annotations

from notes.rows import Entry
from tui import work as desk_work
from tui.screens.reader_base import ReaderBase


class MarkActions(ReaderBase):
    """Read, starred, undo; opening and copying."""

    def _mark(self, entries: list[Entry], what: str, value: bool) -> None:
        view = self._view
        self._submit("state", lambda session: desk_work.mark(session, view, entries, what, value))

    def action_toggle_read(self) -> None:
        self._toggle("read")

    def action_toggle_starred(self) -> None:
        self._toggle("starred")

    def _toggle(self, what: str) -> None:
        entry = self._entry
        if entry is not None:
            self._mark([entry], what, not getattr(self._papers.state(entry), what))

    def action_undo(self) -> None:
        view = self._view
        self._submit("state", lambda session: desk_work.undo(session, view, again=False))

    def action_redo(self) -> None:
        view = self._view
        self._submit("state", lambda session: desk_work.undo(session, view, again=True))

    def action_next_unread(self, step: int) -> None:
        papers = self._papers
        rows = range(papers.chosen + step, papers.row_count if step > 0 else -1, step)
        unread = next((row for row in rows if papers.is_unread(row)), None)
        if unread is None:
            self._say("no more unread papers here")
        else:
            papers.choose(unread)

    # Links and copies

    def action_open_link(self, what: str) -> None:
        entry = self._entry
        if entry is None:
            return
        url = entry.code if what == "code" else paper_url(entry)
        if url is None:
            self._say(f"no link to the {what} is known")
        else:
            self.app.open_url(url)
            self._say(f"opened {url}")

    def action_copy(self, what: str) -> None:
        entry = self._entry
        if entry is None:
            return
        text = paper_url(entry) if what == "url" else getattr(entry, what)
        if text:
            self.app.copy_to_clipboard(text)
            self._say(f"copied {text}")
        else:
            self._say(f"no {what} is known")


def paper_url(entry: Entry) -> str | None:
    """Where the paper itself is on the web."""
    if entry.arxiv:
        return f"https://arxiv.org/abs/{entry.arxiv}"
    return f"https://doi.org/{entry.doi}" if entry.doi else None
