"""Front matter: the block of fields that a Markdown file may begin with.

It is YAML between two lines of `---`, TOML between two of `+++` (Hugo), lines that begin with `%` (Pandoc), or lines
`name:: value` (Logseq).

Most front matter is a few plain lines. A small reader of our own takes a tenth of the time that YAML needs for them;
whatever it is not sure of goes to YAML (`yaml_block`). All values stay text, dates too. Anchors, aliases and tags are
refused, so that nothing can grow beyond what is written.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean

MAXIMUM_CHARACTERS = 64 * 1024

_OPEN = lazy_pattern(r"---[ \t]*\n|[ \t\n]+---[ \t]*\n(?=\s*[A-Za-z_][\w-]*:\s)")
_CLOSE = lazy_pattern(r"\n(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE)
_LOOKS_LIKE_FIELDS = lazy_pattern(r"^[\w\"'][^\n:]{0,60}:(?:\s|$)", re.MULTILINE)
_BROKEN_FIELD = lazy_pattern(
    r"^([A-Za-z_][\w -]{0,60}):(?:[ \t]+(.*))?((?:\n(?:[ \t]+.*|- .*|-|[ \t]*$))*)", re.MULTILINE
)
_TOML = lazy_pattern(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_TOML_LINE = lazy_pattern(r"^([A-Za-z_][\w-]*)\s*=\s*(.+)$", re.MULTILINE)
_PANDOC = lazy_pattern(
    r"%[ \t]*([^\n]*(?:\n[ \t]+[^\n]+)*)(?:\n%[ \t]*([^\n]*(?:\n[ \t]+[^\n]+)*))?(?:\n%[ \t]*([^\n]*))?(?:\n|\Z)"
)
_PROPERTY = lazy_pattern(r"(?:- )?([A-Za-z][\w -]{0,40})::(?:[ \t]+([^\n]*))?(?:\n|\Z)")

_FIELD = lazy_pattern(r"([A-Za-z_][A-Za-z0-9_-]*):(?: +(.*))?$")
# A plain scalar that YAML reads as it is written: no indicator at its start, no ": " or " #" inside.
_PLAIN = lazy_pattern(
    r"(?![-?:](?:\s|$))[^\s\-?:,\[\]{}#&*!|>'\"%@`\x00-\x1f]"
    r"(?:[^:#\x00-\x1f\s]|:(?=\S)|(?<=\S)#| (?=[^ #\s]))*"
)
_QUOTED = lazy_pattern(r'"([^"\\\x00-\x1f]*)"|\'([^\'\x00-\x1f]*)\'')
_QUOTES = ('"', "'")
_ITEM = lazy_pattern(r" *- +(.*)$")


class FrontMatter(NamedTuple):
    """The fields of the front matter, and the text below it.

    `problem` is `(line, reason)` if the block could not be read properly.
    """

    fields: dict[str, Any]
    body: str
    problem: tuple[int, str] | None = None


def split_front_matter(text: str) -> FrontMatter:
    """The front matter and the body of a text. Without front matter, there are no fields and the body is the whole text.

    Field names are as written. Values are text, or lists and mappings of text. Broken YAML is a problem, not an error:
    each of its fields is then read by itself, since the usual mistake is a title with a colon and no quotes.
    """
    found = _block(text)
    if found is None:
        return _toml(text) or _pandoc(text) or _properties(text) or FrontMatter({}, text)
    block, body = found
    if len(block) > MAXIMUM_CHARACTERS:
        return FrontMatter({}, body, (1, "the front matter is too long to be read"))
    fields = read_plain_fields(block)
    if fields is not None:
        return FrontMatter(fields, body)
    from papernotes.notes.formats.yaml_block import Unreadable, read_block

    try:
        loaded = read_block(block)
    except Unreadable as unreadable:
        salvaged = _salvaged(block) if unreadable.broken else {}
        above = text[: len(text) - len(text.lstrip())].count("\n")
        return FrontMatter(salvaged, body, (above + unreadable.line + 2, f"the front matter {unreadable}"))
    if isinstance(loaded, dict):
        fields = _cleaned(loaded)
        return FrontMatter(fields, body)
    if not loaded or not _LOOKS_LIKE_FIELDS.search(block):
        # two rules with text between them, not front matter
        return FrontMatter({}, text) if loaded else FrontMatter({}, body)
    return FrontMatter({}, body, (2, "the front matter is not a list of fields"))


def without_front_matter(text: str) -> str:
    """The body of a text, as `split_front_matter` gives it. The fields are read only if that is needed to find it."""
    found = _block(text)
    if found is None:
        return (
            split_front_matter(text).body if text.startswith(("+++", "%")) or _PROPERTY.match(text) else text
        )
    block, body = found
    # A block that begins with a field is a list of fields, or a broken one; neither is part of the body.
    return body if _FIELD.match(block.partition("\n")[0]) else split_front_matter(text).body


def _block(text: str) -> tuple[str, str] | None:
    """What stands between the two lines of `---`, and what stands below; None if there is no such block."""
    opened = _OPEN.match(text)
    closed = _CLOSE.search(text, opened.end() - 1) if opened else None
    if opened is None or closed is None:
        return None
    return text[opened.end() : closed.start() + 1], text[closed.end() :]


def _salvaged(block: str) -> dict[str, Any]:
    """The fields of a block that is not valid YAML: each by itself, and as it is written where that is not YAML either."""
    from papernotes.notes.formats.yaml_block import Unreadable, read_block

    fields: dict[str, Any] = {}
    for found in _BROKEN_FIELD.finditer(block):
        name, written, below = found[1], (found[2] or "").strip(), found[3]
        value: Any = None
        try:
            loaded = read_block(found[0])
            value = _cleaned(loaded[name]) if isinstance(loaded, dict) and name in loaded else None
        except Unreadable:
            pass
        if value is None or isinstance(value, dict):
            items = [line.strip().lstrip("- ").strip("\"'") for line in below.split("\n") if line.strip()]
            value = clean(written.strip("\"'")) if written else [clean(item) for item in items]
        fields.setdefault(name, value)
    return fields


def _toml(text: str) -> FrontMatter | None:
    """The front matter in TOML. Where it is not valid TOML, its simple lines are read."""
    found = _TOML.match(text) if text.startswith("+++") else None
    if found is None:
        return None
    import tomllib

    body = text[found.end() :]
    try:
        return FrontMatter(_cleaned(_texts(tomllib.loads(found[1]))), body)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fields = {name: clean(value.strip().strip("\"'")) for name, value in _TOML_LINE.findall(found[1])}
        return FrontMatter(fields, body, (1, f"the front matter is not valid TOML: {error}"))


def _texts(value: Any) -> Any:
    """A value of TOML with text in place of dates, numbers and so on."""
    if isinstance(value, dict):
        return {name: _texts(below) for name, below in value.items()}
    return [_texts(below) for below in value] if isinstance(value, list) else str(value)


def _pandoc(text: str) -> FrontMatter | None:
    """Pandoc's block of title, authors and date, each on a line that begins with `%`."""
    found = _PANDOC.match(text) if text.startswith("%") and not text.startswith("%%") else None
    if found is None:
        return None
    authors = [name.strip() for name in re.split(r"[;\n]", found[2] or "") if name.strip()]
    fields = {"title": " ".join(found[1].split()), "authors": authors, "date": (found[3] or "").strip()}
    return FrontMatter({name: value for name, value in fields.items() if value}, text[found.end() :])


