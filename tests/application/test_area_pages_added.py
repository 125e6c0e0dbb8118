"""Area pages that are pasted, saved and added again: a newer copy takes the place of the earlier one."""

from __future__ import annotations

import io

import pytest
from page_server import send, serving

ROPES = "🔒 Ropes\n🧪 ICML2025 · {} paper notes\n"
LADDERS = "- Rope Ladders\n-\nThey hold, whatever the wind does to them.\n"
KNOTS = "- Knots for Cold Hands\n-\nA knot that opens with gloves on.\n"
NETS = "🔒 Nets\n🧪 ICML2025 · 1 paper notes\n- Nets That Mend Themselves\n-\nA net that closes its holes.\n"


@pytest.fixture
def paste(run, monkeypatch):
    def paste(text, *arguments):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return run("add", "-", *arguments)

    return paste


def sources(run):
    return {source["name"]: source["notes"] for source in run("sources", "--json").objects}


def titles(run, query=""):
    return sorted(entry["title"] for entry in run("list", "--json", *([query] if query else [])).objects)


def test_the_same_page_again_is_nothing_new(run, paste, home):
    page = ROPES.format(2) + LADDERS + KNOTS
    paste(page)
    done = paste(page)
    assert "page-1: replaces the same page, added earlier as page-1" in done.out
    assert "page-1: 2 notes, nothing new" in done.out
    assert sources(run) == {"page-1": 2}
    assert [file.name for file in (home / "data/pages").iterdir()] == ["page-1.txt"]
    assert all(entry["notes"] == 1 for entry in run("list", "--json").objects)


def test_a_newer_edition_replaces_the_earlier_and_keeps_marks(run, paste):
    paste(ROPES.format(1) + LADDERS)
    run("mark", "ICML2025/rope_ladders", "--star")
    paste(ROPES.format(2) + KNOTS + LADDERS)
    assert titles(run) == ["Knots for Cold Hands", "Rope Ladders"]
    assert titles(run, "is:starred") == ["Rope Ladders"]
    assert sources(run) == {"page-1": 2}


def test_a_saved_file_replaces_what_was_pasted(run, paste, tmp_path, home):
    paste(ROPES.format(1) + LADDERS)
    file = tmp_path / "saved.txt"
    file.write_text(ROPES.format(2) + LADDERS + KNOTS, "utf-8")
    assert run("add", file).code == 0
    assert sources(run) == {"page-1": 2}
    assert list((home / "data/pages").iterdir()) == []
    assert file.exists()


def test_another_area_or_language_is_another_page(run, paste):
    paste(ROPES.format(1) + LADDERS)
    paste(NETS)
    paste("🔒 Ropes\n🧪 ICML2025 · 1 篇论文笔记\n- 绳梯\n-\n无论风怎么吹，它都牢固。\n")
    assert sources(run) == {"page-1": 1, "page-2": 1, "page-3": 1}


def test_a_file_with_several_pages_replaces_each(run, paste):
    paste(ROPES.format(1) + LADDERS)
    paste(NETS)
    paste(ROPES.format(2) + LADDERS + KNOTS + "\n" + NETS)
    assert sources(run) == {"page-1": 3}
    assert titles(run) == ["Knots for Cold Hands", "Nets That Mend Themselves", "Rope Ladders"]


def test_a_page_that_another_source_has_among_others_is_refused(run, paste, home):
    paste(ROPES.format(1) + LADDERS + "\n" + NETS)
    done = paste(NETS)
    assert done.code == 1
    assert done.err == (
        "papernotes: the page ICML2025 · nets is in the source page-1 already, with other pages; "
        "`papernotes remove page-1` first\n"
    )
    assert sources(run) == {"page-1": 2}
    assert [file.name for file in (home / "data/pages").iterdir()] == ["page-1.txt"]


def test_a_list_of_sources_that_cannot_be_written_leaves_the_pages_as_they_are(run, paste, home):
    paste(ROPES.format(1) + LADDERS)
    lock = home / "config/sources.lock"
    lock.unlink()
    lock.mkdir()
    for page in (ROPES.format(2) + LADDERS + KNOTS, NETS):
        done = paste(page)
        assert done.code == 1
        assert f"cannot write {lock}: " in done.err
    (file,) = (home / "data/pages").iterdir()
    assert file.read_text("utf-8") == ROPES.format(1) + LADDERS
    assert sources(run) == {"page-1": 1}


@pytest.mark.parametrize("kept", [False, True])
def test_a_page_is_moved_in_its_likeliest_reading(kept, run, paste, tmp_path, home):
    file = tmp_path / "ropes.txt"
    file.write_text(ROPES.format(1) + LADDERS, "utf-8")
    if kept:
        paste(file.read_text("utf-8"), "--name", "ropes")
    else:
        run("add", file, "--name", "ropes")
    run("mark", "ICML2025/rope_ladders", "--star")
    before = run("sources", "--json").objects
    unread = tmp_path / "unread.txt"
    unread.write_text("", "utf-8")
    assert run("move", "ropes", unread, "--force").code == 1
    assert run("sources", "--json").objects == before
    newer = tmp_path / "newer.txt"
    newer.write_text(UNCLEAR, "utf-8")
    assert run("move", "ropes", newer).code == 1
    assert run("sources", "--json").objects == before
    newer.write_text(ROPES.format(2) + LADDERS + KNOTS, "utf-8")
    assert run("move", "ropes", newer, "--force").code == 0
    assert sources(run) == {"ropes": 2}
    assert titles(run, "is:starred") == ["Rope Ladders"]
    assert len(list((home / "data/pages").iterdir())) == 1


