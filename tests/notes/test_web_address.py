"""Pages by their address, from a server that is slow, broken, huge, or sends elsewhere."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from page_server import PAGE, Answer, send, serving

from papernotes.notes.sources import web_address
from papernotes.notes.sources.source import Source, SourceError, describe_source
from papernotes.notes.sources.web_address import fetch_page, is_repository


def fetched(address: str, folder: Path) -> Path:
    source = Source("ropes", "web", f"{address}/ICML2025/ropes/")
    fetch_page(source, folder)
    return source.root(folder)


def test_a_page_is_fetched_into_the_cache(tmp_path: Path) -> None:
    with serving(send) as (address, asked):
        page = fetched(address, tmp_path)
    assert page.name == "ropes.md"
    assert page.read_bytes() == PAGE
    assert asked[0].path == "/ICML2025/ropes/"
    assert "cookie" not in asked[0].headers


def test_an_unchanged_page_is_not_sent_again(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers["if-none-match"] == '"one"':
            handler.send_response(304)
            handler.end_headers()
        else:
            send(handler, etag='"one"')

    with serving(answer) as (address, asked):
        before = fetched(address, tmp_path).stat()
        assert fetched(address, tmp_path).stat().st_mtime_ns == before.st_mtime_ns
    assert [handler.headers["if-none-match"] for handler in asked] == [None, '"one"']


@pytest.mark.parametrize("replace", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_known_of_a_page_is_read_from_a_regular_file(
    replace: Callable[[Path], None], tmp_path: Path
) -> None:
    with serving(lambda handler: send(handler, etag='"one"')) as (address, asked):
        facts = fetched(address, tmp_path).with_name("answer.json")
        facts.unlink()
        replace(facts)
        with suppress(SourceError):  # a folder is in the way of what is known of the new page
            fetched(address, tmp_path)
    assert [handler.headers["if-none-match"] for handler in asked] == [None, None]


def test_an_etag_that_no_request_can_have_is_left_out(tmp_path: Path) -> None:
    with serving(lambda handler: send(handler, etag='"caf\xe9\x9b31m"')) as (address, asked):
        assert fetched(address, tmp_path).read_bytes() == fetched(address, tmp_path).read_bytes()
    assert [handler.headers["if-none-match"] for handler in asked] == [None, None]


@pytest.mark.parametrize(
    "address", ["http://[bad/x", "http://me:secret@[::x]:1/", "https://[", "http://x:99999/"]
)
def test_an_address_that_is_none_is_told(address: str, tmp_path: Path) -> None:
    for ask in (
        lambda: fetch_page(Source("ropes", "web", address), tmp_path),
        lambda: is_repository(address),
    ):
        with pytest.raises(SourceError) as told:
            ask()
        assert "secret" not in str(told.value)


def test_no_cookie_is_sent_back_and_redirects_are_followed(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/ropes/"):
            send(handler, 302, b"", location="../elsewhere/", set_cookie="who=you")
        else:
            send(handler)

    with serving(answer) as (address, asked):
        assert fetched(address, tmp_path).read_bytes() == PAGE
    assert [handler.path for handler in asked] == ["/ICML2025/ropes/", "/ICML2025/elsewhere/"]
    assert all(handler.headers["cookie"] is None for handler in asked)


def stall(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", "100")
    handler.end_headers()
    handler.wfile.write(b"x")
    handler.wfile.flush()
    handler.connection.recv(1)  # until the reader goes away


def break_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b"x")
    handler.close_connection = True


def drip(sent: bytes) -> Answer:
    """An answer that goes on and on, a little before anybody is tired of waiting."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                handler.wfile.write(sent)
                time.sleep(0.05)
        except OSError:
            pass

    return answer


def never_end(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 100_000)
    except OSError:
        pass


BROKEN: dict[str, tuple[Answer, str]] = {
    "slow": (stall, "does not answer in time"),
    "broken off": (break_off, "cannot be fetched"),
    "without an end": (never_end, "more than 8 MB"),
    "huge": (lambda handler: send(handler, content_length="900000000"), "more than 8 MB"),
    "not there": (lambda handler: send(handler, 404, b""), "answered 404"),
    "an error": (lambda handler: send(handler, 503, b"<html>later</html>"), "answered 503"),
    "in circles": (lambda handler: send(handler, 301, b"", location=handler.path), "more than 5 redirects"),
    "to a file": (
        lambda handler: send(handler, 302, b"", location="file:///etc/passwd"),
        "only http and https",
    ),
    "to a script": (lambda handler: send(handler, 302, b"", location="javascript:x"), "cannot be fetched"),
    "no HTTP": (lambda handler: handler.wfile.write(b"\x00\x01 what\r\n\r\n"), "cannot be fetched"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_fetched_is_said_and_the_old_page_stays(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_address, "ANSWER_SECONDS", 0.2)
    old = Source("ropes", "web", "http://x/ICML2025/ropes/").root(tmp_path)
    old.parent.mkdir()
    old.write_bytes(b"old")
    answer, reason = BROKEN[kind]
    with serving(answer) as (address, _), pytest.raises(SourceError, match=reason):
        fetched(address, tmp_path)
    assert old.read_bytes() == b"old"
    assert [file.name for file in old.parent.iterdir()] == ["ropes.md"]


@pytest.mark.parametrize("sent", [b"x", b"x: y\r\n", b"\r\nx"])
def test_what_drips_for_ever_is_cut_off(sent: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_address, "MAXIMUM_FETCH_SECONDS", 0.3)
    with serving(drip(sent)) as (address, _), pytest.raises(SourceError, match="the page took more than"):
        fetched(address, tmp_path)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with serving(send) as (address, _):
        pass
    with pytest.raises(SourceError, match=r"source ropes: cannot be fetched: .*refused"):
        fetched(address, tmp_path)


def test_a_repository_is_told_from_a_page() -> None:
    def git(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/notes/info/refs?service=git-upload-pack":
            send(handler, body=b"001e# service", content_type="application/x-git-upload-pack-advertisement")
        else:
            send(handler)

    with serving(git) as (address, _):
        assert is_repository(f"{address}/notes/")
        assert not is_repository(f"{address}/page/")


@pytest.mark.parametrize(
    ("location", "kind", "name"),
    [
        ("https://example.org/ICML2025/llm_safety/", "web", "ICML2025-llm_safety"),
        ("https://example.org/ICML2025/llm_safety/index.html?x=1#top", "web", "ICML2025-llm_safety"),
        ("https://example.org/ICML2025/llm_safety.html", "web", "ICML2025-llm_safety"),
        ("http://example.org", "web", "example.org"),
        ("https://example.org/notes.git", "git", "notes"),
        ("https://github.com/someone/notes", "git", "notes"),
        ("https://github.com/someone/notes/blob/main/x.md", "web", "main-x.md"),
        ("git@example.org:notes", "git", "notes"),
        ("ssh://example.org/notes", "git", "notes"),
    ],
)
def test_what_an_address_is_taken_for(location: str, kind: str, name: str) -> None:
    source = describe_source(location)
    assert (source.kind, source.name) == (kind, name)


@pytest.mark.parametrize(
    "location", ["ftp://example.org/x", "gopher://x/", "ext::sh -c id", "javascript://x"]
)
def test_other_addresses_are_refused_by_name(location: str) -> None:
    with pytest.raises(SourceError, match=f"addresses with {location.partition(':')[0]}: are not read"):
        describe_source(location)
