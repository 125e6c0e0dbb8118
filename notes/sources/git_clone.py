"""The copy of a git repository from which its notes are read: fetched where it is sound, else cloned anew.

The copies are disposable. One that git cannot bring up to date, for whatever reason, is replaced by a fresh clone as
soon as there is one, and not before: where it is the network that failed, the copy stays as it is. git is told which
folder to work on, since it would look for a repository further up, and neither asks questions nor runs transports
that start programs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from papernotes.notes.sources.locations import presentable, without_secrets
from papernotes.notes.sources.source import Source, SourceError
from papernotes.notes.text import clean_line

_SETTINGS = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",  # empty: no window that asks for a password either
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_ALLOW_PROTOCOL": "http:https:ssh:git:file",
    "LC_ALL": "C",
}
_OF_ANOTHER_REPOSITORY = re.compile(
    "GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|PREFIX|SHALLOW_FILE|GRAFT_FILE|OBJECT_DIRECTORY"
    "|ALTERNATE_OBJECT_DIRECTORIES|IMPLICIT_WORK_TREE|REPLACE_REF_BASE|CONFIG|CONFIG_PARAMETERS|CONFIG_COUNT)"
)
"""What `git rev-parse --local-env-vars` lists, which is set where papernotes runs in a hook of another repository."""
# A server that says nothing for a minute is not waited for.
_GIT = ("git", "-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60")

_UNTIL_WE_END = (
    "/bin/sh",
    "-c",
    """exec 3<&0 </dev/null
    "$@" 3<&- &
    git=$!
    { read -r _ <&3 || kill -TERM 0; } 2>/dev/null &
    watch=$!
    wait "$git"
    code=$?
    exec 2>/dev/null
    kill "$watch"
    exit "$code\"""",
    "sh",
)
"""Before a command: it ends where this process is killed, as the pipe to its standard input is closed then. git would
go on with a clone, and write into what the next sync takes away."""

_CAUSE = re.compile(
    r"(?:ssh|remote|ERROR|error):\s*\w|.*(?:Permission denied|verification failed|Connection \w+)"
)
_MOST_CHARACTERS = 300


class _GitError(Exception):
    """git failed; the message is all that it said."""


def fetch(source: Source, repositories: Path) -> None:
    """Bring the copy of a git source up to date. Raises SourceError with git's own reason."""
    folder = source.root(repositories)
    try:
        if repositories.is_file():  # disposable as what belongs there
            repositories.unlink()
        repositories.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(repositories / f".{source.name}.lock"):
            with contextlib.suppress(_GitError):
                _update(source, folder)
                return
            _clone(source, folder)
    except _GitError as error:
        reason = reason_of(without_secrets(str(error), source.location))
        raise SourceError(f"source {source.name}: {reason} ({presentable(source.location)})") from error
    except OSError as error:
        where = error.filename or folder
        raise SourceError(f"source {source.name}: cannot write {where}: {error.strerror or error}") from error


def discard(source: Source, repositories: Path) -> None:
    """Delete the copy of a git source that is no longer wanted, as far as that can be done."""
    if source.kind == "git" and repositories.is_dir():
        lock = repositories / f".{source.name}.lock"
        with contextlib.suppress(OSError), _alone(lock):
            _delete(source.root(repositories))
            lock.unlink()


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """While no other copy of the program works on the same clone: what git has locked then was left behind."""
    with lock.open("w") as file:
        with contextlib.suppress(OSError):  # on some network disks nothing can be locked
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _update(source: Source, folder: Path) -> None:
    inside = folder / ".git"
    if folder.is_symlink() or inside.is_symlink() or not inside.is_dir():
        raise _GitError("there is no clone")
    here = (f"--git-dir={inside}", f"--work-tree={folder}")
    # By its address: the one that the clone knows may be of another repository that the name once stood for.
    _git(*here, "fetch", "--quiet", "--no-tags", "--depth", "1", "--", source.location, "HEAD")
    _git(*here, "reset", "--quiet", "--hard", "FETCH_HEAD")
    _git(*here, "clean", "--quiet", "-dffx")  # what a damaged list of files left behind


def _clone(source: Source, folder: Path) -> None:
    """Put a fresh clone in the place of whatever is there."""
    for left in folder.parent.glob(f".{source.name}.clone-*"):  # by one that was interrupted
        _delete(left)
    made = Path(tempfile.mkdtemp(prefix=f".{source.name}.clone-", dir=folder.parent))
    try:
        fresh, old = made / "new", made / "old"
        _git("clone", "--quiet", "--no-tags", "--depth", "1", "--", source.location, str(fresh))
        if folder.is_symlink() or folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    finally:
        _delete(made)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _git(*arguments: str) -> None:
    """Run git. Raises _GitError."""
    if shutil.which("git") is None:
        raise _GitError("git is not installed; install it, or add a folder instead")
    environment = {
        name: value for name, value in os.environ.items() if not _OF_ANOTHER_REPOSITORY.fullmatch(name)
    }
    try:
        process = subprocess.Popen(
            [*_UNTIL_WE_END, *_GIT, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment | _SETTINGS,
            encoding="utf-8", errors="replace",
            start_new_session=True,  # without a terminal, on which ssh would ask for a password
        )  # fmt: skip
    except OSError as error:
        raise _GitError(f"git cannot be started: {error.strerror}") from error
    with process:
        try:
            assert process.stderr is not None
            words = process.stderr.read()  # `communicate` would close its standard input
            process.wait()
        except BaseException:  # ^C, which only we are told of
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # so that it takes its locks and halves away
            raise
    if process.returncode:
        raise _GitError(words.strip() or f"git ended with {process.returncode}")


def reason_of(words: str) -> str:
    """Why git failed, of all that it said: what stopped it, after what ssh or the server had to say.

    It and the server may have put anything into it: the result is clean, on one line, and not long.
    """
    lines = [line for line in map(clean_line, words.splitlines()) if line]
    fatal = next((line for line in lines if line.startswith("fatal:")), "")
    cause = next((line for line in lines if _CAUSE.match(line)), "")
    reason = "; ".join(filter(None, dict.fromkeys((cause, fatal)))) or (lines[-1] if lines else "")
    return reason if len(reason) <= _MOST_CHARACTERS else reason[: _MOST_CHARACTERS - 1] + "…"
