"""Completing the path of a file or a folder that is being typed, as a shell does."""

from __future__ import annotations

import os
from pathlib import Path

MAXIMUM_LOOKED_AT = 10_000
"""How many names of a folder are looked at."""


def completed(typed: str) -> tuple[str, list[str]]:
    """The path as far as what is there completes it, and the names that it may go on with, if there are several.

    It is as typed where nothing is there that begins so. A leading `~` stands for the home folder. Hidden files are left
    out unless their dot is typed, and names with characters that cannot be shown always.
    """
    if typed == "~":
        return "~/", []
    folder, begun = os.path.split(typed)
    names = sorted(
        name
        for name in _names_in(folder)
        if name.startswith(begun) and begun.startswith(".") >= name.startswith(".")
    )
    if not names:
        return typed, []
    common = os.path.commonprefix(names)  # noqa: RUF071  # a path is typed by characters
    return typed.removesuffix(begun) + common, names if len(names) > 1 else []


def _names_in(folder: str) -> list[str]:
    """The names of what is in a folder, those of folders with a slash; none where it cannot be read."""
    try:
        with os.scandir(Path(folder or ".").expanduser()) as found:
            entries = [entry for entry, _ in zip(found, range(MAXIMUM_LOOKED_AT), strict=False)]
            return [
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in entries
                if entry.name.isprintable()
            ]
    except (OSError, ValueError, RuntimeError):  # no such folder; a NUL in its name; no such person
        return []
