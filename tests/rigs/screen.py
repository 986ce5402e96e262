"""A screen of its own, with what a desktop has: a session bus, a window manager, hands on a keyboard.

    with Screen() as screen:
        window = screen.open(sys.executable, "app.py")
        screen.press("Tab", "Return")
        screen.close(window)

Nothing of it touches the person's own screen; afterwards nothing is left.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import pytest

from tests.rigs.processes import end_group, is_alive, wait_until

_ROOT: Final = Path(__file__).resolve().parents[2]
_PROGRAMS: Final = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus",
    "openbox": "openbox",
    "import": "imagemagick",
}
_ICON: Final = re.compile(r"(\d+)x(\d+)\+-?\d+\+-?\d+ +\+(-?\d+)\+(-?\d+)")  # size, place, place on the screen
_START_SECONDS: Final = 60.0
_END_SECONDS: Final = 5.0

# The shell waits on a pipe whose other end this process holds: killed or not, when this process is gone the rest goes.
_GUARD: Final = '"$@" & child=$!; read -r _; kill "$child" 2>/dev/null; wait "$child"'

DOOR: Final = (sys.executable, str(_ROOT / "app.py"))
"""The program as a person starts it the second time: what makes its environment has tests of its own."""


def missing() -> str:
    """Return why there can be no screen here, "" when there can."""
    if not sys.platform.startswith("linux"):
        return "a screen that nobody sees is a thing of X11"
    lacking = [f"{program} (Debian: {package})" for program, package in _PROGRAMS.items() if not shutil.which(program)]
    return f"not installed: {', '.join(lacking)}" if lacking else ""


needs_screen: Final = pytest.mark.skipif(bool(missing()), reason=missing() or "there can be a screen")
"""Mark for tests that use the rig; they are skipped, with the reason, where it cannot run."""


class Screen:
    """A display, a session bus and, unless told otherwise, a window manager, for the length of a ``with`` block."""

    def __init__(self, size: str = "1366x768", *, manager: bool = True) -> None:
        self._size = size
        self._manager = manager
        self.folder = Path()
        self.environment: dict[str, str] = {}
        self._running: list[subprocess.Popen[Any]] = []

    # -------------------------------------------------------------- life

    def __enter__(self) -> Self:
        """Put everything up. Skips the test, with the reason, where its programs are missing."""
        if missing():
            pytest.skip(missing())
        self.folder = Path(tempfile.mkdtemp(prefix="sc-"))  # short: a socket's path has 107 bytes
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Take everything down, the newest first."""
        for process in reversed(self._running):
            end_group(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        home, run = self.folder / "home", self.folder / "run"
        (home / "Documents").mkdir(parents=True)
        run.mkdir(mode=0o700)
        self.environment = {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(run),
            "READINESS_DATA": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "DISPLAY": self._start_display(),
            "DBUS_SESSION_BUS_ADDRESS": self._start_bus(),
            "QT_QPA_PLATFORM": "xcb",
        }
        if self._manager:
            self.add("openbox", "--sm-disable")
            wait_until(self._is_managed)

    def _start_display(self) -> str:
        told, tell = os.pipe()
        options = ("-displayfd", str(tell), "-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset")
        self.add("Xvfb", *options, pass_fds=(tell,))
        os.close(tell)
        with os.fdopen(told) as display:
            return f":{display.readline().strip()}"

    def _start_bus(self) -> str:
        address = f"unix:path={self.folder}/bus"
        self.add("dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", f"--address={address}")
        wait_until((self.folder / "bus").exists)
        return address

    def _is_managed(self) -> bool:
        found = self.run("xdotool", "get_num_desktops", check=False)
        return found.returncode == 0

    # -------------------------------------------------------------- programs

    def add(self, *command: str, **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401 - those of Popen
        """Start something that belongs to the screen and ends with it."""
        process = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", *command],
            env=os.environ | self.environment,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **options,
        )
        self._running.append(process)
        return process

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program on the screen to its end."""
        environment = os.environ | self.environment
        return subprocess.run(command, env=environment, check=check, capture_output=True, text=True, timeout=60)

    def start(self, *command: str, **variables: str) -> Started:
        """Start a program on the screen."""
        started = Started(self, command, variables)
        self._running.append(started.process)
        return started

    # -------------------------------------------------------------- windows and hands

    def windows(self, title: str = ".") -> list[str]:
        """Return the numbers of the windows that are there, by a pattern of their titles."""
        return self.run("xdotool", "search", "--onlyvisible", "--name", title, check=False).stdout.split()

    def wait_for_window(self, title: str, seconds: float = _START_SECONDS) -> str:
        """Return the number of the window with such a title, as soon as there is one."""
        wait_until(lambda: bool(self.windows(title)), seconds, f"no window {title!r}")
        return self.windows(title)[-1]

    def press(self, *keys: str) -> None:
        """Press keys, by their names in X, one after another."""
        self.run("xdotool", "key", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--delay", "25", text)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Press a button of the mouse somewhere."""
        self.run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def add_tray(self) -> None:
        """Add a tray to the desktop; ``missing_tray`` tells whether that is possible."""
        options = ("--edge", "top", "--align", "right", "--widthtype", "pixel", "--width", "200", "--height", "30")
        self.add("trayer", *options)
        self.wait_for_window("panel")

    def tray_icon(self, program: str) -> tuple[int, int] | None:
        """Return the middle of a program's icon in the tray, None as long as there is none."""
        panel = self.windows("panel")
        tree = self.run("xwininfo", "-tree", "-id", panel[-1], check=False).stdout if panel else ""
        for line in tree.splitlines():
            found = _ICON.search(line)
            if found and f'"{program}"' in line:
                width, height, x, y = map(int, found.groups())
                return x + width // 2, y + height // 2
        return None

    def take_picture(self, path: Path) -> None:
        """Keep what is on the screen."""
        self.run("import", "-window", "root", str(path))

    def close(self, window: str) -> None:
        """Ask a window to close, as a window manager does for its cross."""
        _tell(self.environment["DISPLAY"], int(window), "WM_PROTOCOLS", "WM_DELETE_WINDOW")


def missing_tray() -> str:
    """Return why there can be no tray here, "" when there can."""
    for program, package in (("trayer", "trayer"), ("xwininfo", "x11-utils")):
        if not shutil.which(program):
            return f"not installed: {program} (Debian: {package})"
    return missing()


class Started:
    """A program on a screen: where its window is, how it ends, what it said."""

    def __init__(self, screen: Screen, command: Sequence[str], variables: dict[str, str]) -> None:
        self._errors = screen.folder / f"errors-{len(screen._running)}"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command,
                env=os.environ | screen.environment | {"READINESS_INSIDE": str(_ROOT)} | variables,
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything the program wrote where a person would see it."""
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def wait(self, seconds: float) -> float:
        """Wait for the end of the program and everything it started; return how long that took."""
        begun = time.monotonic()
        wait_until(
            lambda: self.process.poll() is not None and not is_alive(self.process.pid), seconds, "it does not end"
        )
        return time.monotonic() - begun


class _ClientMessage(ctypes.Structure):
    """XClientMessageEvent, padded to the size of XEvent."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("sent", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("what", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("padding", ctypes.c_long * 24),
    )


_CLIENT_MESSAGE: Final = 33


def _tell(display: str, window: int, what: str, first: str) -> None:
    """Send a window a message of the X protocol; no program of Debian's can where there is no window manager."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XInternAtom.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    x11.XSendEvent.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p)
    x11.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    here = x11.XOpenDisplay(display.encode())
    if not here:
        raise RuntimeError(f"there is no display {display}")
    event = _ClientMessage(kind=_CLIENT_MESSAGE, window=window, format=32)
    event.what = x11.XInternAtom(here, what.encode(), 0)
    event.data[0] = x11.XInternAtom(here, first.encode(), 0)
    x11.XSendEvent(here, window, 0, 0, ctypes.byref(event))
    x11.XCloseDisplay(here)  # also sends it
