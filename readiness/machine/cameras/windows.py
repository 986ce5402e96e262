r"""Windows cameras: the device interfaces of the class KSCATEGORY_VIDEO_CAMERA that are there now.

CM_Get_Device_Interface_List and CM_Get_Device_Interface_List_Size (cfgmgr32.h) list them as strings, each
ended by a zero; names begin with the bus (``\\?\USB#…``). No camera is opened, so what pictures it makes is not known.
"""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Callable
from typing import Any, Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.windows_answers import answer_of
from readiness.machine.sources.windows_library import windows_library

_CAMERAS: Final = uuid.UUID("{e5323777-f976-4f5b-9b55-b94699c46e44}")
_PRESENT: Final = 0
_MADE_UP: Final = ("ROOT#", "SWD#", "SW#")


def read_interfaces(library: Callable[[str], Any] = windows_library) -> tuple[str, ...]:
    """Return the names of the cameras' interfaces. Raises OSError when Windows refuses."""
    manager = library("cfgmgr32")
    length = ctypes.c_uint32(0)
    class_ = _CAMERAS.bytes_le
    if manager.CM_Get_Device_Interface_List_SizeW(ctypes.byref(length), class_, None, _PRESENT):
        raise OSError("CM_Get_Device_Interface_List_Size")
    buffer = ctypes.create_string_buffer(2 * length.value)
    if manager.CM_Get_Device_Interface_ListW(class_, None, buffer, length.value, _PRESENT):
        raise OSError("CM_Get_Device_Interface_List")
    return parse_list(buffer.raw)


def parse_list(data: bytes) -> tuple[str, ...]:
    """Return the strings of a list in UTF-16, each ended by a zero."""
    return tuple(filter(None, data.decode("utf-16-le", "replace").split("\0")))


def is_real(interface: str) -> bool:
    """Whether a camera's interface belongs to a device, not to a program that feeds one."""
    return not interface.removeprefix("\\\\?\\").upper().startswith(_MADE_UP)


class WindowsCameras:
    """The cameras of a Windows system."""

    def __init__(self, interfaces: Callable[[], tuple[str, ...]] = read_interfaces) -> None:
        self._interfaces = interfaces

    def present(self) -> Observed[bool]:
        """Return whether there is a camera."""
        interfaces = answer_of(self._interfaces, message("unmeasured.camera_unknown"))
        return Observed(any(map(is_real, interfaces)), "KSCATEGORY_VIDEO_CAMERA")

    def lines(self) -> Observed[int]:
        """Refuse: to tell, Windows would have to start the camera."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.camera_lines"))
