"""How keystrokes are written in `keybindings.yaml`, and their names in Textual.

A keystroke is a character (`j`, `G`, `/`), a name (`enter`, `pagedown`, `f5`), or either with
`ctrl+`, `alt+` or `shift+` before it (`ctrl+d`). Several characters are pressed one after another
(`gg`); with blanks between them, so are names (`g enter`).
"""

from __future__ import annotations

import unicodedata
from functools import cache

from papernotes.glyphs import glyphs

NAMES = {
    "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown",
    "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
}  # fmt: skip
MODIFIERS = ("ctrl", "alt", "shift")
MAXIMUM_KEYS = 3

# A terminal sends the same bytes for both.
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape"}
# How other programs, and our screen, write the names.
_MEANT = {
    "esc": "escape", "return": "enter", "ret": "enter", "⏎": "enter", "del": "delete", "ins": "insert", "spc": "space",
    "bs": "backspace", "⌫": "backspace", "backtab": "shift+tab", "pgup": "pageup", "pgdn": "pagedown", "pgdown": "pagedown",
    "↑": "up", "↓": "down", "←": "left", "→": "right", **{name: name for name in NAMES},
}  # fmt: skip
_MEANT_MODIFIERS = {"^": "ctrl", "C-": "ctrl", "M-": "alt", "A-": "alt", "S-": "shift"}
# Characters that have another name in Textual than in Unicode.
_TEXTUAL = {"_": "underscore", "-": "minus", "+": "plus", "/": "slash", "\\": "backslash", "@": "at"}


Keys = tuple[str, ...]
"""A keystroke: the keys pressed one after another, as Textual names them."""


class KeystrokeError(ValueError):
    """A keystroke that is not possible; the message says why."""


@cache
def parse(text: str) -> Keys:
    """The keystroke that this text means. Raises KeystrokeError."""
    keys: list[str] = []
    for part in text.split():
        if part in NAMES or "+" in part[1:-1]:
            keys.append(_key(part))
        elif meant := _meant(part):
            between = f", or {' '.join(part)} for one after another" if 1 < len(part) <= MAXIMUM_KEYS else ""
            raise KeystrokeError(f"{part}: write {meant}{between}")
        else:
            keys += [_key(character) for character in part]
    if not keys:
        raise KeystrokeError("no keystroke")
    if len(keys) > MAXIMUM_KEYS:
        raise KeystrokeError(
            f"{text}: more than {MAXIMUM_KEYS} keys; names are {', '.join(sorted(NAMES)[:6])} …"
        )
    return tuple(keys)


def _meant(part: str) -> str:
    """How to write here what other programs write as `Esc`, `^d` or `<C-d>`; empty for anything else."""
    inner = part[1:-1] if part.startswith("<") and part.endswith(">") else part
    for sign, modifier in _MEANT_MODIFIERS.items():
        name = inner.removeprefix(sign)
        if name != inner and (len(name) == 1 or name.lower() in _MEANT):
            key = name if len(name) == 1 else _MEANT[name.lower()]
            return key.upper() if modifier == "shift" and len(key) == 1 else f"{modifier}+{key}"
    return _MEANT.get(inner.lower(), "")


def is_typed(keys: Keys) -> bool:
    """Whether these keys include a plain character, which is text where text is typed."""
    return any(key == "space" or (key not in NAMES and "+" not in key) for key in keys)


def _key(part: str) -> str:
    cut = part.rfind("+", 1, -1)
    modifiers, name = (part[:cut].split("+"), part[cut + 1 :]) if cut > 0 else ([], part)
    if unknown := [modifier for modifier in modifiers if modifier not in MODIFIERS]:
        raise KeystrokeError(f"{part}: {unknown[0]} is not one of {', '.join(MODIFIERS)}")
    if name not in NAMES and len(name) != 1:
        raise KeystrokeError(f"{part}: there is no key {name}")
    if len(name) == 1 and not name.isprintable():
        raise KeystrokeError("an unprintable character cannot be a keystroke")
    if modifiers == ["shift"] and len(name) == 1:
        meant = name.upper() if name.isalpha() else f"the character that it types instead of {name}"
        raise KeystrokeError(f"{part}: write {meant}")
    if "ctrl" in modifiers and len(name) == 1:
        same = _SAME.get(f"ctrl+{name}")
        if same:
            raise KeystrokeError(f"{part}: terminals cannot tell it from {same}")
        name = name.lower()
    return "+".join([*sorted(modifiers, key=MODIFIERS.index), _textual_name(name)])


def _textual_name(name: str) -> str:
    """The name in Textual: for a character that is not a letter or digit, its Unicode name (`slash`)."""
    if len(name) > 1 or name.isalnum():
        return name
    return _TEXTUAL.get(name) or unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")


def display(keys: tuple[str, ...]) -> str:
    """Keys in the short form that people write: `^d`, `gg`, `?`."""
    return glyphs.keys("".join(_display(key) for key in keys))


_SHORT = {
    "escape": "Esc", "enter": "⏎", "tab": "Tab", "space": "Space", "backspace": "⌫", "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
    "shift+tab": "S-Tab", "less_than_sign": "<", "greater_than_sign": ">",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
    **{name: character for character, name in _TEXTUAL.items()},
}  # fmt: skip


def _display(key: str) -> str:
    if key.startswith("ctrl+"):
        return f"^{_display(key.removeprefix('ctrl+'))}"
    if key in _SHORT or len(key) == 1:
        return _SHORT.get(key, key)
    try:
        return unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return key
