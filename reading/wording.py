"""What a step did, in words: "marked 312 papers read", "put 1 paper on “to read”"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from papernotes.reading.log.events import Event, Value
from papernotes.reading.state.saved_views import name_in

_ON_PAPERS = {
    "read": ("marked {papers} read", "marked {papers} unread"),
    "starred": ("starred {papers}", "took the star off {papers}"),
    "triage": ("marked {papers} {state}", "took “{before}” off {papers}"),
    "tag": ("tagged {papers} “{value}”", "took the tag “{name}” off {papers}"),
    "remark": ("wrote a remark on {papers}", "took the remark off {papers}"),
    "list": ("put {papers} on “{list}”", "took {papers} off “{list}”"),
}
_STATES = {"later": "for later"}
"""The value of a triage → what a paper is marked then, where that is not the value itself."""
_ON_NAMES = {
    "list-name": ("made the list “{value}”", "deleted the list “{list}”"),
    "view": ("saved the view “{view}”", "deleted the view “{view}”"),
    "apart": ("split off {side}", "took back the split of {side}"),
    "same": ("joined two papers", "parted two papers that were joined"),
}
_RENAMED = "renamed the list “{list}” to “{value}”"
_MOVED = "moved {papers} within “{list}”"


def describe(events: Iterable[Event], list_names: Mapping[str, str]) -> str:
    """What the events of one step did; `list_names` knows the lists' names."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        pattern = _pattern(event)
        if pattern:
            shown = pattern.format(
                papers="{papers}",
                value=event.value,
                state=_STATES.get(str(event.value), event.value),
                before=event.before.value if event.before else "",
                name=event.before.value if event.before and event.what == "tag" else event.name,
                list=_list_name(event, list_names),
                view=_view_name(event),
                side=event.name.partition(":")[2],
            )
            groups.setdefault(shown, []).append(event)
    return ", ".join(_counted(pattern, group) for pattern, group in groups.items()) or "changed nothing"


def _pattern(event: Event) -> str:
    before: Value = event.before.value if event.before else None
    if event.what == "list-name" and event.value and before:
        return _RENAMED
    if event.what == "list" and event.value and before:
        return _MOVED
    pair = _ON_PAPERS.get(event.what) or _ON_NAMES.get(event.what)
    return pair[0 if event.value else 1] if pair else ""


def _view_name(event: Event) -> str:
    before: Value = event.before.value if event.before else None
    return name_in(event.value) or name_in(before) or event.name


def _list_name(event: Event, list_names: Mapping[str, str]) -> Value:
    if event.what == "list-name" and event.before:
        return event.before.value
    return list_names.get(event.name, event.name)


def _counted(pattern: str, events: list[Event]) -> str:
    count = len({event.identifiers for event in events})
    return pattern.replace("{papers}", "1 paper" if count == 1 else f"{count:,} papers")
