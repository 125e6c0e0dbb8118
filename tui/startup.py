"""Loading Textual without what it loads besides and the reader never uses: a tenth of the time to its first frame.

`asyncio` and `hashlib` do without OpenSSL where there is none, and the reader opens no connection; so does `shutil`
without what it would pack archives with. Textual's command palette is loaded when it is opened (`tui.dialogs.palette`), and
much of Textual with it. Others are for what the reader has not got: lines between widgets, a page that shows a
theme to who writes one, fractions made of decimal numbers. And some are called late or never: what numbers notices,
what looks at addresses in brackets, what makes temporary files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from papernotes.index.startup import with_any_class


def loaded_when_called(name: str, *functions: str) -> ModuleType:
    """A module of this name that loads the real one when one of these functions is called, or something else is asked for."""

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
    vars(module).update({function: called(function) for function in functions}, __getattr__=found)
    return module


UNUSED = {
    "ssl": None,
    "_hashlib": None,
    "bz2": None,
    "lzma": None,
    "asyncio.sslproto": with_any_class("asyncio.sslproto"),
    "decimal": with_any_class("decimal"),
    "ipaddress": loaded_when_called("ipaddress"),
    "tempfile": loaded_when_called("tempfile", "gettempdir", "TemporaryFile"),
    "uuid": loaded_when_called("uuid", "uuid4"),
    "textual.command": with_any_class("textual.command"),
    "textual.canvas": with_any_class("textual.canvas"),
    "rich.table": with_any_class("rich.table"),
}
"""What Textual asks for, and what it gets. The session_thread, which loads modules meanwhile, asks for none of it."""
