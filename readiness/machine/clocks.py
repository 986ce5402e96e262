"""The clocks that tell for how long a computer slept."""

from __future__ import annotations

import sys
import time
from typing import Final

_THROUGH_SLEEP: Final = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}
"""CLOCK_BOOTTIME: clock_gettime(2) of Linux. CLOCK_MONOTONIC: clock_gettime(3) of macOS, where Python's own
``monotonic`` stands still meanwhile. On Windows that one goes on."""


def suspend_aware() -> float:
    """Return seconds on a clock that nobody can set, and that goes on while the computer sleeps."""
    clock = getattr(time, _THROUGH_SLEEP.get(sys.platform, ""), None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def asleep_seconds() -> float:
    """Return for how long this computer slept until now. Only the difference of two such answers means anything."""
    return suspend_aware() - _awake()


def _awake() -> float:
    if sys.platform == "win32":
        import ctypes

        hundreds_of_nanoseconds = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(hundreds_of_nanoseconds))
        return hundreds_of_nanoseconds.value / 1e7
    return time.monotonic()
