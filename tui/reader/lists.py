"""The dialogs of lists, tags and saved views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from papernotes.figures import bar, number_of
from papernotes.lazy import lazy_modules
from papernotes.lists import lists, tags
from papernotes.sidebar import LIST, VIEW, SidebarItem, gone_to, view_id
from papernotes.tui.jobs import marks as mark_jobs
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.messages import ViewRequest
from papernotes.views import View

if TYPE_CHECKING:
    from textual.message import Message

    from papernotes import saved_views
    from papernotes.notes import Count
    from papernotes.reading import SavedView as Kept
    from papernotes.session import Session
    from papernotes.tui.dialogs import pick
    from papernotes.tui.reader.marks import MarkController
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI
else:
    saved_views, pick = lazy_modules("papernotes.saved_views", "papernotes.tui.dialogs.pick")

BAR_CELLS = 8
"""Width of the progress bar beside a list."""


class ListController:
    """Opens the dialogs, and makes the changes that the reader chooses in them."""

    def __init__(
        self, ui: ReaderUI, state: ReaderState, chosen: ChosenEntries, *, marks: MarkController
    ) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._marks = marks

    async def pick_list(self) -> None:
        """Put the chosen papers on a list that the reader picks, or take them off it."""
        view, papers = self._state.view, self._chosen.papers
        found = await self._ui.ask(lambda session: lists(session, papers)) if papers else None
        if found is None:
            return
        rows = [_row(shelf.name, shelf.read, shelf.total, on=shelf.on) for shelf in found]
        picked = await self._ui.dialog(
            pick.PickScreen("Add to list", rows, new="new list", hint="⏎ add or remove · Esc close")
        )
        if picked is not None:
            name = picked.names[0]
            self._marks.change(lambda session: mark_jobs.toggle(session, view, papers, [("list", name)]))

    async def edit_tags(self) -> None:
        """Give the chosen papers tags that the reader picks, or take them away."""
        view, papers = self._state.view, self._chosen.papers
        found = await self._ui.ask(lambda session: tags(session, papers)) if papers else None
        if found is None:
            return
        rows = [pick.Row(shelf.name, f"{shelf.total:,}", shelf.on) for shelf in found]
        picked = await self._ui.dialog(
            pick.PickScreen(
                "Tags", rows, new="new tag", several=True, nothing="no tags yet; type one",
                hint="⏎ tag or untag · Tab complete · comma: several · Esc close",
            )
        )  # fmt: skip
        if picked is not None:
            marks = [("tag", name) for name in picked.names]
            self._marks.change(lambda session: mark_jobs.toggle(session, view, papers, marks))

    async def show_lists(self) -> None:
        """Show all lists: the reader can go to one, or make, rename and delete lists."""
        while (found := await self._sidebar_items(LIST)) is not None:
            picked = await self._ui.dialog(
                pick.PickScreen(
                    "Lists", [_list_row(item) for item in found], new="make the list",
                    acts={"ctrl+d": "delete", "ctrl+r": "rename"},
                    hint="⏎ show · ^r rename · ^d delete · Esc close",
                )
            )  # fmt: skip
            if picked is None:
                return
            item = next((item for item in found if item.name == picked.names[0]), None)
            if picked.act == "take" and item is not None:
                self._ui.post(ViewRequest(gone_to(View(), item)))
                return
            await self._change_lists(picked.names[0], picked, found)

    async def _sidebar_items(self, kind: str) -> list[SidebarItem] | None:
        """The items of a kind, counted; None where the session thread fails."""

        def counted(session: Session) -> list[SidebarItem]:
            session.sidebar.changed()
            message = view_jobs.count_sidebar(session)
            self._ui.post(message)  # which tells what is wrong in views.yaml by now
            return [item for item in message.sidebar_items if item.kind == kind]

        return await self._ui.ask(counted)

    async def _change_lists(self, name: str, picked: pick.Picked, taken: Sequence[SidebarItem]) -> None:
        """Make, delete or rename a list."""
        if picked.act == "delete":
            total = next((item.counted.total for item in taken if item.name == name and item.counted), 0)
            told = f"“{name}” has {number_of(total, 'paper')}. The papers stay in the library."
            if not total or await self._ui.confirm("Delete the list?", "delete it", "keep it", told=told):
                await self._change(lambda session: session.reading.delete_list(name).text, undoable=True)
        elif picked.act == "rename":
            renamed = await self._ui.dialog(
                pick.PickScreen(
                    "Rename the list", [pick.Row(item.name) for item in taken], new="rename it to", text=name,
                    hint="⏎ rename · Esc close",
                )
            )  # fmt: skip
            if renamed is not None:
                new = renamed.names[0]
                await self._change(lambda session: session.reading.rename_list(name, new).text)
        else:
            await self._change(lambda session: session.reading.make_list(name).text)

    async def _change(self, act: Callable[[Session], str], *, undoable: bool = False) -> None:
        """Change lists or saved views on the session thread, and say what was done. `act` returns that."""
        view = self._state.view

        def change(session: Session) -> Message:
            text = act(session)
            session.refresh_marks()
            return view_jobs.recount(session, view, text, undoable=undoable)

        message = await self._ui.ask(change)
        if message is not None:
            self._ui.post(message)

    async def show_views(self) -> None:
        """Show the saved views: the reader can go to one, save the view in sight, and delete views."""
        while (found := await self._sidebar_items(VIEW)) is not None:
            rows = [
                pick.Row(
                    f"{item.name}{'  (views.yaml)' if item.fixed else ''}",
                    _unread(item.counted),
                    value=item.name,
                )
                for item in found
            ]
            picked = await self._ui.dialog(
                pick.PickScreen(
                    "Saved views", rows, new="save this view as", acts={"ctrl+d": "delete"},
                    nothing="none yet",
                    hint="⏎ show · type a name to save · ^d delete · Esc close",
                )
            )  # fmt: skip
            if picked is None:
                return
            item = next((item for item in found if item.name == picked.names[0]), None)
            if picked.act == "delete" and item is not None:
                await self._delete_view(item)
            elif item is None:
                if not self._chosen.all_are_results():
                    return
                kept = saved_views.to_saved(picked.names[0], self._state.view)
                await self._change(partial(_save_view, kept=kept))
                self._ui.post(ViewRequest(self._state.view._replace(sidebar_item=view_id(kept.name))))
                return
            else:
                self._ui.post(ViewRequest(gone_to(View(), item)))
                return

    async def _delete_view(self, item: SidebarItem) -> None:
        if item.fixed:
            self._ui.say(f"“{item.name}” is defined in views.yaml")
        elif await self._ui.confirm("Delete the saved view?", "delete it", "keep it", told=f"“{item.name}”"):
            await self._change(lambda session: session.reading.delete_view(item.name).text, undoable=True)


def _row(name: str, read: int, total: int, *, on: bool = False) -> pick.Row:
    """A row with how many papers of a list are read."""
    if not total:
        return pick.Row(name, "empty", on, bar=" " * BAR_CELLS)
    share = bar(read / total, BAR_CELLS).replace(" ", "·")
    return pick.Row(name, f"{read:,} of {total:,} read", on, bar=share)


def _list_row(item: SidebarItem) -> pick.Row:
    count = item.counted
    return _row(item.name, count.total - count.unread, count.total) if count else pick.Row(item.name)


def _unread(count: Count | None) -> str:
    return f"{count.unread:,} of {count.total:,} unread" if count else "cannot be shown"


def _save_view(session: Session, kept: Kept) -> str:
    return session.reading.save_view(kept).text
