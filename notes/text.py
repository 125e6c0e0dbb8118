"""Text as it comes in: from bytes to characters, and to characters that may reach a terminal.

Notes are written by strangers. `clean` is the only place that decides what of their text is safe to show, and every
format calls it first. `fold` and `title_slug` make titles comparable.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache

from papernotes.notes.encodings import decoded
from papernotes.notes.patterns import lazy_pattern

MAXIMUM_SLUG_CHARACTERS = 80
WEB_SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
"""How the names of files end that are web pages."""

_README = lazy_pattern(r"(?:.*/)?readme(?:[._-][\w-]+)?\.(?:md|markdown)", re.IGNORECASE | re.DOTALL)
_ASCII_CONTROLS = bytes([*range(9), *range(11, 32), 127])  # all but \t \n
_SAFE_ASCII = bytes(set(range(128)) - set(_ASCII_CONTROLS))

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
# Zero-width joiners stay where scripts and emoji need them: inside Arabic, Indic and Mongolian words, and between
# pictographs.
_JOINS = "\u0600-\u06ff\u0750-\u077f\u0840-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_KEPT_JOINER = lazy_pattern(
    f"(?<=[{_JOINS}])[\u200c\u200d](?=[{_JOINS}])|(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])"
)

_ACCENTS = lazy_pattern("[\u0300-\u036f]+")
_NOT_WORD = lazy_pattern(r"[\W_]+")
_NOT_WORD_OR_PLUS = lazy_pattern(r"(?:[^\w+]|_|(?<![^\W_])(?<!\+)\++|\++(?=[^\W_]))+")
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_DASH = lazy_pattern("[\u2010-\u2015\u2212]")
_NOT_IN_SLUG = lazy_pattern(r"[^\w\s-]+")


def decode(data: bytes) -> str:
    """The text of a file, with `\n` as line ends: see `notes.encodings.decoded`. Raises NoteError if the file is not text.

    Stray control characters stay; `clean` drops them.
    """
    return decoded(data).text


def clean(text: str) -> str:
    """The text without anything that must not reach a terminal.

    It drops whole escape sequences, control characters except newline and tab, marks that change the writing direction,
    characters without width (joiners stay where a script needs them), variation selectors, and halves of surrogate
    pairs. All line separators become newlines. Clean text is returned as it is.
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
    r"""JSON that is safe for a terminal and has the same values: what `clean` would drop becomes `\uXXXX`."""
    if not _is_unsafe(json_text):
        return json_text
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], json_text)


def _is_unsafe(text: str) -> bool:
    """Whether `clean` has anything to do. Five times faster than running the regex over all of an English note."""
    if text.isprintable() and text.isascii():
        return False
    rest = text.encode("utf-8", "surrogatepass").translate(None, _SAFE_ASCII)  # nearly all of most texts
    if not rest:
        return False
    other = rest.translate(None, _ASCII_CONTROLS)
    return len(other) < len(rest) or _UNSAFE.search(other.decode("utf-8", "surrogatepass")) is not None


def clean_line(text: str) -> str:
    """The text cleaned and on one line. Each run of white space becomes a blank; there is none at the ends."""
    return " ".join(clean(text).split())


def is_readme(path: str) -> bool:
    """Whether a path is that of a README in Markdown, in any language (`README.zh.md`)."""
    return _README.fullmatch(path) is not None


def composed(text: str) -> str:
    """The text in Unicode's form NFC, in which one name has one spelling: a file system may give another (NFD)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The text in the form that all spellings of a title share: without case, accents, punctuation and double blanks.

    A plus at the end of a word stays, since `LoRA` and `LoRA+` are two things.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
        text = unicodedata.normalize("NFKC", text)
    return (_NOT_WORD_OR_PLUS if "+" in text else _NOT_WORD).sub(" ", text).strip()


def title_slug(title: str) -> str:
    """A title as the paper-notes site names its files, for notes that come without a file.

    Letters become lower case, dashes of all kinds hyphens, and blanks `_`; other punctuation goes. At most 80 characters
    are kept. A title without a letter becomes `untitled`.
    """
    text = unicodedata.normalize("NFC", clean_line(title)).lower().replace("×", "x")
    text = _NOT_IN_SLUG.sub("", _DASH.sub("-", text))
    return "_".join(text.split())[:MAXIMUM_SLUG_CHARACTERS] or "untitled"
