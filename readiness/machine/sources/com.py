"""Windows COM without a library: objects made, asked by the place of a method in their table, and released.

CoInitializeEx, CoCreateInstance, CoUninitialize (combaseapi.h). Everything goes through the object's table of
functions, so that it can be tested with a table made by hand on any system.
"""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

RELEASE: Final = 2
"""The place of ``IUnknown::Release``; an interface's own methods begin at 3."""

_ANY_SERVER: Final = 0x17
_MULTITHREADED: Final = 0
_CHANGED_MODE: Final = 0x80010106

FunctionType = Callable[..., Any]
"""``ctypes.WINFUNCTYPE``, or ``CFUNCTYPE`` where a test stands in for Windows."""


class ComError(Exception):
    """A COM call failed; the argument is its HRESULT."""


def call(pointer: int, slot: int, prototype: Any, *arguments: object) -> int:  # noqa: ANN401 - a ctypes function type
    """Call a method of a COM object by its place in the table; return its HRESULT, unsigned."""
    table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    address = table[slot]
    return int(prototype(address)(pointer, *arguments)) & 0xFFFFFFFF


@contextmanager
def com_of(ole32: Any) -> Iterator[None]:  # noqa: ANN401 - a library
    """Open COM for this thread, unless somebody has opened it in another way already."""
    result = int(ole32.CoInitializeEx(None, _MULTITHREADED)) & 0xFFFFFFFF
    try:
        yield
    finally:
        if result != _CHANGED_MODE:
            ole32.CoUninitialize()


@contextmanager
def object_of(
    ole32: Any,  # noqa: ANN401 - a library
    class_id: uuid.UUID,
    interface_id: uuid.UUID,
    function_type: FunctionType,
) -> Iterator[int]:
    """Make an object of a class, seen through one of its interfaces, and release it at the end. Raises ComError."""
    pointer = ctypes.c_void_p()
    ids = [(ctypes.c_ubyte * 16)(*one.bytes_le) for one in (class_id, interface_id)]
    created = ole32.CoCreateInstance(ids[0], None, _ANY_SERVER, ids[1], ctypes.byref(pointer))
    result = int(created) & 0xFFFFFFFF
    if result or not pointer.value:
        raise ComError(result)
    try:
        yield pointer.value
    finally:
        call(pointer.value, RELEASE, function_type(ctypes.c_ulong, ctypes.c_void_p))
