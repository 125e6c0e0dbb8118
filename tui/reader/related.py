"""The dialogs of papers that belong together: related ones, those whose notes link here, duplicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.lazy import lazy_modules
from papernotes.tui.reader.trail import Stop

if TYPE_CHECKING:
    from papernotes import related
    from papernotes.notes import Entry
    from papernotes.session import Session
    from papernotes.tui.dialogs import pick
    from papernotes.tui.jobs import marks as mark_jobs
    from papernotes.tui.jobs import note as note_jobs
    from papernotes.tui.reader.state import ChosenEntries
    from papernotes.tui.reader.ui import ReaderUI
else:
    mark_jobs, note_jobs, related, pick = lazy_modules(
        "papernotes.tui.jobs.marks",
        "papernotes.tui.jobs.note",
        "papernotes.related",
        "papernotes.tui.dialogs.pick",
    )


class RelatedController:
    """Has the reader pick one of the papers, and opens its note."""

    def __init__(self, ui: ReaderUI, chosen: ChosenEntries) -> None:
        self._ui = ui
        self._chosen = chosen
        self._asked = 0
        """How often the reader asked for papers. An answer that is no longer the newest is not shown."""

    async def show_related(self) -> None:
        """Show papers that are related to the chosen one."""
        await self._pick_related(
            "Related papers",
            "no related paper was found",
            _related,
        )

    async def show_backlinks(self) -> None:
        """Show papers whose notes link to the chosen one."""
        await self._pick_related(
            "Notes that link here", "no note links to it", lambda s, e: related.backlinks(s, e)
        )

    async def show_duplicates(self) -> None:
        """Show papers with several notes, and those that look like one; the reader can split and join them."""
        entry = self._chosen.entry
        found = await self._newest(lambda session: related.duplicates(session, entry))
        if found is not None:
            acts = {"ctrl+s": "split", "ctrl+o": "join"}
            hint = "⏎ open · ^s split · ^o join · Esc close"
            await self._open_picked(
                "Papers with several notes, and likely duplicates",
                "no paper has several notes",
                found,
                acts,
                hint,
            )

    def join(self) -> None:
        """Hold the selected papers for one."""
        entries = self._chosen.entries
        if len({entry.paper for entry in entries}) < 2:
            self._ui.say("select the entries of one paper to join them, or pick them among the duplicates")
            return
        keys = [entry.key for entry in entries]
        self._ui.papers.clear_selection()
        self._ui.submit("", lambda session: mark_jobs.join(session, keys))

    def split(self) -> None:
        """Hold the notes of the chosen entry for a paper of their own."""
        entry = self._chosen.entry
        if entry is None:
            self._ui.say("no paper is chosen")
            return
        self._ui.submit("", lambda session: mark_jobs.split(session, entry.key))

    async def _pick_related(
        self, title: str, nothing: str, find: Callable[[Session, Entry], Sequence[related.Relative]]
    ) -> None:
        """Have the reader pick one of the papers that `find` returns for the chosen one, and open it."""
        entry = self._chosen.entry
        if entry is None:
            self._ui.say("no paper is chosen")
            return
        found = await self._newest(lambda session: find(session, entry))
        if found is not None:
            await self._open_picked(f"{title} · {entry.title}", nothing, found)

    async def _newest(
        self, find: Callable[[Session], Sequence[related.Relative]]
    ) -> Sequence[related.Relative] | None:
        """What `find` returns; None if it fails, or if the reader asks again before it is found, when it is not looked for."""
        self._asked += 1
        number = self._asked
        found = await self._ui.ask(lambda session: find(session) if number == self._asked else None)
        return found if number == self._asked else None

    async def _open_picked(
        self,
        title: str,
        nothing: str,
        found: Sequence[related.Relative],
        acts: Mapping[str, str] | None = None,
        hint: str = "⏎ open · Esc close",
    ) -> None:
        rows = [
            pick.Row(other.title, other.why, value=str(number), fixed=not other.key, below=other.about)
            for number, other in enumerate(found)
        ]
        picked = await self._ui.dialog(pick.PickScreen(title, rows, nothing=nothing, acts=acts, hint=hint))
        if picked is None:
            return
        other = found[int(picked.names[0])]
        if picked.act == "split":
            self._ui.submit("", lambda session: mark_jobs.split(session, other.key))
        elif picked.act == "join" and other.other:
            self._ui.submit("", lambda session: mark_jobs.join(session, [other.key, other.other]))
        elif picked.act == "join":
            self._ui.say("that note already belongs to the same paper")
        else:
            stop = Stop(other.key, other.number)
            self._ui.submit("link", lambda session: note_jobs.recall(session, stop))


def _related(session: Session, entry: Entry) -> Sequence[related.Relative]:
    """The papers that are related to one, as the dialog shows them. Raises UserError as long as there is no index."""
    from papernotes.index import IndexUnusable

    try:
        return related.as_relatives(session, related.related(session, entry))
    except IndexUnusable as error:
        raise UserError("related papers are found once the index is built") from error
