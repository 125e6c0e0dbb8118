"""The part of the reader that takes things out of the library: links to open, copies, exports."""

from __future__ import annotations

from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from papernotes.errors import failures
from papernotes.lazy import deferred
from papernotes.tui.jobs import view as desk_work
from papernotes.tui.messages import Failed
from papernotes.tui.reader.reader_relatives import RelativeActions
from papernotes.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from papernotes.exports import files as export_files
    from papernotes.notes.rows import Entry
    from papernotes.tui.dialogs import pick
else:
    export_files, pick = deferred("papernotes.exports.files", "papernotes.tui.dialogs.pick")

NARROW = 80
"""Cells below which formats are named alone."""
MOST_OPENED = 10
"""Pages that one keystroke opens in the browser."""

_NAMED = {"arxiv": "arXiv id", "url": "address"}


class ExportActions(RelativeActions):
    """Links, copies, exports."""

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
            self._say(_told("copied", texts) if texts else f"no {_NAMED.get(what, what)} is known")

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

    @work
    async def action_export(self) -> None:
        """Write the selected entries, or all that are shown, to a file."""
        from papernotes.exports import FORMATS  # with what only exports need
        from papernotes.numbers import number_of

        chosen = self._selected if self._pane != "note" else [self._entry.id] if self._entry else []
        ids = chosen or list(self._papers.ids)
        if not ids or not (chosen or self._shows_results()):
            return
        what = number_of(len(ids), "entry", "entries")
        wide = self.size.width >= NARROW
        rows = [pick.Row(name, form.help if wide else "") for name, form in FORMATS.items()]
        picked = await self.app.push_screen_wait(pick.PickScreen(f"Export {what} as", rows))
        if picked is None:
            return
        form = picked.names[0]
        proposed = await to_thread(export_files.free_file, export_files.SUFFIXES[form])
        named = await self.app.push_screen_wait(
            pick.PickScreen(
                f"Export {what} as {form}", [], new="write", text=str(proposed), nothing="type the name of a file",
                hint="⏎ write · Esc close",
            )
        )  # fmt: skip
        if named is None:
            return
        status = self.query_one(StatusLine)
        status.change_begun(f"exporting {what}")
        try:
            # Not on the desk, which has other things to do meanwhile.
            self._say(
                await to_thread(export_files.export_to, self._desk.paths, ids, form, Path(named.names[0]))
            )
        except failures() as error:
            self.post_message(Failed(" ".join(str(error).split())))
        finally:
            status.change_ended()


def _told(what: str, texts: list[str]) -> str:
    return f"{what} {texts[0]}" if len(texts) == 1 else f"{what} {len(texts):,}"


def paper_url(entry: Entry) -> str | None:
    """Where the paper itself is on the web."""
    if entry.arxiv:
        return f"https://arxiv.org/abs/{entry.arxiv}"
    return f"https://doi.org/{entry.doi}" if entry.doi else None
