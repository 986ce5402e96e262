"""What the program costs while it waits in the tray: processor time and wake-ups.

    python -m tests.benchmarks.hidden [--seconds 60]

Starts it on a screen with a tray, closes the window, lets it settle and watches it. Ends with 1 when it used
more than one thousandth of a processor. Needs what ``tests.rigs.screen`` needs, and trayer.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import time as time_of_day
from pathlib import Path

import psutil

from readiness.desktop.state.preferences import Preferences
from readiness.domain.shifts import Shifts
from tests.rigs.processes import wait_until
from tests.rigs.screen import DOOR, Screen, missing_tray

SETTLES_SECONDS = 100.0
"""So long Qt wakes up by timers of its own, which empty its caches of letters and pictures."""
MOST_SHARE = 0.001


def choose(path: Path) -> None:
    """Let it stay in the tray, and have a shift to wait for."""
    preferences = Preferences(path)
    preferences.stays = True
    preferences.shifts = Shifts((time_of_day(3, 30),), frozenset({6}), 15)


def watched(seconds: float) -> tuple[float, int, int]:
    """Return seconds of processor time, wake-ups, and bytes of memory that no other program shares."""
    with Screen() as screen:
        choose(Path(screen.environment["XDG_CONFIG_HOME"], "readiness", "window.ini"))
        screen.add_tray()
        program = screen.start(*DOOR)
        window = screen.wait_for_window("readiness")
        wait_until(lambda: screen.tray_icon("readiness") is not None)
        screen.close(window)
        wait_until(lambda: not screen.windows("Home-office"))
        time.sleep(SETTLES_SECONDS)
        process = psutil.Process(program.process.pid)
        before, woken = process.cpu_times(), process.num_ctx_switches()
        time.sleep(seconds)
        after, then = process.cpu_times(), process.num_ctx_switches()
        used = after.user + after.system - before.user - before.system
        return used, then.voluntary - woken.voluntary, process.memory_full_info().uss


def main(arguments: Sequence[str] | None = None) -> int:
    """Watch, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args(arguments)
    if missing_tray():
        print(missing_tray(), file=sys.stderr)
        return 2
    used, wakeups, memory = watched(given.seconds)
    share = used / given.seconds
    print(f"hidden for {given.seconds:.0f} s: {used:.2f} s of processor time ({share:.2%}), {wakeups} wake-ups")
    print(f"{memory / 2**20:.0f} MiB of its own")
    return 0 if share <= MOST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
