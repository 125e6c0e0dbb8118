"""The part of the reader that opens panels over the reading state: lists, tags, views, history, remarks."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.app import SuspendNotSupported
from textual.message import Message

from papernotes.bars import bar
from papernotes.errors import UserError
from papernotes.lazy import deferred
from papernotes.lists import lists, tags
from papernotes.reading.collector import collector_paused
from papernotes.sidebar import LIST, NEW_NOTES, VIEW, Pile, gone_to, view_id
from papernotes.tui.jobs import view as desk_work
from papernotes.tui.messages import ChangeEnded, ViewWanted
from papernotes.tui.reader.reader_base import ReaderPart
from papernotes.tui.reader.trail import Stop
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.views import View

if TYPE_CHECKING:
    from papernotes import history, remarks, saved_views
    from papernotes.notes.rows import Count
    from papernotes.reading.views import View as Kept
    from papernotes.session import Session
    from papernotes.tui.dialogs import pick
    from papernotes.tui.jobs import note as note_jobs
else:
    note_jobs, history, remarks, saved_views, pick = deferred(
        "papernotes.tui.jobs.note",
        "papernotes.history",
        "papernotes.remarks",
        "papernotes.saved_views",
        "papernotes.tui.dialogs.pick",
    )

PROGRESS = 8
"""Cells of the bar beside a list."""


class ListActions(ReaderPart):
    """Lists, tags, saved views, history, what is new, statistics and remarks."""

    @property
    def _chosen_papers(self) -> list[int]:
        """The papers that an action is for."""
        if selected := self._selected:
            return list(dict.fromkeys(self._rows.papers_of(selected)))
        return [self._entry.paper] if self._entry else []

    def _change(self, work: Callable[[Session], Message | None], doing: str = "making the change") -> None:
        """Have the desk change the reading state. No change is overtaken by another."""

        def change(session: Session) -> Message | None:
            try:
                with collector_paused():
                    return work(session)
            finally:
                self.post_message(ChangeEnded())

        self.query_one(StatusLine).change_begun(doing)
        self._submit("", change)

    def on_change_ended(self) -> None:
        self.query_one(StatusLine).change_ended()

    @work
    async def action_pick_list(self) -> None:
        view, papers = self._view, self._chosen_papers
        found = await self._asked(lambda session: lists(session, papers)) if papers else None
        if found is None:
            return
        rows = [pick.Row(shelf.name, _figures(shelf.read, shelf.total), shelf.on) for shelf in found]
        picked = await self.app.push_screen_wait(
            pick.PickScreen("Add to list", rows, new="new list", hint="⏎ put on or take off · Esc close")
        )
        if picked is not None:
            name = picked.names[0]
            self._change(lambda session: desk_work.toggle(session, view, papers, [("list", name)]))

    @work
    async def action_tag(self) -> None:
        view, papers = self._view, self._chosen_papers
        found = await self._asked(lambda session: tags(session, papers)) if papers else None
        if found is None:
            return
        rows = [pick.Row(shelf.name, f"{shelf.total:,}", shelf.on) for shelf in found]
        picked = await self.app.push_screen_wait(
            pick.PickScreen(
                "Tags", rows, new="new tag", several=True, nothing="no tags yet: type one",
                hint="⏎ tag or untag · Tab complete · , several · Esc close",
            )
        )  # fmt: skip
        if picked is not None:
            marks = [("tag", name) for name in picked.names]
            self._change(lambda session: desk_work.toggle(session, view, papers, marks))

    @work
    async def action_lists(self) -> None:
        while (found := await self._piles(LIST)) is not None:
            picked = await self.app.push_screen_wait(
                pick.PickScreen(
                    "Lists", [pick.Row(pile.name, _progress(pile.counted)) for pile in found], new="make the list",
                    acts={"ctrl+d": "delete", "ctrl+r": "rename"},
                    hint="⏎ show · ^r rename · ^d delete · Esc close",
                )
            )  # fmt: skip
            if picked is None:
                return
            pile = next((pile for pile in found if pile.name == picked.names[0]), None)
            if picked.act == "take" and pile is not None:
                self.post_message(ViewWanted(gone_to(View(), pile)))
                return
            await self._change_lists(picked.names[0], picked, [pile.name for pile in found])

    async def _piles(self, kind: str) -> list[Pile] | None:
        """The piles of a kind, counted; None where the desk fails."""

        def counted(session: Session) -> list[Pile]:
            session.piles.changed()
            message = desk_work.count_piles(session)
            self.post_message(message)  # which tells what is wrong in views.yaml by now
            return [pile for pile in message.piles if pile.kind == kind]

        return await self._asked(counted)

    async def _change_lists(self, name: str, picked: pick.Picked, taken: Sequence[str]) -> None:
        """Make, delete or rename a list."""
        if picked.act == "delete":
            await self._told(lambda session: session.reading.delete_list(name).text)
        elif picked.act == "rename":
            renamed = await self.app.push_screen_wait(
                pick.PickScreen(
                    "Rename the list", [pick.Row(other) for other in taken], new="rename it to", text=name,
                    hint="⏎ rename · Esc close",
                )
            )  # fmt: skip
            if renamed is not None:
                new = renamed.names[0]
                await self._told(lambda session: session.reading.rename_list(name, new).text)
        else:
            await self._told(lambda session: session.reading.make_list(name).text)

    async def _told(self, act: Callable[[Session], str]) -> None:
        """Have the desk do something to lists or views, and say what was done."""
        view = self._view

        def change(session: Session) -> Message:
            text = act(session)
            session.refresh_marks()
            return desk_work.recount(session, view, text)

        message = await self._asked(change)
        if message is not None:
            self.post_message(message)

    @work
    async def action_views(self) -> None:
        while (found := await self._piles(VIEW)) is not None:
            rows = [
                pick.Row(
                    f"{pile.name}{'  (views.yaml)' if pile.fixed else ''}",
                    _unread(pile.counted),
                    value=pile.name,
                )
                for pile in found
            ]
            picked = await self.app.push_screen_wait(
                pick.PickScreen(
                    "Saved views", rows, new="save this view as", acts={"ctrl+d": "delete"},
                    nothing="none yet: type a name to save this view",
                    hint="⏎ show · type a name to save · ^d delete · Esc close",
                )
            )  # fmt: skip
            if picked is None:
                return
            pile = next((pile for pile in found if pile.name == picked.names[0]), None)
            if picked.act == "delete" and pile is not None:
                await self._delete_view(pile)
            elif pile is None:
                if not self._shows_results():
                    return
                kept = saved_views.to_keep(picked.names[0], self._view)
                await self._told(partial(_save_view, kept=kept))
                self.post_message(ViewWanted(self._view._replace(pile=view_id(kept.name))))
                return
            else:
                self.post_message(ViewWanted(gone_to(View(), pile)))
                return

    async def _delete_view(self, pile: Pile) -> None:
        if pile.fixed:
            self._say(f"“{pile.name}” is defined in views.yaml")
        else:
            await self._told(lambda session: session.reading.delete_view(pile.name).text)

    def action_new(self) -> None:
        self.post_message(ViewWanted(gone_to(View(), NEW_NOTES)))

    @work
    async def action_history(self) -> None:
        found = await self._asked(history.openings)
        if found is None:
            return
        rows = [
            pick.Row(
                f"{'▸ ' if opening.unfinished else '  '}{opening.title}",
                f"{opening.venue} · {opening.when}", value=str(number),
            )
            for number, opening in enumerate(found)
        ]  # fmt: skip
        picked = await self.app.push_screen_wait(
            pick.PickScreen(
                "History", rows, nothing="nothing was opened yet", hint="⏎ open · ▸ not read yet · Esc close"
            )
        )
        if picked is not None:
            opening = found[int(picked.names[0])]
            if opening.gone:
                self._say(f"{opening.title} has gone from the library")
            else:
                self._submit("link", lambda session: note_jobs.recall(session, Stop(opening.key)))

    @work
    async def action_statistics(self) -> None:
        from papernotes.statistics import statistics
        from papernotes.tui.dialogs.statistics import StatisticsScreen

        found = await self._asked(lambda session: statistics(session, date.today()))
        if found is not None:
            self.app.push_screen(StatisticsScreen(found))

    # Remarks

    @work
    async def action_remark(self) -> None:
        entry = self._entry
        draft = await self._asked(lambda session: remarks.begin(session, entry)) if entry else None
        if entry is None or draft is None:
            return
        text = self._edited(draft)
        if text is None:
            return
        if text == draft.text:
            self._say("the remark is as it was")
            return
        view = self._view

        def keep(session: Session) -> Message:
            return desk_work.recount(session, view, remarks.finish(session, draft, text))

        message = await self._asked(keep)
        if message is not None:
            self.post_message(message)
        else:
            self.notify(f"what you wrote is kept in {draft.file}", title="remark", timeout=15, markup=False)

    def _edited(self, draft: remarks.Draft) -> str | None:
        """What the reader makes of a draft in the editor; None where that fails, which is told."""
        text, failure = None, ""
        try:
            command = remarks.editor(os.environ)
            with self.app.suspend():
                # Caught within: what leaves the block as an exception would leave the terminal suspended.
                try:
                    text = remarks.edit(draft, command)
                except UserError as error:
                    failure = str(error)
        except SuspendNotSupported:
            failure = "an editor cannot be opened in this terminal"
        except UserError as error:
            failure = str(error)
        if failure:
            self.notify(failure, title="remark", severity="error", timeout=15, markup=False)
        return text


def _figures(read: int, total: int) -> str:
    """How far one is with a list."""
    if not total:
        return f"empty{' ' * (PROGRESS + 1)}"
    return f"{read:,} of {total:,} read {bar(read / total, PROGRESS).replace(' ', '·')}"


def _progress(count: Count | None) -> str:
    return _figures(count.total - count.unread, count.total) if count else ""


def _unread(count: Count | None) -> str:
    return f"{count.unread:,} of {count.total:,} unread" if count else "cannot be shown"


def _save_view(session: Session, kept: Kept) -> str:
    return session.reading.save_view(kept).text
