"""state on the command line: two homes that exchange what was read."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pond_library import add_pond

from papernotes.__main__ import main

Run = Callable[..., int]
BIRD, FISH = "ICLR2024/a_bird", "ICLR2024/adding_fish"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in one of the homes `laptop` and `desk`, which read the same notes."""

    def run(where: str, *arguments: str) -> int:
        monkeypatch.setenv("PAPERNOTES_HOME", str(tmp_path / where))
        return main(arguments)

    for where in ("laptop", "desk"):
        monkeypatch.setenv("PAPERNOTES_HOME", str(tmp_path / where))
        add_pond(tmp_path)
    capsys.readouterr()
    return run


@pytest.fixture
def marks(at: Run, capsys: pytest.CaptureFixture[str]) -> Callable[[str], dict[str, tuple[bool, bool]]]:
    """What is read and starred in a home, by key."""

    def read(where: str) -> dict[str, tuple[bool, bool]]:
        capsys.readouterr()
        assert at(where, "list", "--json") == 0
        hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return {hit["key"]: (hit["read"], hit["starred"]) for hit in hits if hit["read"] or hit["starred"]}

    return read


def test_export_and_import(at: Run, marks, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at("laptop", "mark", BIRD, "--read", "--star")
    file = str(tmp_path / "state.jsonl")
    capsys.readouterr()
    assert at("laptop", "state", "export", file) == 0
    assert capsys.readouterr().out == f"2 events → {file}\n"
    assert at("desk", "state", "import", file) == 0
    assert capsys.readouterr().out == "2 events read, 2 new\n"
    assert at("desk", "state", "import", file) == 0
    assert capsys.readouterr().out == "2 events read, 0 new\n"
    assert marks("desk") == marks("laptop") == {BIRD: (True, True)}


def test_the_state_goes_through_pipes(
    at: Run, marks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at("laptop", "mark", FISH, "--star")
    capsys.readouterr()
    assert at("laptop", "state", "export", "-") == 0
    out = capsys.readouterr().out
    assert all(json.loads(line)["id"] for line in out.splitlines())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
    assert at("desk", "state", "merge", "-") == 0
    assert marks("desk") == {FISH: (False, True)}


def test_merging_keeps_what_both_did(at: Run, marks, tmp_path: Path) -> None:
    at("laptop", "mark", BIRD, "--read")
    at("desk", "mark", BIRD, "--star")
    at("desk", "mark", FISH, "--read")
    for where in ("laptop", "desk"):
        assert at(where, "state", "export", str(tmp_path / where / "state")) == 0
    assert at("laptop", "state", "merge", str(tmp_path / "desk" / "state")) == 0
    assert at("desk", "state", "merge", str(tmp_path / "laptop" / "state")) == 0
    assert marks("laptop") == marks("desk") == {BIRD: (True, True), FISH: (True, False)}


def test_import_takes_all_or_nothing_and_merge_what_is_sound(
    at: Run, marks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at("laptop", "mark", BIRD, "--read")
    file = tmp_path / "state.jsonl"
    at("laptop", "state", "export", str(file))
    file.write_text("nonsense\n" * 7 + file.read_text())
    capsys.readouterr()
    assert at("desk", "state", "import", str(file)) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(
        f"papernotes: {file}:1: not JSON (7 lines in all cannot be read); nothing was imported"
    )
    assert marks("desk") == {}
    assert at("desk", "state", "merge", str(file)) == 0
    out, err = capsys.readouterr()
    assert out == "1 event read, 1 new\n"
    assert len(err.splitlines()) == 6 and f"{file}:5: not JSON" in err and "7 lines in all" in err
    assert marks("desk") == {BIRD: (True, False)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "{tmp}"), "cannot be written"),
        (("import", "{tmp}/absent"), "absent cannot be read"),
        (("merge", "{tmp}/absent"), "absent cannot be read"),
        (("merge", "{tmp}/docs/ICLR2024/birds/a_bird.md"), "has no reading state in it"),
        (("sync", "{tmp}/absent"), "is not a folder"),
    ],
)
def test_what_fails_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, at: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert at("laptop", "state", *(argument.format(tmp=tmp_path) for argument in arguments)) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and said in err


def test_remarks_come_along_and_those_in_two_minds_are_told(
    at: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {where: tmp_path / where / "data" / "remarks" / f"{BIRD}.md" for where in ("laptop", "desk")}
    state = str(tmp_path / "state.jsonl")
    for where, file in files.items():
        file.parent.mkdir(parents=True)
        file.write_text(f"Thought of at the {where}.")
    at("laptop", "state", "export", state)
    capsys.readouterr()
    assert at("desk", "state", "import", state) == 0
    out, err = capsys.readouterr()
    assert out == "1 event read, 1 new, 1 remark changed\n"
    assert err == f"papernotes: {files['desk']}: written on several devices; it has the text of all of them\n"
    files["desk"].write_bytes(b"\xff")
    assert at("desk", "state", "merge", state) == 0
    assert f"{files['desk']}:1: no UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["import", "merge"])
def test_standard_input_is_called_so_when_it_holds_no_state(
    at: Run, action: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"no state\n")))
    assert at("laptop", "state", action, "-") == 1
    assert capsys.readouterr().err.startswith("papernotes: standard input")


