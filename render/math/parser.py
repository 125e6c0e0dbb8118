"""The parser of LaTeX math: a tokenizer and a recursive descent, from the source to a tree of nodes.

It reads what papers write and never fails: what is not closed ends with the formula, and unknown commands stay as
written. The time it takes is linear in the length; beyond a depth that no formula reaches, braces are ordinary
characters. What commands do with their arguments is in `commands`, which is given to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from papernotes.notes import lazy_pattern
from papernotes.render.math.nodes import CLASSES, EMPTY, Node
from papernotes.render.math.symbols import CHARACTERS, FUNCTIONS, HIDDEN, SPACES, SYMBOLS, WITH_LIMITS

SEPARATORS = frozenset(("&", "\\\\", "\\cr"))
"""The tokens that end the cells and rows of grids."""

_TOKEN = lazy_pattern(r"\\(?:operatorname|hspace|vspace|tag|label)\*|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_MAXIMUM_DEPTH = 40
_INFIX = {"\\over": "fraction", "\\choose": "binomial", "\\atop": "binomial"}
_SWITCHES = frozenset(("rm", "bf", "it", "cal", "tt", "sf", "frak", "sl", "bfseries"))
_ROW_GAP = lazy_pattern(r"\[-?[\d.]+\s*[a-z]{2}\]")
_PRIMES = {1: "′", 2: "″", 3: "‴", 4: "⁗"}


class Parser:
    """Reads the tokens of one formula from left to right. Commands with arguments read on with it."""

    def __init__(self, latex: str, commands: Mapping[str, Command]) -> None:
        """`commands`: the names of commands with arguments, without the backslash → what reads these arguments."""
        self._commands = commands
        self.tokens: list[str] = _TOKEN.findall(latex)
        self.index = 0
        self.depth = 0
        # Token → how many open parts it would close.
        self.open = dict.fromkeys(("}", "\\end", "\\right"), 0)

    def formula(self) -> Node:
        """The whole formula: a `grid` without a name, whose rows end with `\\\\` and whose cells end with `&`."""
        return self.grid("")

    # Tokens

    def ends(self, token: str) -> bool:
        """Whether the token ends what is being read, and is not a stray one."""
        return token in SEPARATORS or self.open.get(token, 0) > 0

    def peek(self) -> str:
        """The next token, empty at the end."""
        return self.tokens[self.index] if self.index < len(self.tokens) else ""

    def skip_spaces(self) -> None:
        while self.index < len(self.tokens) and self.tokens[self.index].isspace():
            self.index += 1

    def raw_group(self) -> str:
        """The text in the braces that follow, as written; without braces, the next token."""
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
        """The argument in brackets, if one follows."""
        self.skip_spaces()
        if self.peek() != "[":
            return None
        self.index += 1
        body = self.row(lambda token: token == "]")
        self.index += self.peek() == "]"
        return body

    def skip_bracketed(self, pattern: re.Pattern[str]) -> None:
        """Skip the brackets that follow if they match the pattern: they say how a grid is aligned or spaced."""
        end = self.index + 12
        if self.peek() == "[" and (found := pattern.match("".join(self.tokens[self.index : end]))):
            target = self.index
            length = 0
            while length < found.end():
                length += len(self.tokens[target])
                target += 1
            self.index = target

    # Rows of nodes

    def row(self, stop: Callable[[str], bool]) -> Node:
        """The nodes up to a token that `stop` accepts, or that ends every row."""
        items: list[Node] = []
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if self.ends(token) or stop(token):
                break
            if token in _INFIX and self.depth < _MAXIMUM_DEPTH:
                self.index += 1
                self.depth += 1
                below = self.row(stop)
                self.depth -= 1
                return Node(_INFIX[token], "", (Node("row", "", tuple(items)), below))
            self.item(items, stop)
        return items[0] if len(items) == 1 else Node("row", "", tuple(items))

    def item(self, items: list[Node], stop: Callable[[str], bool]) -> None:
        """Read one node into `items`, or the scripts of the last one."""
        token = self.tokens[self.index]
        if token in ("^", "_", "'", "\\sp", "\\sb"):
            self.scripts(items)
        elif token[0] == "\\" and token[1:] in _SWITCHES and self.depth < _MAXIMUM_DEPTH:
            self.index += 1
            self.depth += 1
            items.append(Node("alphabet", token[1:], (self.row(stop),)))
            self.depth -= 1
        else:
            node = self.node()
            if node is not None:
                items.append(node)

    def scripts(self, items: list[Node]) -> None:
        """Read the sub- and superscripts and primes that follow, and attach them to the last node."""
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
        """The argument that follows: a group, or one node. If there is none, the command `of` is shown as written."""
        self.skip_spaces()
        token = self.peek()
        if not token or self.ends(token):
            return Node("unknown", of) if of else EMPTY
        if token in ("^", "_", "'"):
            self.index += 1
            return Node("ordinary", token if token != "'" else "′")
        return self.node() or EMPTY

    def node(self) -> Node | None:
        """The next node; None for what is not shown."""
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
        """The rest of a group in braces."""
        if self.depth >= _MAXIMUM_DEPTH:
            return Node("ordinary", "{")
        body = self.inside("}", lambda: self.cells("  "))
        self.index += self.peek() == "}"
        return Node("row", "", (body,)) if body.kind in CLASSES else body

    def inside(self, end: str, read: Callable[[], Node]) -> Node:
        """What `read` reads one level deeper, where the token `end` ends it."""
        self.depth += 1
        self.open[end] += 1
        node = read()
        self.open[end] -= 1
        self.depth -= 1
        return node

    def cells(self, newline: str) -> Node:
        """Cells outside a grid: the signs between them are only characters."""
        bodies = [self.row(_never)]
        while self.peek() in SEPARATORS:
            bodies.append(Node("relation", "&") if self.peek() == "&" else Node("space", newline))
            self.index += 1
            bodies.append(self.row(_never))
        return bodies[0] if len(bodies) == 1 else Node("row", "", tuple(bodies))

    def command(self, token: str) -> Node | None:
        """The node of a command, with its arguments; None if it is not shown."""
        name = token[1:].rstrip("*") or "*"
        if name in SYMBOLS:
            return Node(SYMBOLS[name][1], SYMBOLS[name][0])
        if name in FUNCTIONS:
            return Node("limits" if name in WITH_LIMITS else "function", FUNCTIONS[name])
        if name in SPACES:
            return Node("space", SPACES[name])
        if name in HIDDEN:
            return None
        read = self._commands.get(name)
        if read is None or self.depth >= _MAXIMUM_DEPTH:
            return self.unknown(token)
        self.depth += 1
        node = read(self, name)
        self.depth -= 1
        return node

    def unknown(self, token: str) -> Node:
        """An unknown command, with its arguments in their braces."""
        items = [Node("unknown", token)]
        while self.peek() == "{" and self.depth < _MAXIMUM_DEPTH:
            self.index += 1
            items += [Node("opening", "{"), self.group(), Node("closing", "}")]
        return items[0] if len(items) == 1 else Node("row", "", tuple(items))

    def grid(self, name: str) -> Node:
        """A grid: cells up to the end of the formula or of the environment around it."""
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
            if token not in SEPARATORS:
                break
            self.index += 1
            self.skip_bracketed(_ROW_GAP)
        if len(rows) > 1 and all(_is_blank(cell) for cell in rows[-1].parts):
            rows.pop()
        return Node("grid", name, tuple(rows))


def _is_blank(node: Node) -> bool:
    return node.kind == "row" and all(_is_blank(part) for part in node.parts)


def _never(_token: str) -> bool:
    """Only the tokens that end every row end this one."""
    return False


Command = Callable[[Parser, str], Node | None]
"""Reads the arguments of a command, given its name; returns its node, or None if nothing is shown."""
