"""Reading and writing `config.yaml`, strictly.

A mistake in the file is reported with its line. That setting keeps its default; the others are still used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papernotes.config.paths import is_there
from papernotes.config.problems import ConfigProblem
from papernotes.config.settings import (
    CITATION_KEY_PARTS,
    DEFAULT,
    DIGITS,
    FIELDS,
    LANGUAGES,
    SHORT_THEMES,
    THEMES,
    Configuration,
    limits,
)
from papernotes.lazy import lazy_modules

if TYPE_CHECKING:
    import yaml

    from papernotes.config import strict_yaml
else:
    yaml, strict_yaml = lazy_modules(
        "yaml", "papernotes.config.strict_yaml"
    )  # not loaded where there is no file


def read_configuration(path: Path) -> tuple[Configuration, tuple[ConfigProblem, ...]]:
    """The current settings, and what is wrong in the file. Without a file they are the defaults. Raises nothing."""
    if not is_there(path):
        return DEFAULT, ()
    root, problems = strict_yaml.read_yaml(path)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return DEFAULT, tuple(problems)
    if not isinstance(root, yaml.MappingNode):
        return DEFAULT, (strict_yaml.problem_at(root, path, "expected settings, one `name: value` a line"),)
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for key, node in root.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in FIELDS:
            reason = f"no setting {name}{strict_yaml.near(name, FIELDS)}"
            problems.append(strict_yaml.problem_at(key, path, reason))
            continue
        if name in seen:
            reason = f"{name} is here a second time; the last one counts"
            problems.append(strict_yaml.problem_at(key, path, reason))
        seen.add(name)
        try:
            found[name] = _value(name, node)
        except ValueError as error:
            problems.append(strict_yaml.problem_at(node, path, f"{name}: {error}"))
    return Configuration(**found), tuple(problems)


def _value(name: str, node: yaml.Node) -> Any:
    """The value of a setting. Raises ValueError, which says what is expected."""
    kind: Any = type(getattr(DEFAULT, name))
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError(f"expected {_EXPECTED[kind]}")
    text = node.value.strip()
    if kind is bool:
        if text.lower() not in strict_yaml.SWITCHES:
            raise ValueError(f"expected {_EXPECTED[kind]}, not {text or 'nothing'}")
        return strict_yaml.SWITCHES[text.lower()]
    if kind is str:
        return _TEXTS[name](text)
    return _number(text, name, kind)


_EXPECTED = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def _number(text: str, name: str, kind: type[int] | type[float]) -> float:
    try:
        number = kind(text)
    except ValueError:
        raise ValueError(f"expected {_EXPECTED[kind]}, not {text or 'nothing'}") from None
    minimum, maximum = limits(name)
    if not minimum <= number <= maximum:
        raise ValueError(f"expected {_EXPECTED[kind]} from {minimum:g} to {maximum:g}, not {text}")
    return number


def _command(text: str) -> str:
    if not text.isprintable():
        raise ValueError("the text has unprintable characters")
    import shlex

    shlex.split(text)  # raises ValueError for a quotation mark that is not closed
    return text


def _choice(text: str, what: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise ValueError(f"no {what} {text or '“”'}{strict_yaml.near(text, choices)}")
    return text


def _citation_key(text: str) -> str:
    parts = re.findall(r"\{(\w+)\}", text)
    if unknown := next((part for part in parts if part not in CITATION_KEY_PARTS), ""):
        raise ValueError(f"no {{{unknown}}}{strict_yaml.near(unknown, CITATION_KEY_PARTS)}")
    if not parts or not re.fullmatch(r"[A-Za-z0-9:.+/_-]*", re.sub(r"\{\w+\}", "", text)):
        raise ValueError(
            f"expected some of {', '.join(f'{{{part}}}' for part in CITATION_KEY_PARTS)}, beside them ASCII letters, "
            "digits and - _ : . + /"
        )
    return text


def _theme(text: str) -> str:
    return SHORT_THEMES.get(text) or _choice(text, "theme", (*SHORT_THEMES, *THEMES))


def _language(text: str) -> str:
    return _choice(text, "language", LANGUAGES)


def _digits(text: str) -> str:
    return _choice(text, "use of digits", DIGITS)


_TEXTS = {
    "theme": _theme,
    "browser": _command,
    "citation_key": _citation_key,
    "note_language": _language,
    "digits": _digits,
}


def as_yaml(configuration: Configuration, *, comments: bool = False) -> str:
    """The settings as the text of a `config.yaml`; with `comments`, each below its help."""
    return "".join(_lines(configuration, comments))


def _lines(configuration: Configuration, comments: bool) -> Iterable[str]:
    if comments:
        yield "# The settings of papernotes. Keep the lines that you change; the others have these values anyway.\n"
    for name, setting in FIELDS.items():
        if comments:
            yield f"\n# {setting.metadata['help']}\n"
        value = yaml.safe_dump({name: getattr(configuration, name)}, allow_unicode=True, width=1000)
        yield value
