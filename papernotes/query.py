"""What a query asks for besides words: the list that a view shows, states, an order; and queries that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lazy import lazy_modules
from papernotes.notes import lazy_pattern

if TYPE_CHECKING:
    from papernotes.index import errors
    from papernotes.index.query import ast, parser
else:
    errors, ast, parser = lazy_modules(
        "papernotes.index.errors", "papernotes.index.query.ast", "papernotes.index.query.parser"
    )


_SORT = lazy_pattern(r'"[^"]*"?|(?<![^\s()])sort:(?P<order>-?[a-z]+)(?=[\s()]|$)')


def asked_list(query: str) -> str | None:
    """The name of the one list that all of a query's results are on; None where there is none, or several."""
    names = asks_for(query, "list")
    return names[0] if len(names) == 1 else None


def asked_order(query: str) -> str:
    """The order that a query asks for, `-date` the other way round; empty where it leaves it open."""
    orders = [found["order"] for found in _SORT.finditer(query) if found["order"]]
    return orders[-1] if orders else ""


def with_order(query: str, order: str) -> str:
    """The query asking for an order instead of the one that it asks for; for none if that is empty."""
    found = [one for one in _SORT.finditer(query) if one["order"]]
    for one in reversed(found):
        sort = f"sort:{order}" if order and one is found[-1] else ""
        rest = query[one.end() :]
        query = query[: one.start()] + sort + (rest if sort else rest.lstrip())
    return query


def asked_state(query: str) -> tuple[str, str] | None:
    """Kind and value, where a query asks for a state and for nothing else: it needs no index."""
    root = _root(query)
    if root is None or not isinstance(root, ast.State) or (root.name == "is" and root.value.startswith("un")):
        return None
    return root.name, root.value


def asks_for(query: str, kind: str) -> list[str]:
    """The values of the states of a kind that a query asks all of its results to have."""
    root = _root(query)
    if root is None:
        return []
    parts = root.parts if isinstance(root, ast.All) else (root,)
    return [part.value for part in parts if isinstance(part, ast.State) and part.name == kind]


def depends_on_state(root: ast.Node) -> bool:
    """Whether what a query with this root finds may change with the reading state."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.State):
            return True
        if isinstance(node, ast.All | ast.Either):
            nodes += node.parts
        elif isinstance(node, ast.Not):
            nodes.append(node.part)
    return False


def _root(query: str) -> ast.Node | None:
    """The root of a query that may ask for a state."""
    if ":" not in query:
        return None
    try:
        return parser.parse(query).root
    except errors.QueryError:
        return None
