"""Loading Textual without what it loads besides and the reader never uses: a tenth of the time to its first frame.

`asyncio` and `hashlib` do without OpenSSL where there is none, and the reader opens no connection; so does `shutil`
without what it would pack archives with. Textual's command palette is loaded when it is opened (`tui.palette`), and
much of Textual with it. The others are for what the reader has not got: lines between widgets, and a page that shows a
theme to who writes one.
"""

from __future__ import annotations

from index.loading import with_any_class

UNUSED = {
    "ssl": None,
    "_hashlib": None,
    "bz2": None,
    "lzma": None,
    "textual.command": with_any_class("textual.command"),
    "textual.canvas": with_any_class("textual.canvas"),
    "rich.table": with_any_class("rich.table"),
}
"""What Textual asks for, and what it gets. The desk, which loads modules meanwhile, asks for none of it."""
