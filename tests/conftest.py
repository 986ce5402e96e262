"""The hostile test run: a strange place, no network, and nothing may be left behind.

Each test runs with folders of its own, in a fixed language and an odd time zone, and fails if
a thread, a process or a window outlives it, or if anything spoke to another computer.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from hypothesis import HealthCheck, settings

T = TypeVar("T")
_FILES: pytest.StashKey[frozenset[str]] = pytest.StashKey()

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = float(os.environ.get("READINESS_TEST_PATIENCE", "3"))  # seconds until what is ending has to have ended
WORKER = os.environ.pop(
    "PYTEST_XDIST_WORKER", ""
)  # one of the processes that share a run's tests; none of theirs is one
# Inherited by all that is started, however far away.
MARK = "READINESS_TEST_RUN"
RUN = (MARK, os.environ[MARK] if WORKER else f"{os.getpid()}.{time.time_ns()}")

SCREEN = os.environ.get("READINESS_TEST_PLATFORM", "")  # "xcb" shows the windows of the tests on a real screen

# Before anybody reads them: Qt, gettext, time and every program that a test starts.
PLACE = {
    "QT_QPA_PLATFORM": SCREEN or "offscreen",
    "TZ": "XYZ-5:45",  # east of Greenwich and no whole hour; needs no time-zone files
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "en",
    "PULSE_SERVER": "unix:/nonexistent",  # the person's own devices are none of our business
    "PYTHONFAULTHANDLER": "1",
} | dict([RUN])
os.environ.update(PLACE)
_PERSONAL = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "READINESS_DEBUG", "READINESS_INSIDE"}
_SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
for name in _PERSONAL if SCREEN else _PERSONAL | _SCREENS:
    os.environ.pop(name, None)
if hasattr(time, "tzset"):
    time.tzset()

# How quick a computer is is no property of the program.
settings.register_profile("readiness", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("readiness")


# ------------------------------------------------------------------ a place of one's own


@pytest.fixture(scope="session")
def _homes() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="readiness-homes-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_folders(_homes: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Send everything the program keeps for a person to folders that only this test has."""
    home = _homes / str(abs(hash(request.node.nodeid)))
    names = {
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": home / "local",
        "WIN_PD_OVERRIDE_APPDATA": home / "roaming",
    }
    before = {name: os.environ.get(name) for name in names}
    os.environ.update({name: str(path) for name, path in names.items()})
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


# ------------------------------------------------------------------ no other computer

_SPOKEN_TO: list[str] = []


def _is_near(host: str) -> bool:
    """Return whether an address is this computer, a network made by a test, or can belong to no one."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".invalid", ".test", ".localhost"))


def _watch(owner: object, name: str, host_of: Callable[..., object]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def watched(*arguments: object, **named: object) -> object:
        host = host_of(*arguments, **named)
        if isinstance(host, str) and host and not _is_near(host):
            _SPOKEN_TO.append(host)
        return original(*arguments, **named)

    setattr(owner, name, watched)


def _host_in(_line: socket.socket, address: object) -> object:
    return address[0] if isinstance(address, tuple) else None


# No audit hook: it is asked about settrace, too, and where the interpreter turns to another thread in the midst
# of that, a thread that coverage.py was about to follow never begins (CPython 3.11).
_watch(socket.socket, "connect", _host_in)
_watch(socket.socket, "connect_ex", _host_in)
_watch(socket, "getaddrinfo", lambda host, *_, **_named: host)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    _SPOKEN_TO.clear()
    yield
    assert not _SPOKEN_TO, f"the test spoke to {_SPOKEN_TO}"


# ------------------------------------------------------------------ nothing left behind


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    threads, children, windows = set(threading.enumerate()), _children(), _windows()
    yield
    deadline = time.monotonic() + PATIENCE
    left = [thread.name for thread in _gone(lambda: set(threading.enumerate()) - threads, deadline)]
    assert not left, f"threads left behind: {left}"
    left = [_command(pid) for pid in _gone(lambda: _children() - children, deadline)]
    assert not left, f"processes left behind: {left}"
    left = [repr(window) for window in _windows_after_tidying(windows)]
    assert not left, f"windows left behind: {left}"


def _gone(rest: Callable[[], set[T]], deadline: float) -> set[T]:
    """Wait until nothing is left; return what still is at the deadline."""
    while left := rest():
        if time.monotonic() > deadline:
            return left
        time.sleep(0.01)
    return set()


def _children() -> set[int]:
    """Return the processes this one has started and not seen the end of."""
    if not sys.platform.startswith("linux"):
        return {child.pid for child in psutil.Process().children()}
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


def _command(pid: int) -> str:
    try:
        return " ".join(psutil.Process(pid).cmdline()) or psutil.Process(pid).name()
    except psutil.Error:
        return f"process {pid}"


def _windows() -> set[object]:
    """Return the top-level widgets, without loading Qt for tests that have none."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets and widgets.QApplication.instance()
    return set(application.topLevelWidgets()) if application else set()


def _windows_after_tidying(before: set[object]) -> set[object]:
    if not _windows() - before:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent

    # What was told to delete itself does so only in an event loop, and cycles hold on to the rest.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return _windows() - before


# ------------------------------------------------------------------ after the last test


def pytest_sessionstart(session: pytest.Session) -> None:
    session.stash[_FILES] = _project_files()


@pytest.hookimpl(trylast=True)  # the processes that shared the tests have ended by then
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when something started by it is still there, or it left files in the project."""
    if WORKER:
        return  # the others are still at work
    faults = [f"still running: {_command(pid)}" for pid in _strays()]
    if os.environ.get("CI"):  # elsewhere somebody may be at work beside the tests
        before = session.stash[_FILES]
        faults += [f"new file: {path}" for path in sorted(_project_files() - before)]
    for fault in faults:
        sys.stderr.write(f"\nleft behind by the test run, {fault}")
    if faults and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _strays() -> set[int]:
    """Return processes begun by this run, by the variable that they all inherit; for systems with /proc."""
    mark = "=".join(RUN).encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(folder.name) != os.getpid() and mark in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
    return found


def _project_files() -> frozenset[str]:
    """Return what git calls new here, caches and environment aside."""
    command = ["git", "-C", str(ROOT), "ls-files", "--others", "--exclude-standard"]
    try:
        return frozenset(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())
    except (OSError, subprocess.CalledProcessError):
        return frozenset()
