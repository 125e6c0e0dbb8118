"""What a step did, in words: "marked 312 papers read", "put 1 paper on “to read”"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from papernotes.reading.log.events import Event, Value
from papernotes.reading.state.saved_views import name_in

_ON_PAPERS = {
    "read": ("marked {papers} read", "marked {papers} unread"),
    "starred": ("starred {papers}", "took the star off {papers}"),
    "triage": ("marked {papers} {detail}", "took {named} off {papers}"),
    "tag": ("tagged {papers} {named}", "took the tag{s} {named} off {papers}"),
    "remark": ("wrote a remark on {papers}", "took the remark off {papers}"),
    "list": ("put {papers} on {detail}{named}", "took {papers} off {named}"),
}
_STATES = {"later": "for later"}
"""The value of a triage → what a paper is marked then, where that is not the value itself."""
_ON_NAMES = {
    "list-name": ("made the list{s} {named}", "deleted the list{s} {named}"),
    "view": ("saved the view{s} {named}", "deleted the view{s} {named}"),
    "apart": ("split off {detail}", "took back the split of {detail}"),
    "same": ("joined two papers", "parted two papers that were joined"),
}
_RENAMED = "renamed the list {named} to “{detail}”"
_MOVED = "moved {papers} within {named}"


def describe(events: Iterable[Event], list_names: Mapping[str, str]) -> str:
    """What the events of one step did; `list_names` knows the lists' names."""
    events = list(events)
    triaged = {event.identifiers for event in events if event.what == "triage" and event.value}
    made = {event.name for event in events if _makes_list(event)}
    filled = {event.name for event in events if event.what == "list" and event.value} & made
    groups: dict[tuple[str, str], dict[str, list[Event]]] = {}
    for event in events:
        if event.what == "read" and not event.value and event.identifiers in triaged:
            continue  # goes without saying: what is for later is unread
        if _makes_list(event) and event.name in filled:
            continue  # is told of the papers
        if pattern := _pattern(event):
            names = groups.setdefault((pattern, _detail(event, made)), {})
            names.setdefault(_name(event, list_names), []).append(event)
    return ", ".join(_told(groups)) or "changed nothing"


def _makes_list(event: Event) -> bool:
    return event.what == "list-name" and bool(event.value) and not (event.before and event.before.value)


def _pattern(event: Event) -> str:
    before: Value = event.before.value if event.before else None
    if event.what == "list-name" and event.value and before:
        return _RENAMED
    if event.what == "list" and event.value and before:
        return _MOVED
    pair = _ON_PAPERS.get(event.what) or _ON_NAMES.get(event.what)
    return pair[0 if event.value else 1] if pair else ""


def _detail(event: Event, made: Collection[str]) -> str:
    """What else is told of an event than the papers and a name; `made` are the lists that the step made."""
    match event.what:
        case "triage":
            return _STATES.get(str(event.value), str(event.value))
        case "list":
            return "the new list " if event.name in made else ""
        case "list-name":
            return str(event.value)
        case "apart":
            return event.name.partition(":")[2]
    return ""


def _name(event: Event, list_names: Mapping[str, str]) -> str:
    """The name that an event is about: of a tag, a list or a view; what a paper was marked before."""
    before: Value = event.before.value if event.before else None
    match event.what:
        case "tag":
            return str(event.value or before or event.name)
        case "list-name":
            return str(before or event.value or event.name)
        case "list":
            return list_names.get(event.name, event.name)
        case "view":
            return name_in(event.value) or name_in(before) or event.name
        case "triage":
            return str(before or "")
    return ""


def _told(groups: Mapping[tuple[str, str], Mapping[str, list[Event]]]) -> Iterator[str]:
    """The patterns filled in. What was done with several names to the same papers is told once."""
    for (pattern, detail), names in groups.items():
        same: dict[frozenset[tuple[str, ...]], list[str]] = {}
        for name, events in names.items():
            same.setdefault(frozenset(event.identifiers for event in events), []).append(name)
        for papers, together in same.items():
            yield pattern.format(
                papers="1 paper" if len(papers) == 1 else f"{len(papers):,} papers",
                named=", ".join(f"“{name}”" for name in together),
                s="s" if len(together) > 1 else "",
                detail=detail,
            )
