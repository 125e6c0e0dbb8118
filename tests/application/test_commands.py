"""The command line: what it prints, its exit codes, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.cli.arguments import COMMANDS
from papernotes.errors import UserError
from papernotes.notes.catalogue.entry_sets import ORDERS
from papernotes.notes.catalogue.library import Library
from papernotes.session import Session

HIT = {
    "key", "title", "venue", "topic", "year", "summary", "keywords", "authors", "arxiv", "code", "read", "starred",
    "score", "snippet", "notes", "matched",
}  # fmt: skip


def test_add_says_what_is_new_and_a_second_sync_that_nothing_is(run, tree):
    added = run("add", tree, "--name", "harbour")
    assert (added.code, added.err) == (0, "")
    assert "harbour: 6 notes, 6 new" in added.out
    assert run("sync").out == "harbour: 6 notes, nothing new\n"


def test_sync_finds_what_changed_came_and_went(filled, tree):
    (tree / "ICLR2026/image_generation/painted_fog.md").unlink()
    changed = tree / "ICML2025/optimization/steep_stairs.md"
    changed.write_text(changed.read_text("utf-8").replace("Sailors", "Carpenters"), "utf-8")
    (tree / "ICML2025/optimization/new_note.md").write_text("# A New Note on Ropes\n\nRopes hold.\n", "utf-8")
    assert filled("sync").out.startswith("harbour: 6 notes, 1 new, 1 changed, 1 removed")
    assert [hit["title"] for hit in filled("search", "--json", "ropes").objects] == ["A New Note on Ropes"]
    assert [hit["title"] for hit in filled("search", "--json", "carpenters").objects] == [
        "Steep Stairs Descend Faster"
    ]
    assert filled("search", "--json", "painted").objects == []


def test_search_prints_hits_as_the_contract_has_them(filled):
    hits = filled("search", "--json", "lantern oil").objects
    assert hits[0]["key"] == "ICLR2026/lantern_oil"
    assert set(hits[0]) == HIT
    assert hits[0]["year"] == 2026
    assert hits[0]["arxiv"] == "2601.00004"
    assert hits[0]["topic"] == "llm_safety"
    assert hits[0]["read"] is False
    assert hits[0]["score"] > 0


def test_the_last_word_is_a_prefix(filled):
    hits = filled("search", "--json", "harbour lant").objects
    assert {hit["title"] for hit in hits if hit["matched"] == "all"} == {"Calm Lanterns for Harbours"}


def test_search_quotes_the_text_where_it_matches(filled):
    (hit, *_) = filled("search", "--json", "sailors").objects
    assert "Sailors prefer method" in hit["snippet"]


def test_search_without_a_result_is_no_failure(filled):
    done = filled("search", "zzzzqqqq")
    assert (done.code, done.out) == (0, "")
    assert "nothing found" in done.err


def test_batch_answers_every_line_in_order(filled, tmp_path):
    queries = tmp_path / "queries.txt"
    queries.write_text("fog\n\nbroken (\nlanterns\n", "utf-8")
    answers = filled("search", "--batch", queries, "--limit", 1).objects
    assert [answer["query"] for answer in answers] == ["fog", "", "broken (", "lanterns"]
    assert [set(answer) for answer in answers] == [{"query", "ms", "total", "more", "error", "hits"}] * 4
    assert answers[0]["hits"][0]["title"] == "Painted Fog"
    assert answers[2]["error"]["column"] == 8
    assert answers[2]["hits"] == []
    assert answers[3]["total"] == 3
    assert len(answers[3]["hits"]) == 1


def test_batch_reads_standard_input(filled, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"fog\n")))
    assert filled("search", "--batch", "-").objects[0]["total"] == 1


def test_a_mistake_in_a_query_is_named_with_its_column(filled):
    done = filled("search", "(fog")
    assert done.code == 1
    assert "column 1" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search"], "QUERY"), (["search", "fog", "--limit", "-1"], "--limit"), (["list", "--sort", "size"], "--sort"),
        (["mark", "ICML2025/x"], "--read"), (["list", "--format", "{nothing}"], "{nothing}"), (["show"], "KEY"),
        (["mark", "x", "--read", "--unread"], "not allowed"), (["list", "--limit", "many"], "many"),
        (["list", "--bogus"], "see papernotes list --help"), (["mark", "x", "--untag", " "], "--untag: a tag needs a name"),
        (["add", ".", "--name", "a/b"], "--name: 'a/b' cannot name a source"), (["add", ".", "--name", ""], "--name"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_one_line(filled, arguments, words):
    done = filled(*arguments)
    assert done.code == 2
    assert words in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "no/such/folder"], "No such file"), (["remove", "nobody"], "harbour"), (["sync", "nobody"], "harbour"),
        (["show", "ICML2025/calm_lantern"], "did you mean ICML2025/calm_lanterns"),
        (["mark", "nothing/here", "--read"], "no entry"), (["show", "\udcff"], "no entry"), (["add", ""], "which source?"),
        (["search", "--batch", "no/such/file"], "cannot read"),
    ],
)  # fmt: skip
def test_failures_end_with_1_and_one_line_that_helps(filled, arguments, words):
    done = filled(*arguments)
    assert done.code == 1
    assert words in done.err
    assert len(done.err.splitlines()) == 1
    assert "Traceback" not in done.err


def test_what_is_not_printed_is_not_looked_for(filled, monkeypatch):
    read, counted = [], []
    markdown, counts = Library.markdown, Session.counts
    monkeypatch.setattr(Library, "markdown", lambda *asked: read.append(asked) or markdown(*asked))
    monkeypatch.setattr(Session, "counts", lambda *asked: counted.append(asked) or counts(*asked))
    key = filled("list", "--limit", "1", "--format", "{key}").out.strip()
    filled("mark", key, "--star")
    for arguments, lines in (
        (["list"], 6), (["list", "is:unread"], 6), (["list", "is:unread", "--json"], 6), (["list", "is:starred"], 2),
        (["list", "piers"], 6), (["list", "piers", "--format", "{key}"], 6), (["list", "has:code", "--json"], 6),
        (["search", "is:starred", "--limit", "2"], 6), (["export", "is:unread", "--format", "csv"], 7),
    ):  # fmt: skip
        assert len(filled(*arguments).out.splitlines()) == lines, arguments
        assert (read, counted) == ([], []), arguments
    found = filled("search", "piers sort:date", "--limit", "2", "--json")
    assert [hit["key"] for hit in found.objects] == [
        hit["key"] for hit in filled("list", "piers", "--sort", "date", "--limit", "2", "--json").objects
    ]
    assert "2 of 6" in filled("search", "piers sort:date", "--limit", "2").err
    assert counted == []
    assert len(read) == 6  # of what is printed, for the passages
    assert filled("list", "is:unread", "--limit", "1", "--json").objects[0]["snippet"].startswith("Shows how")


def test_a_query_with_a_mistake_prints_nothing_and_ends_with_a_reason(filled, tmp_path):
    for query, column in (
        ("(((", 3),
        ("tag:nosuch", 1),
        ("fog NOT list:nosuch", 9),
        ("piers:sailors", 1),
        ("fog NOT", 5),
    ):
        written = tmp_path / "out.bib"
        for command in (["list"], ["search"], ["export", "--format", "bibtex", "--output", str(written)]):
            done = filled(*command, query)
            assert (done.code, done.out) == (1, ""), (command, query)
            assert f"column {column}: " in done.err
        assert not written.exists()


def test_list_is_ordered_and_filled_into_a_template(filled):
    assert sorted(filled("list", "--format", r"{year}\t{title}", "--limit", 2).out.splitlines()) == [
        "2025\tCalm Lanterns for Harbours",
        "2026\tCalm Lanterns for Harbours",
    ]
    oldest = [
        hit["title"] for hit in filled("list", "lanterns sort:date", "--json", "--sort", "-date").objects
    ]
    assert oldest == [hit["title"] for hit in filled("search", "lanterns sort:-date", "--json").objects]
    left = [hit["title"] for hit in filled("search", "lanterns", "-oil", "--json", "--limit", "5").objects]
    assert left == ["Calm Lanterns for Harbours"] * 2
    titles = [hit["title"] for hit in filled("list", "--json", "--sort", "venue").objects]
    assert titles[0] == "Calm Lanterns for Harbours"
    assert len(titles) == 6
    assert set(filled("list", "--json").objects[0]) == HIT


def test_a_mark_on_one_entry_holds_for_the_paper_at_every_venue(filled):
    done = filled("mark", "ICML2025/calm_lanterns", "--read", "--star")
    assert done.code == 0
    marked = [hit for hit in filled("list", "--json").objects if hit["read"]]
    assert {hit["key"] for hit in marked} == {"ICML2025/calm_lanterns", "ICLR2026/calm_lanterns_again"}
    assert all(hit["starred"] for hit in marked)
    filled("mark", "ICLR2026/calm_lanterns_again", "--unread")
    assert not any(hit["read"] for hit in filled("list", "--json").objects)


def test_what_is_marked_at_once_is_one_step_to_take_back(filled):
    done = filled("mark", "ICML2025/calm_lanterns", "--later", "--star", "--list", "[b]old[/b]")
    assert done.out == "starred 1 paper, marked 1 paper for later, put 1 paper on the new list “[b]old[/b]”\n"
    assert (
        filled("list", "--format", "{key}", "is:later is:starred is:listed").out.count("calm_lanterns") == 2
    )
    filled("mark", "ICML2025/calm_lanterns", "--skimmed")
    assert filled("undo").out == "undone: marked 1 paper skimmed\n"
    assert filled("undo").out.startswith("undone: starred 1 paper, marked 1 paper for later")
    assert filled("list", "--json", "is:listed").objects == []
    assert filled("undo").out == "nothing to undo\n"
    assert filled("redo").out.startswith("done again: starred 1 paper, marked 1 paper for later")
    assert filled("mark", "ICML2025/calm_lanterns", "--later", "--read").code == 2


def test_nothing_is_marked_when_one_of_the_keys_is_unknown(filled):
    assert filled("mark", "ICML2025/quiet_bells", "nothing/here", "--read").code == 1
    assert not any(hit["read"] for hit in filled("list", "--json").objects)


def test_tags_and_lists_are_kept_and_found(filled):
    filled("mark", "ICML2025/quiet_bells", "--tag", "Sound", "--list", "to read")
    (known,) = filled("show", "ICML2025/quiet_bells", "--json").objects
    assert known["tags"] == ["Sound"]
    assert known["lists"] == ["to read"]
    assert [hit["key"] for hit in filled("search", "--json", "tag:sound").objects] == ["ICML2025/quiet_bells"]
    assert [hit["key"] for hit in filled("search", "--json", 'list:"to read"').objects] == [
        "ICML2025/quiet_bells"
    ]


def test_show_prints_the_source_the_layout_and_what_is_known(filled):
    source = filled("show", "ICML2025/quiet_bells", "--markdown").out
    assert source.lstrip().startswith("# Quiet Bells Keep Ships Awake")
    plain = filled("show", "ICML2025/quiet_bells", "--plain").out
    assert "\x1b" not in plain
    assert "∑" in plain
    assert max(map(len, plain.splitlines())) <= 80
    (known,) = filled("show", "ICML2025/calm_lanterns", "--json").objects
    assert known["also_in"] == ["ICLR2026/calm_lanterns_again"]
    assert known["note_list"][0]["path"] == "ICML2025/llm_safety/calm_lanterns.md"
    assert known["code"] == "https://github.com/example/calm_lanterns"


def test_show_finds_an_entry_by_its_arxiv_id(filled):
    (known,) = filled("show", "2601.00005", "--json").objects
    assert known["key"] == "ICLR2026/painted_fog"


def test_show_keeps_to_the_terminals_width(filled, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert max(map(len, filled("show", "ICML2025/quiet_bells", "--plain").out.splitlines())) <= 40


def test_a_note_whose_file_is_gone_still_shows_what_is_known(filled, tree):
    (tree / "ICML2025/llm_safety/quiet_bells.md").unlink()
    done = filled("show", "ICML2025/quiet_bells", "--plain")
    assert done.code == 0
    assert "Quiet Bells" in done.out
    assert "bells help at sea" in done.out
    assert "cannot be read" in done.err


def test_show_says_that_a_note_is_empty(filled, tree):
    (tree / "ICML2025/llm_safety/blank_page.md").write_text("---\ntitle: A Blank Page\n---\n")
    filled("sync")
    assert filled("show", "ICML2025/blank_page", "--plain").out.splitlines()[-1] == "the note has no text"


def test_marks_survive_a_removed_and_added_source_and_a_deleted_cache(filled, tree, home):
    filled("mark", "ICML2025/quiet_bells", "--star")
    assert "what you marked is kept" in filled("remove", "harbour").out
    filled("add", tree, "--name", "other")
    assert [hit["key"] for hit in filled("list", "--json", "is:starred").objects] == ["ICML2025/quiet_bells"]
    for file in sorted((home / "cache").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    again = filled("search", "--json", "is:starred bells")
    assert [hit["key"] for hit in again.objects] == ["ICML2025/quiet_bells"]
    assert "built the index (there was none)" in again.err


def test_a_mark_made_on_a_page_holds_for_the_tree_that_comes_later(run, tree, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(
        "🔒 LLM Safety\n🧪 ICML2025 · 1 paper notes\n- Quiet Bells Keep Ships Awake\n-\nBells.\n", "utf-8"
    )
    assert "1 note, 1 new" in run("add", page).out
    run("mark", "ICML2025/quiet_bells_keep_ships_awake", "--star")
    run("add", tree, "--name", "harbour")
    (known,) = run("show", "ICML2025/quiet_bells", "--json").objects
    assert known["starred"]
    assert known["notes"] == 2
    assert known["key"] == "ICML2025/quiet_bells"


def test_a_page_on_standard_input_is_kept(run, monkeypatch, home):
    text = "🔒 LLM Safety\n🧪 ICML2025 · 2 paper notes\n- Rope Ladders\n-\nThey hold.\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    done = run("add", "-", "--name", "ropes")
    assert done.code == 0
    assert "1" in done.err
    assert [hit["title"] for hit in run("search", "--json", "ladders").objects] == ["Rope Ladders"]
    assert (home / "data/pages/ropes.txt").read_text("utf-8") == text


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 40, b"neither a page nor a note\n"])
def test_a_file_with_nothing_to_read_is_refused_and_no_source(run, tmp_path, content):
    file = tmp_path / "thing.bin"
    file.write_bytes(content)
    done = run("add", file)
    assert done.code == 1
    assert "thing.bin" in done.err
    assert [source["name"] for source in run("sources", "--json").objects] == ["sample"]


def test_documents_that_cannot_be_read_are_problems_and_stop_nothing(run, tree):
    folder = tree / "ICML2025/llm_safety"
    (folder / "binary.md").write_bytes(bytes(range(256)) * 40)
    (folder / "broken.md").write_text('---\ntitle: "a\n x: [\n---\n\n# Broken Front\n\nText.\n', "utf-8")
    (folder / "link.md").symlink_to("/etc/hostname")
    done = run("add", tree)
    assert done.code == 0
    assert "7 notes" in done.out
    assert "binary.md" in done.err
    (report,) = run("doctor", "--json").objects
    by_path = {Path(problem["path"]).name: problem for problem in report["problems"]}
    assert set(by_path) == {"binary.md", "broken.md", "link.md"}
    assert by_path["broken.md"]["line"] > 1
    assert "link" in by_path["link.md"]["reason"]


def test_escape_sequences_of_a_note_reach_no_output(run, tmp_path):
    note = tmp_path / "ICML2025" / "safety" / "evil.md"
    note.parent.mkdir(parents=True)
    note.write_text(
        "# Evil\x1b]0;title\x07 \u202eTitle\x9b31m\n\n## TL;DR\n\nText \x1b[2J\x1b]52;c;ZXZpbA==\x07 here.\n",
        "utf-8",
    )
    run("add", tmp_path / "ICML2025")
    outputs = [
        run("list").out, run("list", "--json").out, run("show", "ICML2025/evil", "--plain").out,
        run("show", "ICML2025/evil", "--markdown").out, run("search", "evil").out,
    ]  # fmt: skip
    assert all("Evil" in output for output in outputs)
    for output in outputs:
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(output)


def test_two_sources_of_one_name_are_refused(filled, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    done = filled("add", tmp_path / "elsewhere", "--name", "harbour")
    assert done.code == 1
    assert "--name" in done.err


def test_the_same_place_twice_is_refused(filled, tree):
    assert "already" in filled("add", tree, "--name", "again").err


def test_the_sample_library_is_there_until_a_source_is_added(run, tree):
    sample = run("sources", "--json").objects
    assert [(source["name"], source["notes"] >= 40) for source in sample] == [("sample", True)]
    run("add", tree, "--name", "harbour")
    assert [source["name"] for source in run("sources", "--json").objects] == ["harbour"]
    assert run("search", "--json", "transformer attention").objects == []


def test_doctor_says_that_all_is_in_order_and_when_it_is_not(filled, home):
    (report,) = filled("doctor", "--json").objects
    assert report["counts"]["entries"] == 6
    assert report["counts"]["papers"] == 5
    assert all(store["ok"] for store in report["stores"].values())
    for file in (home / "cache/index").iterdir():
        if file.is_file() and file.stat().st_size > 64:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    done = filled("doctor", "--json")
    assert done.code == 1
    assert not json.loads(done.out)["stores"]["index"]["ok"]
    assert filled("index").code == 0
    assert filled("doctor").code == 0


def test_doctor_reads_no_source(run, home, tree, tmp_path):
    (home / "config").mkdir(parents=True)
    (home / "config/sources.yaml").write_text(
        f"sources:\n- {{name: harbour, kind: folder, location: {tree}}}\n"
        "- {name: far, kind: git, location: https://example.invalid/far.git}\n"
    )
    (report,) = run("doctor", "--json").objects
    assert report["counts"]["notes"] == 0
    told = {problem["reason"] for problem in report["problems"] if "not read" in problem["reason"]}
    assert told == {f"{name} was not read yet; `papernotes sync` reads it" for name in ("harbour", "far")}
    assert not (home / "cache/repositories").exists()


def test_what_only_papers_have_that_left_the_library_is_empty_and_no_mistake(filled, tree):
    key = "ICML2025/quiet_bells"
    filled("mark", key, "--tag", "Old Bells", "--list", "winter")
    (tree / "ICML2025/llm_safety/quiet_bells.md").unlink()
    filled("sync")
    for query in (
        'tag:"old bells"',
        "list:winter",
        "tag:old-bells OR list:winter",
        "-tag:old-bells list:winter",
    ):
        done = filled("list", query)
        if "old-bells" in query:
            assert done.code == 1, query
        else:
            assert (done.code, done.out, done.err) == (0, "", ""), query
    filled("mark", "ICML2025/steep_stairs", "--tag", "short")
    filled("mark", "ICML2025/steep_stairs", "--untag", "short")
    assert filled("list", "tag:short").code == 1


@pytest.mark.parametrize(
    "name",
    ["config/sources.yaml", "config/views.yaml", "config/config.yaml", "config/keybindings.yaml", "data/visit.json",
     "data/queries", "cache/sources.json", "cache/marked.json", "cache/library.db", "cache/index/papernotes-index.json",
     "data/reading.db", "data/copies"],
)  # fmt: skip
def test_a_pipe_in_place_of_a_file_of_the_home_stops_nothing(filled, home, name):
    filled("mark", "ICML2025/quiet_bells", "--star")
    file = home / name
    if file.is_dir():
        (file,) = file.glob("*.jsonl")
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    done = filled("list", "is:starred")
    assert done.code == 0
    assert "quiet_bells" in done.out
    if "config/" in name:
        told = done.err + filled("doctor").out
        assert f"{file}: cannot be read: it is a pipe or a device, not a file" in told


def test_a_search_that_has_no_index_says_that_only_titles_were_searched(filled, home, monkeypatch):
    def refused(*arguments: object, **options: object) -> str:
        raise UserError("the index cannot be made: no room")

    shutil.rmtree(home / "cache/index")
    monkeypatch.setattr(Session, "update_index", refused)
    assert "Quiet Bells" in filled("search", "bells").out
    done = filled("search", "sailors")
    assert "no room" in done.err
    assert "nothing found for sailors in titles, which alone could be searched" in done.err


def test_a_configuration_may_be_linked_to(filled, home, tmp_path):
    kept = tmp_path / "dotfiles.yaml"
    (home / "config/sources.yaml").rename(kept)
    (home / "config/sources.yaml").symlink_to(kept)
    assert len(filled("list", "--json").objects) == 6
    assert filled("sync").out == "harbour: 6 notes, nothing new\n"
    kept.write_text("#" * (1 << 20) + "\n" + kept.read_text())
    assert "it is larger than 1 MB" in filled("sync").err


def test_a_damaged_library_is_made_anew(filled, home):
    (home / "cache/library.db").write_bytes(b"not a database" * 100)
    assert len(filled("list", "--json").objects) == 6


def test_a_library_that_is_damaged_further_on_is_told_and_made_anew(filled, home):
    library = home / "cache/library.db"
    with closing(sqlite3.connect(library)) as opened:
        (size,) = opened.execute("PRAGMA page_size").fetchone()
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'source'").fetchone()
    whole = library.read_bytes()
    library.write_bytes(whole[: size * (page - 1)] + b"\xff" * size + whole[size * page :])
    done = filled("list", "--json")
    assert done.code == 1
    assert "was damaged" in done.err
    assert len(filled("list", "--json").objects) == 6


def test_a_source_whose_first_sync_was_cut_off_is_read_at_the_next_command(filled, home):
    with closing(sqlite3.connect(home / "cache/library.db")) as opened, opened:
        opened.execute("DELETE FROM document")
        opened.execute("UPDATE source SET synced = NULL")
    assert len(filled("list", "--json").objects) == 6


def test_a_library_that_cannot_be_opened_now_is_kept(filled, home, monkeypatch):
    def full(path: Path, *, new: bool = False) -> sqlite3.Connection:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    before = (home / "cache/library.db").read_bytes()
    monkeypatch.setattr("papernotes.notes.catalogue.schema._connect", full)
    assert len(filled("list", "--json").objects) == 6
    done = filled("sync")
    assert (done.code, done.out) == (1, "")
    assert "nothing was changed" in done.err
    assert "disk I/O error" in done.err
    assert (home / "cache/library.db").read_bytes() == before


def test_keys_prints_the_keymap_and_fails_for_mistakes_with_their_lines(run, home):
    assert run("keys").code == 0
    own = home / "config/keybindings.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("list:\n  donw: x\n", "utf-8")
    done = run("keys")
    assert done.code == 1
    assert f"{own}:2" in done.err
    assert "did you mean down" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "--format", "csv", "--output", "%s"], ["exports", "--forget", "%s"], ["import", "%s", "--list", "x"],
        ["state", "export", "%s"], ["state", "import", "%s"], ["add", "%s"],
    ],
)  # fmt: skip
def test_the_home_folder_of_nobody_is_told(filled, arguments):
    place = "~nobody-has-this-name/a"
    done = filled(*(argument.replace("%s", place) for argument in arguments))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"papernotes: {place}: ")


def test_a_broken_list_of_sources_is_named_with_its_line(filled, home):
    (home / "config/sources.yaml").write_text(
        "sources:\n  - name: x\n    kind: cloud\n    location: y\n", "utf-8"
    )
    done = filled("sync")
    assert done.code == 1
    assert "sources.yaml:2" in done.err


def test_the_list_of_sources_is_read_anew_when_it_changes(filled, home):
    def listed():
        done = filled("sources", "--json")
        return [source["name"] for source in done.objects] if done.code == 0 else done.err

    before = listed()
    configured, kept = home / "config/sources.yaml", home / "cache/sources.json"
    assert [name for name, *_ in json.loads(kept.read_text("utf-8"))["sources"]] == before
    for damaged in ("", "{", '{"stamp": []}', '["stamp"]'):
        kept.write_text(damaged, "utf-8")
        assert listed() == before
    known = json.loads(kept.read_text("utf-8"))
    kept.write_text(json.dumps({**known, "sources": [["../up", "folder", "/"]]}), "utf-8")
    assert listed() == before  # no name for a source
    configured.write_text(configured.read_text("utf-8").replace(before[0], "other"), "utf-8")
    assert listed() == ["other"]
    configured.write_text("sources:\n  - name: [\n", "utf-8")
    assert "sources.yaml:" in listed()
    configured.unlink()
    assert listed() == ["sample"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "%s"], ["sync", "%s"], ["add", "/%s"], ["list", "--sort", "%s"], ["list", "--%s"], ["search", "%s nothing"],
        ["import", "/%s", "--list", "x"], ["export", "--format", "csv", "--output", "%s.csv"],
    ],
)  # fmt: skip
def test_nothing_that_a_terminal_obeys_is_repeated_from_an_argument(filled, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = filled(*(argument.replace("%s", "x\x1b]0;title\x07\x9b31my\u202e") for argument in arguments))
    assert "xy" in done.err
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.err)


def test_the_help_says_what_each_argument_is(run):
    assert "papernotes [-h] [--version] [--ascii] [QUERY]" in run("--help").out
    for name, command in COMMANDS.items():
        assert f"usage: papernotes {name} " in run(name, "--help").out
        assert all(options.get("help") for _, options in command.arguments)
    assert {"relevance", *ORDERS} <= set(re.findall(r"\w+", run("list", "--help").out))


def test_output_into_a_pipe_has_no_colour(filled):
    for arguments in (
        ["list"],
        ["search", "lanterns"],
        ["doctor"],
        ["keys"],
        ["show", "ICML2025/quiet_bells"],
    ):
        assert "\x1b" not in filled(*arguments).out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(filled, monkeypatch):
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        done = filled("list")
    assert done.code == 1
    assert done.err == "papernotes: cannot write: No space left on device; free some space and try again\n"


def test_without_standard_streams_nothing_is_written(filled, home):
    program = f"{sys.executable} -m papernotes search lanterns <&- >&-"
    assert subprocess.run(["/bin/sh", "-c", program], capture_output=True, check=True).stderr == b""


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("is:unred", "There is nothing called is:unred; did you mean: is:unread?"),
        ("is:zebra", "is: knows unread, read, "),
        ("list:zebra", "list: knows to read"),
        ("tag:zebra", "there is no tag yet"),
    ],
)
def test_a_mistake_in_a_value_says_what_was_meant_or_what_there_is(filled, query, told):
    assert told in filled("search", query).err


def test_too_little_memory_is_told_in_a_sentence(run, monkeypatch, tmp_path):
    def too_much(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(Path, "read_bytes", too_much)
    done = run("search", "--batch", str(tmp_path / "endless"))
    assert (done.code, done.err) == (1, "papernotes: there is not enough memory for this command\n")


def test_an_index_that_may_not_be_written_is_told_with_a_remedy(filled, home, monkeypatch):
    def refused(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(home / "cache/index"))

    monkeypatch.setattr("papernotes.index.Index.build", refused)
    done = filled("index", "--rebuild")
    assert done.code == 1
    assert "cannot be brought up to date: Permission denied" in done.err
    assert "`papernotes doctor --fix` opens it" in done.err


def test_only_sources_that_could_be_read_are_told_as_read(filled, home, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "kites.md").write_text("# Kites\n\nKites fly.\n", "utf-8")
    assert filled("add", other).code == 0
    shutil.rmtree(other)
    shutil.rmtree(home / "cache")
    told = filled("list").err
    assert "papernotes: source other: " in told
    assert "papernotes: read what the library did not have: harbour\n" in told
