"""The application, driven by keystrokes."""

from __future__ import annotations

import sys
from contextlib import closing

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from papernotes.config.paths import find_paths
from papernotes.reading.log.events import StateChange
from papernotes.tui.app import PapernotesApp, run_app
from papernotes.tui.dialogs.choice import ChoiceScreen
from papernotes.tui.dialogs.help import HelpScreen
from papernotes.tui.session_thread import SessionThread
from papernotes.tui.widgets.chips import Chip
from papernotes.tui.widgets.chord_bar import ChordBar
from papernotes.tui.widgets.search_bar import QueryInput
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.ui_state import saved_ui_state


def counts(opened) -> str:
    return str(opened.screen.query_one("#counts", Static).content)


def chips(opened) -> list[str]:
    return [str(chip.content) for chip in opened.screen.query(Chip) if not chip.has_class("-place")]


def hint(opened) -> str:
    return str(opened.screen.query_one("#hint", Static).content)


async def test_it_opens_on_the_papers_with_venues_topics_and_counts(filled, reader):
    async with reader(size=(150, 40)) as opened:
        assert len(opened.titles) == 6
        assert opened.state.pane == "papers"
        venues, topics = opened.venues, opened.topics
        assert [(c.slug, c.total, c.unread) for c in venues.counts] == [
            ("", 6, 6),
            ("ICLR2026", 3, 3),
            ("ICML2025", 3, 3),
        ]
        assert [(c.slug, c.total) for c in topics.counts][:2] == [("", 6), ("llm_safety", 3)]
        assert "6 unread" in counts(opened)
        assert "Calm Lanterns" in opened.note_text


async def test_moving_shows_the_chosen_papers_note(filled, reader):
    async with reader(size=(150, 40)) as opened:
        await opened.press("j", "j")
        assert opened.papers.chosen == 2
        assert opened.titles[2] in opened.note_text
        await opened.press("G")
        assert opened.papers.chosen == 5
        await opened.press("g", "g")
        assert opened.papers.chosen == 0
        await opened.press("up", "k")
        assert opened.papers.chosen == 0


async def test_h_and_l_go_from_pane_to_pane(filled, reader):
    async with reader() as opened:
        await opened.press("h")
        assert opened.state.pane == "topics"
        await opened.press("h", "h", "h")
        assert opened.state.pane == "venues"
        await opened.press("l", "right", "enter")
        assert opened.state.pane == "note"
        await opened.press("q")
        assert opened.state.pane == "papers"
        await opened.press("g", "1")
        assert opened.screen.focused is opened.venues


async def test_a_venue_and_a_topic_narrow_the_papers(filled, reader):
    async with reader() as opened:
        await opened.press("g", "1", *["j"] * 5)
        assert len(opened.titles) == 3
        await opened.press("l", "j")
        topic = opened.topics.slug
        assert topic == "image_generation"
        assert sorted(opened.titles) == ["Calm Lanterns for Harbours", "Painted Fog"]
        await opened.press("escape")
        assert len(opened.titles) == 3
        await opened.press("escape")
        assert len(opened.titles) == 6


@pytest.mark.parametrize(
    ("width", "pane", "visible"),
    [
        (80, "papers", {"papers"}), (80, "venues", {"venues", "topics"}), (80, "note", {"note"}),
        (120, "papers", {"venues", "topics", "papers"}), (120, "note", {"papers", "note"}),
        (150, "papers", {"venues", "topics", "papers", "note"}), (40, "papers", {"papers"}),
    ],
)  # fmt: skip
async def test_panes_by_width(filled, reader, width, pane, visible):
    async with reader(size=(width, 24)) as opened:
        await opened.press("g", {"papers": "3", "venues": "1", "note": "4"}[pane])
        shown = {
            name
            for name in ("venues", "topics", "papers", "note")
            if opened.screen.query_one(f"#{name}").region.area
        }
        assert shown == visible


