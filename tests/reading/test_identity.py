"""By what papers are known: which sightings are one paper."""

from hypothesis import given
from hypothesis import strategies as st

from papernotes.reading.log.events import Event, stamped
from papernotes.reading.state.identity import canonical, clean
from papernotes.reading.state.projection import project


def seen(*sightings, first=1):
    """The folded state of sightings in this order, each read by its number as a mark."""
    return project(
        stamped(Event("d", "2026-01-01T00:00:00Z", "", tuple(names), "read", "", True), at)
        for at, names in enumerate(sightings, first)
    )


def groups(state):
    return sorted(sorted(paper.identifiers) for paper in state.papers.values())


def test_canonical_spelling():
    assert canonical("arxiv:2502.17424v3") == "arxiv:2502.17424"
    assert canonical("doi:10.48550/arXiv.2502.17424") == "arxiv:2502.17424"
    assert canonical("doi:10.1000/ABC") == "doi:10.1000/abc"
    assert canonical("entry:ICML2025/some-Slug") == "entry:ICML2025/some-Slug"
    for nothing in ("", "title:", "arxiv: ", "isbn:1", "no colon", "title:" + "x" * 2000):
        assert canonical(nothing) == ""


def test_clean_orders_by_strength_and_keeps_one_arxiv_id():
    assert clean(["entry:a/b", "arxiv:2", "title:t", "arxiv:1", "title:t"]) == (
        "arxiv:2",
        "title:t",
        "entry:a/b",
    )


def test_mark_on_title_survives_arxiv_id_and_new_title():
    state = seen(["title:old"], ["arxiv:1", "title:old"], ["arxiv:1", "title:new", "entry:v/new"])
    assert groups(state) == [["arxiv:1", "entry:v/new", "title:new", "title:old"]]


def test_two_arxiv_ids_share_a_title_and_stay_two():
    state = seen(["arxiv:1", "title:same"], ["arxiv:2", "title:same"])
    assert len(state.papers) == 2
    assert [sorted(p.identifiers) for p in state.find(("arxiv:2", "title:same"))] == [
        ["arxiv:2", "title:same"]
    ]


def test_two_arxiv_ids_share_a_doi_and_stay_two():
    assert len(seen(["arxiv:1", "doi:10.1/x"], ["arxiv:2", "doi:10.1/x"]).papers) == 2


def test_other_doi_contradicts_a_title_but_not_an_arxiv_id():
    assert len(seen(["doi:10.1/x", "title:t"], ["doi:10.1/y", "title:t"]).papers) == 2
    assert len(seen(["arxiv:1", "doi:10.1/x"], ["arxiv:1", "doi:10.1/y"]).papers) == 1


def test_a_sighting_joins_what_it_connects():
    state = seen(["title:t"], ["arxiv:1", "entry:v/s"], ["arxiv:1", "title:t"])
    assert groups(state) == [["arxiv:1", "entry:v/s", "title:t"]]


def test_more_weak_matches_win_where_two_papers_share_a_title():
    state = seen(["arxiv:1", "title:t", "entry:a/t"], ["arxiv:2", "title:t", "entry:b/t"])
    assert state.find(("title:t", "entry:b/t"))[0].facts.facts.arxiv == {"2"}
    assert state.find(("title:t", "entry:a/t"))[0].facts.facts.arxiv == {"1"}


def test_the_same_paper_at_two_venues_is_one():
    assert len(seen(["title:t", "entry:a/t"], ["title:t", "entry:b/t"]).papers) == 1


NAMES = [f"{kind}:{number}" for kind in ("arxiv", "doi", "title", "entry") for number in range(4)]
SIGHTINGS = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True), max_size=14)


@given(SIGHTINGS)
def test_never_two_arxiv_ids_in_one_and_everything_is_found(sightings):
    state = seen(*sightings)
    for paper in state.papers.values():
        assert sum(name.startswith("arxiv:") for name in paper.identifiers) <= 1
    arxiv = [
        name for paper in state.papers.values() for name in paper.identifiers if name.startswith("arxiv:")
    ]
    assert len(arxiv) == len(set(arxiv))
    for names in sightings:
        found = state.find(clean(names))
        assert len(found) >= 1
        assert found[0].identifiers & set(clean(names))
