"""How keystrokes are written in `keybindings.yaml`, and what Textual calls them.

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
LONGEST = 3

# What a terminal sends for these is what it sends for the name.
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape"}
# How the names are written elsewhere, and on the screen here.
_MEANT = {
    "esc": "escape", "return": "enter", "ret": "enter", "⏎": "enter", "del": "delete", "ins": "insert", "spc": "space",
    "bs": "backspace", "⌫": "backspace", "backtab": "shift+tab", "pgup": "pageup", "pgdn": "pagedown", "pgdown": "pagedown",
    "↑": "up", "↓": "down", "←": "left", "→": "right", **{name: name for name in NAMES},
}  # fmt: skip
_MEANT_MODIFIERS = {"^": "ctrl", "C-": "ctrl", "M-": "alt", "A-": "alt", "S-": "shift"}
# What Textual calls characters otherwise than Unicode does.
_TEXTUAL = {"_": "underscore", "-": "minus", "+": "plus", "/": "slash", "\\": "backslash", "@": "at"}


Keys = tuple[str, ...]
"""A keystroke: the keys pressed one after another, as Textual names them."""


class KeystrokeError(ValueError):
    """A keystroke that cannot be; the message says why."""


@cache
def parse(text: str) -> Keys:
    """The keystroke that is written so. Raises KeystrokeError."""
    keys: list[str] = []
    for part in text.split():
        if part in NAMES or "+" in part[1:-1]:
            keys.append(_key(part))
        elif meant := _meant(part):
            between = f", or {' '.join(part)} for one after another" if 1 < len(part) <= LONGEST else ""
            raise KeystrokeError(f"{part}: write {meant}{between}")
        else:
            keys += [_key(character) for character in part]
    if not keys:
        raise KeystrokeError("no keystroke")
    if len(keys) > LONGEST:
        raise KeystrokeError(f"{text}: more than {LONGEST} keys; names are {', '.join(sorted(NAMES)[:6])} …")
    return tuple(keys)


def _meant(part: str) -> str:
    """How to write what is written as elsewhere, `Esc`, `^d`, `<C-d>`; empty where it is no such thing."""
    inner = part[1:-1] if part.startswith("<") and part.endswith(">") else part
    for sign, modifier in _MEANT_MODIFIERS.items():
        name = inner.removeprefix(sign)
        if name != inner and (len(name) == 1 or name.lower() in _MEANT):
            key = name if len(name) == 1 else _MEANT[name.lower()]
            return key.upper() if modifier == "shift" and len(key) == 1 else f"{modifier}+{key}"
    return _MEANT.get(inner.lower(), "")


def is_typed(keys: Keys) -> bool:
    """Whether these are characters, which are typed where one types."""
    return any(key == "space" or (key not in NAMES and "+" not in key) for key in keys)


def _key(part: str) -> str:
    cut = part.rfind("+", 1, -1)
    modifiers, name = (part[:cut].split("+"), part[cut + 1 :]) if cut > 0 else ([], part)
    if unknown := [modifier for modifier in modifiers if modifier not in MODIFIERS]:
        raise KeystrokeError(f"{part}: {unknown[0]} is none of {', '.join(MODIFIERS)}")
    if name not in NAMES and len(name) != 1:
        raise KeystrokeError(f"{part}: there is no key {name}")
    if len(name) == 1 and not name.isprintable():
        raise KeystrokeError("an unprintable character is no keystroke")
    if modifiers == ["shift"] and len(name) == 1:
        meant = name.upper() if name.isalpha() else f"the character that it gives instead of {name}"
        raise KeystrokeError(f"{part}: write {meant}")
    if "ctrl" in modifiers and len(name) == 1:
        same = _SAME.get(f"ctrl+{name}")
        if same:
            raise KeystrokeError(f"{part}: terminals cannot tell it from {same}")
        name = name.lower()
    return "+".join([*sorted(modifiers, key=MODIFIERS.index), _textual_name(name)])


def _textual_name(name: str) -> str:
    """Textual names a character that is no letter or digit as Unicode does: `slash`."""
    if len(name) > 1 or name.isalnum():
        return name
    return _TEXTUAL.get(name) or unicodedata.name(name, name).lower().replace("-", "_").replace(" ", "_")


def display(keys: tuple[str, ...]) -> str:
    """Keys as people write them, short: `^d`, `gg`, `?`."""
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
