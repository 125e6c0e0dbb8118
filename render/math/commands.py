"""LaTeX's commands with arguments, and `parse`, which reads a formula with them.

Each command is a function that reads its arguments with the parser and returns a node. To add one, write its function,
or use one that is here, and name it in COMMANDS.
"""

from __future__ import annotations

from papernotes.notes import lazy_pattern
from papernotes.render.math.alphabets import ALPHABETS
from papernotes.render.math.nodes import CLASSES, EMPTY, Node
from papernotes.render.math.parser import SEPARATORS, Command, Parser
from papernotes.render.math.symbols import ACCENTS, SYMBOLS

_POSITION = lazy_pattern(r"\[[a-z]\]")
_PLAIN_IN_TEXT = CLASSES | {"text"}
_ENVIRONMENTS_WITH_COLUMNS = frozenset(("array", "alignat", "alignedat", "tabular", "darray", "subarray"))
_FENCES = {
    "bra": "⟨\0|", "ket": "|\0⟩", "braket": "⟨\0⟩", "abs": "|\0|", "norm": "‖\0‖", "ceil": "⌈\0⌉",
    "floor": "⌊\0⌋", "boxed": "[\0]", "fbox": "[\0]", "framebox": "[\0]",
}  # fmt: skip


def parse(latex: str) -> Node:
    """The tree of a formula: one `grid` without a name, whose rows end with `\\\\` and whose cells end with `&`.

    Never raises.
    """
    return Parser(latex, COMMANDS).formula()


def _arguments(parser: Parser, kind: str, count: int, text: str = "") -> Node:
    return Node(kind, text, tuple(parser.argument() for _ in range(count)))


def _root(parser: Parser, _name: str) -> Node:
    index = parser.optional() or EMPTY
    return Node("root", "", (parser.argument(), index))


def _accent(parser: Parser, name: str) -> Node:
    return Node("accent", name, (parser.argument(),))


def _alphabet(parser: Parser, name: str) -> Node:
    return Node("alphabet", name, (parser.argument(),))


def _operator(parser: Parser, _name: str) -> Node:
    limits = parser.tokens[parser.index - 1].endswith("*")
    return Node("class", "limits" if limits else "function", (Node("alphabet", "rm", (parser.argument(),)),))


def _words(parser: Parser, name: str) -> Node:
    """Text among the symbols; formulas inside it are in dollars."""
    parser.skip_spaces()
    if parser.peek() != "{":
        return Node("alphabet", name, (parser.argument(),))
    parser.index += 1
    pieces: list[Node] = []
    depth = 1
    parser.open["}"] += 1
    while parser.index < len(parser.tokens):
        token = parser.tokens[parser.index]
        parser.index += 1
        if token == "$":
            pieces.append(parser.row(lambda token: token == "$"))
            parser.index += parser.peek() == "$"
        elif token in ("{", "}"):
            depth += 1 if token == "{" else -1
            if depth == 0:
                break
        elif token[0] == "\\" and len(token) > 1:
            node = parser.command(token)
            if node is not None:
                pieces.append(Node("text", node.text) if node.kind in _PLAIN_IN_TEXT else node)
        else:
            pieces.append(Node("text", " " if token.isspace() or token == "~" else token))
    parser.open["}"] -= 1
    return Node("alphabet", name, (Node("words", "", tuple(pieces)),))


def _fence(parser: Parser, _name: str) -> Node:
    left = _delimiter(parser)
    bodies: list[Node] = []
    parser.open["\\right"] += 1
    while True:
        bodies.append(parser.row(lambda token: token == "\\middle"))
        if parser.peek() == "\\middle":
            parser.index += 1
            bodies.append(Node("relation", _delimiter(parser)))
        elif parser.peek() in SEPARATORS:  # rows inside a fence, without an environment
            bodies.append(Node("space", "  "))
            parser.index += 1
        else:
            break
    parser.open["\\right"] -= 1
    right = ""
    if parser.peek() == "\\right":
        parser.index += 1
        right = _delimiter(parser)
    body = bodies[0] if len(bodies) == 1 else Node("row", "", tuple(bodies))
    return Node("fence", f"{left}\0{right}", (body,))


def _delimiter(parser: Parser) -> str:
    """The delimiter that follows `\\left`, `\\middle` or `\\right`; `.` stands for none."""
    parser.skip_spaces()
    token = parser.peek()
    parser.index += 1
    if token == ".":
        return ""
    if token[:1] == "\\" and token[1:] in SYMBOLS:
        return SYMBOLS[token[1:]][0]
    return {"<": "⟨", ">": "⟩"}.get(token, token)


