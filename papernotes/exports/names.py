"""Names of people, taken apart as bibliographies need it."""

from __future__ import annotations

from typing import NamedTuple

_PARTICLES = set("al bin da de del della den der di dos du el ibn la le ten ter van von zu zum zur".split())
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}


class Name(NamedTuple):
    """The parts of a name. One that cannot be taken apart (a single word, a group) has only a family name."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""


def parts_of(name: str) -> Name:
    """The parts of a name that is written `Given Family` or `Family, Given`."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        if given.casefold() in _SUFFIXES:
            return parts_of(family)._replace(suffix=given)
        return Name(family, given) if family and given and "," not in given else Name(name.strip())
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    if len(words) < 2:
        return Name(" ".join(words) or name.strip(), suffix=suffix)
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(words[-1], " ".join(words[:start]), " ".join(words[start:-1]), suffix)
