"""Linux network adapters as /sys/class/net shows them, and what kind of link each one is.

* Documentation/ABI/testing/sysfs-class-net; ``type`` is a number of linux/if_arp.h
* ``uevent`` names the kind of a device that is no plain Ethernet card (DEVTYPE)
* drivers/net/usb: which driver serves phones, which modems
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.machine.sources.tree import Tree

_NET: Final = "sys/class/net"

# linux/if_arp.h
_ETHERNET: Final = 1
_PPP: Final = 512
_TUNNELS: Final = frozenset({768, 769, 776, 778, 823, 65534})

_WIFI_TYPES: Final = frozenset({"wlan"})
_MODEM_TYPES: Final = frozenset({"wwan"})
_TUNNEL_TYPES: Final = frozenset({"wireguard", "tun", "vti", "xfrm", "gre"})
_PHONE_DRIVERS: Final = frozenset({"rndis_host", "ipheth"})
_MODEM_DRIVERS: Final = frozenset({"cdc_mbim", "qmi_wwan", "sierra_net", "huawei_cdc_ncm", "hso", "mhi_net", "iosm"})
# Drivers of USB network cards that phones and modems use as well; then the maker tells.
_SHARED_DRIVERS: Final = frozenset({"cdc_ether", "cdc_ncm", "cdc_eem", "cdc_subset"})
_PHONE_MAKERS: Final = frozenset(
    {"05ac", "04e8", "18d1", "22b8", "2717", "2a70", "0bb4", "1004", "0fce", "22d9", "2d95", "2a45", "29a9", "1d4d"}
)
_MODEM_MAKERS: Final = frozenset({"12d1", "19d2", "1bbb", "1199", "2c7c", "1e0e", "0af0"})
# What a guest of a virtual machine is given; what it leads to is for the host to know.
_VIRTUAL_DRIVERS: Final = frozenset({"virtio_net", "vmxnet3", "hv_netvsc", "xen_netfront", "vif", "ena", "gve", "veth"})


class Kind(StrEnum):
    """What an adapter is."""

    ETHERNET = "ethernet"
    WIFI = "wifi"
    CELLULAR = "cellular"
    TETHERING = "tethering"
    TUNNEL = "tunnel"
    VIRTUAL = "virtual"
    UNCLEAR = "unclear"


REAL: Final = frozenset({Kind.ETHERNET, Kind.WIFI, Kind.CELLULAR, Kind.TETHERING})
"""Kinds that say what the connection is; the others lead to one that does, or hide it."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """The network adapters of a system; ``virtual`` when its processor says it is a virtual machine's."""

    tree: Tree
    virtual: bool = False

    def named(self, index: int) -> str:
        """Return the name of the adapter with an index, "" for none."""
        for path in self.tree.paths(_NET, "*"):
            if self.tree.line(f"{path}/ifindex") == str(index):
                return path.rpartition("/")[2]
        return ""

    def names(self) -> tuple[str, ...]:
        """Return every adapter that is up, by name."""
        every = (path.rpartition("/")[2] for path in self.tree.paths(_NET, "*"))
        return tuple(name for name in every if self.tree.line(f"{_NET}/{name}/operstate") in {"up", "unknown"})

    def index(self, name: str) -> int:
        """Return an adapter's index, 0 when it has none."""
        text = self.tree.line(f"{_NET}/{name}/ifindex")
        return int(text) if text.isdecimal() else 0

    def below(self, name: str) -> str:
        """Return the adapter under a bridge, a bond or a virtual network, the first that is real; else itself."""
        lower = [path.rpartition("/lower_")[2] for path in self.tree.paths(f"{_NET}/{name}", "lower_*")]
        return next((one for one in lower if self.kind(one) in REAL), name)

    def kind(self, name: str) -> Kind:
        """Return what an adapter is."""
        folder = f"{_NET}/{name}"
        said = self._event(folder)
        if said in _WIFI_TYPES or self.tree.is_there(f"{folder}/phy80211"):
            return Kind.WIFI
        if said in _MODEM_TYPES:
            return Kind.CELLULAR
        if said == "bluetooth":
            return Kind.TETHERING
        if self._is_tunnel(folder, said):
            return Kind.TUNNEL
        return self._by_driver(folder)

    def megabits(self, name: str) -> int | None:
        """Return the speed an Ethernet card has agreed on, in Mbit/s; None where there is none."""
        text = self.tree.line(f"{_NET}/{name}/speed")
        return int(text) if text.isdecimal() and int(text) else None

    def _event(self, folder: str) -> str:
        lines = self.tree.text(f"{folder}/uevent").splitlines()
        return next((line.removeprefix("DEVTYPE=") for line in lines if line.startswith("DEVTYPE=")), "")

    def _is_tunnel(self, folder: str, said: str) -> bool:
        number = self.tree.line(f"{folder}/type")
        modem = self.tree.is_there(f"{folder}/device")  # modems without Ethernet frames share a tunnel's number
        return (
            said in _TUNNEL_TYPES
            or self.tree.is_there(f"{folder}/tun_flags")
            or (number.isdecimal() and int(number) in _TUNNELS and not modem)
        )

    def _by_driver(self, folder: str) -> Kind:
        driver = self._name_of(f"{folder}/device/driver")
        maker = self._maker(folder)
        if driver in _PHONE_DRIVERS or (driver in _SHARED_DRIVERS and maker in _PHONE_MAKERS):
            return Kind.TETHERING
        if driver in _MODEM_DRIVERS or (driver in _SHARED_DRIVERS and maker in _MODEM_MAKERS):
            return Kind.CELLULAR
        if not self.tree.is_there(f"{folder}/device"):
            return Kind.UNCLEAR
        if driver in _VIRTUAL_DRIVERS or (self.virtual and not maker):
            return Kind.VIRTUAL
        return Kind.ETHERNET if self.tree.line(f"{folder}/type") == str(_ETHERNET) else Kind.UNCLEAR

    def _maker(self, folder: str) -> str:
        """Return the maker of a USB adapter; the interface it sits on lies below the device."""
        place = (self.tree.root / folder / "device").resolve().parent
        try:
            return (place / "idVendor").read_text(encoding="ascii").strip().casefold()
        except (OSError, ValueError):
            return ""

    def _name_of(self, link: str) -> str:
        place = self.tree.root / link
        return place.resolve().name if place.exists() else ""
