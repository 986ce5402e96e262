"""Values of the Windows registry, by winreg; a standard user may read all that is asked for here."""

from __future__ import annotations

import importlib
from typing import Final

LOCAL_MACHINE: Final = "HKEY_LOCAL_MACHINE"
CURRENT_USER: Final = "HKEY_CURRENT_USER"


def registry_value(key: str, name: str, hive: str = LOCAL_MACHINE) -> str | int:
    """Return a value; ``name`` is empty for a key's own. Raises OSError when there is none, or none of these kinds."""
    # Found by name at call time, so that the module imports on every system.
    winreg = importlib.import_module("winreg")
    with winreg.OpenKey(getattr(winreg, hive), key) as opened:
        value = winreg.QueryValueEx(opened, name)[0]
    # Anybody may have written bytes or a list of texts there; neither is what Windows writes.
    if not isinstance(value, str | int):
        raise OSError(name)
    return value
