"""The COM calls, on tables of functions made by hand in the shape of mmdeviceapi.h."""

from __future__ import annotations

import ctypes
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from readiness.machine.audio_devices.windows_defaults import Flow, Role, all_defaults, default_endpoint, read_defaults
from readiness.machine.sources.windows_com import ComError, ComObject

Function = ctypes.CFUNCTYPE
_NOT_FOUND = 0x80070490 - 2**32


class MadeUp:
    """An object whose first field points to a table of functions, as every COM object."""

    def __init__(self, slots: int) -> None:
        self.released = 0
        self.table = (ctypes.c_void_p * slots)()
        self.memory = (ctypes.c_void_p * 1)(ctypes.cast(self.table, ctypes.c_void_p))
        self.kept: list[Any] = []
        self.put(2, Function(ctypes.c_ulong, ctypes.c_void_p)(self._release))

    def put(self, slot: int, function: Any) -> None:  # noqa: ANN401 - a ctypes function
        self.kept.append(function)
        self.table[slot] = ctypes.cast(function, ctypes.c_void_p)

    def _release(self, _this: int) -> int:
        self.released += 1
        return 0

    @property
    def pointer(self) -> int:
        return ctypes.addressof(self.memory)


class Device(MadeUp):
    """``IMMDevice``: slot 5 is GetId."""

    def __init__(self, id_: str, result: int = 0) -> None:
        super().__init__(7)
        self.text = ctypes.create_unicode_buffer(id_)
        prototype = Function(ctypes.c_long, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))

        def get_id(_this: int, out: Any) -> int:  # noqa: ANN401 - a ctypes pointer
            out[0] = ctypes.addressof(self.text)
            return result

        self.put(5, prototype(get_id))


class Enumerator(MadeUp):
    """``IMMDeviceEnumerator``: slot 4 is GetDefaultAudioEndpoint."""

    def __init__(self, answer: Callable[[int, int], Device | int]) -> None:
        super().__init__(8)
        prototype = Function(
            ctypes.c_long, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)
        )

        def get_default(_this: int, flow: int, role: int, out: Any) -> int:  # noqa: ANN401 - a ctypes pointer
            found = answer(flow, role)
            if isinstance(found, Device):
                out[0] = found.pointer
                return 0
            return found

        self.put(4, prototype(get_default))


def test_ids_by_flow_and_role_and_everything_is_given_back() -> None:
    devices = {(flow, role): Device(f"{flow.name} {role.name}") for flow in Flow for role in Role}
    enumerator = Enumerator(lambda flow, role: devices[Flow(flow), Role(role)])
    freed: list[int] = []
    found = all_defaults(ComObject(enumerator.pointer), freed.append)
    assert found.of(Flow.CAPTURE, Role.COMMUNICATIONS) == "CAPTURE COMMUNICATIONS"
    assert found.of(Flow.RENDER, Role.CONSOLE) == "RENDER CONSOLE"
    assert [device.released for device in devices.values()] == [1] * 4
    assert sorted(freed) == sorted(ctypes.addressof(device.text) for device in devices.values())


def default(enumerator: Enumerator) -> str | None:
    return default_endpoint(ComObject(enumerator.pointer), Flow.CAPTURE, Role.CONSOLE, id)


def test_no_device_is_an_answer_and_a_refusal_is_not() -> None:
    assert default(Enumerator(lambda *_: _NOT_FOUND)) is None
    with pytest.raises(ComError):
        default(Enumerator(lambda *_: -1))
    broken = Device("x", result=-1)
    with pytest.raises(ComError):
        default(Enumerator(lambda *_: broken))
    assert broken.released == 1
    with pytest.raises(ComError, match="no object"):
        default(Enumerator(lambda *_: 0))


class Library:
    """Stands for ole32: hands out one object, and counts what is closed and given back."""

    def __init__(self, made: MadeUp | None) -> None:
        self._made = made
        self.closed = 0
        self.freed: list[int | None] = []

    def CoInitializeEx(self, _reserved: None, _how: int) -> int:  # noqa: N802 - as ole32
        return 0

    def CoUninitialize(self) -> None:  # noqa: N802 - as ole32
        self.closed += 1

    def CoTaskMemFree(self, address: ctypes.c_void_p) -> None:  # noqa: N802 - as ole32
        self.freed.append(address.value)

    def CoCreateInstance(self, class_id: Any, _outer: None, _server: int, interface_id: Any, out: Any) -> int:  # noqa: ANN401, N802 - as ole32
        assert str(uuid.UUID(bytes_le=bytes(class_id))) == "bcde0395-e52f-467c-8e3d-c4579291692e"
        assert str(uuid.UUID(bytes_le=bytes(interface_id))) == "a95664d2-9614-4f35-a746-de8db63617e6"
        if self._made is None:
            return 0x80040154 - 2**32
        out._obj.value = self._made.pointer
        return 0


def test_the_enumerator_is_made_asked_and_released() -> None:
    device = Device("{0.0.1.00000000}.{x}")
    made = Enumerator(lambda flow, _role: device if flow == Flow.CAPTURE else _NOT_FOUND)
    ole32 = Library(made)
    found = read_defaults(lambda _name: ole32)
    assert found.of(Flow.CAPTURE, Role.CONSOLE) == "{0.0.1.00000000}.{x}"
    assert found.of(Flow.RENDER, Role.CONSOLE) is None
    assert (made.released, device.released, ole32.closed) == (1, 2, 1)
    assert ole32.freed == [ctypes.addressof(device.text)] * 2
    with pytest.raises(ComError, match="CoCreateInstance"):
        read_defaults(lambda _name: Library(None))


def test_a_device_without_an_id_is_refused() -> None:
    nameless = Device("x")
    nameless.put(5, Function(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0))
    with pytest.raises(ComError, match="no id"):
        default(Enumerator(lambda *_: nameless))
    assert nameless.released == 1


@pytest.mark.skipif(sys.platform == "win32", reason="here there is")
def test_elsewhere_there_is_no_com() -> None:
    with pytest.raises(ComError):
        read_defaults()
