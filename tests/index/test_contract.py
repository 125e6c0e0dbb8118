"""Three implementations of one thing must agree on the same files: our evaluation on arrays,
Whoosh's own searcher, and brute force over the texts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields
from whoosh import query as q
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

from papernotes.index import tokenizer
from papernotes.index.build.segment_writer import ColumnWriter, merge_small_segments
from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.section_query import InSection
from papernotes.index.schema import Body, Labels, SectionPlaces, Text
from papernotes.index.storage.directory import DurableStorage
from papernotes.index.whoosh_compat.searcher import ColumnSearcher

WORDS = (
    "alpha",
    "alp",
    "beta",
    "betas",
    "gamma",
    "delta",
    "3d",
    "gpt-4o",
    "注意力",
    "学习",
    "注",
    "déjà",
    "2502.17424",
    "TestExample",
    "SHA256",
    "ﾃｽﾄ",
)
TERMS = tuple(sorted({term.text for word in WORDS for term in tokenizer.terms(word)} | {"missing", "beta"}))
NAMES = ("method", "limitations", "")


def make_text(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(0, most)))


class Brute:
    """The same without any index."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        self.tokens: dict[str, dict[str, list[tokenizer.Term]]] = {}
        for key, document in documents.items():
            body = "\n".join(text for _, text in document.get("body", ()))
            self.tokens[key] = {
                "title": list(tokenizer.terms(document.get("title", ""))),
                "body": list(tokenizer.terms(body)),
            }
        self.labels = {key: set(document.get("label", ())) for key, document in documents.items()}

    def lengths(self, name: str) -> dict[str, int]:
        return {key: len(fields[name]) for key, fields in self.tokens.items()}

    def term(self, name: str, word: str) -> dict[str, float]:
        counts = {key: Counter(term.text for term in one[name])[word] for key, one in self.tokens.items()}
        having = {key: count for key, count in counts.items() if count}
        idf = log(len(self.tokens) / (len(having) + 1)) + 1
        lengths = self.lengths(name)
        average = sum(lengths.values()) / len(self.tokens)
        found = {}
        for key, count in having.items():
            length = byte_to_length(length_to_byte(lengths[key]))
            found[key] = idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / average))
        return found

    def phrase(self, name: str, words: list[str]) -> set[str]:
        found = set()
        for key, one in self.tokens.items():
            places = {(term.text, term.position) for term in one[name]}
            for _, start in {place for place in places if place[0] == words[0]}:
                if all((word, start + step) in places for step, word in enumerate(words)):
                    found.add(key)
        return found


@dataclass(repr=False)
class Searched:
    """An index of one shape, a reader of it, and the documents that are in it by key. Tests only read them."""

    index: Any
    documents: dict[str, dict[str, Any]]
    reader: Any

    @cached_property
    def brute(self) -> Brute:
        """The same documents without any index."""
        return Brute(self.documents)

    @cached_property
    def pieces(self) -> list[tuple[str, str, Brute]]:
        """What stands in sections: the key of its document, the section, and the text without any index."""
        return [
            (key, name, Brute({"": {"body": [(name, text)]}}))
            for key, document in self.documents.items()
            for name, text in document.get("body", ())
        ]


def make_document(chance: random.Random, number: int) -> dict[str, Any]:
    pieces = [(chance.choice(NAMES), make_text(chance, 12)) for _ in range(chance.randint(1, 4))]
    made = {
        "key": f"k{number}",
        "title": make_text(chance, 5),
        "body": pieces,
        "sections": pieces,
        "label": tuple(chance.sample(("x", "y", "z"), chance.randint(0, 2))),
    }
    return {name: value for name, value in made.items() if value}


def schema() -> Any:
    return fields.Schema(
        key=Labels(unique=True, stored=True),
        title=Text(),
        body=Body(),
        sections=SectionPlaces(),
        label=Labels(),
    )


def keep(writer: Any, segments: list[Any]) -> list[Any]:
    return segments


SHAPES = ("one", "several", "deleted", "merged", "folded")


