"""What a description says: the words of a query that need not all match, and the forms that each may have in a text.

Words typed side by side are a description. Everything else (phrases, fields, excluded words, `word*`) stays as strict as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.index.query import ast, spelling
from papernotes.index.query.function_words import Piece, content, is_empty, is_question
from papernotes.index.query.vocabulary import Vocabulary, edits_allowed
from papernotes.index.query.word_planner import indexed_in

STEM_COUNT = 0.9
"""What another form of a word counts, as a share of the word itself. Set by hand: nearly all, as descriptions inflect freely."""
EDIT_COUNT = 0.7
"""How much a word counts if the typed one is a misspelling of it."""
MAXIMUM_CORRECTIONS = 4
"""How many words a typed one may be a misspelling of, most frequent first."""
MINIMUM_SENTENCE_WORDS = 8
"""A query of at least this many words is a sentence; two characters of Chinese, Japanese or Korean count as a word."""
MINIMUM_BEGUN_LETTERS = 3
"""A word still being typed is ignored until it has this many letters: nearly every text has words with shorter beginnings."""

FIELDS = indexed_in("")


class ContentWord(NamedTuple):
    """What a word of a description may be in a text: terms, each with what a match of it counts, and all that begin with `start`.

    `is_character` says that it is a single character of a CJK run. Different words may share a character, as 图像
    and 图片 do, so it counts less, and is not reported as lacking.
    """

    terms: tuple[tuple[str, float], ...]
    start: str = ""
    is_character: bool = False


class ContentPiece(NamedTuple):
    """A typed word, or piece of a CJK run, as the words that are looked for. Of a CJK run, these are its pairs in order, then
    its characters."""

    text: str
    words: tuple[ContentWord, ...]


def described(node: ast.Node) -> tuple[tuple[ast.Word, ...], ast.All] | None:
    """The words of a description and the rest, which stays strict. None for a query that describes nothing."""
    parts = node.parts if isinstance(node, ast.All) else (node,)
    loose = tuple(part for part in parts if isinstance(part, ast.Word) and _is_loose(part))
    raws = [raw for word in loose for raw in tokenizer.raw_tokens(word.text)]
    if not raws or (len(raws) == 1 and not (tokenizer.is_cjk(raws[0]) and len(raws[0]) > 2)):
        return None
    return loose, ast.All(tuple(part for part in parts if part not in loose))


def _is_loose(word: ast.Word) -> bool:
    return word.kind in ("plain", "open") and not word.field


def question(query: ast.Query) -> ast.Query | None:
    """What a question in a sentence asks for, as a query of its content words; None for a query that is not a question."""
    found = described(query.root)
    if found is None:
        return None
    loose, strict = found
    raws, kinds = _tokens(loose)
    return _of_content(query, raws, kinds, strict) if is_question(raws) else None


def without_function_words(query: ast.Query) -> ast.Query | None:
    """The query without the words that say nothing about a paper; None if it has no such words, or only such words."""
    found = described(query.root)
    if found is None:
        return None
    loose, strict = found
    raws, kinds = _tokens(loose)
    left = [piece.text for piece in content(raws)]
    return None if left == raws or is_empty(raws) else _of_content(query, raws, kinds, strict)


def says_nothing(query: ast.Query) -> bool:
    """Whether a query has only words that say nothing about a paper: `什么论文`, `what are they`."""
    parts = query.root.parts if isinstance(query.root, ast.All) else (query.root,)
    loose = [part for part in parts if isinstance(part, ast.Word) and _is_loose(part)]
    return len(loose) == len(parts) and is_empty(_tokens(loose)[0])


def is_long(query: ast.Query) -> bool:
    """Whether a query describes something in enough words, not counting CJK runs, to be a sentence."""
    found = described(query.root)
    raws = _tokens(found[0])[0] if found else []
    return sum(not tokenizer.is_cjk(raw) for raw in raws) >= MINIMUM_SENTENCE_WORDS


def telling(query: ast.Query) -> ast.Query:
    """The query as it is highlighted in titles: of a sentence, only the content words.

    Other queries may be titles, whose function words are highlighted, too.
    """
    found = described(query.root)
    if found is None:
        return query
    loose, strict = found
    raws, kinds = _tokens(loose)
    words = sum(len(raw) // 2 if tokenizer.is_cjk(raw) else 1 for raw in raws)
    is_sentence = words >= MINIMUM_SENTENCE_WORDS or is_question(raws)
    return _of_content(query, raws, kinds, strict) if is_sentence else query


def _of_content(query: ast.Query, raws: Sequence[str], kinds: Sequence[str], strict: ast.All) -> ast.Query:
    words = [ast.Word(piece.text, _kind(piece, raws, kinds)) for piece in content(raws)]
    return replace(query, root=ast.All((*words, *strict.parts)))


def _tokens(loose: Sequence[ast.Word]) -> tuple[list[str], list[str]]:
    """The words and CJK runs of typed words, and the kind of each (`ast.Word`)."""
    raws: list[str] = []
    kinds: list[str] = []
    for word in loose:
        here = tokenizer.raw_tokens(word.text)
        raws += here
        kinds += ["plain"] * (len(here) - 1) + [word.kind] if here else []
    return raws, kinds


def _kind(piece: Piece, raws: Sequence[str], kinds: Sequence[str]) -> str:
    return kinds[piece.word] if raws[piece.word].endswith(piece.text) else "plain"


def pieces(loose: Sequence[ast.Word], terms: Vocabulary) -> list[ContentPiece]:
    """The content words of a description, as an index with these `terms` may have them. Some may be in no text."""
    raws, kinds = _tokens(loose)
    found: dict[str, ContentPiece] = {}
    for piece in content(raws):
        begun = _kind(piece, raws, kinds) == "open"
        is_run = tokenizer.is_cjk(piece.text)
        words = tuple(_run(piece.text) if is_run else _words(piece.text, begun, terms))
        if words:
            found.setdefault(tokenizer.fold(piece.text), ContentPiece(piece.text, words))
    return list(found.values())


def _run(run: str) -> Iterator[ContentWord]:
    """The pairs of a CJK run, then its characters: each position of a text has a term that begins with the character there."""
    for pair in tokenizer.run_terms(run)[:-1]:
        yield ContentWord(((pair, 1.0),))
    for character in run:
        yield ContentWord((), character, is_character=len(run) > 1)


def _words(raw: str, begun: bool, terms: Vocabulary) -> Iterator[ContentWord]:
    """A word, or the parts of a compound that say something."""
    expanded, width = tokenizer.expand(raw)
    whole = expanded[-1][0] if expanded else ""
    if width == 1 or terms.lives(whole):
        if whole:
            yield _word(whole, begun, terms)
        return
    parts = [term for term, _ in expanded[:width]]
    for piece in content(parts):
        yield _word(piece.text, begun and piece.word == width - 1, terms)


def _word(word: str, begun: bool, terms: Vocabulary) -> ContentWord:
    """A word with its other forms; where no text has it, what it begins, is made of, or is a mistake of."""
    forms = tuple((other, STEM_COUNT) for other in terms.stems(word))
    if terms.lives(word):
        return ContentWord(((word, 1.0), *forms))
    if begun and terms.begins(FIELDS, word):
        return ContentWord((), word if len(word) >= MINIMUM_BEGUN_LETTERS else "")
    if forms:
        return ContentWord(forms)
    apart = spelling.apart(terms, word)
    mistakes = terms.near(word, edits) if (edits := edits_allowed(word)) else []
    if mistakes and edits > 1:
        mistakes = terms.near(word, 1) or mistakes
    nearest = sorted(mistakes, key=terms.frequency, reverse=True)[:MAXIMUM_CORRECTIONS]
    return ContentWord(tuple((other, EDIT_COUNT) for other in (nearest or apart)))
