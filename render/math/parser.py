"""LaTeX math → a tree of nodes: a tokenizer and a recursive descent parser.

It reads what papers write and never fails: what is not closed ends with the formula, and what is
not known stays as written. The time it takes is linear in the length; beyond a depth that no
formula reaches, braces are ordinary characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from papernotes.notes import lazy_pattern
from papernotes.render.math.commands import COMMANDS, SEPARATORS
from papernotes.render.math.nodes import CLASSES, EMPTY, Node
from papernotes.render.math.symbols import CHARACTERS, FUNCTIONS, SPACES, SYMBOLS, UNSEEN, WITH_LIMITS

_TOKEN = lazy_pattern(r"\\(?:operatorname|hspace|vspace|tag|label)\*|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_DEEPEST = 40
_INFIX = {"\\over": "fraction", "\\choose": "binomial", "\\atop": "binomial"}
_SWITCHES = frozenset(("rm", "bf", "it", "cal", "tt", "sf", "frak", "sl", "bfseries"))
_ROW_GAP = lazy_pattern(r"\[-?[\d.]+\s*[a-z]{2}\]")
_PRIMES = {1: "′", 2: "″", 3: "‴", 4: "⁗"}


def parse(latex: str) -> Node:
    """The tree of a formula: one `grid` without a name, whose rows a `\\\\` ends and whose cells an `&`."""
    return Parser(latex).formula()


class Parser:
    """Reads the tokens of one formula from left to right; commands with arguments read on with it."""

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
        return token in SEPARATORS or self.open.get(token, 0) > 0

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

    def skip_bracketed(self, pattern: re.Pattern[str]) -> None:
        """Passes over brackets that say how a table is set, if what follows looks like it."""
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
                return Node(_INFIX[token], "", (Node("row", "", tuple(items)), below))
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
        while self.peek() in SEPARATORS:
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
        read = COMMANDS.get(name)
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
    """No token ends the row but those that always do."""
    return False
