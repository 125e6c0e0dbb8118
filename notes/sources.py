"""Sources: folders, git repositories and saved pages, as a stream of documents with fingerprints."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from notes.locations import presentable, without_access, without_secrets
from notes.patterns import lazy_pattern
from notes.text import clean_line

MAXIMUM_SIZE = 20 * 1024 * 1024
"""Bytes beyond which a file is no note."""

SUFFIXES = (".md", ".markdown", ".txt")
_GIT_URL = lazy_pattern(r"(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
_NAME = lazy_pattern(r"[\w][\w.-]{0,63}")


class SourceError(Exception):
    """A source cannot be used; the message says which, why, and what to do."""


class Source(NamedTuple):
    """Where notes come from. `kind` is `folder`, `git` or `page`; `location` a path or a URL."""

    name: str
    kind: str
    location: str

    def root(self, repositories: Path) -> Path:
        """The folder or file that holds the documents; git repositories are checked out in `repositories`."""
        return repositories / self.name if self.kind == "git" else Path(self.location)


class Document(NamedTuple):
    """One file of a source: its path relative to the root (`/` between folders), and its stat.

    `size` is in bytes, `modified` in nanoseconds since the epoch.
    """

    path: str
    size: int
    modified: int


class Skipped(NamedTuple):
    """A file that is not read, and why."""

    path: str
    reason: str


def describe_source(location: str) -> Source:
    """The source that a person means by `location`, named after its last part.

    Raises SourceError if there is no such folder or file, or it cannot be read.
    """
    if not location.strip():  # as a path it would be the folder one happens to be in
        raise SourceError("which source? give a folder, a git URL, a saved page, or - for standard input")
    if _GIT_URL.match(location):
        return Source(_name_from(without_access(location).rstrip("/").removesuffix(".git")), "git", location)
    path = Path(location).expanduser()
    try:
        path = path.resolve(strict=True)
        if path.is_dir():
            return Source(_name_from(path.name), "folder", str(path))
        if not path.is_file():  # a device may have no end, and a pipe is empty when it is read again
            raise OSError("neither a file nor a folder")
        with path.open("rb"):
            return Source(_name_from(path.stem), "page", str(path))
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"{presentable(location)}: {reason}; give a folder, a git URL, a saved page, or - for standard input"
        ) from error


def check_name(name: str) -> str:
    """`name` itself, if it can name a source: it becomes a folder's name. Raises SourceError otherwise."""
    if not _NAME.fullmatch(name):
        raise SourceError(f"{name!r} cannot name a source: use letters, digits, and - _ . inside")
    return name


def _name_from(text: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", re.split(r"[/:\\]", text)[-1]).strip("-.")[:64]
    return name or "notes"


def documents(source: Source, repositories: Path) -> Iterator[Document | Skipped]:
    """Every file of `source` that may hold notes, by `stat` alone, in order of path.

    Raises SourceError if the source itself cannot be read.
    """
    root = source.root(repositories)
    try:
        if source.kind == "page":
            stat = root.stat()
            yield Document(root.name, stat.st_size, stat.st_mtime_ns)
        else:
            yield from _walk(root, "")
    except OSError as error:
        raise SourceError(f"source {source.name}: {error.filename or root}: {error.strerror}") from error


def _walk(folder: Path, prefix: str) -> Iterator[Document | Skipped]:
    with os.scandir(folder) as found:
        items = sorted(found, key=lambda item: item.name)
    for item in items:
        path = prefix + item.name
        if item.name.startswith("."):
            continue
        if not item.is_symlink() and item.is_dir():
            try:
                yield from _walk(folder / item.name, path + "/")
            except OSError as error:
                yield Skipped(path, f"cannot read the folder: {error.strerror}")
        elif item.name.lower().endswith(SUFFIXES):
            yield _document(item, path)


def _document(item: os.DirEntry[str], path: str) -> Document | Skipped:
    if not path.isprintable():  # also a name that is not UTF-8, which cannot be stored as text
        shown = path.encode("utf-8", "replace").decode()
        return Skipped(
            "".join(c if c.isprintable() else "\ufffd" for c in shown), "unprintable characters in the name"
        )
    if item.is_symlink():  # a link may lead anywhere, out of the source too
        return Skipped(path, "a symbolic link, not followed")
    if not item.is_file():  # to open a named pipe is to wait for who writes into it
        return Skipped(path, "neither a file nor a folder")
    try:
        stat = item.stat()
    except OSError as error:
        return Skipped(path, f"cannot read: {error.strerror}")
    if stat.st_size > MAXIMUM_SIZE:
        return Skipped(path, f"{stat.st_size / 1e6:.0f} MB is too large for a note")
    return Document(path, stat.st_size, stat.st_mtime_ns)


def fetch(source: Source, repositories: Path) -> None:
    """Bring a git source's checkout up to date; nothing to do for the others.

    Raises SourceError with git's own last words.
    """
    if source.kind != "git":
        return
    folder = source.root(repositories)
    repositories.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / ".git").is_dir():
        commands = [
            ["git", "-C", str(folder), "fetch", "--quiet", "--depth", "1", "origin", "HEAD"],
            ["git", "-C", str(folder), "reset", "--quiet", "--hard", "FETCH_HEAD"],
        ]
    else:
        commands = [["git", "clone", "--quiet", "--depth", "1", "--", source.location, str(folder)]]
    for command in commands:
        _git(source, command)


def _git(source: Source, command: list[str]) -> None:
    # No prompt can be answered here, and `ext::` transports would run programs.
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "http:https:ssh:git:file"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    except FileNotFoundError as error:
        raise SourceError(
            f"source {source.name}: git is not installed; install it, or add a folder instead"
        ) from error
    if done.returncode:
        words = [line for line in done.stderr.splitlines() if line.strip()]
        # A server may have put anything in its words, and git repeats the URL.
        reason = clean_line(without_secrets(words[-1], source.location)) if words else "git failed"
        raise SourceError(f"source {source.name}: {reason} ({presentable(source.location)})")
