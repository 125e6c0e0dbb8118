"""The local clone of a git repository, from which its notes are read: updated if it is sound, else cloned again.

Clones are disposable. One that git cannot update, for whatever reason, is replaced by a fresh clone, but only once that
is complete: if the network failed, the old clone stays as it is, and no other is tried. git is told which folder to work on, because it would
otherwise look for a repository further up. It asks no questions and uses no transport that starts other programs.
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
    "GIT_ASKPASS": "",  # empty: no window asks for a password either
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_ALLOW_PROTOCOL": "http:https:ssh:git:file",
    "LC_ALL": "C",
}
_OF_ANOTHER_REPOSITORY = re.compile(
    "GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|PREFIX|SHALLOW_FILE|GRAFT_FILE|OBJECT_DIRECTORY"
    "|ALTERNATE_OBJECT_DIRECTORIES|IMPLICIT_WORK_TREE|REPLACE_REF_BASE|CONFIG|CONFIG_PARAMETERS|CONFIG_COUNT)"
)
"""The variables of `git rev-parse --local-env-vars`. They are set when papernotes runs in a hook of some repository."""
# Give up on a server that sends nothing for a minute.
_GIT = ("git", "-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60")

_END_WITH_US = (
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
"""Runs a command that ends if this process is killed, because the pipe to its standard input closes then. Otherwise git
would go on with a clone, and write into what the next sync deletes."""

_CAUSE = re.compile(
    r"(?:ssh|remote|ERROR|error):\s*\w|.*(?:Permission denied|verification failed|Connection \w+)"
)
_UNREACHABLE = re.compile(
    r"unable to (?:access|connect to|look up)|[Cc]ould not (?:resolve|read (?:from remote|Username|Password))"
    r"|[Rr]epository .*not found|Authentication failed|Permission denied \(|Host key verification failed|timed out"
)
"""What git says when it did not reach the repository: a fresh clone would not either, and the person would wait twice."""
_MAXIMUM_REASON_CHARACTERS = 300
_ADDRESS = re.compile(r'\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S.*?)\s*$', re.MULTILINE)


class _GitError(Exception):
    """git failed. The message is all that it wrote."""


def fetch(source: Source, repositories: Path) -> bool:
    """Bring the clone of a git source up to date; returns whether it was broken, and was made anew.

    Raises SourceError with git's own reason.
    """
    folder = source.copy(repositories)
    broken = False
    try:
        if not repositories.is_dir() and not repositories.is_symlink():
            _delete(repositories)  # as disposable as the folder that belongs there
        repositories.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(repositories / f".{source.name}.lock"):
            try:
                _update(source, folder)
            except (_GitError, OSError) as error:
                if _UNREACHABLE.search(str(error)):
                    raise
                broken = os.path.lexists(folder)
                _clone(source, folder)
        _check_part(source, folder)
        return broken
    except _GitError as error:
        reason = reason_of(without_secrets(str(error), source.location))
        raise SourceError(f"source {source.name}: {reason} ({presentable(source.location)})") from error
    except OSError as error:
        where = error.filename or folder
        remedy = "; `papernotes doctor --fix` moves it aside" if isinstance(error, FileExistsError) else ""
        raise SourceError(
            f"source {source.name}: cannot write {where}: {error.strerror or error}{remedy}"
        ) from error


def discard(source: Source, repositories: Path) -> None:
    """Delete the clone or the fetched page of a source as far as possible. Does nothing for sources on this machine."""
    if source.kind == "web":
        _delete(source.copy(repositories))
    elif source.kind == "git" and repositories.is_dir():
        lock = repositories / f".{source.name}.lock"
        with contextlib.suppress(OSError), _locked(lock):
            _delete(source.copy(repositories))
            lock.unlink()


def address_of(clone: Path) -> str:
    """The address that a clone was made from; empty if there is no clone."""
    try:
        found = _ADDRESS.search((clone / ".git" / "config").read_text("utf-8", "replace"))
    except OSError:
        return ""
    return found[1] if found else ""


def _check_part(source: Source, clone: Path) -> None:
    """Raise SourceError if the part of the repository that is to be read is not a folder in it."""
    path = clone
    for name in source.folder.split("/") if source.folder else ():
        path /= name
        if path.is_symlink() or not path.is_dir():  # a link may lead out of the repository
            raise SourceError(
                f"source {source.name}: there is no folder {source.folder} in {presentable(source.location)};"
                " correct it in sources.yaml, or `papernotes move` the source"
            )


@contextlib.contextmanager
def _locked(lock: Path) -> Iterator[None]:
    """Keep other copies of the program away from the same clone. A lock of git's own that remains is a stale one."""
    if os.path.lexists(lock) and (
        lock.is_symlink() or not lock.is_file() or not os.access(lock, os.W_OK)
    ):  # what is in its place: to open a pipe would wait for who reads it
        _delete(lock)
    with lock.open("w") as file:
        with contextlib.suppress(OSError):  # some network disks cannot lock files
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _update(source: Source, folder: Path) -> None:
    inside = folder / ".git"
    if folder.is_symlink() or inside.is_symlink() or not inside.is_dir():
        raise _GitError("there is no clone")
    here = (f"--git-dir={inside}", f"--work-tree={folder}")
    # By the source's address: the clone may still know that of another repository which had the same name.
    _git(*here, "fetch", "--quiet", "--no-tags", "--depth", "1", "--", source.location, "HEAD")
    _git(*here, "reset", "--quiet", "--hard", "FETCH_HEAD")
    _git(*here, "clean", "--quiet", "-dffx")  # files that a damaged index left behind


