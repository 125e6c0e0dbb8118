"""Programs of the reader's own: `commands.yaml`, lines that are typed, and what programs are given."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from threading import Event, Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.errors import UserError
from papernotes.exports import FORMATS
from papernotes.keymap.commands_file import FIELD_HELP, read_commands
from papernotes.keymap.keymap import load_keymap
from papernotes.own_commands import GIVEN, PLACEHOLDERS, OwnCommand, filled, split_line
from papernotes.programs import MAXIMUM_OUTPUT_BYTES, run_beside

FACTS = {
    "{arxiv}": "2401.00001", "{url}": "https://arxiv.org/abs/2401.00001", "{title}": "-rf / ; echo $(id) `id` 'x",
    "{path}": "/notes/a b.md", "{key}": "ICML2025/a", "{bibtex}": "@article{a,\n title = {A}\n}",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("open {url}", ["open", FACTS["{url}"]]),
        ("sh -c 'cat \"$1\"' - {path}", ["sh", "-c", 'cat "$1"', "-", FACTS["{path}"]]),
        ("say -v Anna -- {title}", ["say", "-v", "Anna", "--", FACTS["{title}"]]),
        ("awk '{ print }' {path} {key}", ["awk", "{ print }", FACTS["{path}"], FACTS["{key}"]]),
        ("add {bibtex}", ["add", FACTS["{bibtex}"]]),
        ("find /notes -exec grep {} +", ["find", "/notes", "-exec", "grep", "{}", "+"]),
        ("echo 'a b' \"\" c\\ d", ["echo", "a b", "", "c d"]),
    ],
)
def test_each_word_is_one_argument(line: str, command: list[str]) -> None:
    assert filled(split_line(line), FACTS) == command


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "there is no program"),
        ("''", "there is no program"),
        ("{title} x", "{title} cannot be the program"),
        ("open --url={url}", "--url={url}: {url} must be an argument of its own"),
        ("open {doi}", "there is no {doi}; there are: {arxiv}"),
        ("open 'x", "no closing quotation"),
    ],
)
def test_a_line_with_a_mistake_says_which(line: str, reason: str) -> None:
    with pytest.raises(UserError) as raised:
        split_line(line)
    assert reason in str(raised.value)


def test_no_value_becomes_an_option() -> None:
    with pytest.raises(UserError, match=r"could take for an option; write -- before \{title\}"):
        filled(("say", "{title}"), FACTS)
    with pytest.raises(UserError, match="could take for an option"):
        filled(("say", "{title}", "--"), FACTS)
    with pytest.raises(UserError, match="no arXiv id is known"):
        filled(("say", "{arxiv}"), {})


@given(st.text(min_size=1), st.sampled_from(sorted(PLACEHOLDERS)))
def test_whatever_a_paper_says_is_one_argument(value: str, placeholder: str) -> None:
    assert filled(("run", "--", placeholder, "end"), {placeholder: value}) == ["run", "--", value, "end"]


def test_what_programs_can_be_given_are_the_export_formats() -> None:
    assert ("note", "text", *FORMATS) == GIVEN


def read(tmp_path: Path, text: str) -> tuple[list[OwnCommand], list[str]]:
    file = tmp_path / "commands.yaml"
    file.write_text(text, encoding="utf-8")
    found, mistakes = read_commands(file)
    assert all(mistake.path == file for mistake in mistakes)
    return [one.command for one in found], [f"{mistake.line}: {mistake.reason}" for mistake in mistakes]


def test_commands_are_read(tmp_path: Path) -> None:
    text = """commands:
- name: open the page
  keys: [xo, ctrl+o]
  run: xdg-open {url}
  help: Open the page.
- name: speak
  run: [espeak, --stdin]
  in: background
  input: text
  timeout: 600
