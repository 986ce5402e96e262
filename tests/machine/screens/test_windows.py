"""Screens on Windows: made-up structures and libraries."""

from __future__ import annotations

import ctypes
import sys
import types
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Protocol

import pytest

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Reason
from readiness.machine.screens.windows import WindowsScreens, parse_interface
from readiness.machine.screens.windows_api import DEVICE_SIZE, MODE_SIZE, ScreensApi
from tests.machine.libraries import Buffer, Number, filled, library
from tests.machine.screens.edid_samples import B156HW01
from tests.machine.screens.windows_fakes import device, mode
from tests.machine.trees import answer

INTERFACE = "\\\\?\\DISPLAY#AUO15ED#4&1a2b3c&0&UID4352#{e6f07b5f-ee97-4a90-b076-33f57bf4eaa7}"

NO = Reason.UNSUPPORTED


class FakeScreensApi(ScreensApi):
    """Two screens side by side, the second of a virtual machine's kind; a mirror that shows nothing of its own."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused

    def _check(self, call: str) -> None:
        if call == self.refused:
            raise OSError(call)

    def devices(self, adapter: str | None = None) -> Iterator[bytes]:
        self._check("devices")
        if adapter is None:
            yield from (device("\\\\.\\DISPLAY1"), device("\\\\.\\DISPLAY2"), device("M", 9), device("Off", 0))
        elif adapter.endswith("1"):
            yield device("\\\\.\\DISPLAY1\\Monitor0", 3, INTERFACE)

    def mode(self, adapter: str) -> bytes:
        self._check("mode")
        return mode(0, 1920, 1080) if adapter.endswith("1") else mode(1920, 1280, 1024)

    def dpi(self, x: int, y: int) -> int:
        self._check("dpi")
        assert y == 0
        return 144 if x == 0 else 96

    def digitizer(self) -> int:
        self._check("digitizer")
        return 0x80 | 0x1

    def edid(self, model: str, instance: str) -> bytes:
        self._check("edid")
        assert (model, instance) == ("AUO15ED", "4&1a2b3c&0&UID4352")
        return bytes.fromhex(B156HW01)


def test_windows_tells_mode_scaling_and_size_of_each_screen() -> None:
    screens = WindowsScreens(FakeScreensApi())

    assert screens.screens().value == (Screen((1920, 1080), (344.0, 193.0), 150.0), Screen((1280, 1024), None, 100.0))
    assert answer(screens.touch) is True


@pytest.mark.parametrize(
    ("refused", "first"),
    [("edid", Screen((1920, 1080), None, 150.0)), ("dpi", Screen((1920, 1080), (344.0, 193.0)))],
)
def test_a_part_that_windows_refuses_leaves_the_others(refused: str, first: Screen) -> None:
    assert WindowsScreens(FakeScreensApi(refused)).screens().value[0] == first


def test_without_a_list_of_screens_there_is_none() -> None:
    assert answer(WindowsScreens(FakeScreensApi("devices")).screens) is NO
    assert answer(WindowsScreens(FakeScreensApi("mode")).screens) is NO
    assert answer(WindowsScreens(FakeScreensApi("digitizer")).touch) is NO


def test_a_pen_alone_is_no_touch() -> None:
    calls = FakeScreensApi()
    calls.digitizer = lambda: 0x80 | 0x4  # type: ignore[method-assign]

    assert answer(WindowsScreens(calls).touch) is False


@pytest.mark.parametrize("name", ["", "\\\\?\\ROOT#A#B#C", "DISPLAY#A"])
def test_other_interfaces_have_no_edid(name: str) -> None:
    assert parse_interface(name) is None


class Point(Protocol):
    """A POINT, passed by value."""

    x: int
    y: int


class FakeWindows:
    """user32 and shcore with one screen at 0, 0; the thread's awareness is watched."""

    def __init__(self, *, refusing: bool = False) -> None:
        self.refusing = refusing
        self.awareness: list[int | None] = []

    def __call__(self, name: str) -> SimpleNamespace:
        return {"user32": self._user32, "shcore": self._shcore}[name]()

    def _user32(self) -> SimpleNamespace:
        return library(
            EnumDisplayDevicesW=self._devices, EnumDisplaySettingsW=self._mode, MonitorFromPoint=self._screen,
            GetSystemMetrics=lambda index: 0x81 if index == 94 else 0, SetThreadDpiAwarenessContext=self._aware,
        )  # fmt: skip

    def _shcore(self) -> SimpleNamespace:
        return library(GetDpiForMonitor=self._dpi)

    def _devices(self, adapter: str | None, number: int, buffer: Buffer, flags: int) -> int:
        assert buffer.raw[:4] == DEVICE_SIZE.to_bytes(4, "little")
        assert flags == (adapter is not None)
        return filled(buffer, device("\\\\.\\DISPLAY1")) if number == 0 and not self.refusing else 0

    def _mode(self, adapter: str, number: int, buffer: Buffer) -> int:
        assert (adapter, number, buffer.raw[68:70]) == ("one", -1, MODE_SIZE.to_bytes(2, "little"))
        return 0 if self.refusing else filled(buffer, mode(0, 1920, 1080))

    def _screen(self, point: Point, flags: int) -> int | None:
        assert flags == 0
        return 5 if (point.x, point.y) == (0, 0) else None

    def _dpi(self, handle: ctypes.c_void_p, kind: int, across: Number, _down: Number) -> int:
        assert (handle.value, kind) == (5, 0)
        across._obj.value = 120
        return int(self.refusing)

    def _aware(self, context: ctypes.c_void_p) -> int:
        self.awareness.append(context.value)
        return 3


def test_the_calls_are_made_as_documented() -> None:
    windows = FakeWindows()
    api = ScreensApi(windows)

    assert [len(one) for one in api.devices()] == [DEVICE_SIZE]
    assert [len(one) for one in api.devices("one")] == [DEVICE_SIZE]
    assert api.mode("one") == mode(0, 1920, 1080)
    assert api.dpi(0, 0) == 120
    assert api.digitizer() == 0x81
    # What the thread was told of scaling before is what it is told again.
    assert windows.awareness == [ctypes.c_void_p(-4).value, 3]


def test_a_call_that_fails_is_an_error() -> None:
    api = ScreensApi(FakeWindows(refusing=True))

    for call in (lambda: api.mode("one"), lambda: api.dpi(0, 0)):
        with pytest.raises(OSError):  # noqa: PT011 - the name of the call is all it says
            call()
    with pytest.raises(OSError, match="GetDpiForMonitor"):
        ScreensApi(FakeWindows()).dpi(5000, 0)


def test_the_edid_is_read_where_monitor_drivers_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    winreg = types.ModuleType("winreg")
    keys: list[str] = []

    def opened(_root: int, key: str) -> nullcontext[str]:
        keys.append(key)
        return nullcontext(key)

    vars(winreg).update(HKEY_LOCAL_MACHINE=1, OpenKey=opened, QueryValueEx=lambda _key, name: (name.encode(), 3))
    monkeypatch.setitem(sys.modules, "winreg", winreg)

    assert ScreensApi().edid("AUO15ED", "4&1") == b"EDID"
    assert keys == ["SYSTEM\\CurrentControlSet\\Enum\\DISPLAY\\AUO15ED\\4&1\\Device Parameters"]