def _clone(source: Source, folder: Path) -> None:
    """Replace whatever is at `folder` with a fresh clone."""
    for left in folder.parent.glob(f".{source.name}.clone-*"):  # left by a clone that was interrupted
        _delete(left)
    made = Path(tempfile.mkdtemp(prefix=f".{source.name}.clone-", dir=folder.parent))
    try:
        fresh, old = made / "new", made / "old"
        _git("clone", "--quiet", "--no-tags", "--depth", "1", "--", source.location, str(fresh))
        if _has_commit(folder) and not _has_commit(fresh):  # git calls this a success
            raise _GitError(
                "it had commits and has none now, or none on the branch that its HEAD names; its notes stay as they were"
            )
        if os.path.lexists(folder):
            _let_in(folder)  # only who may write to a folder can move it
            folder.rename(old)
        fresh.rename(folder)
    finally:
        _delete(made)


def _has_commit(clone: Path) -> bool:
    try:
        _git(f"--git-dir={clone / '.git'}", "rev-parse", "--quiet", "--verify", "HEAD")
    except _GitError:
        return False
    return True


def _let_in(folder: Path) -> None:
    """Give us all rights to a folder of our cache, as far as possible. A link is left alone."""
    with contextlib.suppress(OSError):
        if not folder.is_symlink() and folder.is_dir():
            folder.chmod(0o700)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        _let_in(path)
        for within, folders, _ in os.walk(path):
            for name in folders:
                _let_in(Path(within, name))
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
            [*_END_WITH_US, *_GIT, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment | _SETTINGS,
            encoding="utf-8", errors="replace",
            start_new_session=True,  # without a terminal on which ssh could ask for a password
        )  # fmt: skip
    except OSError as error:
        raise _GitError(f"git cannot be started: {error.strerror}") from error
    with process:
        try:
            assert process.stderr is not None
            output = process.stderr.read()  # `communicate` would close the standard input
            process.wait()
        except BaseException:  # ^C reaches only this process, since git has a session of its own
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # git then removes its locks and partial files
            raise
    if process.returncode:
        raise _GitError(output.strip() or f"git ended with {process.returncode}")


def reason_of(output: str) -> str:
    """Why git failed, from all that it wrote: first what ssh or the server said, then git's own last word.

    The output may hold anything, so the result is cleaned, on one line, and of limited length.
    """
    lines = [line for line in map(clean_line, output.splitlines()) if line]
    fatal = next((line for line in lines if line.startswith("fatal:")), "")
    cause = next((line for line in lines if _CAUSE.match(line)), "")
    reason = "; ".join(filter(None, dict.fromkeys((cause, fatal)))) or (lines[-1] if lines else "")
    if len(reason) > _MAXIMUM_REASON_CHARACTERS:
        return reason[: _MAXIMUM_REASON_CHARACTERS - 1] + "…"
    return reason
