"""The names of styles that laid-out text can have. What they look like is up to the theme that paints them."""

from __future__ import annotations

SEPARATOR = " │ "
"""The separator of two cells in a table's row."""

STYLES: dict[str, str] = {
    "": "running text",
    "title": "the note's title in the head",
    "label": "the name of a field, in the head and in tables laid out as records",
    "dim": "what the eye may skip",
    "venue": "the venue in the head",
    "topic": "the topic in the head",
    "star": "stars given, and the star of a starred paper",
    "unread": "the mark of an unread paper",
    "tag": "the reader's own tags and lists",
    "remark": "the reader's own remark",
    "heading1": "a heading of the first rank",
    "heading2": "a heading of the second rank",
    "heading3": "a heading of the third rank",
    "heading4": "a heading of the fourth rank",
    "heading5": "a heading of the fifth rank",
    "heading6": "a heading of the sixth rank",
    "strong": "strong emphasis",
    "emphasis": "emphasis",
    "strike": "struck through",
    "underline": "underlined, as <u> and <ins> ask for",
    "mark": "marked, as <mark> asks for",
    "small": "small words, as <small> asks for, or <sub> and <sup> around more than a script",
    "keystroke": "a key on the keyboard, as <kbd> asks for",
    "link": "the text of a link",
    "image": "what stands for an image",
    "footnote": "a reference to a footnote, and the number before its text",
    "math": "a formula",
    "marker": "bullets and numbers of lists",
    "term": "the term of a definition",
    "quote": "quoted text",
    "quote.bar": "the bar beside quoted text",
    "rule": "a rule between parts",
    "table.head": "the head of a table",
    "table.border": "the lines of a table",
    "code": "code, between words and in blocks",
    "code.keyword": "a keyword of the language",
    "code.name": "a name that is defined or built in",
    "code.string": "a string in code",
    "code.number": "a number in code",
    "code.comment": "a comment in code",
    "code.operator": "an operator in code",
    "code.added": "a line that a difference adds",
    "code.removed": "a line that a difference removes",
}
"""Every style's name with what it marks. A span's style is one or several of them, joined by blanks."""


def join(outer: str, inner: str) -> str:
    """Both styles as one. Either may be empty."""
    return f"{outer} {inner}" if outer and inner else outer or inner
