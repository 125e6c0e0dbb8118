"""JSON Schemas of the configuration files: an editor says of a file what the program says of it."""

from __future__ import annotations

import json
from pathlib import Path

import fastjsonschema
import pytest
import yaml

from papernotes.cli.arguments import CONFIG_FILES
from papernotes.cli.schemas import FILES, VIEW_HELP, default_text, schema_text
from papernotes.config.settings_file import read_configuration
from papernotes.config.views_file import read_views
from papernotes.keymap.commands_file import read_commands
from papernotes.keymap.keymap import load_keymap
from papernotes.saved_views import FIELDS as VIEW_FIELDS

MISTAKES = {
    "config": lambda file: read_configuration(file)[1],
    "keybindings": lambda file: load_keymap(file).problems,
    "views": lambda file: read_views(file)[1],
    "commands": lambda file: read_commands(file)[1],
}
"""A file → how the program finds what is wrong in it."""
SOUND = {
    "config": (
        "theme: nord\ntext_width: 40\nread_at_end: off\nchord_timeout: 0.5\n",
        'citation_key: "{author}:{words}"\nnote_language: ja\nbrowser: "firefox -P x"\n',
    ),
    "keybindings": (
        "reader: {toggle_starred: [ctrl+o], order: , undo: 7}\n",
        "note: {leave: [escape, ctrl+o]}\n",
        "list:\n",
    ),
    "views": (
        "views:\n- {name: a, unread: yes, order: -date, year: 2026}\n- {name: b, triage: later, query: x}\n",
        "views: []\n",
        "views:\n",
    ),
    "commands": (
        "commands:\n- {name: a, run: 'cat {path}', keys: [xo, 7], in: terminal, show: yes, input: bibtex, timeout: 3.5}\n",
        "commands:\n- {name: b, run: [wc, -l], help: Count., in: window}\n",
        "commands:\n",
    ),
}
MISTAKEN = {
    "config": (
        "them: nord\n", "theme: norden\n", "text_width: 39\n", "text_width: 8.5\n", "read_at_end: maybe\n",
        "chord_timeout: 61\n", "note_language: de\n", 'citation_key: "{name}"\n', "citation_key: plain\n", "- theme\n",
    ),
    "keybindings": ("writer: {}\n", "reader: {reed: [j]}\n", "reader: {read: {a: b}}\n", "- reader\n"),
    "views": (
        "views: {}\n", "view: []\n", "views:\n- {query: x}\n", "views:\n- {name: a, unred: true}\n",
        "views:\n- {name: a, order: daily}\n", "views:\n- {name: a, order: -relevance}\n", "views:\n- {name: a, unread: perhaps}\n",
    ),
    "commands": (
        "command: []\n", "commands: {}\n", "commands:\n- {name: a}\n", "commands:\n- {run: ls}\n",
        "commands:\n- {name: a, run: ls, where: here}\n", "commands:\n- {name: a, run: ls, in: shell}\n",
        "commands:\n- {name: a, run: ls, timeout: 0}\n", "commands:\n- {name: a, run: ls, input: pdf}\n",
        "commands:\n- {name: a, run: {ls: -l}}\n", "commands:\n- {name: a, run: ls, show: perhaps}\n",
    ),
}  # fmt: skip


def accepts(file: str, text: str) -> bool:
    """Whether a schema accepts a file."""
    try:
        fastjsonschema.validate(json.loads(schema_text(file)), yaml.safe_load(text))
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


@pytest.mark.parametrize("file", FILES)
def test_a_file_to_start_from_is_sound_and_names_its_schema(file: str, run, home: Path) -> None:
    done = run("config", "--default", file)
    assert done.code == 0
    assert done.out == default_text(file)
    assert done.err.startswith(f"papernotes: keep it as {home / 'config' / file}.yaml; ")
    first = done.out.splitlines()[0]
    schema = home / "config" / first.removeprefix("# yaml-language-server: $schema=")
    assert schema.read_text("utf-8") == schema_text(file)
    assert schema.stat().st_mode & 0o777 == 0o600
    assert accepts(file, done.out)
    kept = home / "config" / f"{file}.yaml"
    kept.write_text(done.out, "utf-8")
    assert list(MISTAKES[file](kept)) == []


@pytest.mark.parametrize(("file", "text"), [(file, text) for file in FILES for text in SOUND[file]])
def test_what_the_program_reads_the_schema_accepts(file: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / f"{file}.yaml"
    path.write_text(text, "utf-8")
    assert list(MISTAKES[file](path)) == []
    assert accepts(file, text)


@pytest.mark.parametrize(("file", "text"), [(file, text) for file in FILES for text in MISTAKEN[file]])
def test_what_the_program_refuses_the_schema_refuses(file: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / f"{file}.yaml"
    path.write_text(text, "utf-8")
    assert MISTAKES[file](path)
    assert not accepts(file, text)


def test_every_field_is_described() -> None:
    assert tuple(FILES) == CONFIG_FILES
    assert VIEW_HELP.keys() == VIEW_FIELDS.keys()
    settings = json.loads(schema_text("config"))["properties"]
    assert all(setting["description"] and "default" in setting for setting in settings.values())


def test_schemas_that_cannot_be_written_are_told(run, home: Path) -> None:
    (home / "config").write_text("in the way", "utf-8")
    done = run("config", "--default")
    assert done.out == default_text("config")
    assert (done.code, done.err[:70]) == (
        1,
        f"papernotes: the schemas for editors could not be written: {home}"[:70],
    )
    assert run("config", "--default", "sources").code == 2
