"""Messages: sentences kept as data until they are shown.

A message is the id of a sentence in the catalogue and the values of its placeholders. It is translated as late as
possible (``readiness.text``), so that a report that was made in one language can be read in another, years later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from readiness.domain.quantity import Quantity

Argument: TypeAlias = "str | int | float | bool | Quantity | Message"


class Message:
    """The sentence ``id`` of the catalogue with ``arguments`` for its placeholders. Immutable.

    It is not a dataclass because it is the one value that the first window needs: importing ``dataclasses`` would
    take longer than finding and translating every sentence of the first page.
    """

    __slots__ = ("arguments", "id")

    def __init__(self, id: str, arguments: tuple[tuple[str, Argument], ...] = ()) -> None:  # noqa: A002 - its name
        self.id: Final = id
        self.arguments: Final = arguments

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.id, self.arguments) == (other.id, other.arguments)

    def __hash__(self) -> int:
        return hash((self.id, self.arguments))

    def __repr__(self) -> str:
        return f"Message({self.id!r}, {self.arguments!r})"

    def __getitem__(self, name: str) -> Argument:
        return dict(self.arguments)[name]


def message(id_: str, /, **arguments: Argument) -> Message:
    """Make a message: ``message("network.refused", server="a.example")``."""
    return Message(id_, tuple(sorted(arguments.items())))
