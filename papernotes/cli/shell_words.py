"""The line of a shell as words, as far as it is typed, and words as bash must be given them.

zsh and fish quote by themselves what a completion gives them. bash puts it into the line as it is, in place of what its
readline takes for the current word: from the opening quotation mark on, or from after the last of COMP_WORDBREAKS.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

_SPECIAL = re.compile(r"""[\\ \t"'`$&|;<>()*?\[\]{}#~!]""")


class WordAtCursor(NamedTuple):
    """The word at the cursor without its quotation marks; the mark that is still open; where the last break lies in it.

    `after_break` is the number of characters of `text` up to the last of the shell's word breaks, this included.
    """

    text: str
    quote: str = ""
    after_break: int = 0


def typed_words(line: str, breaks: str = "") -> tuple[list[str], WordAtCursor]:
    """The complete words of a line, and the one at its end, which may be empty. Understands marks and backslashes."""
    words: list[str] = []
    text, quote, begun, after_break = "", "", False, 0
    characters = iter(line)
    for character in characters:
        if quote:
            if character == quote:
                quote = ""
            elif character == "\\" and quote == '"':
                following = next(characters, "")
                text += following if following in '"\\$`' else f"\\{following}"
            else:
                text += character
        elif character.isspace():
            if begun:
                words.append(text)
            text, begun, after_break = "", False, 0
        else:
            begun = True
            if character in "\"'":
                quote = character
            else:
                text += next(characters, "") if character == "\\" else character
                if character in breaks:
                    after_break = len(text)
    return words, WordAtCursor(text, quote, after_break)


def typed_in_bash(line: str, point: str, breaks: str) -> tuple[list[str], WordAtCursor]:
    """`typed_words` of bash's COMP_LINE up to COMP_POINT, which counts bytes, without the name of the program."""
    words, word = typed_words(os.fsdecode(os.fsencode(line)[: int(point)]), breaks)
    return words[1:], word


def for_bash(value: str, word: WordAtCursor, *, goes_on: bool) -> str:
    """What bash is to put in place of the current word; with a blank at its end unless more follows (`goes_on`)."""
    if word.quote == "'":
        return value.replace("'", "'\\''")
    if word.quote:
        return re.sub(r'(["\\$`])', r"\\\1", value)
    quoted = _SPECIAL.sub(lambda sign: f"\\{sign[0]}", value[word.after_break :])
    return quoted if goes_on else f"{quoted} "
