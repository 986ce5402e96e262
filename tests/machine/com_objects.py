"""COM objects made up in memory: a table of functions, each answering from a list."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Answer: TypeAlias = Callable[[int], int]
"""Gets the last argument (an address or a number), returns an HRESULT."""

_RELEASE = 2


class MadeUp:
    """An object whose places answer as told, the third lets it go, and every other fails."""

    def __init__(self, answers: Mapping[int, tuple[int, Answer]]) -> None:
        self.released = 0
        whole = {_RELEASE: (0, self._let_go), **answers}
        # Kept, as the table holds no more than their addresses.
        self._functions = [_function(*whole.get(place, (0, _refuse))) for place in range(24)]
        addresses = [ctypes.cast(one, ctypes.c_void_p).value for one in self._functions]
        self._table = (ctypes.c_void_p * len(addresses))(*addresses)
        self._object = ctypes.c_void_p(ctypes.addressof(self._table))

    @property
    def address(self) -> int:
        return ctypes.addressof(self._object)

    def _let_go(self, _last: int) -> int:
        self.released += 1
        return 0


def _refuse(_last: int) -> int:
    return -2147467259  # E_FAIL


def _function(count: int, reply: Answer) -> Any:  # noqa: ANN401 - a function of ctypes
    def called(_this: int, *arguments: int) -> int:
        return reply(arguments[-1] if arguments else 0)

    return ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, *[ctypes.c_void_p] * count)(called)


def gives_number(number: int) -> Answer:
    """Write a number where the last argument points to."""

    def reply(address: int) -> int:
        ctypes.c_int32.from_address(address).value = number
        return 0

    return reply


def gives_object(one: MadeUp) -> Answer:
    """Write an object's address where the last argument points to."""

    def reply(address: int) -> int:
        ctypes.c_void_p.from_address(address).value = one.address
        return 0

    return reply
