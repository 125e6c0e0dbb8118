"""Papers whose texts are like a note's: its most telling words, each scored against the full texts of all entries.

No embeddings: on held-out links between real notes a small static model added nothing to full-text weighting.

The steps are those of Lucene's *more like this*: count the note's words (`word_uses`), weigh them and keep the most telling
(`telling_words`), and score every document that has some of them by BM25F (`scores`), field by field as `index.query.bm25`
does. What is left out of the count is what all notes of a template have: ratings, and the headings that name a usual section;
and English function words, which say nothing, but are rare where most notes are in Chinese.
What no other note has, such as the name of the paper's own method, finds nothing and is not kept; where others have it, they
speak of this paper, and are found by it.

Cost: the note's text is read once, as nothing in the index leads from a document to its words; then the postings of
`MAXIMUM_WORDS` words are added up. Neither grows with anything but the note and how frequent its words are.

The numbers below were set on held-out links of four collections of real notes in English and Chinese, and tried on five
others (`tests/bench/relatedness.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from math import log, log1p
from typing import NamedTuple

import numpy as np

from papernotes.index import tokenizer
from papernotes.index.query.bm25 import Statistics
from papernotes.index.query.function_words import ENGLISH
from papernotes.index.query.vocabulary import Vocabulary
from papernotes.index.schema import FACETS
from papernotes.index.storage.columns import Array, ranges
from papernotes.index.storage.postings import LENGTHS
from papernotes.index.storage.segment import Mask, Numbers, Scores, Segment
from papernotes.notes import UNFILED, EntryText

FIELD_WEIGHTS = {"title": 6.0, "keywords": 3.0, "summary": 2.0, "body": 1.0}
"""How much a word counts in each field, of the note as of those it is compared with: as in searching (`index.schema.WEIGHTS`)."""
LENGTH_NORM = {"title": 0.5, "keywords": 0.3, "summary": 0.5, "body": 1.0}
"""BM25F's B. The body's is 1, not the usual 0.75: a long note has more to say, and would otherwise be like all others."""
K1 = 3.0
"""BM25's saturation. The usual 1.2 is for queries of a few words; with many, how often each is used says more."""
WORD_SATURATION = 3.0
"""A word that the note has this often counts as log 2; three times as often, as log 4."""
MAXIMUM_WORDS, MINIMUM_WORDS, MAXIMUM_POSTINGS = 800, 200, 200_000
"""The limits of the words of a note that are looked up. After the smaller number the lookup stops as soon as the words
found occur in enough entries. More words find more (of 640 long Chinese notes 7 in 100 more links with 800 than with 200),
and cost more where the library is large."""
TOPIC_BONUS = 0.1
"""The share added to the score of a document that is filed under a topic of the note. It decides between scores that are
nearly equal."""
MAXIMUM_REASONS = 4
"""At most this many of the words that two papers share are named,"""
COMMON_FROM_DOCUMENTS, COMMON_SHARE = 4, 0.1
"""and none that at least this many documents, and this share of all, have: such words tell a reader nothing."""
MINIMUM_PAIR_WEIGHT = 3.0
"""Two Chinese characters that the note has less often are seldom a word, and are not named."""
LEFT_OUT_SECTIONS = frozenset(("rating",))
"""Sections, by the name of their field, that are a template's words."""


class TellingWord(NamedTuple):
    """A word of a note, as it is indexed and as it stands there; how much it tells; if it is too common to be named; and of
    a pair of Chinese characters, those `before` and `after` it that belong to it: with its first, or its second, they make
    a pair that is more common than it."""

    term: str
    written: str
    weight: float
    common: bool = False
    before: str = ""
    after: str = ""


class Found(NamedTuple):
    """A document by its number in its segment, its score, and the words it was found by, the most telling first."""

    document: int
    score: float
    words: tuple[str, ...]


class WordUse(NamedTuple):
    """How a word is used in a note: how much, a use in a field counting as the field weighs; in which fields; how it is
    written there, and between which characters if it is a pair of Chinese ones."""

    weight: float
    fields: frozenset[str]
    written: str
    before: str = ""
    after: str = ""


