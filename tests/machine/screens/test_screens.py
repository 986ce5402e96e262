"""Screens on three systems: made-up trees, structures and libraries; answers of desktops after their documentation."""

from __future__ import annotations

import ctypes
import json
import struct
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Reason, Unavailable
from readiness.machine.screens import this_screens
from readiness.machine.screens.linux import (
    LinuxScreens,
    parse_kscreen,
    parse_mutter,
    parse_xrandr,
    parse_xrdb,
)
from readiness.machine.screens.macos import MacosScreens, Size, core_graphics
from readiness.machine.screens.windows import WindowsScreens, parse_interface
from readiness.machine.screens.windows_api import DEVICE_SIZE, MODE_SIZE, WindowsScreensApi
from tests.machine.libraries import Buffer, Function, Number, filled, library
from tests.machine.screens.test_edid import B140QAN02, B156HW01
from tests.machine.trees import answer, answering, tree

NO = Reason.UNSUPPORTED


@pytest.mark.parametrize(
    ("platform", "expected"), [("linux", LinuxScreens), ("win32", WindowsScreens), ("darwin", MacosScreens)]
)
def test_each_system_has_its_module(platform: str, expected: type) -> None:
    assert isinstance(this_screens(platform), expected)


def test_an_unknown_system_is_unsupported() -> None:
    with pytest.raises(Unavailable):
        this_screens("plan9")


# ------------------------------------------------------------------ Linux

INPUT = "proc/bus/input/devices"
TOUCH = 'I: Bus=0003 Vendor=04f3 Product=20d0 Version=0110\nN: Name="T"\nB: PROP=2\nB: ABS=3273800000000003\n'


def connector(
    name: str, modes: str, edid: str, status: str = "connected", enabled: str = "enabled"
) -> dict[str, bytes]:
    folder = f"sys/class/drm/card0-{name}"
    texts = {"status": status, "enabled": enabled, "modes": modes}
    return {
        **{f"{folder}/{key}": f"{text}\n".encode() for key, text in texts.items()},
        f"{folder}/edid": bytes.fromhex(edid),
    }


LAPTOP = connector("DP-1", "1920x1080\n1280x720", B156HW01)
MONITOR = connector("HDMI-A-1", "2560x1440", B140QAN02)


def linux(
    root: Path, *parts: Mapping[str, bytes], environ: Mapping[str, str] | None = None, **programs: str
) -> LinuxScreens:
    files = {name: content for part in parts for name, content in part.items()}
    told = {name.replace("_", "-"): text for name, text in programs.items()}
    return LinuxScreens(tree(root, files), answering(told), environ or {})


def test_connectors_tell_the_native_resolution_and_the_size(tmp_path: Path) -> None:
    seen = linux(tmp_path, LAPTOP, MONITOR).screens()

    assert seen.value == (Screen((1920, 1080), (344.0, 193.0)), Screen((2560, 1440), (309.0, 174.0)))
    assert seen.method
    assert seen.method.id == "method.screen_native"


@pytest.mark.parametrize(
    ("status", "enabled", "count"),
    [
        ("connected", "enabled", 1),
        ("connected", "disabled", 0),
        ("disconnected", "disabled", 0),
        ("unknown", "enabled", 0),
    ],
)
def test_only_what_is_connected_and_on_is_shown(tmp_path: Path, status: str, enabled: str, count: int) -> None:
    assert len(linux(tmp_path, connector("eDP-1", "1x1", B156HW01, status, enabled)).screens().value) == count


def test_a_screen_without_modes_is_known_by_its_edid(tmp_path: Path) -> None:
    [screen] = linux(tmp_path, connector("eDP-1", "", B156HW01)).screens().value
    [silent] = linux(tmp_path / "b", connector("eDP-1", "", "")).screens().value

    assert screen.pixels == (1920, 1080)
    assert silent == Screen()


SCREENS = [
    [0, 0, 1.25, 0, True, [["DP-1", "AUO", "0x15ed", "0x0"]], {}],
    [1536, 0, 2, 0, False, [["HDMI-A-1", "", "", ""]], {}],
]
MUTTER = json.dumps({"type": "ua((ssss)a(siiddada{sv})a{sv})a(iiduba(ssss)a{sv})a{sv}", "data": [7, [], SCREENS, {}]})
KSCREEN = json.dumps(
    {"outputs": [{"name": "DP-1", "enabled": True, "scale": 1.5}, {"name": "HDMI-A-1", "enabled": False}]}
)


