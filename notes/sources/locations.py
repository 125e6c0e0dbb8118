"""The location of a source as it may be shown: a URL can hold a password, which must never be shown.

Everything that shows a location passes it through this module: lists, reports, progress, errors, and git's own output.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from papernotes.notes.patterns import lazy_pattern

HIDDEN = "***"
"""What is shown in place of a secret."""

_MINIMUM_SECRET_LETTERS = 4
"""Only secrets of at least this length are hidden outside of their URL: a shorter one occurs inside many words."""

_SCHEME = r"(?P<scheme>(?:[a-z][a-z0-9+.-]*::)?(?:[a-z][a-z0-9+.-]*:/+|https?:))"
_LOCATION = lazy_pattern(rf"\s*{_SCHEME}(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_IN_TEXT = lazy_pattern(rf"(?<![a-z0-9+.-]){_SCHEME}(?P<rest>[^\s'\"<>`]*)", re.IGNORECASE)
_BARE = lazy_pattern(r"(?P<user>[^\s/@:]+:(?![/:])[^@\n]*(?:@[^/@\n]*)*)@(?P<place>[\w.-]+(?:[:/].*)?)")
"""`user:password@host`, which ssh reads as a user and a host; or a URL that lacks its scheme."""
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
    """A path or a URL with its passwords, tokens and the values of its query hidden.

    A user name without a password is hidden too, since it may be a token; with ssh it is only a name.
    """
    parts = _parts_of(location)
    return _shown(parts) if parts else location


def without_secrets(text: str, location: str = "") -> str:
    """Output of another program, such as git, with the secrets of all URLs in it hidden.

    The secrets of `location` are hidden outside of URLs too, since ssh repeats them there.
    """
    parts = _parts_of(location)
    if parts:
        text = text.replace(location, _shown(parts))
        for secret, shown in _secrets(parts):
            text = text.replace(secret, shown)
    return _IN_TEXT.sub(lambda url: _shown(_split(url["scheme"], url["rest"])), text)


def without_access(location: str) -> str:
    """A URL without user, password and query, fit to name a repository after; a path is returned as it is."""
    parts = _parts_of(location)
    return f"{parts.scheme}{parts.place}" if parts else location


def _parts_of(location: str) -> _Parts | None:
    """The parts of a URL or an ssh address; None for a path."""
    if url := _LOCATION.fullmatch(location):
        return _split(url["scheme"], url["rest"])
    bare = _BARE.fullmatch(location)
    return _Parts("", bare["user"], bare["place"], "") if bare else None


def _split(scheme: str, rest: str) -> _Parts:
    # A password may hold any character, since people forget to encode it. If there seems to be one, it reaches to the
    # last `@`.
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
    """Each secret of a location with what is shown in its place, the longest first."""
    found = {parts.user: _shown_user(parts)}
    name, _, password = parts.user.partition(":")
    found |= {password: HIDDEN} | ({} if parts.is_shell else {name: HIDDEN})
    found |= {parameter["value"]: HIDDEN for parameter in _PARAMETER.finditer(parts.query)}
    found |= {unquote(secret): shown for secret, shown in found.items()}
    hidden = [
        (secret, shown)
        for secret, shown in found.items()
        if secret != shown and (len(secret) >= _MINIMUM_SECRET_LETTERS or ":" in secret[1:-1])
    ]
    return sorted(hidden, key=lambda item: -len(item[0]))