async def test_searching_as_one_types(filled, reader):
    async with reader() as opened:
        await opened.press("slash", "f", "o")
        assert opened.titles[0] == "Painted Fog"
        await opened.press("g")
        assert opened.titles == ["Painted Fog"]
        assert "1 unread" in counts(opened)
        assert [c.slug for c in opened.venues.counts] == ["", "ICLR2026"]
        await opened.press("enter")
        assert opened.state.pane == "papers"
        assert opened.screen.focused is opened.papers
        await opened.press("escape")
        assert len(opened.titles) == 6
        assert opened.screen.query_one(QueryInput).value == ""


async def test_escape_in_the_search_bar_goes_back_to_where_it_began(filled, reader):
    async with reader() as opened:
        await opened.press("g", "1", *["j"] * 5, "slash", "z", "q")
        await opened.press("escape")
        assert opened.state.pane == "venues"
        assert len(opened.titles) == 3


async def test_matches_are_marked_and_quoted(filled, reader):
    async with reader() as opened:
        await opened.press("slash", *"sailors")
        await opened.settle()
        papers = opened.papers
        match = papers.matches[papers.ids[0]]
        start, end = match.spans[0]
        assert match.passage[start:end].casefold() == "sailors"
        lines = ["".join(part for part, _ in line) for line in papers.draw(0, 100)]
        assert [line.strip() for line in lines][1:] == ["🔬 ICLR2026 · Image Generation", match.passage]
        entry = papers.entry
        papers.show(
            [entry.id], {}, searching=True, chosen=None, fresh=False, matches={entry.id: match},
            implied=(entry.venue.slug, *(topic.slug for topic in entry.topics)),
        )  # fmt: skip
        lines = ["".join(part for part, _ in line) for line in papers.draw(0, 100)]
        assert [line.strip() for line in lines][1:] == [match.passage]  # no empty line above it


async def test_a_mistake_in_the_query_is_shown_and_the_last_results_stay(filled, reader):
    async with reader() as opened:
        await opened.press("slash", *"fog")
        await opened.press("space", "right_parenthesis")
        assert opened.titles == ["Painted Fog"]
        assert "column 5" in hint(opened)
        assert opened.screen.query_one("#hint").has_class("-mistake")
        await opened.press("backspace")
        assert not opened.screen.query_one("#hint").has_class("-mistake")


async def test_nothing_found_says_what_to_do(filled, reader):
    async with reader() as opened:
        await opened.press("slash", *"zzqqxx")
        assert opened.titles == []
        assert "nothing found" in hint(opened)
        assert opened.note_text == ""


async def test_read_and_starred_are_on_disk_and_shown(filled, reader):
    async with reader(size=(150, 40)) as opened:
        key = opened.papers.entry.key
        await opened.press("r", "s")
        state = opened.papers.state(opened.papers.entry)
        assert (state.read, state.starred) == (True, True)
        # The paper stands at two venues; it counts at both.
        assert "4 unread" in counts(opened)
        assert "★ 2" in counts(opened)
        assert opened.venues.counts[0].unread == 4
    (hit,) = [hit for hit in filled("list", "--json").objects if hit["key"] == key]
    assert (hit["read"], hit["starred"]) == (True, True)


async def test_undo_and_redo(filled, reader):
    async with reader() as opened:
        await opened.press("s", "u")
        assert not opened.papers.state(opened.papers.entry).starred
        await opened.press("U")
        assert opened.papers.state(opened.papers.entry).starred


async def test_filters_narrow_and_what_stops_matching_stays_until_the_view_is_entered_anew(filled, reader):
    async with reader() as opened:
        await opened.press("f")
        assert isinstance(opened.app.screen, ChoiceScreen)
        await opened.press("u")
        assert chips(opened) == ["unread ✕"]
        before = opened.titles
        await opened.press("r")
        assert opened.titles == before
        await opened.press("slash", *"ca", "escape")
        assert len(opened.titles) == 4  # the paper is read at both of its venues
        await opened.press("escape")
        assert chips(opened) == []


async def test_papers_are_shown_in_the_order_that_was_chosen(filled, reader):
    async with reader() as opened:
        await opened.press("S", "d")
        assert opened.titles[0] == "Calm Lanterns for Harbours"
        assert opened.titles[-1] == "Calm Lanterns for Harbours"
        assert counts(opened).endswith("date")


