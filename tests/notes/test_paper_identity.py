"""Which notes are one paper, and the keys of its entries."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from papernotes.notes.catalogue.identity import NoteIdentity, group, identifiers


def note(
    id_: int, title: str, venue: str = "ICML2025", slug: str = "", arxiv: str | None = None, **more: object
):
    return NoteIdentity(id_, title, venue, slug or title.replace(" ", "_"), arxiv, **more)  # type: ignore[arg-type]


def papers(*notes: NoteIdentity) -> set[frozenset[int]]:
    """The papers, each as the set of its notes' ids."""
    found: dict[int, set[int]] = {}
    for entry in group(notes):
        found.setdefault(entry.paper, set()).update(entry.notes)
    return {frozenset(ids) for ids in found.values()}


def test_a_title_that_occurs_twice_is_one_paper_with_two_notes() -> None:
    (entry,) = group([note(1, "calm seas"), note(2, "calm seas")])
    assert entry.notes == (1, 2)
    assert entry.key == "ICML2025/calm_seas"


def test_notes_with_one_arxiv_id_are_one_paper_whatever_their_titles() -> None:
    assert papers(note(1, "old name", arxiv="2501.1"), note(2, "new name", arxiv="2501.1")) == {
        frozenset({1, 2})
    }


def test_one_title_with_two_arxiv_ids_is_two_papers() -> None:
    assert papers(note(1, "same", arxiv="2501.1"), note(2, "same", arxiv="2502.2")) == {
        frozenset({1}),
        frozenset({2}),
    }


def test_a_note_without_an_id_joins_the_paper_of_its_own_venue() -> None:
    found = papers(
        note(1, "same", "ICLR2026", arxiv="2501.1"),
        note(2, "same", "ICML2025", arxiv="2502.2"),
        note(3, "same", "ICML2025"),
    )
    assert found == {frozenset({1}), frozenset({2, 3})}


def test_a_paper_at_two_venues_has_an_entry_at_each() -> None:
    entries = group([note(1, "same", "ICLR2026"), note(2, "same", "arxiv2025")])
    assert {entry.key for entry in entries} == {"ICLR2026/same", "arxiv2025/same"}
    assert len({entry.paper for entry in entries}) == 1


def test_two_papers_under_one_name_get_two_keys_whatever_the_order() -> None:
    notes = [
        note(1, "wholly different", slug="x", arxiv="2501.1"),
        note(2, "another matter", slug="x", arxiv="2502.2"),
    ]
    forward = {entry.key: entry.notes for entry in group(notes)}
    assert set(forward) == {"ICML2025/x", "ICML2025/x~2"}
    assert {entry.key: entry.notes for entry in group(notes[::-1])} == forward


def test_a_retouched_title_under_the_same_name_stays_one_paper() -> None:
    one = note(1, "learning in models of language", slug="learning")
    other = note(2, "learning in models of languages", slug="learning")
    assert papers(one, other) == {frozenset({1, 2})}


def test_the_preferred_note_comes_first_and_gives_the_key() -> None:
    page = note(1, "same", slug="from_title", preference=(1,))
    tree = note(2, "same", slug="from_file", preference=(0,))
    (entry,) = group([page, tree])
    assert entry.notes == (2, 1)
    assert entry.key == "ICML2025/from_file"


def test_a_doi_beside_an_arxiv_id_is_no_contradiction() -> None:
    assert len(papers(note(1, "same", arxiv="2501.1"), note(2, "same", doi="10.1/x"))) == 1


def test_identifiers_are_strongest_first() -> None:
    assert identifiers("calm seas", "2501.1", None, ["ICML2025/calm"]) == (
        "arxiv:2501.1", "title:calm seas", "entry:ICML2025/calm",
    )  # fmt: skip


NOTES = st.lists(
    st.builds(
        note,
        st.integers(0, 10_000),
        st.sampled_from(["a b c", "a b d", "x y z", ""]),
        st.sampled_from(["V2025", "W2026"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from([None, "2501.1", "2501.2"]),
        doi=st.sampled_from([None, "10.1/a"]),
    ),
    max_size=12,
    unique_by=lambda found: found.id,
)


@given(NOTES, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_grouping_loses_no_note_and_does_not_depend_on_order(
    notes: list[NoteIdentity], random: object
) -> None:
    entries = group(notes)
    assert sorted(id_ for entry in entries for id_ in entry.notes) == sorted(found.id for found in notes)
    assert len({entry.key for entry in entries}) == len(entries)
    assert len({(entry.paper, entry.venue) for entry in entries}) == len(entries)
    by_id = {found.id: found for found in notes}
    arxiv: dict[int, set[str]] = {}
    for entry in entries:
        arxiv.setdefault(entry.paper, set()).update(by_id[i].arxiv for i in entry.notes if by_id[i].arxiv)  # type: ignore[misc]
    if not any(found.doi for found in notes):
        assert all(len(ids) <= 1 for ids in arxiv.values())
    random.shuffle(notes)  # type: ignore[attr-defined]
    again = {frozenset(entry.notes) for entry in group(notes)}
    assert again == {frozenset(entry.notes) for entry in entries}
