"""Keyboards, mice and sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.inputs.linux import LinuxInputs
    from readiness.machine.inputs.macos import MacosInputs
    from readiness.machine.inputs.windows import WindowsInputs

Inputs: TypeAlias = "LinuxInputs | MacosInputs | WindowsInputs"
"""The readers of the three systems; each implements the inputs port of ``checks/ports.py``."""
