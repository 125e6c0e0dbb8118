"""The part of the reader that changes the reading state, and takes things out of an entry: links, copies."""

from __future__ import annotations

from textual import work

from notes.rows import Entry
from tui import work as desk_work
from tui.lists import LIST_ORDER
from tui.messages import Notices
from tui.screens.reader_lists import ListActions
from tui.views import shown_list

MOST_OPENED = 10
"""Pages that one keystroke opens in the browser."""


class MarkActions(ListActions):
    """Read, starred, triage, lists, undo; opening and copying."""

    def on_mount(self) -> None:
        self._submit("notices", desk_work.notices)

    def on_notices(self, message: Notices) -> None:
        for text in message.texts:
            self.notify(text, title="reading state", severity="warning", timeout=15, markup=False)

    def _mark(self, entries: list[Entry], what: str, value: bool) -> None:
        view = self._view
        self._change(lambda session: desk_work.mark(session, view, entries, what, value))

    def action_toggle_read(self) -> None:
        self._toggle("read")

    def action_toggle_starred(self) -> None:
        self._toggle("starred")

    def _toggle(self, what: str) -> None:
        view, papers = self._view, self._chosen_papers
        if papers:
            self._change(lambda session: desk_work.toggle(session, view, papers, [(what, "")]))

    def action_triage(self, value: str) -> None:
        view, papers = self._view, self._chosen_papers
        if papers:
            self._change(lambda session: desk_work.triage(session, view, papers, value))

    def action_add_to_list(self) -> None:
        view, papers = self._view, self._chosen_papers
        if papers:
            self._change(lambda session: desk_work.toggle_last_list(session, view, papers))

    def action_mark_shown_read(self) -> None:
        view, ids = self._view, list(self._papers.ids)
        if ids:
            self._say(f"marking {len(ids):,} read …")
            self._change(lambda session: desk_work.mark_shown_read(session, view, ids))

    def action_move_in_list(self, step: int) -> None:
        """Move the chosen entry past the next one of another paper in the list that is shown."""
        papers, view = self._papers, self._view
        entry = papers.entry
        if entry is None or self._shown is None or self._shown.order != LIST_ORDER:
            self._say("only a list in its own order can be rearranged")
            return
        row = papers.chosen + step
        while (other := papers.entry_at(row)) is not None and other.paper == entry.paper:
            row += step
        if other is not None:
            neighbour = other
            self._change(lambda session: desk_work.move_in_list(session, view, entry, neighbour))

    def action_undo(self) -> None:
        self._undo(again=False)

    def action_redo(self) -> None:
        self._undo(again=True)

    def _undo(self, *, again: bool) -> None:
        view = self._view
        self._change(lambda session: desk_work.undo(session, view, again=again))
        if shown_list(view) is not None:  # what was undone may be the order, or what is on the list
            self._submit("view", lambda session: desk_work.show_view(session, view))

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
        urls = [url for entry in self._entries if (url := entry.code if what == "code" else paper_url(entry))]
        if len(urls) > MOST_OPENED:
            self._say(f"that would open {len(urls):,} pages; select at most {MOST_OPENED}")
            return
        for url in urls:
            self.app.open_url(url)
        if self._entries:
            self._say(_told("opened", urls) if urls else f"no link to the {what} is known")

    def action_copy(self, what: str) -> None:
        found = (paper_url(entry) if what == "url" else getattr(entry, what) for entry in self._entries)
        texts = [text for text in found if text]
        if texts:
            self.app.copy_to_clipboard("\n".join(texts))
        if self._entries:
            self._say(_told("copied", texts) if texts else f"no {what} is known")

    @work
    async def action_copy_written(self, what: str) -> None:
        """Copy what is written from all that is known: the citation, or BibTeX."""
        entries = self._entries
        written = (
            await self._asked(lambda session: desk_work.written(session, entries, what)) if entries else None
        )
        if written:
            self.app.copy_to_clipboard(written)
            self._say(f"copied {' '.join(written.split())}")


def _told(what: str, texts: list[str]) -> str:
    return f"{what} {texts[0]}" if len(texts) == 1 else f"{what} {len(texts):,}"


def paper_url(entry: Entry) -> str | None:
    """Where the paper itself is on the web."""
    if entry.arxiv:
        return f"https://arxiv.org/abs/{entry.arxiv}"
    return f"https://doi.org/{entry.doi}" if entry.doi else None
