"""Text to terms: one place decides what a word is, for the index, for queries and for highlighting.

Terms are surface forms with case, accents and full-width forms folded. A compound such as
`chain-of-thought` yields its parts at positions of their own and, at the place of the first,
the whole written together (`chainofthought`). A run of Chinese, Japanese or Korean characters
yields its overlapping pairs and its last character alone, one position a character: so any run
is found as a phrase of pairs, and a single character as the start of a term.

Names with signs, `C++`, `F#`, `A*`, `.NET`, `<think>`, yield the word as they would without, and at its place the
name as it is written.

A word that capitals divide, `TestExample`, yields at its place its *division* as well, `test example`: a term with blanks,
which no typed word is. The term dictionary makes of it a table of the words that have a part (`index.storage.word_parts`).
Between letters and digits, as in `SHA256`, a word is divided without a term of its own.

Half-width kana are read as full-width ones (`full_width`).

What is slow is done once for each distinct raw token (`expand`), not for each token: folding a whole text would take longer
than all the rest of the analysis.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from papernotes.notes import lazy_pattern

VERSION = 3
"""Raise it whenever the terms of some text change: an index of another version is rebuilt."""

CJK = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
)
"""The characters that are words of their own, as in the brackets of a pattern; the others lie beyond the basic plane."""
_CJK = f"{CJK}\U00020000-\U000323af"

_JOINERS = "'_\\-\u2010-\u2013\u2019\u02bc\uff0d\uff3f"
_CORE_ASCII = r"[A-Za-z0-9]+(?:\.[0-9]+)*(?:['_-]+[A-Za-z0-9]+(?:\.[0-9]+)*)*"
_LETTERS = rf"(?:[A-Za-z0-9]++|[^\W_\uff3f{_CJK}]++|[\u0300-\u036f]++)++"
_CORE_ANY = rf"{_LETTERS}(?:\.\d+)*+(?:[{_JOINERS}]++{_LETTERS}(?:\.\d+)*+)*+"

SIGNS = "<>.+#*"
"""What a name may begin or end with that is in no other word."""
_INSIDE_ASCII = "A-Za-z0-9'_.+#*<>\\-"
_NEITHER = "\x80-\u3004\u3008-\u303f\u3100-\u31ef\u3200-\u33ff\u4dc0-\u4dff\ua000-\uabff\ud7b0-\uf8ff\ufb00-\uff65\uffa0-\U0001ffff\U000323b0-\U0010ffff"
"""What is neither ASCII nor CJK: to whoever splits texts at blanks and CJK runs it belongs to what stands beside it."""
_TAG = "<[A-Za-z][A-Za-z0-9_-]*>"
_DOT = r"\.(?=[A-Za-z])"
_AFTER = r"(?:\+\+(?![A-Za-z+#*])|[+#*](?![A-Za-z0-9+#*]))?"
_WORD_ASCII = rf"{_TAG}|(?:(?<![{_INSIDE_ASCII}]){_DOT})?{_CORE_ASCII}{_AFTER}"
_WORD_ANY = rf"{_TAG}|(?:(?<![{_INSIDE_ASCII}{_NEITHER}]){_DOT})?{_CORE_ANY}{_AFTER}"

WORDS_ASCII = lazy_pattern(_WORD_ASCII)
WORDS_AND_RUNS = lazy_pattern(rf"{_WORD_ANY}|[{_CJK}]++")
CJK_RUN = lazy_pattern(f"[{_CJK}]++")  # one for all: compiling these ranges takes milliseconds
_SPLIT = lazy_pattern(f"[{_JOINERS}]+")
_PIECE = lazy_pattern(f"[^{_JOINERS}]+")
_ALPHABETS = (("[A-Z]", "[a-z]"), ("[\uff21-\uff3a]", "[\uff41-\uff5a]"))
_CAPITAL = lazy_pattern(
    "|".join(f"(?<={low})(?={high})|(?<={high})(?={high}{low}{{2}})" for high, low in _ALPHABETS)
)
"""Where capitals divide a word: `Test|Example`, `HTTP|Server`; not in `LLMs`."""
_DIGITS = lazy_pattern(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Where digits do."""
_DIGIT = lazy_pattern(r"\d")
_HALF_WIDTH = lazy_pattern("[\uff66-\uff9f]+|[\u3041-\u30fa][\u3099\u309a]")
_HALF_WIDTH_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFFA0)}
"""Full-width kana and sound marks with their half-width forms."""
_CONTRACTIONS = frozenset(("s", "t", "re", "ve", "ll", "d", "m"))
MAXIMUM_TERM_LETTERS = 64
"""Longer tokens are not words but encoded data or keys. Only their beginning is kept."""
MAXIMUM_PARTS = 8
"""A token with more parts is not a word either, and is not divided."""
MINIMUM_PART_LETTERS = 2
"""Shorter parts of words are not found."""


