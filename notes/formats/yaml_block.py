"""A block of YAML from a note, read as text, lists and mappings and nothing else."""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML without libyaml
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

_DEPTH_LIMIT = 12


class Unreadable(Exception):
    """A block is not read; the message says why, for after "the front matter".

    `line` counts from 0 and is -1 where that is not known. `broken` says that it is no YAML at all,
    not that it is YAML of a kind that is refused.
    """

    def __init__(self, reason: str, line: int, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.line = line
        self.broken = broken


def read_block(block: str) -> Any:
    """The block's text, lists and mappings. Anchors, aliases and tags are refused. Raises Unreadable."""
    try:
        _refuse(block)
        return yaml.load(block, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise Unreadable(f"is not valid YAML: {reason}", mark.line if mark else -1, broken=True) from error
    except (ValueError, TypeError, RecursionError) as error:
        # mappings as keys of mappings, and what else Python has no place for
        raise Unreadable(f"is not valid YAML: {error}", -1, broken=True) from error


def _refuse(block: str) -> None:
    """Raises Unreadable for what could grow beyond what is written, or nests too deeply."""
    depth = 0
    for token in yaml.scan(block, Loader=_Loader):
        if isinstance(token, (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)):
            raise Unreadable("uses YAML anchors, aliases or tags, which are not read", token.start_mark.line)
        name = type(token).__name__
        if name.endswith("StartToken"):
            depth += 1
            if depth > _DEPTH_LIMIT + 2:
                raise Unreadable("is nested too deeply", token.start_mark.line)
        elif name.endswith("EndToken"):
            depth -= 1
