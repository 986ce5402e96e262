"""Objects of COM, on tables of functions made up in memory: made, asked, let go, and what a refusal says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from readiness.machine.sources.windows_com import ComError, ComObject, com, create
from tests.machine.com_objects import MadeUp, gives_number

REFUSED = 0x80004005
NOBODY = f"{0:032x}"


class Ole32:
    """Opens COM as told, counts how often it is closed, and makes one object."""

    def __init__(self, opened: int = 0, made: MadeUp | None = None) -> None:
        self._opened, self._made = opened, made
        self.closed = 0

    def __call__(self, name: str) -> SimpleNamespace:
        assert name == "ole32"
        return SimpleNamespace(
            CoInitializeEx=lambda *_: self._opened, CoUninitialize=self._close, CoCreateInstance=self._create
        )

    def _close(self) -> None:
        self.closed += 1

    def _create(self, *arguments: Any) -> int:  # noqa: ANN401 - as ole32
        if self._made is None:
            return REFUSED - 2**32
        arguments[-1]._obj.value = self._made.address
        return 0


def test_an_object_is_made_asked_and_let_go() -> None:
    made = MadeUp({3: (1, gives_number(7))})
    ole32 = Ole32(made=made)
    with com(ole32) as ole, create(ole, NOBODY, NOBODY) as one:
        assert one.number(3) == 7
    assert (made.released, ole32.closed) == (1, 1)


@pytest.mark.parametrize(("opened", "closed"), [(0, 1), (1, 1), (0x80010106 - 2**32, 0)])
def test_com_is_closed_only_where_it_was_opened(opened: int, closed: int) -> None:
    ole32 = Ole32(opened)
    with com(ole32):
        pass
    assert ole32.closed == closed


def test_what_is_none_or_refuses_says_what_and_with_which_result() -> None:
    with pytest.raises(ComError, match="no object"):
        ComObject(None)
    with pytest.raises(ComError, match="call 3") as refusal:
        ComObject(MadeUp({}).address).call(3)
    assert refusal.value.errno == REFUSED
    with pytest.raises(ComError, match="CoInitializeEx"), com(Ole32(REFUSED - 2**32)):
        pass
    with pytest.raises(ComError, match="CoCreateInstance"), com(Ole32()) as ole:
        create(ole, NOBODY, NOBODY)