UNCLEAR = (
    "Topic\n\nICML2025 · 9 notes\n\n"
    + "some words that go on\n\nand on. And on with\n\nmore of them.\n\n" * 5
)


def test_a_page_that_is_not_clear_replaces_nothing(run, paste, home):
    paste("Topic\n\nICML2025 · 1 notes\n\n" + LADDERS)
    done = paste(UNCLEAR)
    assert done.code == 1
    assert "declares 9 notes" in done.err
    assert "standard input:" in done.err
    assert "--force" in done.err
    assert titles(run) == ["Rope Ladders"]
    assert len(list((home / "data/pages").iterdir())) == 1


@pytest.mark.parametrize(
    "excuse",
    [
        "",
        "\x00\x01",
        "Back soon.\n",
        "# Log in\n\nPlease.\n",
        "<html><body><h1>Error</h1><p>x</p></body></html>",
    ],
)
@pytest.mark.parametrize("in_folder", [False, True])
def test_what_is_no_page_any_more_takes_nothing_away(run, tmp_path, excuse, in_folder):
    page = ROPES.format(2) + LADDERS + KNOTS
    (tmp_path / "site").mkdir()
    file = tmp_path / "site" / "ropes.txt"
    file.write_text(page, "utf-8")
    run("add", file.parent if in_folder else file)
    before = titles(run, "")
    file.write_text(excuse, "utf-8")
    done = run("sync")
    assert "2 notes, nothing new" in done.out
    assert done.err.count("what was read from it before stays") == 1
    assert titles(run, "") == before
    file.write_text(page, "utf-8")
    assert run("sync").err == ""
    file.unlink()
    run("sync")
    assert titles(run, "") == ([] if in_folder else before)


def test_force_takes_the_likeliest_reading_and_keeps_it(run, paste):
    assert paste(UNCLEAR, "--force").code == 0
    found = titles(run)
    assert found
    assert "nothing new" in run("sync").out
    assert titles(run) == found


def test_a_saved_web_page_is_added(run, tmp_path):
    file = tmp_path / "Ropes.html"
    file.write_text(
        "<!doctype html><html><body><nav>Home</nav><article><h1>🔒 Ropes</h1>"
        "<p><strong>🧪 ICML2025</strong> · <strong>2</strong> paper notes</p>"
        "<ul><li><a href='a/'>Rope Ladders</a><p>They hold, whatever the wind does.</p></li>"
        "<li><a href='b/'>Knots for Cold Hands</a><p>A knot that opens with gloves on.</p></li></ul>"
        "</article></body></html>",
        "utf-8",
    )
    assert run("add", file).code == 0
    assert titles(run) == ["Knots for Cold Hands", "Rope Ladders"]
    assert "gloves on" in run("show", "ICML2025/knots_for_cold_hands").out
    assert titles(run, "gloves") == ["Knots for Cold Hands"]


WEB_PAGE = "<!doctype html><html><body><article><h1>🔒 Ropes</h1><p>🧪 ICML2025 · {} paper notes</p><ul>{}</ul></article></body></html>"
ITEM = "<li><a href='x/'>{}</a><p>{}</p></li>"


def test_a_page_is_added_and_synced_by_its_address(run):
    items = [ITEM.format("Rope Ladders", "They hold, whatever the wind does.")]
    with serving(lambda asked: send(asked, body=WEB_PAGE.format(len(items), "".join(items)).encode())) as (
        address,
        _,
    ):
        done = run("add", f"{address}/ICML2025/ropes/")
        assert done.code == 0, done.err
        run("mark", "ICML2025/rope_ladders", "--star")
        items.append(ITEM.format("Knots for Cold Hands", "A knot that opens with gloves on."))
        assert "1 new" in run("sync").out
    assert titles(run) == ["Knots for Cold Hands", "Rope Ladders"]
    assert titles(run, "is:starred") == ["Rope Ladders"]
    assert run("sources", "--json").objects[0]["kind"] == "web"
    assert run("sync").code == 1  # the server is gone; what was fetched stays
    assert titles(run) == ["Knots for Cold Hands", "Rope Ladders"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><script>x()</script></html>", "is a web page without text"),
        (b"<html><title>Sign in</title><p>Members only.</p></html>", "asks to sign in"),
    ],
)
def test_an_address_without_notes_is_refused_and_no_source(run, body, reason):
    with serving(lambda asked: send(asked, body=body)) as (address, _):
        done = run("add", f"{address}/page/")
    assert done.code == 1
    assert reason in done.err
    assert len(done.err.splitlines()) == 1
    assert [source["name"] for source in run("sources", "--json").objects] == ["sample"]


