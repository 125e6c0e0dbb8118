"""Opening the reader: with less of Textual and of Python than Textual imports, a tenth of the time to the first frame.

`asyncio` and `hashlib` do without OpenSSL where there is none, and the reader opens no connection. `shutil` does
without the modules that pack archives. Textual's command palette, and much of Textual with it, is loaded when it is
opened (`dialogs.palette`). Other modules are for what the reader does not have: lines between widgets, a page that
previews a theme, fractions made of decimal numbers. And some are needed late or never: to number notices, to read
addresses in brackets, to make temporary files, to show source text and mistakes in style sheets. What Textual wants of
`typing_extensions` is in `typing`.
"""

from __future__ import annotations

import os
import sys
import typing
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from papernotes.errors import UserError
from papernotes.startup import left_out, stop_collector, with_any_class
from papernotes.tui.terminal.modes import for_keystrokes

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1
"""File descriptors."""
PAINTS_PER_SECOND = 240
"""How often the screen is painted at most. What is ready just after a paint waits for the next one: at Textual's own 60
a second, that is a third of the time from a keystroke to its results."""


def loaded_when_called(name: str, *functions: str, **has: Any) -> ModuleType:
    """A stand-in for the module `name`, which loads the real one when one of these functions is called, or on any other
    name but those that `has` gives."""

    def found(attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    def called(function: str) -> Callable[..., Any]:
        real = cache(partial(found, function))
        return lambda *arguments, **named: real()(*arguments, **named)

    module = ModuleType(name)
    vars(module).update(has | {function: called(function) for function in functions}, __getattr__=found)
    return module


UNUSED = {
    "ssl": None,
    "_hashlib": None,
    "bz2": None,
    "lzma": None,
    "asyncio.sslproto": with_any_class("asyncio.sslproto"),
    "decimal": with_any_class("decimal"),
    "difflib": loaded_when_called("difflib", "get_close_matches"),
    "ipaddress": loaded_when_called("ipaddress"),
    "mimetypes": loaded_when_called("mimetypes"),
    "pickle": loaded_when_called("pickle", "dumps", "loads"),
    "tempfile": loaded_when_called("tempfile", "gettempdir", "TemporaryFile"),
    "textwrap": loaded_when_called("textwrap"),
    "tokenize": loaded_when_called("tokenize"),
    "typing_extensions": loaded_when_called(
        "typing_extensions", **{name: vars(typing)[name] for name in typing.__all__ if name in vars(typing)}
    ),
    "uuid": loaded_when_called("uuid", "uuid4"),
    "textual.command": with_any_class("textual.command"),
    "textual.canvas": with_any_class("textual.canvas"),
    "rich.markup": loaded_when_called("rich.markup", "escape", "render"),
    "rich.panel": loaded_when_called("rich.panel", "Panel"),
    "rich.table": with_any_class("rich.table"),
    "rich.tree": loaded_when_called("rich.tree", "Tree"),
}
"""What Textual imports, and what it gets instead. The session thread loads modules meanwhile: none of them imports these."""


def open_reader(query: str, *, ascii: bool = False) -> int:
    """Open the reader on the terminal; returns the exit code.

    It begins with `query` in the search bar, or where the reader left it if that is empty. `ascii`: draw with ASCII
    characters only. Raises UserError where standard input or output is not a terminal.
    """
    if not all(map(os.isatty, (STANDARD_INPUT, STANDARD_OUTPUT))):
        raise UserError("the reader needs a terminal; `papernotes --help` lists commands that do not")
    with ExitStack() as stack:
        stack.enter_context(for_keystrokes(STANDARD_INPUT))
        stop_collector()  # `garbage.py` goes on with it when the reader has settled
        os.environ.setdefault("TEXTUAL_FPS", str(PAINTS_PER_SECOND))  # Textual reads it when it is loaded
        with left_out(UNUSED):
            from papernotes.config.paths import find_paths
            from papernotes.tui.session_thread import SessionThread
            from papernotes.ui_state import saved_ui_state

            paths = find_paths()
            session_thread = stack.enter_context(closing(SessionThread(paths)))
            saved = session_thread.ask(saved_ui_state)  # while Textual is loaded
            from papernotes.tui.app import run_app

        code = run_app(paths, session_thread, saved.result(), query, ascii=ascii)
        for notice in session_thread.ask(lambda session: session.reading.notices).result():
            from papernotes.cli.terminal import tell  # not needed before

            tell(notice)  # on the screen it was in sight for a while only
        return code
