"""Mistakes in the files of the configuration folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MAXIMUM_SHOWN = 2
"""How many problems of a file are shown when the application starts."""


class ConfigProblem(NamedTuple):
    """A mistake in a file. `line` counts from 1; 0 means the whole file."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.reason}"


def told(problems: Sequence[ConfigProblem], command: str) -> str:
    """The first problems, one a line, and the command that shows the others."""
    lines = [str(problem) for problem in problems[:MAXIMUM_SHOWN]]
    if len(problems) > MAXIMUM_SHOWN:
        lines.append(f"and {len(problems) - MAXIMUM_SHOWN} more; `papernotes {command}` shows all")
    return "\n".join(lines)