def test_an_unknown_action_is_wrong_usage(at: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        at("laptop", "state", "burn", "x")
    assert left.value.code == 2
    assert "'export', 'import', 'merge', 'sync'" in capsys.readouterr().err


def test_the_state_is_saved_even_where_the_library_cannot_be_read(
    at: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at("laptop", "mark", BIRD, "--read")
    library = tmp_path / "laptop" / "cache" / "library.db"
    library.unlink()
    library.mkdir()
    capsys.readouterr()
    assert at("laptop", "state", "export", str(tmp_path / "saved")) == 0
    assert len((tmp_path / "saved").read_text().splitlines()) == 1


def test_sync_through_a_git_remote(
    at: Run, marks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "reader")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "reader@example.org")

    def git(folder: Path, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    def exchange(where: str) -> None:
        clone = tmp_path / f"{where}-clone"
        git(clone, "pull", "--no-rebase", "--no-edit", "origin", "main")
        assert at(where, "state", "sync", str(clone)) == 0
        git(clone, "add", "-A")
        git(clone, "commit", "--allow-empty", "-m", "reading state")
        git(clone, "push", "origin", "HEAD:main")

    git(tmp_path, "init", "--bare", "-b", "main", "remote.git")
    git(tmp_path, "clone", "remote.git", "seed")
    git(tmp_path / "seed", "commit", "--allow-empty", "-m", "begin")
    git(tmp_path / "seed", "push", "origin", "HEAD:main")
    for where in ("laptop", "desk"):
        git(tmp_path, "clone", "remote.git", f"{where}-clone")
    at("laptop", "mark", BIRD, "--read")
    at("desk", "mark", FISH, "--star")
    remarks = {where: tmp_path / where / "data" / "remarks" / f"{BIRD}.md" for where in ("laptop", "desk")}
    for where, file in remarks.items():
        file.parent.mkdir(parents=True)
        file.write_text(f"Thought of at the {where}.\n")
    for where in ("laptop", "desk", "laptop"):
        exchange(where)
    assert f"{remarks['desk']}: written on several devices" in capsys.readouterr().err
    assert marks("laptop") == marks("desk") == {BIRD: (True, False), FISH: (False, True)}
    assert remarks["laptop"].read_text() == remarks["desk"].read_text()
    assert all(f"Thought of at the {where}." in remarks["desk"].read_text() for where in remarks)
    at("desk", "mark", BIRD, "--unread")
    remarks["desk"].write_text("Thought of at both.\n")
    for where in ("desk", "laptop"):
        exchange(where)
    assert marks("laptop") == {FISH: (False, True)}
    assert remarks["laptop"].read_text() == "Thought of at both.\n"
    capsys.readouterr()
    assert at("laptop", "state", "sync", str(tmp_path / "laptop-clone")) == 0
    assert capsys.readouterr().out == "0 received, 0 sent\n"
    assert len(list((tmp_path / "laptop-clone").glob("*.jsonl"))) == 2


def test_a_damaged_state_is_restored_and_told_once(at: Run, marks, tmp_path: Path, capsys) -> None:
    at("laptop", "mark", BIRD, "--star")
    database = tmp_path / "laptop" / "data" / "reading.db"
    database.write_bytes(database.read_bytes().replace(b"starred", b"star\xffed"))
    capsys.readouterr()
    assert at("laptop", "mark", FISH, "--star") == 0
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(
        f"papernotes: The reading state {database} was damaged and is kept as {database}.damaged-"
    )
    assert "Nothing is missing" in told
    assert marks("laptop") == {BIRD: (False, True), FISH: (False, True)}
    assert capsys.readouterr().err == ""


def test_copies_are_listed_and_one_restored_and_back(at: Run, marks, tmp_path: Path, capsys) -> None:
    at("laptop", "mark", BIRD, "--star")
    at("laptop", "mark", FISH, "--star")
    capsys.readouterr()
    assert at("laptop", "state", "copies") == 0
    (line,) = capsys.readouterr().out.splitlines()
    name = line.split()[0]
    assert "1 change, the last of 20" in line
    assert at("laptop", "state", "copies", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["changes"], told["fault"]) == (name, 1, "")
    assert at("laptop", "state", "restore", name) == 0
    restored, kept = capsys.readouterr().out.splitlines()
    assert restored.startswith("restored ") and restored.endswith(f"{name}: 1 change")
    assert marks("laptop") == {BIRD: (False, True)}
    back = kept.partition("state restore ")[2].partition("`")[0]
    assert at("laptop", "state", "restore", back) == 0
    assert marks("laptop") == {BIRD: (False, True), FISH: (False, True)}
    assert at("laptop", "state", "restore", "no such copy") == 1
    assert "`papernotes state copies` lists them" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["export"], ["sync"], ["copies", "x"], ["restore", "--json"]])
def test_what_an_action_of_state_does_not_take_is_wrong_usage(at: Run, words: list[str]) -> None:
    assert at("laptop", "state", *words) == 2
