"""A source: a folder, a git repository or a saved page, as a person names it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from papernotes.notes.model import NoteError
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.sources.files import read_file
from papernotes.notes.sources.locations import presentable, without_access

PAGE_KINDS = ("page", "web")
_GIT_URL = lazy_pattern(r"(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:")
_WEB_ADDRESS = lazy_pattern(r"https?://")
_ADDRESS = lazy_pattern(r"([A-Za-z][\w+.-]{1,20}):(?://|:)")
"""An address of any kind, or git's words for a program that fetches (`ext::…`)."""
_REPOSITORY_HOST = lazy_pattern(
    r"(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|gitee\.com)"
)
_NAME = lazy_pattern(r"[\w][\w.-]{0,63}")
_FOLDER_ON_HOST = lazy_pattern(
    r"(https?://(?:github\.com|gitlab\.com|codeberg\.org|gitee\.com)/[^/?#]+/[^/?#]+)"
    r"/(?:-/)?(?:tree|src/branch)/([^/?#]+)/?([^?#]*)"
)
_DEFAULT_BRANCHES = ("main", "master", "HEAD")


class SourceError(Exception):
    """A source cannot be used. The message says which, why, and what to do."""


class Source(NamedTuple):
    """Where notes come from. `kind` is `folder`, `git`, `page` or `web` (a page by its address); `location` a path or URL.

    `folder` is the part of a repository that is read, empty for all of it. A paused source keeps its notes, but is read
    only where it is asked for by name. `watch`: the open reader looks for changes in it.
    """

    name: str
    kind: str
    location: str
    folder: str = ""
    paused: bool = False
    watch: bool = False

    def root(self, repositories: Path) -> Path:
        """The folder or file that holds the documents. Clones, and pages that were fetched, are in `repositories`."""
        if self.kind == "git":
            return self.copy(repositories) / self.folder
        if self.kind == "web":
            return self.copy(repositories) / f"{_page_name(self.location)}.md"
        return Path(self.location)

    def copy(self, repositories: Path) -> Path:
        """The folder of our own copy of what is elsewhere: the clone, or what was fetched."""
        return repositories / self.name

    @property
    def is_page(self) -> bool:
        """Whether the source is one page rather than a folder of documents."""
        return self.kind in PAGE_KINDS


def describe_source(location: str) -> Source:
    """The source that a person means by `location`, named after its last part.

    Raises SourceError if there is no such folder or file, or it cannot be read.
    """
    if not location.strip():  # as a path, it would be the current folder
        raise SourceError("which source? give a folder, a git URL, or a page (a file or an address)")
    if on_host := _FOLDER_ON_HOST.fullmatch(location):
        repository, branch, folder = on_host.groups()
        if branch not in _DEFAULT_BRANCHES:
            raise SourceError(
                f"{presentable(location)}: only the default branch of a repository is read, not {branch}"
            )
        folder = check_folder(unquote(folder))
        return Source(_name_from(folder or repository), "git", repository, folder)
    if may_be_page(location):
        return Source(_name_from("-".join(_page_parts(location)[-2:])), "web", location)
    if _GIT_URL.match(location):
        return Source(_name_from(without_access(location).rstrip("/").removesuffix(".git")), "git", location)
    try:
        path = Path(location).expanduser().resolve(strict=True)
        if path.is_dir():
            return Source(_name_from(path.name), "folder", str(path))
        read_file(path)
        return Source(_name_from(path.stem), "page", str(path))
    except (OSError, RuntimeError, NoteError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if address := _ADDRESS.match(location):
            reason = f"addresses with {address[1]}: are not read"
        raise SourceError(
            f"{presentable(location)}: {reason}; give a folder, a git URL, or a page (a file or an address)"
        ) from error


def may_be_page(location: str) -> bool:
    """Whether a location may be the address of a page: http or https, and not written like that of a repository."""
    if not _WEB_ADDRESS.match(location):
        return False
    host, _, path = without_access(location).partition("://")[2].partition("/")
    parts = [part for part in path.split("?")[0].split("/") if part]
    if path.rstrip("/").endswith(".git") or not host.strip("[]"):
        return False
    return not (_REPOSITORY_HOST.fullmatch(host) and len(parts) == 2)


def _page_parts(location: str) -> list[str]:
    """The parts of the path of an address, the host where there is none."""
    path = (
        re.split("[?#]", without_access(location))[0]
        .partition("://")[2]
        .rstrip("/")
        .removesuffix("/index.html")
    )
    host, _, rest = path.partition("/")
    return [part.removesuffix(".html") for part in rest.split("/") if part] or [host]


def _page_name(location: str) -> str:
    """The name of the local copy of a page, without suffix: from it comes the key of a note that has no better one."""
    return _name_from(_page_parts(location)[-1])


def check_name(name: str) -> str:
    """Return `name` if a source may be called that; a folder gets this name. Raises SourceError otherwise."""
    if not _NAME.fullmatch(name):
        raise SourceError(f"{name!r} cannot name a source: use letters, digits, and - _ . inside")
    return name


def check_folder(folder: str) -> str:
    """The path of a folder in a repository as it is stored: `/` between names. Raises SourceError for one outside."""
    names = [name for name in folder.replace("\\", "/").split("/") if name not in ("", ".")]
    if ".." in names or ".git" in names or folder.startswith("/") or "\0" in folder:
        raise SourceError(
            f"{folder!r} is not a folder of a repository: give its path in the repository, such as docs/notes"
        )
    return "/".join(names)


def _name_from(text: str) -> str:
    name = re.sub(r"[^\w.-]+", "-", re.split(r"[/:\\]", text)[-1]).strip("-.")[:64]
    return name or "notes"
