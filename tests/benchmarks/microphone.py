"""How long the microphone's analysis takes: ``python -m tests.benchmarks.microphone``.

Prints the best and the median of some runs, in milliseconds, for 4 s of silence and 10 s of
reading at several rates. The window must not wait for it: 300 ms at 48 kHz are the limit.
"""

from __future__ import annotations

import statistics
import sys
import time

from readiness.checks.microphone import readings_of
from tests.sounds import speech, white

RATES = (8_000, 16_000, 44_100, 48_000, 96_000, 192_000)
RUNS = 7
LIMIT_RATE, LIMIT_MS = 48_000, 300.0


def milliseconds(rate: int) -> list[float]:
    """Return how long each run took."""
    silence = white(-60.0, 4.0, rate)
    reading = speech(10.0, rate) + white(-60.0, 10.0, rate, 2)
    taken = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        readings_of(silence, reading, rate)
        taken.append((time.perf_counter() - started) * 1000.0)
    return taken[1:]  # the first one loads things


def main() -> int:
    """Print a table; 1 when the limit is broken."""
    print("    rate    best  median  ms")
    fine = True
    for rate in RATES:
        taken = milliseconds(rate)
        print(f"{rate:8d} {min(taken):7.0f} {statistics.median(taken):7.0f}")
        fine &= rate != LIMIT_RATE or min(taken) <= LIMIT_MS
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
