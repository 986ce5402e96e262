"""Every adapter of Windows and macOS on a system that refuses everything: each question ends with a reason in words."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.cameras.macos import MacosCameras
from readiness.machine.cameras.windows import WindowsCameras
from readiness.machine.device.macos import MacosDevice
from readiness.machine.device.windows import WindowsDevice
from readiness.machine.disks.macos import MacosDisks
from readiness.machine.disks.windows import WindowsDisks
from readiness.machine.hardware.macos import MacosHardware
from readiness.machine.hardware.windows import WindowsHardware
from readiness.machine.inputs.macos import MacosInputs
from readiness.machine.inputs.windows import WindowsInputs
from readiness.machine.link.macos import MacosLink
from readiness.machine.link.windows import WindowsLink
from readiness.machine.power.macos import MacosPower
from readiness.machine.power.windows import WindowsPower
from readiness.machine.screens.macos import MacosScreens
from readiness.machine.screens.windows import WindowsScreens
from readiness.machine.security.macos import MacosSecurity
from readiness.machine.security.windows import WindowsSecurity
from readiness.machine.session.macos import MacosSession
from readiness.machine.session.windows import WindowsSession
from readiness.machine.software.macos import MacosSoftware
from readiness.machine.software.windows import WindowsSoftware
from readiness.machine.sources.programs import FAILED, Ended
from readiness.machine.sources.tree import Tree
from readiness.machine.system.macos import MacosSystem
from readiness.machine.system.windows import WindowsSystem

KNOWN_WITHOUT_ASKING = frozenset({"MacosHardware.system", "WindowsHardware.system", "MacosSystem.name"})
"""What the module was chosen by."""
NO_WORD_IS_INTEL = frozenset({"MacosDevice.architecture"})
"""Intel Macs do not know the name that is asked for; no answer is theirs."""


def refused(*_: object) -> NoReturn:
    raise OSError("refused")


class Refusing:
    """Calls of Windows, all of which fail in the same way."""

    pointer_size = 8

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever is asked for
        def fail(*_: object) -> NoReturn:
            raise self._failure

        return fail


def no_sound() -> NoReturn:
    raise Unavailable(Reason.DENIED, message("unmeasured.audio_list_denied"))


def windows(calls: Any) -> Iterator[object]:  # noqa: ANN401 - stands for every kind of calls
    """Yield every adapter of Windows, with these calls."""
    yield WindowsHardware(calls)
    yield WindowsDevice(calls)
    yield WindowsCameras(calls.interfaces)
    yield WindowsInputs(calls, no_sound)
    yield WindowsLink(calls)
    yield WindowsPower(calls.status)
    yield WindowsScreens(calls)
    yield WindowsSecurity(calls)
    yield WindowsSession(calls)
    yield WindowsSystem(calls, WindowsHardware(calls))
    yield WindowsSoftware(calls.value, calls.information)
    yield WindowsDisks(calls.drive)


def macs(told: Ended | None, folder: Path) -> Iterator[object]:
    """Yield every adapter of macOS, whose programs all end so."""

    def ask(*_: object) -> Ended | None:
        return told

    def sysctl(_: str) -> None:
        return None

    yield MacosHardware(sysctl)
    yield MacosDevice(ask, sysctl)
    yield MacosCameras(ask)
    yield MacosInputs(ask)
    yield MacosLink(ask)
    yield MacosPower(ask)
    yield MacosScreens(refused)
    yield MacosSecurity(ask)
    yield MacosSession({}, refused, ask=ask)
    yield MacosSystem(ask, sysctl, Tree(folder))
    yield MacosSoftware(Tree(folder), folder)
    yield MacosDisks(ask, folder / "nowhere")


def questions(adapter: object) -> Iterator[tuple[str, Any]]:
    """Yield what can be asked without an argument."""
    for name, method in inspect.getmembers(adapter, inspect.ismethod):
        if not name.startswith("_") and not inspect.signature(method).parameters:
            yield f"{type(adapter).__name__}.{name}", method


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
