"""What the first frame, and one command, must not wait for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest
from textual.events import Key

from papernotes.config.paths import find_paths
from papernotes.keymap.keymap import load_keymap
from papernotes.tui.app import PapernotesApp
from papernotes.tui.dialogs.pick import PickScreen
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.session_thread import SessionThread
from papernotes.ui_state import saved_ui_state

UNWANTED = {
    "numpy", "whoosh", "yaml", "argparse", "markdown_it", "pygments", "rapidfuzz", "papernotes.index.query.ast", "papernotes.render.note",
    "papernotes.notes.formats.reader", "papernotes.notes.catalogue.loader",
    "papernotes.notes.sources.source", "papernotes.completion", "papernotes.links",
    "papernotes.tui.jobs.note", "papernotes.remarks", "papernotes.tui.dialogs.choice",
    "papernotes.tui.dialogs.pick", "_ssl", "_hashlib", "_bz2", "_lzma", "rich.table", "uuid", "decimal", "ipaddress",
    "asyncio.sslproto", "textual.canvas", "textual.command", "textual.widgets._select", "rich.markup", "rich.panel",
    "rich.tree", "difflib", "mimetypes", "shlex", "textwrap", "tokenize", "typing_extensions",
    "papernotes.exports", "papernotes.index.index", "papernotes.notes.catalogue.sync", "papernotes.reading.log.exchange",
    "papernotes.reading.recovery.restore", "papernotes.reading.remarks.files", "papernotes.reading.statistics",
    "papernotes.identity", "papernotes.notes.catalogue.identity", "papernotes.notes.catalogue.paper_names",
    "papernotes.reading.history", "papernotes.reading.recovery.put_back", "papernotes.reading.undo_history",
    "papernotes.related", "papernotes.saved_views", "papernotes.statistics", "papernotes.tui.note.marks",
    *(f"papernotes.tui.reader.{name}" for name in ("exports", "lists", "progress", "related", "remarks")),
}  # fmt: skip
CODE = """
import sys
from papernotes.startup import left_out
from papernotes.tui.startup import UNUSED

with left_out(UNUSED):
    import asyncio
    from papernotes import __main__
    from papernotes.tui.session_thread import SessionThread
    from papernotes.config.paths import find_paths
    from papernotes.ui_state import saved_ui_state
    from papernotes.tui.app import PapernotesApp
    from papernotes.keymap.keymap import load_keymap

async def first_frame():
    paths = find_paths()
    session_thread = SessionThread(paths)
    saved = session_thread.ask(saved_ui_state).result()
    app = PapernotesApp(paths, session_thread, load_keymap(paths.keybindings), saved, sync=False)
    async with app.run_test(size=(80, 24)) as pilot:
        while app.screen.state.shown is None:
            await pilot.pause()
        print(app.screen.ui.papers.row_count, *sorted(UNWANTED & set(sys.modules)))
    session_thread.close()

asyncio.run(first_frame())
"""


def test_only_what_the_first_frame_draws_is_loaded_before_it(filled) -> None:
    code = CODE.replace("UNWANTED", repr(UNWANTED))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["6"]


COMMAND = """
import sys
from papernotes.__main__ import main
assert main(ARGUMENTS) == 0
unwanted = {
    "textual", "yaml", "markdown_it", "rich.console", "asyncio", "urllib.request", "difflib", "numpy._typing", "numpy.ma",
    "numpy._core._add_newdocs",
}
print(*sorted({*unwanted, "numpy"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["search", "lanterns"], ["numpy"]),
        (["list", "--json"], []),
        (["show", "ICML2025/quiet_bells", "--markdown"], []),
        (["mark", "ICML2025/quiet_bells", "--read"], []),
    ],
)
def test_a_command_loads_nothing_that_it_does_not_use(
    filled, arguments: list[str], needed: list[str]
) -> None:
    filled("search", "lanterns")  # the sources are known, and the index is there
    code = COMMAND.replace("ARGUMENTS", repr(arguments))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.split() == needed


async def test_keys_wait_for_what_comes_after_the_first_frame(filled, monkeypatch) -> None:
    found, show_view = threading.Event(), view_jobs.show_view

    def slow(*arguments):
        found.wait(20)
        return show_view(*arguments)

    monkeypatch.setattr(view_jobs, "show_view", slow)
    paths = find_paths()
    session_thread = SessionThread(paths)
    try:
        saved = session_thread.ask(saved_ui_state).result()
        app = PapernotesApp(paths, session_thread, load_keymap(paths.keybindings), saved, sync=False)
        async with app.run_test(size=(80, 24)) as pilot:
            for key in "gv":
                app.post_message(Key(key, key))
            await pilot.pause()
            found.set()
            async with asyncio.timeout(10):
                while not isinstance(app.screen, PickScreen):
                    await pilot.pause(0.005)
            await pilot.pause()  # leaving while it comes up is another matter
    finally:
        found.set()
        session_thread.close()


@pytest.mark.parametrize("turns", range(1, 25, 2))
async def test_leaving_while_a_panel_comes_up_is_no_mistake(reader, filled, turns: int) -> None:
    async with reader((80, 24)) as opened:
        await opened.settle()
        for key in "gv":
            opened.app.post_message(Key(key, key))
        for _ in range(turns):
            await asyncio.sleep(0)
        opened.app.exit()