- {name: look, run: "less -- {path}", in: terminal}
- {name: count, run: wc, input: bibtex, show: yes}
"""
    assert read(tmp_path, text) == (
        [
            OwnCommand("open the page", ("xdg-open", "{url}"), help="Open the page."),
            OwnCommand("speak", ("espeak", "--stdin"), timeout_seconds=600, given="text"),
            OwnCommand("look", ("less", "--", "{path}"), "terminal"),
            OwnCommand("count", ("wc",), show=True, given="bibtex"),
        ],
        [],
    )
    assert read(tmp_path, "") == read(tmp_path, "commands:\n") == read(tmp_path, "commands: []\n") == ([], [])
    assert read_commands(tmp_path / "none.yaml") == ([], [])


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("- a\n", "1: expected `commands:` and under it a list of commands"),
        ("commands: x\n", "1: expected `commands:` and under it a list of commands"),
        ("commands:\n- a\n", "2: expected a command: name, keys, run"),
        ("commands:\n- name: a\n", "2: this command has no run"),
        ("commands:\n- run: a\n", "2: this command has no name"),
        ("commands:\n- name: a\n  run: b\n  key: x\n", "4: a command has no key; did you mean keys?"),
        ("commands:\n- name: a\n  run: b\n  run: c\n", "4: run is here a second time"),
        ("commands:\n- name: a\n  run: b {ulr}\n", "3: run: there is no {ulr}"),
        ("commands:\n- name: a\n  run: b x{url}\n", "3: run: x{url}: {url} must be an argument of its own"),
        ("commands:\n- name: a\n  run: [b, {url}]\n", "3: run: expected a line, or a list of words"),
        ("commands:\n- name: a\n  run: 'b \"'\n", '3: run: b ": no closing quotation'),
        ("commands:\n- name: a\n  run: b\n  in: shell\n", "4: in: there is no shell; there are: background"),
        (
            "commands:\n- name: a\n  run: b\n  input: notes\n",
            "4: input: there is no notes; did you mean note?",
        ),
        ("commands:\n- name: a\n  run: b\n  timeout: 0\n", "4: timeout: expected seconds, 86,400 at most"),
        ("commands:\n- name: a\n  run: b\n  timeout: nan\n", "4: timeout: expected seconds"),
        ("commands:\n- name: a\n  run: b\n  show: maybe\n", "4: show: expected true or false"),
        ("commands:\n- name: a\n  run: b\n  keys: hyper+x\n", "4: keys: "),
        ("commands:\n- name: a\n  run: b\n  keys: {a: b}\n", "4: keys: expected a keystroke"),
        ('commands:\n- name: "a\\eb"\n  run: b\n', "2: name: expected a line of printable text"),
        (
            "commands:\n- {name: a, run: b}\n- {name: a, run: c}\n",
            "3: a second command is named a; the first one counts",
        ),
        ("commands:\n- name: [\n", "3: not YAML"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, text: str, mistake: str) -> None:
    commands, mistakes = read(tmp_path, text)
    assert len(mistakes) == 1 and mistakes[0].startswith(mistake), mistakes
    assert len(commands) <= 1


def test_every_field_is_read(tmp_path: Path) -> None:
    values = {
        "keys": "xo",
        "run": "a",
        "in": "window",
        "timeout": "5",
        "show": "yes",
        "input": "note",
        "help": "b",
    }
    assert FIELD_HELP.keys() == {"name", *values}
    text = "commands:\n- name: a\n" + "".join(f"  {name}: {value}\n" for name, value in values.items())
    assert read(tmp_path, text) == ([OwnCommand("a", ("a",), "window", 5, True, "note", "b")], [])


def test_keystrokes_of_commands_are_the_readers_own(tmp_path: Path) -> None:
    keys, commands = tmp_path / "keybindings.yaml", tmp_path / "commands.yaml"
    commands.write_text(
        "commands:\n- {name: mail, keys: [xm, o], run: mail}\n- {name: more, keys: xm, run: more}\n",
        encoding="utf-8",
    )
    keymap = load_keymap(keys, commands)
    assert [(problem.path, problem.line, problem.reason) for problem in keymap.problems] == [
        (commands, 3, "xm of reader.!more is xm of reader.!mail, which has it"),
        (commands, 2, "o of reader.open_paper is o of reader.!mail, which has it"),
    ]
    mail, more = keymap.own
    assert keymap.here("list")[mail] == ["xm", "o"]
    assert keymap.here("list")[more] == []
    assert keymap.chords("note")["x", "m"] == mail
    assert mail.name == "mail" and mail.help == "Run mail"
    assert keymap.keystrokes["reader.open_paper"] == ()
    assert keymap.single()["reader.open_paper"] == "unbound"
    assert [keymap.commands[0].words, keymap.commands[1].words] == [("mail",), ("more",)]


# Running


def run(program: str, given: bytes = b"", seconds: float = 20, stop: Event | None = None):
    return run_beside(
        [sys.executable, "-c", program],
        given,
        timeout_seconds=seconds,
        stop=stop or Event(),
        seen=seen.append,
    )


seen: list[bytes] = []


def test_a_program_reads_what_it_is_given_and_its_output_and_errors_are_kept() -> None:
    seen.clear()
    outcome = run(
        "import sys; print(sys.stdin.read().upper(), flush=True); sys.exit('bad')", "note é".encode()
    )
    assert outcome == (1, "NOTE É\nbad\n".encode(), "")
    assert b"".join(seen) == outcome.output
    assert run("import sys; print(len(sys.stdin.buffer.read()))", b"x" * 3_000_000).output == b"3000000\n"


def test_a_program_that_takes_too_long_is_ended_with_what_it_started() -> None:
    began = time.monotonic()
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    assert run(program, seconds=0.3).ended_because == "it took longer than 0.3 s"
    assert time.monotonic() - began < 10


def test_a_program_that_writes_too_much_is_ended() -> None:
    outcome = run("while True: print('x' * 1000)")
    assert outcome.ended_because == "it wrote more than 256 KB"
    assert len(outcome.output) == MAXIMUM_OUTPUT_BYTES


def test_a_program_is_ended_when_it_is_told_to() -> None:
    stop = Event()
    Timer(0.2, stop.set).start()
    outcome = run("import time; time.sleep(60)", stop=stop)
    assert outcome.code < 0 and outcome.ended_because == "it was stopped"


def test_what_a_program_leaves_running_is_not_waited_for() -> None:
    began = time.monotonic()
    program = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)']); print('on')"
    assert run(program) == (0, b"on\n", "")
    assert time.monotonic() - began < 5


CHATTER = "import sys, time\nwhile True: sys.stdout.write('x'); sys.stdout.flush(); time.sleep(0.005)"


@pytest.mark.parametrize(("seconds", "reason"), [(0.3, "it took longer than 0.3 s"), (20, "it was stopped")])
def test_a_program_that_never_stops_writing_is_ended_too(seconds: float, reason: str) -> None:
    stop = Event()
    timer = Timer(0.5, stop.set)
    timer.start()
    began = time.monotonic()
    assert run(CHATTER, seconds=seconds, stop=stop).ended_because == reason
    assert time.monotonic() - began < 5
    timer.join()


def test_a_program_that_is_not_there_cannot_be_started() -> None:
    with pytest.raises(FileNotFoundError):
        run_beside(["no-such-program-here"], timeout_seconds=1, stop=Event())
