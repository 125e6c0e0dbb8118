"""Messages with fields."""

from __future__ import annotations

from typing import Any, dataclass_transform

from textual.message import Message


@dataclass_transform()
class Told(Message):
    """A message whose fields are what is annotated in its class, in that order; what is assigned there, their defaults.

    It is used like a dataclass and defined at a fraction of its cost: for each of those several methods are
    compiled, and before the first frame there are thirty of them.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__()
        self.__dict__.update(zip(type(self).__annotations__, values, strict=False), **named)