def test_a_page_by_address_replaces_the_pasted_one(run, paste):
    paste(ROPES.format(1) + LADDERS)
    page = WEB_PAGE.format(1, ITEM.format("Rope Ladders", "They hold.")).encode()
    with serving(lambda asked: send(asked, body=page)) as (address, _):
        assert run("add", f"{address}/ICML2025/ropes/").code == 0
    assert sources(run) == {"ICML2025-ropes": 1}


TWICE = ROPES.format(4) + KNOTS + LADDERS + "- Knots for Cold Hands\n-\nThe same knot, seen from the glove.\n"
TWICE += "- Bridges of Rope\n-\nA bridge that sways and does not fall.\n"


def test_the_order_of_the_page_is_an_order(run, paste, tree):
    paste(TWICE)
    paste(NETS)
    run("add", tree)
    by_page = [entry["title"] for entry in run("list", "--sort", "page", "--json").objects]
    assert by_page[:4] == [
        "Knots for Cold Hands",
        "Rope Ladders",
        "Bridges of Rope",
        "Nets That Mend Themselves",
    ]
    assert by_page[4:] == sorted(by_page[4:])  # what is on no page stands below, by title
    backwards = [entry["title"] for entry in run("list", "sort:-page", "--json").objects]
    assert backwards[:4] == by_page[3::-1]
    assert backwards[4:] == by_page[:3:-1]


def test_show_prints_all_notes_of_a_paper_or_one(run, paste):
    paste(TWICE)
    key = "ICML2025/knots_for_cold_hands"
    first, second = "A knot that opens with gloves on.", "The same knot, seen from the glove."
    for option in ("--plain", "--markdown"):
        both = run("show", key, option).out
        assert both.index(first) < both.index(second)
        one = run("show", key, option, "--note", "2").out
        assert second in one
        assert first not in one
    (known,) = run("show", key, "--json").objects
    assert [note["summary"] for note in known["note_list"]] == [first, second]
    (known,) = run("show", key, "--json", "--note", "1").objects
    assert [note["summary"] for note in known["note_list"]] == [first]
    refused = run("show", key, "--note", "3")
    assert (refused.code, refused.out) == (2, "")
    assert f"--note 3: {key} has 2 notes" in refused.err


@pytest.mark.parametrize("known", [False, True])
def test_adding_that_is_stopped_leaves_all_as_it_was(run, paste, home, monkeypatch, known):
    if known:
        paste(ROPES.format(1) + LADDERS)

    def stopped(*arguments, **options):
        raise KeyboardInterrupt

    before = sources(run)
    with monkeypatch.context() as patch:
        patch.setattr("papernotes.adding.sync_sources", stopped)
        assert paste(ROPES.format(2) + LADDERS + KNOTS).code == 130
    assert sources(run) == before
    pages = list((home / "data/pages").iterdir())
    assert [page.read_text("utf-8") for page in pages] == ([ROPES.format(1) + LADDERS] if known else [])


def test_what_is_added_is_told_to_programs(run, paste):
    paste(ROPES.format(1) + LADDERS)
    events = paste(ROPES.format(2) + LADDERS + KNOTS, "--events").objects
    (changed,) = [event for event in events if "changed" in event]
    assert changed["said"] == (
        "page-1: 2 notes, 1 new; page-1: replaces the same page, added earlier as page-1"
    )
    assert "indexed" in events[-1]


def test_only_what_has_another_text_in_a_page_is_changed(run, paste, tmp_path):
    paste(ROPES.format(2) + LADDERS + KNOTS)
    bridges = "- Bridges of Rope\n-\nA bridge that sways and does not fall.\n"
    grown = ROPES.format(3) + bridges + KNOTS + LADDERS
    assert "page-1: 3 notes, 1 new\n" in paste(grown).out
    retouched = grown.replace("gloves on", "mittens on")
    assert "page-1: 3 notes, 1 changed\n" in paste(retouched).out
    assert titles(run, "mittens") == ["Knots for Cold Hands"]
    file = tmp_path / "saved.txt"
    file.write_text(retouched, "utf-8")
    assert "page-1: 3 notes, nothing new\n" in run("add", file).out
    assert titles(run, "bridge") == ["Bridges of Rope"]
    assert titles(run, "topic:ropes wind") == ["Rope Ladders"]


def test_how_sure_the_reading_is_is_said(run, paste):
    assert "\n  sure: as many notes as the page declares; titles are told by the bullets below them\n" in (
        paste(ROPES.format(2) + LADDERS + KNOTS).out
    )
    plain = "Knots\nICML2025 · 1 paper notes\nKnots for Cold Hands\nA knot that opens with gloves on.\n"
    two = paste(ROPES.format(2) + LADDERS + KNOTS + plain)
    assert "\n  sure: as many notes as each page declares\n" in two.out
    close = (
        "Nets\nICML2025 · 3 paper notes\nWide nets for small fish\nA net that holds small fish\nKnots that give\n"
        "It gives where it is pulled, and the rest of the net holds without any help from others.\nNet\nWide.\n"
    )
    assert "\n  a close reading: " in paste(close).out
