"""Tests of putting things into words on another thread."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from readiness.desktop.controllers.background_rendering import BackgroundRenderer
from readiness.desktop.texts import Texts


def test_words_of_a_language_that_was_left_meanwhile_are_never_handed_over(qtbot: QtBot) -> None:
    """GIVEN work that takes its time WHEN the person chooses another language THEN only words in that come."""
    texts, begun, go_on, shown = Texts("en"), threading.Event(), threading.Event(), list[str]()
    wording = BackgroundRenderer(texts, texts)

    def work(translator: object) -> str:
        begun.set()
        assert go_on.wait(20)
        return str(getattr(translator, "language", ""))

    wording.write(work, shown.append)
    assert not wording.settled
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    texts.speak("es")
    go_on.set()
    qtbot.waitUntil(lambda: wording.settled, timeout=20_000)
    assert shown == ["es"]
    texts.speak("en")
