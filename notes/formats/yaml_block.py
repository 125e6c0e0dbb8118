"""Reads a block of YAML from a note as text, lists and mappings, and nothing else.

The YAML library takes long to load, so `notes.formats.front_matter` imports this module only when it needs it.
"""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML without libyaml
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

_MAXIMUM_DEPTH = 12


class Unreadable(Exception):
    """A block is not read. The message says why; it continues a sentence that begins "the front matter".

    `line` counts from 0 and is -1 if it is not known. `broken` says that the block is not valid YAML; otherwise it is
    YAML of a kind that we refuse.
    """

    def __init__(self, reason: str, line: int, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.line = line
        self.broken = broken


def read_block(block: str) -> Any:
    """The values of a block. Anchors, aliases and tags are refused. Raises Unreadable."""
    try:
        _refuse(block)
        return yaml.load(block, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise Unreadable(f"is not valid YAML: {reason}", mark.line if mark else -1, broken=True) from error
    except (ValueError, TypeError, RecursionError) as error:
        # such as a mapping that is the key of a mapping, which Python cannot represent
        raise Unreadable(f"is not valid YAML: {error}", -1, broken=True) from error


def _refuse(block: str) -> None:
    """Raise Unreadable for YAML that could grow beyond what is written, or that is nested too deeply."""
    depth = 0
    for token in yaml.scan(block, Loader=_Loader):
        if isinstance(token, (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)):
            raise Unreadable("uses YAML anchors, aliases or tags, which are not read", token.start_mark.line)
        name = type(token).__name__
        if name.endswith("StartToken"):
            depth += 1
            if depth > _MAXIMUM_DEPTH + 2:
                raise Unreadable("is nested too deeply", token.start_mark.line)
        elif name.endswith("EndToken"):
            depth -= 1
