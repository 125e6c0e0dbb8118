"""The nodes of the tree that a formula is parsed into."""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = frozenset(
    ["ordinary", "big", "function", "limits", "binary", "relation", "opening", "closing", "punctuation"]
)
"""TeX's classes of symbols; `limits` are functions whose scripts stand above and below on display."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula.

    `kind` says what `text` and `parts` mean:
    a TeX class (`ordinary`, `big`, `function`, `binary`, `relation`, `opening`, `closing`,
    `punctuation`, `space`): the symbol itself · `text`: words ·
    `words`: texts, and formulas between them · `row`: parts one after another ·
    `scripts`: base, subscript, superscript (an empty row if absent) · `fraction`, `binomial`: above,
    below · `root`: body, index · `accent`: its command, body · `fence`: `left\\0right`, body ·
    `alphabet`: its command, body · `over`: base, above, below · `brace`: `over` or `under`, body ·
    `grid`: its environment, rows of rows · `class`: a TeX class, body · `phantom`: body ·
    `arrow`: its command, above, below · `unknown`: a command as written.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


EMPTY = Node("row")
