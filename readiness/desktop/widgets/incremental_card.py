"""A card with many parts, which are appended in slices so that the window stays responsive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from PySide6.QtWidgets import QWidget

from readiness.desktop.responsive.placing import placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.widgets.controls import Card

Put = Callable[[], object]
"""Puts a finished part into its place."""

_FIRST: Final = 12
"""The number of parts built at once; about as many as fit on a screen."""


class IncrementalCard(Card):
    """A card that is built part by part; ``parts`` yields, for each, the function that puts it into its place."""

    def __init__(self, parts: Iterator[Put], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._parts = parts
        self._made: list[Put] = []
        self._slices = Slices(self, self._put)

    def begin(self) -> None:
        """Build the visible parts at once, and the rest in slices."""
        self._made += islice(self._parts, _FIRST)
        self._put()
        self._slices.begin(self._make(), _FIRST)

    def bits(self) -> Iterator[None]:
        """Build everything before it is shown, yielding after each part."""
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
        """Whether all parts are there."""
        return not self._slices.busy
