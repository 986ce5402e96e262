"""Sentences kept as data until somebody reads them.

A message is the id of a sentence in the catalogue plus the values that fill its
blanks. It is translated at the last moment (``readiness.text``), so a report stored
in one language can be read in another, years later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.domain.quantity import Quantity

Argument: TypeAlias = "str | int | float | bool | Quantity | Message"


@dataclass(frozen=True, slots=True)
class Message:
    """The sentence ``id`` of the catalogue, its blanks filled with ``arguments``."""

    id: str
    arguments: tuple[tuple[str, Argument], ...] = ()

    def __getitem__(self, name: str) -> Argument:
        return dict(self.arguments)[name]


def message(id_: str, /, **arguments: Argument) -> Message:
    """Make a message: ``message("network.refused", server="a.example")``."""
    return Message(id_, tuple(sorted(arguments.items())))
