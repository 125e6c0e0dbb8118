"""Verdicts on which papers are one, where a name is of several of the papers that are told apart."""

from __future__ import annotations

import json

from papernotes.reading.log.events import APART, KNOWN, PARTED, RENAMED, SAME, Event, stamped
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


def test_a_split_and_what_the_rules_say_of_its_part_are_one_part() -> None:
    """The rules name the part by its title, the reader's split by its key."""
    split = seen(
        what=APART,
        name="entry:bay",
        value=json.dumps([["entry:bay", "title:lamps"], ["arxiv:1", "entry:bay"]]),
    )
    rules = seen(
        what=PARTED,
        name="title:lamps",
        value=json.dumps([["title:lamps", "entry:bay"], ["arxiv:1", "title:lamps"]]),
    )
    rest = seen(
        what=PARTED,
        name="title:nets",
        value=json.dumps([["title:nets", "entry:cove"], ["arxiv:1", "title:nets"]]),
    )
    mark = seen("arxiv:1", "title:lamps", "entry:bay", what="tag", name="sea", value="sea")
    state = projected(split, rules, rest, mark, seen("arxiv:1", "title:nets", "entry:cove"))
    assert len(state.papers) == 2
    assert tags_of(state) == {"entry:bay": {"sea"}, "entry:cove": set()}


def test_the_rules_tell_nothing_apart_when_the_split_they_followed_is_gone() -> None:
    """Only one of the two parts is left, as the other was joined with a third paper."""
    rest = seen(what=PARTED, name="entry:cove", value=json.dumps([["entry:cove"], ["arxiv:1", "entry:cove"]]))
    mark = seen("arxiv:1", "entry:cove", what="tag", name="sea", value="sea")
    state = projected(rest, mark, seen("arxiv:1", "entry:bay"))
    assert len(state.papers) == 1
    assert tags_of(state) == {"entry:bay": {"sea"}, "entry:cove": {"sea"}}


def test_what_was_told_apart_and_then_split_has_no_third_part() -> None:
    """An id that the rules once told a paper by is of all the parts that this was split into."""
    coarse = seen(
        what=PARTED,
        name="arxiv:1",
        value=json.dumps([["arxiv:1", "entry:bay", "entry:cove"], ["arxiv:1", "entry:bay"]]),
    )
    split = seen(what=APART, name="entry:bay", value=json.dumps([["entry:bay"], ["arxiv:1", "entry:bay"]]))
    rest = told_apart("entry:cove")
    marks = [seen("arxiv:1", f"entry:{name}", what="tag", name=name, value=name) for name in ("bay", "cove")]
    state = projected(coarse, split, rest, *marks)
    assert len(state.papers) == 2
    assert tags_of(state) == {"entry:bay": {"bay"}, "entry:cove": {"cove"}}


def test_a_title_finds_what_the_rules_told_apart_where_a_namesake_has_it_too() -> None:
    apart = seen(
        what=PARTED,
        name="entry:old",
        value=json.dumps([["entry:old"], ["title:lamps", "entry:old", "by:reed"]]),
    )
    mark = seen("title:lamps", "entry:old", "by:reed", what="tag", name="sea", value="sea")
    namesake = seen("doi:10.1/x", "title:lamps", "entry:cove", "by:hill", what="read", value=True)
    state = projected(apart, mark, namesake, seen("title:lamps", "entry:bay", "by:reed"))
    assert tags_of(state) == {"entry:bay": {"sea"}, "entry:cove": set()}


def test_a_rename_of_what_was_joined_then_ties_no_parts_that_say_different_things() -> None:
    told = [
        seen(
            what=APART,
            name="entry:bay",
            value=json.dumps([["entry:bay", "arxiv:1"], ["arxiv:1", "entry:bay"]]),
        ),
        seen(
            what=PARTED,
            name="title:nets",
            value=json.dumps([["title:nets", "entry:cove"], ["title:nets", "entry:cove"]]),
        ),
    ]
    renamed = seen("arxiv:1", "title:nets", "entry:bay", "entry:cove", name=RENAMED)
    marks = [
        seen("arxiv:1", "entry:bay", what="tag", name="sea", value="sea"),
        seen("title:nets", "entry:cove", what="tag", name="tide", value="tide"),
    ]
    assert tags_of(projected(*told, *marks)) == {"entry:bay": {"sea"}, "entry:cove": {"tide"}}
    assert {"sea"} in tags_of(projected(*told, renamed, *marks)).values()
    assert {"tide"} in tags_of(projected(*told, renamed, *marks)).values()


