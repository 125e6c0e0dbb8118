"""Reading a note: contents, finding, links, back and forward, places, widths."""

from __future__ import annotations

import json

import pytest
from note_shelf import make_shelf

from papernotes.tui.dialogs.choice import ChoiceScreen
from papernotes.tui.jobs.note import lay_out
from papernotes.tui.messages import NoteRequest
from papernotes.tui.note.view import NoteView
from papernotes.tui.widgets.find_bar import FindBar
from papernotes.tui.widgets.status_line import StatusLine


@pytest.fixture
def shelf(run, tmp_path):
    assert run("add", make_shelf(tmp_path / "shelf"), "--name", "shelf").code == 0
    return tmp_path / "shelf"


@pytest.fixture
def visited(monkeypatch):
    """The addresses that the browser was sent to."""
    urls: list[str] = []
    monkeypatch.setattr("papernotes.tui.app.PapernotesApp.open_url", lambda self, url, **_: urls.append(url))
    return urls


async def read(opened, title="Harbour Lights"):
    """Go to the paper of a title, and into its note."""
    papers = opened.papers
    papers.choose(opened.titles.index(title))
    await opened.settle()
    await opened.press("l")
    assert title in opened.note_text


def top_line(opened) -> str:
    note = opened.note
    return "".join(span.text for span in note.text_layout.lines[note.top])


def said(opened) -> str:
    return opened.screen.query_one(StatusLine).said


def drawn(opened) -> list[str]:
    note = opened.note
    return [note.render_line(y).text for y in range(note.page)]


# Contents