def word_uses(entry: EntryText) -> dict[str, WordUse]:
    """The words of a note, as they are indexed."""
    body = [section.text for section in entry.sections if section.name not in LEFT_OUT_SECTIONS]
    body += [section.heading for section in entry.sections if not section.name]
    texts = (entry.title, "\n".join(entry.keywords), entry.summary, "\n".join(body))
    uses: dict[str, WordUse] = {}
    for field, text in zip(FIELD_WEIGHTS, texts, strict=True):
        weight, here = FIELD_WEIGHTS[field], frozenset((field,))
        for raw, times in Counter(tokenizer.raw_tokens(text)).items():
            for term, _, start, end in tokenizer.placed_terms(raw)[0]:
                if (
                    len(term) > 1 and " " not in term and term not in ENGLISH
                ):  # a division is its word once more
                    use = uses.get(term)
                    if use is None:
                        beside = (raw[:start][-1:], raw[end:][:1]) if tokenizer.is_cjk(raw) else ()
                        use = WordUse(0.0, here, raw[start:end], *beside)
                    fields = use.fields if field in use.fields else use.fields | here
                    uses[term] = use._replace(weight=use.weight + weight * times, fields=fields)
    return uses


def telling_words(
    entry: EntryText, vocabulary: Vocabulary, statistics: Statistics, limit: int = MAXIMUM_WORDS
) -> list[TellingWord]:
    """The words that tell most of what a note is about, the most telling first, without those that only this note has."""
    documents = statistics.documents()
    uses = word_uses(entry)
    weights: list[tuple[float, str, int]] = []
    for term, use in uses.items():
        having = vocabulary.frequency(term)
        if having:
            idf = log(1 + (documents - having + 0.5) / (having + 0.5))
            weights.append((-log1p(use.weight / WORD_SATURATION) * idf, term, having))
    found: list[TellingWord] = []
    postings = 0
    for weight, term, having in sorted(weights):
        if len(found) >= limit or (postings > MAXIMUM_POSTINGS and len(found) >= MINIMUM_WORDS):
            break
        use = uses[term]
        if having > 1 or _others_have(term, len(use.fields), statistics):
            common = having >= max(COMMON_FROM_DOCUMENTS, COMMON_SHARE * documents) or (
                use.weight < MINIMUM_PAIR_WEIGHT and tokenizer.is_cjk(term)
            )
            before = use.before if vocabulary.frequency(use.before + term[0]) > having else ""
            after = use.after if vocabulary.frequency(term[-1] + use.after) > having else ""
            found.append(TellingWord(term, use.written, -weight, common, before, after))
            postings += having
    return found


def _others_have(term: str, own_fields: int, statistics: Statistics) -> bool:
    """Whether other notes have a word, given in how many fields the note itself has it."""
    return sum(statistics.frequency(field, term.encode()) for field in FIELD_WEIGHTS) > own_fields


def most_alike(
    segment: Segment,
    words: Sequence[TellingWord],
    topics: Sequence[str],
    statistics: Statistics,
    allowed: Array,
    limit: int,
) -> list[Found]:
    """The documents of a segment that are most like a note with these words and topics, best first, of those that are
    `allowed`."""
    found = _postings(segment, words, statistics)
    scores: Scores = np.bincount(found.documents, found.parts, segment.size).astype(np.float64)
    scores[_filed_under(segment, topics)] *= 1 + TOPIC_BONUS
    scores[~allowed] = 0.0
    best = _highest(scores, limit)
    reasons = _reasons(found, words, best, segment)
    return [
        Found(document, float(scores[document]), tuple(shared))
        for document, shared in zip(best.tolist(), reasons, strict=True)
    ]


class _Postings(NamedTuple):
    """Postings of all words in all fields, end to end: of each the word's number, the document, and what it scores there."""

    words: Array
    documents: Array
    parts: Scores


