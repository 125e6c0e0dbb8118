"""The settings of `config.yaml`: one table of them, and reading the file strictly.

What is wrong in the file is told with its line; that setting keeps its default, the rest is in force.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from tui.strict_yaml import SWITCHES, Problem, near, read_yaml


def _setting(default: Any, help: str, *, least: float = 0, most: float = 0) -> Any:
    return field(default=default, metadata={"help": help, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Configuration:
    """The table: each field is a setting, its default tells its type, `most` limits a number."""

    theme: str = _setting("papernotes-dark", "The theme; one chosen in the palette counts more.")
    ascii: bool = _setting(False, "Draw with ASCII alone, for terminals that show boxes instead of glyphs.")
    text_width: int = _setting(88, "Cells in a line of a note's text, 40 to 140.", least=40, most=140)
    facets_width: int = _setting(30, "Cells for venues and topics, 16 to 80.", least=16, most=80)
    note_share: int = _setting(
        60, "Percent for the note of what it shares with the papers, 20 to 80.", least=20, most=80
    )
    venues_share: int = _setting(
        45,
        "Percent for lists and venues of the height that they share with topics, 10 to 90.",
        least=10,
        most=90,
    )
    read_at_end: bool = _setting(True, "Mark a paper read when one comes to the end of its note.")
    chord_timeout: float = _setting(
        5.0, "Seconds until an unfinished chord is given up, 0.2 to 60.", least=0.2, most=60
    )
    sync_at_start: bool = _setting(True, "Look for new notes when the reader opens.")
    browser: str = _setting("", "The command that opens links, such as firefox; empty: the system's browser.")


DEFAULT = Configuration()


def read_configuration(path: Path) -> tuple[Configuration, tuple[Problem, ...]]:
    """The settings in force, and what is wrong in the file; the defaults if there is no such file. Raises nothing."""
    if not path.exists():
        return DEFAULT, ()
    root, problems = read_yaml(path)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return DEFAULT, tuple(problems)
    if not isinstance(root, yaml.MappingNode):
        return DEFAULT, (
            Problem(path, root.start_mark.line + 1, "expected settings, `name: value` a line each"),
        )
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for key, node in root.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in _FIELDS:
            problems.append(Problem(path, key.start_mark.line + 1, f"no setting {name}{near(name, _FIELDS)}"))
            continue
        if name in seen:
            reason = f"{name} stands here a second time; the last one counts"
            problems.append(Problem(path, key.start_mark.line + 1, reason))
        seen.add(name)
        try:
            found[name] = _value(name, node)
        except ValueError as error:
            problems.append(Problem(path, node.start_mark.line + 1, f"{name}: {error}"))
    return Configuration(**found), tuple(problems)


_FIELDS = {field.name: field for field in fields(Configuration)}


def limits(name: str) -> tuple[float, float]:
    """The least and the greatest value of a setting that is a number."""
    metadata = _FIELDS[name].metadata
    return metadata["least"], metadata["most"]


def _value(name: str, node: yaml.Node) -> Any:
    """A setting's value. Raises ValueError saying what is expected."""
    kind: Any = type(getattr(DEFAULT, name))
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError(f"expected {_EXPECTED[kind]}")
    text = node.value.strip()
    if kind is bool:
        if text.lower() not in SWITCHES:
            raise ValueError(f"expected {_EXPECTED[kind]}, not {text or 'nothing'}")
        return SWITCHES[text.lower()]
    if kind is str:
        return _theme(text) if name == "theme" else _command(text)
    return _number(text, name, kind)


_EXPECTED = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def _number(text: str, name: str, kind: type[int] | type[float]) -> float:
    try:
        number = kind(text)
    except ValueError:
        raise ValueError(f"expected {_EXPECTED[kind]}, not {text or 'nothing'}") from None
    least, most = limits(name)
    if not least <= number <= most:
        raise ValueError(f"expected {_EXPECTED[kind]} from {least:g} to {most:g}, not {text}")
    return number


def _command(text: str) -> str:
    if not text.isprintable():
        raise ValueError("the text holds what cannot be printed")
    shlex.split(text)  # a quotation mark that is not closed is a ValueError
    return text


def _theme(text: str) -> str:
    from tui.themes import theme_names

    names = theme_names()
    if text not in names:
        raise ValueError(f"no theme {text or '“”'}{near(text, names)}")
    return text


def as_yaml(configuration: Configuration, *, comments: bool = False) -> str:
    """The settings as the text of a `config.yaml`; with `comments`, each after its help."""
    return "".join(_lines(configuration, comments))


def _lines(configuration: Configuration, comments: bool) -> Iterable[str]:
    if comments:
        yield "# The settings of papernotes. Keep the lines that you change; what is not here is as shown.\n"
    for name, setting in _FIELDS.items():
        if comments:
            yield f"\n# {setting.metadata['help']}\n"
        value = yaml.safe_dump({name: getattr(configuration, name)}, allow_unicode=True, width=1000)
        yield value