async def test_tab_goes_to_the_next_unread_paper(filled, reader):
    async with reader() as opened:
        await opened.press("j", "j", "r", "k", "tab")
        assert opened.papers.chosen == 3
        await opened.press("shift+tab")
        assert opened.papers.chosen == 1


async def test_the_state_of_the_last_visit_is_restored(filled, reader):
    async with reader() as opened:
        await opened.press("g", "1", *["j"] * 5, "g", "3", "j")
        title = opened.papers.entry.title
        await opened.press("f", "u")
    async with reader() as opened:
        assert opened.venues.slug == "ICLR2026"
        assert opened.papers.entry.title == title
        assert chips(opened) == ["unread ✕"]
        assert opened.state.pane == "papers"


async def test_another_copys_marks_appear(filled, reader):
    async with reader() as opened:
        entry = opened.papers.entry
        names = opened.session_thread.ask(lambda session: session.library.identifiers(entry)).result()
        from papernotes.config.paths import find_paths
        from papernotes.reading.store import ReadingStore

        with ReadingStore.open(find_paths().data) as other:
            other.apply([StateChange(names, "starred", True)])
        opened.poll()
        await opened.settle()
        assert opened.papers.state(entry).starred


async def test_what_goes_to_a_paper_from_venues_goes_to_the_papers_where_these_are_out_of_sight(
    filled, reader
):
    async with reader(size=(80, 24)) as opened:
        await opened.press("r", "g", "1", "tab")
        assert opened.state.pane == "papers"
        assert opened.papers.chosen == 2  # the second is the other entry of the paper that was read
        await opened.press("J")
        assert "no note" in opened.screen.query_one(StatusLine).said


async def test_help_shows_the_place_and_narrows(run, reader):
    async with reader() as opened:
        await opened.press("question_mark")
        assert isinstance(opened.app.screen, HelpScreen)
        text = str(opened.app.screen.query_one("#keystrokes", Static).content)
        assert "In the panes of venues, topics and papers" in text
        await opened.press(*"star")
        text = str(opened.app.screen.query_one("#keystrokes", Static).content)
        assert "Star the paper" in text
        assert "Go down one row" not in text
        await opened.press("escape")
        assert opened.app.screen is opened.screen


@pytest.mark.parametrize(
    ("keys", "place"), [("/", "In the search bar"), ("g4/", "In the find bar of a note")]
)
async def test_help_is_there_where_its_sign_is_typed_and_leads_back(filled, reader, keys, place):
    async with reader() as opened:
        await opened.press(*keys)
        typing = opened.app.focused
        await opened.press("f1")
        text = str(opened.app.screen.query_one("#keystrokes", Static).content)
        assert text.startswith(place)
        await opened.press("escape")
        assert opened.app.focused is typing


async def test_help_tells_only_what_can_be_done_where_the_reader_is(filled, reader):
    find_paths().config.mkdir(parents=True, exist_ok=True)
    find_paths().keybindings.write_text("reader:\n  order: []\n", encoding="utf-8")
    async with reader() as opened:
        await opened.press("g", "4", "question_mark")
        lines = str(opened.app.screen.query_one("#keystrokes", Static).content).splitlines()
        assert not any("Go to the search bar." in line for line in lines)  # / finds text in a note
        assert [line[0] for line in lines if "Choose the order of the papers" in line] == [
            "–"
        ]  # as configured
        await opened.press("escape", "escape", "question_mark", *"search bar.")
        text = str(opened.app.screen.query_one("#keystrokes", Static).content)
        assert "Go to the search bar." in text


async def test_the_palette_shows_the_keystrokes_in_force(filled, reader):
    find_paths().config.mkdir(parents=True, exist_ok=True)
    find_paths().keybindings.write_text("reader:\n  order: [ctrl+o]\n", encoding="utf-8")
    async with reader() as opened:
        await opened.press(":", *"order")
        names = (await opened.panel()).names
        assert (names.rows[0].text, names.rows[0].figures) == ("order", "^o")


