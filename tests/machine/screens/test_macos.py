"""Screens on macOS: a made-up library."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Reason
from readiness.machine.screens.macos import MacosScreens, Size, core_graphics
from tests.machine.libraries import Function, Number, library
from tests.machine.trees import answer

NO = Reason.UNSUPPORTED


class FakeGraphics:
    """CoreGraphics with a built-in screen of two pixels to a point, and one that says nothing of itself."""

    def __init__(self, error: int = 0) -> None:
        self.error = error
        self.released: list[int | None] = []

    def library(self) -> SimpleNamespace:
        return library(
            CGGetActiveDisplayList=self._list,
            CGDisplayScreenSize=lambda display: Size(286.0, 179.0) if display == 7 else Size(0.0, 0.0),
            CGDisplayCopyDisplayMode=lambda display: 100 if display == 7 else None,
            CGDisplayModeGetPixelWidth=lambda _: 2880,
            CGDisplayModeGetPixelHeight=lambda _: 1800,
            CGDisplayModeGetWidth=lambda _: 1440,
            CGDisplayModeRelease=lambda mode_: self.released.append(mode_.value),
        )

    def _list(self, most: int, ids: ctypes.Array[ctypes.c_uint32], count: Number) -> int:
        assert most == 32
        ids[0], ids[1] = 7, 8
        count._obj.value = 2
        return self.error


def test_a_mac_tells_pixels_points_and_size() -> None:
    graphics = FakeGraphics()
    screens = MacosScreens(graphics.library)

    assert screens.screens().value == (Screen((2880, 1800), (286.0, 179.0), 200.0), Screen())
    assert graphics.released == [100]
    assert answer(screens.touch) is NO


def gone() -> SimpleNamespace:
    raise OSError("no such library")


@pytest.mark.parametrize("library_", [FakeGraphics(1000).library, gone, SimpleNamespace])
def test_a_mac_that_refuses_has_no_known_screens(library_: Callable[[], SimpleNamespace]) -> None:
    assert answer(MacosScreens(library_).screens) is NO


def test_the_types_of_results_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("ScreenSize", "CopyDisplayMode", "ModeGetPixelWidth", "ModeGetPixelHeight", "ModeGetWidth")
    made = SimpleNamespace(**{f"CGDisplay{name}": Function(int) for name in names})
    monkeypatch.setattr(ctypes, "CDLL", lambda path: made if "CoreGraphics" in path else None)

    assert core_graphics().CGDisplayScreenSize.restype is Size
