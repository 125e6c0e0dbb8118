"""Bytes to text, and text that may reach a terminal."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.notes.encodings import decoded
from papernotes.notes.formats.reader import read_document
from papernotes.notes.model import NoteError
from papernotes.notes.text import clean, clean_line, decode, fold, title_slug

HOSTILE = st.text(
    st.sampled_from(
        "ab 1\n\r\t\x00\x07\x1b\\[]m;?8\x9b\x9c\x9d\x85\u200b\u200d\u200c\u202e\u2066\u2028\ufe0f\ufeff"
        "👩🔬कم\ud800"
    ),
    max_size=60,
)
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ufeff\ud800-\udfff]"
)


@given(st.one_of(st.text(), HOSTILE))
def test_clean_text_is_safe_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert UNSAFE.search(once) is None
    assert clean(once) == once


@given(st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=40))
def test_words_and_punctuation_are_left_alone(text: str) -> None:
    invisible = "\u115f\u1160\u3164\uffa0"  # letters by name, blanks by looks
    assert clean(text) == "".join(c for c in text if c not in invisible)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[31;1mred\x1b[0m b", "ared b"),
        ("a\x9b2Jb", "ab"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;c2VjcmV0\x07after", "after"),
        ("\x9d0;title\x9cafter", "after"),
        ("\x1bP1;2|payload\x1b\\after", "after"),
        ("\x1b(Bafter\x1bcend", "afterend"),
        ("never ends \x1b]0;name\nnext line", "never ends 0;name\nnext line"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x85six\x0cseven", "one\ntwo\nthree\nfour\nfive\nsix\nseven"),
        ("abc\u202edef\u2066ghi\u200fj", "abcdefghij"),
        ("zero\u200bwidth\ufeff so\u00adft", "zerowidth soft"),
        ("⚖\ufe0f and 🎞\ufe0f", "⚖ and 🎞"),
        ("👩\u200d🔬 می\u200cخواهم", "👩\u200d🔬 می\u200cخواهم"),
        ("la\u200dtin \u200d\u200d", "latin "),
        ("half \ud83d pair", "half  pair"),
    ],
)
def test_what_must_not_reach_a_terminal_is_gone(text: str, safe: str) -> None:
    assert clean(text) == safe


def test_clean_line_is_one_line() -> None:
    assert clean_line("  A\ttitle\u00a0on\n two \x1b[1mlines ") == "A title on two lines"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        ("\ufeffwith a mark".encode(), "with a mark"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"caf\xe9 is old", "café is old"),
        ("论文笔记".encode() + b"\xff is broken", "论文笔记\ufffd is broken"),
        (b"one stray \x00 byte", "one stray \x00 byte"),
        ("论文".encode("utf-16"), "论文"),
        (b"", ""),
    ],
)
def test_files_are_decoded(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00"]
)
def test_a_binary_file_is_refused_and_called_so(data: bytes) -> None:
    with pytest.raises(NoteError, match="binary"):
        decode(data)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("# 水獭的研究\n\n这是一篇论文的笔记，编码不同。\n", "gbk", "GBK"),
        ("# 水獺的研究\n\n這是一篇論文的筆記，編碼不同，實驗結果很好。\n", "big5", "Big5"),
        ("# かわうその論文\n\nこれは川についての論文である。\n", "cp932", "Shift-JIS"),
        ("# かわうその論文\n\nこれは川についての論文である。\n", "euc_jp", "EUC-JP"),
        ("# 수달 논문\n\n이것은 강에 대한 논문이다.\n", "cp949", "EUC-KR"),
        ("# Über den Fluß\n\nDie Größe zählt, and “more” of it.\n", "cp1252", "Windows-1252"),
    ],
)
def test_an_older_encoding_is_guessed_and_told(text: str, codec: str, name: str) -> None:
    assert decoded(text.encode(codec)) == (text, name)
    assert decoded(text.encode()) == (text, "")
    contents = read_document(text.encode(codec), "rivers/otters.md")
    assert contents.notes[0].title == text.split("\n")[0].removeprefix("# ")
    ((_, reason),) = contents.problems
    assert name in reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.4\n1 0 obj\n", "a PDF file"),
        (b"PK\x03\x04words", "office document"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 12\n", "git lfs pull"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(NoteError, match=reason):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        assert "\r" not in decode(data)
    except NoteError as error:
        assert error.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Déjà Vu", "deja vu"),
        ("Chain-of-Thought:  Prompting!", "chain of thought prompting"),
        ("ＦＵＬＬ width", "full width"),
        ("Straße", "strasse"),
        ("Łukasz Søren", "lukasz soren"),
        ("What's “new”?", "what s new"),
    ],
)
def test_spellings_of_one_title_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other) == other


def test_titles_that_differ_stay_different() -> None:
    assert fold("LoRA+") != fold("LoRA")
    assert fold("ばか") != fold("はか")
    assert fold("한국어") == "한국어"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Attention Is All You Need", "attention_is_all_you_need"),
        ("What's New? A/B Tests & LLMs", "whats_new_ab_tests_llms"),
        ("Self-Play -- Again", "self-play_--_again"),
        ("Text–Image 6× Faster", "text-image_6x_faster"),
        ("Gödel Machines", "gödel_machines"),
        ("论文 笔记", "论文_笔记"),
        ("x" * 100, "x" * 80),
        ("!?", "untitled"),
        ("../../etc/passwd", "etcpasswd"),
    ],
)
def test_slugs_are_made_as_the_site_does(title: str, slug: str) -> None:
    assert title_slug(title) == slug


@given(st.text(max_size=120))
def test_a_slug_is_always_a_file_name(title: str) -> None:
    slug = title_slug(title)
    assert 0 < len(slug) <= 80
    assert not re.search(r"[/\\\s.:]", slug)
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in slug)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_text_has_one_spelling(form: str) -> None:
    words = "Küste déjà vu がくしゅう 한국"
    assert decode(unicodedata.normalize(form, words).encode()) == words
