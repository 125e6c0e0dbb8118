"""Ten shapes of notes, laid out and compared with what is expected.

`PAPERNOTES_RENEW=1 pytest tests/render/test_snapshots.py` writes what is laid out now as expected;
read the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from styled_text import written

from papernotes.notes.model import Rating
from papernotes.render import Head, layout_note

NOTES = Path(__file__).parent / "notes"
EXPECTED = Path(__file__).parent / "expected"
WIDTHS = (40, 88)
SHAPES = sorted(path.stem for path in NOTES.glob("*.md"))
HEADS = {
    "english": Head(
        title="Quiet Gradients: When Fine-Tuning Forgets Less",
        venue="ICML2025",
        venue_icon="🧪",
        topics=("🔄 Continual Learning",),
        keywords=("forgetting", "fine-tuning"),
        arxiv="2501.00001",
        rating=Rating(None, (("Novelty", 4.0), ("Writing", 3.5))),
        minutes=2,
        read=True,
    )
}


def test_there_are_ten_shapes() -> None:
    assert len(SHAPES) >= 10


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str, width: int) -> None:
    markdown = (NOTES / f"{shape}.md").read_text(encoding="utf-8")
    layout = layout_note(markdown, width, head=HEADS.get(shape))
    text = written([[(span.text, span.style) for span in line] for line in layout.lines])
    expected = EXPECTED / f"{shape}-{width}.txt"
    if os.environ.get("PAPERNOTES_RENEW"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