async def test_what_is_said_of_keystrokes_is_said_of_those_in_force(filled, reader):
    find_paths().config.mkdir(parents=True, exist_ok=True)
    find_paths().keybindings.write_text(
        "reader:\n  search: f3\n  clear: f4\nlist:\n  previous_topic: b\n  next_topic:\n", encoding="utf-8"
    )
    async with reader() as opened:
        status = opened.screen.query_one(StatusLine)
        assert opened.screen.query_one(QueryInput).placeholder == "search (press F3)"
        await opened.press("n")
        assert status.said == "nothing to find; F3 begins"
        await opened.press("b")
        assert status.said == "these are all topics"
        await opened.press("space")
        assert opened.papers.border_title == "Papers · 1 selected, F4 clears"


async def test_a_chord_shows_what_can_follow_and_escape_ends_it(filled, reader):
    async with reader() as opened:
        await opened.press("y")
        bar = opened.screen.query_one(ChordBar)
        assert bar.display
        assert "copy title" in str(bar.content)
        await opened.press("escape")
        assert not bar.display
        assert opened.screen.focused is opened.papers
        status = opened.screen.query_one(StatusLine)
        assert "not bound" not in status.said
        await opened.press("y", "t")
        assert opened.app.clipboard == opened.titles[0]
        await opened.press("y", "Q")
        assert status.said == "yQ is not bound to anything"
        assert opened.screen.focused is opened.papers


async def test_own_keystrokes_work_and_the_old_ones_do_not(filled, reader, home):
    (home / "config/keybindings.yaml").write_text("list:\n  down: n\n", "utf-8")
    async with reader() as opened:
        await opened.press("n")
        assert opened.papers.chosen == 1
        await opened.press("j")
        assert opened.papers.chosen == 1


async def test_the_note_scrolls_and_its_end_marks_the_paper_read(filled, reader):
    async with reader(size=(80, 15)) as opened:
        await opened.press("l")
        note = opened.note
        assert note.max_scroll_y > 0
        await opened.press("j", "space")
        assert note.scroll_offset.y > 1
        assert not opened.papers.state(opened.papers.entry).read
        await opened.press("G")
        assert note.at_end
        assert not opened.papers.state(opened.papers.entry).read  # to look at the end is not a reading
        await opened.press("j")
        assert opened.papers.state(opened.papers.entry).read


async def test_a_note_that_was_read_to_its_end_begins_at_its_beginning_the_next_time(filled, reader):
    async with reader(size=(80, 15)) as opened:
        await opened.press("l", "G", "J", "j", "K")
        assert opened.note.top == 0
        await opened.press("J")
        assert opened.note.top == 1  # where it was left