def is_cjk(text: str) -> bool:
    """Whether `text` is a run of characters that are words of their own."""
    return CJK_RUN.fullmatch(text) is not None


def raw_tokens(text: str) -> list[str]:
    """The words and CJK runs of `text`, in order, as they stand there but for half-width kana."""
    return WORDS_ASCII.findall(text) if text.isascii() else WORDS_AND_RUNS.findall(full_width(text))


def full_width(text: str) -> str:
    """`text` with full-width kana in place of half-width ones and of those with a sound mark of their own: `ｶﾞ` is `ガ`."""
    return _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), text)


def fold(word: str) -> str:
    """`word` without case, accents and full-width forms: `Déjà` and `ＤＥＪＡ` are `deja`."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


@lru_cache(maxsize=5000)
def expand(raw: str) -> tuple[tuple[tuple[str, int], ...], int]:
    """The terms of one raw word as `(term, position after the word's own)`, and how many positions it takes.

    `raw` is a word, not a CJK run. The parts come first, then the whole written together, a name with its signs last.
    """
    core = raw.strip(SIGNS)
    parts = [part for part in (fold(piece) for piece in _SPLIT.split(core)) if part]
    if not parts:
        return (), 1
    if len(parts) == 2 and parts[1] in _CONTRACTIONS and "_" not in raw and "-" not in raw:
        parts.pop()
    parts = [part[:MAXIMUM_TERM_LETTERS] for part in parts]
    terms = tuple((part, place) for place, part in enumerate(parts))
    if len(parts) > 1:
        terms += ((squash("".join(parts))[:MAXIMUM_TERM_LETTERS], 0),)
    if core != raw and not squash(core).isdigit():
        before, _, after = raw.partition(core)
        terms += ((f"{before}{terms[-1][0]}{after}", 0),)
    return terms, len(parts)


def name_with_signs(raw: str) -> str:
    """The term of a name as it is written, `c++`; empty for a word without signs."""
    term = expand(raw)[0][-1:] if raw.strip(SIGNS) != raw else ()
    return term[0][0] if term and term[0][0].strip(SIGNS) != term[0][0] else ""


def pieces(raw: str) -> list[str]:
    """The parts of a compound as they stand there."""
    return [piece for piece in _PIECE.findall(raw) if fold(piece)]


def capitals(word: str) -> list[int]:
    """Where capitals divide `word`, as offsets."""
    if word[1:].islower() or word.isupper():
        return []
    return [match.start() for match in _CAPITAL.finditer(word)]


def divisions(raw: str, cuts: Sequence[int]) -> list[tuple[str, int]]:
    """The divisions of a raw word, as `(term, position after the word's own)`, one for each of its pieces that capitals
    divide at the offsets `cuts`."""
    found = []
    for place, piece in enumerate(_PIECE.finditer(raw) if cuts else ()):
        inside = [cut - piece.start() for cut in cuts if piece.start() < cut < piece.end()]
        if inside and piece.end() - piece.start() <= MAXIMUM_TERM_LETTERS:
            parts = [fold(part).strip(SIGNS) for part in cut_at(piece.group(), inside)]
            if len(parts) <= MAXIMUM_PARTS and all(parts):
                found.append((" ".join(parts), place))
    return found


def cut_at(word: str, cuts: Iterable[int]) -> list[str]:
    """The parts of a word that is cut at these offsets, and between letters and digits."""
    bounds = [0, *sorted({*cuts, *(match.start() for match in _DIGITS.finditer(word))}), len(word)]
    return [word[start:end] for start, end in pairwise(bounds)]


def joined_parts(parts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The parts of a word and their neighbours written together, each with its first and last part's number:
    `net` and `resnet`, but neither the whole nor single letters."""
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            together = "".join(parts[first : last + 1])
            if last - first < len(parts) - 1 and len(together) >= MINIMUM_PART_LETTERS:
                yield first, last, together


def may_have_parts(raw: str) -> bool:
    """Whether a raw word can have parts; nearly all words are in lower case and have none."""
    if raw.isdigit() or is_cjk(raw):
        return False
    return not (raw[1:].islower() or raw.isupper()) or _DIGIT.search(raw) is not None


@lru_cache(maxsize=2000)
def placed_parts(raw: str) -> tuple[tuple[str, int, int], ...]:
    """The parts of a raw word, folded, and where each stands in it: in `SHA256` also `256`."""
    found = []
    for start, end in piece_spans(raw):
        parts = cut_at(raw[start:end], capitals(raw[start:end])) if may_have_parts(raw[start:end]) else ()
        bounds = [start, *(start + length for length in accumulate(map(len, parts)))]
        for first, last, part in joined_parts([fold(part) for part in parts]):
            found.append((part, bounds[first], bounds[last + 1]))
    return tuple(found)


