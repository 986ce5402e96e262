"""Linux: which adapter leads to the internet, what kind it is, and what the desktop knows of it.

The kernel is asked by netlink and /sys (``netlink``, ``wireless``, ``adapters``); whether data is
paid for by NetworkManager's D-Bus property ``Metered``; proxies by the variables programs
heed, and by the settings of GNOME and KDE.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.hardware.linux_parse import is_virtual, parse_cpuinfo
from readiness.machine.link.adapters import REAL, Adapters, Kind
from readiness.machine.link.netlink import way_out
from readiness.machine.link.wireless import Wireless, read_wireless
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.tree import Tree

_SECONDS: Final = 3.0
_METERED: Final = (
    "busctl", "get-property", "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager", "Metered",
)  # fmt: skip
# NMMetered: yes, no, and both as a guess.
_METERED_WORDS: Final = {1: (True, False), 2: (False, False), 3: (True, True), 4: (False, True)}
_GNOME: Final = ("gsettings", "get", "org.gnome.system.proxy", "mode")
_VARIABLES: Final = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_KDE_TYPE: Final = re.compile(r"^\[Proxy Settings\][^\[]*?^ProxyType=(\d)", re.MULTILINE | re.DOTALL)
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})


class LinuxLink:
    """The network link of a Linux system."""

    def __init__(
        self,
        tree: Tree | None = None,
        out: Callable[[], int] = way_out,
        wireless: Callable[[int], Wireless] = read_wireless,
        ask: Ask = ask_program,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._tree = tree or Tree()
        self._adapters = Adapters(self._tree, is_virtual(parse_cpuinfo(self._tree.text("proc/cpuinfo"))))
        self._out = out
        self._wireless = wireless
        self._ask = ask
        self._environ = environ

    def kind(self) -> Observed[str]:
        """Return what the connection is; under a VPN, that of the adapter the VPN itself goes through."""
        # An adapter's name stays out of what is seen: "enx…" holds its hardware address.
        _, kind = self._real()
        return Observed(str(kind), "/sys/class/net: uevent, device")

    def vpn(self) -> Observed[bool]:
        """Return whether packets to the internet leave through a tunnel."""
        name = self._leaving()
        kind = self._adapters.kind(name)
        if kind is Kind.UNCLEAR:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        return Observed(kind is Kind.TUNNEL, "RTM_GETROUTE")

    def wifi_frequency_hz(self) -> Observed[float]:
        """Return the channel's frequency."""
        return self._of_wifi(self._connection().frequency_hz, "NL80211_ATTR_WIPHY_FREQ")

    def wifi_signal_dbm(self) -> Observed[float]:
        """Return how strong the last frames of the access point were."""
        return self._of_wifi(self._connection().signal_dbm, "NL80211_STA_INFO_SIGNAL")

    def bits_per_second(self) -> Observed[float]:
        """Return what the two ends of the cable agreed on; for Wi-Fi the rate this computer sends at now."""
        name, kind = self._real()
        if kind is Kind.WIFI:
            method = message("method.link_speed_wifi")
            seen = self._of_wifi(self._connection().bits_per_second, "NL80211_STA_INFO_TX_BITRATE")
            return Observed(seen.value, seen.source, method)
        megabits = self._adapters.megabits(name)
        if megabits is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_speed"))
        return Observed(megabits * 1e6, "/sys/class/net: speed")

    def metered(self) -> Observed[bool]:
        """Return what NetworkManager holds of the connection: set by the person, told by a phone, or guessed."""
        told = self._ask(_METERED, _SECONDS)
        found = re.fullmatch(r"u (\d)\s*", told.text) if told else None
        words = _METERED_WORDS.get(int(found[1])) if found else None
        if words is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_metered"))
        metered, guessed = words
        return Observed(metered, "NetworkManager: Metered", message("method.link_metered_guess") if guessed else None)

    def proxy(self) -> Observed[bool]:
        """Return whether a proxy is set, where programs look for one. Its address is not read."""
        where = next(self._proxies(), "")
        return Observed(bool(where), where or "environment, gsettings, kioslaverc")

    def _proxies(self) -> Iterator[str]:
        yield from (name for name in _VARIABLES if self._environ.get(name))
        told = self._ask(_GNOME, _SECONDS)
        if told and told.code == 0 and told.text.strip() in {"'manual'", "'auto'"}:
            yield "gsettings org.gnome.system.proxy"
        home = self._environ.get("HOME", "").lstrip("/")
        kde = _KDE_TYPE.search(self._tree.text(f"{home}/.config/kioslaverc"))
        if kde and kde[1] in "123":
            yield "kioslaverc"

    def _leaving(self) -> str:
        try:
            name = self._adapters.named(self._out())
        except OSError as refusal:
            reason = Reason.OFFLINE if refusal.errno in _NO_WAY else Reason.UNSUPPORTED
            detail = message("unmeasured.link_none") if reason is Reason.OFFLINE else message("unmeasured.link_unclear")
            raise Unavailable(reason, detail) from refusal
        if not name:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        return self._adapters.below(name)

    def _real(self) -> tuple[str, Kind]:
        """Return the adapter the connection really goes through, and its kind."""
        name = self._leaving()
        kind = self._adapters.kind(name)
        if kind is Kind.TUNNEL:
            # What carries the tunnel is another adapter that is up; with two of them nobody can tell.
            carriers = {other: self._adapters.kind(other) for other in self._adapters.names()}
            real = [(other, its) for other, its in carriers.items() if its in REAL or its is Kind.VIRTUAL]
            name, kind = real[0] if len(real) == 1 else (name, Kind.UNCLEAR)
        if kind is Kind.VIRTUAL:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_virtual"))
        if kind not in REAL:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        return name, kind

    def _connection(self) -> Wireless:
        name, kind = self._real()
        if kind is not Kind.WIFI:
            raise Unavailable(Reason.ABSENT, message("unmeasured.link_not_wifi"))
        return self._wireless(self._adapters.index(name))

    @staticmethod
    def _of_wifi(value: float | None, source: str) -> Observed[float]:
        if value is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_wifi"))
        return Observed(value, source)
