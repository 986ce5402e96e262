"""The libraries of Windows, found by name at call time, so that whoever uses them can be imported on every system."""

from __future__ import annotations

import ctypes
from typing import Any


def windows_library(name: str) -> Any:  # noqa: ANN401 - its functions are found by name, as ctypes does it
    """Return a system library. Raises KeyError where there is no Windows."""
    return vars(ctypes)["WinDLL"](name)
