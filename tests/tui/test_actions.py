"""Every keystroke of the table of actions runs its action, in every place where it applies."""

from __future__ import annotations

import pytest

from papernotes.keymap.actions import ACTIONS, OVERLAP
from papernotes.keymap.keystrokes import parse
from papernotes.tui.app import PapernotesApp
from papernotes.tui.bindings import textual_action

PLACES = {
    "venues": ("list", "g1"),
    "topics": ("list", "g2"),
    "papers": ("list", "g3"),
    "note": ("note", "g4"),
    "query": ("search", "/"),
    "find-text": ("find", "g4/"),
}
"""What has the keyboard → its context, and the keys that lead there from the papers."""


def expected(context: str) -> dict[str, str]:
    """Keystroke → what it runs in a context, where one context's keystrokes go before those around it."""
    around = reversed(OVERLAP[context])
    return {
        keystroke: textual_action(action).removeprefix("app.")
        for name in around
        for action in ACTIONS
        if action.context == name
        for keystroke in action.keystrokes
    }


@pytest.mark.parametrize("place", PLACES)
async def test_every_keystroke_runs_its_action(filled, reader, monkeypatch, place):
    context, keys = PLACES[place]
    ran: list[str] = []

    async def note(app, action, *arguments, **named) -> bool:
        ran.append(action.removeprefix("app."))  # Textual has leaving bound to the application itself
        return True

    async with reader(size=(140, 20)) as opened:
        await opened.press(*keys)
        focused = opened.app.focused
        assert focused is not None and focused.id == place
        monkeypatch.setattr(PapernotesApp, "run_action", note)
        found = {}
        for keystroke in expected(context):
            ran.clear()
            await opened.pilot.press(*parse(keystroke))
            await opened.wait_until(lambda: ran)
            await opened.pilot.pause(0)  # and if it runs another one, that is seen too
            found[keystroke] = " ".join(ran)
        assert found == expected(context)