def _postings(segment: Segment, words: Sequence[TellingWord], statistics: Statistics) -> _Postings:
    found: list[_Postings] = []
    terms = [word.term.encode() for word in words]
    weights = np.array([word.weight for word in words])
    for name, boost in FIELD_WEIGHTS.items():
        columns = segment.field(name)
        if columns is None or columns.lengths is None:
            continue
        numbers = np.array([segment.find(name, term) for term in terms], dtype=np.int64)
        known = np.flatnonzero(numbers >= 0)
        starts = columns.starts[numbers[known]].astype(np.int64)
        each = columns.starts[numbers[known] + 1] - starts
        here = ranges(starts, each)
        documents = columns.docs[here].astype(np.intp)
        freqs = columns.freqs[here].astype(np.float64)
        word = np.repeat(known, each)
        norms = _norms(name, statistics)[columns.lengths[documents]]
        found.append(_Postings(word, documents, weights[word] * boost * (K1 + 1) * freqs / (freqs + norms)))
    if not found:
        return _Postings(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))
    return _Postings(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _filed_under(segment: Segment, topics: Sequence[str]) -> Mask:
    """The documents of a segment that have one of these topics."""
    filed = np.zeros(segment.size, dtype=bool)
    labels = segment.field(FACETS["topic"])
    if labels is None:
        return filed
    for topic in topics:
        number = labels.find(topic.encode())
        if number >= 0 and topic != UNFILED:
            filed[labels.docs[labels.postings(number, number + 1)]] = True
    return filed


def _norms(name: str, statistics: Statistics) -> Scores:
    """For each length, as the index has it in one byte, the part of BM25 that depends on length alone."""
    b = LENGTH_NORM[name]
    norms: Scores = K1 * ((1 - b) + b * np.maximum(LENGTHS, 1) / (statistics.average_length(name) or 1))
    return norms


def _highest(scores: Scores, limit: int) -> Numbers:
    """The documents with the highest scores above 0, best first; ties in order of documents."""
    found = np.flatnonzero(scores)
    if len(found) > limit > 0:
        least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
        found = found[scores[found] >= least]
    best: Numbers = found[np.argsort(-scores[found], kind="stable")][:limit]
    return best


def _reasons(
    found: _Postings, words: Sequence[TellingWord], documents: Numbers, segment: Segment
) -> list[list[str]]:
    """For each of these documents, the words that add most to its score."""
    wanted = np.zeros(segment.size, dtype=bool)
    wanted[documents] = True
    kept = np.flatnonzero(wanted[found.documents])
    shares: dict[int, Counter[TellingWord]] = {document: Counter() for document in documents.tolist()}
    postings = (column[kept].tolist() for column in found)
    for number, document, part in zip(*postings, strict=True):
        if not words[number].common:
            shares[document][words[number]] += part
    return [
        _named([word for word, _ in each.most_common(3 * MAXIMUM_REASONS)], partial(_has, segment, document))
        for document, each in shares.items()
    ]


class _Named(NamedTuple):
    """A word as it is told; of Chinese characters, those before and after them that belong to them."""

    text: str
    before: str
    after: str


def _named(words: Sequence[TellingWord], has: Callable[[str], bool]) -> list[str]:
    """Words as they are told: each once whatever its case, and pairs of Chinese characters that overlap as one.

    A pair may be a piece of a longer word, or the end of one and the beginning of the next: what belongs to it is told with
    it, or neither is where the other paper does not have that. `has` tells if it has a term.
    """
    named: list[_Named] = []
    for word in words:
        for place, other in enumerate(named):
            if tokenizer.is_cjk(word.term) and tokenizer.is_cjk(other.text):
                if other.text[-1] == word.written[0]:
                    named[place] = _Named(other.text + word.written[1:], other.before, word.after)
                    break
                if other.text[0] == word.written[-1]:
                    named[place] = _Named(word.written[:-1] + other.text, word.before, other.after)
                    break
            if word.written.casefold() in other.text.casefold():
                break
        else:
            named.append(_Named(word.written, word.before, word.after))
    told = dict.fromkeys(one.before + one.text + one.after for one in named if _has_all(one, has))
    return list(told)[:MAXIMUM_REASONS]


def _has_all(named: _Named, has: Callable[[str], bool]) -> bool:
    """Whether a paper has what belongs to a run of Chinese characters, given which terms it has."""
    text, before, after = named
    return (not before or has(before + text[0])) and (not after or has(text[-1] + after))


def _has(segment: Segment, document: int, term: str) -> bool:
    """Whether a document has a term, in any field."""
    for name in FIELD_WEIGHTS:
        columns = segment.field(name)
        number = segment.find(name, term.encode()) if columns is not None else -1
        if columns is not None and number >= 0:
            documents = columns.docs[columns.postings(number, number + 1)]
            at = np.searchsorted(documents, document)
            if at < len(documents) and documents[at] == document:
                return True
    return False
