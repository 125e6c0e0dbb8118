"""What an area page says of its area, beside what the library has of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from papernotes.tui.dialogs.pick import PickScreen
from papernotes.views import View

ROPES = """🔒 Ropes

🧪 ICML2025 · 4 paper notes

Same area in other venues: 🔬 ICLR2026 (9)

Top topics: Cold/Frost ×2 · Ladders ×1

- Rope Ladders
-
They stay, whatever the wind does to them.
- Knots for Cold Hands That Have to be Tied and Opened Again in the Dark With Gloves On
-
A knot that opens with gloves on.
- Knots for Cold Hands That Have to be Tied and Opened Again in the Dark With Gloves On
-
The same knot, seen from the glove.
- Bridges in the Frost
-
A bridge that sways and does not fall.
"""
OTHERS = """🔒 Ropes

🔬 ICLR2026 · 2 paper notes

Same area in other venues: 🧪 ICML2025 (7)

- Nets That Mend Themselves
-
A net that closes its holes.
- Sails That Fold
-
A sail that folds without a crease.
"""


async def test_the_numbers_of_pages_stand_beside_ours_and_their_topics_find_papers(
    run: Any, tmp_path: Path, reader: Any
) -> None:
    for name, text in (("ropes", ROPES), ("others", OTHERS)):
        page = tmp_path / f"{name}.txt"
        page.write_text(text, "utf-8")
        assert run("add", page).code == 0
    async with reader((80, 24)) as opened:
        opened.show(View(venue="ICML2025", topic="ropes"))
        await opened.settle()
        screen = "\n".join(strip.text for strip in opened.strips)
        assert "─Papers · the page declares 4 notes─" in screen
        assert " 2 notes " in screen
        await opened.press("S", "p")
        assert opened.titles[0] == "Rope Ladders"
        await opened.press("g", "s")
        dialog = opened.app.screen
        assert isinstance(dialog, PickScreen)
        rows = {row.text: row.figures for row in dialog.names.rows}
        assert rows["🧪 ICML2025 (3)"] == "its page 4 · other pages 7"
        assert rows["🔬 ICLR2026 (2)"] == "other pages 9"
        await opened.press(*"frost", "enter")
        assert opened.state.view == View("cold OR frost", venue="ICML2025", topic="ropes")
        assert {title[:8] for title in opened.titles} == {"Knots fo", "Bridges "}
    async with reader((60, 24)) as opened:
        opened.show(View(venue="ICML2025", topic="ropes"))
        await opened.settle()
        assert " 2 notes" in "\n".join(strip.text for strip in opened.strips)
