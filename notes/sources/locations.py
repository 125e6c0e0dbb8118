"""Locations of sources as they may be shown: a URL can hold a password, which is nobody's to see.

Whatever shows where a source is (lists, reports, progress, errors, git's own words) sends it through here.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from papernotes.notes.patterns import lazy_pattern

HIDDEN = "***"
"""What is shown in place of a secret."""

_TELLING_LETTERS = 4
"""Letters that a secret must have to be looked for outside of its URL: a shorter one is part of many words."""

_SCHEME = r"(?P<scheme>(?:[a-z][a-z0-9+.-]*::)?(?:[a-z][a-z0-9+.-]*:/+|https?:))"
_LOCATION = lazy_pattern(rf"\s*{_SCHEME}(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_IN_TEXT = lazy_pattern(rf"(?<![a-z0-9+.-]){_SCHEME}(?P<rest>[^\s'\"<>`]*)", re.IGNORECASE)
_BARE = lazy_pattern(r"(?P<user>[^\s/@:]+:(?![/:])[^@\n]*(?:@[^/@\n]*)*)@(?P<place>[\w.-]+(?:[:/].*)?)")
"""What ssh takes for a user and a host, with a password where none can be; or a URL that lacks its scheme."""
_PORT = lazy_pattern(r":\d*$")
_PARAMETER = lazy_pattern(r"(?P<name>[?#&;][^=&;#?]*=|[?#&;])(?P<value>[^&;#?]+)")


class _Parts(NamedTuple):
    scheme: str
    user: str
    place: str
    query: str

    @property
    def is_shell(self) -> bool:
        return "ssh" in self.scheme.lower() or not self.scheme


def presentable(location: str) -> str:
    """A path or a URL as it may be shown: passwords, tokens and the values of a query are hidden.

    A name alone before the host is hidden too, as it may be a token; with ssh it is none.
    """
    parts = _parts_of(location)
    return _shown(parts) if parts else location


def without_secrets(text: str, location: str = "") -> str:
    """A text of others about sources, such as git's, with the secrets of all URLs in it hidden.

    Those of `location` are found also where they stand outside of a URL, as in what ssh says.
    """
    parts = _parts_of(location)
    if parts:
        text = text.replace(location, _shown(parts))
        for secret, shown in _secrets(parts):
            text = text.replace(secret, shown)
    return _IN_TEXT.sub(lambda url: _shown(_split(url["scheme"], url["rest"])), text)


def without_access(location: str) -> str:
    """A URL without who asks for it and without its query, by which a repository can be named; a path as it is."""
    parts = _parts_of(location)
    return f"{parts.scheme}{parts.place}" if parts else location


def _parts_of(location: str) -> _Parts | None:
    """The parts of what is no path."""
    if url := _LOCATION.fullmatch(location):
        return _split(url["scheme"], url["rest"])
    bare = _BARE.fullmatch(location)
    return _Parts("", bare["user"], bare["place"], "") if bare else None


def _split(scheme: str, rest: str) -> _Parts:
    # A password may hold any character, as people forget to encode it: where there seems to be one, all up to the
    # last `@` is taken for it.
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    has_password = ":" in (host.rpartition("@")[0] or _PORT.sub("", host).rpartition("]")[2])
    user, at, after = rest.rpartition("@") if has_password else host.rpartition("@")
    if not has_password:
        after = rest[len(user) + len(at) :]
    query = re.search("[?#]", after)
    end = query.start() if query else len(after)
    return _Parts(scheme, user, after[:end], after[end:])


def _shown(parts: _Parts) -> str:
    user = f"{_shown_user(parts)}@" if parts.user else ""
    query = _PARAMETER.sub(lambda found: f"{found['name']}{HIDDEN}", parts.query)
    return f"{parts.scheme}{user}{parts.place}{query}"


def _shown_user(parts: _Parts) -> str:
    name, colon, password = parts.user.partition(":")
    if not parts.is_shell:
        return HIDDEN
    return f"{name}:{HIDDEN}" if colon and password else parts.user


def _secrets(parts: _Parts) -> list[tuple[str, str]]:
    """What must not be shown wherever it stands, and what is shown instead; the longest first."""
    found = {parts.user: _shown_user(parts)}
    name, _, password = parts.user.partition(":")
    found |= {password: HIDDEN} | ({} if parts.is_shell else {name: HIDDEN})
    found |= {parameter["value"]: HIDDEN for parameter in _PARAMETER.finditer(parts.query)}
    found |= {unquote(secret): shown for secret, shown in found.items()}
    telling = [
        (secret, shown)
        for secret, shown in found.items()
        if secret != shown and (len(secret) >= _TELLING_LETTERS or ":" in secret[1:-1])
    ]
    return sorted(telling, key=lambda item: -len(item[0]))
