"""Builds the pages after the first one while the person reads the first, in slices that keep the window responsive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from readiness.desktop import screen_reader
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.texts import Texts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from readiness.desktop.controllers.before_shift import BeforeShift
    from readiness.desktop.controllers.journey import Journey
    from readiness.desktop.state.checking import Checking
    from readiness.desktop.state.preferences import Preferences
    from readiness.desktop.window import Window


class Preloader(QObject):
    """Builds the journey and the checks before shifts, once; whoever needs them earlier gets them built at once.

    ``done`` is emitted with the journey when everything is built.
    """

    done = Signal(object)

    def __init__(
        self,
        app: QApplication,
        window: Window,
        texts: Texts,
        preferences: Preferences,
        make_checking: Callable[[], Checking],
    ) -> None:
        super().__init__(window)
        self._app, self._window, self._texts, self._preferences = app, window, texts, preferences
        self._make_checking = make_checking
        self._journey: Journey | None = None
        self._before_shift: BeforeShift | None = None
        self._slices = Slices(self)
        self._steps = self._make()
        # Pages that were made already learn of another language only from the window, once it has them.
        texts.changed.connect(self._hand_over)

    @Slot()
    def _hand_over(self) -> None:
        if self._slices.busy:
            self._all()

    def begin(self) -> None:
        """Start building in slices."""
        self._slices.begin(self._steps)

    def _make(self) -> Iterator[object]:
        from readiness.desktop.controllers.before_shift import BeforeShift
        from readiness.desktop.controllers.journey import Journey
        from readiness.desktop.controllers.journey_pages import Pages

        screen_reader.preload()
        yield None
        pages = Pages(self._texts, self._window)
        yield from pages.make()
        self._journey = Journey(self._window, self._texts, self._make_checking(), pages)
        yield self._journey
        self._before_shift = BeforeShift(self._app, self._window, self._texts, self._preferences, self._journey)
        self.done.emit(self._journey)

    @property
    def made(self) -> Journey | None:
        """The journey, None while it is not built."""
        return self._journey

    @property
    def journey(self) -> Journey:
        """The pages after the first one, built now if they are not yet."""
        return self._all()[0]

    @property
    def before_shift(self) -> BeforeShift:
        """The checks before shifts and the tray, built now if they are not yet."""
        return self._all()[1]

    def _all(self) -> tuple[Journey, BeforeShift]:
        if self._before_shift is None:
            self._slices.stop()
            for _ in self._steps:
                pass
        assert self._journey is not None  # noqa: S101 - the first step but one
        assert self._before_shift is not None  # noqa: S101 - the last step
        return self._journey, self._before_shift