@pytest.fixture(scope="module", params=SHAPES)
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An index of one shape."""
    chance = random.Random(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    index = FileIndex.create(DurableStorage(str(folder)), schema(), "MAIN")
    documents: dict[str, dict[str, Any]] = {}
    sizes = (60,) if request.param == "one" else (40, 15, 5)
    for size in sizes:
        writer = ColumnWriter(index)
        for _ in range(size):
            document = make_document(chance, len(documents))
            documents[document["key"]] = document
            writer.add_document(**document)
        writer.commit(mergetype=merge_small_segments if request.param == "folded" else keep)
    if request.param in ("deleted", "merged"):
        writer = ColumnWriter(index)
        for key in chance.sample(sorted(documents), 18):
            writer.delete_by_term("key", key)
            del documents[key]
        writer.commit(mergetype=keep)
    if request.param == "merged":
        writer = ColumnWriter(index)
        writer.commit(optimize=True)
    with index.reader() as reader:
        yield Searched(index, documents, reader)
    index.close()


# Queries


def terms() -> st.SearchStrategy[Any]:
    return st.builds(q.Term, st.sampled_from(("title", "body")), st.sampled_from(TERMS), st.just(1.0))


def boosted() -> st.SearchStrategy[Any]:
    return st.builds(
        q.Term, st.sampled_from(("title", "body")), st.sampled_from(TERMS), st.sampled_from((0.5, 2.0))
    )


def phrases() -> st.SearchStrategy[Any]:
    pieces = st.lists(st.sampled_from(TERMS), min_size=2, max_size=3)
    return st.builds(q.Phrase, st.sampled_from(("title", "body")), pieces)


def labels() -> st.SearchStrategy[Any]:
    return st.builds(q.Term, st.just("label"), st.sampled_from(("x", "y", "z", "w")))


def any_words() -> st.SearchStrategy[Any]:
    """Our own class, which is Whoosh's terms to Whoosh."""
    fields = st.lists(
        st.tuples(st.sampled_from(("title", "body")), st.sampled_from((1.0, 2.5))),
        min_size=1,
        max_size=2,
        unique_by=lambda field: field[0],
    )
    words = st.lists(st.sampled_from(TERMS), min_size=1, max_size=4, unique=True)
    return st.builds(lambda fields, words: AnyWord(tuple(fields), tuple(words)), fields, words)


