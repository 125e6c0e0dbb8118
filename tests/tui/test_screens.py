"""Screens as they are drawn, beside what is expected of them.

`PAPERNOTES_RENEW=1 pytest tests/tui/test_screens.py` writes what is drawn now as expected; read the
difference before keeping it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from rich.ansi import AnsiDecoder
from rich.color import Color as RichColor
from rich.console import Console
from rich.style import Style
from styled_text import Run, written
from textual.color import Color, ColorParseError
from textual.widgets import Input

from papernotes.tui.theme.themes import TERMINAL, THEMES

EXPECTED = Path(__file__).parent / "expected"
COLOURS = (
    "foreground", "background", "text-muted", "foreground-darken-3", "text-primary", "text-accent", "text-warning",
    "text-success", "text-error", "text-secondary", "primary-muted", "surface-lighten-2", "surface",
)  # fmt: skip
"""The variables of a theme by which colours are called; another one that means the same colour is not named."""
LINES = ("underline", "strike", "overline", "reverse")
"""Attributes that are seen on blanks."""
ATTRIBUTES = ("bold", "dim", "italic", "blink")

SIZES = {"40x15": (40, 15), "80x24": (80, 24), "120x40": (120, 40), "200x50": (200, 50)}

# A visit: what is drawn after which keystrokes, and the keystrokes that lead back.
Step = tuple[str, tuple[str, ...], tuple[str, ...]]
VISITS: dict[str, tuple[Step, ...]] = {
    "panes": (
        ("papers", (), ()),
        ("venues", ("g", "1"), ("g", "3")),
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
        ("earlier", ("slash", *"lantern)"), ("escape",)),
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


def drawn(opened: Any, monkeypatch: Any) -> list[list[Run]]:
    """The screen, line by line: texts and their styles."""
    with monkeypatch.context() as patch:  # a picture leaves out blanks, whatever they wear
        patch.setattr(Console, "export_svg", lambda console, **_: console.export_text(styles=True))
        printed = opened.app.export_screenshot()
    names = colour_names(opened.app.theme_variables, opened.app.screen.styles.background)
    lines: list[list[Run]] = []
    for line in AnsiDecoder().decode(printed):
        segments = line.render(Console())
        lines.append(
            [
                (part.text, described(part.text, part.style, names))
                for part in segments
                if part.text.strip("\n")
            ]
        )
    return lines


def colour_names(variables: Mapping[str, str], veil: Color) -> dict[str, str]:
    """What the colours of a theme are called, by their values; and under the veil that a dialog lies on."""
    names: dict[str, str] = {}
    veiled: dict[str, str] = {}
    for name in (*COLOURS, *sorted(variables)):
        try:
            colour = Color.parse(variables[name])
        except (ColorParseError, KeyError):
            continue  # an attribute, or a colour that depends on what is behind it
        names.setdefault(colour.hex6.lower(), name)
        veiled.setdefault((colour + veil).hex6.lower(), f"veiled-{name}")
    return veiled | names


def described(text: str, style: Style | None, names: Mapping[str, str]) -> str:
    """What a text wears that can be seen: of blanks, lines and the ground."""
    if style is None:
        return ""

    def name(colour: RichColor | None, usual: str) -> str:
        if colour is None or colour.is_default:
            return ""
        found = colour.get_truecolor().hex.lower()
        return "" if names.get(found) == usual else names.get(found, found)

    blank = not text.strip()
    attributes = LINES if blank else (*LINES, *ATTRIBUTES)
    worn = [attribute for attribute in attributes if getattr(style, attribute)]
    front, ground = name(style.color, "foreground"), name(style.bgcolor, "background")
    if front and not (blank and not worn):
        worn.insert(0, front)
    return " ".join([*worn, *(("on", ground) if ground else ())])


def lined_blanks(lines: list[list[Run]]) -> list[tuple[int, str]]:
    """Where a line is drawn under or through blanks that stand for nothing: at an end of a text, or alone."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        for lined, runs in groupby(
            line, key=lambda run: [word for word in LINES[:3] if word in run[1].split()]
        ):
            text = "".join(text for text, _ in runs)
            if lined and text != text.strip():
                found.append((number, text))
    return found


@pytest.mark.parametrize(("visit", "size"), DRAWN)
async def test_screens(visit: str, size: str, filled: Any, reader: Any, monkeypatch: Any) -> None:
    # What is said goes before the screen is drawn, and the cursor is always there.
    monkeypatch.setattr("papernotes.tui.widgets.status_line.SHOWN_SECONDS", 0.01)
    monkeypatch.setattr(Input, "cursor_blink", False)
    async with reader(size=SIZES[size]) as opened:
        for name, there, back in VISITS[visit]:
            await opened.pilot.press(*there)
            await opened.settle()
            lines = drawn(opened, monkeypatch)
            text = written(lines)
            file = EXPECTED / f"{visit}-{name}-{size}.txt"
            if os.environ.get("PAPERNOTES_RENEW"):
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
            assert text == file.read_text(encoding="utf-8"), f"{file.name} is drawn otherwise"
            assert not lined_blanks(lines), f"blanks with lines in {file.name}"
            await opened.pilot.press(*back)


async def test_an_empty_library_says_what_to_do(run: Any, reader: Any, monkeypatch: Any) -> None:
    async with reader(size=SIZES["80x24"]) as opened:
        assert "ga adds a folder" in written(drawn(opened, monkeypatch))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_nothing_that_is_not_there_wears_a_line(
    theme: Any, filled: Any, reader: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
    async with reader(size=SIZES["120x40"]) as opened:
        opened.app.theme = theme.name
        await opened.settle()
        for keys in (
            (),
            ("j", "v", "j"),
            ("escape", "slash", *'"lantern oil"', "enter"),
            ("n", "l"),
            ("question_mark",),
        ):
            await opened.press(*keys)
            assert lined_blanks(drawn(opened, monkeypatch)) == []


async def test_a_selected_row_is_marked_and_no_other(filled: Any, reader: Any, monkeypatch: Any) -> None:
    async with reader(size=SIZES["80x24"]) as opened:
        await opened.press("j", "space")
        marks = [line[0] for line in drawn(opened, monkeypatch)[2:14:2]]
        assert marks[1][0] == "✓"
        assert marks[1][1].split()[:2] == ["text-warning", "bold"]
        assert [style for text, style in marks if text != "✓" and text.isspace()] == ["", "", "", ""]


async def test_what_is_selected_can_be_read_in_the_terminals_own_colours(
    filled: Any, reader: Any, monkeypatch: Any
) -> None:
    async with reader(size=SIZES["80x24"]) as opened:
        opened.app.theme = TERMINAL.name
        await opened.press("space", "v")
        first, _, chosen, *_ = drawn(opened, monkeypatch)[2:]
        assert "".join(text for text, _ in first).startswith("✓●")
        assert all(" on " not in f" {style} " for _, style in first)
        assert {"reverse" in style.split() for _, style in chosen[:-1]} == {True}
        assert all(" on " not in f" {style} " for _, style in chosen[:-1])
