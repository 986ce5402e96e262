"""A made-up library of Windows that tells what protects the computer."""

from __future__ import annotations

import ctypes
from typing import Self

from tests.machine.com_objects import MadeUp, gives_number
from tests.machine.trees import ByReference


class Library:
    """Functions as Windows' libraries have them."""

    result = 0
    item = MadeUp({15: (2, gives_number(1))})

    def __call__(self, name: str) -> Self:
        assert name in {"wscapi", "propsys", "shell32", "ole32"}
        return self

    def WscGetSecurityProviderHealth(self, provider: int, health: ByReference) -> int:  # noqa: N802
        health._obj.value = provider
        return self.result

    def PSGetPropertyKeyFromName(self, name: ctypes.c_wchar_p, key: ctypes.Array[ctypes.c_char]) -> int:  # noqa: N802
        assert name.value == "System.Volume.BitLockerProtection"
        assert len(key) == 20
        return self.result

    def CoInitializeEx(self, _reserved: None, _kind: int) -> int:  # noqa: N802
        return 0

    def CoUninitialize(self) -> None:  # noqa: N802
        pass

    def SHCreateItemFromParsingName(  # noqa: N802
        self, name: ctypes.c_wchar_p, _context: None, _interface: object, made: ByReference
    ) -> int:
        assert name.value
        assert name.value.endswith(":\\")
        made._obj.value = self.item.address
        return 0
