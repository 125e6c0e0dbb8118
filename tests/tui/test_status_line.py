"""The bottom line, at any width."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("width", [24, 40, 80])
async def test_help_is_always_offered(width: int, filled: Any, reader: Any) -> None:
    async with reader(size=(width, 15)) as opened:
        status = opened.screen.ui.status
        assert "? help" in str(status.content)
        await opened.press("s")
        assert opened.message
        assert "? help" in str(status.content)
        await opened.press("l")
        assert "? help" in str(status.content)
        await opened.press("h", "slash")
        assert "F1 help" in str(status.content)
