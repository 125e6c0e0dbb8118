"""The real notes: every formula, and layouts at several widths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from markdown_it.token import Token

from papernotes.render import layout_note, plain_lines, render_math
from papernotes.render.markdown.parser import parse
from papernotes.render.text.cells import clean, width_of

pytestmark = pytest.mark.corpus


def formulas(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("math_inline", "math_display", "math_block"):
            yield token.content
        yield from formulas(token.children or ())


def test_every_formula_of_the_chinese_notes(chinese_notes: Path) -> None:
    sources = [
        formula
        for path in sorted(chinese_notes.rglob("*.md"))
        for formula in formulas(parse(clean(path.read_text(encoding="utf-8", errors="replace"))))
    ]
    assert len(sources) > 10_000
    with_backslash = 0
    for number, source in enumerate(sorted(set(sources))):
        line = render_math(source)
        assert line.strip(), source
        if number % 3 == 0:
            assert any(text.strip() for text in render_math(source, display=True)), source
        with_backslash += "\\" in line
    assert with_backslash * 1000 < len(set(sources))


@pytest.mark.parametrize("width", [20, 40, 88, 140])
def test_real_notes_fit(chinese_notes: Path, width: int) -> None:
    for path in sorted(chinese_notes.rglob("*.md"))[::12]:
        layout = layout_note(path.read_text(encoding="utf-8", errors="replace"), width)
        for line in plain_lines(layout):
            assert width_of(line) <= width, f"{path}: {line}"


def test_no_formula_is_left_unread_in_real_notes(chinese_notes: Path) -> None:
    raw = 0
    for path in sorted(chinese_notes.rglob("*.md"))[::6]:
        text = "\n".join(plain_lines(layout_note(path.read_text(encoding="utf-8", errors="replace"), 100)))
        raw += text.count("$$") + text.count("\\frac") + text.count("\\mathbf")
    assert raw < 20
