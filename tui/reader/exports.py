"""Taking things out of the library: opening links, copying, exporting."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.errors import failures
from papernotes.exports import FORMATS
from papernotes.figures import number_of
from papernotes.lazy import lazy_modules
from papernotes.views import shown_list

if TYPE_CHECKING:
    from papernotes import typed_paths
    from papernotes.exports import files as export_files
    from papernotes.notes import Entry
    from papernotes.session import Session
    from papernotes.tui.dialogs import pick
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI
else:
    export_files, pick, typed_paths = lazy_modules(
        "papernotes.exports.files", "papernotes.tui.dialogs.pick", "papernotes.typed_paths"
    )

NARROW_CELLS = 80
"""Width of the screen below which formats are listed without their descriptions."""
MAXIMUM_PAGES = 10
"""How many pages one keystroke opens in the browser at most."""

_NAMED = {"arxiv": "arXiv id", "url": "address"}


class ExportController:
    """Opens the paper's links, and puts its facts on the clipboard or into files."""

    def __init__(self, ui: ReaderUI, state: ReaderState, chosen: ChosenEntries) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen

    def open_link(self, what: str) -> None:
        """Open the pages of the chosen papers in the browser: their `code`, or else the papers themselves."""
        urls = [
            url
            for entry in self._chosen.entries
            if (url := entry.code if what == "code" else paper_url(entry))
        ]
        if len(urls) > MAXIMUM_PAGES:
            self._ui.say(f"that would open {len(urls):,} pages; select at most {MAXIMUM_PAGES}")
            return
        for url in urls:
            self._ui.open_url(url)
        if self._chosen.entries:
            self._ui.say(_summary("opened", urls) if urls else f"no link to the {what} is known")

    def copy(self, what: str) -> None:
        """Copy a fact of each chosen entry, one a line: its `url`, or a field such as `title`."""
        found = (
            paper_url(entry) if what == "url" else getattr(entry, what) for entry in self._chosen.entries
        )
        texts = [text for text in found if text]
        if texts:
            self._ui.copy("\n".join(texts))
        if self._chosen.entries:
            self._ui.say(_summary("copied", texts) if texts else f"no {_NAMED.get(what, what)} is known")

    async def copy_text(self, what: str) -> None:
        """Copy the chosen entries as text: `citation`, or the name of an export format."""
        entries = self._chosen.entries
        written = (
            await self._ui.ask(lambda session: _text_to_copy(session, entries, what)) if entries else None
        )
        if written:
            self._ui.copy(written)
            self._ui.say(f"copied {' '.join(written.split())}")

    async def export(self) -> None:
        """Write the selected entries, or all that are shown, to a file that the reader names."""
        entry = self._chosen.entry
        chosen = self._chosen.ids if self._state.pane != "note" else [entry.id] if entry else []
        ids = chosen or list(self._ui.papers.ids)
        if not ids or not (chosen or self._chosen.all_are_results()):
            return
        what = number_of(len(ids), "entry", "entries")
        wide = self._ui.size.width >= NARROW_CELLS
        rows = [pick.Row(name, about=form.help if wide else "") for name, form in FORMATS.items()]
        picked = await self._ui.dialog(pick.PickScreen(f"Export {what} as", rows))
        if picked is None:
            return
        form = picked.names[0]
        view, items = self._state.view, self._ui.venues
        name = items.name_of(view.sidebar_item) or shown_list(view) or view.venue or ""
        proposed = await to_thread(export_files.free_file, FORMATS[form].suffix, name)
        while (path := await self._file(what, form, proposed)) is not None:
            failed = await self._write(ids, what, form, path)
            if not failed or not await self._ui.confirm(
                "Write to another file?", "name another one", "leave it", told=failed, by_default=True
            ):
                return
            proposed = path

    async def _write(self, ids: Sequence[int], what: str, form: str, path: Path) -> str:
        """Write an export, and say so; returns why it could not be written, empty if it was."""
        status = self._ui.status
        status.change_begun(f"exporting {what}")
        try:
            # Not on the session thread, which has other things to do meanwhile. The reader said that a file may go.
            self._ui.say(
                await to_thread(
                    export_files.export_to, self._ui.session_thread.paths, ids, form, path, overwrite=True
                )
            )
        except failures() as error:
            return " ".join(str(error).split())
        finally:
            status.change_ended()
        return ""

    async def _file(self, what: str, form: str, proposed: Path) -> Path | None:
        """The file that the reader names for an export: a new one, or one that may be overwritten; None for none."""
        while True:
            named = await self._ui.dialog(
                pick.PickScreen(
                    f"Export {what} as {form}", [], new="write", text=str(proposed), nothing="type the name of a file",
                    typed_for="the name of a file", hint="⏎ write · Tab complete · Esc close", complete=_completed,
                )
            )  # fmt: skip
            if named is None:
                return None
            path = Path(named.names[0])
            if not await to_thread(export_files.is_taken, path):
                return path
            told = f"{path} is there already."
            if await self._ui.confirm("Overwrite the file?", "overwrite it", "name another one", told=told):
                return path
            proposed = path


async def _completed(typed: str) -> str:
    return (await to_thread(typed_paths.completed, typed))[0]


def _summary(what: str, texts: list[str]) -> str:
    return f"{what} {texts[0]}" if len(texts) == 1 else f"{what} {len(texts):,}"


def paper_url(entry: Entry) -> str | None:
    """Where the paper itself is on the web."""
    if entry.arxiv:
        return f"https://arxiv.org/abs/{entry.arxiv}"
    return f"https://doi.org/{entry.doi}" if entry.doi else entry.page


def _text_to_copy(session: Session, entries: Sequence[Entry], what: str) -> str:
    """The entries as text: `citation`, or the name of a format."""
    from papernotes.exports import citation
    from papernotes.exports.gather import gather

    if what == "citation":
        return "\n".join(citation(entry) for entry in entries)
    form = FORMATS[what]
    return form.write(gather(session, entries, form))
