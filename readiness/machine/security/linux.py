"""Linux: what a person without rights can see of its protection.

* ufw: /etc/ufw/ufw.conf (ufw(8)) says whether it is on, its service whether it was started
* firewalld(1), nftables: their services. The rules themselves are root's alone to read, so that no
  trace of a firewall is no proof that there is none
* LUKS and its kin: the device mapper's table in /sys/block/*/dm/uuid begins with CRYPT-
  (Documentation/ABI/testing/sysfs-block-dm; libcryptsetup gives the names)
"""

from __future__ import annotations

from typing import Final

from readiness.domain.facts import Observed, Reason
from readiness.machine.hardware.linux_parse import parse_os_release
from readiness.machine.security.answers import antivirus_unknown, encryption_unknown, firewall_unknown
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.tree import Tree

_SERVICES: Final = ("ufw.service", "firewalld.service", "nftables.service")
_SECONDS: Final = 5.0
_INPUT: Final = "hook input"
_BLOCKS: Final = "sys/class/block"
# These check that nothing was changed; they hide nothing.
_NO_SECRET: Final = ("CRYPT-VERITY", "CRYPT-INTEGRITY")
_DEEPEST: Final = 8


def parse_mounts(mountinfo: str) -> dict[str, tuple[str, str]]:
    """Return device number and source of each mount point, after proc(5) on /proc/pid/mountinfo."""
    mounts = {}
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields, source = before.split(), after.split()
        if len(fields) > 4 and len(source) > 1:  # noqa: PLR2004 - the mount point is the fifth
            mounts[fields[4]] = (fields[2], source[1])
    return mounts


class LinuxSecurity:
    """The protection of a Linux system."""

    def __init__(self, tree: Tree | None = None, ask: Ask = ask_program) -> None:
        self._tree = tree or Tree()
        self._ask = ask

    def firewall(self) -> Observed[bool]:
        """Return that a firewall is on, if one shows. Its absence cannot be seen without rights."""
        ufw, firewalld, nftables = self._started()
        enabled = parse_os_release(self._tree.text("etc/ufw/ufw.conf")).get("ENABLED", "")
        if ufw and enabled.casefold() == "yes":
            return Observed(value=True, source="/etc/ufw/ufw.conf: ENABLED=yes")
        if firewalld:
            return Observed(value=True, source=_SERVICES[1])
        if nftables and _INPUT in self._tree.text("etc/nftables.conf"):
            return Observed(value=True, source="/etc/nftables.conf")
        raise firewall_unknown(Reason.DENIED)

    def antivirus(self) -> Observed[bool]:
        """Raise Unavailable: Linux keeps no account of such programs."""
        raise antivirus_unknown()

    def disk_encryption(self) -> Observed[bool]:
        """Return whether everything below the system and the homes is encrypted."""
        mounts = parse_mounts(self._tree.text("proc/self/mountinfo"))
        places = [mounts[place] for place in ("/", "/home") if place in mounts]
        blocks = [self._block(*place) for place in places]
        if not blocks:
            raise encryption_unknown()
        # Without the names of the devices, in which installers put numbers of their own.
        return Observed(all(self._is_encrypted(block) for block in blocks), "/sys/block/*/dm/uuid")

    def _started(self) -> tuple[bool, bool, bool]:
        told = self._ask(["systemctl", "is-active", *_SERVICES], _SECONDS)
        states = told.text.split() if told else []
        if len(states) != len(_SERVICES):
            raise firewall_unknown(Reason.DENIED)
        ufw, firewalld, nftables = (state == "active" for state in states)
        return ufw, firewalld, nftables

    def _block(self, number: str, source: str) -> str:
        """Return the folder of the device that holds a file system."""
        folder = f"sys/dev/block/{number}"
        if self._tree.is_there(folder):
            return folder
        # Btrfs has a number of its own; its first device is as good as any, since all are treated alike.
        name = source.rpartition("/")[2]
        names = [one for one in self._tree.paths(_BLOCKS, "dm-*") if self._tree.line(f"{one}/dm/name") == name]
        if source.startswith("/dev/mapper/") and names:
            return names[0]
        if source.startswith("/dev/") and self._tree.is_there(f"{_BLOCKS}/{name}"):
            return f"{_BLOCKS}/{name}"
        raise encryption_unknown()

    def _is_encrypted(self, block: str, depth: int = 0) -> bool:
        kind = self._tree.line(f"{block}/dm/uuid")
        if kind.startswith("CRYPT-") and not kind.startswith(_NO_SECRET):
            return True
        below = [path.rpartition("/")[2] for path in self._tree.paths(f"{block}/slaves", "*")]
        if not below or depth > _DEEPEST:
            return False
        return all(self._is_encrypted(f"{_BLOCKS}/{name}", depth + 1) for name in below)
