"""The tests side by side: the run waits for sound, lines and windows more than it computes.

``python -m pytest -n 2`` runs them in two processes, ``python3 app.py test`` does so of itself. A module
keeps to one process, for what its tests share, and a folder does where setting up is dear. A test
marked ``alone``, whose figures would suffer from company, runs while the other process waits.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

if sys.platform != "win32":
    import fcntl

# Files to hold locks on; what stands in them does not matter. Who waits for the floor keeps the gate shut behind him.
GATE, FLOOR = Path(__file__), Path(__file__).with_name("conftest.py")
SHARED: Final = ("tests/windows",)  # one Windows for all its tests
# What takes longest comes first, or one process would still be at it when the other has long ended.
FIRST: Final = (
    "tests/desktop/test_walk",
    "tests/desktop/test_larger",
    "tests/desktop/shifts",
    "tests/test_end_to_end",
)


class Lanes(LoadFileScheduling):  # type: ignore[misc] # which brings no types
    """Gives each process whole modules, and whole folders where they are shared."""

    def _split_scope(self, nodeid: str) -> str:
        module = super()._split_scope(nodeid)
        return next((folder for folder in SHARED if module.startswith(folder)), module)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Lanes:
    """Keep the order that the tests were collected in."""
    config.option.loadscopereorder = False
    return Lanes(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the long ones begin, where several processes share the tests."""
    if _is_shared(config):
        items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    """Return when a test's turn is: 0 at once, 1 for what was begun behind the others meanwhile, 2 for the rest."""
    return 0 if nodeid.startswith(FIRST) else 1 if nodeid.startswith(SHARED) else 2


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let tests run beside each other, or alone."""
    with _floor(alone=bool(item.get_closest_marker("alone"))) if _is_shared(item.config) else contextlib.nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Spell out, in what a test wrote, that which cannot travel between processes."""
    report = yield
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    return report


def _is_shared(config: pytest.Config) -> bool:
    """Return whether this is one of several processes."""
    return hasattr(config, "workerinput")


@contextlib.contextmanager
def _floor(*, alone: bool) -> Iterator[None]:
    """Wait until this test may run."""
    if sys.platform == "win32":
        yield
        return
    with GATE.open() as gate, FLOOR.open() as floor:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(floor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(floor, fcntl.LOCK_UN)  # also for those that a test has begun and that hold the file, too
