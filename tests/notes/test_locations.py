"""Locations as they may be shown: never with a password, and with a user name only if it cannot be a token."""

from __future__ import annotations

from pathlib import Path

import pytest

from papernotes.notes.sources.git_clone import fetch
from papernotes.notes.sources.locations import presentable, without_access, without_secrets
from papernotes.notes.sources.source import Source, SourceError, describe_source

SHOWN = {
    "https://ann:hunter2@example.org/notes.git": "https://***@example.org/notes.git",
    "https://ghp_hunter2@example.org/notes": "https://***@example.org/notes",
    "https://hunter2:x-oauth-basic@example.org/notes": "https://***@example.org/notes",
    "https://:hunter2@example.org/notes": "https://***@example.org/notes",
    "HTTPS://ann:hunter2@example.org": "HTTPS://***@example.org",
    "https://ann%40work:hunter2%2F@example.org/notes": "https://***@example.org/notes",
    "git+https://ann:hunter2@example.org/notes": "git+https://***@example.org/notes",
    "ext::https://ann:hunter2@example.org/notes": "ext::https://***@example.org/notes",
    # Characters that should have been encoded.
    "https://ann:hunter2@hunter2@example.org/notes": "https://***@example.org/notes",
    "https://ann:hunter2/hunter2@example.org/notes": "https://***@example.org/notes",
    "https://ann:hunter2?#hunter2@example.org/notes": "https://***@example.org/notes",
    "https://ann:hunter2 hunter2@example.org/notes": "https://***@example.org/notes",
    "https://ann:hunter2'\"@example.org/notes": "https://***@example.org/notes",
    # Typing mistakes.
    "https:/ann:hunter2@example.org/notes": "https:/***@example.org/notes",
    "https:ann:hunter2@example.org/notes": "https:***@example.org/notes",
    " https://ann:hunter2@example.org/notes": "https://***@example.org/notes",
    "ann:hunter2@example.org/notes": "ann:***@example.org/notes",
    # With ssh, the user name is part of the address.
    "ssh://git:hunter2@example.org:22/notes": "ssh://git:***@example.org:22/notes",
    "ann:hunter2@example.org:notes.git": "ann:***@example.org:notes.git",
    # Queries.
    "https://example.org/notes?access_token=hunter2": "https://example.org/notes?access_token=***",
    "https://example.org/notes?a=hunter2&private_token=hunter2;b=hunter2":
        "https://example.org/notes?a=***&private_token=***;b=***",
    "https://example.org/notes?hunter2": "https://example.org/notes?***",
    "https://example.org/notes#token=hunter2": "https://example.org/notes#token=***",
}  # fmt: skip
PLAIN = [
    "git@example.org:ann/notes.git", "ssh://git@example.org/notes", "ssh://ann@example.org:22/notes",
    "https://example.org/notes.git", "https://example.org:8443/@scope/notes", "http://[::1]:8080/notes",
    "file:///home/ann@work/notes", "/home/ann/a:b@c/notes", "notes", "",
]  # fmt: skip


@pytest.mark.parametrize(("location", "shown"), SHOWN.items())
def test_no_secret_of_a_location_is_shown(location: str, shown: str) -> None:
    assert presentable(location) == shown
    assert presentable(shown) == shown
    assert "hunter2" not in without_access(location)
    assert "hunter2" not in without_secrets(f"fatal: cannot read '{location}': no such thing", location)


@pytest.mark.parametrize("location", PLAIN)
def test_a_location_without_a_secret_is_shown_as_it_is(location: str) -> None:
    assert presentable(location) == location
    assert without_secrets(f"cannot read {location}.", location) == f"cannot read {location}."


@pytest.mark.parametrize(
    ("said", "location"),
    [
        ("ann:hunter2@example.org: Permission denied (publickey).", "ssh://ann:hunter2@example.org/notes"),
        ("Authentication failed with hunt/er2", "https://ann:hunt%2Fer2@example.org/notes"),
        ("remote: the token hunter2 has expired", "https://hunter2@example.org/notes"),
        ("remote: no such ref: hunter2", "https://example.org/notes?token=hunter2"),
        ("remote: moved to https://bob:hunter2@example.net/notes", "https://example.org/notes"),
        ("could not read Password for 'https://hunter2@example.org'", ""),
    ],
)
def test_no_secret_of_a_location_is_left_in_what_git_says(said: str, location: str) -> None:
    shown = without_secrets(said, location)
    assert "hunter2" not in shown
    assert "hunt/er2" not in shown
    assert "***" in shown


def test_a_short_password_does_not_take_letters_out_of_other_words() -> None:
    said = "fatal: 'https://ann:a@example.org' is not there, ann:a@example.org"
    assert without_secrets(said, "ssh://ann:a@example.org") == (
        "fatal: 'https://***@example.org' is not there, ann:***@example.org"
    )


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("https://example.org/notes.git?access_token=hunter2", "notes"),
        ("https://ann:hunter2@example.org", "example.org"),
        ("https://ann:hunter2@example.org/shelf/", "shelf"),
        ("ssh://ann:hunter2@example.org/~/shelf.git", "shelf"),
    ],
)
def test_a_source_is_not_named_after_a_secret(location: str, name: str) -> None:
    source = describe_source(location)
    assert (source.name, source.location) == (name, location)


def test_an_invalid_location_is_refused_without_showing_its_password() -> None:
    with pytest.raises(SourceError) as raised:
        describe_source("ann:hunter2@example.org/notes")
    assert str(raised.value).startswith("ann:***@example.org/notes: No such file or directory")


def test_the_output_of_git_is_shown_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = tmp_path / "bin/git"
    git.parent.mkdir()
    git.write_text(
        "#!/bin/sh\necho \"fatal: unable to access 'https://ann:hunter2@example.org/notes/': Could not resolve host\" >&2\n"
        "exit 128\n"
    )
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}:/usr/bin:/bin")
    with pytest.raises(SourceError) as raised:
        fetch(Source("s", "git", "https://ann:hunter2@example.org/notes"), tmp_path)
    assert str(raised.value) == (
        "source s: fatal: unable to access 'https://***@example.org/notes/': Could not resolve host"
        " (https://***@example.org/notes)"
    )
