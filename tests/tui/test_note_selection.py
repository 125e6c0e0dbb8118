"""Selecting text of a note with the keyboard: moving, extending, copying, quoting."""

from __future__ import annotations

from typing import Any

import pytest

from papernotes import render
from papernotes.remarks import quoted
from papernotes.tui.note.selection import NoteSelection, taken, text_of

NOTE = """## Method

Lamps burn low at dusk, and so the keeper climbs the tower once more.

- a long item about wicks that need trimming
- a short one

> an old saying about fog at sea

```python
def trim(wick):
    return wick - 1
```

| oil | price |
|---|---|
| whale | high |

灯塔的看守人在夜里爬上塔顶点亮油灯照着海面。
"""


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("Lamps", "more.", "Lamps burn low at dusk, and so the keeper climbs the tower once more."),
        ("dusk", "keeper", "dusk, and so the keeper"),
        ("• a", "trimming", "• a long item about wicks that need trimming"),
        ("• a", "one", "• a long item about wicks that need trimming\n• a short one"),
        ("an old", "sea", "an old saying about fog at sea"),
        ("def", "- 1", "def trim(wick):\n      return wick - 1"),
        ("灯塔", "海面。", "灯塔的看守人在夜里爬上塔顶点亮油灯照着海面。"),
        ("more.", "• a", "more.\n\n• a"),
        ("Method", "Lamps burn", "Method\nLamps burn"),
    ],
)
def test_what_is_taken_has_no_line_ends_of_the_pane(first: str, last: str, text: str) -> None:
    note = text_of(render.layout_note(NOTE, 24))
    start = note.text.index(first)
    assert taken(note, start, note.text.index(last, start) + len(last) - 1) == text


def test_a_table_keeps_its_rows() -> None:
    note = text_of(render.layout_note(NOTE, 40))
    found = taken(note, note.text.index("oil"), note.text.index("high") + 3)
    assert [line.split("│")[0].strip() for line in found.split("\n")] == [
        "oil",
        found.split("\n")[1],
        "whale",
    ]


def test_a_quote_stands_at_the_end_of_the_remark_with_its_section() -> None:
    assert quoted("", "so it is", "Method") == "> so it is\n>\n> — Method\n"
    assert quoted("mine\n", "two\nlines", "") == "mine\n\n> two\n> lines\n"


async def begin(opened: Any) -> None:
    await opened.press("l", "v")
    assert opened.note.selection.active


async def test_text_is_selected_and_copied(filled: Any, reader: Any) -> None:
    async with reader(size=(80, 24)) as opened:
        await begin(opened)
        assert "y copy" in str(opened.screen.ui.status.content)
        await opened.press("v", "w", "e", "y")
        assert opened.app.clipboard == "Calm Lanterns"
        assert not opened.note.selection.active
        assert opened.message.startswith("copied Calm Lanterns")
        await opened.press("v", "w", "v", "b", "y")  # backwards
        assert opened.app.clipboard == "Calm L"
        await opened.press("v", "V", "y")
        assert opened.app.clipboard.startswith("Calm Lanterns for Harbours")
        await opened.press("v", "2", "w", "v", "dollar_sign", "o", "y")
        assert opened.app.clipboard == "for Harbours"
        await opened.press("v", "3", "w", "2", "b", "v", "6", "l", "y")
        assert opened.app.clipboard == "Lantern"


async def test_escape_leaves_step_by_step_and_keys_are_not_for_the_paper(filled: Any, reader: Any) -> None:
    async with reader(size=(80, 24)) as opened:
        await begin(opened)
        await opened.press("v", "j", "r", "s", "escape")
        assert opened.note.selection.active
        assert not opened.papers.state(opened.entry).starred
        await opened.press("escape")
        assert not opened.note.selection.active
        assert "? help" in str(opened.screen.ui.status.content)
        assert opened.state.pane == "note"


async def test_the_cursor_stays_in_sight_and_in_the_note(filled: Any, reader: Any) -> None:
    async with reader(size=(40, 15)) as opened:
        await begin(opened)
        await opened.press("G")
        note = opened.note
        assert note.top == note.max_scroll_y
        await opened.press("j", "l", "w", "right_curly_bracket", "9", "9", "k")
        assert note.top == 0
        await opened.pilot.resize_terminal(60, 15)
        await opened.settle()
        assert not note.selection.active  # its places meant another layout


async def test_a_great_number_leads_at_once_to_the_end(filled: Any, reader: Any, monkeypatch: Any) -> None:
    went: list[int] = []
    go = NoteSelection._go  # noqa: SLF001  # as often as the cursor is moved and drawn
    monkeypatch.setattr(NoteSelection, "_go", lambda self, place: (went.append(place), go(self, place)))
    async with reader(size=(80, 24)) as opened:
        await begin(opened)
        for key, back in (("w", "b"), ("l", "h"), ("j", "k"), ("right_curly_bracket", "left_curly_bracket")):
            await opened.press("g")
            went.clear()
            await opened.press(*"99999", key, *"99999", back)
            assert len(went) == 2 and went[0] > went[1] <= 10


async def test_a_passage_is_quoted_in_the_remark(filled: Any, reader: Any, home: Any) -> None:
    file = home / "data" / "remarks" / "ICML2025" / "calm_lanterns.md"
    async with reader(size=(80, 24)) as opened:
        opened.papers.choose(opened.titles.index("Calm Lanterns for Harbours"))
        await begin(opened)
        layout = opened.note.text_layout
        line = next(
            at for at, spans in enumerate(layout.lines) if any("Shows how" in span.text for span in spans)
        )
        await opened.press(*str(line), "j", "greater_than_sign")
        assert opened.message == "quoted in your remark · u takes it back"
        texts = [path.read_text("utf-8") for path in file.parent.parent.rglob("calm_lanterns*.md")]
        assert texts
        assert all(text.startswith("> ") for text in texts)
        assert "> — " in texts[0]
        await opened.press("u")
        assert not any(
            path.read_text("utf-8").strip() for path in file.parent.parent.rglob("calm_lanterns*.md")
        )
