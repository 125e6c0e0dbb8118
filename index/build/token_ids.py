"""Turns texts into numbers, so that each distinct word is analysed only once.

The text between blanks or punctuation, a *chunk*, is nearly always a word; `gpt-4o` and `trust“` are chunks as well. Each
distinct chunk has a number, which stands for the terms that `index.tokenizer` finds in it. So a text of thousands of words
becomes an array by one translation, one split, and one dictionary lookup a word.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from papernotes.index import tokenizer
from papernotes.index.storage.columns import Array

_END, _RUN, _CUT = "\x01", "\x02", "\x03"
"""Signs between the pieces of a text, in place of a CJK run, and where a capital divides a word."""
_OWN_SIGNS = str.maketrans(dict.fromkeys((_END, _RUN, _CUT), " "))
END = 0
"""The number that marks the end of a piece of text."""

_KEPT = (
    frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789'_-.<>+#*")
    | {ord(_END), ord(_RUN), ord(_CUT)}
    | frozenset(range(128, 256))
)
_TO_CHUNKS = bytes(byte + 32 if 65 <= byte <= 90 else byte if byte in _KEPT else 32 for byte in range(256))
"""Turns ASCII letters into lower case, and characters that are not part of words into blanks."""
_NEVER_CJK = bytes(byte for byte in range(256) if not (0xE3 <= byte <= 0xED or byte in (0xEF, 0xF0)))
"""Bytes that do not begin any CJK character of `tokenizer.CJK` and beyond the basic plane in UTF-8."""
_NOT_CJK = (b"\xf0\x9f", b"\xef\xb8", b"\xef\xbc", b"\xe3\x80\x81", b"\xe3\x80\x82")
"""Emoji, full-width marks and the like begin with these bytes. Many texts have some and no CJK character."""


def _divided(data: bytes) -> bytes:
    """A text with `_CUT` wherever capitals divide a word, as `tokenizer.capitals` has it for ASCII. It is done for all of a text
    at once: keeping capitals in chunks would make a third more of them."""
    codes = np.frombuffer(data, np.uint8)
    upper, lower = (codes - np.uint8(65)) < 26, (codes - np.uint8(97)) < 26
    cut = lower[:-1] & upper[1:]
    cut[:-2] |= upper[:-3] & upper[1:-2] & lower[2:-1] & lower[3:]
    bounds = [0, *(np.flatnonzero(cut) + 1).tolist(), len(data)]
    return _CUT.encode().join([data[start:end] for start, end in pairwise(bounds)])


class Tables(NamedTuple):
    """What the numbers stand for.

    `first` says where the terms of each number begin in `terms` and `offsets`; it has one item more than there are
    numbers. `width` is how many positions each takes, `is_run` which are CJK runs.
    """

    first: Array
    width: Array
    is_run: Array
    terms: Array
    offsets: Array


class TokenIds(dict[bytes, int]):
    """Chunk → number, and the terms that each number stands for.

    CJK runs are not kept: a run gets a number that stands for its length and has no terms.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[str, int] = {}
        self._first = array("q", [0])
        self._term = array("q")
        self._offset = array("q")
        self._width = array("q")
        self._is_run = array("b")
        self._runs: dict[int, int] = {}
        self._tables: Tables | None = None
        self[_END.encode()] = self._add(0)
        self._any_run = self[_RUN.encode()] = self._add(0)

    def __missing__(self, chunk: bytes) -> int:
        text = chunk.decode()
        position = 0
        if text.isascii() and text.isalnum():
            # One word, as nearly always; it is in lower case already.
            self._term.append(self.term(text[: tokenizer.MAXIMUM_TERM_LETTERS]))
            self._offset.append(0)
            position = 1
        else:
            cuts: list[int] = []
            if _CUT in text:
                lengths = map(len, text.split(_CUT))
                cuts, text = list(accumulate(lengths))[:-1], text.replace(_CUT, "")
            if not text.isascii():  # only ASCII letters were put into lower case
                cuts += tokenizer.capitals(text)
            for match in tokenizer.words(text):
                terms, width = tokenizer.expand(match.group())
                self._stands_for(terms, position)
                inside = [cut - match.start() for cut in cuts]
                divisions = tokenizer.divisions(match.group(), inside)
                self._stands_for([one for one in divisions if one[1] < width], position)
                position += width
        number = self[chunk] = self._add(position)
        return number

    def _stands_for(self, terms: Sequence[tuple[str, int]], position: int) -> None:
        for term, offset in terms:
            self._term.append(self.term(term))
            self._offset.append(position + offset)

    def _add(self, width: int, is_run: bool = False) -> int:
        self._first.append(len(self._term))
        self._width.append(width)
        self._is_run.append(is_run)
        self._tables = None
        return len(self._width) - 1

    def term(self, term: str) -> int:
        """The number of a term."""
        return self.terms.setdefault(term, len(self.terms))

    def memory(self) -> int:
        """About how many bytes the chunks and terms take."""
        return 250 * len(self) + 200 * len(self.terms)

    def read(self, pieces: Sequence[str]) -> tuple[Array, str]:
        """The numbers of the chunks of all pieces, with `END` after each piece; and all CJK runs, joined."""
        text = "\n\x01\n".join(pieces) + "\n\x01"
        if text.count(_END) != len(pieces) or _RUN in text or _CUT in text:
            return self.read([piece.translate(_OWN_SIGNS) for piece in pieces])
        data = text.encode("utf-8", "replace")
        runs: list[str] = []
        if len(data.translate(None, _NEVER_CJK)) > sum(map(data.count, _NOT_CJK)):
            text = tokenizer.full_width(text)
            runs = tokenizer.CJK_RUN.findall(text)
            data = f" {_RUN} ".join(tokenizer.CJK_RUN.split(text)).encode("utf-8", "replace")
        # A full stop before a blank belongs to no word; without it most such chunks are known already.
        chunks = _divided(data).translate(_TO_CHUNKS).replace(b". ", b" ").split()
        numbers = np.fromiter(map(self.__getitem__, chunks), np.int32, len(chunks))
        if runs:
            lengths = np.fromiter(map(len, runs), np.int64, len(runs))
            distinct, which = np.unique(lengths, return_inverse=True)
            of_length = np.array([self._run(length) for length in distinct.tolist()], dtype=np.int32)
            numbers[numbers == self._any_run] = of_length[which]
        return numbers, "".join(runs)

    def _run(self, length: int) -> int:
        """The number that stands for any CJK run of this length."""
        if length not in self._runs:
            self._runs[length] = self._add(length, is_run=True)
        return self._runs[length]

    def tables(self) -> Tables:
        """What the numbers so far stand for."""
        if self._tables is None:
            self._tables = Tables(
                np.array(self._first), np.array(self._width), np.array(self._is_run, dtype=bool),
                np.array(self._term), np.array(self._offset),
            )  # fmt: skip
        return self._tables

    def pairs(self, characters: str, lengths: Array) -> Array:
        """The term numbers of joined CJK runs: of every pair of characters, and of the last character of each run."""
        codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32).astype(np.uint64)
        following = np.append(codes[1:], np.uint64(0))
        following[np.cumsum(lengths) - 1] = 0
        distinct, which = np.unique((codes << np.uint64(32)) | following, return_inverse=True)
        numbers = [
            self.term(chr(code >> 32) + (chr(code & 0xFFFFFFFF) if code & 0xFFFFFFFF else ""))
            for code in distinct.tolist()
        ]
        return np.array(numbers, dtype=np.int64)[which]
