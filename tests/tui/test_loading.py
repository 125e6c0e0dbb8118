"""Modules that stand in for others while Textual is loaded."""

from __future__ import annotations

import importlib
import sys

import pytest

from papernotes.startup import left_out
from papernotes.tui.startup import loaded_when_called


@pytest.fixture(autouse=True)
def _unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)


def test_a_function_loads_its_module_when_it_is_called() -> None:
    stand_in = loaded_when_called("colorsys", "rgb_to_hsv")
    with left_out({"colorsys": stand_in}):
        function = importlib.import_module("colorsys").rgb_to_hsv
    assert "colorsys" not in sys.modules
    assert function(1, 0, 0) == (0, 1, 1)
    assert sys.modules["colorsys"] is not stand_in


def test_what_else_is_asked_for_loads_it_at_once_and_it_stays_loaded() -> None:
    stand_in = loaded_when_called("colorsys", "rgb_to_hsv")
    with left_out({"colorsys": stand_in}):
        third = importlib.import_module("colorsys").ONE_THIRD
    assert third == pytest.approx(1 / 3)
    assert sys.modules["colorsys"] is not stand_in
    assert stand_in.rgb_to_hsv(1, 0, 0) == (0, 1, 1)
