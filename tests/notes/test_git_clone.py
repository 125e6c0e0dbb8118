"""Git sources: a damaged clone is replaced, a sound one is kept, and git's own reason is shown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import papernotes
from papernotes.notes.sources.git_clone import discard, fetch, reason_of
from papernotes.notes.sources.source import Source, SourceError


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def commit(repository: Path, text: str) -> None:
    (repository / "note.md").write_text(text, "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    git(made, "init", "-q")
    commit(made, "first")
    return made


@pytest.fixture
def source(repository: Path) -> Source:
    return Source("up", "git", repository.as_uri())


def text(clones: Path) -> str:
    return (clones / "up/note.md").read_text("utf-8")


def _no_head(clone: Path) -> None:
    (clone / ".git/HEAD").unlink()


def _head_of_nothing(clone: Path) -> None:
    (clone / ".git/HEAD").write_bytes(b"\0" * 40)


def _locked_files(clone: Path) -> None:
    (clone / ".git/index.lock").touch()


def _locked_history(clone: Path) -> None:
    (clone / ".git/shallow.lock").touch()


def _no_settings(clone: Path) -> None:
    (clone / ".git/config").write_text("[core\n")


def _cut_off_packs(clone: Path) -> None:
    for pack in (clone / ".git/objects").rglob("*"):
        if pack.is_file():
            pack.chmod(0o600)
            os.truncate(pack, pack.stat().st_size // 2)
    (clone / "note.md").unlink()


def _no_objects(clone: Path) -> None:
    shutil.rmtree(clone / ".git/objects")


def _no_repository(clone: Path) -> None:
    shutil.rmtree(clone / ".git")


def _file_in_place(clone: Path) -> None:
    shutil.rmtree(clone)
    clone.write_text("a file")


def _empty_folder(clone: Path) -> None:
    shutil.rmtree(clone)
    clone.mkdir()


def _broken_list_of_files(clone: Path) -> None:
    (clone / ".git/index").write_bytes(b"DIRC nothing of the kind")


def _file_left_behind(clone: Path) -> None:
    (clone / "old.md").write_text("gone from the repository")


def _file_cut_off(clone: Path) -> None:
    (clone / "note.md").write_text("f")


def _closed(clone: Path) -> None:
    clone.chmod(0)


def _read_only(clone: Path) -> None:
    (clone / ".git").chmod(0o500)
    clone.chmod(0o500)


def _closed_list_of_files(clone: Path) -> None:
    (clone / ".git/index").chmod(0)


def _pipe_in_place(clone: Path) -> None:
    shutil.rmtree(clone)
    os.mkfifo(clone)


def _closed_lock(clone: Path) -> None:
    (clone.parent / ".up.lock").chmod(0)


DAMAGES = (
    _no_head, _head_of_nothing, _locked_files, _locked_history, _no_settings, _cut_off_packs, _no_objects,
    _no_repository, _file_in_place, _empty_folder, _broken_list_of_files, _file_left_behind, _file_cut_off,
    _closed, _read_only, _closed_list_of_files, _pipe_in_place, _closed_lock,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_clone_is_replaced(
    tmp_path: Path, repository: Path, source: Source, damage: Callable[[Path], None]
) -> None:
    clones = tmp_path / "clones"
    assert not fetch(source, clones)
    assert text(clones) == "first"
    damage(clones / "up")
    commit(repository, "second")
    was_broken = fetch(source, clones)
    assert was_broken or damage not in (_no_head, _no_objects, _file_in_place)
    assert text(clones) == "second"
    assert [path.name for path in sorted((clones / "up").iterdir())] == [".git", "note.md"]
    commit(repository, "third")
    assert not fetch(source, clones)
    assert text(clones) == "third"
    assert sorted(path.name for path in clones.iterdir()) == [".up.lock", "up"]


def test_another_address_under_the_same_name_is_another_repository(
    tmp_path: Path, repository: Path, source: Source
) -> None:
    fetch(source, tmp_path / "clones")
    shutil.copytree(repository, tmp_path / "other")
    commit(tmp_path / "other", "of the other")
    fetch(Source("up", "git", (tmp_path / "other").as_uri()), tmp_path / "clones")
    assert text(tmp_path / "clones") == "of the other"


def test_an_unreachable_repository_leaves_the_clone_as_it_is(
    tmp_path: Path, repository: Path, source: Source
) -> None:
    clones = tmp_path / "clones"
    fetch(source, clones)
    before = (clones / "up").stat().st_ino
    repository.rename(tmp_path / "away")
    with pytest.raises(SourceError, match=r"source up: fatal: .* (?:does not appear|does not exist)"):
        fetch(source, clones)
    assert text(clones) == "first"
    assert (clones / "up").stat().st_ino == before
    (tmp_path / "away").rename(repository)
    fetch(source, clones)
    assert (clones / "up").stat().st_ino == before


def test_a_link_in_place_of_the_clone_is_removed_but_not_its_target(
    tmp_path: Path, repository: Path, source: Source
) -> None:
    own = tmp_path / "own"
    git(tmp_path, "clone", "-q", str(repository), str(own))
    (own / "note.md").write_text("not committed")
    (tmp_path / "clones").mkdir()
    (tmp_path / "clones/up").symlink_to(own)
    fetch(source, tmp_path / "clones")
    assert text(tmp_path / "clones") == "first"
    assert not (tmp_path / "clones/up").is_symlink()
    assert (own / "note.md").read_text() == "not committed"


@pytest.mark.parametrize("by", ["folders above", "variables"])
def test_no_other_repository_is_touched(
    tmp_path: Path, repository: Path, source: Source, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Such as a home that is kept in git, or the repository in whose hook the program runs."""
    home = tmp_path / "home"
    home.mkdir()
    git(home, "init", "-q")
    commit(home, "mine")
    (home / "note.md").write_text("mine, not committed")
    if by == "variables":
        monkeypatch.setenv("GIT_DIR", str(home / ".git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(home))
    fetch(source, home / "clones")
    _no_head(home / "clones/up")
    fetch(source, home / "clones")
    assert text(home / "clones") == "first"
    assert (home / "note.md").read_text() == "mine, not committed"


def test_an_empty_repository_has_no_notes_until_it_has_some(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    git(made, "init", "-q")
    source = Source("up", "git", made.as_uri())
    for _ in range(2):
        fetch(source, tmp_path / "clones")
        assert not (tmp_path / "clones/up/note.md").exists()
    commit(made, "at last")
    fetch(source, tmp_path / "clones")
    assert text(tmp_path / "clones") == "at last"


def test_a_repository_whose_default_branch_has_gone_keeps_its_notes(
    tmp_path: Path, repository: Path, source: Source
) -> None:
    fetch(source, tmp_path / "clones")
    git(repository, "symbolic-ref", "HEAD", "refs/heads/gone")
    with pytest.raises(SourceError, match="none on the branch that its HEAD names"):
        fetch(source, tmp_path / "clones")
    assert text(tmp_path / "clones") == "first"
    git(repository, "symbolic-ref", "HEAD", "refs/heads/main")
    commit(repository, "second")
    fetch(source, tmp_path / "clones")
    assert text(tmp_path / "clones") == "second"


def test_a_folder_for_clones_that_cannot_be_written_is_reported(tmp_path: Path, source: Source) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(SourceError, match=r"source up: cannot write .*clones: Not a directory"):
        fetch(source, tmp_path / "cache/clones")


@pytest.mark.parametrize("put", [Path.touch, os.mkfifo])
def test_a_file_in_place_of_the_folder_for_clones_is_removed(
    tmp_path: Path, source: Source, put: Callable[[Path], None]
) -> None:
    put(tmp_path / "clones")
    fetch(source, tmp_path / "clones")
    assert text(tmp_path / "clones") == "first"


def test_a_discarded_clone_is_deleted(tmp_path: Path, source: Source) -> None:
    fetch(source, tmp_path / "clones")
    discard(source, tmp_path / "clones")
    assert list((tmp_path / "clones").iterdir()) == []
    discard(source, tmp_path / "clones")
    discard(Source("made", "folder", str(tmp_path / "made")), tmp_path / "clones")
    assert (tmp_path / "made/note.md").exists()


def test_without_git_the_message_says_what_to_do(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="source up: git is not installed; install it"):
        fetch(source, tmp_path / "clones")


def test_git_speaks_english_and_asks_nothing(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any locale, and with output that is not UTF-8."""
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        "read answer && exit 0\n"  # nobody types
        "(: < /dev/tty) 2>/dev/null && exit 0\n"  # and there is no terminal
        'printf \'fatal: caf\\351 %s %s %s\\n\' "$LC_ALL" "$GIT_TERMINAL_PROMPT" "[$GIT_ASKPASS]" >&2\nexit 128\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("LC_ALL", "de_DE.ISO-8859-1")
    monkeypatch.setenv("GIT_ASKPASS", "/usr/bin/ask")
    with pytest.raises(SourceError) as raised:
        fetch(source, tmp_path / "clones")
    assert str(raised.value) == f"source up: fatal: caf\ufffd C 0 [] ({source.location})"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("fatal: Unable to create '/x/index.lock': File exists.\n\nAnother git process seems to run\nremove the file"
         " manually to continue.\n", "fatal: Unable to create '/x/index.lock': File exists."),
        ("ssh: Could not resolve hostname nowhere.invalid: Name or service not known\nfatal: Could not read from remote"
         " repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n",
         "ssh: Could not resolve hostname nowhere.invalid: Name or service not known; "
         "fatal: Could not read from remote repository."),
        ("warning: something\ngit@example.org: Permission denied (publickey).\nfatal: Could not read from remote"
         " repository.\n", "git@example.org: Permission denied (publickey).; fatal: Could not read from remote repository."),
        ("remote: \nremote: =====\nremote: The project was not found\nremote: =====\nfatal: repository not found\n",
         "remote: The project was not found; fatal: repository not found"),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.\n\nPlease make sure\n",
         "ERROR: Repository not found.; fatal: Could not read from remote repository."),
        ("\x1b[31mfatal: \x1b]0;title\x07no\u202e such repository\n", "fatal: no such repository"),
        ("git: 'remote-odd' is not a git command.\n", "git: 'remote-odd' is not a git command."),
        ("fatal: " + "x" * 900, "fatal: " + "x" * 292 + "…"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_reason_is_gits_own(words: str, reason: str) -> None:
    assert reason_of(words) == reason


GIT = """#!/bin/sh
exec 2> /dev/null  # which nobody reads in the end
trap 'echo > "$HERE/ended"; exit 1' TERM
echo > "$HERE/begun"
while :; do sleep 0.05; done
"""
FETCHING = """
import sys
from pathlib import Path
from papernotes.notes.sources.git_clone import fetch
from papernotes.notes.sources.source import Source

fetch(Source("up", "git", "https://example.org/up.git"), Path(sys.argv[1]))
"""


def wait_until_there(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < until, f"no {path}"
        time.sleep(0.01)


def test_git_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(GIT)
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "HERE": str(tmp_path),
        "PYTHONPATH": str(Path(papernotes.__file__).parents[1]),
    }
    command = [sys.executable, "-c", FETCHING, str(tmp_path / "repositories")]
    with subprocess.Popen(command, env=environment) as fetching:
        wait_until_there(tmp_path / "begun")
        fetching.kill()
    wait_until_there(tmp_path / "ended")


UNREACHABLE = (
    "fatal: unable to access 'https://example.org/up.git/': Could not resolve host: example.org",
    "fatal: unable to connect to example.org:\nexample.org: Connection refused",
    "ssh: connect to host example.org port 22: Connection timed out\nfatal: Could not read from remote repository.",
    "fatal: could not read Username for 'https://example.org': terminal prompts disabled",
    "remote: Not Found\nfatal: repository 'https://example.org/up.git/' not found",
    "fatal: Authentication failed for 'https://example.org/up.git/'",
)
DAMAGED = ("fatal: bad object HEAD", "error: Could not read 1234abcd\nfatal: revision walk setup failed")


@pytest.mark.parametrize(
    ("words", "tries"), [*((said, 1) for said in UNREACHABLE), *((said, 2) for said in DAMAGED)]
)
def test_a_repository_that_is_not_reached_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, tries: int
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho x >> {tmp_path}/tries\ncat {tmp_path}/words >&2\nexit 128\n")
    program.chmod(0o755)
    (tmp_path / "words").write_text(words)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    clone = tmp_path / "clones" / "up"
    (clone / ".git").mkdir(parents=True)
    with pytest.raises(SourceError, match="source up: "):
        fetch(Source("up", "git", "https://example.org/up.git"), clone.parent)
    assert (tmp_path / "tries").read_text() == "x\n" * tries
    assert (clone / ".git").is_dir()  # the old clone stays