@pytest.mark.parametrize(
    ("programs", "environ", "scales"),
    [
        ({"busctl": MUTTER}, {}, [125.0, 200.0]),
        ({"kscreen_doctor": KSCREEN}, {}, [150.0, None]),
        ({"busctl": MUTTER, "kscreen_doctor": KSCREEN}, {}, [125.0, 200.0]),
        ({"xrdb": "Xft.dpi:\t144\n"}, {"DISPLAY": ":0"}, [150.0, 150.0]),
        ({"xrdb": "Xft.dpi:\t144\n"}, {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, [None, None]),
        ({"busctl": "Call failed: no such name"}, {}, [None, None]),
    ],
)
def test_the_desktop_tells_the_scaling(
    tmp_path: Path, programs: dict[str, str], environ: dict[str, str], scales: list[float | None]
) -> None:
    screens = linux(tmp_path, LAPTOP, MONITOR, environ=environ, **programs).screens().value

    assert [screen.scaling for screen in screens] == scales


XRANDR = """Screen 0: minimum 16 x 16, current 3840 x 1080, maximum 32767 x 32767
Virtual-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 527mm x 296mm
   1920x1080     59.96*+
DP-2 connected 1080x1920+1920+0 left (normal left inverted right x axis y axis) 0mm x 0mm
DP-3 connected (normal left inverted right x axis y axis)
HDMI-1 disconnected (normal left inverted right x axis y axis)
"""


def test_without_connectors_x_is_asked(tmp_path: Path) -> None:
    asked = linux(tmp_path, environ={"DISPLAY": ":0"}, xrandr=XRANDR, xrdb="Xft.dpi: 96\n").screens()

    assert asked.value == (Screen((1920, 1080), (527.0, 296.0), 100.0), Screen((1080, 1920), None, 100.0))
    assert asked.method
    assert asked.method.id == "method.screen_now"


def test_where_nobody_knows_the_screens_they_are_not_none(tmp_path: Path) -> None:
    assert answer(linux(tmp_path, xrandr=XRANDR).screens) is NO
    assert answer(linux(tmp_path, environ={"DISPLAY": ":0"}).screens) is NO


@pytest.mark.parametrize(
    ("listing", "touch"),
    [
        ({INPUT: TOUCH.encode()}, True),
        ({INPUT: TOUCH.replace("PROP=2", "PROP=5").encode()}, False),
        ({INPUT: b""}, False),
        ({}, NO),
    ],
)
def test_fingers_are_counted_on_a_screen_only(tmp_path: Path, listing: dict[str, bytes], touch: object) -> None:
    assert answer(linux(tmp_path, listing).touch) is touch


@given(st.text(max_size=100) | st.sampled_from(['{"data": [1, 2, [3]]}', '{"outputs": [1]}', "[]", '{"data": 3}']))
def test_no_text_breaks_a_parser(text: str) -> None:
    assert isinstance(parse_mutter(text), dict)
    assert isinstance(parse_kscreen(text), dict)
    parse_xrdb(text)
    parse_xrandr(text)


# ------------------------------------------------------------------ Windows

INTERFACE = "\\\\?\\DISPLAY#AUO15ED#4&1a2b3c&0&UID4352#{e6f07b5f-ee97-4a90-b076-33f57bf4eaa7}"


def device(name: str, flags: int = 1, interface: str = "") -> bytes:
    """A DISPLAY_DEVICEW."""
    data = bytearray(DEVICE_SIZE)
    data[4 : 4 + 2 * len(name)] = name.encode("utf-16-le")
    struct.pack_into("<I", data, 324, flags)
    data[328 : 328 + 2 * len(interface)] = interface.encode("utf-16-le")
    return bytes(data)


def mode(x: int, width: int, height: int) -> bytes:
    """A DEVMODEW."""
    data = bytearray(MODE_SIZE)
    struct.pack_into("<ii", data, 76, x, 0)
    struct.pack_into("<II", data, 172, width, height)
    return bytes(data)


class FakeCalls:
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
    screens = WindowsScreens(FakeCalls())

    assert screens.screens().value == (Screen((1920, 1080), (344.0, 193.0), 150.0), Screen((1280, 1024), None, 100.0))
    assert answer(screens.touch) is True


@pytest.mark.parametrize(
    ("refused", "first"),
    [("edid", Screen((1920, 1080), None, 150.0)), ("dpi", Screen((1920, 1080), (344.0, 193.0)))],
)
def test_a_part_that_windows_refuses_leaves_the_others(refused: str, first: Screen) -> None:
    assert WindowsScreens(FakeCalls(refused)).screens().value[0] == first


def test_without_a_list_of_screens_there_is_none() -> None:
    assert answer(WindowsScreens(FakeCalls("devices")).screens) is NO
    assert answer(WindowsScreens(FakeCalls("mode")).screens) is NO
    assert answer(WindowsScreens(FakeCalls("digitizer")).touch) is NO


def test_a_pen_alone_is_no_touch() -> None:
    calls = FakeCalls()
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
    api = WindowsScreensApi(windows)

    assert [len(one) for one in api.devices()] == [DEVICE_SIZE]
    assert [len(one) for one in api.devices("one")] == [DEVICE_SIZE]
    assert api.mode("one") == mode(0, 1920, 1080)
    assert api.dpi(0, 0) == 120
    assert api.digitizer() == 0x81
    # What the thread was told of scaling before is what it is told again.
    assert windows.awareness == [ctypes.c_void_p(-4).value, 3]


def test_a_call_that_fails_is_an_error() -> None:
    api = WindowsScreensApi(FakeWindows(refusing=True))

    for call in (lambda: api.mode("one"), lambda: api.dpi(0, 0)):
        with pytest.raises(OSError):  # noqa: PT011 - the name of the call is all it says
            call()
    with pytest.raises(OSError, match="GetDpiForMonitor"):
        WindowsScreensApi(FakeWindows()).dpi(5000, 0)


def test_the_edid_is_read_where_monitor_drivers_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    winreg = types.ModuleType("winreg")
    keys: list[str] = []

    def opened(_root: int, key: str) -> nullcontext[str]:
        keys.append(key)
        return nullcontext(key)

    vars(winreg).update(HKEY_LOCAL_MACHINE=1, OpenKey=opened, QueryValueEx=lambda _key, name: (name.encode(), 3))
    monkeypatch.setitem(sys.modules, "winreg", winreg)

    assert WindowsScreensApi().edid("AUO15ED", "4&1") == b"EDID"
    assert keys == ["SYSTEM\\CurrentControlSet\\Enum\\DISPLAY\\AUO15ED\\4&1\\Device Parameters"]


# ------------------------------------------------------------------ macOS


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