async def test_an_empty_library_says_what_to_do(run, reader, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    run("add", empty)
    async with reader() as opened:
        assert opened.titles == []
        assert "ga adds a folder" in hint(opened)
        await opened.press("j", "r", "s", "l", "h", "o")
        assert opened.app.is_running


async def test_a_title_that_looks_like_markup_is_shown_as_it_stands(run, reader, tmp_path):
    note = tmp_path / "ICML2025" / "safety" / "odd.md"
    note.parent.mkdir(parents=True)
    note.write_text("# A [/x] Title [bold]with[/] [link='evil']Brackets\n\n## TL;DR\n\nText [/y].\n", "utf-8")
    run("add", tmp_path / "ICML2025")
    async with reader(size=(150, 30)) as opened:
        assert "[/x]" in opened.titles[0]
        await opened.press("s", "slash", *"title", "enter")
        assert "A [/x] Title" in opened.note_text


async def test_a_first_start_reads_the_sample_library_in_the_background(run, reader):
    async with reader(sync=True) as opened:
        await opened.wait_until(lambda: len(opened.titles) >= 40)
        await opened.wait_until(lambda: not opened.screen.sync.running)
        await opened.press("slash", *"attention")
        assert opened.titles


@pytest.mark.parametrize("asked", [True, False])
async def test_that_nothing_is_new_is_told_to_who_asked(filled, reader, asked):
    async with reader() as opened:
        if asked:
            await opened.press("g", "S")
        else:
            opened.screen.begin_sync()
        status = opened.screen.query_one(StatusLine)
        await opened.wait_until(lambda: status.said or not opened.screen.sync.running)
        await opened.settle()
        assert ("nothing new" in status.said) is asked


async def test_the_mouse_chooses_and_opens(filled, reader):
    async with reader(size=(150, 40)) as opened:
        await opened.pilot.click("#papers", offset=(10, 5))
        await opened.settle()
        assert opened.papers.chosen == 2
        await opened.pilot.click("#venues", offset=(3, 6))
        await opened.settle()
        assert opened.state.pane == "venues"
        assert len(opened.titles) == 3


async def test_a_click_on_the_title_of_a_list_chooses_nothing_that_has_gone_out_of_sight(filled, reader):
    async with reader(size=(80, 8)) as opened:
        papers = opened.papers
        await opened.press("G")
        papers.scroll_to(y=5, animate=False, force=True, immediate=True)
        await opened.settle()
        await opened.pilot.click("#papers", offset=(10, 0))
        await opened.settle()
        assert papers.scroll_offset.y == 5
        assert papers.chosen == papers.row_count - 1


async def test_resizing_keeps_what_was_chosen(filled, reader):
    async with reader(size=(150, 40)) as opened:
        await opened.press("j", "j", "j")
        for size in ((80, 24), (40, 15), (200, 50), (120, 40)):
            await opened.pilot.resize_terminal(*size)
            await opened.settle()
            assert opened.papers.chosen == 3


async def test_a_citation_and_bibtex_are_copied(filled, reader):
    async with reader() as opened:
        await opened.press("j", "j", "y", "y")
        assert opened.app.clipboard.startswith(f"{opened.titles[2]}.")
        await opened.press("y", "b")
        assert opened.app.clipboard.count("@inproceedings{") == 1
        assert "eprint" in opened.app.clipboard


async def test_a_title_with_a_formula_is_shown_as_text(run, reader, tmp_path):
    note = tmp_path / "ICML2025" / "safety" / "alpha.md"
    note.parent.mkdir(parents=True)
    note.write_text("# An $\\alpha$-Method\n\n## TL;DR\n\nText.\n", "utf-8")
    run("add", tmp_path / "ICML2025")
    async with reader() as opened:
        papers = opened.papers
        assert "An α-Method" in "".join(segment.text for segment in papers.render_line(0))


async def test_emptying_the_search_bar_shows_everything_again(filled, reader):
    async with reader() as opened:
        await opened.press("slash", *"zqx")
        assert opened.titles == []
        await opened.press(*["backspace"] * 3)
        assert len(opened.titles) == 6


async def test_pages_of_rows_are_moved_by(filled, reader):
    async with reader(size=(80, 15)) as opened:
        papers = opened.papers
        await opened.press("ctrl+d")
        half = papers.chosen
        assert half > 0
        await opened.press("ctrl+u", "ctrl+f")
        assert half < papers.chosen < papers.row_count
        await opened.press("ctrl+b")
        assert papers.chosen == 0


async def test_the_help_scrolls(filled, reader):
    async with reader(size=(80, 24)) as opened:
        await opened.press("question_mark")
        text = opened.app.screen.query_one(VerticalScroll)
        await opened.press("pagedown", "down")
        assert text.scroll_offset.y == text.size.height  # a page leaves one line in sight
        await opened.press("pageup", "up")
        assert text.scroll_offset.y == 0
        await opened.press("escape")
        assert opened.app.screen is opened.screen


class RunningSync:
    """Stands in for a sync in the background."""

    def __init__(self) -> None:
        self.running = True

    def cancel(self) -> None:
        self.running = False

    stop = cancel


async def test_a_sync_in_the_background_is_cancelled_by_a_keystroke(filled, reader):
    async with reader() as opened:
        opened.screen.sync.process = sync = RunningSync()
        await opened.press("ctrl+c")
        assert not sync.running
        await opened.press("ctrl+c")
        assert "leaves" in opened.screen.query_one(StatusLine).said


def test_the_session_thread_need_not_wait_long_for_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []
    before = sys.getswitchinterval()
    monkeypatch.setattr(PapernotesApp, "run", lambda app: seen.append(sys.getswitchinterval()))
    paths = find_paths()
    try:
        with closing(SessionThread(paths)) as session_thread:
            assert run_app(paths, session_thread, session_thread.ask(saved_ui_state).result(), "") == 0
    finally:
        sys.setswitchinterval(before)
    assert seen[0] <= 0.002 < before
