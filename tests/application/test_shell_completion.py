"""What `papernotes __complete` answers a shell: what fits at the cursor, by the table of commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from papernotes.cli.arguments import COMMANDS, SHELLS
from papernotes.cli.shell_words import WordAtCursor, for_bash, typed_in_bash, typed_words
from papernotes.notes import quick_names as names_in_library
from papernotes.reading import FILE, ReadingStore, SavedView, StateChange
from papernotes.reading import quick_names as own_names

BREAKS = " \t\n\"'><=;|&(:"


@pytest.fixture
def marked(filled):
    filled("mark", "ICLR2026/painted_fog", "--list", "sea fog", "--tag", "night", "--star")
    filled("mark", "ICML2025/quiet_bells", "--tag", "Two Words")
    return filled


@pytest.fixture
def offered(run):
    """What is offered for a word after other words, each with what is said about it."""

    def offer(*words: str) -> dict[str, str]:
        *before, word = words
        done = run("__complete", "zsh", word, *before)
        assert (done.code, done.err) == (0, "")
        return {line.partition("\t")[0]: line.partition("\t")[2] for line in done.out.splitlines()}

    return offer


def test_commands_are_offered_with_their_help(offered):
    assert offered("") == {name: command.help for name, command in COMMANDS.items()}
    assert list(offered("st")) == ["state", "stats"]


def test_a_query_may_stand_where_a_command_may(marked, offered):
    assert list(offered("li")) == ["list", "list:", "limitations:"]
    assert list(offered("venue:icl")) == ["venue:ICLR2026"]
    assert list(offered("lantern", "topic:")) == [
        "topic:llm_safety",
        "topic:image_generation",
        "topic:optimization",
    ]


def test_keys_are_completed_like_paths(marked, offered):
    assert list(offered("show", "")) == ["ICLR2026/", "ICML2025/"]
    assert list(offered("show", "icml")) == [
        "ICML2025/calm_lanterns", "ICML2025/quiet_bells", "ICML2025/steep_stairs",
    ]  # fmt: skip
    assert list(offered("mark", "ICML2025/quiet_bells", "--star", "ICLR2026/pa")) == ["ICLR2026/painted_fog"]
    assert list(offered("join", "ICML2025/quiet_bells", "ICLR2026/l")) == ["ICLR2026/lantern_oil"]
    assert offered("join", "ICML2025/quiet_bells", "ICLR2026/lantern_oil", "I") == {}


def test_of_many_keys_the_next_words_are_offered(marked, offered, monkeypatch):
    monkeypatch.setattr("papernotes.cli.shell_completion.MAXIMUM_KEYS", 2)
    assert list(offered("show", "ICLR2026/")) == ["ICLR2026/calm_", "ICLR2026/lantern_", "ICLR2026/painted_"]
    assert list(offered("show", "ICLR2026/calm_")) == ["ICLR2026/calm_lanterns_again"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("mark", "-", "--list", ""), ["to read", "sea fog"]),
        (("mark", "-", "--untag", "t"), ["Two Words"]),
        (("list", "list:"), ['list:"to read"', 'list:"sea fog"']),
        (("list", "-tag:n"), ["-tag:night"]),
        (("search", "is:uns"), ["is:unstarred", "is:unskimmed"]),
        (("search", "has:co"), ["has:code"]),
        (("search", "keyword:lan"), ["keyword:lanterns"]),
        (("search", "year:"), ["year:2026", "year:2025"]),
        (("list", "--sort", "-da"), ["-date"]),
        (("list", "--sort=ti"), ["--sort=title"]),
        (("list", "--format", r"{key}\t{ti"), [r"{key}\t{title}"]),
        (("sync", ""), ["harbour"]),
        (("sync", "harbour", "h"), ["harbour"]),
        (("remove", "harbour", ""), []),
        (("export", "--format", "b"), ["bibtex"]),
        (("export", "--format=c"), ["--format=csl-json", "--format=csv"]),
        (("state", "m"), ["merge"]),
        (("state", "merge", ""), ["<files>"]),
        (("import", "w"), ["<files>"]),
        (("add", ""), ["<files>"]),
        (("completions", ""), list(SHELLS)),
        (("mark", "-", "--st"), ["--star"]),
        (("mark", "-", "--star", "--st"), []),
        (("mark", "-", "--tag", "night", "--ta"), ["--tag"]),
        (("undo", ""), []),
        (("--v",), ["--version"]),
        (("search", "--limit", ""), []),
        (("search", "a", "title:x"), []),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_fits_an_argument(words, found, marked, offered):
    assert list(offered(*words)) == found


def test_saved_views_of_both_kinds_are_offered_and_shown(marked, offered, home):
    with ReadingStore.open(home / "data") as store:
        store.save_view(SavedView("At night", "tag:night"))
        store.save_view(SavedView("Gone", "tag:day"))
        store.delete_view("Gone")
    views = home / "config" / "views.yaml"
    views.write_text("views:\n- {name: Starred fog, starred: true, query: fog}\n", "utf-8")
    assert list(offered("list", "--view", "")) == ["Starred fog", "At night"]
    assert marked("list", "--view", "at night", "--format", "{key}").out == "ICLR2026/painted_fog\n"
    assert marked("list", "--view", "Starred fog", "--format", "{key}").out == "ICLR2026/painted_fog\n"
    both = marked("list", "--view", "At night", "fog")
    assert (both.code, both.err) == (2, "papernotes: give a QUERY or --view, not both\n")
    unknown = marked("export", "--format", "csv", "--view", "Nigh")
    assert "no saved view 'Nigh'; there are: At night, Starred fog" in unknown.err


def test_a_saved_view_can_be_exported_and_kept(marked, home, tmp_path):
    with ReadingStore.open(home / "data") as store:
        store.save_view(SavedView("At night", "", ("tag:night",)))
    file = tmp_path / "night.csv"
    assert marked("export", "--view", "At night", "--format", "csv", "--output", file, "--keep").code == 0
    assert "Painted Fog" in file.read_text("utf-8")
    assert "Bells" not in file.read_text("utf-8")
    marked("mark", "ICML2025/quiet_bells", "--tag", "night")
    assert "Bells" in file.read_text("utf-8")
    assert "view 'At night'" in marked("exports").out


def test_quick_names_are_those_that_the_reading_state_knows(home):
    with ReadingStore.open(home / "data") as store:
        store.make_list("One")
        store.make_list("Two")
        store.rename_list("One", "Uno")
        store.delete_list("to read")
        store.undo()
        store.delete_list("Two")
        store.apply(
            [StateChange(("entry:a/b",), "tag", True, "X y"), StateChange(("entry:a/b",), "tag", True, "Z")]
        )
        store.apply([StateChange(("entry:a/b",), "tag", False, "z")])
        store.save_view(SavedView("V", "q"))
        while_open = [own_names(home / "data" / FILE, what) for what in ("list", "tag", "view")]
        known = [
            list(store.list_names().values()), [tag for _, tag, _, _ in store.tag_counts()],
            [view.name for view in store.views()],
        ]  # fmt: skip
    assert while_open == known == [["to read", "Uno"], ["X y"], ["V"]]
    files = sorted((home / "data").iterdir())
    assert [own_names(home / "data" / FILE, what) for what in ("list", "tag", "view")] == known
    assert sorted((home / "data").iterdir()) == files, "asking leaves nothing behind"


def test_without_library_and_state_nothing_is_made_and_nothing_said(offered, home):
    assert offered("show", "") == {}
    assert list(offered("mark", "-", "--list", "")) == ["to read"]
    assert offered("mark", "-", "--tag", "") == {}
    assert list(home.rglob("*.db*")) == []


@pytest.mark.parametrize("damage", [b"", b"no database at all, but some text" * 200])
def test_broken_stores_offer_nothing_and_stay_as_they_are(damage, marked, offered, home):
    for file in (home / "data" / FILE, home / "cache" / "library.db"):
        file.write_bytes(damage)
    assert offered("show", "") == {}
    assert offered("list", "tag:") == {}
    assert (home / "data" / FILE).read_bytes() == damage


def test_signs_that_sql_takes_for_patterns_stand_for_themselves(marked, offered, home):
    marked("mark", "ICML2025/quiet_bells", "--tag", "100%_of\\it")
    assert list(offered("list", "tag:1")) == ["tag:100%_of\\it"]
    assert list(offered("list", "venue:%")) == []
    assert names_in_library(home / "cache" / "library.db", "key", "ICML2025/quiet%") == []


@pytest.mark.parametrize(
    ("line", "words", "word"),
    [
        ("papernotes sh", [], WordAtCursor("sh")),
        ("papernotes show ", ["show"], WordAtCursor("")),
        ("papernotes list list:to\\ r", ["list"], WordAtCursor("list:to r", "", 5)),
        ("papernotes list 'list:\"to r", ["list"], WordAtCursor('list:"to r', "'")),
        ('papernotes mark k --list "to \\"r', ["mark", "k", "--list"], WordAtCursor('to "r', '"')),
        ("papernotes export 'a b' --format=c", ["export", "a b"], WordAtCursor("--format=c", "", 9)),
        ("papernotes show Ü/ä", ["show"], WordAtCursor("Ü/ä")),
    ],
)
def test_bashs_line_is_read_as_bash_reads_it(line, words, word):
    there = typed_in_bash(f"{line} and more", str(len(line.encode())), BREAKS)
    assert (there[0], there[1]) == (words, word)


@pytest.mark.parametrize(
    ("value", "word", "given"),
    [
        ('list:"to read"', WordAtCursor("list:t", "", 5), r"\"to\ read\" "),
        ("to read", WordAtCursor("t", '"'), "to read"),
        ("it's", WordAtCursor("i", "'"), r"it'\''s"),
        ('$HOME`x`"', WordAtCursor("", '"'), r"\$HOME\`x\`\""),
        ("$(rm -rf x);&", WordAtCursor(""), r"\$\(rm\ -rf\ x\)\;\& "),
    ],
)
def test_bash_is_given_names_quoted(value, word, given):
    assert for_bash(value, word, goes_on=False) == given
    assert typed_words(f"papernotes {word.quote}{value[: word.after_break]}{given}")[0][1:] in ([value], [])


def test_completing_loads_neither_screen_nor_library_nor_index(marked):
    code = (
        "import sys; from papernotes.__main__ import main; main(sys.argv[1:]); print()\n"
        "print(*sorted({'textual', 'rich', 'whoosh', 'numpy', 'papernotes.session', 'yaml',"
        " 'papernotes.notes.catalogue.library', 'papernotes.reading.store'} & set(sys.modules)))"
    )
    for words in (("ICLR2026/", "show"), ("list:", "list"), ("venue:", "search"), ("", "sync")):
        done = subprocess.run(
            [sys.executable, "-c", code, "__complete", "zsh", *words],
            capture_output=True, text=True, env=os.environ, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "", done.stdout


@pytest.mark.parametrize("words", [(), ("bash", "papernotes "), ("zsh",), ("fish",), ("tcsh", "")])
def test_who_asks_by_hand_is_told_whose_question_it_is(words, run):
    done = run("__complete", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("papernotes: only the scripts that `papernotes completions` prints")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_prints_the_script_of_a_shell(shell, run):
    done = run("completions", shell)
    assert (done.code, done.err) == (0, "")
    assert f"__complete {shell} " in done.out
    assert run("completions", "tcsh").code == 2
