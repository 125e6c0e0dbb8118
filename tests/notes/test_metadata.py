"""The tables of a note's fields, and the lines that state them."""

from __future__ import annotations

import pytest

from papernotes.notes.formats.metadata import FIELDS, MetadataField, fields_in


@pytest.mark.parametrize("field", FIELDS, ids=[field.name for field in FIELDS])
def test_the_example_of_a_field_states_it(field: MetadataField) -> None:
    assert list(fields_in(f"# A Title\n\n{field.example}\n")) == [field.name]


@pytest.mark.parametrize("field", FIELDS, ids=[field.name for field in FIELDS])
def test_every_spelling_of_a_field_states_it(field: MetadataField) -> None:
    for spelling in field.spellings.split("|"):
        assert fields_in(f"**{spelling}**: 1234") == {field.name: "1234"}
        assert fields_in(f"| Fact | Value |\n|---|---|\n| {spelling.title()} | 1234 |") == {
            field.name: "1234"
        }


def test_no_spelling_belongs_to_two_fields() -> None:
    spellings = [spelling for field in FIELDS for spelling in field.spellings.split("|")]
    assert len(spellings) == len(set(spellings))
