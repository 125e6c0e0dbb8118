"""The projection: the state is a function of the set of events."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.reading.log.events import Event, as_line, from_line, stamped
from papernotes.reading.state.projection import Paper, Projection, project

NAMES = [f"{kind}:{number}" for kind in ("arxiv", "doi", "title", "entry") for number in range(3)]


@st.composite
def events(draw):
    what, value, name = draw(
        st.sampled_from(
            [
                ("read", True, ""),
                ("read", False, ""),
                ("starred", True, ""),
                ("tag", "RLHF", "rlhf"),
                ("list", "80000000", "to read"),
                ("known", None, ""),
                ("list-name", "Later", "later"),
                ("from the future", "x", ""),
                ("read", "not a truth value", ""),
            ]
        )
    )
    paper = (
        () if what == "list-name" else tuple(draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True)))
    )
    device = draw(st.sampled_from(["laptop", "desk"]))
    event = Event(device, "2026-01-01T10:00:00Z", "", paper, what, name, value)
    return stamped(event, draw(st.integers(1, 40)))


def picture(state):
    return {id: paper.as_document() for id, paper in state.papers.items()}, state.named


@given(st.lists(events(), max_size=20, unique_by=lambda event: event.id), st.randoms())
def test_order_of_arrival_does_not_matter(log, random):
    shuffled = list(log)
    random.shuffle(shuffled)
    assert picture(project(log)) == picture(project(shuffled))


@given(st.lists(events(), max_size=20, unique_by=lambda event: event.id), st.integers(0, 20))
def test_going_on_from_saved_papers_is_the_same(log, cut):
    log.sort(key=lambda event: event.id)
    whole, first = project(log), project(log[:cut])
    second = Projection()
    for paper in first.papers.values():
        second.adopt(Paper.from_document(paper.as_document()))
    second.named.update(first.named)
    for event in log[cut:]:
        second.add(event)
    assert picture(second) == picture(whole)


def test_the_later_event_holds():
    base = Event("d", "2026-01-01T00:00:00Z", "", ("title:t",), "read", "", True)
    later = Event("d", "2020-01-01T00:00:00Z", "", ("title:t",), "read", "", False)
    (paper,) = project([stamped(later, 2), stamped(base, 1)]).papers.values()
    assert paper.registers["read", ""].value is False


def test_events_are_taken_in_order_only():
    state = project([stamped(Event("d", "2026-01-01T00:00:00Z", "", ("title:t",), "read", "", True), 5)])
    with pytest.raises(ValueError, match="after"):
        state.add(stamped(Event("d", "2026-01-01T00:00:00Z", "", ("title:t",), "read", "", True), 4))


@given(events())
def test_a_line_reads_back(event):
    assert from_line(as_line(event)) == event


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not an event"),
        ("[" * 100_000, "not JSON"),
        ("{}", "unsound field 'paper'"),
    ],
)
def test_lines_that_are_no_events(line, reason):
    with pytest.raises(ValueError, match=reason):
        from_line(line)


def test_an_altered_event_is_noticed():
    event = stamped(Event("d", "2026-01-01T00:00:00Z", "", ("title:t",), "read", "", True), 5)
    with pytest.raises(ValueError, match="altered"):
        from_line(as_line(event).replace("true", "false"))


def test_an_event_with_control_characters_is_refused():
    event = stamped(Event("d", "2026-01-01T00:00:00Z", "", (), "list-name", "x", "a\x1b[31m"), 5)
    with pytest.raises(ValueError, match="value"):
        from_line(as_line(event))
