"""The COM calls, on tables of functions made by hand in the shape of mmdeviceapi.h."""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from readiness.machine.audio_devices.windows_defaults import (
    Flow,
    Role,
    all_defaults,
    default_endpoint,
    enumerator_of,
    read_defaults,
)
from readiness.machine.sources.com import ComError, com_of

Function = ctypes.CFUNCTYPE
_NOT_FOUND = 0x80070490 - 2**32


class ComObject:
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


class Device(ComObject):
    """``IMMDevice``: slot 5 is GetId."""

    def __init__(self, id_: str, result: int = 0) -> None:
        super().__init__(7)
        self.text = ctypes.create_unicode_buffer(id_)
        prototype = Function(ctypes.c_long, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))

        def get_id(_this: int, out: Any) -> int:  # noqa: ANN401 - a ctypes pointer
            out[0] = ctypes.addressof(self.text)
            return result

        self.put(5, prototype(get_id))


class Enumerator(ComObject):
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
    found = all_defaults(enumerator.pointer, Function, freed.append)
    assert found.of(Flow.CAPTURE, Role.COMMUNICATIONS) == "CAPTURE COMMUNICATIONS"
    assert found.of(Flow.RENDER, Role.CONSOLE) == "RENDER CONSOLE"
    assert [device.released for device in devices.values()] == [1] * 4
    assert sorted(freed) == sorted(ctypes.addressof(device.text) for device in devices.values())


def test_no_device_is_an_answer_and_a_refusal_is_not() -> None:
    assert default_endpoint(Enumerator(lambda *_: _NOT_FOUND).pointer, Flow.CAPTURE, Role.CONSOLE, Function, id) is None
    with pytest.raises(ComError):
        default_endpoint(Enumerator(lambda *_: -1).pointer, Flow.CAPTURE, Role.CONSOLE, Function, id)
    broken = Device("x", result=-1)
    with pytest.raises(ComError):
        default_endpoint(Enumerator(lambda *_: broken).pointer, Flow.CAPTURE, Role.CONSOLE, Function, id)
    assert broken.released == 1


class Library:
    """Stands for ole32: hands out one object, counts openings and closings of COM."""

    def __init__(self, made: ComObject | None, opened: int = 0) -> None:
        self._made, self._opened = made, opened
        self.closed = 0

    def CoInitializeEx(self, _reserved: None, _how: int) -> int:  # noqa: N802 - as ole32
        return self._opened

    def CoUninitialize(self) -> None:  # noqa: N802 - as ole32
        self.closed += 1

    def CoCreateInstance(self, class_id: Any, _outer: None, _server: int, interface_id: Any, out: Any) -> int:  # noqa: ANN401, N802 - as ole32
        assert str(uuid.UUID(bytes_le=bytes(class_id))) == "bcde0395-e52f-467c-8e3d-c4579291692e"
        assert str(uuid.UUID(bytes_le=bytes(interface_id))) == "a95664d2-9614-4f35-a746-de8db63617e6"
        if self._made is None:
            return 0x80040154 - 2**32
        out._obj.value = self._made.pointer
        return 0


def test_the_enumerator_is_made_and_released() -> None:
    made = Enumerator(lambda *_: _NOT_FOUND)
    with enumerator_of(Library(made), Function) as pointer:
        assert pointer == made.pointer
    assert made.released == 1
    with pytest.raises(ComError), enumerator_of(Library(None), Function):
        pass


@pytest.mark.parametrize(("opened", "closed"), [(0, 1), (1, 1), (0x80010106 - 2**32, 0)])
def test_com_is_closed_only_where_it_was_opened(opened: int, closed: int) -> None:
    library = Library(None, opened)
    with com_of(library):
        pass
    assert library.closed == closed


def test_elsewhere_there_is_no_com() -> None:
    with pytest.raises(ComError):
        read_defaults()
