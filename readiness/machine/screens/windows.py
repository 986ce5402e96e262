r"""Windows screens: what the calls of ``windows_api`` answer.

DISPLAY_DEVICEW and DEVMODEW are laid out as on their pages (wingdi.h). Made up after
Microsoft's pages; never run on Windows by its authors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.screens.edid import Edid, parse_edid
from readiness.machine.screens.windows_api import ScreensApi
from readiness.machine.sources.windows_answers import answer_of

_ATTACHED: Final = 0x1
_MIRRORING: Final = 0x8
_TOUCH: Final = 0x1 | 0x2
_PLAIN_DPI: Final = 96
_ID_PARTS: Final = 4


def parse_device(device: bytes) -> tuple[str, int, str]:
    """Return name, state flags and interface name of a DISPLAY_DEVICEW."""
    (flags,) = struct.unpack_from("<I", device, 324)
    return _text(device[4:68]), flags, _text(device[328:584])


def parse_mode(mode: bytes) -> tuple[int, int, int, int]:
    """Return place (x, y) and size (width, height) of a DEVMODEW, in pixels."""
    x, y = struct.unpack_from("<ii", mode, 76)
    width, height = struct.unpack_from("<II", mode, 172)
    return x, y, width, height


def parse_interface(name: str) -> tuple[str, str] | None:
    r"""Return model and instance in ``\\?\DISPLAY#DELA0A4#5&2e6…&UID4352#{e6f07b5f-…}``."""
    parts = name.split("#")
    return (parts[1], parts[2]) if len(parts) == _ID_PARTS and parts[0].endswith("DISPLAY") else None


def _text(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace").partition("\0")[0]


class WindowsScreens:
    """The screens of a Windows system."""

    def __init__(self, calls: ScreensApi | None = None) -> None:
        self._calls = calls or ScreensApi()

    def screens(self) -> Observed[tuple[Screen, ...]]:
        """Return every screen the desktop reaches over."""
        try:
            shown = tuple(self._shown())
        except (OSError, AttributeError, struct.error) as refusal:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.screen_unknown")) from refusal
        return Observed(shown, "EnumDisplayDevices, EnumDisplaySettings", message("method.screen_now"))

    def touch(self) -> Observed[bool]:
        """Return whether fingers are counted on a screen; pens alone do not make one."""
        flags = answer_of(self._calls.digitizer, message("unmeasured.screen_touch"))
        return Observed(bool(flags & _TOUCH), "GetSystemMetrics: SM_DIGITIZER")

    def _shown(self) -> Iterator[Screen]:
        for device in self._calls.devices():
            adapter, flags, _ = parse_device(device)
            if flags & _ATTACHED and not flags & _MIRRORING:
                x, y, width, height = parse_mode(self._calls.mode(adapter))
                edid = self._edid(adapter)
                pixels = (width, height) if width and height else None
                yield Screen(pixels, edid.millimetres, self._scaling(x, y), edid.spread)

    def _scaling(self, x: int, y: int) -> float | None:
        try:
            return 100.0 * self._calls.dpi(x, y) / _PLAIN_DPI
        except (OSError, AttributeError):  # Windows before 8.1 has one scaling for all, and no such call
            return None

    def _edid(self, adapter: str) -> Edid:
        """Return what the first screen of an adapter says of itself; nothing for the screens of virtual machines."""
        device = next(self._calls.devices(adapter), None)
        found = parse_interface(parse_device(device)[2]) if device else None
        try:
            return (parse_edid(self._calls.edid(*found)) if found else None) or Edid(None, None)
        except OSError:
            return Edid(None, None)
