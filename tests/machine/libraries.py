"""System libraries made up in Python, as ctypes would hand them out."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace
from typing import Protocol, TypeAlias

Buffer: TypeAlias = "ctypes.Array[ctypes.c_char]"


class Number(Protocol):
    """What ctypes.byref makes of a number."""

    _obj: ctypes.c_uint32


class Function:
    """A function of a library, whose types of arguments and result can be set."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.restype: object = None
        self.argtypes: object = None
        self._function = function

    def __call__(self, *arguments: object) -> object:
        return self._function(*arguments)


def library(**functions: Callable[..., object]) -> SimpleNamespace:
    """A library of these functions; any other is missing, as in an older system."""
    return SimpleNamespace(**{name: Function(function) for name, function in functions.items()})


def filled(buffer: Buffer, content: bytes, length: Number | None = None) -> int:
    """Write a result into a caller's buffer, as far as it fits, and how long it is; return success."""
    ctypes.memmove(buffer, content, min(len(content), len(buffer)))
    if length is not None:
        length._obj.value = len(content)
    return 1
