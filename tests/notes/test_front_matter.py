"""Front matter: the quick reader, and YAML for the rest."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from papernotes.notes.formats.front_matter import (
    MAXIMUM_CHARACTERS,
    read_plain_fields,
    split_front_matter,
)


def front(block: str) -> Any:
    return split_front_matter(f"---\n{block}---\nbody\n")


def test_fields_body_and_line() -> None:
    found = front(
        'title: >-\n  [Paper Note] A title: with colons\ntags:\n  - "one"\n  - two\ndate: 2026-03-14\n'
    )
    assert found.fields == {
        "title": "[Paper Note] A title: with colons",
        "tags": ["one", "two"],
        "date": "2026-03-14",
    }
    assert (found.body, found.problem) == ("body\n", None)


@pytest.mark.parametrize(
    "text", ["", "# A title\n", "---", "--- \n", "---\nno end\n", "---\n\nwords\n\n---\n\nmore"]
)
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    assert split_front_matter(text) == ({}, text, None)


def test_yaml_reads_what_the_quick_reader_does_not() -> None:
    found = front("keywords: [a, 'b, c', {d: e}]\nrating:\n  novelty: 4\ntext: |\n  one\n  two\nyes: no\n")
    assert found.fields["keywords"] == ["a", "b, c", {"d": "e"}]
    assert found.fields["rating"] == {"novelty": "4"}
    assert found.fields["text"] == "one\ntwo\n"
    assert found.fields["yes"] == "no"
    assert found.problem is None


def test_broken_yaml_is_a_problem_and_its_simple_lines_are_read() -> None:
    found = front('title: Attention: All You Need\nyear: 2017\nbad: "never closed\n')
    assert found.fields["title"] == "Attention: All You Need"
    assert found.fields["year"] == "2017"
    assert found.body == "body\n"
    assert found.problem is not None
    line, reason = found.problem
    assert line == 2
    assert "YAML" in reason


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "block",
    [
        BOMB,
        "a: !!python/object/apply:os.system [ls]\n",
        "a: &a [*a]\n",
        "a: " + "[" * 500 + "]" * 500 + "\n",
        "a: " + "x" * MAXIMUM_CHARACTERS + "\n",
    ],
)
def test_what_could_grow_or_do_harm_is_not_read(block: str) -> None:
    found = front(block)
    assert found.fields == {}
    assert found.body == "body\n"
    assert found.problem is not None


def test_what_yaml_escapes_bring_is_cleaned() -> None:
    assert front('title: "a\\e[31mb\\u202e"\n').fields == {"title": "ab"}


SCALAR = st.one_of(
    st.text(st.sampled_from("ab1 :#-,[]{}'\"&*!|>%@`?~.é论\\"), max_size=12),
    st.sampled_from(
        ["2026-03-14", "true", "null", "~", "1e3", "0x1f", "a: b", "a #b", "- x", "[a, b]", "''", '""']
    ),
)
KEY = st.sampled_from(["title", "tags", "date", "content_hash", "a-b", "y"])
BLOCK = st.lists(
    st.one_of(
        st.builds(lambda k, v: f"{k}: {v}\n", KEY, SCALAR),
        st.builds(lambda k, v: f"{k}: >-\n  {v}\n", KEY, SCALAR),
        st.builds(lambda k, v: f'{k}: "{v}"\n', KEY, SCALAR),
        st.builds(lambda k, v: f"{k}: [{', '.join(v)}]\n", KEY, st.lists(SCALAR, max_size=3)),
        st.builds(
            lambda k, v: f"{k}:\n" + "".join(f"  - {i}\n" for i in v), KEY, st.lists(SCALAR, max_size=3)
        ),
        st.builds(lambda k, v: f"{k}:\n- {v}\n", KEY, SCALAR),
    ),
    max_size=4,
).map("".join)


@given(BLOCK)
def test_the_quick_reader_agrees_with_yaml(block: str) -> None:
    fields = read_plain_fields(block)
    if fields is not None:
        assert (yaml.load(block, Loader=yaml.BaseLoader) or {}) == fields


@given(st.one_of(st.text(max_size=200), BLOCK))
def test_any_front_matter_is_read_or_a_problem(block: str) -> None:
    found = split_front_matter(f"---\n{block}\n---\nbody")
    assert isinstance(found.fields, dict)
    assert found.body.endswith("body")
