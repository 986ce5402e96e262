"""Adapters of systems that refuse everything, and what can be asked of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

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
from readiness.machine.sources.programs import Ended
from readiness.machine.sources.tree import Tree
from readiness.machine.system.macos import MacosSystem
from readiness.machine.system.windows import WindowsSystem


def refused(*_: object) -> NoReturn:
    raise OSError("refused")


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
