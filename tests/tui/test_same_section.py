"""Another note of the paper begins at the section that is in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from papernotes.render import layout_note
from papernotes.tui.note.reading_position import find_section, section_position

ENGLISH = "# Calm Lamps\n\n## Motivation\n\nWhy.\n\n## Method\n\n{text}\n\n### Lamps\n\nOil.\n\n## Results\n\nFew.\n"
CHINESE = "# 平静的灯塔\n\n## 研究背景\n\n为什么。\n\n## 方法详解\n\n{text}\n\n### 灯塔\n\n油。\n\n## 实验结果\n\n很少。\n"
OTHER = (
    "# Harbours\n\n## Results and more\n\nFew.\n\n## Our Approach\n\n{text}\n\n## Notes of mine\n\nMine.\n"
)
LONG = "\n\n".join(f"Paragraph {number}." for number in range(20))


def heading_at(text: str, heading: str, other: str, further: int = 0) -> tuple[str, int]:
    """Where another text begins, as its heading and the lines below that, from some lines below a heading of a text."""
    layout, there = (layout_note(one.format(text=LONG), 60) for one in (text, other))
    line = next(at.line for at in layout.headings if at.text == heading)
    place = section_position(layout, line + further)
    assert place is not None
    found = find_section(there, place)
    if found is None:
        return "", 0
    above = there.heading_before(found)
    assert above is not None
    return above.text, found - above.line


@pytest.mark.parametrize(
    ("text", "heading", "other", "there"),
    [
        (ENGLISH, "Motivation", CHINESE, "研究背景"),
        (ENGLISH, "Lamps", CHINESE, "灯塔"),
        (CHINESE, "实验结果", ENGLISH, "Results"),
        (ENGLISH, "Method", OTHER, "Our Approach"),
        (ENGLISH, "Results", OTHER, "Results and more"),
        (CHINESE, "方法详解", OTHER, "Our Approach"),
        (ENGLISH, "Lamps", OTHER, "Our Approach"),
        (OTHER, "Notes of mine", ENGLISH, ""),
        (ENGLISH, "Motivation", OTHER, ""),
    ],
)
def test_the_section_that_says_the_same(text: str, heading: str, other: str, there: str) -> None:
    assert heading_at(text, heading, other)[0] == there


def test_as_far_down_in_it() -> None:
    heading, lines = heading_at(ENGLISH, "Method", CHINESE, further=20)
    assert heading == "方法详解"
    assert 18 <= lines <= 22


def test_above_the_first_heading_there_is_no_section() -> None:
    assert section_position(layout_note("Some text.\n\n## Method\n\nMore.\n", 60), 0) is None


async def test_w_stays_at_the_section(run, reader, tmp_path: Path) -> None:
    long = "\n\n".join("灯塔在海边，照亮船只的路。" for _ in range(60))
    for folder, text, more in (("sea", ENGLISH, LONG + LONG + LONG), ("zh", CHINESE, long)):
        note = tmp_path / "notes" / "ICML2025" / folder / "lamps.md"
        note.parent.mkdir(parents=True)
        note.write_text(f"{text.format(text=more)}\n{more}\n", "utf-8")
    assert run("add", tmp_path / "notes").code == 0
    async with reader(size=(100, 20)) as opened:
        await opened.press("l", "right_square_bracket", "right_square_bracket")

        def top() -> str:
            heading = opened.note.text_layout.heading_before(opened.note.top)
            return heading.text if heading else ""

        assert top() == "Method"
        await opened.press("w")
        assert top() == "方法详解"
        await opened.press("w")
        assert top() == "Method"
