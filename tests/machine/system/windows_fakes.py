"""A made-up Windows that tells its release and its updates."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Self

from readiness.domain.facts import Observed
from readiness.machine.hardware.windows import WindowsHardware
from tests.machine.com_objects import MadeUp
from tests.machine.trees import ByReference


class Hardware(WindowsHardware):
    """A version, and nothing else of the hardware."""

    def __init__(self, version: str) -> None:
        self._told = version

    def system_version(self) -> Observed[str]:
        return Observed(self._told, "test")


class Library:
    """Functions as Windows' libraries have them, over objects made up here."""

    result = 0
    classes: Mapping[bytes, MadeUp] = {}
    factory: MadeUp | None = None

    def __call__(self, name: str) -> Self:
        assert name in {"kernel32", "combase", "slwga", "ole32"}
        return self

    def GetProductInfo(self, *arguments: ByReference) -> int:  # noqa: N802
        arguments[-1]._obj.value = 0x65
        return int(self.result == 0)

    def SLIsGenuineLocal(self, slid: ctypes.Array[ctypes.c_char], state: ByReference, _ui: None) -> int:  # noqa: N802
        assert slid.raw[:4] == bytes.fromhex("34 27 c9 55")
        state._obj.value = 1
        return self.result

    def CoInitializeEx(self, _reserved: None, _kind: int) -> int:  # noqa: N802
        return self.result

    def CoUninitialize(self) -> None:  # noqa: N802
        pass

    def CoCreateInstance(  # noqa: N802
        self, class_id: ctypes.Array[ctypes.c_char], _outer: None, _context: int, _interface: object, made: ByReference
    ) -> int:
        made._obj.value = self.classes[class_id.raw[:4]].address
        return self.result

    def RoInitialize(self, _kind: int) -> int:  # noqa: N802
        return self.result

    def RoUninitialize(self) -> None:  # noqa: N802
        pass

    def WindowsCreateString(self, text: ctypes.c_wchar_p, length: int, made: ByReference) -> int:  # noqa: N802
        assert text.value
        assert len(text.value) == length
        made._obj.value = 1
        return 0

    def WindowsDeleteString(self, _string: object) -> int:  # noqa: N802
        return 0

    def RoGetActivationFactory(self, _name: object, _interface: object, made: ByReference) -> int:  # noqa: N802
        assert self.factory
        made._obj.value = self.factory.address
        return 0