def _properties(text: str) -> FrontMatter | None:
    """The properties of a page of Logseq: lines `name:: value` before anything else."""
    fields: dict[str, Any] = {}
    end = 0
    while found := _PROPERTY.match(text, end):
        fields.setdefault(found[1].strip(), (found[2] or "").strip())
        end = found.end()
    return FrontMatter(fields, text[end:]) if fields else None


def _cleaned(value: Any) -> Any:
    """A value, cleaned of what YAML's escapes may have brought in."""
    if isinstance(value, dict):
        return {clean(str(name)): _cleaned(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_cleaned(below) for below in value]
    return clean(str(value))


def read_plain_fields(block: str) -> dict[str, Any] | None:
    """The fields of a block if it has only the few shapes that nearly all front matter has, else None.

    The shapes are `name: text`, `name: "text"`, a list of such texts (below the name or in brackets), and a folded
    text (`name: >-`) of one paragraph. What this reads, YAML reads the same way.
    """
    fields: dict[str, Any] = {}
    lines = block.rstrip("\n").split("\n")
    number = 0
    while number < len(lines):
        field = _FIELD.match(lines[number])
        number += 1
        if field is None:
            return None
        name, written = field[1], (field[2] or "").rstrip(" ")
        below = number
        while number < len(lines) and lines[number].startswith((" ", "- ")):
            number += 1
        value = _plain_value(written, lines[below:number])
        if value is None or name in fields or "\t" in written:
            return None
        fields[name] = value
    return fields


def _plain_value(written: str, below: list[str]) -> str | list[str] | None:
    if not below:
        if not written:
            return ""
        if written.startswith("[") and written.endswith("]"):
            return _flow_list(written[1:-1])
        return _scalar(written)
    if written == ">-":
        return _folded(below)
    if written:
        return None
    items = []
    indent = len(below[0]) - len(below[0].lstrip(" "))
    for line in below:
        item = _ITEM.match(line)
        value = _scalar(item[1].rstrip(" ")) if item else None
        if value is None or len(line) - len(line.lstrip(" ")) != indent:
            return None
        items.append(value)
    return items


def _scalar(written: str) -> str | None:
    if not written.isprintable():
        return None
    if not written.startswith(_QUOTES):
        return written if _PLAIN.fullmatch(written) else None
    quoted = _QUOTED.fullmatch(written)
    return quoted[quoted.lastindex or 1] if quoted else None


def _flow_list(written: str) -> list[str] | None:
    items = []
    if not written.strip(" "):
        return []
    for part in written.split(","):
        value = _scalar(part.strip(" "))
        if value is None or re.search(r"[\[\]{}?:]", part) or not value:
            return None
        items.append(value)
    return items


def _folded(below: list[str]) -> str | None:
    indent = len(below[0]) - len(below[0].lstrip(" "))
    texts = [line[indent:] for line in below]
    for line, text in zip(below, texts, strict=True):
        if not text or text[0] in " \t" or line[:indent].strip(" ") or not text.isprintable():
            return None
    return " ".join(texts)
