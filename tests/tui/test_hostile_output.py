"""All that hostile notes, names, arguments and settings bring to pipes and to a terminal: nothing that a terminal obeys
but what the program makes itself."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import tty
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from control_sequences import control_sequences, kind
from shown import Shown

from papernotes.__main__ import main

HOSTILE = "\x1b]0;TITLE\x07\x1b[31m\x9b2J\x1b]52;c;UFdO\x07\x9d0;C1\x9c\u202e\u2066\u200b\x08\x07\rz"
"""A title of the window, a clipboard, colours, C1 controls, marks of direction, and what moves the cursor."""
NAME = HOSTILE.replace("\r", "")[:60]
PARAGRAPHS = "".join(
    f"Paragraph {number} is there to have something to scroll over.\n\n" for number in range(20)
)
NOTE = f"""---
title: "Bad lamp {{}} \\e]0;TITLE\\a\\x9b2J\\u202e"
tags: ["\\e[31mtag\\u202e", "plain{HOSTILE[2:9]}"]
---

# Bad lamp {{}} {HOSTILE}

**Conference**: ICML 2025 {HOSTILE}
**Authors**: Ann {HOSTILE} Lee, Bo &#x202e; &#27;]0;TITLE&#7; &#x9b;31m
**arXiv**: [2501.0000{{}}](https://arxiv.org/abs/2501.0000{{}})
**Keywords**: lamp {HOSTILE}, &#x202e;sea
**Code**: [GitHub](https://github.com/{quote(HOSTILE)})

## TL;DR

Lamps {HOSTILE} at sea.

## Method {HOSTILE}

[place](#{quote(HOSTILE)}) [other](other.md#{quote(HOSTILE)}) [web](https://example.org/{quote(HOSTILE)}?a={HOSTILE})
[gone]({quote(HOSTILE, safe="")}.md "{HOSTILE}") <a href="javascript:{HOSTILE}">x</a> ![i{HOSTILE}](p{quote(HOSTILE)}.png)

`code {HOSTILE}` $x {HOSTILE}$ &#27;[31m &#155;2J &#x202e; &ZeroWidthSpace;

```python
print("{HOSTILE}")
```

| a {HOSTILE} | b |
|---|---|
| {HOSTILE} | c |

## Limitations

{PARAGRAPHS}"""
FOLDER = f"notes{NAME}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose every name is hostile, with a library added, marks, lists, tags, views and settings."""
    root = tmp_path_factory.mktemp("hostile")
    library = root / FOLDER
    for venue, topic, name, number in (
        ("ICML2025", "lamps", "lamp", 1),
        ("ICLR2026", "sea", "lamp", 2),
        (f"ICLR2026{NAME}", f"sea{NAME}", f"lamp{NAME}", 3),
    ):
        folder = library / venue / topic
        folder.mkdir(parents=True)
        (folder / f"{name}.md").write_text(NOTE.format(*[number] * 4), encoding="utf-8")
        (folder / "other.md").write_text(f"# Other {number}\n\n## TL;DR\n\nCalm.\n", encoding="utf-8")
    with suppress(OSError):  # a file system may want UTF-8
        Path(os.fsdecode(os.fsencode(library) + b"/bad\xff\x9b31m.md")).write_bytes(b"\x00\x01\x02" * 99)
    (library / f"binary{NAME}.md").write_bytes(b"\x00\x01\x02" * 99)
    home = root / f"home{NAME}"
    (home / "config").mkdir(parents=True)
    escaped = json.dumps(HOSTILE)
    (home / "config" / "config.yaml").write_text(
        f"theme: {escaped}\n{escaped}: true\nbrowser: {escaped}\nsync_at_start: false\n", encoding="utf-8"
    )
    (home / "config" / "keybindings.yaml").write_text(
        f"{escaped}:\n  down: j\nreader:\n  {escaped}: j\n  search: {escaped}\n", encoding="utf-8"
    )
    (home / "config" / "views.yaml").write_text(
        f"views:\n  - name: {escaped}\n    query: lamp\n  - name: mine\n    query: {escaped}\n    order: {escaped}\n"
        f"  - name: good\n    query: {escaped}\n",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERNOTES_HOME", str(home))
        assert main(["add", str(library), "--name", "notes"]) == 0
        keys = [json.loads(line)["key"] for line in to_pipe("list", "--json").splitlines()]
        for arguments in (["--list", f"list{HOSTILE}"], ["--tag", f"tag{HOSTILE}"], ["--star"]):
            assert main(["mark", *keys, *arguments]) == 0
    (root / "events.jsonl").write_text(f'{{"a": {escaped}}}\n{HOSTILE}\n', encoding="utf-8")
    (root / "wanted.bib").write_text(
        f"@article{{a{HOSTILE},\n title={{Nowhere {HOSTILE}}}}}\n", encoding="utf-8"
    )
    (root / "queries").write_text(f"lamp {HOSTILE.replace(chr(13), '')}\n(((\n", encoding="utf-8")
    return home


COMMANDS: dict[str, Callable[[Path, list[str]], list[str]]] = {
    "list": lambda root, keys: ["list"],
    "list of a query": lambda root, keys: ["list", f"lamp OR x{HOSTILE}"],
    "list of what is not there": lambda root, keys: ["list", "tag:" + HOSTILE],
    "list as JSON": lambda root, keys: ["list", "--json"],
    "list by a template": lambda root, keys: [
        "list",
        "--format",
        f"{{key}}\\t{{title}} {{keywords}} {HOSTILE}",
    ],
    "a template that is wrong": lambda root, keys: ["list", "--format", f"{{{HOSTILE}}}"],
    "an order that is wrong": lambda root, keys: ["list", "--sort", HOSTILE],
    "search": lambda root, keys: ["search", "lamp"],
    "search for nothing": lambda root, keys: ["search", f"nothing{HOSTILE}"],
    "search with a mistake": lambda root, keys: ["search", f"((({HOSTILE}"],
    "search as JSON": lambda root, keys: ["search", "lamp", "--json"],
    "search of many": lambda root, keys: ["search", "--batch", str(root / "queries")],
    "show": lambda root, keys: ["show", keys[0]],
    "show another": lambda root, keys: ["show", keys[-1]],
    "show plain": lambda root, keys: ["show", keys[0], "--plain"],
    "show Markdown": lambda root, keys: ["show", keys[0], "--markdown"],
    "show JSON": lambda root, keys: ["show", keys[0], "--json"],
    "show what is not there": lambda root, keys: ["show", f"ICML2025/{HOSTILE}"],
    "mark": lambda root, keys: ["mark", keys[0], "--tag", f"new{HOSTILE}", "--list", f"new{HOSTILE}"],
    "mark what is not there": lambda root, keys: ["mark", HOSTILE, "--star"],
    "undo": lambda root, keys: ["undo"],
    "redo": lambda root, keys: ["redo"],
    **{
        f"export {form}": lambda root, keys, form=form: ["export", "--format", form]
        for form in ("bibtex", "csl-json", "markdown", "json", "csv")
    },
    "export in a wrong format": lambda root, keys: ["export", "--format", HOSTILE],
    "export of no list": lambda root, keys: ["export", "--format", "csv", "--list", HOSTILE],
    "export to nowhere": lambda root, keys: ["export", "--format", "csv", "--output", f"/no{NAME}/where"],
    "import": lambda root, keys: ["import", str(root / "wanted.bib"), "--list", f"wanted{HOSTILE}"],
    "import of no file": lambda root, keys: ["import", f"no{HOSTILE}", "--list", "x"],
    "state export": lambda root, keys: ["state", "export", "-"],
    "state import": lambda root, keys: ["state", "import", str(root / "events.jsonl")],
    "state merge": lambda root, keys: ["state", "merge", str(root / "events.jsonl")],
    "state sync": lambda root, keys: ["state", "sync", str(root / f"devices{NAME}")],
    "stats": lambda root, keys: ["stats"],
    "stats as JSON": lambda root, keys: ["stats", "--json"],
    "sources": lambda root, keys: ["sources"],
    "sources as JSON": lambda root, keys: ["sources", "--json"],
    "add what is not there": lambda root, keys: ["add", f"/no{HOSTILE}"],
    "add by a wrong name": lambda root, keys: ["add", str(root), "--name", HOSTILE],
    "add what is no repository": lambda root, keys: ["add", f"file:///no{NAME}.git"],
    "add again": lambda root, keys: ["add", str(root / FOLDER)],
    "remove what is not there": lambda root, keys: ["remove", HOSTILE],
    "sync": lambda root, keys: ["sync"],
    "sync for programs": lambda root, keys: ["sync", "--events"],
    "sync of nothing": lambda root, keys: ["sync", HOSTILE],
    "index": lambda root, keys: ["index", "--rebuild"],
    "doctor": lambda root, keys: ["doctor"],
    "doctor as JSON": lambda root, keys: ["doctor", "--json"],
    "config": lambda root, keys: ["config"],
    "keys": lambda root, keys: ["keys"],
    "help": lambda root, keys: ["list", "--help"],
    "a wrong option": lambda root, keys: ["doctor", f"--{HOSTILE}"],
    "a wrong action": lambda root, keys: ["state", HOSTILE, "-"],
    "a wrong number": lambda root, keys: ["list", "--limit", HOSTILE],
    "no terminal": lambda root, keys: [HOSTILE],
}
"""What is printed by each command, and by each way that it can fail."""
SILENT = ("list of what is not there",)
"""What finds nothing and says nothing."""
COLOURS = ("\x1b[m",)
"""What commands on a terminal write around what they print."""


def to_pipe(*arguments: str) -> bytes:
    """What a command prints for programs: on standard output, then on standard error."""
    streams = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, io.TextIOWrapper(stream, encoding="utf-8", write_through=True))
        with suppress(SystemExit):
            main([*arguments])
        return b"".join(stream.getvalue() for stream in streams)


def to_terminal(*arguments: str) -> bytes:
    """What a command prints on a terminal."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    seen: list[bytes] = []
    thread = threading.Thread(target=lambda: seen.extend(written_to(ours)))
    thread.start()
    streams = [os.fdopen(os.dup(theirs), "w", encoding="utf-8", buffering=1) for _ in range(2)]
    try:
        with pytest.MonkeyPatch.context() as patch, suppress(SystemExit):
            patch.setenv("TERM", "xterm-256color")
            for name, stream in zip(("stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            main([*arguments])
    finally:
        for stream in streams:
            stream.close()
        os.close(theirs)
        thread.join()
        os.close(ours)
    return b"".join(seen)


def written_to(terminal: int) -> Iterator[bytes]:
    """What is written to the other end of a terminal, until nobody has it open."""
    with suppress(OSError):
        while data := os.read(terminal, 1 << 16):
            yield data


@pytest.fixture
def keys(made: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the hostile library, whose home is in force."""
    monkeypatch.setenv("PAPERNOTES_HOME", str(made))
    return [json.loads(line)["key"] for line in to_pipe("list", "--json").splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_writes_control_sequences_to_a_pipe(command: str, made: Path, keys: list[str]) -> None:
    out = to_pipe(*COMMANDS[command](made.parent, keys))
    assert out or command in SILENT
    assert [*control_sequences(out)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_write_only_their_own_colours_to_a_terminal(
    command: str, made: Path, keys: list[str]
) -> None:
    out = to_terminal(*COMMANDS[command](made.parent, keys))
    assert out or command in SILENT
    assert {kind(found) for found in control_sequences(out)} <= {*COLOURS}


QUIET_SECONDS = 0.15
"""Seconds of silence after which the screen has answered."""
PASTE = b"\x1b[200~lan" + HOSTILE.encode() + b"tern\x1b[201~"
LINK = "→"
LIST = "filter"
"""A word of the hints that the status line has where one is in a list."""
TYPED: tuple[tuple[bytes, *tuple[str, ...]], ...] = (
    (b"", LIST), (b"\r", "contents"),
    (b"yt", "copied"), (b"yb", "copied"), (b"yu", "copied"),
    *([(b"\t", LINK), (b"\r", "opened")] * 4),  # links to the web
    (b"\t", LINK), (b"\r", "there is no"),  # to a place in the note
    (b"\t", LINK), (b"\r", "─Other 1 ·"),  # to another note, which the frame names
    (b"q", LIST),
    (b"/", "to the papers"), (PASTE, "ztern"), (b"\x1b", LIST, "to the papers"),
    (b"?", "Keystrokes"), (PASTE, "no keystroke does that"), (b"\x1b", LIST, "Keystrokes"),
    (b":", "run or go there"), (PASTE, "ztern"), (b"\x1b", LIST, "run or go there"),
    *(step for panel in (b"t", b"gl", b"gh", b"gt") for step in ((panel, "Esc close"), (b"\x1b", LIST, "Esc close"))),
    (b"#", "Esc close"), (PASTE, "ztern"), (b"\r", LIST, "Esc close"),
    (b"A", "Esc close"), (PASTE, "ztern"), (b"\r", LIST, "Esc close"),
    (b"gv", "good"), (b"\r", LIST),
    (b"Q", "\x1b[?1049l"),
)  # fmt: skip
"""What is typed, what the screen shows then, and what it does not show any more."""
OF_THE_SCREEN = (
    "\r",
    "\x1b[m",
    "\x1b[H",
    "\x1b[C",
    "\x1b[G",
    "\x1b[?h",
    "\x1b[?l",
    "\x1b[?$p",
    "\x1b[>u",
    "\x1b[<u",
    "\x1b]22;default\x07",
)
"""Colours, where it writes, modes of the terminal and questions for them, keystrokes as kitty has them, the pointer."""
COPIED = "\x1b]52;c;"


def test_the_screen_writes_only_its_own_control_sequences(made: Path) -> None:
    own = {"PAPERNOTES_HOME": str(made), "TERM": "xterm-256color", "BROWSER": "true"}
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 180, 0, 0))
    terminal = Shown(180, 40)
    out = b""
    command = [sys.executable, "-m", "papernotes", "lamp\x1b[31m\x9b2J\u202e"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **own}
    ) as process:
        os.close(theirs)
        try:
            for keys, wanted, *gone in TYPED:
                os.write(ours, keys)
                out += terminal.read(ours, wanted, *gone, rest_seconds=QUIET_SECONDS)
            assert process.wait(20) == 0
        finally:
            process.kill()
            os.close(ours)
    found = [*control_sequences(out)]
    copied = [one for one in found if one.startswith(COPIED)]
    assert {kind(one) for one in found if one not in copied} <= {*OF_THE_SCREEN}
    texts = [b64decode(one.removeprefix(COPIED).removesuffix("\x07")) for one in copied]
    assert texts[0] == b"Bad lamp 1"
    assert [*control_sequences(b"".join(texts))] == []
