"""Greek letters and their names, which stand for each other: `tau-bench` and `τ-bench`."""

from __future__ import annotations

NAMES = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
        " omega".split(),
        strict=True,
    )
)


def greek(word: str) -> list[str]:
    """What a folded word is with the Greek letter that it begins with by name, or with the letter's name."""
    if word[:1] in NAMES:
        return [NAMES[word[0]] + word[1:]]
    return [letter + word[len(name) :] for letter, name in NAMES.items() if word.startswith(name)]
