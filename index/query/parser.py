"""Reads the query language: from text to a syntax tree (`index.query.ast`)."""

from __future__ import annotations

import re
from typing import NoReturn

from papernotes.index.errors import QueryError
from papernotes.index.query.ast import (
    FIELDS,
    HAS,
    ORDERS,
    REMARK,
    SECTION_FIELDS,
    TEXT_FIELDS,
    All,
    Arxiv,
    Either,
    Has,
    Node,
    Not,
    Phrase,
    Query,
    State,
    Word,
    Years,
)
from papernotes.notes import composed, lazy_pattern

_NAME = rf"[A-Za-z_]+|{'|'.join(name for name in FIELDS if not name.isascii())}"
_FIELD = lazy_pattern(rf"({_NAME}):(?=\S)")
_TYPED = str.maketrans("“”＂（）　－～＊．０１２３４５６７８９", '"""() -~*.0123456789')
"""Signs of other keyboards and word processors, each with the sign of the language that it stands for."""
_ENDS = ".,:;!?。，、；：！？"
"""Punctuation that is dropped at the beginning and end of a word."""
_WIDE_COLON = lazy_pattern(rf"(?<![^\s()\-])({'|'.join(FIELDS)})：(?=\S)", re.IGNORECASE)
_SPACED = lazy_pattern(rf"({'|'.join(FIELDS)}|ar[Xx]iv):\s+(?=[^\s)])")
"""A field with a blank before its value, as in prose. With a capital it is a word of a title."""
_PUNCTUATION = lazy_pattern(r"--+|(?!\.[A-Za-z])[.,:;!?]+")
_BARE_FIELD = lazy_pattern(r"([^\W\d]+):$")
_DOTTED = lazy_pattern(r"\.[A-Za-z]")
"""The beginning of a name as `.NET`."""
_RUNS = lazy_pattern(r"\w+")
_WORD = lazy_pattern(r'[^\s()"]+')
_YEARS = lazy_pattern(r"(\d{4})?(?:\.\.(\d{4})?)?$")
_ID = r"(\d{4}\.\d{4,5})(?:v\d+)?"
ARXIV_ID = lazy_pattern(rf"(?:arxiv[:./_-]?|\b){_ID}(?:\.pdf)?(?:[/?#>\]}},_&].*)?$", re.IGNORECASE)
"""A word that is an arXiv id, or a link to its paper, whatever part or version of it."""
_CITED = lazy_pattern(
    rf"(?:arxiv\s+preprint\s+)?(?:(?!(?-i:arxiv:))arxiv:|arxiv\s+){_ID}"
    r"(?:\s+\[[a-z-]+(?:\.[a-z-]+)?\](?:\s+\d{1,2}\s+[a-z]{3,9}\s+\d{4}\b)?|,?\s+\(?(?:19|20)\d\d\b\)?)?"
    r"(?=[\s,.;)\"]|$)",
    re.IGNORECASE,
)
"""An id as papers cite it: with its class and the day, as on the margin of a first page, or with the year, or without.
In lower case, with a colon, it is the field."""
_ADDRESS = ("//", "10.")
"""What follows the colon of an address or a DOI; such a colon is not that of a field."""
_ARXIV_START = lazy_pattern(r"\d{1,4}(\.\d{0,5})?$|[a-z-]+(\.[A-Z]{2})?/\d{0,7}$")
"""Of an id; until 2007 it began with an archive's name."""
MINIMUM_NAME_SIMILARITY = 0.7
"""Similarity (0 to 1, as in difflib) from which a typed name counts as a misspelled field name."""
QUOTE_HINT = "in quotes it is text"
"""The end of the message about something that looks like a field but is not one."""
_MAX_DEPTH = 50
MAXIMUM_WORDS = 40
"""How many words may stand side by side, or in a phrase. No title has more, and a search for a pasted page, in all its spellings, would take minutes."""


