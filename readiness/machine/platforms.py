"""Chooses the reader for the system the program runs on.

What differs between systems is read by one class a system, such as ``LinuxPower``, ``MacosPower`` and ``WindowsPower``
in the modules ``linux``, ``macos`` and ``windows`` of ``readiness.machine.power``. Only the module of the running
system is imported: those of the others need libraries that are not there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

_SYSTEMS: Final[Mapping[str, str]] = {"linux": "Linux", "darwin": "Macos", "win32": "Windows"}
"""How the readers' names begin, by ``sys.platform``."""


def reader(package: str, kind: str, platform: str = sys.platform) -> Any:  # noqa: ANN401 - the caller names the type
    """Return a reader of one system: ``reader("power", "Power", "linux")`` makes a ``power.linux.LinuxPower``.

    Args:
        package: the package of ``readiness.machine`` with a module for each system.
        kind: what follows the system's name in the name of the class.
        platform: the system, named as ``sys.platform`` does.

    Raises:
        Unavailable: the program has no readers for this system.
    """
    system = _SYSTEMS.get(platform)
    if system is None:
        from readiness.domain.facts import Reason, Unavailable  # the first window waits for what is loaded with them
        from readiness.domain.message import message

        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.hardware_system_unknown"))
    module = import_module(f"readiness.machine.{package}.{system.lower()}")
    return getattr(module, f"{system}{kind}")()
