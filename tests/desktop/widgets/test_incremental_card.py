"""A card that grows: what fits the screen at once, the rest in its order while the window answers."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from readiness.desktop.widgets.incremental_card import IncrementalCard, Put


def _card(qtbot: QtBot, count: int) -> tuple[IncrementalCard, list[int]]:
    put: list[int] = []

    def one(number: int) -> Put:
        def into_its_place() -> None:
            put.append(number)
            card.rows.addWidget(QLabel(str(number)))

        return into_its_place

    def parts() -> Iterator[Put]:
        yield from map(one, range(count))

    card = IncrementalCard(parts())
    qtbot.addWidget(card)
    card.show()
    return card, put


def test_a_screenful_is_there_at_once_and_all_of_it_soon(qtbot: QtBot) -> None:
    card, put = _card(qtbot, 100)
    card.begin()
    assert 0 < len(put) < 100
    assert not card.settled
    qtbot.waitUntil(lambda: card.settled)
    assert put == list(range(100))
    assert card.rows.count() == 100


def test_before_it_is_shown_it_is_made_bit_by_bit(qtbot: QtBot) -> None:
    card, put = _card(qtbot, 5)
    assert [len(put) for _ in card.bits()] == [1, 2, 3, 4, 5]
