"""The query of a view, parsed once, and what a view needs to know about it besides its words.

Only `view_query` parses what was typed: session, search bar, completion and command line pass the parsed query on. It
remembers the latest queries, since the search bar and the session thread use the same one. A query without a colon has
no field, so most questions about it are answered without the parser, which need not be loaded for the first frame.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from papernotes import index
from papernotes.notes import lazy_pattern
from papernotes.reading import name_id

if TYPE_CHECKING:
    from papernotes.index import Node, Query, QueryError

MAXIMUM_REMEMBERED = 64
"""Queries that are kept parsed."""

_SORT = lazy_pattern(r'"[^"]*"?|(?<![^\s()])sort:(?P<order>-?[a-z]+)(?=[\s()]|$)')


class ViewQuery:
    """A query as typed (`text`), and its meaning. Make one with `view_query`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __bool__(self) -> bool:
        """Whether it is more than blanks."""
        return bool(self.text.strip())

    @cached_property
    def _result(self) -> Query | QueryError:
        try:
            return index.parse(self.text)
        except index.QueryError as error:
            return error.with_traceback(None)

    @property
    def error(self) -> QueryError | None:
        """What is wrong with the query itself, whatever library and reading state contain; None if nothing is."""
        return self._result if isinstance(self._result, Exception) else None

    @property
    def parsed(self) -> Query:
        """The syntax tree. Raises QueryError."""
        result = self._result
        if isinstance(result, Exception):
            raise index.QueryError(result.message, result.column)
        return result

    @cached_property
    def _root(self) -> Node | None:
        """The root of its syntax tree; None if it names no field or has a mistake."""
        return None if ":" not in self.text or self.error else self.parsed.root

    @property
    def order(self) -> str:
        """The order that it sets, with a hyphen for the reverse (`-date`); empty if it sets none."""
        return "" if self._root is None else self.parsed.sort

    def required(self, kind: str) -> list[str]:
        """The values of a kind of state (`is`, `list`, `tag`) that all results must have."""
        if self._root is None:
            return []
        parts = self._root.parts if isinstance(self._root, index.All) else (self._root,)
        return [part.value for part in parts if isinstance(part, index.State) and part.name == kind]

    @cached_property
    def on_list(self) -> str | None:
        """The name of the one list that all results are on; None if there is no such list, or several."""
        names = self.required("list")
        return names[0] if len(names) == 1 else None

    @property
    def only_state(self) -> tuple[str, str] | None:
        """Kind and value if the query is a single state, which needs no index to answer; else None."""
        root = self._root
        if not isinstance(root, index.State) or (root.name == "is" and root.value.startswith("un")):
            return None
        return root.name, root.value


@lru_cache(MAXIMUM_REMEMBERED)
def view_query(text: str) -> ViewQuery:
    """The query with this text. The same text gives the same object, which is parsed once."""
    return ViewQuery(text)


def depends_on_state(root: Node) -> bool:
    """Whether the results of a query with this root may change with the reading state."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, index.State):
            return True
        if isinstance(node, index.All | index.Either):
            nodes += node.parts
        elif isinstance(node, index.Not):
            nodes.append(node.part)
    return False


def with_order(text: str, order: str) -> str:
    """The text of a query with its `sort:` changed to another order; without `sort:` if `order` is empty."""
    found = [one for one in _SORT.finditer(text) if one["order"]]
    for one in reversed(found):
        sort = f"sort:{order}" if order and one is found[-1] else ""
        rest = text[one.end() :]
        text = text[: one.start()] + sort + (rest if sort else rest.lstrip())
    return text


def plain_name(name: str) -> str:
    """What identifies a list or tag in any spelling. Quotes do not count, since a query cannot contain them."""
    return name_id(name.replace('"', ""))


def same_name(first: str, second: str) -> bool:
    """Whether two spellings name the same list or tag."""
    return plain_name(first) == plain_name(second)
