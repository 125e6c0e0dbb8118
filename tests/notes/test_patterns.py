"""Regular expressions that are compiled when they are first used, and right on each Python."""

from __future__ import annotations

import re

import pytest

from papernotes.notes.patterns import lazy_pattern, with_atomic_groups


@pytest.mark.parametrize(
    ("possessive", "atomic"),
    [
        (r"(?:[^a]++|a(?!b))*+ab", r"(?>(?:[^a]++|a(?!b))*)ab"),
        (r"((?:x|(y)?)++)\1", r"((?>(?:x|(y)?)+))\1"),
        (r"[)*+]\)*+[]()]++(?:a){2,3}+", r"[)*+]\)*+[]()]++(?>(?:a){2,3})"),
        (r"(a)+b", r"(a)+b"),
    ],
)
def test_possessive_groups_become_atomic_ones(possessive: str, atomic: str) -> None:
    assert with_atomic_groups(possessive) == atomic
    assert re.compile(possessive).groups == re.compile(atomic).groups


def test_what_begins_an_end_that_does_not_come_is_not_lost() -> None:
    """Python 3.11.2 goes on behind the comment's first letters otherwise."""
    assert re.fullmatch(with_atomic_groups(r"<!--(?:[^<-]++|-(?!->)|<(?!!--))*+-->"), "<!-- a - b -->")
    assert lazy_pattern(r"<!--(?:[^<-]++|-(?!->)|<(?!!--))*+-->").fullmatch("<!-- a - b -->")
    assert lazy_pattern(r"(`++)((?:[^`]++|(?!\1(?!`))`++)++)\1(?!`)").search("in `code` here")[2] == "code"  # type: ignore[index]
