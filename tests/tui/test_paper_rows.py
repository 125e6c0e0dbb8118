"""What the second line of a row says: what is not known from the view."""

from __future__ import annotations

from typing import Any

import pytest
from rich.style import Style

from papernotes.notes.catalogue.rows import Entry
from papernotes.notes.model import UNFILED, Topic, Venue
from papernotes.tui.theme.styles import ThemeStyles
from papernotes.tui.widgets.paper_row import about_paper, two_lines, with_beginning
from papernotes.tui.widgets.row_list import Part

STYLES = ThemeStyles({})
SUMMARY = "Lamps that dim by themselves cost half, and sailors see as far as before."


def entry(venue: str = "ICML2025", *topics: str, **other: Any) -> Entry:
    """An entry of a venue, with topics by their slugs."""
    facts: dict[str, Any] = {"year": None, "award": "", "notes": 1, **other}
    return Entry(
        id=1, key="x/y", paper=1, title="Lamps", venue=Venue(venue), summary=SUMMARY, keywords=(), authors=(),
        topics=tuple(Topic(slug, slug.title()) for slug in topics), arxiv=None, doi=None, code=None, date="",
        stars=None, added="", **facts,
    )  # fmt: skip


def text(parts: list[Part]) -> str:
    return "".join(part for part, _ in parts)


@pytest.mark.parametrize(
    ("shown", "implied", "said"),
    [
        (entry("ICML2025", "optics", award="Oral"), (), "ICML2025 · Optics · Oral"),
        (entry("ICML2025", "optics", award="Oral"), ("ICML2025", ""), "Optics · Oral"),
        (entry("ICML2025", "optics", "harbours"), ("ICML2025", "optics"), "Harbours"),
        (entry("ICML2025", "optics", notes=2), ("ICML2025", "optics"), "2 notes"),
        (entry("ICML2025", "optics", notes=2), ("", "optics"), "ICML2025 · 2 notes"),
        (entry(UNFILED, UNFILED), ("", ""), ""),
        (entry(UNFILED, UNFILED, year=2024), (), "2024"),
        (entry(UNFILED, "optics"), (), "Optics"),
    ],
)
def test_facts_are_those_that_the_view_does_not_imply(
    shown: Entry, implied: tuple[str, ...], said: str
) -> None:
    assert text(about_paper(shown, implied, (), STYLES)) == said


def test_lacking_words_come_first() -> None:
    shown = entry("ICML2025", "optics")
    assert text(about_paper(shown, (), ("fog",), STYLES)) == "without fog · ICML2025 · Optics"
    assert text(about_paper(shown, ("ICML2025", "optics"), ("fog",), STYLES)) == "without fog"


def test_the_beginning_of_the_summary_fills_the_room_that_is_left() -> None:
    facts: list[Part] = [("Optics", Style())]
    assert text(with_beginning(facts, SUMMARY, 40, STYLES)) == "Optics  Lamps that dim by themselves co…"
    assert text(with_beginning([], SUMMARY, 30, STYLES)) == "Lamps that dim by themselves …"
    assert text(with_beginning(facts, SUMMARY, 31, STYLES)) == "Optics"  # too little would be left
    assert text(with_beginning(facts, "", 40, STYLES)) == "Optics"


def test_a_long_title_leaves_room_for_the_first_fact() -> None:
    title = "Lamps That Dim by Themselves and What Sailors Say of Them"
    facts: list[Part] = [("ICML2025", Style()), (" · Optics", Style())]
    first, second = two_lines([(title, Style())], title, facts, 30)
    assert (text(first), text(second)) == ("Lamps That Dim by Themselves", "and What Sailors Sa…  ICML2025")
    first, second = two_lines([(title, Style())], title, [], 30)
    assert text(second) == "and What Sailors Say of Them"
