"""Names of people, taken apart as bibliographies need it."""

from __future__ import annotations

from typing import NamedTuple

_PARTICLES = set(
    """
    'n 's 't abu af al av bin bint da das de dei degli del dela della dello den der des di do dos du el ibn la las le lo
    los op te ten ter van vom von y zu zum zur
    """.split()
)
_CAPITAL_PARTICLES = set("Van Von Vander Vanden Vom Zu Zur De Del Della Der Den Dos Das".split())
"""Particles that some families write with a capital letter; others (Al, Da, Le) are given names as well."""
_BETWEEN_FAMILIES = {"y", "e", "i"}
"""Between the two families of a Spanish, Portuguese or Catalan name: Ortega y Gasset."""
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"}
_GROUPS = set(
    "collaboration collective community consortium group initiative lab labs network project team".split()
)
"""Last words of the names of groups, which have no family."""

INCOMPLETE = "The list of authors is not complete."
"""Said where a format has no words for `et al.`."""


class Name(NamedTuple):
    """The parts of a name. One that cannot be taken apart (a single word, a group) has only a family name."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def last_first(self) -> str:
        """`van der Pike, Jr., Ben`, as BibTeX orders it."""
        family = " ".join(filter(None, (self.particle, self.family)))
        return ", ".join(filter(None, (family, self.suffix, self.given)))


def parts_of(name: str) -> Name:
    """The parts of a name that is written `Given Family`, `Family, Given` or `Family, Jr., Given`, or as RIS has it,
    `Family, Given, Jr.`."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 3 and _is_suffix(parts[2]) and not _is_suffix(parts[1]):
        parts[1:] = reversed(parts[1:])
    if len(parts) == 3 and all(parts) and _is_suffix(parts[1]):
        return _of_family(parts[0], parts[2])._replace(suffix=parts[1])
    if len(parts) == 2 and all(parts):
        return parts_of(parts[0])._replace(suffix=parts[1]) if _is_suffix(parts[1]) else _of_family(*parts)
    if len(parts) > 1:
        return Name(name.strip())
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _is_suffix(words[-1]) else ""
    if len(words) < 2 or words[-1].casefold() in _GROUPS:
        return Name(" ".join(words) or name.strip(), suffix=suffix)
    family = len(words) - 1
    if family > 2 and words[family - 1] in _BETWEEN_FAMILIES:
        family -= 2
    start = family
    while start > 1 and words[start - 1] in _PARTICLES | _CAPITAL_PARTICLES:
        start -= 1
    return Name(" ".join(words[family:]), " ".join(words[:start]), " ".join(words[start:family]), suffix)


def _of_family(family: str, given: str) -> Name:
    """The name of a family that may begin with particles and end in `Jr.`."""
    words = family.split()
    suffix = words.pop() if len(words) > 1 and _is_suffix(words[-1]) else ""
    start = 0
    while start < len(words) - 1 and words[start] in _PARTICLES:
        start += 1
    return Name(" ".join(words[start:]), given, " ".join(words[:start]), suffix)


def _is_suffix(word: str) -> bool:
    return word.casefold() in _SUFFIXES
