"""The recipes of `docs/commands.md`, each run with stand-ins for its programs; and titles that would start something else."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from papernotes.config.paths import find_paths
from papernotes.given_papers import runs_of
from papernotes.keymap.commands_file import read_commands
from papernotes.keymap.keymap import load_keymap
from papernotes.own_commands import OwnCommand
from papernotes.programs import Outcome, run_beside
from papernotes.session import Session

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"
RECIPES = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
STAND_IN = "#!/bin/sh\n{{ printf '%s\\0' \"${{0##*/}}\" \"$@\"; printf '\\002'; /bin/cat; printf '\\003'; }} >> '{log}'\necho told\n"
PROGRAMS = (
    "xdg-open curl zathura cp tee lp espeak-ng trans ollama vim glow pandoc w3m neomutt jq task wc column ssh xclip git "
    "stand-in"
).split()
ID, TITLE, KEY = "2501.00001", "Calm Lanterns for Harbours", "ICML2025/calm_lanterns"
URL = f"https://arxiv.org/abs/{ID}"
NOTE, BIBTEX = f"# {TITLE}", "% icml2025calm: author not known\n@inproceedings{icml2025calm,"
CALLS: dict[str, list[tuple[list[str], str]]] = {
    "open the page": [(["xdg-open", URL], "")],
    "open the PDF": [(["xdg-open", f"https://arxiv.org/pdf/{ID}"], "")],
    "read the PDF": [
        (["curl", "-sfL", "-o", f"/tmp/{ID}.pdf", f"https://arxiv.org/pdf/{ID}"], ""),
        (["zathura", f"/tmp/{ID}.pdf"], ""),
    ],
    "send to Zotero": [
        (["curl", "-sf", "-H", "Content-Type:application/x-bibtex", "--data-binary", "@-",
          "http://127.0.0.1:23119/connector/import"], BIBTEX),
    ],
    "save to Obsidian": [(["cp", "--", "PATH", "/home/me/Vault/Papers/"], "")],
    "cite": [(["tee", "-a", "/home/me/thesis/papers.bib"], BIBTEX)],
    "print": [(["lp", "-t", "note"], TITLE)],
    "speak": [(["espeak-ng", "--stdin"], TITLE)],
    "translate": [(["trans", "-brief", "-no-ansi", ":de"], TITLE)],
    "summarise": [(["ollama", "run", "llama3", "Summarise this note in five sentences:"], NOTE)],
    "edit the note": [(["vim", "--", "PATH"], "")],
    "glow": [(["glow", "--pager", "PATH"], "")],
    "note as PDF": [(["pandoc", "--from", "markdown", "--output", "/tmp/note.pdf"], NOTE)],
    "w3m": [(["w3m", URL], "")],
    "mail": [(["neomutt", "-s", TITLE, "-i", "-", "--", "colleague@example.org"], "# Reading digest")],
    "citations": [
        (["curl", "-sf", f"https://api.semanticscholar.org/graph/v1/paper/arXiv:{ID}?fields=title,citationCount"], "")
    ],
    "search the web": [(["jq", "-sRr", "@uri"], TITLE), (["xdg-open", "https://duckduckgo.com/?q=told"], "")],
    "task": [(["task", "add", "project:reading", "--", TITLE], "")],
    "count words": [(["wc", "-w"], TITLE)],
    "table": [(["column", "-s", ",", "-t"], "key,")],
    "copy far away": [(["ssh", "desk", "xclip", "-selection", "clipboard"], URL)],
    "history of the file": [(["git", "-C", "FOLDER", "log", "--oneline", "--", "PATH"], "")],
}  # fmt: skip
"""Recipe → what is run for the lanterns, and the beginning of what that reads."""


class StandIns:
    """Stand-ins for programs, and what they were called with and what they read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._log = folder / "bin", folder / "log"
        self.folder.mkdir()
        for program in PROGRAMS:
            file = self.folder / program
            file.write_text(STAND_IN.format(log=self._log), encoding="utf-8")
            file.chmod(0o700)

    @property
    def calls(self) -> list[tuple[list[str], str]]:
        found = self._log.read_text("utf-8").split("\3")[:-1] if self._log.exists() else []
        return [(words.split("\0")[:-1], given) for words, _, given in (one.partition("\2") for one in found)]


@pytest.fixture
def stand_ins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIns:
    made = StandIns(tmp_path)
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return made


def run(words: list[str], given: bytes = b"") -> Outcome:
    return run_beside(words, given, timeout_seconds=60, stop=Event())


def test_there_are_twenty_recipes_and_each_is_tried() -> None:
    assert len(RECIPES) > 20
    assert [re.search("name: (.*)", recipe)[1] for recipe in RECIPES] == [*CALLS]  # type: ignore[index]


@pytest.mark.parametrize("recipe", RECIPES, ids=[*CALLS])
def test_a_recipe_runs_its_program(recipe: str, filled, stand_ins: StandIns, tmp_path: Path) -> None:
    file = tmp_path / "commands.yaml"
    file.write_text(recipe if recipe.startswith("commands:") else f"commands:\n{recipe}", encoding="utf-8")
    [bound], mistakes = read_commands(file)
    assert mistakes == []
    assert load_keymap(tmp_path / "none", file).problems == ()
    with closing(Session(find_paths())) as session:
        entry = session.library.find(KEY)
        assert entry is not None and entry.title == TITLE
        path = session.library.file_of(session.library.notes_of(entry)[0])
        [(words, given)] = runs_of(session, bound.command, [entry], 0)
    assert run(words, given) in ((0, b"told\n", ""), (0, b"told\ntold\n", ""))
    places = {"PATH": str(path), "FOLDER": str(path.parent)}
    wanted = [([places.get(word, word) for word in call], given) for call, given in CALLS[bound.command.name]]
    assert [call for call, _ in stand_ins.calls] == [call for call, _ in wanted]
    for (_, read), (_, begins) in zip(stand_ins.calls, wanted, strict=True):
        assert read.lstrip().startswith(begins) and bool(read) == bool(begins)


HARM = (
    "; touch harm", "&& touch harm", "| touch harm", "$(touch harm)", "`touch harm`", "> harm", "'; touch harm; '",
    '"; touch harm; "', "\\", "--output=harm", "-rf", "*", "~", "$PATH", "{url}", "{path}", "{title}", "%s%n", "!!", "#",
    "\n touch harm\n", "\t", "-- -x", "= --help", "!touch harm", "\u2028touch harm", "${IFS}touch${IFS}harm", "&", "<(touch harm)",
)  # fmt: skip


def test_a_thousand_hostile_titles_start_nothing_else(filled, stand_ins: StandIns, tmp_path: Path) -> None:
    before = {*tmp_path.iterdir()}
    command = OwnCommand("hostile", ("stand-in", "--", "{title}"))
    titles = [f"{HARM[at % len(HARM)]} {at} {HARM[at * 7 % len(HARM)]}" for at in range(1000)]
    with closing(Session(find_paths())) as session:
        entry = session.library.find(KEY)
        assert entry is not None
        lines = [runs_of(session, command, [entry._replace(title=title)], 0) for title in titles]
    for at in range(0, len(lines), 20):  # a program for twenty titles: starting one takes its time
        first = lines[at][0][0][:2]
        assert run([*first, *(words[2] for [(words, _)] in lines[at : at + 20])]).code == 0
    assert [call for call, _ in stand_ins.calls] == [
        ["stand-in", "--", *titles[at : at + 20]] for at in range(0, len(titles), 20)
    ]
    assert {*tmp_path.iterdir()} - before == {tmp_path / "log"}
