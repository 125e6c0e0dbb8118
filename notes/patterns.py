"""Regular expressions that are compiled when they are first used, not when their module is loaded.

Compiling all of ours takes 34 ms, a tenth of the time of a search, which needs only a few of them.
"""

from __future__ import annotations

import re
import sys
from typing import Any, cast

GROUPS_MAY_BE_POSSESSIVE = sys.version_info >= (3, 11, 5)
"""Before, `(…)*+` may match in the wrong place: https://github.com/python/cpython/issues/106052. `(?>(…)*)` does not."""
_QUANTIFIER = re.compile(r"([*+?]|\{\d*,?\d*\})\+")
_CHARACTER_SET = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)


def with_atomic_groups(expression: str) -> str:
    """The expression with `(?>(…)*)` for each `(…)*+`, which is the same. The source is not in the verbose form."""
    parts: list[str] = []
    opened: list[int] = []  # where in `parts` the groups begin that are not closed yet
    at = 0
    while at < len(expression):
        character = expression[at]
        length = 2 if character == "\\" else 1
        if character == "[" and (found := _CHARACTER_SET.match(expression, at)):
            length = found.end() - at
        elif character == "(":
            opened.append(len(parts))
        parts.append(expression[at : at + length])
        at += length
        if character == ")":
            begin = opened.pop()
            if found := _QUANTIFIER.match(expression, at):
                parts.insert(begin, "(?>")
                parts.append(f"{found[1]})")
                at = found.end()
    return "".join(parts)


def compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, also where Python mistakes possessive groups."""
    return re.compile(expression if GROUPS_MAY_BE_POSSESSIVE else with_atomic_groups(expression), flags)


class _LazyPattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._source = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(compiled(*self._source), name)  # `re` caches what it has compiled
        setattr(self, name, value)  # so that `__getattr__` is not called again
        return value


def lazy_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, except that an invalid expression raises `re.error` only when the pattern is first used."""
    return cast("re.Pattern[str]", _LazyPattern(expression, flags))
