"""Which lines of Markdown are fenced code, in which nothing is a table."""

from __future__ import annotations

from papernotes.notes import lazy_pattern

_FENCE = lazy_pattern(r" {0,3}(`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})([^\n]*)")


def fence_after(fence: str, text: str, begin: int = 0) -> str:
    """The fence that is open after the line that begins at `begin`, if `fence` is open before it; empty for none.

    A fence is closed by one that is at least as long and has no language: https://spec.commonmark.org/0.31.2/#fenced-code-blocks
    """
    found = _FENCE.match(text, begin)
    if found is None:
        return fence
    if not fence:
        return found[1]
    return "" if found[1].startswith(fence) and not found[2].strip() else fence
