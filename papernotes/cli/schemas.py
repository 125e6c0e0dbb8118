"""JSON Schemas of the files of the configuration folder, made from the tables that the program itself goes by.

Editors with a language server for YAML complete names, show what they mean and mark mistakes, where the first line of a
file names its schema. `papernotes config --default` prints files that begin so, and writes the schemas beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from papernotes.config.settings import (
    CITATION_KEY_PARTS,
    DEFAULT,
    DIGITS,
    FIELDS,
    LANGUAGES,
    SHORT_THEMES,
    THEMES,
    limits,
)
from papernotes.config.settings_file import as_yaml
from papernotes.config.strict_yaml import SWITCHES
from papernotes.keymap.actions import ACTIONS, CONTEXTS
from papernotes.keymap.commands_file import FIELD_HELP as COMMAND_HELP
from papernotes.keymap.keymap import default_yaml
from papernotes.notes import ORDERS
from papernotes.own_commands import GIVEN, MAXIMUM_TIMEOUT_SECONDS, PLACES, TIMEOUT_SECONDS
from papernotes.reading import TRIAGE, write_atomically
from papernotes.saved_views import FIELDS as VIEW_FIELDS
from papernotes.saved_views import SWITCHED

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest draft that language servers for YAML know."""
SWITCH: Schema = {"enum": [True, False, *SWITCHES]}
VIEW_HELP = {
    "query": "What is searched for, as in the search bar.",
    "order": "The order of the papers, reversed after a hyphen; empty: by relevance with a query, else by title.",
    "venue": "Only this venue: ICLR2026.",
    "topic": "Only this topic, by its short name: llm_safety.",
    "unread": "Only papers that are not read.",
    "starred": "Only starred papers.",
    "code": "Only papers with code.",
    "list": "Only the papers of this reading list.",
    "tag": "Only papers with this tag.",
    "keyword": "Only papers with this keyword.",
    "year": "Only papers of this year.",
    "award": "Only papers with this award.",
    "new": "Only what was added or revised since the last visit.",
    "unwritten": "Only papers without a note.",
    "triage": "Only papers that are for later, were skimmed, or were read.",
}
"""The fields of a saved view, in words."""


class ConfigFile(NamedTuple):
    """A file of the configuration folder: the function that makes its schema, and the one that makes a file to start from."""

    schema: Callable[[], Schema]
    default: Callable[[], str]


def schema_name(file: str) -> str:
    """The name of the schema of a file: `config.schema.json` for `config`."""
    return f"{file}.schema.json"


def schema_text(file: str) -> str:
    """The schema of a file (a name in FILES) as JSON."""
    return json.dumps(FILES[file].schema(), indent=1, ensure_ascii=False) + "\n"


def default_text(file: str) -> str:
    """A commented file to start from. Its first line names the schema beside it."""
    return f"# yaml-language-server: $schema={schema_name(file)}\n{FILES[file].default()}"


def write_schemas(folder: Path) -> None:
    """Write all schemas into the configuration folder. Raises OSError."""
    for file in FILES:
        write_atomically(folder / schema_name(file), schema_text(file), private=True)


def _object(title: str, properties: dict[str, Schema], **more: Any) -> Schema:
    return {"title": title, "type": "object", "additionalProperties": False, "properties": properties, **more}


def _settings() -> Schema:
    properties = {
        name: {
            **_setting(name),
            "default": getattr(DEFAULT, name),
            "description": setting.metadata["help"],
        }
        for name, setting in FIELDS.items()
    }
    return {"$schema": DRAFT, **_object("The settings of papernotes", properties)}


_CHOICES = {"theme": (*SHORT_THEMES, *THEMES), "note_language": LANGUAGES, "digits": DIGITS}
_PATTERNS = {
    "citation_key": rf"^[A-Za-z0-9:.+/_-]*(\{{({'|'.join(CITATION_KEY_PARTS)})\}}[A-Za-z0-9:.+/_-]*)+$"
}


def _setting(name: str) -> Schema:
    default = getattr(DEFAULT, name)
    if isinstance(default, bool):
        return SWITCH
    if isinstance(default, int | float):
        minimum, maximum = limits(name)
        kind = "integer" if isinstance(default, int) else "number"
        return {"type": kind, "minimum": minimum, "maximum": maximum}
    if name in _CHOICES:
        return {"enum": list(_CHOICES[name])}
    return {"type": "string"} | ({"pattern": _PATTERNS[name]} if name in _PATTERNS else {})


