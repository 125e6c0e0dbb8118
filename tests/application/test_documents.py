"""The pages of `docs/` that are written by hand say what is so: their examples are read, and their commands are run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from papernotes.exports import FORMATS
from papernotes.hits import FIELDS
from papernotes.notes import read_document

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "formats.md").read_text("utf-8")
NOTES = re.findall(
    r"<!-- note: (.*?) -->\n```\w+\n(.*?)```\n\n<!-- read -->\n\| \| \|\n\| --- \| --- \|\n(.*?)\n\n",
    PAGE,
    re.DOTALL,
)


@pytest.mark.parametrize(("path", "text", "table"), NOTES, ids=[note[0] for note in NOTES])
def test_a_note_of_the_page_on_formats_is_read_as_it_says(path: str, text: str, table: str) -> None:
    contents = read_document(text.encode(), path, alone=path == "page.txt")
    assert contents.problems == ()
    note = contents.notes[0]
    found = {
        "title": note.title, "venue": note.venue.slug, "topic": note.topic.slug, "year": str(note.year),
        "authors": "; ".join(note.authors), "arxiv": note.arxiv, "keywords": "; ".join(note.keywords),
        "summary": note.summary,
    }  # fmt: skip
    said = dict(re.findall(r"^\| (\w+) \| (.*) \|$", table, re.MULTILINE))
    assert {name: found[name] for name in said} == said
    assert len(NOTES) == PAGE.count("<!-- note: ")


def test_the_page_on_formats_has_every_format_and_field() -> None:
    for name, form in FORMATS.items():
        assert f"| `{name}` | {form.help} |" in PAGE
    example = json.loads(PAGE.split("```json\n")[1].split("```")[0])
    assert tuple(example) == FIELDS


def test_the_file_of_the_page_on_formats_is_imported(run, tmp_path: Path) -> None:
    note = tmp_path / "docs" / NOTES[0][0]
    note.parent.mkdir(parents=True)
    note.write_text(NOTES[0][1], "utf-8")
    run("add", tmp_path / "docs")
    ((name, text),) = re.findall(r"<!-- import: (.*?) -->\n```text\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / name).write_text(text, "utf-8")
    done = run("import", tmp_path / name, "--list", "thesis")
    assert (done.code, done.err) == (0, "")
    assert run("list", "list:thesis", "--format", "{key}").out == "ICML2025/tidal_arms\n"


def test_the_commands_of_the_page_on_exchange_do_what_it_says(
    run, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Sync" / "papernotes").mkdir(parents=True)
    for home in ("laptop", "desk"):
        monkeypatch.setenv("PAPERNOTES_HOME", str(tmp_path / home))
        assert run("add", tree).code == 0
    listed = []
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / "exchange.md").read_text("utf-8"), re.DOTALL)
    for line in "".join(blocks).splitlines():
        if line.startswith("# on the "):
            monkeypatch.setenv("PAPERNOTES_HOME", str(tmp_path / line.removeprefix("# on the ")))
            continue
        program, *words = line.replace("~", str(tmp_path)).split()
        assert program == "papernotes"
        done = run(*words)
        assert (done.code, done.err) == (0, ""), line
        if words[0] == "list":
            listed.append((words[1], "quiet_bells" in done.out))
    assert listed == [("is:starred", True), ("tag:sea", True), ("is:starred", True)]
    assert run("list", "tag:sea", "list:thesis", "--format", "{key}").out == "ICML2025/quiet_bells\n"
