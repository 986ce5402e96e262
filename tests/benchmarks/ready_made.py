"""How much longer a ready-made program takes to start than the same program by Python.

    python resources/packaging/build.py --folder-only
    python -m tests.benchmarks.ready_made dist/readiness/readiness [RUNS]

Both are started in turn, so that whatever else the computer does hits both, and once before to warm the disk: in the
terminal until they end, and with their window, on a screen of their own (Xvfb), until that is there. Prints median
and best, and the ratio of the medians, which is to stay below 1.3 wherever Python takes more than 0.1 s: what a
ready-made program needs to find itself, some 50 ms, is no ratio. Linux alone.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.start import ROOT, TERMINAL, screen, warm

LIMIT: Final = 1.3
SHORTEST_SECONDS: Final = 0.1
"""Of Python's start; below it a ratio says nothing."""
USUAL_RUNS: Final = 15
PATIENCE_SECONDS: Final = 30.0
_SUBSTRUCTURE_NOTIFY: Final = 1 << 19
_MAP_NOTIFY: Final = 19
_LARGEST_EVENT: Final = 192


class Screen:
    """A screen on which windows are awaited."""

    def __init__(self) -> None:
        self._x: Any = ctypes.CDLL(ctypes.util.find_library("X11"))
        for function in ("XOpenDisplay", "XDefaultRootWindow"):
            getattr(self._x, function).restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        root = ctypes.c_void_p(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, root, ctypes.c_long(_SUBSTRUCTURE_NOTIFY))
        self.forget()

    def forget(self) -> None:
        """Drop what was told of windows until now."""
        self._x.XSync(self._display, 1)

    def wait_for_a_window(self) -> None:
        """Wait until a window is shown. Raises TimeoutError."""
        event = (ctypes.c_byte * _LARGEST_EVENT)()
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            if not self._x.XPending(self._display):
                time.sleep(0.001)
                continue
            self._x.XNextEvent(self._display, ctypes.byref(event))
            if ctypes.cast(event, ctypes.POINTER(ctypes.c_int))[0] == _MAP_NOTIFY:
                return
        raise TimeoutError("no window came")


def in_the_terminal(command: Sequence[str], folder: Path) -> float:
    """Return the seconds until a command has ended."""
    begun = time.perf_counter()
    nothing = subprocess.DEVNULL
    subprocess.run(command, cwd=ROOT, env=warm(folder), stdout=nothing, stderr=nothing, stdin=nothing, check=False)
    return time.perf_counter() - begun


def with_a_window(shown: Screen) -> Callable[[Sequence[str], Path], float]:
    """Return what measures the seconds until a program's window is there."""

    def measured(command: Sequence[str], folder: Path) -> float:
        shown.forget()
        begun = time.perf_counter()
        with subprocess.Popen(command, cwd=ROOT, env=warm(folder), stderr=subprocess.DEVNULL) as process:
            try:
                shown.wait_for_a_window()
                return time.perf_counter() - begun
            finally:
                process.terminate()

    return measured


def compared(measure: Callable[[Sequence[str], Path], float], programs: Sequence[list[str]], runs: int) -> float:
    """Start both so many times, print how long that took, and return the ratio that counts."""
    taken: list[list[float]] = [[] for _ in programs]
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(runs + 1):
            for program, times in zip(programs, taken, strict=True):
                seconds = measure(program, Path(folder))
                times.extend([seconds] if turn else [])
    medians = [1e3 * statistics.median(times) for times in taken]
    best = [1e3 * min(times) for times in taken]
    print(f"{medians[0]:9.0f}{best[0]:7.0f}{medians[1]:11.0f}{best[1]:7.0f}{medians[0] / medians[1]:9.2f}", flush=True)
    return medians[0] / medians[1] if medians[1] > 1e3 * SHORTEST_SECONDS else 0.0


def main() -> int:
    """Print the table; 1 when anything takes too much longer."""
    program = os.path.abspath(sys.argv[1])  # noqa: PTH100 - as it was named, also where it is a link
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else USUAL_RUNS
    print(f"{'ms':50}{'ready made':>10}{'best':>6}{'by Python':>11}{'best':>7}{'ratio':>9}")
    worst = 0.0
    python = [sys.executable, "-m", "readiness"]
    for words in TERMINAL:
        print(f"{' '.join(words)[:50]:50}", end="", flush=True)
        worst = max(worst, compared(in_the_terminal, [[program, *words], [*python, *words]], runs))
    with screen() as kind:
        print(f"{'window, ' + kind:50}", end="", flush=True)
        worst = max(worst, compared(with_a_window(Screen()), [[program], python], runs))
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