def _environment(parser: Parser, _name: str) -> Node:
    name = parser.raw_group().strip()
    base = name.rstrip("*")
    if base in _ENVIRONMENTS_WITH_COLUMNS:
        parser.skip_bracketed(_POSITION)
        parser.raw_group()
    else:
        parser.skip_bracketed(_POSITION)
    grid = parser.inside("\\end", lambda: parser.grid(base))
    if parser.peek() == "\\end":
        parser.index += 1
        parser.raw_group()
    return grid


def _over(parser: Parser, name: str) -> Node:
    mark, base = parser.argument(), parser.argument()
    above, below = (EMPTY, mark) if name == "underset" else (mark, EMPTY)
    return Node("over", "", (base, above, below))


def _arrow(parser: Parser, name: str) -> Node:
    below = parser.optional() or EMPTY
    return Node("arrow", name, (parser.argument(), below))


def _substack(parser: Parser, _name: str) -> Node:
    parser.skip_spaces()
    if parser.peek() != "{":
        return parser.argument()
    parser.index += 1
    grid = parser.inside("}", lambda: parser.grid("substack"))
    parser.index += parser.peek() == "}"
    return grid


def _modulo(parser: Parser, name: str) -> Node:
    body = Node("row", "", (Node("text", "mod "), parser.argument()))
    return Node("row", "", (Node("space", " "), Node("fence", "(\0)" if name != "mod" else "\0", (body,))))


def _tag(parser: Parser, _name: str) -> Node:
    return Node("text", f"  ({parser.raw_group()})")


def _hidden(parser: Parser, _name: str) -> None:
    """A command that is not shown, nor is its argument."""
    parser.optional()
    parser.raw_group()


def _blank(parser: Parser, _name: str) -> Node:
    parser.raw_group()
    return Node("space", " ")


def _coloured(parser: Parser, _name: str) -> Node:
    parser.raw_group()
    return parser.argument()


def _transparent(parser: Parser, _name: str) -> Node:
    return parser.argument()


def _negated(parser: Parser, _name: str) -> Node:
    body = parser.argument("\\not")
    return Node("class", body.kind if body.kind in CLASSES else "relation", (Node("accent", "not", (body,)),))


def _text_command(parser: Parser, _name: str) -> Node:
    return Node("text", parser.raw_group())


def _takes(kind: str, count: int) -> Command:
    return lambda parser, _name: _arguments(parser, kind, count)


def _class(kind: str) -> Command:
    return lambda parser, _name: _arguments(parser, "class", 1, kind)


def _symbol(kind: str, text: str) -> Command:
    return lambda parser, _name: Node(kind, text)


_WORDS = (
    "text", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "textup", "textsc", "textmd",
    "mbox", "hbox", "emph",
)  # fmt: skip
COMMANDS: dict[str, Command] = {
    **dict.fromkeys(ACCENTS, _accent),
    **dict.fromkeys(ALPHABETS, _alphabet),
    **dict.fromkeys(_WORDS, _words),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), _takes("fraction", 2)),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _takes("binomial", 2)),
    **dict.fromkeys(("overset", "stackrel", "underset"), _over),
    **dict.fromkeys(("pmod", "pod", "mod"), _modulo),
    **dict.fromkeys(("color", "label", "pagecolor"), _hidden),
    **dict.fromkeys(("hspace", "vspace", "mspace"), _blank),
    **dict.fromkeys(("textcolor", "colorbox", "href", "raisebox"), _coloured),
    **dict.fromkeys(("ensuremath", "mathclap", "mathrlap", "mathllap", "displaylines"), _transparent),
    **dict.fromkeys(("xrightarrow", "xleftarrow", "xleftrightarrow", "xRightarrow", "xLeftarrow", "xmapsto",
                     "xhookrightarrow", "xlongequal"), _arrow),
    **dict.fromkeys(("phantom", "hphantom", "vphantom"), _takes("phantom", 1)),
    **{name: (lambda parser, _name, pair=pair: _arguments(parser, "fence", 1, pair))  # type: ignore[misc]
       for name, pair in _FENCES.items()},
    "underbrace": lambda parser, _name: _arguments(parser, "brace", 1, "under"),
    "overbrace": lambda parser, _name: _arguments(parser, "brace", 1, "over"),
    "mathop": _class("limits"), "mathbin": _class("binary"), "mathrel": _class("relation"),
    "mathord": _class("ordinary"), "mathopen": _class("opening"), "mathclose": _class("closing"),
    "mathpunct": _class("punctuation"), "mathinner": _class("ordinary"),
    "sqrt": _root, "operatorname": _operator, "left": _fence,
    "begin": _environment, "substack": _substack, "tag": _tag, "not": _negated,
    "url": _text_command, "textunderscore": _symbol("ordinary", "_"),
}  # fmt: skip
"""The name of a command, without its backslash → what reads its arguments."""
