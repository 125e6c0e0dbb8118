"""Prints a note as it is laid out, for a look at it: `python -m papernotes.render FILE --width 88`."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

from papernotes.notes import clean, lazy_pattern
from papernotes.render import layout_note
from papernotes.render.styles import STYLES

_FRONT_MATTER = lazy_pattern(r"\A---\n.*?\n---\n", re.DOTALL)
_LOOKS = {
    "title": "bold", "label": "cyan", "dim": "dim", "star": "yellow", "unread": "blue", "tag": "magenta",
    "remark": "italic green", "heading1": "bold bright_white", "heading2": "bold cyan",
    "heading3": "bold blue",
    "heading4": "bold magenta", "heading5": "bold", "heading6": "italic", "strong": "bold",
    "emphasis": "italic", "strike": "strike", "underline": "underline", "mark": "reverse",
    "keystroke": "reverse", "link": "underline blue", "image": "magenta", "footnote": "cyan",
    "math": "bright_cyan", "marker": "yellow", "term": "bold", "quote": "italic", "quote.bar": "dim",
    "rule": "dim", "table.head": "bold", "table.border": "dim", "code": "green",
    "code.keyword": "magenta", "code.name": "blue", "code.string": "yellow", "code.number": "cyan",
    "code.comment": "dim", "code.operator": "white", "code.added": "green", "code.removed": "red",
}  # fmt: skip


def main() -> None:
    """Read the arguments and print the note."""
    parser = argparse.ArgumentParser(prog="python -m papernotes.render", description=__doc__)
    parser.add_argument("file", type=Path, help="a Markdown file")
    parser.add_argument("--width", type=int, default=min(shutil.get_terminal_size().columns, 88))
    parser.add_argument("--source", action="store_true", help="leave formulas as they are written")
    parser.add_argument("--scroll", action="store_true", help="leave tables as wide as they are")
    arguments = parser.parse_args()
    markdown = arguments.file.read_text(encoding="utf-8", errors="replace")
    layout = layout_note(
        _FRONT_MATTER.sub("", markdown),
        arguments.width,
        show_math_source=arguments.source,
        tables="scroll" if arguments.scroll else "wrap",
    )
    console = Console(file=sys.stdout, width=max(layout.width, 500), highlight=False, soft_wrap=True)
    for line in layout.lines:
        text = Text()
        for span in line:
            names = [name for name in span.style.split() if name in STYLES]
            text.append(clean(span.text), Style.parse(" ".join(_LOOKS.get(name, "") for name in names)))
        console.print(text)


if __name__ == "__main__":
    main()
