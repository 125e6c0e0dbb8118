"""A page of a site, by its address: fetched into the cache, and fetched again at each sync if it changed.

Only http and https, also where a server redirects to. No cookies, no passwords that an address does not have itself, no
script. A page is given limited time and size. The server is asked whether the page changed since (ETag and
Last-Modified, RFC 9110), so that an unchanged page costs one short answer. What was fetched before stays as it is until
a new page is complete.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from papernotes.notes.sources.files import UnreadableError, read_file
from papernotes.notes.sources.locations import presentable
from papernotes.notes.sources.source import Source, SourceError

if TYPE_CHECKING:
    import httpx

MAXIMUM_PAGE_BYTES = 8_000_000
MAXIMUM_REDIRECTS = 5
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""How long a server may send nothing."""
MAXIMUM_FETCH_SECONDS = 120.0
"""How long a page may take in all, redirects and headers too."""

_SCHEMES = ("http", "https")
_HEADERS = {
    "User-Agent": "papernotes",
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.8",
}
_GIT_ANSWER = "application/x-git-upload-pack-advertisement"

Progress = Callable[[str, int, int], None]


def fetch_page(source: Source, repositories: Path, progress: Progress = lambda *_: None) -> None:
    """Bring the local copy of a page up to date. Raises SourceError, which says what the server or the network said.

    The copy lies in `repositories`, in a folder named like the source. `progress` is called with the bytes so far and
    the bytes in all, 0 if the server does not say.
    """
    page = source.root(repositories)
    facts = page.with_name("answer.json")
    known = _read_facts(facts) if page.is_file() else {}
    conditions = {
        header: known[fact]
        for header, fact in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        if known.get("url") == source.location and _can_be_sent(known.get(fact, ""))
    }
    try:
        status, headers, content = _get(
            source.location, conditions, lambda *done: progress(f"fetching {source.name}", *done)
        )
    except _FetchError as error:
        raise SourceError(f"source {source.name}: {error} ({presentable(source.location)})") from error
    if status == 304:
        return
    try:
        page.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(page, content)
        kept = {
            "url": source.location,
            "etag": headers.get("etag", ""),
            "last-modified": headers.get("last-modified", ""),
        }
        _replace(facts, json.dumps(kept).encode())
    except OSError as error:
        where = error.filename or page
        raise SourceError(f"source {source.name}: cannot write {where}: {error.strerror or error}") from error


def address_of_page(source: Source, repositories: Path) -> str:
    """The address from which the local copy of a page was fetched; empty if there is none."""
    return _read_facts(source.copy(repositories) / "answer.json").get("url", "")


def is_repository(address: str) -> bool:
    """Whether an http(s) address is that of a git repository, by asking the server as git does.

    Raises SourceError if no server answers.
    """
    try:
        status, headers, _ = _get(
            f"{address.rstrip('/')}/info/refs?service=git-upload-pack", {}, lambda *_: None
        )
    except _RefusedError:
        return False
    except _FetchError as error:
        raise SourceError(f"{presentable(address)}: {error}") from error
    return status == 200 and headers.get("content-type", "").startswith(_GIT_ANSWER)


class _FetchError(Exception):
    """A page was not fetched; the message says why."""


class _RefusedError(_FetchError):
    """A server answered, but not with a page."""


class _TimeLimit:
    """Ends the connections of a page when its time is over, whatever they wait for: headers can drip as a body can."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> _TimeLimit:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def see(self, event: str, info: Mapping[str, Any]) -> None:
        """What httpx calls at each step of a request: https://www.encode.io/httpcore/extensions/#trace"""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.is_over:
                self._end()

    def _end(self) -> None:
        self.is_over = True
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(
                    socket.SHUT_RDWR
                )  # unlike `close`, this ends a read that another thread waits for


def _get(
    address: str, conditions: Mapping[str, str], progress: Callable[[int, int], None]
) -> tuple[int, Mapping[str, str], bytes]:
    """The status, headers and body of the answer to a GET, after redirects."""
    import httpx

    with _TimeLimit(MAXIMUM_FETCH_SECONDS) as limit:
        try:
            answer = _answer(address, conditions, progress, limit)
        except httpx.TimeoutException as error:
            raise _FetchError("the server does not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            if not limit.is_over:
                raise _FetchError(
                    f"cannot be fetched: {error}" if str(error) else "cannot be fetched"
                ) from error
        if limit.is_over:
            raise _FetchError(f"the page took more than {MAXIMUM_FETCH_SECONDS:.0f} seconds")
    return answer


def _answer(
    address: str, conditions: Mapping[str, str], progress: Callable[[int, int], None], limit: _TimeLimit
) -> tuple[int, Mapping[str, str], bytes]:
    import httpx

    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    for _ in range(MAXIMUM_REDIRECTS + 1):
        if urlsplit(address).scheme not in _SCHEMES:
            raise _RefusedError(f"only http and https are fetched, not {presentable(address)}")
        # A client for each request: cookies of one answer do not reach the next.
        with (
            httpx.Client(timeout=timeout, follow_redirects=False) as client,
            client.stream(
                "GET", address, headers={**_HEADERS, **conditions}, extensions={"trace": limit.see}
            ) as answer,
        ):
            if answer.has_redirect_location:
                address = urljoin(address, answer.headers["location"])
                continue
            if answer.status_code == 304 and conditions:
                return 304, answer.headers, b""
            if answer.status_code != 200:
                raise _RefusedError(
                    f"the server answered {answer.status_code} {answer.reason_phrase}".rstrip()
                )
            return 200, answer.headers, _body(answer, progress)
    raise _RefusedError(f"more than {MAXIMUM_REDIRECTS} redirects")


def _body(answer: httpx.Response, progress: Callable[[int, int], None]) -> bytes:
    declared = answer.headers.get("content-length", "")
    total = int(declared) if declared.isdecimal() else 0
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if max(len(content), total) > MAXIMUM_PAGE_BYTES:
            raise _RefusedError(f"a page of more than {MAXIMUM_PAGE_BYTES // 1_000_000} MB is not fetched")
        progress(len(content), total)
    return bytes(content)


def _read_facts(path: Path) -> dict[str, str]:
    try:
        found = json.loads(read_file(path))
    except (UnreadableError, ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _can_be_sent(value: str) -> bool:
    """Whether a server's own word can be in the header of a request: another one would make every fetch fail."""
    return value != "" and value.isascii() and value.isprintable()


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
