"""From bytes to text: UTF-8 and UTF-16, and the encodings that came before them, which are guessed and told.

A file in none of them, or of another program, is not text. What is guessed: which of the old encodings of East Asia has its
own characters in the text, else Windows-1252, where letters with accents stand alone among others.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from papernotes.notes.model import NoteError
from papernotes.notes.patterns import lazy_pattern

_MINIMUM_BYTES_PER_CONTROL = 20  # a file with more control bytes than one in 20 is not text
_MINIMUM_CHARACTERS_PER_BROKEN = 5  # a text with more broken characters than one in 5 is in no encoding
_CONTROL_BYTES = bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])  # not \t \n \f \r ESC
_SAMPLE_BYTES = 1 << 16
_HIGH_RUN = re.compile(b"[\x80-\xff]+")
_KANA = lazy_pattern("[\u3041-\u30ff]")
_NARROW_KANA = lazy_pattern("[\uff61-\uff9f]")
_HANGUL = lazy_pattern("[\uac00-\ud7a3]")
_NOT_ASCII = lazy_pattern(r"[^\x00-\x7f]")

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "a document in RTF"),
)
_ANY_SIGNATURE = tuple(signature for signature, _ in _SIGNATURES)
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


class Decoded(NamedTuple):
    """The text of a file, and the encoding that was guessed; empty if it is in UTF-8 or UTF-16."""

    text: str
    guessed: str = ""


def decoded(data: bytes) -> Decoded:
    """The text of a file in Unicode's form NFC, with `\\n` as line ends and without byte order mark; broken bytes become U+FFFD.

    Raises NoteError, with what it is instead, if the file is not text. Stray control characters stay.
    """
    if data.startswith(_LFS_POINTER):
        raise NoteError("is a pointer of Git LFS, not the file itself; `git lfs pull` fetches it")
    if data.startswith(_ANY_SIGNATURE):
        kind = next(kind for signature, kind in _SIGNATURES if data.startswith(signature))
        raise NoteError(f"is a binary file ({kind}), not text")
    guessed = ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        data = text.encode("utf-8", "replace")
    else:
        text = data.decode("utf-8-sig", "replace")
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > 2 and controls * _MINIMUM_BYTES_PER_CONTROL > len(data):
        raise NoteError("is a binary file, not text")
    broken = text.count("\ufffd") if "\ufffd" in text else 0  # to look for one is faster than to count
    if broken and broken > len(_NOT_ASCII.findall(text)) - broken:  # else it is UTF-8 with some broken bytes
        guessed = _encoding_of(data[:_SAMPLE_BYTES])
        text = data.decode(_CODECS[guessed], "replace") if guessed else text
        broken = text.count("\ufffd")
    if broken > 8 and broken * _MINIMUM_CHARACTERS_PER_BROKEN > len(text):
        raise NoteError("is not UTF-8 text")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return Decoded(text if text.isascii() else unicodedata.normalize("NFC", text), guessed)


_CODECS = {
    "Shift-JIS": "cp932",
    "EUC-JP": "euc_jp",
    "EUC-KR": "cp949",
    "GBK": "gb18030",
    "Big5": "big5hkscs",
    "Windows-1252": "cp1252",
}
"""What we call an encoding → its name in Python."""


def _encoding_of(data: bytes) -> str:
    """The old encoding that a text is in, as _CODECS names it; empty if it looks like none."""
    runs = [len(run) for run in _HIGH_RUN.findall(data)]
    for name in ("Shift-JIS", "EUC-JP"):
        text = data.decode(_CODECS[name], "ignore")
        if _share(_KANA, text) > 0.2 and _share(_NARROW_KANA, text) < 0.1 and _is_whole(data, text, name):
            return name
    # In two bytes for a character, the second may be ASCII; but then there are many of them.
    if sum(run == 1 for run in runs) * 2 > len(runs) and sum(runs) * 4 < len(data):
        return "Windows-1252"
    text = data.decode("cp949", "ignore")
    if _share(_HANGUL, text) > 0.9 and _is_whole(data, text, "EUC-KR"):
        return "EUC-KR"
    text = data.decode("gb18030", "ignore")
    others = _NOT_ASCII.findall(text)
    usual = sum(1 for character in others if character.encode("gb2312", "ignore"))
    if _is_whole(data, text, "GBK") and usual > 0.8 * len(others):
        return "GBK"
    text = data.decode("big5hkscs", "ignore")
    return "Big5" if _is_whole(data, text, "Big5") else ""


def _share(characters: re.Pattern[str], text: str) -> float:
    """Which part of the characters outside ASCII are of one kind."""
    others = len(_NOT_ASCII.findall(text))
    return len(characters.findall(text)) / others if others else 0.0


def _is_whole(data: bytes, text: str, name: str) -> bool:
    """Whether nearly all bytes could be decoded."""
    return len(text.encode(_CODECS[name], "ignore")) >= len(data) * 0.99 - 2
