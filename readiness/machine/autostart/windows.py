"""Windows: a value of the person's own Run key ("Run and RunOnce registry keys", learn.microsoft.com), by winreg."""

from __future__ import annotations

import importlib
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where Windows notes what the person switched off in its own settings: the first byte is odd."""
_NAME: Final = "Readiness"


def _registry() -> Any:  # noqa: ANN401 - a module that is there on Windows alone
    return importlib.import_module("winreg")


class WindowsAutostart:
    """The value of one person."""

    def __init__(self, command: Sequence[str], registry: Any = None) -> None:  # noqa: ANN401 - winreg, or a test's
        self._line = subprocess.list2cmdline(command)
        self._registry = registry or _registry()

    def is_on(self) -> bool:
        """Return whether the value starts this very program, and Windows was not told to pass it over."""
        if self._value(_KEY) != self._line:
            return False
        approved = self._value(_APPROVED)
        return not (isinstance(approved, bytes) and approved[:1] and approved[0] % 2)

    def turn(self, *, on: bool) -> None:
        """Write the value, or delete it. Switched on here, it is no longer switched off in the settings of Windows."""
        registry = self._registry
        if on:
            with registry.CreateKey(registry.HKEY_CURRENT_USER, _KEY) as key:
                registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, self._line)
            self._delete(_APPROVED)
        else:
            self._delete(_KEY)

    def _value(self, path: str) -> object:
        registry = self._registry
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
                return registry.QueryValueEx(key, _NAME)[0]
        except FileNotFoundError:
            return None

    def _delete(self, path: str) -> None:
        registry = self._registry
        with (
            suppress(FileNotFoundError),
            registry.OpenKey(registry.HKEY_CURRENT_USER, path, 0, registry.KEY_SET_VALUE) as key,
        ):
            registry.DeleteValue(key, _NAME)