def squash(word: str) -> str:
    """A folded word without the dots inside numbers, as `gpt3.5` and `gpt35` are one to a hasty typist."""
    return word.replace(".", "")


def run_terms(run: str) -> list[str]:
    """The terms of a CJK run: its pairs, then its last character, at consecutive positions."""
    return [run[place : place + 2] for place in range(len(run))]


class Term(NamedTuple):
    """A term of a text: where in the text it was read (`start`, `end`) and its position among the words."""

    text: str
    position: int
    start: int
    end: int


def terms(text: str) -> Iterator[Term]:
    """All terms of `text` and where each stands, in order of position."""
    position = 0
    for match in words(text):
        placed, width = placed_terms(match.group())
        base = match.start()
        for term, place, start, end in placed:
            yield Term(term, position + place, base + start, base + end)
        position += width


def words(text: str) -> Iterator[re.Match[str]]:
    """The words and CJK runs of `text` and where each stands, in order."""
    return (WORDS_ASCII if text.isascii() else WORDS_AND_RUNS).finditer(text)


def placed_terms(raw: str) -> tuple[tuple[tuple[str, int, int, int], ...], int]:
    """The terms of a word or CJK run as `(term, position, start, end)`, and how many positions it takes."""
    if CJK_RUN.match(raw):  # not remembered: runs may be long, and seldom come again
        run = full_width(raw)
        bounds = range(len(raw) + 1) if len(run) == len(raw) else _bounds(raw)
        pairs = enumerate(run_terms(run))
        return tuple((pair, at, bounds[at], bounds[at + len(pair)]) for at, pair in pairs), len(run)
    return _placed_in_word(raw)


@lru_cache(maxsize=100)
def run_pattern(run: str) -> re.Pattern[str]:
    """What finds a CJK run in texts, in half-width kana too."""
    return re.compile("".join(_either_width(character) for character in run))


def _either_width(character: str) -> str:
    apart = unicodedata.normalize("NFD", character) if "\u3041" <= character <= "\u30ff" else character
    spellings = dict.fromkeys((character, apart, "".join(map(_half_width, apart))))
    return f"(?:{'|'.join(map(re.escape, spellings))})" if len(spellings) > 1 else re.escape(character)


def _half_width(character: str) -> str:
    return _HALF_WIDTH_KANA.get(character, character)


def _bounds(run: str) -> list[int]:
    """Where each character of a run that is made full-width begins, and the end of the last."""
    # A sound mark belongs to the character before it where the two make one.
    found = [0]
    for place in range(1, len(run)):
        if len(full_width(run[found[-1] : place + 1])) > 1:
            found.append(place)
    return [*found, len(run)]


@lru_cache(maxsize=2000)
def _placed_in_word(raw: str) -> tuple[tuple[tuple[str, int, int, int], ...], int]:
    expanded, width = expand(raw)
    spans = piece_spans(raw)
    placed = []
    for term, place in expanded:
        whole = place == 0 and term != expanded[0][0]
        first, last = (0, len(raw)) if whole or place >= len(spans) else spans[place]
        placed.append((term, place, first, last))
    placed += [(term, place, *spans[place]) for term, place in divisions(raw, capitals(raw)) if place < width]
    return tuple(placed), width


def piece_spans(raw: str) -> list[tuple[int, int]]:
    """Where the parts of a compound stand in it, without signs."""
    return [_without_signs(piece) for piece in _PIECE.finditer(raw)]


def _without_signs(piece: re.Match[str]) -> tuple[int, int]:
    text = piece.group()
    return piece.end() - len(text.lstrip(SIGNS)), piece.start() + len(text.rstrip(SIGNS))


def width(text: str) -> int:
    """How many positions `text` takes."""
    return sum(len(raw) if is_cjk(raw) else expand(raw)[1] for raw in raw_tokens(text))


def _never(name: str) -> bool:
    return False


def phrase_terms(text: str, known: Callable[[str], bool] = _never) -> list[str]:
    """The terms of a phrase, at consecutive positions each; names with signs as they are written where they are `known`."""
    pieces: list[str] = []
    raws = raw_tokens(text)
    for place, raw in enumerate(raws):
        if is_cjk(raw):
            run = run_terms(raw)
            pieces.extend(run[:-1] if place == len(raws) - 1 and len(run) > 1 else run)
        else:
            expanded, width = expand(raw)
            name = name_with_signs(raw) if width == 1 else ""
            pieces.extend([name] if name and known(name) else [term for term, _ in expanded[:width]])
    return pieces
