r"""The Windows calls about screens, as bytes and numbers; what they mean is read in ``windows``.

Documented on learn.microsoft.com under the names of the functions:

* EnumDisplayDevicesW, EnumDisplaySettingsW, MonitorFromPoint, GetSystemMetrics (winuser.h)
* SetThreadDpiAwarenessContext (winuser.h): without it a program is told the sizes of older times
* GetDpiForMonitor (shellscalingapi.h)
* HKLM\SYSTEM\CurrentControlSet\Enum\DISPLAY\…\Device Parameters: EDID, as monitor drivers keep it, by winreg
"""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from readiness.machine.sources.windows_library import windows_library

DEVICE_SIZE: Final = 840
"""Bytes of a DISPLAY_DEVICEW."""
MODE_SIZE: Final = 220
"""Bytes of a DEVMODEW."""

_MODE_SIZE_AT: Final = 68
_CURRENT_SETTINGS: Final = -1
_INTERFACE_NAME: Final = 1
_PER_MONITOR_AWARE: Final = -4
_EFFECTIVE_DPI: Final = 0
_DIGITIZER: Final = 94


class _Point(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int32), ("y", ctypes.c_int32))


class ScreensApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Callable[[str], Any] = windows_library) -> None:
        self._library = library

    def devices(self, adapter: str | None = None) -> Iterator[bytes]:
        """Yield a DISPLAY_DEVICEW for every adapter, or for every screen of one."""
        number = 0
        while True:
            buffer = ctypes.create_string_buffer(DEVICE_SIZE.to_bytes(4, "little"), DEVICE_SIZE)
            flags = 0 if adapter is None else _INTERFACE_NAME
            if not self._library("user32").EnumDisplayDevicesW(adapter, number, buffer, flags):
                return
            yield buffer.raw
            number += 1

    def mode(self, adapter: str) -> bytes:
        """Return the DEVMODEW an adapter shows now."""
        head = bytes(_MODE_SIZE_AT) + MODE_SIZE.to_bytes(2, "little")
        buffer = ctypes.create_string_buffer(head, MODE_SIZE)
        if not self._library("user32").EnumDisplaySettingsW(adapter, _CURRENT_SETTINGS, buffer):
            raise OSError("EnumDisplaySettingsW")
        return buffer.raw

    def dpi(self, x: int, y: int) -> int:
        """Return the dots per inch the system draws for on the screen at a point."""
        with self._aware():
            find = self._library("user32").MonitorFromPoint
            find.restype = ctypes.c_void_p
            screen = find(_Point(x, y), 0)
            across, down = ctypes.c_uint32(0), ctypes.c_uint32(0)
            call = self._library("shcore").GetDpiForMonitor
            handle = ctypes.c_void_p(screen)
            if not screen or call(handle, _EFFECTIVE_DPI, ctypes.byref(across), ctypes.byref(down)):
                raise OSError("GetDpiForMonitor")
        return across.value

    @contextmanager
    def _aware(self) -> Iterator[None]:
        switch = self._library("user32").SetThreadDpiAwarenessContext
        switch.restype = ctypes.c_void_p
        before = switch(ctypes.c_void_p(_PER_MONITOR_AWARE))
        try:
            yield
        finally:
            switch(ctypes.c_void_p(before))

    def digitizer(self) -> int:
        """Return the NID_ flags of touch and pen."""
        return int(self._library("user32").GetSystemMetrics(_DIGITIZER))

    def edid(self, model: str, instance: str) -> bytes:
        """Return what a screen said of itself when it was plugged in."""
        winreg = importlib.import_module("winreg")
        key = rf"SYSTEM\CurrentControlSet\Enum\DISPLAY\{model}\{instance}\Device Parameters"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
            value = winreg.QueryValueEx(opened, "EDID")[0]
        if not isinstance(value, bytes):
            raise OSError("EDID")
        return value