async def test_the_contents_show_the_headings_and_go_to_the_one_taken(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("t")
        headings = [row.text.strip() for row in (await opened.panel()).names.rows]
        assert headings == ["TL;DR", "Background", "Method", "Results", "Related Papers"]
        await opened.press("down", "down", "enter")
        assert top_line(opened) == "Method"


async def test_the_contents_narrow_by_typing(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("t", *"resu")
        screen = await opened.panel()
        assert [row.text.strip() for row in screen.names.rows] == ["Results"]
        await opened.press("enter")
        assert top_line(opened) == "Results"
        await opened.press("t", *"zzz", "enter", "escape")
        assert top_line(opened) == "Results"


async def test_the_contents_begin_at_the_heading_that_one_reads_under(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("]", "]", "]", "j", "j", "t")
        names = (await opened.panel()).names
        assert names.rows[names.chosen].text.strip() == "Method"
        await opened.press("escape")
        assert opened.state.pane == "note"


async def test_headings_are_gone_to_one_by_one(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("]", "]")
        assert top_line(opened) == "Background"
        await opened.press("[")
        assert top_line(opened) == "TL;DR"
        await opened.press("[", "[")
        assert opened.note.top == 0


# Finding


async def test_finding_marks_matches_as_one_types_and_counts_them(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("slash", *"MIRR")
        note = opened.note
        assert note.matches.count == "1 of 12"
        assert "mirrors" in "".join(drawn(opened))
        await opened.press("enter")
        assert opened.screen.focused is note
        await opened.press("n", "n")
        assert note.matches.count == "3 of 12"
        assert "3 of 12" in str(note.border_title)
        await opened.press("N", "N", "N")
        assert note.matches.count == "12 of 12"
        assert "again from the end" in said(opened)
        await opened.press("n")
        assert note.matches.count == "1 of 12"
        await opened.press("escape")
        assert note.matches.count == "" and opened.state.pane == "note"
        await opened.press("escape")
        assert opened.state.pane == "papers"


async def test_escape_while_typing_goes_back_to_where_the_find_began(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("j", "j", "slash", *"mirrors")
        assert opened.note.top > 20
        await opened.press("escape")
        assert opened.note.top == 2
        assert not opened.screen.query_one(FindBar).is_open
        assert opened.state.pane == "note"


async def test_what_is_not_there_is_said(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("slash", *"zebra")
        assert opened.note.matches.count == "not found"
        await opened.press("enter", "n")
        assert "no zebra here" in said(opened)


async def test_a_find_lasts_when_the_width_changes_and_ends_with_the_note(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("slash", *"mirrors", "enter", "n")
        await opened.press("minus", "minus")
        assert opened.note.matches.count == "2 of 12"
        await opened.press("J")
        assert opened.note.matches.count == ""


async def test_n_goes_through_the_matches_of_the_search(shelf, reader, run):
    run("index")
    async with reader() as opened:
        await opened.press("slash", *"mirrors", "enter", "l")
        note = opened.note
        assert note.matches.count == "12 found"
        await opened.press("n", "n")
        assert note.matches.count == "2 of 12"
        line = note.matches.match(1).line
        assert note.top <= line < note.top + note.page


# Links


async def test_tab_goes_from_link_to_link_and_enter_follows(shelf, reader, visited):
    async with reader() as opened:
        await read(opened)
        await opened.press("tab")
        assert "https://arxiv.org/abs/2503.00001" in said(opened)
        await opened.press("tab")
        assert "github.com" in said(opened)
        await opened.press("shift+tab", "enter")
        assert visited == ["https://arxiv.org/abs/2503.00001"]
        assert "opened https://arxiv.org" in said(opened)


async def test_a_link_within_the_note_goes_there_and_back_returns(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("tab", "tab", "tab")
        before = opened.note.top
        await opened.press("enter")
        assert top_line(opened) == "Method"
        await opened.press("H")
        assert opened.note.top == before
        await opened.press("L")
        assert top_line(opened) == "Method"


async def test_unknown_hosts_are_asked_about(shelf, reader, visited):
    async with reader() as opened:
        await read(opened)
        await opened.press("tab", "tab", "tab", "tab", "enter")
        assert isinstance(opened.app.screen, ChoiceScreen)
        await opened.press("n")
        assert visited == []
        await opened.press("enter", "y")
        assert visited == ["https://shop.example/lamps"]


async def test_an_arxiv_link_to_a_paper_of_the_library_opens_its_note(shelf, reader, visited):
    async with reader() as opened:
        await read(opened)
        await opened.press(*["tab"] * 5, "enter")
        assert "Fog hides lamps" in opened.note_text
        assert visited == []
        assert opened.papers.entry.title == "Thick Fog"


async def test_related_papers_have_read_marks_and_lead_to_notes_and_back(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("G")
        assert any(
            "● Thick Fog" in line or "● ICLR 2026" in line or "● [ICLR" in line for line in drawn(opened)
        )
        top = opened.note.top
        await opened.press("tab", "enter")
        assert "Fog hides lamps" in opened.note_text
        await opened.press("r", "backspace")
        assert "Harbour Lights" in opened.note_text
        assert opened.note.top == top
        assert not any("● " in line and "Fog" in line for line in drawn(opened))
        await opened.press("L")
        assert "Fog hides lamps" in opened.note_text


async def test_a_paper_that_is_not_in_the_library_can_be_looked_for(shelf, reader, visited):
    async with reader() as opened:
        await read(opened)
        await opened.press("G", "tab", "tab", "enter")
        assert isinstance(opened.app.screen, ChoiceScreen)
        assert "not in the library: A Lost Paper on Buoys" in said(opened)
        await opened.press("y")
        assert visited == ["https://arxiv.org/search/?searchtype=title&query=A+Lost+Paper+on+Buoys"]


async def test_a_linked_note_outside_the_view_leaves_the_list_alone(shelf, reader):
    async with reader() as opened:
        await opened.press("g", "1")
        venues = opened.venues
        venues.choose(
            next(row for row, found in enumerate(venues.rows) if getattr(found, "slug", "") == "ICML2025")
        )
        await opened.settle()
        await opened.press("g", "3")
        await read(opened)
        titles = opened.titles
        await opened.press("G", "tab", "enter")
        assert "Fog hides lamps" in opened.note_text
        assert "not in this view" in str(opened.note.border_title)
        assert opened.titles == titles
        await opened.press("s")
        assert "★ starred" in opened.note_text
        await opened.press("h", "l")
        assert "Harbour Lights" in opened.note_text


async def test_the_site_address_of_a_note_leads_to_its_place_there(shelf, reader, visited):
    async with reader() as opened:
        await read(opened, "Thick Fog")
        if "Fog hides" not in opened.note_text:
            await opened.press("w")
        await opened.press("G", "tab", "enter")
        assert visited == []
        assert top_line(opened) == "Results"


async def test_letters_follow_links(shelf, reader, visited):
    async with reader() as opened:
        await read(opened)
        await opened.press("f")
        assert any("sithub.com" in line for line in drawn(opened))
        await opened.press("s")
        assert visited == ["https://github.com/example/lights"]
        await opened.press("f", "1")
        assert any("github.com" in line for line in drawn(opened))
        await opened.press("j")
        assert opened.note.top == 1


async def test_a_click_on_a_link_follows_it(shelf, reader, visited):
    async with reader() as opened:
        await read(opened)
        note = opened.note
        link = note.text_layout.links[0]
        await opened.pilot.click("#note", offset=(note.margin + link.column + 1, link.line + 1 - note.top))
        await opened.settle()
        assert visited == ["https://arxiv.org/abs/2503.00001"]


# Back and forward


async def test_back_and_forward_through_what_was_read(shelf, reader):
    async with reader() as opened:
        await read(opened, "Bells")
        await opened.press("q")
        await read(opened, "Harbour Lights")
        await opened.press("]", "]")
        top = opened.note.top
        await opened.press("H")
        assert "Bells ring" in opened.note_text
        await opened.press("H")
        assert "no earlier note to go back to" in said(opened)
        await opened.press("L")
        assert opened.note.top == top
        await opened.press("L")
        assert "no later note" in said(opened)
        await opened.press("q", "H")
        assert opened.state.pane == "note"
        assert "Harbour Lights" in opened.note_text


# Places


async def test_the_place_in_a_note_is_remembered_at_another_width(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("t", *"method", "enter", "j", "j")
        text = top_line(opened)
        assert text.startswith("The loss")
        await opened.press("J", "K")
        assert top_line(opened) == text
    async with reader(size=(70, 20)) as opened:
        await opened.press("l")
        assert "Harbour Lights" in opened.note_text
        assert top_line(opened).startswith("The loss")


async def test_the_place_stays_when_the_pane_is_resized(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("t", *"results", "enter")
        await opened.pilot.resize_terminal(60, 20)
        await opened.settle()
        assert top_line(opened) == "Results"


async def test_opened_notes_are_in_the_history_but_not_those_passed_in_the_list(shelf, reader):
    async with reader(size=(160, 40)) as opened:
        await opened.press("j", "j", "k", "k")
        history = opened.session_thread.ask(lambda session: session.reading.history()).result()
        assert history == ()
        await read(opened)
        history = opened.session_thread.ask(lambda session: session.reading.history()).result()
        assert [one.entry for one in history] == ["ICML2025/lights"]


async def test_papers_passed_by_are_opened_when_one_rests(shelf, reader, monkeypatch):
    monkeypatch.setattr("papernotes.tui.reader.note.OPENED_AFTER_SECONDS", 0.3)
    async with reader() as opened:
        await read(opened, "Bells")
        for _ in range(2):  # at once, as when the key is held down
            opened.note.action_next_paper(1)
        await opened.settle()

        def opened_notes() -> int:
            return len(opened.session_thread.ask(lambda session: session.reading.history()).result())

        await opened.wait_until(lambda: opened_notes() >= 2)
        assert opened_notes() == 2
        await opened.press("H")
        assert "Bells ring" in opened.note_text


async def test_notes_are_seen_in_passing_while_one_pages_through_papers(shelf, reader, monkeypatch):
    seen: list[str] = []
    show = NoteView.show

    def watched(self, layout, key, *rest, **more):
        seen.append(key)
        show(self, layout, key, *rest, **more)

    async with reader() as opened:
        await read(opened, "Bells")
        monkeypatch.setattr(NoteView, "show", watched)
        note, screen = opened.note, opened.screen
        opened.papers.choose(1)
        late = opened.session_thread.ask(
            lambda session: lay_out(session, NoteRequest(screen.ui.papers.ids[0], 0, note.text_width))
        ).result()
        await opened.settle()
        assert late is not None
        screen.note.laid_out(late)  # of the paper that was chosen before
        assert seen == ["ICML2025/lights#0", "ICML2025/bells#0"]
        assert screen.note.trail.current is not None and screen.note.trail.current.key == "ICML2025/lights"


async def test_the_notes_around_are_laid_out_while_one_reads(shelf, reader, monkeypatch):
    ahead: list[int] = []
    monkeypatch.setattr("papernotes.tui.reader.note.AHEAD_DELAY_SECONDS", 0.01)
    monkeypatch.setattr(
        "papernotes.tui.jobs.note.lay_out_ahead", lambda session, wanted: ahead.append(wanted.id)
    )
    async with reader(size=(160, 40)) as opened:
        await read(opened, "Bells")
        papers = opened.papers
        ahead.clear()
        papers.choose(1)
        papers.choose(2)  # at once, so that the first is passed by
        await opened.settle()
        assert ahead == [papers.ids[3], papers.ids[1]]


async def test_a_layout_is_kept_until_what_it_says_is_no_longer_so(shelf, reader):
    async with reader() as opened:
        await read(opened)
        first = opened.note.text_layout
        await opened.press("J", "K")
        assert opened.note.text_layout is first
        await opened.press("s")
        assert opened.note.text_layout is not first
        assert "★ starred" in opened.note_text


async def test_reading_goes_on_where_the_reader_left(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("t", *"results", "enter")
        line = top_line(opened)
    async with reader() as opened:
        await opened.settle()
        assert opened.state.pane == "note"
        assert opened.screen.focused is opened.note
        assert (top_line(opened), line) == ("Results", "Results")
        await opened.press("q")
    async with reader() as opened:
        assert opened.state.pane == "papers"


async def test_the_list_is_begun_with_where_the_note_is_gone(shelf, reader, run):
    async with reader() as opened:
        await read(opened, "Bells")
    (shelf / "ICML2025" / "navigation" / "bells.md").unlink()
    assert run("sync").code == 0
    async with reader() as opened:
        await opened.settle()
        assert opened.state.pane == "papers"


async def test_the_end_marks_the_paper_read_once_so_that_it_can_be_undone(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("t", *"related", "enter")
        row = opened.papers.chosen
        assert opened.papers.is_unread(row), "a jump is no reading"
        await opened.press("G")
        assert opened.papers.is_unread(row), "nor is this"
        await opened.press("j")
        assert not opened.papers.is_unread(row)
        await opened.press("u")
        assert opened.papers.is_unread(row)
        await opened.press("k", "j", "j")
        assert opened.papers.is_unread(row)


async def test_another_theme_repaints_the_note(shelf, reader):
    async with reader() as opened:
        await read(opened)
        before = opened.note.render_line(0)
        opened.app.theme = "textual-light"
        await opened.settle()
        after = opened.note.render_line(0)
        assert before.text == after.text
        assert [segment.style for segment in before] != [segment.style for segment in after]


# Other notes, other widths, formulas and tables


async def test_w_goes_through_the_papers_notes_of_all_venues(shelf, reader):
    async with reader() as opened:
        await read(opened, "Thick Fog")
        first = opened.note_text
        await opened.press("w")
        assert "Thick Fog · note 2 of 2" in str(opened.note.border_title)
        texts = first + opened.note_text
        assert "Fog hides lamps" in texts and "The same fog" in texts
        await opened.press("w")
        assert opened.note_text.splitlines()[0] == first.splitlines()[0]
        await opened.press("q")
        await read(opened, "Bells")
        await opened.press("w")
        assert "no other note" in said(opened)


async def test_the_width_of_the_text_is_changed_and_remembered(shelf, reader, home):
    async with reader(size=(220, 30)) as opened:
        await read(opened)
        await opened.press("minus", "minus", "minus")
        assert opened.note.text_layout.width == 76
        await opened.press("plus")
        assert opened.note.text_layout.width == 80
        for _ in range(20):
            await opened.pilot.press("minus")
        await opened.settle()
        assert opened.note.text_layout.width == 40
        await opened.press("q")
    assert json.loads((home / "data" / "visit.json").read_text("utf-8"))["measure"] == 40
    async with reader(size=(220, 30)) as opened:
        assert opened.note.text_layout.width == 40


async def test_formulas_as_source_and_copied(shelf, reader):
    async with reader() as opened:
        await read(opened)
        assert "α² + 1" in opened.note_text
        await opened.press("m")
        assert "\\alpha^2" in opened.note_text
        await opened.press("m", "M")
        assert opened.app.clipboard == "\\alpha^2 + 1"
        await opened.press("t", *"results", "enter", "y", "m")
        assert opened.app.clipboard.strip() == "\\beta = \\gamma"


async def test_tables_in_full_width_are_moved_sideways(shelf, reader):
    async with reader(size=(80, 30)) as opened:
        await read(opened)
        await opened.press("t", *"results", "enter")
        assert not any("outermost pier in a storm" in line for line in drawn(opened))
        await opened.press("T")
        assert any("oil lamp" in line for line in drawn(opened))
        assert not any("turns to the north" in line for line in drawn(opened))
        await opened.press(*[">"] * 12)
        assert any("turns to the north" in line for line in drawn(opened))
        assert any(line.strip().startswith("Paragraph 1 tells") for line in drawn(opened))
        await opened.press(*["<"] * 12)
        assert any("oil lamp" in line for line in drawn(opened))


# Notes without text


async def test_a_note_whose_text_is_gone_shows_what_the_library_knows(shelf, reader):
    (shelf / "ICML2025" / "navigation" / "lights.md").unlink()
    async with reader() as opened:
        await read(opened)
        assert "Lamps on piers guide ships." in opened.note_text
        assert "lights.md: No such file" in " ".join(opened.note_text.split())
        await opened.press("n", "N", "M", "]", "[", "G")
        assert "Harbour Lights" in opened.note_text


async def test_an_empty_note_says_so(shelf, reader, run):
    (shelf / "ICML2025" / "navigation" / "empty_pier.md").write_text("# Empty Pier\n", "utf-8")
    assert run("sync").code == 0
    async with reader() as opened:
        await read(opened, "Empty Pier")
        await opened.press("tab", "f", "M", "n", "G", "t", "escape")
        assert opened.note_text.strip()


async def test_leaving_an_empty_list_does_nothing(shelf, reader):
    async with reader() as opened:
        await opened.press("slash", *"zzzzzz", "enter", "H", "L", "g", "4")
        assert opened.state.pane == "papers"


async def test_the_wheel_scrolls_and_counts_as_reading(shelf, reader):
    async with reader() as opened:
        await read(opened)
        note = opened.note
        for _ in range(120):
            note._scroll_down_for_pointer(animate=False)  # noqa: SLF001  # as the mouse has it done
        await opened.settle()
        assert note.at_end
        assert "100%" in str(note.border_title)
        assert not opened.papers.is_unread(opened.papers.chosen)


# Opening


async def at_hand(opened, title="Harbour Lights"):
    """Rest on the paper of a title, until its note is at hand."""
    opened.papers.choose(opened.titles.index(title))
    await opened.settle()
    opened.screen.note.lay_out_ahead()
    await opened.settle()


async def test_a_note_laid_out_ahead_is_in_its_pane_before_that_is_in_sight(shelf, reader):
    async with reader(size=(80, 24)) as opened:
        screen = opened.screen
        await at_hand(opened)
        screen.panes.go("note")
        assert "Harbour Lights" in opened.note_text
        first = screen.ui.note.text_layout
        await opened.settle()
        assert screen.ui.note.text_layout is first
        assert screen.note.trail.current is not None and screen.note.trail.current.key == "ICML2025/lights"


async def test_what_was_laid_out_ahead_is_not_shown_once_the_paper_was_marked(shelf, reader):
    async with reader(size=(80, 24)) as opened:
        screen = opened.screen
        await at_hand(opened)
        before = screen.note.ahead
        await opened.press("s")
        assert before is not None and screen.note.ahead is not before
        await opened.press("l")
        assert "★ starred" in opened.note_text


async def test_no_other_note_is_seen_while_one_is_opened(shelf, reader):
    async with reader(size=(80, 24)) as opened:
        await read(opened)
        await opened.press("q")
        opened.papers.choose(opened.titles.index("Bells"))
        opened.screen.panes.go("note")
        assert opened.note_text.strip() == ""
        await opened.settle()
        assert "Bells" in opened.note_text


async def test_a_note_is_opened_again_where_it_was_left(shelf, reader):
    async with reader(size=(80, 24)) as opened:
        await read(opened)
        await opened.press("t", *"results", "enter")
        line = top_line(opened)
        await opened.press("q")
        opened.screen.note.lay_out_ahead()
        await opened.settle()
        await opened.press("l")
        assert (top_line(opened), line) == ("Results", "Results")


async def test_the_note_beside_the_list_is_scrolled_from_there(shelf, reader):
    async with reader(size=(160, 40)) as opened:
        opened.papers.choose(opened.titles.index("Harbour Lights"))
        await opened.settle()
        await opened.press("J", "J")
        assert opened.note.top == 6
        await opened.press("K")
        assert opened.note.top == 3
        assert opened.state.pane == "papers"


async def test_one_goes_through_the_finds_while_typing_what_to_find(shelf, reader):
    async with reader() as opened:
        await read(opened)
        await opened.press("slash", *"mirrors")
        note = opened.note
        first = note.matches.current
        await opened.press("ctrl+n", "ctrl+n")
        assert first is not None and note.matches.current == first + 2
        await opened.press("ctrl+p")
        assert note.matches.current == first + 1
        assert opened.app.focused is opened.screen.query_one(FindBar).query_one("Input")
