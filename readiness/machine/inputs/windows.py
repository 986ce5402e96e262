r"""Windows: keyboards and mice through raw input, sockets for sound through the list of endpoints.

* GetRawInputDeviceList, GetRawInputDeviceInfoW (winuser.h): every device's interface name, as
  ``\\?\HID#VID_046D&PID_C52B&MI_00#…``: bus, ids and place
* HidD_GetProductString (hidsdi.h): the name a device tells, read without any right of access through
  CreateFile (fileapi.h) and CloseHandle (handleapi.h)

Made up after Microsoft's pages; never run on Windows by its authors.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any, Final

from readiness.analysis.computer.input_devices import Cord, InputDevice, Tool, sorted_out
from readiness.analysis.headset.evidence import AudioSnapshot, Bus, PortKind
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.windows_library import windows_library

_TOOLS: Final = {0: Tool.MOUSE, 1: Tool.KEYBOARD}
_DEVICE_NAME: Final = 0x20000007
_FAILED: Final = 0xFFFFFFFF
_SHARE_ALL: Final = 3
_OPEN_EXISTING: Final = 3
_NAME_BYTES: Final = 254
_ENTRY: Final = struct.Struct("P I" if struct.calcsize("P") == 4 else "P I 4x")  # noqa: PLR2004 - bytes
_USB_BOX: Final = re.compile(r"VID_[0-9A-F]{4}&PID_[0-9A-F]{4}", re.IGNORECASE)
# The services of Bluetooth's classic and low-energy HID profiles, as they begin an interface's name.
_BLUETOOTH: Final = re.compile(r"\{0000(1124|1812)-0000-1000-8000-00805f9b34fb\}|BTHLE|BTHENUM", re.IGNORECASE)
_MADE_UP: Final = re.compile(r"^(ROOT|SWD?|TERMINPUT_BUS)#|RDP_|VIRTUAL", re.IGNORECASE)
_SOCKETS: Final = frozenset({PortKind.HEADSET_MICROPHONE, PortKind.HEADPHONES, PortKind.OTHER_MICROPHONE})


class InputsApi:
    """The calls. Each raises OSError when Windows refuses."""

    def __init__(self, library: Callable[[str], Any] = windows_library) -> None:
        self._library = library

    def devices(self) -> tuple[tuple[Tool, str], ...]:
        """Return kind and interface name of every keyboard and mouse."""
        user = self._library("user32")
        count = ctypes.c_uint32(0)
        self._list(user, None, count)
        buffer = ctypes.create_string_buffer(_ENTRY.size * count.value)
        got = self._list(user, buffer, count)
        entries = list(_ENTRY.iter_unpack(buffer.raw))[:got]
        return tuple((_TOOLS[kind], self._name(user, handle)) for handle, kind in entries if kind in _TOOLS)

    @staticmethod
    def _list(user: Any, buffer: ctypes.Array[ctypes.c_char] | None, count: ctypes.c_uint32) -> int:  # noqa: ANN401 - a library
        """Fill the buffer and return the number of entries; without one only their number is told, in ``count``."""
        got = user.GetRawInputDeviceList(buffer, ctypes.byref(count), _ENTRY.size) & _FAILED
        if got == _FAILED:
            raise OSError("GetRawInputDeviceList")
        return int(got)

    @staticmethod
    def _name(user: Any, handle: int) -> str:  # noqa: ANN401 - a library
        length = ctypes.c_uint32(0)
        device = ctypes.c_void_p(handle)
        user.GetRawInputDeviceInfoW(device, _DEVICE_NAME, None, ctypes.byref(length))
        buffer = ctypes.create_string_buffer(2 * length.value + 2)
        user.GetRawInputDeviceInfoW(device, _DEVICE_NAME, buffer, ctypes.byref(length))
        return buffer.raw.decode("utf-16-le", "replace").partition("\0")[0]

    def product(self, interface: str) -> str:
        """Return the name a device tells, "" where it tells none."""
        kernel, hid = self._library("kernel32"), self._library("hid")
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(interface, 0, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
        if handle in (None, ctypes.c_void_p(-1).value):
            return ""
        buffer = ctypes.create_string_buffer(_NAME_BYTES)
        told = hid.HidD_GetProductString(ctypes.c_void_p(handle), buffer, _NAME_BYTES)
        kernel.CloseHandle(ctypes.c_void_p(handle))
        return buffer.raw.decode("utf-16-le", "replace").partition("\0")[0] if told else ""


def device_of(tool: Tool, interface: str, product: str) -> Iterator[InputDevice]:
    """Yield the device behind an interface's name, unless it is made up or a touchpad."""
    place = interface.removeprefix("\\\\?\\")
    usb = _USB_BOX.search(place)
    if _MADE_UP.search(place):
        return
    if _BLUETOOTH.search(place):
        yield InputDevice(tool, Cord.CORDLESS, product)
    elif usb:
        yield InputDevice(tool, Cord.WIRED, product, usb[0].upper())
    elif tool is Tool.KEYBOARD:  # on the board itself; a mouse there is the touchpad
        yield InputDevice(tool, Cord.BUILT_IN, product)


def has_socket(snapshot: AudioSnapshot) -> bool | None:
    """Return whether a chip inside has a socket for a headset's plug; None without a chip that is listed."""
    inside = [device for device in snapshot.devices if device.bus is Bus.INTERNAL]
    if not inside:
        return None
    return any(port.kind in _SOCKETS for device in inside for port in device.ports)


def read_audio() -> AudioSnapshot:
    """Return the list of endpoints. Raises Unavailable."""
    from readiness.machine.audio_devices.windows import WindowsAudio

    return WindowsAudio().snapshot()


class WindowsInputs:
    """Keyboards, mice and sockets of a Windows system."""

    def __init__(self, calls: InputsApi | None = None, audio: Callable[[], AudioSnapshot] = read_audio) -> None:
        self._calls = calls or InputsApi()
        self._audio = audio

    def devices(self) -> Observed[tuple[InputDevice, ...]]:
        """Return the keyboards and mice."""
        try:
            listed = self._calls.devices()
            found = [one for tool, name in listed for one in device_of(tool, name, self._calls.product(name))]
        except (OSError, AttributeError) as refusal:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.inputs_unknown")) from refusal
        return Observed(sorted_out(found), "GetRawInputDeviceList")

    def free_usb_ports(self) -> Observed[int]:
        """Refuse: which ports of a hub lead to a socket, Windows does not say reliably."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.usb_ports"))

    def audio_jack(self) -> Observed[bool]:
        """Return whether Windows keeps an endpoint for a plug, plugged in or not."""
        found = has_socket(self._audio())
        if found is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.audio_jack"))
        return Observed(found, "MMDevices")
