"""Sources on the command line and in the background: overlaps, failures beside news, and texts that cannot be read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading

import pytest

from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.schema import LibraryError
from papernotes.tui.background_sync import BackgroundSync, CannotStart
from papernotes.tui.messages import Failed, LibraryChanged, NothingNew


def write(folder, name, title):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(f"# {title}\n\nText of {title}.\n", "utf-8")


def counts(run):
    return {source["name"]: source["notes"] for source in run("sources", "--json").objects}


def test_a_folder_inside_a_source_is_refused(filled, tree, tmp_path):
    (tmp_path / "way").symlink_to(tree / "ICML2025")
    note = tree / "ICML2025/optimization/steep_stairs.md"
    for inside in (tree / "ICML2025", tmp_path / "way", tree / "ICLR2026/../ICML2025/", note):
        done = filled("add", inside)
        assert done.code == 1
        assert "lies in the source harbour, which has its notes already" in done.err
    assert counts(filled) == {"harbour": 6}


def test_what_a_source_does_not_read_may_be_a_source_of_its_own(filled, tree):
    write(tree / ".drafts/ICML2025", "draft", "A Draft")
    (tree / "README.md").write_text("# A Guide to Knots\n\nText.\n", "utf-8")
    assert filled("add", tree / ".drafts").code == 0
    assert filled("add", tree / "README.md").code == 0
    assert counts(filled) == {"harbour": 6, "drafts": 1, "README": 1}


def test_a_folder_around_a_source_has_the_rest(run, tree, tmp_path):
    inner = shutil.copytree(tree, tmp_path / "inner")
    run("add", inner, "--name", "harbour")
    write(tmp_path / "ACL2025/ropes", "knots", "Good Knots")
    done = run("add", tmp_path, "--name", "all")
    assert done.code == 0
    assert "the source harbour lies in" in done.err
    assert "all: 1 note, 1 new" in done.out
    assert counts(run) == {"harbour": 6, "all": 1}
    run("remove", "harbour")
    run("sync")
    assert counts(run) == {"all": 7}


def test_the_same_place_twice_in_the_list_is_read_once(filled, tree, home):
    listed = home / "config/sources.yaml"
    again = f"- name: again\n  kind: folder\n  location: {tree}/../tree\n"
    inner = f"- name: inner\n  kind: folder\n  location: {tree}/ICML2025\n"
    listed.write_text(listed.read_text("utf-8") + again + inner, "utf-8")
    done = filled("sync")
    assert done.code == 0
    assert counts(filled) == {"harbour": 3, "again": 0, "inner": 3}
    assert "the source harbour is the same; `papernotes remove` one of the two" in done.err
    assert len(filled("list", "--json").objects) == 6


def test_one_repository_is_one_source_however_its_address_is_written(run, tmp_path, home):
    made = tmp_path / "made"
    write(made / "ICML2025/ropes", "knots", "Good Knots")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        who = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
        subprocess.run(["git", "-C", made, *who, *command], check=True, capture_output=True)
    assert run("add", made.as_uri(), "--name", "up").code == 0
    (tmp_path / "way").symlink_to(made)
    for again in (made.as_uri() + "/", made.as_uri() + "/.git", (tmp_path / "way").as_uri(), made):
        done = run("add", again, "--name", "again")
        assert done.code == 1
        assert "is already the source up" in done.err
    assert "lies in the source up" in run("add", made / "ICML2025").err
    assert run("remove", "up").code == 0
    assert run("add", "file:///nowhere/up").code == 1
    assert list((home / "cache/repositories").iterdir()) == []


def test_what_papernotes_keeps_itself_is_no_part_of_a_folder_around_it(run, tmp_path, monkeypatch):
    around, made = tmp_path / "around", tmp_path / "made"
    monkeypatch.setenv("PAPERNOTES_HOME", str(around / "home"))
    write(made / "ICML2025/ropes", "knots", "Good Knots")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        who = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
        subprocess.run(["git", "-C", made, *who, *command], check=True, capture_output=True)
    run("add", made.as_uri(), "--name", "up")
    write(around / "mine/ICML2025", "own", "A Paper of My Own")
    run("add", around, "--name", "all")
    assert counts(run) == {"up": 1, "all": 1}


def test_a_source_that_fails_hides_nothing_of_the_others(run, tmp_path):
    for name in ("one", "two", "three"):
        write(tmp_path / name / "ICML2025/x", f"of_{name}", f"Paper of {name}")
        run("add", tmp_path / name)
    for name in ("one", "two"):
        (tmp_path / name).rename(tmp_path / f"{name}-away")
    write(tmp_path / "three/ICML2025/x", "further", "A Further Paper on Sextants")
    done = run("sync")
    assert done.code == 1
    assert "three: 2 notes, 1 new" in done.out
    assert [line for line in done.err.splitlines() if "No such file" in line] == [
        f"papernotes: source {name}: {tmp_path / name}: No such file or directory; put it right, or "
        f"`papernotes remove {name}`"
        for name in ("one", "two")
    ]
    assert [hit["key"] for hit in run("search", "--json", "sextants").objects] == ["ICML2025/further"]
    assert len(run("list", "--json").objects) == 4
    events = run("sync", "--events")
    assert events.code == 1
    assert [event["failed"].split(":")[0] for event in events.objects if "failed" in event] == [
        "source one", "source two",
    ]  # fmt: skip


def test_a_library_that_can_no_longer_be_written_hides_no_news(run, tmp_path, monkeypatch):
    for name in ("one", "two", "three"):
        write(tmp_path / name / "ICML2025/x", f"of_{name}", f"Paper of {name}")
        run("add", tmp_path / name)
    write(tmp_path / "one/ICML2025/x", "further", "A Further Paper on Sextants")
    written = Library.sync

    def full(library, source, *arguments, **options):
        if source.name == "one":
            return written(library, source, *arguments, **options)
        raise LibraryError("no room on the disk")

    monkeypatch.setattr(Library, "sync", full)
    done = run("sync")
    assert done.code == 1
    assert "one: 2 notes, 1 new" in done.out
    assert done.err.count("no room on the disk") == 1


@pytest.mark.parametrize(
    "address", ["https://[x/notes.git", "ssh://a]b/notes", "file://[/notes", "https://\uff0f@x/notes"]
)
def test_an_address_that_is_none_is_refused(filled, address):
    done = filled("add", address, "--name", "odd")
    assert done.code == 1
    assert done.err.startswith("papernotes: ")
    assert len(done.err.splitlines()) == 1


def test_a_linked_folder_is_counted(run, tmp_path):
    write(tmp_path / "notes/ICML2025", "here", "Here")
    write(tmp_path / "other", "there", "There")
    (tmp_path / "notes/linked").symlink_to(tmp_path / "other")
    (tmp_path / "notes/round").symlink_to(tmp_path / "notes")
    (tmp_path / "notes/picture.png").symlink_to(tmp_path / "other/there.md")
    (tmp_path / "notes/.hidden").symlink_to(tmp_path / "other")
    done = run("add", tmp_path / "notes")
    assert "notes: 1 note, 1 new" in done.out
    (report,) = run("doctor", "--json").objects
    assert [(problem["path"], problem["reason"]) for problem in report["problems"]] == [
        ("linked/", "a symbolic link, not followed"), ("round/", "a symbolic link, not followed"),
    ]  # fmt: skip


def test_a_note_that_became_a_pipe_stops_no_command(filled, tree):
    note = tree / "ICML2025/llm_safety/quiet_bells.md"
    note.unlink()
    os.mkfifo(note)
    shown = filled("show", "ICML2025/quiet_bells", "--plain")
    assert "neither a file nor a folder; `papernotes sync`" in shown.err
    assert filled("show", "ICML2025/quiet_bells", "--markdown").code == 1
    built = filled("index", "--rebuild")
    assert (built.code, "6 entries" in built.out or "5 entries" in built.out) == (0, True)
    assert (
        "the text of ICML2025/llm_safety/quiet_bells.md is not in the index: cannot read: neither"
        in built.err
    )
    assert len(filled("search", "--json", "stairs").objects) == 1
    assert "1 removed" in filled("sync").out
    assert "not in the index" not in filled("index", "--rebuild").err


async def test_a_note_that_became_a_link_says_so_on_the_screen(filled, tree, reader):
    note = tree / "ICML2025/llm_safety/quiet_bells.md"
    note.unlink()
    note.symlink_to("/etc/passwd")
    async with reader(size=(150, 40)) as opened:
        row = opened.titles.index("Quiet Bells Keep Ships Awake")
        await opened.press(*["j"] * row, "enter")
        text = " ".join(opened.note_text.split())
        assert "a symbolic link, not followed; `papernotes sync` finds out what became of it" in text
        assert "root:" not in text


def _no_process(*_, **__):
    raise BlockingIOError(11, "Resource temporarily unavailable")


def _no_thread(*_, **__):
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize(
    ("place", "name", "fault", "reason"),
    [
        (subprocess, "Popen", _no_process, "Resource temporarily unavailable"),
        (sys, "executable", "/nowhere/python", "No such file or directory"),
        (threading.Thread, "start", _no_thread, "can't start new thread"),
    ],
)
def test_a_sync_that_cannot_be_started_says_why(filled, monkeypatch, place, name, fault, reason):
    monkeypatch.setattr(place, name, fault)
    with pytest.raises(CannotStart, match=f"cannot look for new notes: {reason}; try again"):
        BackgroundSync(lambda message: None)


async def test_a_sync_that_cannot_be_started_does_not_end_the_reader(filled, reader, monkeypatch):
    async with reader() as opened:
        with monkeypatch.context() as patched:
            patched.setattr(subprocess, "Popen", _no_process)
            await opened.press("g", "S")
        (told,) = opened.notifications
        assert "Resource temporarily unavailable" in told.message
        await opened.press("j")
        assert len(opened.titles) == 6


class _Finished:
    """A sync that has printed all that it had to say, and ended."""

    def __init__(self, lines, words, code):
        self.stdin, self.stdout, self.stderr, self.returncode = None, lines, _Words(words), code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def poll(self):
        return self.returncode


class _Words(str):
    def read(self):
        return str(self)


@pytest.mark.parametrize(
    ("lines", "words", "code", "failures"),
    [
        ([{"failed": "source a: gone"}, {"failed": "source b: gone"}], "", 1, ["source a: gone", "source b: gone"]),
        ([{"failed": "source a: gone"}], "papernotes: no room", 1, ["source a: gone", "no room"]),
        (["what a library prints", [1], {"changed": 0, "said": ""}], "", -9, ["sync ended with -9"]),
        ([{"changed": 2, "said": "2 new"}], "a warning", 0, []),
    ],
)  # fmt: skip
def test_what_a_background_sync_says_is_told(monkeypatch, lines, words, code, failures):
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: _Finished(texts, words, code))
    told, done = [], threading.Event()

    def post(message):
        told.append(message)

    started = threading.Thread.start

    def start(thread):
        started(thread)
        thread.join()
        done.set()

    monkeypatch.setattr(threading.Thread, "start", start)
    BackgroundSync(post)
    assert done.is_set()
    assert [message.text for message in told if isinstance(message, Failed)] == failures
    assert sum(isinstance(message, LibraryChanged | NothingNew) for message in told) == sum(
        isinstance(line, dict) and "changed" in line for line in lines
    )
