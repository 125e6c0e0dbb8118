"""Text as it comes in: bytes to characters, and characters that may reach a terminal.

Notes are written by strangers. `clean` is the one place that decides what of their text is
safe to show; every reader of a format calls it before it looks at anything else.
"""

from __future__ import annotations

import json
import re
import unicodedata

from papernotes.notes.parts import NoteError
from papernotes.notes.patterns import lazy_pattern

SLUG_LENGTH = 80

_BINARY_SHARE = 20  # one control byte in so many, and a file is no text
_FOREIGN_SHARE = 5  # one broken character in so many, and a text is not in UTF-8
_CONTROL_BYTES = bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])  # not \t \n \f \r ESC
_ASCII = bytes(range(128))
_ASCII_CONTROLS = bytes([*range(9), *range(11, 32), 127])  # all but \t \n

# Characters that move the cursor, turn the writing direction, or take no room on the screen.
_UNSAFE = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NEWLINE = lazy_pattern("\r\n?|[\u2028\u2029\x85]")
# ECMA-48: strings (OSC, DCS, SOS, PM, APC) with their payload, control sequences (CSI), the rest.
_ESCAPE = lazy_pattern(
    "(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x1b\x07\x9c\n]*+(?:\x07|\x9c|\x1b\\\\)"
    "|(?:\x1b\\[|\x9b)[0-?]*+[ -/]*+[@-~]?"
    "|\x1b[ -/]*+[0-~]?"
)
# Zero-width joiners stay where scripts and emoji need them: inside Arabic, Indic and Mongolian words
# and between pictographs.
_JOINS = "\u0600-\u06ff\u0750-\u077f\u0840-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_KEPT_JOINER = lazy_pattern(
    f"(?<=[{_JOINS}])[\u200c\u200d](?=[{_JOINS}])|(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])"
)

_ACCENTS = lazy_pattern("[\u0300-\u036f]+")
_NOT_WORD = lazy_pattern(r"(?:[^\w+]|_|(?<![^\W_])(?<!\+)\++|\++(?=[^\W_]))+")
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_DASH = lazy_pattern("[\u2010-\u2015\u2212]")
_NOT_IN_SLUG = lazy_pattern(r"[^\w\s-]+")


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a byte order mark, any line ends, broken bytes as U+FFFD.

    Raises NoteError for what is no text or not in UTF-8. A stray control character is left for
    `clean` to drop.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        data = text.encode("utf-8", "replace")
    else:
        text = data.decode("utf-8-sig", "replace")
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > 2 and controls * _BINARY_SHARE > len(data):
        raise NoteError("is a binary file, not text")
    broken = text.count("\ufffd")
    if broken > 8 and broken * _FOREIGN_SHARE > len(text):
        raise NoteError("is not UTF-8 text")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean(text: str) -> str:
    """The text without anything that must not reach a terminal; what is clean comes back as it is.

    Gone are escape sequences as a whole, control characters but newline and tab, marks that turn
    the writing direction, characters without width (joiners stay where a script needs them),
    variation selectors, and halves of surrogate pairs. All line separators become newlines.
    """
    if not _is_unsafe(text):
        return text
    text = _ESCAPE.sub("", text)
    text = _NEWLINE.sub("\n", text).replace("\x0b", "\n").replace("\x0c", "\n")
    if "\u200c" not in text and "\u200d" not in text:
        return _UNSAFE.sub("", text)
    text = _UNSAFE.sub(lambda found: found[0] if found[0] in "\u200c\u200d" else "", text)
    kept = {found.start() for found in _KEPT_JOINER.finditer(text)}
    return re.sub("[\u200c\u200d]", lambda found: found[0] if found.start() in kept else "", text)


def escaped(json_text: str) -> str:
    r"""JSON in which nothing must not reach a terminal, and no value is another: what `clean` takes out stands as `\uXXXX`."""
    if not _is_unsafe(json_text):
        return json_text
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], json_text)


def _is_unsafe(text: str) -> bool:
    """Whether `clean` has anything to do: five times faster than the regex over all of an English note."""
    if text.isprintable() and text.isascii():
        return False
    data = text.encode("utf-8", "surrogatepass")
    if len(data.translate(None, _ASCII_CONTROLS)) < len(data):
        return True
    return _UNSAFE.search(data.translate(None, _ASCII).decode("utf-8", "surrogatepass")) is not None


def clean_line(text: str) -> str:
    """The text cleaned and on one line: all white space as single blanks, none at the ends."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """What two spellings of a title have in common: no case, accents, punctuation or double blanks.

    A plus that ends a word stays, since `LoRA` and `LoRA+` are two things.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
        text = unicodedata.normalize("NFKC", text)
    return _NOT_WORD.sub(" ", text).strip()


def title_slug(title: str) -> str:
    """A title as the paper-notes site names its files, for notes that come without a file.

    Lower case; dashes of all kinds are hyphens; punctuation but `-` and `_` is dropped; blanks
    become `_`; no more than 80 characters. A title without a letter is `untitled`.
    """
    text = unicodedata.normalize("NFC", clean_line(title)).lower().replace("×", "x")
    text = _NOT_IN_SLUG.sub("", _DASH.sub("-", text))
    return "_".join(text.split())[:SLUG_LENGTH] or "untitled"