def _keybindings() -> Schema:
    one = {"type": ["string", "integer", "boolean", "null"]}
    """`1`, `y` and nothing mean the keys that they look like, and no keystroke, whatever YAML makes of them."""
    keystrokes = {
        "anyOf": [{"$ref": "#/definitions/one"}, {"type": "array", "items": {"$ref": "#/definitions/one"}}]
    }
    contexts = {
        context: {
            "description": f"Keystrokes {place}.",
            **_object(
                context,
                {
                    action.word: {
                        "$ref": "#/definitions/keystrokes",
                        "description": action.help,
                        "default": list(action.keystrokes),
                    }
                    for action in ACTIONS
                    if action.context == context
                },
            ),
            "type": ["object", "null"],
        }
        for context, place in CONTEXTS.items()
    }
    return {
        "$schema": DRAFT,
        **_object("The keymap of papernotes", contexts),
        "definitions": {"one": one, "keystrokes": keystrokes},
    }


def _views() -> Schema:
    orders = ["relevance", *ORDERS]
    kinds: dict[str, Schema] = {
        **dict.fromkeys(SWITCHED, SWITCH),
        "order": {"enum": ["", "relevance", *ORDERS, *(f"-{order}" for order in orders[1:])]},
        "triage": {"enum": list(TRIAGE)},
        "year": {"type": ["integer", "string"]},
    }
    fields = {
        name: {**kinds.get(name, {"type": "string"}), "description": VIEW_HELP[name]} for name in VIEW_FIELDS
    }
    name: Schema = {"type": "string", "pattern": r"\S", "description": "What the view is called."}
    view = _object("A saved view", {"name": name, **fields}, required=["name"])
    views = {"views": {"type": ["array", "null"], "description": "Saved views, in any order.", "items": view}}
    return {"$schema": DRAFT, **_object("Saved views of papernotes", views, required=["views"])}


def _commands() -> Schema:
    line: Schema = {"type": "string", "pattern": r"\S"}
    scalar: Schema = {"type": ["string", "integer", "number", "boolean", "null"]}
    kinds: dict[str, Schema] = {
        "name": line,
        "help": line,
        "keys": {"anyOf": [scalar, {"type": "array", "items": scalar}]},
        "run": {"anyOf": [line, {"type": "array", "minItems": 1, "items": scalar}]},
        "in": {"enum": list(PLACES)},
        "input": {"enum": list(GIVEN)},
        "show": SWITCH,
        "timeout": {
            "type": "number", "exclusiveMinimum": 0, "maximum": MAXIMUM_TIMEOUT_SECONDS, "default": TIMEOUT_SECONDS,
        },
    }  # fmt: skip
    fields = {name: {**kinds[name], "description": text} for name, text in COMMAND_HELP.items()}
    command = _object("A program of your own", fields, required=["name", "run"])
    commands = {"commands": {"type": ["array", "null"], "description": "Programs.", "items": command}}
    return {"$schema": DRAFT, **_object("Commands of papernotes", commands, required=["commands"])}


_COMMANDS_TO_START_FROM = """# Programs of your own, and their keystrokes; `docs/commands.md` of the project has recipes. No shell sees them.
commands:
- name: open the page
  keys: xo
  run: xdg-open {url}
"""
_VIEWS_TO_START_FROM = """# Saved views: each has a name, and of query, order and filters what it shows. `gv` in the reader lists them.
views:
- name: Starred, with code
  starred: true
  code: true
- name: Watermarks of this year
  query: watermark year:2026
  order: -date
"""
FILES = {
    "config": ConfigFile(_settings, lambda: as_yaml(DEFAULT, comments=True)),
    "keybindings": ConfigFile(_keybindings, default_yaml),
    "views": ConfigFile(_views, lambda: _VIEWS_TO_START_FROM),
    "commands": ConfigFile(_commands, lambda: _COMMANDS_TO_START_FROM),
}
"""The files that the reader writes by hand, by the name before `.yaml`."""
