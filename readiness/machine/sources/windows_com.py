"""Calls of COM objects by ctypes: a pointer to a table of functions, found by their place in it.

Places are those of the interfaces in Microsoft's header files: three of IUnknown first, then what
an interface adds to the one it extends. CoInitializeEx, CoCreateInstance and CoUninitialize are those
of combaseapi.h. Every call answers with an HRESULT; a negative one is an error. A table made by hand
stands in for Windows on any system.
"""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Self, TypeAlias

from readiness.machine.sources.windows_library import windows_library

Library: TypeAlias = "Callable[[str], Any]"
Argument: TypeAlias = "int | ctypes.Array[ctypes.c_char] | None"
"""An address, a buffer or a number no wider than an address."""

_RELEASE: Final = 2
_ANY_CONTEXT: Final = 0x17
_MULTITHREADED: Final = 0
_CHANGED_MODE: Final = 0x80010106
# The two differ in 32-bit programs only, where Windows has a convention of its own.
_FUNCTION: Final = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)


class ComError(OSError):
    """A call failed; ``errno`` is its HRESULT, unsigned, 0 where there was none."""


def guid(text: str) -> ctypes.Array[ctypes.c_char]:
    """Return the sixteen bytes of a GUID."""
    return ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16)


def counted_string(text: str) -> ctypes.Array[ctypes.c_char]:
    """Return a BSTR with the length before it; keep it while its ``after_length`` is used."""
    content = text.encode("utf-16-le")
    return ctypes.create_string_buffer(len(content).to_bytes(4, "little") + content + bytes(2))


def after_length(counted: ctypes.Array[ctypes.c_char]) -> int:
    """Return the address of a BSTR: that of its first character."""
    return ctypes.addressof(counted) + 4


def succeeded(result: int, call: str) -> None:
    """Raise ComError when a call's HRESULT is an error."""
    if ctypes.c_int32(result).value < 0:
        raise ComError(result & 0xFFFFFFFF, call)


class ComObject:
    """An object of COM, at the address that a call has returned; let go at the end of its ``with``."""

    def __init__(self, address: int | None) -> None:
        if not address:
            raise ComError(0, "no object")
        self._address = address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.call(_RELEASE)

    def call(self, place: int, *arguments: Argument) -> None:
        """Call the function at a place of the table. Raises ComError when it fails."""
        table = ctypes.cast(self._address, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
        function = _FUNCTION(ctypes.c_int32, ctypes.c_void_p, *[ctypes.c_void_p] * len(arguments))(table[place] or 0)
        succeeded(function(self._address, *arguments), f"call {place}")

    def number(self, place: int, *arguments: Argument) -> int:
        """Call a function whose last argument receives a number, and return that."""
        value = ctypes.c_int32(0)
        self.call(place, *arguments, ctypes.addressof(value))
        return value.value

    def object(self, place: int, *arguments: Argument) -> ComObject:
        """Call a function whose last argument receives an object, and return that."""
        address = ctypes.c_void_p(None)
        self.call(place, *arguments, ctypes.addressof(address))
        return ComObject(address.value)


@contextmanager
def com(library: Library = windows_library) -> Iterator[Any]:
    """Open COM for this thread, unless somebody has opened it in another way already, and hand out ole32.

    Raises:
        ComError: it cannot be opened.
    """
    ole = library("ole32")
    opened = ole.CoInitializeEx(None, _MULTITHREADED)
    ours = opened & 0xFFFFFFFF != _CHANGED_MODE
    if ours:
        succeeded(opened, "CoInitializeEx")
    try:
        yield ole
    finally:
        if ours:
            ole.CoUninitialize()


def create(ole: Any, class_id: str, interface_id: str) -> ComObject:  # noqa: ANN401 - a library of ctypes
    """Return a new object of a class. Raises ComError."""
    address = ctypes.c_void_p(None)
    result = ole.CoCreateInstance(guid(class_id), None, _ANY_CONTEXT, guid(interface_id), ctypes.byref(address))
    succeeded(result, "CoCreateInstance")
    return ComObject(address.value)
