"""Long pages made bit by bit, and put on the page without anything being seen out of its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from readiness.desktop.responsive import turns
from readiness.desktop.responsive.placing import made_ready, placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.widgets.controls import Card, Page
from readiness.desktop.widgets.wrapped_text import Text

LONG = "Some words that need several lines on a narrow page, and then some more of them. " * 4


def test_what_comes_onto_a_shown_page_has_its_place_at_once(qtbot: QtBot) -> None:
    page = Page(400)
    qtbot.addWidget(page)
    page.resize(400, 300)
    page.show()
    qtbot.waitExposed(page)
    cards = [Card(parent=page.content) for _ in range(4)]
    hidden = Card(parent=page.content)
    with placed_together(page.content):
        for card in cards:
            card.rows.addWidget(Text(LONG))
            made_ready(card, page.rows.contentsRect().width())
            assert not card.isVisible()
            page.rows.addWidget(card)
        hidden.hide()
        page.rows.addWidget(hidden)
    # Nothing is left to the event loop: a picture taken now shows everything whole.
    assert all(card.isVisible() and card.height() >= card.heightForWidth(card.width()) for card in cards)
    assert all(above.geometry().bottom() < below.y() for above, below in pairwise(cards))
    assert not hidden.isVisible()


def test_bits_are_shown_in_ever_larger_parts_and_what_is_begun_anew_ends_the_old(qtbot: QtBot) -> None:
    parent, made, shown = QObject(), list[int](), list[int]()
    slices = Slices(parent, lambda: shown.append(len(made)))

    def bits(numbers: range) -> Iterator[None]:
        for number in numbers:
            made.append(number)
            yield

    slices.begin(bits(range(1000, 2000)), 5)
    slices.begin(bits(range(100)), 4)
    assert (made, slices.busy) == ([], True)
    qtbot.waitUntil(lambda: not slices.busy)
    assert made == list(range(100))
    assert shown[0] == 4
    assert shown[-1] == 100
    assert len(shown) < 10
    slices.begin(bits(range(3)))
    slices.finish()
    assert (len(made), shown[-1], slices.busy) == (103, 103, False)
    slices.begin(bits(range(3)))
    slices.stop()
    assert (len(made), slices.busy) == (103, False)


def test_slices_leave_a_turn_to_whoever_did_something_long_in_it(qtbot: QtBot) -> None:
    """GIVEN somebody who took a turn WHEN slices come by THEN they wait for the next one, and then go on."""
    parent, made = QObject(), list[int]()
    slices = Slices(parent)

    def bits() -> Iterator[None]:
        for number in range(5):
            made.append(number)
            yield

    slices.begin(bits())
    turns.take()
    assert not turns.is_free()
    qtbot.waitUntil(lambda: not slices.busy, timeout=20_000)
    assert made == [*range(5)]
    qtbot.waitUntil(turns.is_free, timeout=20_000)
