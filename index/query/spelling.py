"""Words written together, apart or with other letters: `audiotrust`, `audio-trust` and `audio trust` are one to a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.index.query.ast import Word
from papernotes.index.query.plan import MatchTier
from papernotes.index.query.vocabulary import Vocabulary, edits_allowed
from papernotes.index.schema import MAXIMUM_JOINED_WORDS

MAXIMUM_PIECE_LETTERS = 20
MAXIMUM_PIECES = 8
"""The longest piece, and the number of pieces, that a word is taken apart into. They bound the time."""
LETTERS_PER_PIECE = 4
"""A word that texts have is only taken apart into pieces of at least this many letters on average."""
PIECE_FREQUENCY_RATIO = 2
"""A word that texts have is only taken apart if each piece is in more than this many times as many texts."""
MINIMUM_SPLIT_LETTERS = 5
"""Shorter words are not taken apart."""
MAXIMUM_SPELLINGS = 4
"""At most this many other spellings of a phrase are looked for. Each takes as long as the phrase itself."""
_AFTER_APOSTROPHE = ("s", "t")
"""The end of a word after an apostrophe that became a blank, as in file names. The index drops it from terms."""


GREEK_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
        " omega".split(),
        strict=True,
    )
)
"""Greek letters and their names, which stand for each other."""


PhraseInWords = tuple[tuple[str, ...], ...]
"""For each position of a phrase, the terms that may stand there."""


class Token(NamedTuple):
    """A word or CJK run as typed. `kind` is that of `ast.Word`, `field` the field of the query language, `fields` the indexed
    fields that it stands for."""

    raw: str
    kind: str
    field: str
    fields: tuple[str, ...]

    @property
    def begins(self) -> bool:
        return self.kind in ("open", "prefix")


def tokens(terms: Vocabulary, typed: Iterable[Word], fields: Callable[[str], tuple[str, ...]]) -> list[Token]:
    """Splits typed words into what is looked for. `fields` maps a field of the query language to indexed fields.

    A compound that no text has, with a part that no text has either, is split into its parts: so a mistake in one of
    them is found as in any other word.
    """
    found: list[Token] = []
    for word in typed:
        inside = fields(word.field)
        raws = tokenizer.raw_tokens(word.text)
        for number, raw in enumerate(raws):
            kind = word.kind if number == len(raws) - 1 else "plain"
            token = Token(raw, kind, word.field, inside)
            if tokenizer.is_cjk(raw) or _stands(terms, token):
                found.append(token)
                continue
            *before, last = tokenizer.pieces(raw)
            found += [token._replace(raw=piece, kind="plain") for piece in before]
            found.append(token._replace(raw=last))
    return found


def _stands(terms: Vocabulary, token: Token) -> bool:
    """Whether a word is looked for as it is: it is not a compound, or one that texts may have."""
    expanded, width = tokenizer.expand(token.raw)
    if width == 1:
        return True
    known, fields, whole = terms.begins if token.begins else terms.has, token.fields, expanded[-1][0]
    if known(fields, whole) or ("title" in fields and known(("joined",), whole)):
        return True
    return parts_known(terms, fields, [term for term, _ in expanded[:width]], token.begins)


def parts_known(terms: Vocabulary, fields: Sequence[str], parts: Sequence[str], begins: bool) -> bool:
    """Whether texts have all parts of a compound. `begins` allows the last part to be the beginning of a word."""
    known = terms.begins if begins else terms.has
    return known(fields, parts[-1]) and all(terms.has(fields, part) for part in parts[:-1])


def apart(terms: Vocabulary, word: str) -> tuple[str, ...]:
    """The two or more known words that `word` is when taken apart, each in far more texts than `word`; empty if there are none."""
    if len(word) < MINIMUM_SPLIT_LETTERS or not word.isalnum() or word.isdigit():
        return ()
    size, frequency = len(word), terms.frequency
    own = frequency(word)
    # A word that texts have is mostly meant as it is, so only a few long pieces may replace it.
    most = size // LETTERS_PER_PIECE if own else MAXIMUM_PIECES
    if most < 2:
        return ()
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for start in range(size - 1):
        if start not in best:
            continue
        cost, before = best[start]
        # The last piece that there may be takes all that is left.
        shortest = 2 if len(before) + 1 < most else size - start
        for end in range(start + shortest, min(start + MAXIMUM_PIECE_LETTERS, size - (not start)) + 1):
            if end == size - 1:
                continue  # the rest is not a piece
            piece = word[start:end]
            if (often := frequency(piece)) > PIECE_FREQUENCY_RATIO * own:
                # Few, long and common pieces are likelier to be what was meant.
                worse = cost + 10.0 - min(9, end - start) + 1.0 / often
                if end not in best or worse < best[end][0]:
                    best[end] = (worse, (*before, piece))
    return best.get(size, (0.0, ()))[1]


def together(terms: Vocabulary, typed: Sequence[Token]) -> dict[int, list[tuple[MatchTier, str]]]:
    """For each token, by index, the words that it and its neighbours make when written together, and how each is matched."""
    found: dict[int, list[tuple[MatchTier, str]]] = {}
    plain = [_plain(token.raw) for token in typed]
    for first in range(len(typed)):
        for last in range(first + 1, min(first + MAXIMUM_JOINED_WORDS, len(typed))):
            if not all(plain[first : last + 1]) or typed[last].field != typed[first].field:
                break
            for one in _written(terms, plain[first : last + 1], typed[last]):
                for number in range(first, last + 1):
                    found.setdefault(number, []).append(one)
    return found


def _written(terms: Vocabulary, parts: Sequence[str], last: Token) -> Iterator[tuple[MatchTier, str]]:
    fields, whole = last.fields, "".join(parts)
    if len(parts) == 2 and parts[1] in _AFTER_APOSTROPHE and not last.begins:
        yield MatchTier.STEM, parts[0]
    if terms.has(fields, whole):
        yield MatchTier.STEM, whole
    elif len(parts) == 2 and terms.has(fields, parts[0]) != terms.has(fields, parts[1]):
        yield from ((MatchTier.EDIT, other) for other in _meant(terms, parts, whole))
    if last.begins and terms.begins(fields, whole):
        yield MatchTier.PREFIX, whole


def _meant(terms: Vocabulary, parts: Sequence[str], whole: str) -> list[str]:
    """The words that two parts written together are a typing mistake of, unless one part alone is as near to them."""
    near = terms.near(whole, 1) if edits_allowed(whole) else []
    if not near:
        return near
    from rapidfuzz.distance import OSA  # most queries are spelled correctly

    return [
        other
        for other in near
        if OSA.distance(whole, other) < min(OSA.distance(part, other) for part in parts)
    ]


def phrase_spellings(
    terms: Vocabulary, fields: Sequence[str], text: str, begun: bool
) -> list[tuple[str, ...]]:
    """The terms of a phrase as they follow one another, first as it is typed: `sha 256` may also be one word, `SHA256`
    two. Names with signs are as they are written where texts have them. If it is `begun`, its last word is."""

    def known(name: str) -> bool:
        return terms.has(fields, name)

    typed = tuple(tokenizer.phrase_terms(text, known))
    raws = [tokenizer.cut_at(raw, tokenizer.capitals(raw)) for raw in tokenizer.raw_tokens(text)]
    found = [typed]
    if any(len(parts) > 1 for parts in raws):
        divided = tuple(tokenizer.phrase_terms(" ".join(part for parts in raws for part in parts), known))
        if all(map(known, divided[:-1])):
            found.append(divided)
    for pieces in found:  # which grows by what several words make together
        for first, last in _neighbours(pieces):
            if len(found) > MAXIMUM_SPELLINGS:
                return found
            still_begun = begun and last == len(pieces)
            if together := terms.written_together(fields, pieces[first:last], still_begun):
                other = (*pieces[:first], together, *pieces[last:])
                found += [other] if other not in found else []
    return found


def phrases_inside_words(terms: Vocabulary, pieces: Sequence[str], begun: bool) -> list[PhraseInWords]:
    """Where the words of a phrase may be parts of others: all of them of one, as `hash table` of `getHashTable`; or the first
    the end of a word, or the last the beginning of one. If it is `begun`, its last word is."""
    if not all(piece.isascii() and piece.isalnum() for piece in pieces) or len(pieces) < 2:
        return []
    whole = "".join(pieces)
    around = terms.with_parts([whole], whole if begun else "")
    found: list[PhraseInWords] = []
    if inside := tuple(word for word in around if _stand_in(_parts(word), pieces, begun)):
        found.append((inside,))
    ends = tuple(word for word in terms.with_parts(pieces[:1]) if _parts(word)[-1] == pieces[0])
    # What begins with the last word of a begun phrase is found as it is.
    begins = () if begun else tuple(w for w in terms.with_parts(pieces[-1:]) if _parts(w)[0] == pieces[-1])
    middle = [(piece,) for piece in pieces[1:-1]]
    firsts, lasts = (ends, pieces[:1]), (begins, pieces[-1:])
    for first, last in ((firsts[0], lasts[1]), (firsts[1], lasts[0])):
        if first and last:
            found.append((tuple(first), *middle, tuple(last)))
    return found


def _parts(word: str) -> list[str]:
    """The parts of a word that has some, as the term dictionary has it."""
    return word.split(" ") if " " in word else tokenizer.cut_at(word, ())


def _stand_in(parts: Sequence[str], pieces: Sequence[str], begun: bool) -> bool:
    """Whether `pieces` are some of `parts` that follow one another; of the last one only the beginning, if it is `begun`."""
    size = len(pieces)
    for first in range(len(parts) - size + 1):
        *before, last = parts[first : first + size]
        if before == list(pieces[:-1]) and (last.startswith(pieces[-1]) if begun else last == pieces[-1]):
            return True
    return False


def _neighbours(pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words that may be parts of one begin and end."""
    plain = [piece.isascii() and piece.isalnum() for piece in pieces]
    for first in range(len(pieces)):
        for last in range(first + 2, min(first + MAXIMUM_JOINED_WORDS, len(pieces)) + 1):
            if not all(plain[first:last]):
                break
            yield first, last


def _plain(raw: str) -> str:
    """A word as it is in compounds that are written together, empty for CJK runs."""
    if tokenizer.is_cjk(raw):
        return ""
    expanded, width = tokenizer.expand(raw)
    return tokenizer.squash("".join(term for term, _ in expanded[:width]))


def greek_spellings(word: str) -> list[str]:
    """A folded word that begins with a Greek letter or its name, with the other of the two: `tau-bench` and `τ-bench`."""
    if word[:1] in GREEK_LETTERS:
        return [GREEK_LETTERS[word[0]] + word[1:]]
    return [letter + word[len(name) :] for letter, name in GREEK_LETTERS.items() if word.startswith(name)]
