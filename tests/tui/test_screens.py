"""Screens as they are drawn, beside what is expected of them.

`PAPERNOTES_RENEW=1 pytest tests/tui/test_screens.py` writes what is drawn now as expected; read the
difference before keeping it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

EXPECTED = Path(__file__).parent / "expected"
CELL = 12.2
"""How wide a cell is in a picture of the screen."""

SIZES = {"40x15": (40, 15), "80x24": (80, 24), "120x40": (120, 40), "200x50": (200, 50)}

# A visit: what is drawn after which keystrokes, and the keystrokes that lead back.
Step = tuple[str, tuple[str, ...], tuple[str, ...]]
VISITS: dict[str, tuple[Step, ...]] = {
    "panes": (
        ("papers", (), ()),
        ("venues", ("1",), ("3",)),
        ("marked", ("r", "j", "s", "j", "g", "g"), ("u", "u")),
        ("selected", ("v", "j", "j"), ("escape",)),
        ("zoomed", ("Z",), ("Z",)),
        ("chord", ("g",), ("escape",)),
        ("note", ("l",), ("h",)),
    ),
    "bar": (
        ("search", ("slash", *"lantern"), ("escape",)),
        ("typing-error", ("slash", *"lantrens"), ("escape",)),
        ("mistake", ("slash", *"titel:oil"), ("escape",)),
        ("completion", ("slash", *"has:", "tab"), ("escape", "escape")),
        ("nothing", ("slash", *"zzqqx"), ("escape",)),
    ),
    "panels": (
        ("filters", ("f",), ("escape",)),
        ("filtered", ("f", "u"), ("escape", "escape")),
        ("orders", ("S",), ("escape",)),
        ("topics", ("t",), ("escape",)),
        ("elsewhere", ("g", "s"), ("escape",)),
        ("lists", ("g", "l"), ("escape",)),
        ("views", ("g", "v"), ("escape",)),
        ("help", ("question_mark",), ("escape",)),
    ),
    "reading": (
        ("note", ("l",), ()),
        ("contents", ("t",), ("escape",)),
        ("find", ("slash", *"pier", "enter"), ("escape",)),
        ("links", ("f",), ("escape",)),
        ("help", ("question_mark",), ("escape",)),
    ),
}  # fmt: skip
DRAWN = (
    *(("panes", size) for size in SIZES),
    ("bar", "40x15"), ("bar", "120x40"),
    ("panels", "40x15"), ("panels", "80x24"),
    ("reading", "40x15"), ("reading", "80x24"),
)  # fmt: skip


def drawn(opened: Any) -> str:
    """The text of the screen, line by line."""
    height = opened.app.size.height
    lines: list[dict[int, str]] = [{} for _ in range(height)]
    for part in ElementTree.fromstring(opened.app.export_screenshot()).iter(
        "{http://www.w3.org/2000/svg}text"
    ):
        row = re.search(r"line-(\d+)\)", part.get("clip-path", ""))
        if row:
            lines[int(row[1])][round(float(part.get("x", "0")) / CELL)] = (part.text or "").replace(
                "\xa0", " "
            )
    text = ""
    for line in lines:
        filled = ""
        for column, piece in sorted(line.items()):
            filled += " " * (column - cell_len(filled)) + piece
        text += filled.rstrip() + "\n"
    return text


@pytest.mark.parametrize(("visit", "size"), DRAWN)
async def test_screens(visit: str, size: str, filled: Any, reader: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "tui.widgets.status_line.SAID_FOR", 0.01
    )  # what is said goes before the screen is drawn
    async with reader(size=SIZES[size]) as opened:
        for name, there, back in VISITS[visit]:
            await opened.pilot.press(*there)
            await opened.settle()
            text = drawn(opened)
            file = EXPECTED / f"{visit}-{name}-{size}.txt"
            if os.environ.get("PAPERNOTES_RENEW"):
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
            assert text == file.read_text(encoding="utf-8"), f"{file.name} is drawn otherwise"
            await opened.pilot.press(*back)


async def test_an_empty_library_says_what_to_do(run: Any, reader: Any) -> None:
    async with reader(size=SIZES["80x24"]) as opened:
        assert "papernotes add" in drawn(opened)
