"""The one way out of the command line: what is printed is cleaned, and what the locale lacks is replaced."""

from __future__ import annotations

import io
import json
import sys

import pytest

from papernotes.cli import terminal

HOSTILE = "a\x1b]0;title\x07b\x1b[31mc\x9b2Jd\u202ee\u200bf\x08g\rh\x00i"
CLEAN = "abcdefg\nhi"


@pytest.fixture(autouse=True)
def streams(capsys: pytest.CaptureFixture[str]) -> None:
    """Streams of the test's own, which nothing else holds on to."""


def test_a_text_is_printed_without_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_text(f"{HOSTILE}\tj")
    assert capsys.readouterr().out == f"{CLEAN}\tj\n"


def test_a_line_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_line("a\nb", ("\r\x1b[1mc", "bold"))
    assert capsys.readouterr().out == "a b c\n"


def test_colours_are_put_around_what_has_been_cleaned(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    terminal.print_line(("\x1b[41ma\u202eb [red]", "bold"))
    assert capsys.readouterr().out == "\x1b[1mab [red]\x1b[0m\n"


def test_what_is_told_is_one_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.tell(f"no {HOSTILE}")
    assert capsys.readouterr().err == "papernotes: no abcdefg hi\n"


@pytest.mark.parametrize(
    "text", ["\u202ea", "b\x9bc", "\x1b]52;c;YQ==\x07", "\U000e0041tag", "\udce9 is a byte", "论文 é"]
)
def test_json_keeps_each_value_and_escapes_what_a_terminal_obeys(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.print_json({text: [text]})
    out = capsys.readouterr().out
    assert json.loads(out) == {text: [text]}
    assert out.rstrip("\n").isprintable()


def test_json_shows_the_number_of_what_it_escapes_and_other_scripts_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal.print_json("论文\u202e")
    assert capsys.readouterr().out == '"论文\\u202e"\n'


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_what_is_printed_without_asking_is_cleaned_as_well(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.guard_output()
    stream = getattr(sys, name)
    print(HOSTILE, file=stream)
    stream.writelines([HOSTILE, "\n"])
    assert getattr(capsys.readouterr(), name[3:]) == f"{CLEAN}\n" * 2


def test_to_guard_twice_is_to_guard_once(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.guard_output()
    guarded = sys.stdout, sys.stderr
    terminal.guard_output()
    assert (sys.stdout, sys.stderr) == guarded


@pytest.mark.parametrize(
    ("encoding", "text", "bytes_"),
    [
        ("latin-1", "★ ● é 论文 → x", b"* o \xe9 ?? > x\n"),
        ("ascii", "★ ● é 论文 → x", b"* o ? ?? > x\n"),
        ("gbk", "★ 论文 ü क", "★ 论文 ü ?\n".encode("gbk")),
        ("utf-8", "★ ● é 论文 → x", "★ ● é 论文 → x\n".encode()),
        ("utf-8", "a \udcff byte", "a \ufffd byte\n".encode()),
    ],
)
def test_what_the_encoding_lacks_is_replaced(
    encoding: str, text: str, bytes_: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
    terminal.guard_output()
    terminal.print_text(text)
    sys.stdout.flush()
    assert out.getvalue() == bytes_


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "gbk"])
def test_json_loses_nothing_in_any_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
    terminal.guard_output()
    terminal.print_json("★ é 论文 \U0001f389 \u202e", flush=True)
    assert json.loads(out.getvalue().decode("ascii")) == "★ é 论文 \U0001f389 \u202e"
