"""One long piece of work in a turn of the event loop, whoever has it to do.

Several pages and objects have work that is cut into bearable pieces. Two such pieces in one turn would make a
turn that is not bearable any more, so whoever has one asks first and says so afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QTimer

NEXT_TURN_MILLISECONDS: Final = 2
"""A timer of so long ends in a later turn. With none, what comes from outside would wait for two pieces."""

_taken = False
_acts: list[Callable[[], object]] = []


def is_free() -> bool:
    """Whether nobody did anything long in this turn yet."""
    return not _taken


def take() -> None:
    """Leave the rest of this turn to whatever else there is: a long piece of work was done in it."""
    global _taken  # noqa: PLW0603 - a thread has one event loop, and only the window's has work like that
    if not _taken:
        _taken = True
        _timer(_end, NEXT_TURN_MILLISECONDS).start()


def after_painting(act: Callable[[], object]) -> None:
    """Do something when what this turn changes is painted, which happens in the next one."""
    _acts.append(act)
    if len(_acts) == 1:
        _timer(_act, 2 * NEXT_TURN_MILLISECONDS).start()


def _act() -> None:
    acts = _acts[:]
    _acts.clear()
    for act in acts:
        act()


@cache
def _timer(timeout: Callable[[], None], milliseconds: int) -> QTimer:
    """Return the one timer for this: one for each turn would have to be deleted, and in this thread."""
    timer = QTimer(QCoreApplication.instance())
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(timeout)
    return timer


def _end() -> None:
    global _taken  # noqa: PLW0603
    _taken = False
