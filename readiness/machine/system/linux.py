"""Linux: os-release(5), and the package managers' own view of their updates, without rights and without a network.

* ``apt-get --simulate``: apt-get(8); a simulation needs no rights and changes nothing
* ``dnf --cacheonly check-update``: dnf(8); uses the system's cache and ends with 100 when updates wait
* /run/reboot-required: written by packages that work only after a restart (Debian Policy, Ubuntu)
"""

from __future__ import annotations

from typing import Final

from readiness.analysis.computer.os_support import SystemRelease
from readiness.domain.facts import Observed
from readiness.machine.hardware.linux_parse import parse_os_release
from readiness.machine.sources.programs import Ask, Ended, ask_program
from readiness.machine.sources.tree import Tree
from readiness.machine.system.answers import OnlyWindows, none_waiting, release_unknown, updates_unknown

_APT: Final = ("apt-get", "--simulate", "-o", "Debug::NoLocking=1", "dist-upgrade")
_APT_LISTS: Final = ("var/lib/apt/periodic/update-success-stamp", "var/lib/apt/lists/partial", "var/lib/apt/lists")
_DNF: Final = ("dnf", "--cacheonly", "--quiet", "check-update")
_DNF_LISTS: Final = ("var/cache/libdnf5", "var/cache/dnf")
_DNF_WAITING: Final = 100
_SECONDS: Final = 40.0
_RESTARTS: Final = ("run/reboot-required", "var/run/reboot-required")


def count_installations(simulation: str) -> int:
    """Return how many packages ``apt-get --simulate`` would install."""
    return sum(line.startswith("Inst ") for line in simulation.splitlines())


class LinuxSystem(OnlyWindows):
    """A Linux system."""

    def __init__(self, tree: Tree | None = None, ask: Ask = ask_program) -> None:
        self._tree = tree or Tree()
        self._ask = ask

    def name(self) -> Observed[str]:
        """Return the distribution's name."""
        name = self._release().get("NAME", "")
        if not name:
            raise release_unknown()
        return Observed(name, "/etc/os-release: NAME")

    def release(self) -> Observed[SystemRelease]:
        """Return the distribution's ID and version; rolling distributions have none."""
        known = self._release()
        product, version = known.get("ID", ""), known.get("VERSION_ID", "")
        if not (product and version):
            raise release_unknown()
        return Observed(SystemRelease(product, version), f"/etc/os-release: {known.get('PRETTY_NAME', product)}")

    def updates_waiting(self) -> Observed[bool]:
        """Return whether updates wait to be installed, or for a restart."""
        if any(self._tree.is_there(path) for path in _RESTARTS):
            return Observed(value=True, source=f"/{_RESTARTS[0]}")
        if self._tree.is_there("var/lib/dpkg/status"):
            return self._apt(self._ask(_APT, _SECONDS))
        return self._dnf(self._ask(_DNF, _SECONDS))

    def _apt(self, told: Ended | None) -> Observed[bool]:
        if told is None or told.code:
            raise updates_unknown()
        waiting = count_installations(told.text)
        if waiting:
            return Observed(value=True, source=f"apt-get --simulate dist-upgrade: {waiting}")
        return none_waiting(self._tree.modified(*_APT_LISTS), "apt-get --simulate dist-upgrade")

    def _dnf(self, told: Ended | None) -> Observed[bool]:
        if told and told.code == _DNF_WAITING:
            return Observed(value=True, source="dnf --cacheonly check-update")
        if told is None or told.code:
            raise updates_unknown()
        return none_waiting(self._tree.modified(*_DNF_LISTS), "dnf --cacheonly check-update")

    def _release(self) -> dict[str, str]:
        return dict(parse_os_release(self._tree.text("etc/os-release") or self._tree.text("usr/lib/os-release")))