def parse(text: str) -> Query:
    """The query that `text` writes down. Raises `QueryError` with the column of the mistake."""
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        if not text.isascii():
            # Broken bytes on a command line arrive as halves of characters.
            valid = composed(text.encode("utf-8", "replace").decode())
            text = _WIDE_COLON.sub(r"\1:", valid.translate(_TYPED))
        self.text = text
        self.at = 0
        self.sort = ""
        self.depth = 0

    def parse(self) -> Query:
        root = self.query("")
        if self.at < len(self.text):
            self.fail("There is no ( for this )")
        return Query(root, self.sort)

    def fail(self, message: str, at: int | None = None) -> NoReturn:
        raise QueryError(message, (self.at if at is None else at) + 1)

    def blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def operator(self, name: str) -> bool:
        """Whether the operator `name` stands here as a word of its own; moves past it."""
        end = self.at + len(name)
        if self.text[self.at : end] != name or (end < len(self.text) and self.text[end] not in ' \t\n()"'):
            return False
        self.at = end
        return True

    def ahead(self, name: str) -> bool:
        """Whether the operator `name` stands here; stays before it."""
        here = self.at
        found = self.operator(name)
        self.at = here
        return found

    def query(self, field_name: str) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self.fail("Too many parentheses inside each other")
        expansions = [self.all(field_name)]
        while True:
            self.blanks()
            start = self.at
            if not self.operator("OR"):
                break
            right = self.all(field_name)
            if expansions[-1] == All(()) or right == All(()):
                self.fail("OR wants something on both sides", start)
            expansions.append(right)
        self.depth -= 1
        return expansions[0] if len(expansions) == 1 else Either(tuple(expansions))

    def all(self, field_name: str) -> Node:
        parts: list[Node] = []
        while True:
            self.blanks()
            if self.at >= len(self.text) or self.text[self.at] == ")":
                break
            mark = self.at
            if self.ahead("OR"):
                break
            if self.operator("AND"):
                continue
            part = self.part(field_name)
            if part is not None and len(parts) == MAXIMUM_WORDS:
                self.fail(f"More than {MAXIMUM_WORDS} words that must all match", mark)
            if part is not None:
                parts.append(part)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def part(self, field_name: str) -> Node | None:
        start = self.at
        if skipped := _PUNCTUATION.match(self.text, start):
            self.at = skipped.end()
            return None
        if self.text[start] == "-" and start + 1 < len(self.text) and not self.text[start + 1].isspace():
            self.at += 1
            part = self.part(field_name)
            return None if part is None else Not(part)
        if self.operator("NOT"):
            return self.negated(field_name, start)
        if spaced := _SPACED.match(self.text, start):
            self.at = spaced.end()
            return self.value(spaced[1].lower(), start)
        if cited := _CITED.match(self.text, start):
            self.at = cited.end()
            return _asked(Word(cited[1], "plain", field_name, start + 1))
        named = _FIELD.match(self.text, start)
        if named and not self.text.startswith(_ADDRESS, named.end()):
            name = named[1].lower()
            if name in FIELDS:
                self.at = named.end()
                return self.value(name, start)
            if named[1] == name and len(name) > 1:
                from difflib import get_close_matches  # most queries are right

                near = get_close_matches(name, FIELDS, 1, MINIMUM_NAME_SIMILARITY)
                hint = f", did you mean {near[0]}:" if near else f"; {QUOTE_HINT}"
                self.fail(f"There is no field {name}:{hint}", start)
        return self.plain(field_name)

    def negated(self, field_name: str, start: int) -> Node:
        """What stands behind a `NOT`, left out."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self.fail("Too many NOT inside each other", start)
        part: Node | None = None
        while part is None:
            self.blanks()
            if self.at >= len(self.text) or self.text[self.at] == ")" or self.ahead("OR"):
                self.fail("NOT wants something behind it", start)
            part = None if self.operator("AND") else self.part(field_name)
        self.depth -= 1
        return Not(part)

    def plain(self, field_name: str) -> Node | None:
        start = self.at
        if self.text[start] == "(":
            self.at += 1
            inner = self.query(field_name)
            if self.at >= len(self.text):
                self.fail("This ( is never closed", start)
            self.at += 1
            return inner
        if self.text[start] == '"':
            phrase, closed = self.quoted()
            if len(_RUNS.findall(phrase)) > MAXIMUM_WORDS:
                self.fail(f"A phrase of more than {MAXIMUM_WORDS} words", start)
            if closed and (cited := _CITED.fullmatch(phrase) or ARXIV_ID.fullmatch(phrase)):
                return _asked(Word(cited[1], "plain", field_name, start + 1))
            return _asked(Phrase(phrase, not closed, field_name, start + 1)) if phrase.strip() else None
        return self.word(field_name)

    def quoted(self) -> tuple[str, bool]:
        """The text in the quotes that begin here, and whether they end."""
        end = self.text.find('"', self.at + 1)
        closed = end >= 0
        inner = self.text[self.at + 1 : end if closed else len(self.text)]
        self.at = end + 1 if closed else len(self.text)
        return inner, closed

    def word(self, field_name: str) -> Node | None:
        start = self.at
        match = _WORD.match(self.text, start)
        if match is None:
            self.fail("There is nothing that can be searched here")
        self.at = match.end()
        text = match.group()
        bare = _BARE_FIELD.match(text)
        if bare and bare[1] in FIELDS and not self.text[self.at :].strip():
            self.fail(f"{text} wants a value", self.at)
        dotted = _DOTTED.match(text) is not None
        text = ("." if dotted else "") + text.lstrip(f"-{_ENDS}").rstrip(_ENDS)
        kind = "open" if self.at == len(self.text) else "plain"
        column = start + 1
        if arxiv := ARXIV_ID.search(text):
            # Until 2014 an id had a digit less: one more may follow.
            begun = kind == "open" and arxiv[1][-5] == "." and text.endswith(arxiv[1])
            return _asked(Word(arxiv[1], "open" if begun else "plain", field_name, column))
        if text in ("OR", "AND", "NOT"):
            text = text.lower()
        if len(text) > 1 and text[-1] in "*~":
            kind = "prefix" if text[-1] == "*" else "fuzzy"
            text = text[:-1]
        # In `A*搜索` it belongs to a name.
        if "*" in text and re.search(r"\w\*[A-Za-z0-9_]|^\*\w", text):
            self.fail("* only works at the end of a word", start + text.index("*"))
        if not re.search(r"[^\W_]", text):
            return None
        return _asked(Word(text, kind, field_name, column))

    def value(self, name: str, start: int) -> Node | None:
        if name in TEXT_FIELDS or name in SECTION_FIELDS or name == REMARK:
            return self.plain(name)
        text, column = self.raw_value(), start + 1
        if name == "year":
            return self.years(text, start)
        if name == "arxiv":
            found = ARXIV_ID.search(text)
            if not found and not _ARXIV_START.match(text):
                self.fail("An arXiv id looks like 2502.17424", start)
            return Arxiv(found[1] if found else text)
        if name == "has":
            if text not in HAS:
                self.fail(f"has: knows {', '.join(HAS)}", start)
            state = _STATES.get(text)
            return State("is", state, column) if state else Has(text)
        if name == "sort":
            if text.removeprefix("-") not in ORDERS:
                self.fail(f"sort: knows {', '.join(ORDERS)}", start)
            self.sort = "" if text.endswith("relevance") else text
            return None
        return State(name, text, column)

    def raw_value(self) -> str:
        """The value that stands here, quoted or up to the next blank."""
        if self.text[self.at] == '"':
            return self.quoted()[0]
        match = _WORD.match(self.text, self.at)
        if match is None:
            self.fail("A value is missing here")
        self.at = match.end()
        return match.group()

    def years(self, text: str, start: int) -> Years:
        match = _YEARS.match(text)
        if not match or not (match[1] or match[2]):
            self.fail("A year looks like 2025, 2024..2026, 2025.. or ..2024", start)
        first = int(match[1]) if match[1] else None
        last = (int(match[2]) if match[2] else None) if ".." in text else first
        if first and last and first > last:
            self.fail("These years run backwards", start)
        return Years(first, last)


_STATES = {REMARK: "remarked", "note": "written"}
"""Values of `has:` that the index does not know → the state that answers them."""


def _asked(node: Word | Phrase) -> Node | None:
    """The words as they are, or as a state where they are looked for in the reader's remarks."""
    if node.field != REMARK:
        return node
    text = " ".join(node.text.split())
    if not re.search(r"[^\W_]", text):
        return None
    if isinstance(node, Phrase):
        end = "*" if node.open and not node.text[-1:].isspace() else ""
    else:
        end = {"open": "*", "prefix": "*", "fuzzy": "~"}.get(node.kind, "")
    return State(REMARK, text + end, node.column)
