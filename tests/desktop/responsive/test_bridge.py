"""From worker threads into the window's thread, and closable at any moment."""

from __future__ import annotations

import gc
import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from readiness.desktop.responsive.background import Background
from readiness.desktop.responsive.bridge import Bridge
from readiness.engine.events import CheckStarted, Event


def process() -> None:
    QCoreApplication.processEvents()


def test_events_arrive_in_order_in_the_windows_thread(qtbot: QtBot, qapp: QApplication) -> None:
    seen: list[tuple[Event, QThread]] = []
    bridge = Bridge(lambda event: seen.append((event, QThread.currentThread())))

    def tell() -> None:
        for number in range(500):
            bridge.listen(CheckStarted(str(number)))

    worker = threading.Thread(target=tell)
    worker.start()
    qtbot.waitUntil(lambda: len(seen) == 500)
    worker.join()
    assert [event for event, _ in seen] == [CheckStarted(str(number)) for number in range(500)]
    assert {thread for _, thread in seen} == {qapp.thread()}


@pytest.mark.usefixtures("qapp")
def test_nothing_arrives_after_closing_not_even_what_was_on_its_way() -> None:
    seen: list[Event] = []
    bridge = Bridge(seen.append)
    bridge.listen(CheckStarted("one"))
    bridge.close()
    bridge.listen(CheckStarted("two"))
    process()
    assert seen == []
    assert not bridge.is_open


@pytest.mark.usefixtures("qapp")
def test_closing_and_deleting_while_many_threads_tell_is_clean() -> None:
    for _ in range(20):
        parent = QObject()
        bridge = Bridge(lambda _event: None, parent)
        begun = threading.Barrier(5)
        over = threading.Event()

        def tell(bridge: Bridge = bridge, begun: threading.Barrier = begun, over: threading.Event = over) -> None:
            begun.wait()
            while not over.is_set():
                bridge.listen(CheckStarted("x"))

        workers = [threading.Thread(target=tell) for _ in range(4)]
        for worker in workers:
            worker.start()
        begun.wait()
        process()
        bridge.close()
        parent.deleteLater()
        process()
        over.set()
        for worker in workers:
            worker.join()
        del parent, bridge
        gc.collect()


def test_this_qt_survives_many_calls_and_emits(qtbot: QtBot) -> None:
    # 6.12.0 dropped references to None and True on Python 3.11 and aborted long before this.
    label = QLabel()
    seen: list[Event] = []
    bridge = Bridge(seen.append)
    for number in range(20_000):
        label.setText(str(number))
        bridge.listen(CheckStarted("x"))
    qtbot.waitUntil(lambda: len(seen) == 20_000, timeout=20_000)


def test_many_events_at_once_let_the_window_answer_in_between(qtbot: QtBot) -> None:
    """GIVEN events that take a while WHEN they come at once THEN others have their turn before the last of them."""
    seen: list[Event] = []
    others: list[int] = []

    def deliver(event: Event) -> None:
        time.sleep(0.002)
        seen.append(event)

    bridge = Bridge(deliver)
    for number in range(30):
        bridge.listen(CheckStarted(str(number)))
    QTimer.singleShot(0, lambda: others.append(len(seen)))
    qtbot.waitUntil(lambda: len(seen) == 30, timeout=20_000)
    assert others[0] < 30


def test_an_event_that_fails_takes_none_of_the_others_with_it(qtbot: QtBot) -> None:
    """GIVEN an event that cannot be delivered WHEN others follow THEN they are, and the next one arrives, too."""
    seen: list[str] = []

    def deliver(event: Event) -> None:
        assert isinstance(event, CheckStarted)
        seen.append(event.check)
        if event.check == "bad":
            raise ValueError

    bridge = Bridge(deliver)
    with qtbot.captureExceptions() as caught:
        for name in ("one", "bad", "two"):
            bridge.listen(CheckStarted(name))
        qtbot.waitUntil(lambda: seen == ["one", "bad", "two"], timeout=20_000)
        bridge.listen(CheckStarted("three"))
        qtbot.waitUntil(lambda: seen[-1] == "three", timeout=20_000)
    assert [kind for kind, _, _ in caught] == [ValueError]


def test_work_in_the_background_comes_back_into_the_windows_thread(qtbot: QtBot, qapp: QApplication) -> None:
    background = Background()
    seen: list[tuple[int, QThread]] = []
    background.run(lambda: 6 * 7, lambda result: seen.append((result, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, qapp.thread())]


@pytest.mark.usefixtures("qapp")
def test_work_that_ends_after_closing_is_forgotten() -> None:
    background = Background()
    go = threading.Event()
    seen: list[bool] = []
    background.run(lambda: go.wait(5), seen.append)
    background.close()
    go.set()
    process()
    assert seen == []


def test_work_that_fails_is_told_in_the_windows_thread_and_disturbs_nobody(qtbot: QtBot) -> None:
    background = Background()
    seen: list[int] = []
    with qtbot.captureExceptions() as caught:
        background.run(lambda: 1 // 0, seen.append)
        qtbot.waitUntil(lambda: bool(caught))
        background.run(lambda: 2, seen.append)
        qtbot.waitUntil(lambda: seen == [2])
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
