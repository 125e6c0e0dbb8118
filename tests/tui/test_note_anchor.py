"""What was on top when the reader moved last comes back on top, whatever sizes the window had meanwhile."""

from __future__ import annotations

import pytest

WORDS = " ".join(f"pebble{number:04}" for number in range(1500))
CJK = "灯台の光は海を照らし、船は港へ戻る。" * 40
CODE = "\n".join(
    f"shore_{number} = walk(from_pier={number}, until='the lamps are lit at dusk')" for number in range(40)
)
ROWS = "\n".join(f"| pier {number} | {'many lamps and bells ' * 3}| {number} |" for number in range(30))
NOTE = f"""# Long Shore Walks

**arXiv**: 2503.00077

## Words

{WORDS}

## Code

```python
{CODE}
```

## Table

| Pier | What hangs there | Count |
|---|---|---:|
{ROWS}

## Formulas

Before it $\\alpha_i = \\sum_j \\beta_j$ and behind.

$$
\\frac{{\\sum_i x_i^2}}{{\\sqrt{{1 + y}}}} = \\int_0^1 f(t) \\, dt
$$

![A lamp](lamp.png)

> A quote of the keeper, {"who walks and walks " * 30}

> and says no more.

## 日本語

{CJK}

## End

{"The last lamps are far out. " * 40}
"""


@pytest.fixture
def shore(run, tmp_path):
    file = tmp_path / "shore" / "ICML2025" / "walks" / "long_shore_walks.md"
    file.parent.mkdir(parents=True)
    file.write_text(NOTE, encoding="utf-8")
    assert run("add", tmp_path / "shore", "--name", "shore").code == 0


def top_text(opened) -> str:
    note = opened.note
    return "".join(span.text for span in note.text_layout.lines[note.top])


async def drag(opened, widths, height=30) -> None:
    for width in widths:
        await opened.pilot.resize_terminal(width, height)
        await opened.settle()


async def test_dragging_a_window_to_and_fro_does_not_move_the_reader(shore, reader):
    async with reader(size=(120, 30)) as opened:
        await opened.press("g", "3", "l", *["ctrl+f"] * 6)
        before = top_text(opened)
        word = before.split()[0]
        assert word.startswith("pebble")
        for width in [*range(116, 56, -7), *range(60, 117, 7)]:
            await drag(opened, [width])
            assert word in top_text(opened)
        await drag(opened, [120])
        assert top_text(opened) == before


@pytest.mark.parametrize("share", [0.3, 0.42, 0.5, 0.55, 0.6, 0.66, 0.7, 0.75, 0.8, 0.9, 1.0])
async def test_every_line_comes_back(shore, reader, share):
    async with reader(size=(120, 30)) as opened:
        await opened.press("g", "3", "l", "G")
        note = opened.note
        note.go_to(round(share * note.max_scroll_y))
        line, text = note.top, top_text(opened)
        await opened.press("minus", "minus", "plus", "plus")
        await drag(opened, [70, 101, 55])
        await opened.press("m", "T")
        await drag(opened, [160], height=50)
        await opened.press("T", "m")
        opened.app.theme = "nord"
        await drag(opened, [120, 63], height=12)
        await opened.press("Z")
        await drag(opened, [90])
        await opened.press("Z")
        await drag(opened, [120])
        assert (note.top, top_text(opened)) == (line, text)


async def test_the_reader_who_moves_has_another_place(shore, reader):
    async with reader(size=(120, 30)) as opened:
        await opened.press("g", "3", "l", *["ctrl+f"] * 3)
        await drag(opened, [60])
        await opened.press("j", "j")
        word = top_text(opened).split()[0]
        await drag(opened, [120])
        assert word in top_text(opened)
        await opened.press("G")
        await drag(opened, [120], height=60)
        await opened.press("G")  # which is where it was already
        await drag(opened, [120], height=30)
        assert opened.note.top > 0
        last = top_text(opened)
        await drag(opened, [80, 120])
        assert top_text(opened) == last


async def test_a_find_goes_back_to_where_it_began_at_another_width(shore, reader):
    async with reader(size=(120, 30)) as opened:
        await opened.press("g", "3", "l", *["ctrl+f"] * 3)
        before = top_text(opened)
        await opened.press("slash", *"far out")
        await drag(opened, [60, 90, 120])
        await opened.press("escape")
        assert top_text(opened) == before


async def test_the_match_that_one_went_to_stays_the_current_one(shore, reader, run):
    run("index")
    async with reader(size=(120, 30)) as opened:
        await opened.press("slash", *"lamps", "enter", "l", "n", "n", "n")
        note = opened.note
        at, top = note.matches.count, top_text(opened)
        assert at.startswith("3 of")
        await drag(opened, [80, 60, 120])
        assert (note.matches.count, top_text(opened)) == (at, top)
        await opened.press("n")
        assert note.matches.count.startswith("4 of")


async def test_a_list_comes_back_to_its_place(run, reader, tmp_path):
    for number in range(60):
        file = tmp_path / "tree" / "ICML2025" / "walks" / f"walk_{number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# Shore Walk Number {number:02}\n\nLamps.\n", encoding="utf-8")
    assert run("add", tmp_path / "tree", "--name", "tree").code == 0
    async with reader(size=(120, 40)) as opened:
        await opened.press("g", "3", *["ctrl+f"] * 3, *["k"] * 6)
        papers = opened.papers
        before = papers.scroll_offset.y, papers.chosen
        assert before[0] > 0
        for height in (30, 12, 9, 20, 70, 140, 40):
            await drag(opened, [100], height)
            top = papers.scroll_offset.y
            assert top <= papers.chosen * papers.row_height < top + papers.scrollable_content_region.height
        await drag(opened, [120], 40)
        assert (papers.scroll_offset.y, papers.chosen) == before
