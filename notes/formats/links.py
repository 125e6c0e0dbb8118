"""Links and badges of Markdown as patterns, for formats that look for them in what was written.

Texts may hold pairs of brackets, and addresses pairs of parentheses. What repeats is possessive (`*+`): a link that is
not closed, as where an embedded picture is cut off, takes no longer than another one.
"""

from __future__ import annotations

from papernotes.notes.patterns import lazy_pattern

TEXT_OF_LINK = r"(?:[^\[\]\\]++|\\.|\[[^\[\]]*+\])*+"
ADDRESS = r"[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+"

LINK = lazy_pattern(rf"\[({TEXT_OF_LINK})\]\(\s*+<?+({ADDRESS})>?+[^()\n]*+\)")
"""A link: its text and its address."""
BADGE = lazy_pattern(
    r"\[!\[[^\[\]]*+\]\([^()\s]*+\)\]\(([^()\s]*+)\)|!\[[^\[\]]*+\]\([^()\s]*+\)|<img\b[^<>]{0,400}>"
)
"""An image, with the address that it leads to if it is a link."""
NAMES_OF_LINKS = (
    "pdf|papers?|arxiv|abs|html|link|code|github|project|page|slides|video|poster|openreview|doi|source|here"
    "|论文|代码|链接|原文|論文|リンク|논문|링크"
)
"""What the texts of links say that name no paper."""
