"""Patterns that are compiled when they are first used, not when their module is loaded.

To compile all of ours takes 34 ms, a tenth of one search, which uses a few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._source = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)  # `re` keeps what it has compiled
        setattr(self, name, value)  # so that this is not asked again
        return value


def lazy_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but a mistake in the expression (`re.error`) is raised when the pattern is first used."""
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))
