"""Loading Textual without what it loads besides and the reader never uses: a tenth of the time to its first frame.

`asyncio` and `hashlib` do without OpenSSL where there is none, and the reader opens no connection. Textual's command
palette is loaded when it is opened (`tui.palette`), a fourth of Textual's own modules with it; its table is for the
page that shows a theme to who writes one.
"""

from __future__ import annotations

from types import ModuleType

from index.loading import stand_in


def _any_class(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (), {})


def _classes(name: str) -> ModuleType:
    """A module that has whatever class it is asked for."""
    return stand_in(name, __getattr__=_any_class)


OF_TEXTUAL = {
    "ssl": None,
    "_hashlib": None,
    "textual.command": _classes("textual.command"),
    "rich.table": _classes("rich.table"),
}
"""What Textual asks for in vain, and what it gets."""
