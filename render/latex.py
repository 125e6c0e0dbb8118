"""LaTeX math → a tree of nodes: a tokenizer and a recursive descent parser.

It reads what papers write and never fails: what is not closed ends with the formula, and what is
not known stays as written. The time it takes is linear in the length; beyond a depth that no
formula reaches, braces are ordinary characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from render.alphabets import ALPHABETS
from render.symbols import ACCENTS, CHARACTERS, FUNCTIONS, SPACES, SYMBOLS, UNSEEN, WITH_LIMITS

_TOKEN = re.compile(r"\\(?:operatorname|hspace|vspace|tag|label)\*|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula.

    `kind` says what `text` and `parts` mean:
    a TeX class (`ordinary`, `big`, `function`, `binary`, `relation`, `opening`, `closing`,
    `punctuation`, `space`): the symbol itself · `text`: words ·
    `words`: texts and formulas between · `row`: parts one after another ·
    `scripts`: base, subscript, superscript (empty row where absent) · `fraction`, `binomial`: above,
    below · `root`: body, index · `accent`: its command, body · `fence`: `left\\0right`, body ·
    `alphabet`: its command, body · `over`: base, above, below · `brace`: `over` or `under`, body ·
    `grid`: its environment, rows of rows · `class`: a TeX class, body · `phantom`: body ·
    `arrow`: its command, above, below · `unknown`: a command as written.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


EMPTY = Node("row")
_PRIMES = {1: "′", 2: "″", 3: "‴", 4: "⁗"}


def parse(latex: str) -> Node:
    """The tree of a formula: one `grid` without a name, whose rows a `\\\\` ends and whose cells an `&`."""
    return _Parser(latex).formula()


class _Parser:
    def __init__(self, latex: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(latex)
        self.index = 0
        self.depth = 0
        self.open = dict.fromkeys(("}", "\\end", "\\right"), 0)  # what was begun and is ended by these

    def formula(self) -> Node:
        return self.grid("")

    # Tokens

    def ends(self, token: str) -> bool:
        """Whether the token ends what is being read, rather than being a stray one."""
        return token in _SEPARATORS or self.open.get(token, 0) > 0

    def peek(self) -> str:
        """The next token, empty at the end."""
        return self.tokens[self.index] if self.index < len(self.tokens) else ""

    def skip_spaces(self) -> None:
        while self.index < len(self.tokens) and self.tokens[self.index].isspace():
            self.index += 1

    def raw_group(self) -> str:
        """The characters of the braces that follow, as written; of one token where there are none."""
        self.skip_spaces()
        if self.peek() != "{":
            token = self.peek()
            self.index += 1
            return token
        depth, start = 0, self.index + 1
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            depth += (token == "{") - (token == "}")
            self.index += 1
            if depth == 0:
                return "".join(self.tokens[start : self.index - 1])
        return "".join(self.tokens[start:])

    def optional(self) -> Node | None:
        """The argument in brackets that may follow."""
        self.skip_spaces()
        if self.peek() != "[":
            return None
        self.index += 1
        body = self.row(lambda token: token == "]")
        self.index += self.peek() == "]"
        return body

    # Rows of nodes

    def row(self, stop: Callable[[str], bool]) -> Node:
        """Nodes up to a token that `stop` accepts, and what ends all rows."""
        items: list[Node] = []
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if self.ends(token) or stop(token):
                break
            if token in _INFIX and self.depth < _DEEPEST:
                self.index += 1
                self.depth += 1
                below = self.row(stop)
                self.depth -= 1
                kind, around = _INFIX[token]
                node = Node(kind, "", (Node("row", "", tuple(items)), below))
                return Node("fence", around, (node,)) if around else node
            self.item(items, stop)
        return items[0] if len(items) == 1 else Node("row", "", tuple(items))

    def item(self, items: list[Node], stop: Callable[[str], bool]) -> None:
        """Reads one node, or the scripts of the last one."""
        token = self.tokens[self.index]
        if token in ("^", "_", "'", "\\sp", "\\sb"):
            self.scripts(items)
        elif token[0] == "\\" and token[1:] in _SWITCHES and self.depth < _DEEPEST:
            self.index += 1
            self.depth += 1
            items.append(Node("alphabet", token[1:], (self.row(stop),)))
            self.depth -= 1
        else:
            node = self.node()
            if node is not None:
                items.append(node)

    def scripts(self, items: list[Node]) -> None:
        base = items.pop() if items and items[-1].kind not in ("space", "scripts") else EMPTY
        below = above = EMPTY
        primes = 0
        while (token := self.peek()) in ("^", "_", "'", "\\sp", "\\sb"):
            is_sub = token in ("_", "\\sb")
            if (is_sub and below is not EMPTY) or (not is_sub and token != "'" and above is not EMPTY):
                break
            self.index += 1
            if token == "'":
                primes += 1
            elif is_sub:
                below = self.argument(token)
            else:
                above = self.argument(token)
            ahead = self.index
            while ahead < len(self.tokens) and self.tokens[ahead].isspace():
                ahead += 1
            if ahead < len(self.tokens) and self.tokens[ahead] in ("^", "_", "'"):
                self.index = ahead
        if primes:
            prime = Node("ordinary", _PRIMES.get(primes, "′" * primes))
            above = prime if above is EMPTY else Node("row", "", (prime, above))
        items.append(Node("scripts", "", (base, below, above)))

    def argument(self, of: str = "") -> Node:
        """The argument that follows: a group, or one node. Where there is none, `of` stands for itself."""
        self.skip_spaces()
        token = self.peek()
        if not token or self.ends(token):
            return Node("unknown", of) if of else EMPTY
        if token in ("^", "_", "'"):
            self.index += 1
            return Node("ordinary", token if token != "'" else "′")
        return self.node() or EMPTY

    def node(self) -> Node | None:
        """One node; None for what is not seen."""
        token = self.tokens[self.index]
        self.index += 1
        if token.isspace():
            return None
        if token == "{":
            return self.group()
        if token[0] == "\\" and len(token) > 1:
            return self.command(token)
        if token in CHARACTERS:
            return Node(CHARACTERS[token][1], CHARACTERS[token][0])
        return Node("space", " ") if token == "~" else Node("ordinary", token)

    def group(self) -> Node:
        if self.depth >= _DEEPEST:
            return Node("ordinary", "{")
        body = self.inside("}", lambda: self.cells("  "))
        self.index += self.peek() == "}"
        return Node("row", "", (body,)) if body.kind in CLASSES else body

    def inside(self, end: str, read: Callable[[], Node]) -> Node:
        """What `read` reads, one level deeper, with `end` ending it."""
        self.depth += 1
        self.open[end] += 1
        node = read()
        self.open[end] -= 1
        self.depth -= 1
        return node

    def cells(self, newline: str) -> Node:
        """Cells that are in no table: the signs between them are only characters."""
        bodies = [self.row(_never)]
        while self.peek() in _SEPARATORS:
            bodies.append(Node("relation", "&") if self.peek() == "&" else Node("space", newline))
            self.index += 1
            bodies.append(self.row(_never))
        return bodies[0] if len(bodies) == 1 else Node("row", "", tuple(bodies))

    def command(self, token: str) -> Node | None:
        name = token[1:].rstrip("*") or "*"
        if name in SYMBOLS:
            return Node(SYMBOLS[name][1], SYMBOLS[name][0])
        if name in FUNCTIONS:
            return Node("limits" if name in WITH_LIMITS else "function", FUNCTIONS[name])
        if name in SPACES:
            return Node("space", SPACES[name])
        if name in UNSEEN:
            return None
        read = _COMMANDS.get(name)
        if read is None or self.depth >= _DEEPEST:
            return self.unknown(token)
        self.depth += 1
        node = read(self, name)
        self.depth -= 1
        return node

    def unknown(self, token: str) -> Node:
        """A command that is not known, with its arguments in their braces."""
        items = [Node("unknown", token)]
        while self.peek() == "{" and self.depth < _DEEPEST:
            self.index += 1
            items += [Node("opening", "{"), self.group(), Node("closing", "}")]
        return items[0] if len(items) == 1 else Node("row", "", tuple(items))

    # Commands

    def with_arguments(self, kind: str, count: int, text: str = "") -> Node:
        return Node(kind, text, tuple(self.argument() for _ in range(count)))

    def root(self, _name: str) -> Node:
        index = self.optional() or EMPTY
        return Node("root", "", (self.argument(), index))

    def accent(self, name: str) -> Node:
        return Node("accent", name, (self.argument(),))

    def alphabet(self, name: str) -> Node:
        return Node("alphabet", name, (self.argument(),))

    def operator(self, _name: str) -> Node:
        limits = self.tokens[self.index - 1].endswith("*")
        return Node(
            "class", "limits" if limits else "function", (Node("alphabet", "rm", (self.argument(),)),)
        )

    def words(self, name: str) -> Node:
        """Text among the symbols; formulas in it are in dollars."""
        self.skip_spaces()
        if self.peek() != "{":
            return Node("alphabet", name, (self.argument(),))
        self.index += 1
        pieces: list[Node] = []
        depth = 1
        self.open["}"] += 1
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            if token == "$":
                pieces.append(self.row(lambda token: token == "$"))
                self.index += self.peek() == "$"
            elif token in ("{", "}"):
                depth += 1 if token == "{" else -1
                if depth == 0:
                    break
            elif token[0] == "\\" and len(token) > 1:
                node = self.command(token)
                if node is not None:
                    pieces.append(Node("text", node.text) if node.kind in _PLAIN_IN_TEXT else node)
            else:
                pieces.append(Node("text", " " if token.isspace() or token == "~" else token))
        self.open["}"] -= 1
        return Node("alphabet", name, (Node("words", "", tuple(pieces)),))

    def fence(self, _name: str) -> Node:
        left = self.delimiter()
        bodies: list[Node] = []
        self.open["\\right"] += 1
        while True:
            bodies.append(self.row(lambda token: token == "\\middle"))
            if self.peek() == "\\middle":
                self.index += 1
                bodies.append(Node("relation", self.delimiter()))
            elif self.peek() in _SEPARATORS:  # rows inside a fence, without an environment
                bodies.append(Node("space", "  "))
                self.index += 1
            else:
                break
        self.open["\\right"] -= 1
        right = ""
        if self.peek() == "\\right":
            self.index += 1
            right = self.delimiter()
        body = bodies[0] if len(bodies) == 1 else Node("row", "", tuple(bodies))
        return Node("fence", f"{left}\0{right}", (body,))

    def delimiter(self) -> str:
        """The delimiter that follows `\\left` and its like; `.` is none."""
        self.skip_spaces()
        token = self.peek()
        self.index += 1
        if token == ".":
            return ""
        if token[:1] == "\\" and token[1:] in SYMBOLS:
            return SYMBOLS[token[1:]][0]
        return {"<": "⟨", ">": "⟩"}.get(token, token)

    def environment(self, _name: str) -> Node:
        name = self.raw_group().strip()
        base = name.rstrip("*")
        if base in _ENVIRONMENTS_WITH_COLUMNS:
            self.optional()
            self.raw_group()
        elif base.endswith("matrix") or base in ("aligned", "gathered", "split", "cases"):
            self.optional()
        grid = self.inside("\\end", lambda: self.grid(base))
        if self.peek() == "\\end":
            self.index += 1
            self.raw_group()
        return grid

    def grid(self, name: str) -> Node:
        """Cells up to the end of the formula or of what surrounds it."""
        rows: list[Node] = []
        cells: list[Node] = []
        while True:
            cells.append(self.row(_never))
            token = self.peek()
            if token == "&":
                self.index += 1
                continue
            rows.append(Node("row", "", tuple(cells)))
            cells = []
            if token not in _SEPARATORS:
                break
            self.index += 1
            if self.peek() == "[" and name:
                self.optional()
        if len(rows) > 1 and all(_is_blank(cell) for cell in rows[-1].parts):
            rows.pop()
        return Node("grid", name, tuple(rows))

    def over(self, name: str) -> Node:
        mark, base = self.argument(), self.argument()
        above, below = (EMPTY, mark) if name == "underset" else (mark, EMPTY)
        return Node("over", "", (base, above, below))

    def arrow(self, name: str) -> Node:
        below = self.optional() or EMPTY
        return Node("arrow", name, (self.argument(), below))

    def substack(self, _name: str) -> Node:
        self.skip_spaces()
        if self.peek() != "{":
            return self.argument()
        self.index += 1
        grid = self.inside("}", lambda: self.grid("substack"))
        self.index += self.peek() == "}"
        return grid

    def modulo(self, name: str) -> Node:
        body = Node("row", "", (Node("text", "mod "), self.argument()))
        return Node(
            "row", "", (Node("space", " "), Node("fence", "(\0)" if name != "mod" else "\0", (body,)))
        )

    def tag(self, _name: str) -> Node:
        return Node("text", f"  ({self.raw_group()})")

    def without_argument(self, _name: str) -> None:
        """A command whose argument is not seen either."""
        self.optional()
        self.raw_group()

    def coloured(self, _name: str) -> Node:
        self.raw_group()
        return self.argument()

    def transparent(self, _name: str) -> Node:
        return self.argument()

    def negated(self, _name: str) -> Node:
        body = self.argument("\\not")
        return Node(
            "class", body.kind if body.kind in CLASSES else "relation", (Node("accent", "not", (body,)),)
        )

    def text_command(self, _name: str) -> Node:
        return Node("text", self.raw_group())


CLASSES = frozenset(
    ["ordinary", "big", "function", "limits", "binary", "relation", "opening", "closing", "punctuation"]
)  # fmt: skip
_SEPARATORS = frozenset(("&", "\\\\", "\\cr"))
_INFIX = {"\\over": ("fraction", ""), "\\choose": ("binomial", ""), "\\atop": ("binomial", "")}
_SWITCHES = frozenset(("rm", "bf", "it", "cal", "tt", "sf", "frak", "sl", "bfseries"))
_PLAIN_IN_TEXT = CLASSES | {"text"}
_ENVIRONMENTS_WITH_COLUMNS = frozenset(("array", "alignat", "alignedat", "tabular", "darray", "subarray"))
_FENCES = {
    "bra": "⟨\0|", "ket": "|\0⟩", "braket": "⟨\0⟩", "abs": "|\0|", "norm": "‖\0‖", "ceil": "⌈\0⌉",
    "floor": "⌊\0⌋", "boxed": "[\0]", "fbox": "[\0]", "framebox": "[\0]",
}  # fmt: skip


def _is_blank(node: Node) -> bool:
    return node.kind == "row" and all(_is_blank(part) for part in node.parts)


def _never(_token: str) -> bool:
    """No token ends the row but those that always do."""
    return False


def _takes(kind: str, count: int) -> Callable[[_Parser, str], Node]:
    return lambda parser, _name: parser.with_arguments(kind, count)


def _class(kind: str) -> Callable[[_Parser, str], Node]:
    return lambda parser, _name: parser.with_arguments("class", 1, kind)


def _symbol(kind: str, text: str) -> Callable[[_Parser, str], Node]:
    return lambda parser, _name: Node(kind, text)


_WORDS = ("text", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "textup", "textsc", "textmd",
          "mbox", "hbox", "emph")  # fmt: skip
_COMMANDS: dict[str, Callable[[_Parser, str], Node | None]] = {
    **dict.fromkeys(ACCENTS, _Parser.accent),
    **dict.fromkeys(ALPHABETS, _Parser.alphabet),
    **dict.fromkeys(_WORDS, _Parser.words),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), _takes("fraction", 2)),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _takes("binomial", 2)),
    **dict.fromkeys(("overset", "stackrel", "underset"), _Parser.over),
    **dict.fromkeys(("pmod", "pod", "mod"), _Parser.modulo),
    **dict.fromkeys(("color", "label", "hspace", "vspace", "mspace", "vskip", "kern", "rule", "definecolor"),
                    _Parser.without_argument),
    **dict.fromkeys(("textcolor", "colorbox", "href", "raisebox"), _Parser.coloured),
    **dict.fromkeys(("ensuremath", "mathstrut", "mathchoice", "mathclap", "mathrlap", "mathllap", "bigl"),
                    _Parser.transparent),
    **dict.fromkeys(("xrightarrow", "xleftarrow", "xleftrightarrow", "xRightarrow", "xLeftarrow", "xmapsto",
                     "xhookrightarrow", "xlongequal"), _Parser.arrow),
    **dict.fromkeys(("phantom", "hphantom", "vphantom"), _takes("phantom", 1)),
    **{name: (lambda parser, _name, pair=pair: parser.with_arguments("fence", 1, pair))  # type: ignore[misc]
       for name, pair in _FENCES.items()},
    "underbrace": lambda parser, _name: parser.with_arguments("brace", 1, "under"),
    "overbrace": lambda parser, _name: parser.with_arguments("brace", 1, "over"),
    "mathop": _class("limits"), "mathbin": _class("binary"), "mathrel": _class("relation"),
    "mathord": _class("ordinary"), "mathopen": _class("opening"), "mathclose": _class("closing"),
    "mathpunct": _class("punctuation"), "mathinner": _class("ordinary"),
    "sqrt": _Parser.root, "operatorname": _Parser.operator, "left": _Parser.fence,
    "begin": _Parser.environment, "substack": _Parser.substack, "tag": _Parser.tag, "not": _Parser.negated,
    "url": _Parser.text_command, "textunderscore": _symbol("ordinary", "_"),
}  # fmt: skip