def test_a_part_that_was_joined_with_another_is_of_both() -> None:
    pair = [["arxiv:1", "entry:bay"], ["title:nets", "entry:cove"]]
    same = seen(what=SAME, name="arxiv:1 title:nets", value=json.dumps(pair))
    other = seen(
        what=SAME, name="arxiv:1 title:lamps", value=json.dumps([pair[0], ["title:lamps", "entry:fjord"]])
    )
    told = [seen(what=PARTED, name=side[0], value=json.dumps([side, side])) for side in pair]
    marks = [
        seen("title:nets", "entry:cove", what="tag", name="sea", value="sea"),
        seen("title:lamps", "entry:fjord", what="tag", name="tide", value="tide"),
        seen("arxiv:1", "entry:bay", what="read", value=True),
    ]
    state = projected(*told, same, other, *marks)
    assert len(state.papers) == 1


def test_what_is_not_split_off_of_what_was_told_apart_stays() -> None:
    """The paper was joined with another and that taken back; then one of its two notes is split off."""
    whole = ["arxiv:1", "title:lamps", "entry:bay", "entry:cove"]
    coarse = seen(what=PARTED, name="arxiv:1", value=json.dumps([whole, whole]))
    split = seen(
        what=APART,
        name="entry:bay",
        value=json.dumps([["entry:bay"], ["arxiv:1", "entry:bay", "title:lamps"]]),
    )
    state = projected(
        seen(*whole, what="tag", name="sea", value="sea"), coarse, split,
        seen("arxiv:1", "title:lamps", "entry:cove", what="tag", name="tide", value="tide"),
    )  # fmt: skip
    assert tags_of(state) == {"entry:bay": {"sea"}, "entry:cove": {"sea", "tide"}}
    assert state.verdicts.part_of(("entry:cove",)) != state.verdicts.part_of(("entry:bay",))


def test_what_was_joined_has_no_names_of_what_was_split_off() -> None:
    split = seen(what=APART, name="entry:bay", value=json.dumps([["entry:bay"], ["arxiv:1", "entry:bay"]]))
    pair = [["arxiv:1", "entry:cove"], ["title:nets", "entry:fjord"]]
    same = seen(what=SAME, name="arxiv:1 title:nets", value=json.dumps(pair))
    renamed = seen("arxiv:1", "entry:gulf", "entry:bay", name=RENAMED)
    own = seen("arxiv:1", "entry:reef", "entry:cove", name=RENAMED)
    verdicts = projected(split, same, renamed, own).verdicts
    assert verdicts.renamed(pair) == (("arxiv:1", "entry:cove", "entry:reef"), ("title:nets", "entry:fjord"))


def test_a_rename_is_followed_whose_new_name_another_device_told_of_the_part_later() -> None:
    names = ("title:reef", "entry:reef")
    part = seen(what=PARTED, name=names[0], value=json.dumps([names, names]))
    marked = seen("title:cove", "entry:cove", what="tag", name="sea", value="sea")
    here = seen("title:bay", "title:cove", "entry:bay", "entry:cove", name=RENAMED)
    elsewhere = seen("title:bay", "title:reef", "entry:bay", "entry:reef", name=RENAMED)
    for told in ((here, elsewhere), (elsewhere, here)):
        assert tags_of(projected(part, seen(*names), marked, *told))["entry:bay"] == {"sea"}


def test_a_part_that_got_a_key_of_another_part_is_known_by_it() -> None:
    sides = ("title:calm lamps", "entry:bay"), ("title:reef", "entry:reef")
    parts = [seen(what=PARTED, name=side[0], value=json.dumps([side, side])) for side in sides]
    tags = [
        seen(*names, what="tag", name=name, value=name)
        for name, names in (("sea", sides[1]), ("tide", ("title:bay", "entry:bay")))
    ]
    renamed = seen("title:bay", "title:reef", "entry:bay", "entry:reef", name=RENAMED)
    papers = projected(*parts, seen(*sides[0]), *tags, renamed).papers.values()
    assert [tag for paper in papers if "entry:reef" in paper.identifiers for _, tag in paper.registers] == [
        "sea",
        "tide",
    ]
