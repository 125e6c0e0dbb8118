"""What a bug report needs, without anything private.

The report has versions, sizes, counts, health, file modes, kinds of file systems, and settings that differ from their
defaults. It has nothing that a person chose or wrote: no names, titles, paths or queries, and no error messages, which
may quote these. Each line is made of words from the tables here and of numbers; nothing is quoted. At the end the
whole text is searched once more for what is known to be private.
"""

from __future__ import annotations

import getpass
import locale
import os
import platform
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from papernotes.config.paths import Paths
from papernotes.config.settings import DEFAULT, FIELDS
from papernotes.config.settings_file import read_configuration
from papernotes.health import Health, versions

_VARIABLES = ("TERM", "COLORTERM", "TERM_PROGRAM", "LANG", "LC_ALL", "LC_CTYPE")
"""Environment variables that describe the terminal. A value is shown only if it looks as such values do."""
_SWITCHES = (
    "NO_COLOR",
    "FORCE_COLOR",
    "TMUX",
    "STY",
    "SSH_CONNECTION",
    "PAPERNOTES_HOME",
    "XDG_DATA_HOME",
    "TMPDIR",
)
"""The report says only whether these environment variables are set, not what they hold."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,31}")
_REASONS = (
    "permission denied", "no space left", "read-only", "no such file", "not a directory", "is a directory",
    "too many levels", "disk i/o error", "full", "damaged", "malformed", "not a database", "locked", "busy",
    "cannot be read", "not read yet", "cannot be written", "cannot be opened", "another version", "newer papernotes", "there is no index",
    "not as it was written", "waiting", "belongs to somebody else", "others may", "symbolic link", "too large", "utf-8",
    "binary", "unprintable", "neither a file nor a folder", "not yaml", "no setting", "no action", "no context",
    "second time", "expected", "declares", "no title", "is no note",
)  # fmt: skip
"""An error is described only by which of these words its message contains."""
_SHOWN_TEXTS = ("theme",)
"""Settings whose text is one of ours, and so may be shown."""


def report(paths: Paths, health: Health, encoding: str) -> str:
    """The text to put into a bug report; `encoding` is that of the terminal."""
    parts = (
        ("versions", [*versions().items(), ("sqlite", sqlite3.sqlite_version), *_system()]),
        ("terminal", _terminal(encoding)),
        ("counts", [*health.counts.items(), *_counted(health)]),
        ("sizes", _sizes(paths)),
        ("health", ((store.name, _in_short(store.fault) if store.fault else "in order") for store in health.stores)),
        ("folders", _folders(paths)),
        ("settings", _settings(paths)),
        ("problems", _problems(health)),
    )  # fmt: skip
    lines = ["papernotes: report, without names, paths and texts of yours"]
    for title, rows in parts:
        lines.append(title)
        lines += [f"  {name:<18} {value}" for name, value in rows]
    return _without_private("\n".join(lines) + "\n", paths, health)


def _system() -> Iterator[tuple[str, str]]:
    yield "system", f"{platform.system()} {platform.release()} {platform.machine()}"
    yield "implementation", platform.python_implementation()


def _terminal(encoding: str) -> Iterator[tuple[str, str]]:
    size = shutil.get_terminal_size((0, 0))
    yield "size", f"{size.columns} × {size.lines} cells"
    yield (
        "is a terminal",
        ", ".join(name for name in ("stdin", "stdout", "stderr") if getattr(sys, name).isatty()) or "no",
    )
    for name in _VARIABLES:
        if value := os.environ.get(name):
            yield name, value if _PLAIN.fullmatch(value) else "(not shown)"
    yield "set", ", ".join(name for name in _SWITCHES if os.environ.get(name)) or "none that matters"
    yield (
        "encodings",
        f"{locale.getpreferredencoding(False)}, files {sys.getfilesystemencoding()}, output {encoding}",
    )


def _counted(health: Health) -> Iterator[tuple[str, int]]:
    for kind, number in sorted(Counter(source.kind for source in health.sources).items()):
        yield f"sources: {kind}", number


def _sizes(paths: Paths) -> Iterator[tuple[str, str]]:
    for name, path in (
        ("library", paths.library),
        ("index", paths.index_folder),
        ("reading state", paths.data / "reading.db"),
        ("its log", paths.data / "reading.db-wal"),
        ("copies", paths.data / "copies"),
        ("remarks", paths.data / "remarks"),
        ("clones", paths.repositories),
    ):
        number, size = 0, 0
        for file in (path, *path.rglob("*")) if path.is_dir() else (path,):
            with suppress(OSError):
                status = file.lstat()
                if stat.S_ISREG(status.st_mode):
                    number, size = number + 1, size + status.st_size
        yield name, f"{size:,} bytes in {number:,} {'file' if number == 1 else 'files'}"


def _folders(paths: Paths) -> Iterator[tuple[str, str]]:
    """Mode, owner, file system and free space of each folder."""
    mounted = _mounted()
    for name, folder in (("config", paths.config), ("data", paths.data), ("cache", paths.cache)):
        try:
            status, space = folder.stat(), os.statvfs(folder)
        except OSError as error:
            yield name, os.strerror(error.errno or 0)
            continue
        whose = "own" if status.st_uid == os.getuid() else "of somebody else"
        real = os.path.realpath(folder)
        within = [where for where in mounted if real == where or real.startswith(where.rstrip("/") + "/")]
        kind = mounted[max(within, key=len)] if within else "unknown"
        only = ", read only" if space.f_flag & os.ST_RDONLY else ""
        free = space.f_bavail * space.f_frsize
        yield (
            name,
            f"mode {stat.S_IMODE(status.st_mode):o}, {whose}, on {kind}{only}, {free // 1_000_000:,} MB free",
        )


def _mounted() -> dict[str, str]:
    """Mount point → the kind of its file system."""
    with suppress(OSError, UnicodeDecodeError):
        lines = Path("/proc/self/mounts").read_text("utf-8").splitlines()
        found = [line.split() for line in lines]
        return {words[1].replace(r"\040", " "): words[2] for words in found if len(words) > 2}
    with suppress(OSError, subprocess.SubprocessError):  # macOS: "/dev/disk1 on / (apfs, local)"
        told = subprocess.run(["mount"], capture_output=True, encoding="utf-8", errors="replace", timeout=5, check=False)  # fmt: skip
        return dict(re.findall(r" on (.+?) \((\w+)", told.stdout))
    return {}


def _settings(paths: Paths) -> Iterator[tuple[str, str]]:
    configuration, _ = read_configuration(paths.configuration)
    defaults = asdict(DEFAULT)
    changed = {name: value for name, value in asdict(configuration).items() if value != defaults[name]}
    for name, value in changed.items():
        shown = not isinstance(value, str) or name in _SHOWN_TEXTS
        yield name, f"{value}" if shown else "(a text of your own)"
    yield "changed", f"{len(changed)} of {len(FIELDS)} settings"


def _problems(health: Health) -> Iterator[tuple[str, str]]:
    """How many problems there are of each kind."""
    ours = ("sources", "keybindings", "configuration", "views", "permissions")
    counted = Counter(
        (problem.source if problem.source in ours and problem.path.startswith("/") else "a note", _in_short(problem.reason))
        for problem in health.problems
    )  # fmt: skip
    for (where, what), number in counted.most_common():
        yield where, f"{number:,} × {what}"
    if not counted:
        yield "none", ""


def _in_short(words: str) -> str:
    """An error message reduced to words from our own table."""
    folded = words.casefold()
    return ", ".join(reason for reason in _REASONS if reason in folded) or "something else"


def _without_private(text: str, paths: Paths, health: Health) -> str:
    """Remove from the text what is known to be private, in case any of it got in after all."""
    private = {str(path) for path in paths} | {platform.node()}
    with suppress(RuntimeError):
        private.add(str(Path.home()))
    private |= {platform.node().partition(".")[0]}
    private |= {part for source in health.sources if source.name != "sample" for part in (source.name, source.location)}  # fmt: skip
    with suppress(OSError, KeyError, ImportError):
        private.add(getpass.getuser())
    ours = {word for line in _REASONS for word in line.split()} | {"papernotes", "linux", "darwin", "python"}
    for secret in sorted(filter(None, private), key=len, reverse=True):
        if len(secret) > 2 and secret.casefold() not in ours:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "(private)", text)
    return text
