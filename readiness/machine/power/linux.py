"""Linux: /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power).

Every supply has a ``type``: "Mains" and "USB" bring power from outside, "Battery" holds it. A
battery whose ``scope`` is "Device" belongs to a mouse or a headset, not to the computer.
"""

from __future__ import annotations

from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.power.answers import no_battery
from readiness.machine.sources.tree import Tree

_SUPPLIES: Final = "sys/class/power_supply"
_FROM_OUTSIDE: Final = frozenset({"Mains", "USB", "USB_C", "USB_PD", "Wireless"})


class LinuxPower:
    """The power supplies of a Linux system."""

    def __init__(self, tree: Tree | None = None) -> None:
        self._tree = tree or Tree()

    def on_mains(self) -> Observed[bool]:
        """Return whether power comes from outside; without a battery it cannot come from anywhere else."""
        batteries = self._batteries()
        if not batteries:
            return Observed(value=True, source=f"/{_SUPPLIES}: no battery")
        lines = [one for one in self._supplies() if self._said(one, "type") in _FROM_OUTSIDE]
        online = [self._said(one, "online") for one in lines]
        # 1 is "online: fixed voltage", 2 "online: programmable".
        if any(one in {"1", "2"} for one in online):
            return Observed(value=True, source=f"/{_SUPPLIES}/*/online")
        states = {self._said(one, "status") for one in batteries}
        if "Discharging" in states:
            return Observed(value=False, source=f"/{_SUPPLIES}/*/status")
        # Some tablets have no supply but the battery; one that charges is fed from somewhere.
        if states & {"Charging", "Full", "Not charging"}:
            return Observed(value=True, source=f"/{_SUPPLIES}/*/status")
        if online and all(one == "0" for one in online):
            return Observed(value=False, source=f"/{_SUPPLIES}/*/online")
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_unknown"))

    def battery_present(self) -> Observed[bool]:
        """Return whether the computer has a battery of its own."""
        return Observed(bool(self._batteries()), f"/{_SUPPLIES}/*/type")

    def battery_percent(self) -> Observed[float]:
        """Return the charge; of several batteries the mean, since nothing says how large each is."""
        batteries = self._batteries()
        if not batteries:
            raise no_battery()
        levels = [self._said(one, "capacity") for one in batteries]
        if not all(level.isdecimal() for level in levels):
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_level"))
        return Observed(sum(map(float, levels)) / len(levels), f"/{_SUPPLIES}/*/capacity")

    def _batteries(self) -> list[str]:
        return [
            one
            for one in self._supplies()
            if self._said(one, "type") == "Battery"
            and self._said(one, "scope") != "Device"
            and self._said(one, "present") != "0"
        ]

    def _supplies(self) -> list[str]:
        # A kernel without the class says nothing of power; an empty class says that there is no battery.
        if not self._tree.is_there(_SUPPLIES):
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.power_unknown"))
        return list(self._tree.paths(_SUPPLIES, "*"))

    def _said(self, supply: str, name: str) -> str:
        return self._tree.line(f"{supply}/{name}")
