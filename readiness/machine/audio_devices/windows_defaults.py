"""Which audio devices Windows gives to programs, asked through COM without a library.

Interfaces as documented in mmdeviceapi.h: ``IMMDeviceEnumerator`` (its fifth method is
``GetDefaultAudioEndpoint``) and ``IMMDevice`` (its sixth is ``GetId``), both after the three of ``IUnknown``;
``CoTaskMemFree`` (combaseapi.h) for the id. Calls go through the object's table of functions, so they can be
tested with a table made by hand on any system.
"""

from __future__ import annotations

import ctypes
import sys
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from readiness.machine.sources.com import RELEASE, ComError, FunctionType, call, com_of, object_of

_ENUMERATOR_CLASS: Final = uuid.UUID("bcde0395-e52f-467c-8e3d-c4579291692e")
_ENUMERATOR: Final = uuid.UUID("a95664d2-9614-4f35-a746-de8db63617e6")
_GET_DEFAULT_AUDIO_ENDPOINT: Final = 4
_GET_ID: Final = 5
_NOT_FOUND: Final = 0x80070490


class Flow(IntEnum):
    """``EDataFlow``."""

    RENDER = 0
    CAPTURE = 1


class Role(IntEnum):
    """``ERole``: what programs ask for. Multimedia always follows the console on today's systems."""

    CONSOLE = 0
    COMMUNICATIONS = 2


@dataclass(frozen=True, slots=True)
class Defaults:
    """Endpoint ids by flow and role; None where Windows has no device to give."""

    chosen: dict[tuple[Flow, Role], str | None]

    def of(self, flow: Flow, role: Role) -> str | None:
        """Return the endpoint's id, as ``{0.0.1.00000000}.{guid}``."""
        return self.chosen.get((flow, role))


def default_endpoint(
    enumerator: int, flow: Flow, role: Role, function_type: FunctionType, free: Callable[[int], object]
) -> str | None:
    """Return the id of the default endpoint, None when there is none.

    ``enumerator`` is a pointer to an ``IMMDeviceEnumerator``, ``function_type`` the calling
    convention (``ctypes.WINFUNCTYPE``), ``free`` gives the id's memory back.

    Raises:
        ComError: Windows refused.
    """
    device = ctypes.c_void_p()
    result = call(
        enumerator,
        _GET_DEFAULT_AUDIO_ENDPOINT,
        function_type(ctypes.c_long, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)),
        int(flow),
        int(role),
        ctypes.byref(device),
    )
    if result == _NOT_FOUND:
        return None
    if result or not device.value:
        raise ComError(result)
    try:
        return _id_of(device.value, function_type, free)
    finally:
        call(device.value, RELEASE, function_type(ctypes.c_ulong, ctypes.c_void_p))


def _id_of(device: int, function_type: FunctionType, free: Callable[[int], object]) -> str:
    text = ctypes.c_void_p()
    prototype = function_type(ctypes.c_long, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
    result = call(device, _GET_ID, prototype, ctypes.byref(text))
    if result or not text.value:
        raise ComError(result)
    try:
        return ctypes.wstring_at(text.value)
    finally:
        free(text.value)


def all_defaults(enumerator: int, function_type: FunctionType, free: Callable[[int], object]) -> Defaults:
    """Return the defaults for both flows and both roles. Raises ComError."""
    return Defaults(
        {(flow, role): default_endpoint(enumerator, flow, role, function_type, free) for flow in Flow for role in Role},
    )


def read_defaults() -> Defaults:
    """Ask Windows for the default devices, for both flows and both roles.

    Raises:
        ComError: the audio service does not answer, or this is not Windows.
    """
    if sys.platform == "win32":
        ole32 = ctypes.WinDLL("ole32")
        ole32.CoTaskMemFree.argtypes = [ctypes.c_void_p]
        ole32.CoTaskMemFree.restype = None
        with com_of(ole32), enumerator_of(ole32, ctypes.WINFUNCTYPE) as enumerator:
            return all_defaults(enumerator, ctypes.WINFUNCTYPE, ole32.CoTaskMemFree)
    raise ComError(0)


def enumerator_of(ole32: Any, function_type: FunctionType) -> AbstractContextManager[int]:  # noqa: ANN401 - a library
    """Make an ``IMMDeviceEnumerator`` that is released at the end. Raises ComError."""
    return object_of(ole32, _ENUMERATOR_CLASS, _ENUMERATOR, function_type)
