"""Windows: what the calls of ``windows_api`` say of the adapter that leads to the internet.

Layout of MIB_IF_ROW2 and its numbers: netioapi.h, ipifcons.h, ntddndis.h. Made up after
Microsoft's pages; never run on Windows by its authors.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.hardware.windows import WINDOWS_11_BUILD, parse_version
from readiness.machine.link.adapters import REAL, Kind
from readiness.machine.link.windows_api import ROW_SIZE, LinkApi
from readiness.machine.sources.windows_answers import answer_of, told

# IfType
_ETHERNET: Final = 6
_PPP: Final = 23
_PROPRIETARY: Final = 53
_WIFI: Final = 71
_TUNNEL: Final = 131
_CELLULAR: Final = frozenset({243, 244})
# NDIS_PHYSICAL_MEDIUM
_MEDIUM_WWAN: Final = 8
_MEDIUM_WIFI: Final = frozenset({1, 9})
_MEDIUM_BLUETOOTH: Final = 10

_HARDWARE: Final = 0x01
_FILTER: Final = 0x02
_UP: Final = 1

_PHONE: Final = re.compile(r"remote ndis|apple mobile device ethernet|bluetooth", re.IGNORECASE)
_TUNNEL_NAMES: Final = re.compile(
    r"\btap-|wintun|wireguard|openvpn|\bvpn|anyconnect|fortinet|pangp|globalprotect|juniper|zscaler|tailscale"
    r"|nordlynx|zerotier|hamachi|check ?point|softether|data channel offload",
    re.IGNORECASE,
)
_VIRTUAL_NAMES: Final = re.compile(r"hyper-v network adapter|vmxnet|virtio|xen |parallels", re.IGNORECASE)

_OPCODE_CHANNEL: Final = 8
_OPCODE_RSSI: Final = 0x10000102
_OPCODE_QUALITY: Final = 19
_QUALITY_HEAD: Final = 24
_QUALITY_LINK: Final = 272
_LAST_2_4_CHANNEL: Final = 14
_SIX_GHZ_STEP: Final = 4
_FIVE_GHZ_CHANNELS: Final = range(32, 178)
_KILO: Final = 1e3
_MEGA: Final = 1e6
_MOST_MEGAHERTZ: Final = 100_000

# NLM_CONNECTION_COST: fixed and variable plans, roaming, over the limit, near it.
_COST_UNRESTRICTED: Final = 0x1
_COST_PAID: Final = 0x2 | 0x4 | 0x40000 | 0x10000 | 0x80000

_NO_WIFI: Final = message("unmeasured.link_wifi")


@dataclass(frozen=True, slots=True)
class Row:
    """What matters of a MIB_IF_ROW2. ``speed`` is in bit/s; all bits set mean "not known"."""

    index: int
    guid: bytes
    description: str
    type: int
    medium: int
    flags: int
    up: bool
    speed: int


def parse_rows(rows: bytes) -> tuple[Row, ...]:
    """Return the interfaces; filters that sit on others are left out."""
    whole = len(rows) // ROW_SIZE * ROW_SIZE
    found = (_row(rows[start : start + ROW_SIZE]) for start in range(0, whole, ROW_SIZE))
    return tuple(row for row in found if not row.flags & _FILTER)


def _row(data: bytes) -> Row:
    (index,) = struct.unpack_from("<I", data, 8)
    type_, _tunnel, _media, medium = struct.unpack_from("<4I", data, 1128)
    flags, status = struct.unpack_from("<BxxxI", data, 1152)
    (speed,) = struct.unpack_from("<Q", data, 1192)
    description = data[542:1056].decode("utf-16-le", "replace").partition("\0")[0]
    return Row(index, data[12:28], description, type_, medium, flags, status == _UP, speed)


def kind_of(row: Row) -> Kind:
    """Return what an interface is."""
    if row.type == _WIFI or row.medium in _MEDIUM_WIFI:
        return Kind.WIFI
    if row.type in _CELLULAR or row.medium == _MEDIUM_WWAN:
        return Kind.CELLULAR
    if row.medium == _MEDIUM_BLUETOOTH or _PHONE.search(row.description):
        return Kind.TETHERING
    if row.type in (_PPP, _PROPRIETARY, _TUNNEL) or _TUNNEL_NAMES.search(row.description):
        return Kind.TUNNEL
    if _VIRTUAL_NAMES.search(row.description):
        return Kind.VIRTUAL
    return Kind.ETHERNET if row.type == _ETHERNET and row.flags & _HARDWARE else Kind.UNCLEAR


def frequency_of(channel: int, *, six_ghz: bool = True) -> float | None:
    """Return the frequency of a Wi-Fi channel number in Hz, None where two bands count it alike.

    Channels of 6 GHz are 1, 5, 9 … 233, and some of those numbers are used at 2.4 and 5 GHz
    as well (IEEE 802.11-2020, annex E); to a system without ``six_ghz`` they mean only these.
    """
    if six_ghz and channel % _SIX_GHZ_STEP == 1:
        return None
    if 0 < channel <= _LAST_2_4_CHANNEL:
        return (2484 if channel == _LAST_2_4_CHANNEL else 2407 + 5 * channel) * _MEGA
    return (5000 + 5 * channel) * _MEGA if channel in _FIVE_GHZ_CHANNELS else None


def parse_quality(data: bytes) -> float | None:
    """Return the frequency in Hz of the strongest link of a WLAN_REALTIME_CONNECTION_QUALITY, None where it has none.

    Its head ends with the number of links; each has its centre at 4, its signal at 12. The centre's name says MHz, as
    machines answer; its page says kHz, of which no radio has so few that it could be mistaken.
    """
    starts = range(_QUALITY_HEAD, len(data) - _QUALITY_LINK + 1, _QUALITY_LINK)
    links = [struct.unpack_from("<4xI4xi", data, start) for start in starts]
    told = links[: int.from_bytes(data[20:24], "little")]
    centre = max(told, key=lambda link: link[1], default=(0, 0))[0]
    return centre * (_MEGA if centre < _MOST_MEGAHERTZ else _KILO) or None


class WindowsLink:
    """The network link of a Windows system."""

    def __init__(self, calls: LinkApi | None = None) -> None:
        self._calls = calls or LinkApi()

    def kind(self) -> Observed[str]:
        """Return what the connection is; under a VPN, that of the hardware the VPN itself goes through."""
        row = self._real()
        return Observed(str(kind_of(row)), "GetIfTable2: Type, PhysicalMediumType")

    def vpn(self) -> Observed[bool]:
        """Return whether packets to the internet leave through a tunnel."""
        kind = kind_of(self._leaving())
        if kind is Kind.UNCLEAR:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        return Observed(kind is Kind.TUNNEL, "GetBestInterfaceEx")

    def wifi_frequency_hz(self) -> Observed[float]:
        """Return the channel's frequency; before Windows 11 24H2, where its number belongs to one band only."""
        try:
            hertz = parse_quality(self._wireless(_OPCODE_QUALITY))
            return Observed(told(hertz, _NO_WIFI), "wlan_intf_opcode_realtime_connection_quality")
        except Unavailable as refusal:
            if refusal.unmeasured.reason is Reason.ABSENT:
                raise
        channel = int.from_bytes(self._wireless(_OPCODE_CHANNEL), "little")
        hertz = frequency_of(channel, six_ghz=self._may_use_six_ghz())
        return Observed(told(hertz, _NO_WIFI), "wlan_intf_opcode_channel_number")

    def wifi_signal_dbm(self) -> Observed[float]:
        """Return the signal strength."""
        value = self._wireless(_OPCODE_RSSI)
        return Observed(float(told(int.from_bytes(value, "little", signed=True), _NO_WIFI)), "wlan_intf_opcode_rssi")

    def bits_per_second(self) -> Observed[float]:
        """Return TransmitLinkSpeed; for Wi-Fi it changes from moment to moment."""
        row = self._real()
        if not 0 < row.speed < 1 << 63:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_speed"))
        method = message("method.link_speed_wifi") if kind_of(row) is Kind.WIFI else None
        return Observed(float(row.speed), "GetIfTable2: TransmitLinkSpeed", method)

    def metered(self) -> Observed[bool]:
        """Return whether Windows counts the connection's data as paid for."""
        missing = message("unmeasured.link_metered")
        cost = answer_of(self._calls.connection_cost, missing)
        if not cost & (_COST_UNRESTRICTED | _COST_PAID):
            raise Unavailable(Reason.UNSUPPORTED, missing)
        return Observed(bool(cost & _COST_PAID), "INetworkCostManager: GetCost")

    def proxy(self) -> Observed[bool]:
        """Return whether a proxy or a script that names one is set."""
        settings = answer_of(self._calls.proxy_settings, message("unmeasured.link_proxy"))
        return Observed(settings.manual or settings.script, "WinHttpGetIEProxyConfigForCurrentUser")

    def _rows(self) -> tuple[Row, ...]:
        return parse_rows(answer_of(self._calls.interface_rows, message("unmeasured.link_unclear")))

    def _leaving(self) -> Row:
        try:
            index = self._calls.best_interface()
        except (OSError, AttributeError) as refusal:
            raise Unavailable(Reason.OFFLINE, message("unmeasured.link_none")) from refusal
        row = next((row for row in self._rows() if row.index == index), None)
        if row is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.link_unclear"))
        return row

    def _real(self) -> Row:
        row = self._leaving()
        if kind_of(row) not in REAL and kind_of(row) is not Kind.VIRTUAL:
            # A tunnel, or a switch for virtual machines: the hardware below it is what is up; of two nobody can tell.
            below = [other for other in self._rows() if other.up and kind_of(other) in REAL]
            row = below[0] if len(below) == 1 else row
        kind = kind_of(row)
        if kind not in REAL:
            name = "unmeasured.link_virtual" if kind is Kind.VIRTUAL else "unmeasured.link_unclear"
            raise Unavailable(Reason.UNSUPPORTED, message(name))
        return row

    def _may_use_six_ghz(self) -> bool:
        """Return False for Windows before 11, which knows no such networks ("Wi-Fi 6E", support.microsoft.com)."""
        try:
            version = parse_version(self._calls.system_version())
        except (OSError, AttributeError):
            return True
        return version is None or version >= (10, 0, WINDOWS_11_BUILD)

    def _wireless(self, opcode: int) -> bytes:
        row = self._real()
        if kind_of(row) is not Kind.WIFI:
            raise Unavailable(Reason.ABSENT, message("unmeasured.link_not_wifi"))
        return answer_of(lambda: self._calls.wireless_value(row.guid, opcode), _NO_WIFI)
