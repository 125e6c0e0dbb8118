"""In a locale that is not UTF-8 all works: what its encoding lacks is replaced, on the screen too."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from shown import Shown

LOCALES = {
    "ASCII": {"PYTHONIOENCODING": "ascii:strict", "LC_ALL": "C.UTF-8"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1:strict", "LC_ALL": "C.UTF-8"},
    "GBK": {"PYTHONIOENCODING": "gbk:strict", "LC_ALL": "C.UTF-8"},
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
NOTE = "# Étude 论文 – 🎉 ★\n\n## TL;DR\n\nÜber 注意 und “Nebel” ŝ.\n"
COMMANDS = (
    ["add", "notes-é 论文", "--name", "n"],
    ["list"],
    ["list", "--json"],
    ["search", "Étude"],
    ["search", "--batch", "fragen-é 论"],
    ["show", "ICML2025/etude"],
    ["show", "ICML2025/etude", "--markdown"],
    ["show", "ICML2025/nöpe"],
    ["mark", "ICML2025/etude", "--star", "--list", "列 é"],
    ["export", "--format", "bibtex"],
    ["export", "--format", "csv", "--output", "öut 表.csv"],
    ["state", "export", "-"],
    ["stats"],
    ["sources"],
    ["doctor"],
    ["keys"],
    ["sync", "nö"],
    ["--help"],
)
ALL = f"""
import sys
from contextlib import suppress
from papernotes.__main__ import main

for command in {COMMANDS!a}:
    with suppress(SystemExit):
        main([os.fsdecode(word.encode()) for word in command])
""".replace("import sys", "import os", 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with notes in a folder whose name is not ASCII, as bytes of UTF-8."""
    notes = tmp_path / "notes-é 论文" / "ICML2025" / "llm"
    notes.mkdir(parents=True)
    (notes / "etude.md").write_text(NOTE, encoding="utf-8")
    (tmp_path / "fragen-é 论").write_text("nebel 论\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def environment(locale: str) -> dict[str, str]:
    """That of a process in a locale; files of the project are found from everywhere."""
    own = {
        name: value for name, value in os.environ.items() if name not in ("LANG", "LC_CTYPE", "PYTHONUTF8")
    }
    return {**own, "TERM": "xterm-256color", "BROWSER": "true", **LOCALES[locale]}


@pytest.mark.parametrize("locale", LOCALES)
def test_commands_print_to_pipes_in_every_locale(locale: str, folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ALL], capture_output=True, env=environment(locale))
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert b"n: 1 note, 1 new" in done.stdout
    objects = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b'{"key"')]
    assert objects[0]["title"] == "Étude 论文 – 🎉 ★"
    assert (folder / "öut 表.csv").read_text(encoding="utf-8").count("Étude 论文") == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_commands_print_to_a_terminal_in_every_locale(locale: str, folder: Path) -> None:
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        with suppress(OSError):
            while data := os.read(ours, 1 << 16):
                seen.append(data)

    thread = threading.Thread(target=read)
    thread.start()
    done = subprocess.run(
        [sys.executable, "-c", ALL], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(locale)
    )
    os.close(theirs)
    thread.join()
    os.close(ours)
    out = b"".join(seen)
    assert done.returncode == 0, out
    assert b"Traceback" not in out
    assert b"n: 1 note, 1 new" in out
    if locale not in ("Latin-1", "GBK"):
        assert out.isascii()
    assert b" o ICML2025/etude" in out or locale == "GBK"


@pytest.mark.parametrize(
    ("locale", "typed", "shown"),
    [("C", b"etude", "etude"), ("POSIX", b"etude", "etude"), ("Latin-1", b"\xe9tude", "étude")],
)
def test_the_screen_draws_what_the_terminal_takes(
    locale: str, typed: bytes, shown: str, run, folder: Path
) -> None:
    assert run("add", folder / "notes-é 论文", "--name", "n").code == 0
    ours, theirs = pty.openpty()
    terminal = Shown(120, 30, "latin-1")
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "papernotes"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(locale),
    ) as process:
        os.close(theirs)
        try:
            out = terminal.read(ours, "ICML2025")
            os.write(ours, b"/")
            out += terminal.read(ours, "to the papers")
            os.write(ours, typed)
            out += terminal.read(ours, shown)
            os.write(ours, b"\x1b")
            out += terminal.read(ours, "filter", gone="to the papers")
            os.write(ours, b"Q")
            out += terminal.read(ours, "\x1b[?1049l")
            assert process.wait(20) == 0
        finally:
            process.kill()
            os.close(ours)
    assert rb"\u" not in out
    letters = "".join(re.findall("[^\x00-\x7f]", out.decode("latin-1")))
    assert set(letters) <= ({*"Éé–Ü"} if locale == "Latin-1" else set())


def test_a_folder_whose_name_is_no_text_can_be_read_all_the_same(run, folder: Path) -> None:
    name = os.fsdecode(b"no\xfftext")
    try:
        Path(name).mkdir()
    except OSError:
        pytest.skip("file names are UTF-8 here")
    (Path(name) / "lamp.md").write_text("# Lamp\n\n## TL;DR\n\nLight.\n", encoding="utf-8")
    assert run("add", name, "--name", "n").out.startswith("n: 1 note, 1 new")
    assert run("sources").out == f"n  folder  1 note  {folder}/no\ufffdtext\n"
    assert json.loads(run("sources", "--json").out)["location"] == f"{folder}/{name}"
    assert "Light" in run("show", "Unfiled/lamp").out
    assert run("sync").out == "n: 1 note, nothing new\n"


@pytest.mark.parametrize(
    "arguments", [["show", "\udcff"], ["list", "tag:\udcff"], ["search", "\udcffxyzzy"], ["sync", "\udcff"]]
)
def test_an_argument_that_is_no_text_is_no_mistake_of_ours(arguments: list[str], filled) -> None:
    assert filled(*arguments).code in (0, 1)
