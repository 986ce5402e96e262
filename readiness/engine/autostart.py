"""Starting the program with the session, for packages that must not import ``readiness.machine``."""

from __future__ import annotations

from readiness.machine.autostart import HIDDEN, Autostart, this_autostart

__all__ = ["HIDDEN", "Autostart", "this_autostart"]
