"""Which screen counts, and how large it is."""

from __future__ import annotations

import pytest

from readiness.analysis.computer.screens import Screen, largest

LAPTOP = Screen((1366, 768), (309.0, 174.0))
MONITOR = Screen((1920, 1080), (527.0, 296.0))
SILENT = Screen()


@pytest.mark.parametrize(
    ("screens", "chosen"),
    [
        ((LAPTOP, MONITOR), MONITOR),
        ((MONITOR, LAPTOP), MONITOR),
        ((SILENT, LAPTOP), LAPTOP),
        ((SILENT,), SILENT),
        ((), None),
    ],
)
def test_the_screen_with_the_most_pixels_counts(screens: tuple[Screen, ...], chosen: Screen | None) -> None:
    assert largest(screens) == chosen


def test_a_diagonal_is_in_inches() -> None:
    assert LAPTOP.inches == pytest.approx(13.96, abs=0.01)
    assert MONITOR.inches == pytest.approx(23.8, abs=0.02)
    assert SILENT.inches is None


def test_whole_centimetres_leave_a_diagonal_uncertain() -> None:
    assert Screen(spread=5.0).inches_spread == pytest.approx(0.278, abs=0.001)
