"""macOS: programs of the system that tell about the network, each with its manual page.

* route(8) ``-n get default``: the interface that leads to the internet
* networksetup(8) ``-listallhardwareports``: what each interface is
* ifconfig(8): the speed a cable's two ends agreed on
* system_profiler(8) ``SPAirPortDataType``: the Wi-Fi connection; its network's name is not read
* scutil(8) ``--proxy``: the proxies in force

Written against their documented and published output; never run on macOS by its authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.link.adapters import REAL, Kind
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.system_profiler import asked, below

_SECONDS: Final = 5.0
_ROUTE: Final = ("/sbin/route", "-n", "get", "default")
_PORTS: Final = ("/usr/sbin/networksetup", "-listallhardwareports")
_IFCONFIG: Final = "/sbin/ifconfig"
_PROXY: Final = ("/usr/sbin/scutil", "--proxy")

_INTERFACE: Final = re.compile(r"^\s*interface: (\S+)", re.MULTILINE)
_PORT: Final = re.compile(r"^Hardware Port: (?P<port>.+)\nDevice: (?P<device>\S+)", re.MULTILINE)
_TUNNEL: Final = re.compile(r"(utun|ipsec|ppp|tun|tap|gif|stf)\d+")
# Adapters for USB are listed by what they call themselves, which is often their chip's name alone.
_CHIPS: Final = re.compile(r"\b(ax88\d{3}|rtl81\d\d)[a-z]?\b")
_MEDIA: Final = re.compile(r"^\s*media:.*?\((\d+)(G?)base", re.MULTILINE | re.IGNORECASE)
_STATUS: Final = re.compile(r"^\s*status: active", re.MULTILINE)
_CHANNEL: Final = re.compile(r"(?P<channel>\d+) ?\((?P<band>[256])(?:\.4)? ?GHz", re.IGNORECASE)
_SIGNAL: Final = re.compile(r"(-\d+) dBm")
_PROXY_ON: Final = re.compile(r"^\s*(\w+)Enable : 1$", re.MULTILINE)
_PROXIES: Final = frozenset({"HTTP", "HTTPS", "SOCKS", "ProxyAutoConfig"})
# What each band's channels are counted from, in MHz (IEEE 802.11, annex E).
_BANDS: Final[Mapping[str, int]] = {"2": 2407, "5": 5000, "6": 5950}
_MEGA: Final = 1e6


def parse_ports(text: str) -> Mapping[str, str]:
    """Return the hardware port of each interface, as ``networksetup -listallhardwareports`` names it."""
    return {found["device"]: found["port"].strip() for found in _PORT.finditer(text)}


def kind_of(interface: str, port: str) -> Kind:
    """Return what an interface is, by its name and that of its hardware port; UNCLEAR for names not known here."""
    name = port.casefold()
    if _TUNNEL.fullmatch(interface):
        return Kind.TUNNEL
    if name in {"wi-fi", "airport"}:
        return Kind.WIFI
    if "iphone" in name or "ipad" in name or "bluetooth" in name or "rndis" in name:
        return Kind.TETHERING
    if re.search(r"\bethernet\b|\blan\b|\b10/100|thunderbolt bridge", name) or _CHIPS.search(name):
        return Kind.ETHERNET
    return Kind.CELLULAR if re.search(r"\b(modem|wwan|lte|5g)\b", name) else Kind.UNCLEAR


def parse_media(text: str) -> float | None:
    """Return the speed in ``ifconfig``'s media line in bit/s, None for one that is not a cable's."""
    found = _MEDIA.search(text)
    return float(found[1]) * (1000 if found[2] else 1) * _MEGA if found else None


def parse_frequency(channel: str) -> float | None:
    """Return the frequency of "44 (5GHz, 80MHz)" in Hz."""
    found = _CHANNEL.match(channel)
    return (_BANDS[found["band"]] + 5 * int(found["channel"])) * _MEGA if found else None


def parse_signal(text: str) -> float | None:
    """Return the signal of "-54 dBm / -92 dBm" in dBm; the second is the noise."""
    found = _SIGNAL.match(text)
    return float(found[1]) if found else None


class MacosLink:
    """The network link of a Mac."""

    def __init__(self, ask: Ask = ask_program) -> None:
        self._ask = ask

    def kind(self) -> Observed[str]:
        """Return what the connection is; under a VPN, that of the hardware the VPN itself goes through."""
        _, kind = self._real()
        return Observed(str(kind), "networksetup -listallhardwareports")

    def vpn(self) -> Observed[bool]:
        """Return whether packets to the internet leave through a tunnel."""
        return Observed(bool(_TUNNEL.fullmatch(self._leaving())), "route get default")

    def wifi_frequency_hz(self) -> Observed[float]:
        """Return the channel's frequency."""
        value = parse_frequency(str(self._connection().get("spairport_network_channel", "")))
        return _of_wifi(value, "spairport_network_channel")

    def wifi_signal_dbm(self) -> Observed[float]:
        """Return the signal strength."""
        return _of_wifi(
            parse_signal(str(self._connection().get("spairport_signal_noise", ""))), "spairport_signal_noise"
        )

    def bits_per_second(self) -> Observed[float]:
        """Return what the two ends of the cable agreed on; for Wi-Fi the rate this computer sends at now."""
        interface, kind = self._real()
        if kind is Kind.WIFI:
            rate = self._connection().get("spairport_network_rate")
            known = rate * _MEGA if isinstance(rate, int | float) and rate > 0 else None
            seen = _of_wifi(known, "spairport_network_rate")
            return Observed(seen.value, seen.source, message("method.link_speed_wifi"))
        speed = parse_media(self._said((_IFCONFIG, interface)))
        if speed is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_speed"))
        return Observed(speed, "ifconfig: media")

    def metered(self) -> Observed[bool]:
        """Refuse: "Low Data Mode" is told to programs of the App Store's kind alone."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_metered"))

    def proxy(self) -> Observed[bool]:
        """Return whether a proxy or a script that names one is in force."""
        told = self._said(_PROXY)
        if "dictionary" not in told:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_proxy"))
        return Observed(bool(_PROXIES & set(_PROXY_ON.findall(told))), "scutil --proxy")

    def _said(self, command: tuple[str, ...]) -> str:
        told = self._ask(command, _SECONDS)
        return told.text if told else ""

    def _leaving(self) -> str:
        told = self._ask(_ROUTE, _SECONDS)
        if told is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        found = _INTERFACE.search(told.text)
        if not found:
            raise Unavailable(Reason.OFFLINE, message("unmeasured.link_none"))
        return found[1]

    def _real(self) -> tuple[str, Kind]:
        name, ports = self._leaving(), parse_ports(self._said(_PORTS))
        kind = kind_of(name, ports.get(name, ""))
        if kind is Kind.TUNNEL:
            real = list(self._active(ports))
            name, kind = real[0] if len(real) == 1 else (name, Kind.UNCLEAR)
        if kind not in REAL:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        return name, kind

    def _active(self, ports: Mapping[str, str]) -> Iterator[tuple[str, Kind]]:
        """Yield the hardware that is connected now."""
        for name, port in ports.items():
            kind = kind_of(name, port)
            if kind in REAL and _STATUS.search(self._said((_IFCONFIG, name))):
                yield name, kind

    def _connection(self) -> Mapping[str, Any]:
        name, kind = self._real()
        if kind is not Kind.WIFI:
            raise Unavailable(Reason.ABSENT, message("unmeasured.link_not_wifi"))
        for item in asked(self._ask, "SPAirPortDataType"):
            for interface in below(item, "spairport_airport_interfaces"):
                current = interface.get("spairport_current_network_information")
                if interface.get("_name") == name and isinstance(current, dict):
                    return current
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_wifi"))


def _of_wifi(value: float | None, source: str) -> Observed[float]:
    if value is None:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_wifi"))
    return Observed(value, f"system_profiler SPAirPortDataType: {source}")
