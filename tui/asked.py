"""What a query asks of the reading state: which list a view shows, and the query that shows one."""

from __future__ import annotations

from index.errors import QueryError
from index.language import All, Either, Node, Not, State
from index.parsing import parse


def list_query(name: str) -> str:
    """The query that shows a list. The language has no quotes within quotes: they are left out."""
    return f'list:"{name.replace(chr(34), "")}"'


def asked_list(query: str) -> str | None:
    """The name of the one list that all of a query's results are on; None where there is none, or several."""
    root = _root(query)
    parts = root.parts if isinstance(root, All) else (root,)
    names = [part.value for part in parts if isinstance(part, State) and part.name == "list"]
    return names[0] if len(names) == 1 else None


def asked_state(query: str) -> tuple[str, str] | None:
    """Kind and value, where a query asks for a state and for nothing else: it needs no index."""
    root = _root(query)
    if not isinstance(root, State) or (root.name == "is" and root.value.startswith("un")):
        return None
    return root.name, root.value


def asks_for(query: str, kind: str) -> list[str]:
    """The values of the states of a kind that a query asks all of its results to have."""
    root = _root(query)
    parts = root.parts if isinstance(root, All) else (root,)
    return [part.value for part in parts if isinstance(part, State) and part.name == kind]


def depends_on_state(root: Node) -> bool:
    """Whether what a query with this root finds may change with the reading state."""
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, State):
            return True
        if isinstance(node, All | Either):
            nodes += node.parts
        elif isinstance(node, Not):
            nodes.append(node.part)
    return False


def _root(query: str) -> object:
    if ":" not in query:
        return None
    try:
        return parse(query).root
    except QueryError:
        return None
