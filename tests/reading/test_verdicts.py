"""Verdicts on which papers are one, where a name is of several of the papers that are told apart."""

from __future__ import annotations

import json

from papernotes.reading.log.events import APART, KNOWN, PARTED, RENAMED, Event, stamped
from papernotes.reading.state.projection import Projection, project


def seen(*names: str, what: str = KNOWN, name: str = "", value: str | None = None) -> Event:
    return Event("desk", "2026-01-01T10:00:00Z", "", names, what, name, value)


def told_apart(*own: str, by: str = PARTED) -> Event:
    return seen(what=by, name=own[0], value=json.dumps([own, ["arxiv:1", own[0]]]))


def projected(*events: Event) -> Projection:
    return project([stamped(event, number) for number, event in enumerate(events, 1)])


def tags_of(state: Projection) -> dict[str, set[str]]:
    """The tags of each paper, by its newest key."""
    newest = ("entry:bay", "entry:cove")
    return {
        key: {tag for what, tag in paper.registers if what == "tag"}
        for paper in state.papers.values()
        for key in newest
        if key in paper.identifiers
    }


MARKED = seen("arxiv:1", "title:lamps", "entry:old", what="tag", name="sea", value="sea")
SPLIT = (
    told_apart("entry:cove", by=APART),
    told_apart("entry:bay", "entry:old"),
    told_apart("entry:cove", "entry:old"),
)


def test_what_was_done_under_a_name_of_several_is_on_each() -> None:
    state = projected(MARKED, *SPLIT)
    assert len(state.papers) == 2
    assert tags_of(state) == {"entry:bay": {"sea"}, "entry:cove": {"sea"}}


def test_a_name_of_several_tells_none_where_another_does() -> None:
    later = seen("arxiv:1", "entry:old", "entry:cove", what="tag", name="tide", value="tide")
    assert tags_of(projected(*SPLIT, later))["entry:cove"] == {"tide"}
    alone = seen("arxiv:1", "entry:cove", what="tag", name="tide", value="tide")
    assert tags_of(projected(MARKED, *SPLIT, alone)) == {
        "entry:bay": {"sea"},
        "entry:cove": {"sea", "tide"},
    }


def test_a_rename_of_what_had_a_name_of_several_joins_none() -> None:
    renamed = seen("arxiv:1", "title:nets", "title:lamps", "entry:old", name=RENAMED)
    for events in ((MARKED, renamed, *SPLIT), (MARKED, *SPLIT, renamed)):
        assert tags_of(projected(*events)) == {"entry:bay": {"sea"}, "entry:cove": {"sea"}}


def test_a_rename_that_names_two_joins_them() -> None:
    renamed = seen("arxiv:1", "entry:bay", "entry:cove", name=RENAMED)
    assert len(projected(MARKED, *SPLIT, renamed).papers) == 1
