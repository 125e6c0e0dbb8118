"""A program for tests: commands in homes in which something is refused, as somebody whom permissions bind.

Called with a home and a folder to work in; prints a line of JSON for each command: in which home it was run, its
words, its exit code, and what it printed. Root is bound by giving up what lets it pass all permissions.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from papernotes.__main__ import main

COMMANDS = (
    "list", "search lanterns", "show ICLR2026/painted_fog", "list is:starred", "sources", "config", "doctor", "doctor --report",
    "mark ICLR2026/lantern_oil --star", "sync", "index", "add TREE --name second",
)  # fmt: skip
"""What is run in each home, in this order."""


def _mode(mode: int) -> Callable[[Path], None]:
    return lambda path: path.chmod(mode)


def _gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _file(path: Path) -> None:
    _gone(path)
    path.write_text("mine", "utf-8")


def _folder(path: Path) -> None:
    _gone(path)
    path.mkdir()


def _nowhere(path: Path) -> None:
    _gone(path)
    path.symlink_to(path.parent / "unmounted" / "disk")


def _circle(path: Path) -> None:
    _gone(path)
    path.symlink_to(path)


FAULTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    f"{place or 'home'} {name}": (place, fault)
    for places, faults in (
        (("", "config", "data", "cache"), {"closed": _mode(0), "listed only": _mode(0o400), "a file": _file, "a circle": _circle}),
        (("config", "data", "cache", "cache/index"), {"read only": _mode(0o500), "led nowhere": _nowhere}),
        (("cache/index",), {"closed": _mode(0), "listed only": _mode(0o400), "unlisted": _mode(0o300)}),
        (
            ("config/sources.yaml", "config/config.yaml", "data/reading.db", "cache/library.db"),
            {"closed": _mode(0), "read only": _mode(0o400), "a folder": _folder},
        ),
        (("config/sources.yaml",), {"led nowhere": _nowhere}),
        (("data/remarks",), {"closed": _mode(0)}),
    )
    for place in places
    for name, fault in faults.items()
}  # fmt: skip
"""What is refused: its name, and where what happens to a home."""


def _be_bound() -> None:
    """As root, on Linux, give up the capabilities to read and write whatever the permissions say."""
    if os.getuid() == 0 and sys.platform == "linux":

        class Header(ctypes.Structure):
            _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))

        class Data(ctypes.Structure):
            _fields_ = (
                ("effective", ctypes.c_uint32),
                ("permitted", ctypes.c_uint32),
                ("inheritable", ctypes.c_uint32),
            )

        libc = ctypes.CDLL(None, use_errno=True)
        header, data = Header(0x20080522, 0), (Data * 2)()
        libc.capget(ctypes.byref(header), data)
        for held in ("effective", "permitted"):
            setattr(data[0], held, getattr(data[0], held) & ~0b110)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.capset(ctypes.byref(header), data)


def _run(words: list[str]) -> tuple[int, str, str]:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        except BaseException:
            code = 70
            traceback.print_exc()
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    return code, texts[0], texts[1]


def run_all(home: Path, work: Path, tree: str) -> None:
    _be_bound()
    for number, (name, (place, fault)) in enumerate(FAULTS.items()):
        here = work / str(number) / "home"
        shutil.copytree(home, here)
        (here / "config" / "config.yaml").touch()
        fault(here / place)
        os.environ["PAPERNOTES_HOME"] = str(here)
        for command in COMMANDS:
            words = [tree if word == "TREE" else word for word in command.split()]
            code, out, err = _run(words)
            print(json.dumps({"home": name, "command": command, "code": code, "out": out, "err": err}))


if __name__ == "__main__":
    run_all(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
