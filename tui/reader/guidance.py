"""The line under the search bar: what is wrong with the query, what to know about the view, or what to do if it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lazy import lazy_modules
from papernotes.views import Mistake, Shown, View

if TYPE_CHECKING:
    from papernotes import mistakes
    from papernotes.keymap.keymap import Keymap
else:
    mistakes = lazy_modules("papernotes.mistakes")

FIRST_STEPS = (
    (("list.down", "list.up"), "move"), (("list.into",), "opens"), (("reader.search",), "searches"),
    (("reader.add",), "adds your own notes"),
)  # fmt: skip
"""What to try in the sample library: the ids of actions, and what their keystrokes do."""


def greeting(keymap: Keymap) -> str:
    """What is said when the reader is opened for the first time, on the sample library."""
    steps = [
        f"{' '.join(keystrokes)} {does}"
        for ids, does in FIRST_STEPS
        if (keystrokes := [keys[0] for id_ in ids if (keys := keymap.shown(id_))])
    ]
    return f"a sample library: {', '.join(steps)}" if steps else "a sample library"


def guidance(shown: Shown, keymap: Keymap, *, greeting: str = "", reading: bool = False) -> str:
    """One line about a view, or an empty one. `reading`: the sources are being read at the moment."""
    if shown.ids:
        return (
            "only titles are searched until the index is built"
            if shown.only_titles
            else shown.hint or greeting
        )
    if shown.hint:
        return shown.hint
    if shown.elsewhere is not None:
        there = f"{shown.elsewhere.total:,} everywhere"
        return (
            f"nothing found with these filters, but {there}{how(keymap, 'reader.everywhere', 'shows them')}"
        )
    if shown.view.query.strip():
        words = ", ".join(shown.suggestions)
        meant = f"; did you mean: {words}{how(keymap, 'reader.correct', 'accepts it')}" if words else ""
        if shown.weak:
            return f"no paper has all words{meant}" if meant else ""
        narrowed = shown.view != View(shown.view.query, order=shown.view.order)
        where = " with these filters" if narrowed and not words else ""
        where += " in titles, which alone are searched until the index is built" if shown.only_titles else ""
        return f"nothing found{where}{meant}{how(keymap, 'reader.clear', 'clears the search')}"
    if shown.view != View(order=shown.view.order):
        return f"no papers with these filters{how(keymap, 'reader.clear', 'clears them')}"
    if reading:
        return "the notes are being read for the first time, and appear here in a moment"
    adds = (
        how(keymap, "reader.add", "adds a folder, repository or page")
        or "; leave and `papernotes add FOLDER`"
    )
    return f"no notes yet{adds}{how(keymap, 'reader.sync', 'reads again')}"


def explained(wrong: Mistake, keymap: Keymap) -> str:
    """One line about a mistake in a query: its column, what is wrong, and what was probably meant."""
    if not wrong.correction:
        return f"column {wrong.column}: {wrong.message}"
    start, end = mistakes.span(wrong.correction, wrong)
    meant = wrong.correction[start:end]
    if wrong.message.endswith(mistakes.QUOTE_HINT):
        said = f"{wrong.message}: {meant}"
    elif "did you mean" in wrong.message:
        said = wrong.message
    else:
        said = f"{wrong.message}; did you mean {meant}"
    otherwise = f"; {mistakes.QUOTE_HINT}" if wrong.as_text not in ("", wrong.correction) else ""
    return f"column {wrong.column}: {said}{how(keymap, 'reader.correct', 'accepts it')}{otherwise}"


def how(keymap: Keymap, id_: str, does: str, begin: str = "; ") -> str:
    """`; KEYSTROKE does …`, to be put behind a text; empty if no keystroke runs the action `id_`. `does` is a verb phrase."""
    keystrokes = keymap.shown(id_)
    return f"{begin}{keystrokes[0]} {does}" if keystrokes else ""
