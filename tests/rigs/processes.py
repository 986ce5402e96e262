"""Programs of the rigs: waited for, and ended with everything they started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

_PATIENCE_SECONDS: Final = 60.0
_END_SECONDS: Final = 5.0


def wait_until(
    is_so: Callable[[], bool], seconds: float = _PATIENCE_SECONDS, otherwise: str = "it did not happen"
) -> None:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError(f"{otherwise} within {seconds:.0f} s")
        time.sleep(0.02)


def end_group(process: subprocess.Popen[Any]) -> None:
    """End a process and everything it started."""
    if process.stdin:
        process.stdin.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(AssertionError):
            wait_until(lambda: process.poll() is not None and not is_alive(process.pid), _END_SECONDS)
            return


def is_alive(group: int) -> bool:
    """Whether anything of a process group still runs. One that only waits to be buried does not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False
