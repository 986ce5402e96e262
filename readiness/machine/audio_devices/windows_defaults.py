"""Which audio devices Windows gives to programs, asked through COM without a library.

Interfaces as documented in mmdeviceapi.h: ``IMMDeviceEnumerator`` (its fifth method is
``GetDefaultAudioEndpoint``) and ``IMMDevice`` (its sixth is ``GetId``), both after the three of ``IUnknown``;
``CoTaskMemFree`` (combaseapi.h) for the id.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from readiness.machine.sources.windows_com import ComError, ComObject, Library, com, create
from readiness.machine.sources.windows_library import windows_library

_ENUMERATOR_CLASS: Final = "bcde0395-e52f-467c-8e3d-c4579291692e"
_ENUMERATOR: Final = "a95664d2-9614-4f35-a746-de8db63617e6"
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


def default_endpoint(enumerator: ComObject, flow: Flow, role: Role, free: Callable[[int], object]) -> str | None:
    """Return the id of the default endpoint, None when there is none; ``free`` gives the id's memory back.

    Raises:
        ComError: Windows refused.
    """
    try:
        device = enumerator.object(_GET_DEFAULT_AUDIO_ENDPOINT, int(flow), int(role))
    except ComError as refusal:
        if refusal.errno == _NOT_FOUND:
            return None
        raise
    with device:
        return _id_of(device, free)


def _id_of(device: ComObject, free: Callable[[int], object]) -> str:
    text = ctypes.c_void_p()
    device.call(_GET_ID, ctypes.addressof(text))
    if not text.value:
        raise ComError(0, "no id")
    try:
        return ctypes.wstring_at(text.value)
    finally:
        free(text.value)


def all_defaults(enumerator: ComObject, free: Callable[[int], object]) -> Defaults:
    """Return the defaults for both flows and both roles. Raises ComError."""
    return Defaults({(flow, role): default_endpoint(enumerator, flow, role, free) for flow in Flow for role in Role})


def read_defaults(library: Library = windows_library) -> Defaults:
    """Ask Windows for the default devices, for both flows and both roles.

    Raises:
        ComError: the audio service does not answer, or this is not Windows.
    """
    if sys.platform != "win32" and library is windows_library:
        raise ComError(0, "no Windows")
    with com(library) as ole, create(ole, _ENUMERATOR_CLASS, _ENUMERATOR) as enumerator:
        return all_defaults(enumerator, lambda address: ole.CoTaskMemFree(ctypes.c_void_p(address)))
