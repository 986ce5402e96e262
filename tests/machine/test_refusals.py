"""Every adapter of Windows and macOS on a system that refuses everything: each question ends with a reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from readiness.domain.facts import Unavailable
from readiness.machine.sources.programs import FAILED, Ended
from tests.machine.refusing_adapters import macs, questions, windows

KNOWN_WITHOUT_ASKING = frozenset({"MacosHardware.system", "WindowsHardware.system", "MacosSystem.name"})
"""What the module was chosen by."""
NO_WORD_IS_INTEL = frozenset({"MacosDevice.architecture"})
"""Intel Macs do not know the name that is asked for; no answer is theirs."""


class Refusing:
    """Calls of Windows, all of which fail in the same way."""

    pointer_size = 8

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever is asked for
        def fail(*_: object) -> NoReturn:
            raise self._failure

        return fail


def without_a_reason(adapters: Iterator[object]) -> set[str]:
    """Return the questions that were answered all the same, or refused without words."""
    silent = set()
    for adapter in adapters:
        for name, ask in questions(adapter):
            try:
                ask()
            except Unavailable as refusal:
                if refusal.unmeasured.detail is not None:
                    continue
            silent.add(name)
    return silent


# Windows refuses; a library is missing; Windows is older, and ctypes does not find the function.
@pytest.mark.parametrize(
    "failure",
    [OSError("refused"), PermissionError("refused"), FileNotFoundError("wscapi"), AttributeError("not found")],
    ids=lambda failure: type(failure).__name__,
)
def test_windows_that_refuses(failure: Exception) -> None:
    # A registry without a key is what one without browsers looks like.
    none = {"WindowsSoftware.browsers"} if isinstance(failure, FileNotFoundError) else set()
    assert without_a_reason(windows(Refusing(failure))) == {"WindowsHardware.system"} | none


@pytest.mark.parametrize("told", [None, Ended(FAILED, ""), Ended(1, "Operation not permitted\n")])
def test_a_mac_that_refuses(told: Ended | None, tmp_path: Path) -> None:
    assert without_a_reason(macs(told, tmp_path)) <= KNOWN_WITHOUT_ASKING | NO_WORD_IS_INTEL