def worth_more(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The same with a boost, as plans have of all that is not a term."""
    return st.builds(lambda query, boost: query.with_boost(boost), inner, st.sampled_from((0.5, 2.0)))


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=4)
        return st.one_of(
            st.builds(q.And, several),
            st.builds(q.Or, several),
            st.builds(q.Require, inner, inner),
            st.builds(lambda part: q.And([part, q.Not(q.Term("label", "x"))]), inner),
            st.builds(q.ConstantScoreQuery, inner, st.sampled_from((1.0, 3.5))),
        )

    return st.recursive(leaves, deeper, max_leaves=6)


SCORED = trees(
    st.one_of(
        terms(),
        boosted(),
        phrases(),
        worth_more(phrases()),
        labels(),
        any_words(),
        st.just(q.Every()),
        st.just(q.NullQuery),
    )
)
SETS = st.one_of(
    st.builds(q.Prefix, st.sampled_from(("title", "body")), st.sampled_from(("a", "alp", "b", "注", "x"))),
    st.builds(q.Wildcard, st.just("body"), st.sampled_from(("*a", "?eta", "al*", "g*m*", "[ab]*"))),
    st.builds(q.FuzzyTerm, st.just("body"), st.sampled_from(("alpa", "beta", "detla")), st.just(1.0)),
    st.builds(q.TermRange, st.just("title"), st.sampled_from(("a", "beta")), st.sampled_from(("beta", "z"))),
    st.builds(InSection, st.sampled_from(("method", "limitations")), st.one_of(terms(), phrases())),
    st.builds(
        lambda words, start: q.Sequence([*(q.Term("body", word) for word in words), q.Prefix("body", start)]),
        st.lists(st.sampled_from(TERMS), min_size=1, max_size=2),
        st.sampled_from(("a", "b", "注")),
    ),
    st.builds(
        lambda words, slop: q.Phrase("body", words, slop=slop),
        st.lists(st.sampled_from(TERMS), min_size=2, max_size=3),
        st.sampled_from((2, 3)),
    ),
    st.builds(lambda parts: InSection("method", q.And(parts)), st.lists(terms(), min_size=1, max_size=3)),
    st.builds(lambda parts: InSection("limitations", q.Or(parts)), st.lists(terms(), min_size=1, max_size=3)),
    st.builds(q.Regex, st.just("body"), st.sampled_from(("a.*", "b.t.s?"))),
    st.builds(q.Every, st.sampled_from(("title", "label"))),
)


def ours(searched: Searched, query: Any, limit: int | None = None) -> list[tuple[str, float]]:
    results = ColumnSearcher(searched.reader, fromindex=searched.index).search(query, limit=limit)
    return [(hit["key"], hit.score) for hit in results]


def stock(searched: Searched, query: Any) -> list[tuple[str, float]]:
    results = Searcher(searched.reader, fromindex=searched.index).search(query, limit=None)
    return [(hit["key"], hit.score) for hit in results]


MODEST = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@MODEST
@given(query=SCORED)
def test_scores_as_whoosh_does(searched: Searched, query: Any) -> None:
    expected = dict(stock(searched, query))
    found = ours(searched, query)
    assert {key for key, _ in found} == set(expected)
    for key, score in found:
        assert score == pytest.approx(expected[key], abs=1e-9)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert ours(searched, query, limit=5) == found[:5]


@MODEST
@given(query=trees(SETS))
def test_finds_what_whoosh_finds(searched: Searched, query: Any) -> None:
    assert {key for key, _ in ours(searched, query)} == {key for key, _ in stock(searched, query)}


# Where Whoosh's own matchers are wrong: `DisjunctionMax` takes the score of a part even where that
# part stands on another document, `AndMaybe` forgets its second part's, and `AndNot` lets through
# documents to be left out. There, what the parts find says what the whole must.


@MODEST
@given(first=SCORED, second=SCORED)
def test_what_whoosh_gets_wrong(searched: Searched, first: Any, second: Any) -> None:
    a, b = dict(ours(searched, first)), dict(ours(searched, second))
    most = {key: max(a.get(key, 0.0), b.get(key, 0.0)) for key in a | b}
    assert dict(ours(searched, q.DisjunctionMax([first, second]))) == pytest.approx(most)
    maybe = {key: score + b.get(key, 0.0) for key, score in a.items()}
    assert dict(ours(searched, q.AndMaybe(first, second))) == pytest.approx(maybe)
    without = {key: score for key, score in a.items() if key not in b}
    assert dict(ours(searched, q.AndNot(first, second))) == pytest.approx(without)


# In small segments Whoosh scores each match of a prefix, a range or a pattern 1.0. Ours is the sum of
# what the terms that it stands for score, whatever the size: as brute force has it.


@pytest.mark.parametrize(
    "query",
    [
        q.Prefix("title", "alp", boost=2.0),
        q.Prefix("body", "b"),
        q.Prefix("body", "注"),
        q.Wildcard("body", "*a"),
        q.FuzzyTerm("body", "alpa"),
        q.TermRange("title", "a", "beta"),
        q.Regex("body", "b.t.s?"),
    ],
    ids=repr,
)
def test_many_terms_score_what_each_of_them_does(searched: Searched, query: Any) -> None:
    with searched.index.reader() as reader:
        expanded = query._btexts(reader)  # noqa: SLF001  # Whoosh's one way to expand any of these queries
        words = {term if isinstance(term, str) else term.decode() for term in expanded}
    expected: dict[str, float] = {}
    for word in words:
        for key, score in ours(searched, q.Term(query.field(), word)):
            expected[key] = expected.get(key, 0.0) + score * query.boost
    assert dict(ours(searched, query)) == pytest.approx(expected, abs=1e-9)


@MODEST
@given(
    words=st.lists(st.sampled_from(TERMS), min_size=1, max_size=2), start=st.sampled_from(("a", "b", "注"))
)
def test_a_begun_phrase_scores_what_its_parts_do(searched: Searched, words: list[str], start: str) -> None:
    parts = [*(q.Term("body", word) for word in words), q.Prefix("body", start)]
    sums: dict[str, float] = {}
    for part in parts:
        for key, score in ours(searched, part):
            sums[key] = sums.get(key, 0.0) + score
    for key, score in ours(searched, q.Sequence(parts)):
        assert score == pytest.approx(sums[key], abs=1e-9)


@MODEST
@given(query=st.one_of(terms(), boosted(), phrases(), worth_more(phrases())))
def test_what_lies_in_a_section_scores_as_anywhere(searched: Searched, query: Any) -> None:
    anywhere = dict(ours(searched, query))
    for section in NAMES[:2]:
        for key, score in ours(searched, InSection(section, query)):
            assert score == pytest.approx(anywhere[key], abs=1e-9)


# Brute force over the texts


@pytest.mark.parametrize("name", ["title", "body"])
def test_terms_as_by_brute_force(searched: Searched, name: str) -> None:
    brute = searched.brute
    with searched.index.reader() as reader:
        has_deletions = reader.has_deletions()
    for word in TERMS:
        found = dict(ours(searched, q.Term(name, word)))
        expected = brute.term(name, word)
        assert set(found) == set(expected)
        if not has_deletions:  # Whoosh counts deleted documents among all, brute force cannot
            for key, score in found.items():
                assert score == pytest.approx(expected[key], abs=1e-9)


@MODEST
@given(query=phrases())
def test_phrases_as_by_brute_force(searched: Searched, query: Any) -> None:
    found = {key for key, _ in ours(searched, query)}
    assert found == searched.brute.phrase(query.fieldname, query.words)


@MODEST
@given(section=st.sampled_from(NAMES[:2]), words=st.lists(st.sampled_from(TERMS), min_size=1, max_size=3))
def test_what_lies_in_a_section_as_by_brute_force(searched: Searched, section: str, words: list[str]) -> None:
    query = q.Phrase("body", words) if len(words) > 1 else q.Term("body", words[0])
    expected = {
        key for key, name, alone in searched.pieces if name == section and alone.phrase("body", words)
    }
    assert {key for key, _ in ours(searched, InSection(section, query))} == expected


@MODEST
@given(name=st.sampled_from(("title", "body")), start=st.text("abgp3注学2.", min_size=1, max_size=3))
def test_starts_as_by_brute_force(searched: Searched, name: str, start: str) -> None:
    tokens = searched.brute.tokens
    expected = {key for key, one in tokens.items() if any(term.text.startswith(start) for term in one[name])}
    assert {key for key, _ in ours(searched, q.Prefix(name, start))} == expected


def test_phrases_chunk_by_chunk(searched: Searched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.index.search.phrases._AT_ONCE", 5)
    monkeypatch.setattr("papernotes.index.search.phrases._SHORT_SHIFT", 29)  # leaves room for eight documents
    brute = searched.brute
    for first in TERMS:
        for second in ("alpha", "gpt", "注意", "missing"):
            query = q.Phrase("body", [first, second])
            assert {key for key, _ in ours(searched, query)} == brute.phrase("body", query.words)


def test_beginnings_of_words_in_a_phrase_chunk_by_chunk(
    searched: Searched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papernotes.index.search.phrases._AT_ONCE", 5)
    brute = searched.brute
    for first in TERMS:
        for start in ("a", "b", "g", "注", "x"):
            begun = q.Prefix("body", start)
            ends = [term for term in TERMS if term.startswith(start)]
            for parts in ([q.Term("body", first), begun], [begun, q.Term("body", first)]):
                pairs = [(first, end) if parts[1] is begun else (end, first) for end in ends]
                expected = set().union(*(brute.phrase("body", list(pair)) for pair in pairs))
                assert {key for key, _ in ours(searched, q.Sequence(parts))} == expected


def test_words_at_one_place_are_one_place(searched: Searched) -> None:
    """In `gpt-4o` are both `gpt` and `gpt4o`, at the same position."""
    brute = searched.brute
    for word in TERMS:
        query = q.Sequence([q.Term("body", word), q.Prefix("body", "gpt")])
        found = {key for key, _ in ours(searched, query)}
        assert found == brute.phrase("body", [word, "gpt"]) | brute.phrase("body", [word, "gpt4o"])


def test_the_columns_are_what_the_analysis_says(searched: Searched) -> None:
    with searched.index.reader() as reader:
        for name in ("title", "body"):
            brute = searched.brute
            expected: dict[str, dict[str, list[int]]] = {}
            for key, one in brute.tokens.items():
                for term in one[name]:
                    expected.setdefault(term.text, {}).setdefault(key, []).append(term.position)
            for word, by_key in expected.items():
                matcher = reader.postings(name, word)
                found = {}
                while matcher.is_active():
                    found[reader.stored_fields(matcher.id())["key"]] = matcher.value_as("positions")
                    matcher.next()
                assert found == {key: sorted(places) for key, places in by_key.items()}


def test_lengths_and_terms_as_whoosh_reads_them(searched: Searched) -> None:
    with searched.index.reader() as reader:
        lengths = searched.brute.lengths("body")
        for number in reader.all_doc_ids():
            key = reader.stored_fields(number)["key"]
            expected = byte_to_length(length_to_byte(lengths[key])) if lengths[key] else 0
            assert (reader.doc_field_length(number, "body", 0) or 0) == expected
        assert list(reader.lexicon("body")) == sorted(reader.lexicon("body"))
        assert list(reader.expand_prefix("body", "al")) == [
            term for term in reader.lexicon("body") if term.startswith(b"al")
        ]


def test_a_filter_and_a_mask(searched: Searched) -> None:
    labels = searched.brute.labels
    with searched.index.reader() as reader:
        searcher = ColumnSearcher(reader, fromindex=searched.index)
        only = searcher.search(q.Every(), limit=None, filter=q.Term("label", "x"))
        without = searcher.search(q.Every(), limit=None, mask=q.Term("label", "x"))
        assert {hit["key"] for hit in only} == {key for key, has in labels.items() if "x" in has}
        assert {hit["key"] for hit in without} == {key for key, has in labels.items() if "x" not in has}
        assert np.all(np.diff([hit.score for hit in only]) <= 0)
