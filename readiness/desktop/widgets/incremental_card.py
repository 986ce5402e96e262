"""A card that may be long: it grows at its end while the window answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from PySide6.QtWidgets import QWidget

from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.widgets.controls import Card

Put = Callable[[], object]
"""Puts something that was made into its place."""

_FIRST: Final = 12
"""So many parts are there at once; about as many as a screen holds."""


class IncrementalCard(Card):
    """A card whose parts are made one by one: each is yielded as what puts it into its place."""

    def __init__(self, parts: Iterator[Put], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._parts = parts
        self._made: list[Put] = []
        self._slices = Slices(self, self._put)

    def begin(self) -> None:
        """Make what is seen at once, and the rest soon."""
        self._made += islice(self._parts, _FIRST)
        self._put()
        self._slices.begin(self._make(), _FIRST)

    def bits(self) -> Iterator[None]:
        """Make everything, a bit for each value, before it is shown."""
        for put in self._parts:
            put()
            yield

    def _make(self) -> Iterator[None]:
        for put in self._parts:
            self._made.append(put)
            yield

    def _put(self) -> None:
        with placed_together(self):
            for put in self._made:
                put()
        self._made = []

    @property
    def settled(self) -> bool:
        """Whether everything is there."""
        return not self._slices.busy
