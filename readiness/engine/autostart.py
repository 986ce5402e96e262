"""Starting with the session, for those who may not see the machine."""

from __future__ import annotations

from readiness.machine.autostart import HIDDEN, Autostart, this_autostart

__all__ = ["HIDDEN", "Autostart", "this_autostart"]
