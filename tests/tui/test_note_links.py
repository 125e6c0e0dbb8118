"""Where links lead, the way back, and places kept: without a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from note_shelf import FOG, LONG, make_shelf, paragraphs

from papernotes.config.paths import find_paths
from papernotes.links import Missing, Refused, ToAnchor, ToNote, ToWeb, resolve
from papernotes.notes.catalogue.library import Library
from papernotes.reading.history import ReadingPosition
from papernotes.render import layout_note
from papernotes.tui.note.marks import link_texts, query_matches
from papernotes.tui.note.reading_position import find_again, leave, position_key
from papernotes.tui.reader.trail import MAXIMUM_STOPS, Stop, Trail


@pytest.fixture
def library(run, tmp_path) -> Iterator[Library]:
    assert run("add", make_shelf(tmp_path / "shelf"), "--name", "shelf").code == 0
    library = Library.open(find_paths().library, read_only=True)
    yield library
    library.close()


@pytest.fixture
def lights(library):
    entry = library.find("ICML2025/lights")
    assert entry is not None
    return library.notes_of(entry)[0]


@pytest.mark.parametrize(
    ("target", "key", "name"),
    [
        ("../../ICLR2026/weather/thick_fog.md", "ICLR2026/thick_fog", ""),
        ("../../ICLR2026/weather/thick_fog.md#droplets", "ICLR2026/thick_fog", "droplets"),
        ("../../ICLR2026/weather/thick_fog/", "ICLR2026/thick_fog", ""),
        ("../../ICLR2026/weather/thick%5Ffog.md", "ICLR2026/thick_fog", ""),
        ("bells.md", "ICML2025/bells", ""),
        ("./bells", "ICML2025/bells", ""),
        ("/docs/ICLR2026/weather/thick_fog.md", "ICLR2026/thick_fog", ""),
        ("../elsewhere/ICLR2026/old_topic/thick_fog.md", "ICLR2026/thick_fog", ""),
        ("https://notes.example/ICLR2026/weather/thick_fog/", "ICLR2026/thick_fog", ""),
        (
            "https://notes.example/en/ICLR2026/weather/thick_fog.html#droplets",
            "ICLR2026/thick_fog",
            "droplets",
        ),
        ("https://github.com/x/y/blob/main/docs/ICML2025/navigation/bells.md", "ICML2025/bells", ""),
        ("https://arxiv.org/abs/2503.00003", "ICML2025/bells", ""),
        ("https://www.arxiv.org/pdf/2503.00003v4.pdf", "ICML2025/bells", ""),
        ("http://arxiv.org/html/2503.00003/", "ICML2025/bells", ""),
    ],
)
def test_links_to_notes_of_the_library(library, lights, target, key, name):
    goal = resolve(library, lights, target)
    assert isinstance(goal, ToNote)
    assert (goal.entry.key, goal.name) == (key, name)


@pytest.mark.parametrize(
    "target", ["#a%1B%5D0;x%07%C2%9B2Jb%E2%80%AE", "bells.md#a%1B%5D0;x%07%C2%9B2Jb%E2%80%AE"]
)
def test_the_name_of_a_place_holds_nothing_that_a_terminal_obeys(library, lights, target: str) -> None:
    goal = resolve(library, lights, target)
    assert isinstance(goal, (ToNote, ToAnchor))
    assert goal.name == "ab"


def test_a_link_to_a_second_note_of_a_paper_leads_to_that_note(library, lights):
    goal = resolve(library, lights, "../../NeurIPS2025/weather/fog_again.md")
    assert isinstance(goal, ToNote)
    assert goal.entry.key == "NeurIPS2025/fog_again"
    assert library.notes_of(goal.entry)[goal.number].path.endswith("fog_again.md")


def test_a_paper_is_found_by_the_title_in_the_link(library, lights):
    goal = resolve(library, lights, "../old/place.md", "[ICLR 2026] Thick Fog")
    assert isinstance(goal, ToNote)
    assert goal.entry.title == "Thick Fog"


@pytest.mark.parametrize(
    ("target", "trusted"),
    [
        ("https://arxiv.org/abs/2503.00001", True),  # the note's own paper
        ("https://arxiv.org/abs/9999.99999", True),
        ("https://doi.org/10.1000/182", True),
        ("https://proceedings.openreview.net/forum?id=1", True),
        ("http://shop.example/", False),
        ("https://arxiv.org@shop.example/abs/2503.00003", False),
        ("https://notarxiv.org/abs/2503.00003", False),
    ],
)
def test_links_to_the_web(library, lights, target, trusted):
    assert resolve(library, lights, target) == ToWeb(target, trusted)


def test_links_within_the_note_and_links_that_lead_nowhere(library, lights):
    assert resolve(library, lights, "#the-m%C3%A9thod") == ToAnchor("the-méthod")
    assert resolve(library, lights, "../x/y.md", "[ICML 2024] Buoys") == Missing("Buoys")
    assert resolve(library, lights, "../x/y.md") == Missing("../x/y.md")
    for target in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//host/x",
        "http://[::1",
        "https:///x",
        "a.png",
    ):
        assert isinstance(resolve(library, lights, target), Refused), target


@settings(max_examples=40, deadline=None)
@given(target=st.text(max_size=40), text=st.text(max_size=40))
def test_no_link_makes_it_fall_over(target, text):
    library = _EMPTY
    goal = resolve(library, None, target, text)
    assert isinstance(goal, ToAnchor | ToWeb | Missing | Refused)


class _NoLibrary:
    """A library without anything in it."""

    def find(self, key: str) -> None:
        return None

    def paper_of(self, names: list[str]) -> None:
        return None


_EMPTY: Library = _NoLibrary()  # type: ignore[assignment]


# The way back


def test_the_trail_goes_back_and_forward():
    trail = Trail()
    assert trail.current is None
    assert trail.move(-1) is None
    for key in "abc":
        trail.visit(Stop(key))
    trail.leave(ReadingPosition(0.5, 7))
    assert trail.move(-1) == Stop("b")
    assert trail.move(-1) == Stop("a")
    assert trail.move(-1) is None
    assert trail.move(1) == Stop("b")
    assert trail.move(1) == Stop("c", 0, ReadingPosition(0.5, 7))
    trail.move(-1)
    trail.visit(Stop("d"))
    assert trail.move(1) is None
    assert trail.move(-1) == Stop("b")


def test_what_is_only_passed_by_is_not_on_the_trail():
    trail = Trail()
    trail.visit(Stop("a"))
    for key in "bcd":
        trail.visit(Stop(key), passing=True)
    trail.settle()
    trail.visit(Stop("e"))
    assert [trail.move(-1), trail.move(-1), trail.move(-1)] == [Stop("d"), Stop("a"), None]


def test_the_trail_forgets_what_is_long_ago():
    trail = Trail()
    for number in range(MAXIMUM_STOPS + 50):
        trail.visit(Stop(str(number)))
    steps = 0
    while trail.move(-1):
        steps += 1
    assert steps == MAXIMUM_STOPS - 1


# Places


TEXT = LONG.format(
    background=paragraphs("lanterns", 9), method=paragraphs("mirrors", 9), results=paragraphs("ships", 9)
)


@pytest.mark.parametrize("width", [40, 60, 88, 120])
def test_a_place_is_found_again_at_every_width(width):
    first = layout_note(TEXT, 88)
    other = layout_note(TEXT, width)
    for line, spans in enumerate(first.lines):
        found = find_again(other, leave(first, line))
        if width == first.width:
            assert found == line
        elif "".join(span.text for span in spans).strip():
            here, there = first.anchor_of(line), other.anchor_of(found)
            assert there.heading == here.heading
            # The head of a table is not a block of its own where the table is shown as records.
            assert there.block in (here.block, here.block - (here.block == 1))


def test_a_place_in_a_note_that_was_rewritten_is_somewhere_in_it():
    left = leave(layout_note(TEXT, 88), 120)
    for text in ("", "short", FOG.format(text="x")):
        layout = layout_note(text, 60)
        assert 0 <= find_again(layout, left) <= max(0, len(layout.lines) - 1)
    assert find_again(layout_note(TEXT, 60), ReadingPosition(float(1), 1 << 40)) < len(
        layout_note(TEXT, 60).lines
    )


def test_each_note_of_a_paper_has_a_place_of_its_own(library):
    entry = library.find("ICLR2026/thick_fog")
    assert entry is not None
    notes = library.notes_of(entry)
    keys = [position_key(notes, number) for number in range(len(notes))]
    assert keys == ["ICLR2026/thick_fog#0", "NeurIPS2025/fog_again#0"]
    again = library.find("NeurIPS2025/fog_again")
    assert again is not None
    assert position_key(library.notes_of(again), 0) == "NeurIPS2025/fog_again#0"


# What is drawn over the text


class _Word:
    """Finds a word."""

    def __init__(self, word: str) -> None:
        self.word = word

    def spans(self, text: str) -> list[tuple[int, int]]:
        starts = [at for at in range(len(text)) if text.replace("\n", " ").startswith(self.word, at)]
        return [(at, at + len(self.word)) for at in starts]


def test_matches_of_the_query_are_found_over_line_ends_and_wide_characters():
    layout = layout_note("水印 watermark and\nlong watermark removal", 20)
    lines = ["".join(span.text for span in line) for line in layout.lines]
    matches = query_matches(layout, _Word("watermark"))
    assert [match.number for match in matches] == [0, 1]
    assert (matches[0].line, matches[0].column, matches[0].width) == (0, 5, 9)
    broken = query_matches(layout, _Word("watermark removal"))
    assert {match.number for match in broken} == {0}
    assert len(broken) == 2 and broken[0].line + 1 == broken[1].line
    assert lines[broken[1].line].startswith("removal")


def test_a_links_text_is_whole_though_it_is_broken_over_lines():
    layout = layout_note("[a rather long title of a paper](x.md) and [short](y.md)", 20)
    assert link_texts(layout) == {0: "a rather long title of a paper", 1: "short"}
