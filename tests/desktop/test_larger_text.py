"""Text enlarged by 30 %, in the smallest window there is: every page in every language, and nothing cut.

No letter opens two things of a page either.
"""

from __future__ import annotations

from typing import Final

import pytest
from PySide6.QtGui import QFont

from readiness.desktop.looks import theme
from readiness.desktop.widgets.layout.scrolling import ScrollArea
from readiness.desktop.window import SMALLEST
from tests.desktop import test_employers as employers
from tests.desktop import test_history as histories
from tests.desktop.conftest import MakePerson
from tests.desktop.editor import author as editors
from tests.desktop.layout import check_access_keys, check_size, in_every_language, visible
from tests.desktop.pages import PAGES
from tests.desktop.person import Person, process

LARGER: Final = 1.3
_ASIDE: Final = 60


def written(someone: Person) -> None:
    editors.arrive(someone, editors.MEMORY, editors.HEADSET, editors.WAYS)
    editors.opened(someone, 1)


def remembered(someone: Person) -> None:
    histories.fill(12)
    histories.open_history(someone)


ALL: Final = {**PAGES, "employers": employers._finish, "history": remembered, "editor": written}


@pytest.fixture(autouse=True)
def _larger(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Enlarge what the system says, as its own settings do."""
    monkeypatch.setenv("READINESS_DATA", str(tmp_path_factory.mktemp("data")))
    usual = theme.font_for

    def larger(language: str) -> QFont:
        font = usual(language)
        font.setPointSizeF(font.pointSizeF() * LARGER)
        return font

    monkeypatch.setattr(theme, "font_for", larger)


@pytest.mark.parametrize("page", ALL)
def test_nothing_is_cut_where_text_is_larger(person: MakePerson, page: str) -> None:
    someone = person()
    ALL[page](someone)
    someone.window.resize(*SMALLEST)
    for language in in_every_language(someone):
        process()
        size = (someone.window.width(), someone.window.height())
        assert size == SMALLEST, language
        for widget in (one for one in visible(someone) if not someone.window.header.isAncestorOf(one)):
            check_size(widget)
        if language != "stretched":
            check_access_keys(someone, language)
        for area in someone.window.page.findChildren(ScrollArea):
            # What is a third longer and a third larger at once may have to be pushed aside a little.
            assert area.horizontalScrollBar().maximum() <= (_ASIDE if language == "stretched" else 0), language
