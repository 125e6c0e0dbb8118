"""Events: what the log of the reading state is made of, and what a caller asks to be changed.

An event says that one **register** of one paper (or one named thing, such as a list's name) got a
value. Events are never altered or deleted. An event's id is the time it was recorded (microseconds
since 1970 in 16 hexadecimal digits), a hyphen, and the start of the SHA-256 of its content: ids
sort by time, the same event has the same id everywhere, and a changed one is noticed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, NamedTuple

Value = bool | str | None

TRIAGE = ("later", "skimmed", "read")
MAXIMUM_NAME_CHARACTERS = 200
MAXIMUM_VALUE_CHARACTERS = 4000
MAXIMUM_REMARK_CHARACTERS = 100_000
MAXIMUM_REFERENCE_CHARACTERS = 100_000
"""Some papers have thousands of authors."""

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as the log keeps it."""
_SIMPLE = {True: "true", False: "false", None: "null"}

_ID = re.compile(r"[0-3][0-9a-f]{15}-[0-9a-f]{12}")
_DEVICE = re.compile(r"[\w.-]{1,80}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STEP = re.compile(r"[0-9a-f]{0,16}")


class PreviousValue(NamedTuple):
    """What a register held before an event: the value and since when."""

    value: Value
    time: str


class Event(NamedTuple):
    """One line of the log.

    `time` is when what it says became true (ISO 8601, UTC): the moment of recording, but for an
    undo the time that the restored value had. `step` groups what one action of the person did,
    empty for what cannot be undone. `what` and `name` say which register, `identifiers` of which
    paper (none for named things). `before` is what the writer found there, None for nothing.
    """

    device: str
    time: str
    step: str
    identifiers: tuple[str, ...]
    what: str
    name: str = ""
    value: Value = None
    before: PreviousValue | None = None
    id: str = ""


class StateChange(NamedTuple):
    """A change that a caller asks for: register `what` (`name` within it, for tags, lists and views) shall have the value.

    `identifiers` are all that is known of the paper. See `REGISTERS` for what there is; for
    `tag` and `list` the name is the tag's or list's, the value True or False.
    """

    identifiers: tuple[str, ...]
    what: str
    value: Value
    name: str = ""


class Register(NamedTuple):
    """A kind of register: what it holds when nothing was said, and the type of other values.

    `of_paper` is False for named things that belong to no paper.
    """

    default: Value
    type: type
    of_paper: bool = True

    def accepts(self, value: Value) -> bool:
        return value == self.default or type(value) is self.type


REGISTERS = {
    "read": Register(False, bool),
    "starred": Register(False, bool),
    "triage": Register("", str),  # later or skimmed; "read" is the register of that name
    "tag": Register(None, str),  # name: the tag in lower case; value: the tag as spelled
    "list": Register(None, str),  # name: the list's id; value: the paper's rank in it
    "opened": Register("", str),  # value: the entry's key
    "citation-key": Register(None, str),  # name: the key in lower case; value: the key
    "list-name": Register(None, str, of_paper=False),  # name: the list's id; value: what it is called
    "view": Register(None, str, of_paper=False),  # name: the view's id; value: JSON
    # Verdicts; see `reading.state.verdicts`.
    "apart": Register(None, str, of_paper=False),
    "parted": Register(None, str, of_paper=False),
    "same": Register(None, str, of_paper=False),
}
VERDICTS = APART, PARTED, SAME = "apart", "parted", "same"
"""The kinds of events that say which papers are one."""
CITATION_KEY = "citation-key"
"""The kind of event that gives a paper a citation key; see `reading.state.citation_keys`."""
KNOWN = "known"
"""The kind of event that only tells of identifiers."""
RENAMED = "renamed"
"""The name of a `known` event that tells by what a paper was known before and by what now."""
REMARK = "remark"
"""The kind of event that holds a remark: `name` is the entry's key, `value` the text. See `reading.remarks.revisions`."""
REFERENCE = "reference"
"""The kind of event that holds a paper without a note. See `reading.references`."""
UNDO, REDO = "undo", "redo"
"""Marks at the head of a step that takes back, or does again, the step that the value names."""


def iso(moment: datetime) -> str:
    """The moment as the log writes it: `2026-03-14T09:26:53.589Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ticks(moment: datetime) -> int:
    """Microseconds since 1970."""
    return int(moment.timestamp() * 1_000_000)


def ticks_of(event_id: str) -> int:
    """The time in an event's id, as microseconds since 1970; 0 for the empty id."""
    return int(event_id[:16], 16) if event_id else 0


def stamped(event: Event, at: int) -> Event:
    """The event with the id that its content and the time of recording (microseconds) give it."""
    return Event._make((*event[:-1], f"{at:016x}-{_digest(event)}"))


def as_line(event: Event) -> str:
    """The event as a line of JSON, without the newline; `from_line` reads it back."""
    content = {
        "id": event.id,
        "device": event.device,
        "time": event.time,
        "step": event.step,
        "paper": list(event.identifiers),
        "what": event.what,
        "name": event.name,
        "value": event.value,
        "before": list(event.before) if event.before else None,
    }
    return compact(content)


def from_line(line: str) -> Event:
    """Read a line of JSON; a line that is not a sound event raises ValueError with the reason."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    if not isinstance(raw, dict):
        raise ValueError("not an event")
    event = _checked(raw)
    if stamped(event, ticks_of(event.id)).id != event.id:
        raise ValueError("altered after it was written")
    return event


@lru_cache(maxsize=4096)
def tidy_name(name: str) -> str:
    """A name of a tag, list or view: one line, single spaces, nothing that a terminal obeys."""
    shown = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in name)
    shown = "".join(char for char in shown if char.isprintable())
    return unicodedata.normalize("NFC", " ".join(shown.split()))[:MAXIMUM_NAME_CHARACTERS].strip()


@lru_cache(maxsize=4096)
def name_id(name: str) -> str:
    """By what a name is recognised whatever its case."""
    return unicodedata.normalize("NFC", tidy_name(name).casefold())


def as_json(value: Value, quoted: Callable[[str], str] = encode_basestring) -> str:
    """A value as JSON; quicker than the library's encoder, for steps of tens of thousands of events."""
    return quoted(value) if isinstance(value, str) else _SIMPLE[value]


def list_as_json(values: Iterable[str], quoted: Callable[[str], str] = encode_basestring) -> str:
    """Texts as JSON."""
    return f"[{','.join(map(quoted, values))}]"


def _digest(event: Event) -> str:
    quoted = encode_basestring_ascii
    before = event.before
    was = f"[{as_json(before.value, quoted)},{quoted(before.time)}]" if before else "null"
    content = (
        f"[{quoted(event.device)},{quoted(event.time)},{quoted(event.step)},"
        f"{list_as_json(event.identifiers, quoted)},{quoted(event.what)},{quoted(event.name)},"
        f"{as_json(event.value, quoted)},{was}]"
    )
    return digest_of(content)


def digest_of(content: str) -> str:
    """The end of an event's id, from its other fields as JSON in ASCII."""
    return sha256(content.encode()).hexdigest()[:12]


def _checked(raw: dict[str, Any]) -> Event:
    before = raw.get("before")
    if before is not None:
        if not (isinstance(before, list) and len(before) == 2):
            raise ValueError("unsound field 'before'")
        before = PreviousValue(_value(before[0], "before"), _time(before[1], "before"))
    paper = raw.get("paper")
    if not isinstance(paper, list) or len(paper) > 1000:
        raise ValueError("unsound field 'paper'")
    return Event(
        id=_matching(raw, "id", _ID),
        device=_matching(raw, "device", _DEVICE),
        time=_time(raw.get("time"), "time"),
        step=_matching(raw, "step", _STEP),
        identifiers=tuple(_text(item, "paper", MAXIMUM_VALUE_CHARACTERS) for item in paper),
        what=_text(raw.get("what"), "what", MAXIMUM_NAME_CHARACTERS),
        name=_text(raw.get("name"), "name", MAXIMUM_VALUE_CHARACTERS),
        value=_value_of(raw),
        before=before,
    )


def _matching(raw: dict[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"unsound field {field!r}")
    return value


def _text(value: object, field: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ValueError(f"unsound field {field!r}")
    return value


def _value_of(raw: dict[str, Any]) -> Value:
    value = raw.get("value")
    if raw.get("what") == REMARK:
        return _remark(value)
    if raw.get("what") == REFERENCE and value is not None:
        return _text(value, "value", MAXIMUM_REFERENCE_CHARACTERS)
    return _value(value, "value")


def _value(value: object, field: str) -> Value:
    return (
        value if value is None or isinstance(value, bool) else _text(value, field, MAXIMUM_VALUE_CHARACTERS)
    )


def _remark(value: object) -> str:
    """A remark may have several lines, and whatever its writer's editor puts into a file."""
    if not isinstance(value, str) or len(value) > MAXIMUM_REMARK_CHARACTERS or _SURROGATE.search(value):
        raise ValueError("unsound field 'value'")
    return value


def _time(value: object, field: str) -> str:
    try:
        moment = datetime.fromisoformat(_text(value, field, 40))
    except ValueError:
        raise ValueError(f"unsound field {field!r}") from None
    if moment.tzinfo is None:
        raise ValueError(f"unsound field {field!r}")
    return str(value)


def papers_of(changes: Iterable[StateChange]) -> int:
    """How many papers the changes speak of, going by their identifiers."""
    return len({change.identifiers for change in changes if change.identifiers})
