"""Highlights code with pygments: code → text in styles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_MAXIMUM_CHARACTERS = 20_000  # longer code is not worth the time of a lexer
_STYLES = {
    "Keyword": "keyword",
    "Keyword.Constant": "number",
    "Name.Builtin": "name",
    "Name.Class": "name",
    "Name.Decorator": "name",
    "Name.Exception": "name",
    "Name.Function": "name",
    "Name.Namespace": "name",
    "Name.Tag": "keyword",
    "Name.Attribute": "name",
    "Literal.String": "string",
    "Literal.Number": "number",
    "Literal.Date": "number",
    "Comment": "comment",
    "Operator": "operator",
    "Operator.Word": "keyword",
    "Generic.Inserted": "added",
    "Generic.Deleted": "removed",
    "Generic.Heading": "keyword",
    "Generic.Subheading": "keyword",
}
"""The name that pygments gives a piece of code → the last part of our style's name."""


def highlight(code: str, language: str) -> Iterator[tuple[str, str]]:
    """The code in pieces `(text, style)`; in one piece if the language is unknown.

    No code is lost: the result of a lexer that drops what it does not understand is not used.
    """
    lexer = (
        _lexer(language.strip().lower()) if language.strip() and len(code) <= _MAXIMUM_CHARACTERS else None
    )
    pieces = [(text, _style(tuple(kind))) for kind, text in lexer.get_tokens(code)] if lexer else []
    if pieces and pieces[-1][0].endswith("\n"):
        pieces[-1] = pieces[-1][0][:-1], pieces[-1][1]  # lexers end the last line if the code does not
    if "".join(text for text, _ in pieces) != code:
        yield code, "code"
        return
    yield from pieces


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    # Imported only for notes with code: this takes longer than laying out a note.
    from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        # Many notes name a language by the suffix of its files.
        lexer = find_lexer_class_for_filename(f"code.{language}")
        return lexer(stripnl=False) if lexer else None


@lru_cache(maxsize=512)
def _style(kind: tuple[str, ...]) -> str:
    for length in range(len(kind), 0, -1):
        found = _STYLES.get(".".join(kind[:length]))
        if found:
            return f"code code.{found}"
    return "code"
