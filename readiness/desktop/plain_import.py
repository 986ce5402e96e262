"""Puts Python's own ``import`` back, which PySide replaces by one that reads the source of every module that comes in.

It looks there for its own name, for the sake of ``from __feature__ import``, which nothing here uses. That took a
fortieth of the start, and what is read so stays in memory (``linecache``).
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - has replaced it when it is loaded


def import_plainly() -> None:
    """Import without PySide's detour from now on; where PySide took none, nothing changes."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
