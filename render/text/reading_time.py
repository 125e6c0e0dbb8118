"""The time that a note takes to read."""

from __future__ import annotations

import math
import re

from papernotes.notes import lazy_pattern

_WORDS_PER_MINUTE = 230
_CJK_CHARACTERS_PER_MINUTE = 400
_CJK = lazy_pattern(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = lazy_pattern(r"\w+(?:['’.-]\w+)*")
_UNREAD = lazy_pattern(r"\$\$.*?\$\$|\]\([^)\s]{0,500}\)|https?://\S+", re.DOTALL)


def reading_minutes(markdown: str) -> int:
    """The minutes that a text takes to read, at least 1, at 230 words or 400 Chinese or Japanese characters a minute."""
    before, *commented = markdown.split("<!--")
    text = _UNREAD.sub(" ", " ".join([before, *(part.partition("-->")[2] for part in commented)]))
    text, characters = _CJK.subn(" ", text)
    return max(
        1, math.ceil(len(_WORD.findall(text)) / _WORDS_PER_MINUTE + characters / _CJK_CHARACTERS_PER_MINUTE)
    )
