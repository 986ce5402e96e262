"""The pages of a journey, made one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.desktop.pages.employers import EmployersPage
from readiness.desktop.pages.history import HistoryPage
from readiness.desktop.pages.questions import QuestionsPage
from readiness.desktop.pages.result import ResultPage
from readiness.desktop.pages.running import RunningPage
from readiness.desktop.texts import Texts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Pages:
    """The pages of a journey, each made when it is first asked for; until it has its place it goes with ``window``."""

    def __init__(self, texts: Texts, window: QWidget) -> None:
        self._texts, self._window = texts, window

    @cached_property
    def questions(self) -> QuestionsPage:
        """Where the person answers."""
        return QuestionsPage(self._texts, self._window)

    @cached_property
    def running(self) -> RunningPage:
        """What is shown while a check runs."""
        return RunningPage(self._texts, self._window)

    @cached_property
    def result(self) -> ResultPage:
        """What came of it."""
        return ResultPage(self._texts, self._window)

    @cached_property
    def employers(self) -> EmployersPage:
        """What came of it for several employers."""
        return EmployersPage(self._texts, self._window)

    @cached_property
    def history(self) -> HistoryPage:
        """Earlier checks."""
        return HistoryPage(self._texts, self._window)

    def make(self) -> Iterator[QWidget]:
        """Make all of them, one after the other."""
        yield self.questions
        yield self.running
        yield self.result
        yield self.employers
        yield self.history
