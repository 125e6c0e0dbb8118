"""What of a program's output a terminal obeys: each control sequence, found as ECMA-48 has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SEQUENCE = re.compile(
    r"(?P<string>\x1b[\]PX^_][^\x1b\x07\x9c]*(?:\x07|\x1b\\|\x9c)?)"  # OSC, DCS, SOS, PM, APC
    r"|(?P<csi>\x1b\[[0-?]*[ -/]*[@-~]?)"
    r"|(?P<other>\x1b[ -/]*[0-~]?)"
)


def control_sequences(output: bytes, *, lines: str = "\n\t") -> Iterator[str]:
    """Each sequence as it is, and each control, bidi or zero-width character that stands alone, but those of `lines`.

    What is not UTF-8 comes as a sign for its byte, as in Python's file names.
    """
    text = output.decode("utf-8", "surrogateescape")
    end = 0
    for found in _SEQUENCE.finditer(text):
        yield from _alone(text[end : found.start()], lines)
        yield found[0]
        end = found.end()
    yield from _alone(text[end:], lines)


def _alone(text: str, lines: str) -> Iterator[str]:
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in lines:
            yield char


def kind(sequence: str) -> str:
    """A sequence without its numbers: what it does, not where."""
    return re.sub(r"(?<=\d)[;:](?=\d)|\d+", "", sequence) if sequence.startswith("\x1b[") else sequence
