"""What is wrong in a file of the configuration folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TOLD = 2
"""Problems of a file that are shown when the application starts."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """A mistake in a file. `line` counts from 1, 0 for the whole file."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.reason}"


def told(problems: Sequence[ConfigProblem], command: str) -> str:
    """The first problems, one a line, and the command that shows the others."""
    lines = [str(problem) for problem in problems[:TOLD]]
    if len(problems) > TOLD:
        lines.append(f"and {len(problems) - TOLD} more; `papernotes {command}` tells all")
    return "\n".join(lines)
