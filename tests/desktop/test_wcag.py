"""What WCAG 2.2 asks of a window and no other test looks at: focus in sight, nothing by colour alone, nothing moving.

Contrast is in ``looks/test_theme.py``; names, order and the size of targets are in ``test_pages.py``.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractAnimation, QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from readiness.desktop.state.item_words import sign_of
from readiness.desktop.widgets.focus_ring import WIDTH
from readiness.desktop.window import SMALLEST
from readiness.domain.report import Outcome, Verdict
from readiness.render.parts.marks import mark
from readiness.text import LANGUAGES, Translator
from tests.desktop.conftest import MakePerson
from tests.desktop.pages import PAGES
from tests.desktop.person import Person, process

WALKED = ("choose", "questions", "not-ready", "shifts", "settings", "about")


@pytest.mark.parametrize("page", WALKED)
def test_what_has_the_keyboard_is_in_sight_with_its_ring_and_nothing_moves(person: MakePerson, page: str) -> None:
    someone = person()
    PAGES[page](someone)
    someone.window.resize(*SMALLEST)
    process()
    seen: list[QWidget] = []
    while someone.focus not in seen:
        seen.append(someone.focus)
        _check_ring(someone, someone.focus)
        someone.key(Qt.Key.Key_Tab)
        process()
    assert len(seen) > 4
    moving = someone.window.findChildren(QAbstractAnimation)
    assert not any(one.state() is QAbstractAnimation.State.Running for one in moving)


def _check_ring(someone: Person, focus: QWidget) -> None:
    if isinstance(focus.parentWidget(), QStackedWidget):
        return  # a whole page, which is read and not pressed
    ring = someone.window.ring
    if not focus.focusPolicy() & Qt.FocusPolicy.TabFocus:
        assert not ring.isVisible(), focus  # a heading, where reading begins
        return
    place = QRect(focus.mapTo(someone.window, QPoint(0, 0)), focus.size())
    assert ring.isVisible(), focus
    assert _in_sight(someone, focus, place), focus
    around = ring.geometry()
    assert around.top() <= place.top() - WIDTH, focus
    assert around.left() <= place.left() - WIDTH, focus
    # Painted last, so that nothing lies over it.
    assert someone.window.children()[-1] is ring


def _in_sight(someone: Person, focus: QWidget, place: QRect) -> bool:
    """Whether a control is wholly inside what is not scrolled away, or fills it from its top."""
    around: QWidget | None = focus
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is None:
        return someone.window.rect().contains(place)
    view = QRect(around.viewport().mapTo(someone.window, QPoint(0, 0)), around.viewport().size())
    return view.contains(place) or (place.height() > view.height() and view.intersects(place))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_outcome_is_told_by_colour_alone(language: str) -> None:
    translator = Translator(language)
    for kind in (Outcome, Verdict):
        marks = [mark(one, translator) for one in kind]
        assert len({one.word for one in marks}) == len(marks)
        by_colour: dict[object, set[str]] = {}
        for one in marks:
            by_colour.setdefault(one.tone, set()).add(sign_of(one, language)[0])
        signs = [sign for of_one in by_colour.values() for sign in of_one]
        assert len(signs) == len(set(signs)), "two colours share a sign"
