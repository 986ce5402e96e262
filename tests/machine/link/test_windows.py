"""Windows: structures and libraries made up after Microsoft's pages. They prove only the reader, not Windows."""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason
from readiness.machine.link.windows import WindowsLink, frequency_of, parse_quality, parse_rows
from readiness.machine.link.windows_api import ROW_SIZE, LinkApi, ProxySettings
from tests.machine.hardware.windows_fakes import version
from tests.machine.libraries import Number, library
from tests.machine.link.windows_fakes import GUID, CostManager, Pointer, quality, row
from tests.machine.trees import answer

NO, GONE = Reason.UNSUPPORTED, Reason.ABSENT
UNKNOWN_SPEED = (1 << 64) - 1


ROWS = {
    "card": row(1, "Intel(R) Ethernet Connection I219-LM"),
    "unplugged": row(2, "Realtek PCIe GbE Family Controller", up=False),
    "wifi": row(3, "Intel(R) Wi-Fi 6 AX201 160MHz", 71, 9, speed=866_700_000),
    "modem": row(4, "Fibocom L850-GL", 243, 8, speed=UNKNOWN_SPEED),
    "iphone": row(5, "Apple Mobile Device Ethernet"),
    "android": row(6, "Remote NDIS based Internet Sharing Device"),
    "bluetooth": row(7, "Bluetooth Device (Personal Area Network)", medium=10),
    "wireguard": row(8, "WireGuard Tunnel", 53, 0, flags=0),
    "tap": row(9, "TAP-Windows Adapter V9", 6, 14, flags=0),
    "anyconnect": row(10, "Cisco AnyConnect Secure Mobility Client Virtual Miniport Adapter", flags=0),
    "switch": row(11, "Hyper-V Virtual Ethernet Adapter", flags=0),
    "guest": row(12, "Microsoft Hyper-V Network Adapter"),
    "filter": row(1, "Intel(R) Ethernet Connection I219-LM-QoS Packet Scheduler-0000", flags=7),
    "strange": row(13, "Something", 24, 0),
}


@dataclass
class FakeLinkApi(LinkApi):
    """A Windows system with these adapters, of which the first is the way out; what is None is refused."""

    names: tuple[str, ...] = ("card",)
    wireless: dict[int, bytes] = field(default_factory=dict)
    cost: int | None = 1
    settings: ProxySettings | None = field(default_factory=lambda: ProxySettings(manual=False, script=False))
    out: int | None = None
    build: int | None = None

    def best_interface(self) -> int:
        if not self.names:
            raise OSError(1231, "GetBestInterfaceEx")
        return self.out or parse_rows(ROWS[self.names[0]])[0].index

    def interface_rows(self) -> bytes:
        return b"".join([ROWS["filter"], *(ROWS[name] for name in self.names)])

    def wireless_value(self, guid: bytes, opcode: int) -> bytes:
        assert guid == GUID
        if opcode not in self.wireless:
            raise OSError(5, "WlanQueryInterface")
        return self.wireless[opcode]

    def connection_cost(self) -> int:
        if self.cost is None:
            raise OSError("CoCreateInstance")
        return self.cost

    def proxy_settings(self) -> ProxySettings:
        if self.settings is None:
            raise OSError("WinHttpGetIEProxyConfigForCurrentUser")
        return self.settings

    def system_version(self) -> bytes:
        if self.build is None:
            raise OSError("RtlGetVersion")
        return version(10, 0, self.build)


@pytest.mark.parametrize(
    ("names", "kind", "vpn"),
    [
        ("card", "ethernet", False),
        ("wifi", "wifi", False),
        ("modem", "cellular", False),
        ("iphone", "tethering", False),
        ("android", "tethering", False),
        ("bluetooth", "tethering", False),
        ("wireguard wifi unplugged", "wifi", True),
        ("tap card", "ethernet", True),
        ("anyconnect wifi", "wifi", True),
        ("wireguard card wifi", NO, True),
        ("switch card", "ethernet", NO),
        ("guest", NO, False),
        ("strange", NO, NO),
        ("", Reason.OFFLINE, Reason.OFFLINE),
    ],
)
def test_the_adapter_of_the_way_out_tells_the_kind(names: str, kind: object, vpn: object) -> None:
    link = WindowsLink(FakeLinkApi(tuple(names.split())))

    assert (answer(link.kind), answer(link.vpn)) == (kind, vpn)


def test_an_adapter_that_is_gone_again_is_unclear() -> None:
    assert answer(WindowsLink(FakeLinkApi(out=99)).kind) is NO


def test_wifi_tells_channel_signal_and_rate() -> None:
    wireless = {8: (36).to_bytes(4, "little"), 0x10000102: (-52).to_bytes(4, "little", signed=True)}
    link = WindowsLink(FakeLinkApi(("wifi",), wireless))

    assert (answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm)) == (5180e6, -52.0)
    speed = link.bits_per_second()
    assert (speed.value, bool(speed.method)) == (866_700_000.0, True)


@pytest.mark.parametrize(
    ("told", "hertz"),
    [
        (quality((2412, -60)), 2412e6),
        (quality((5180, -60), (6135, -50)), 6135e6),
        # Microsoft's page has another unit than the name of the member and the machines.
        (quality((6135000, -50)), 6135e6),
        (quality(), 5180e6),
        (b"", 5180e6),
    ],
)
def test_newer_systems_tell_the_frequency_itself(told: bytes, hertz: float) -> None:
    link = WindowsLink(FakeLinkApi(("wifi",), {19: told, 8: (36).to_bytes(4, "little")}))

    assert answer(link.wifi_frequency_hz) == hertz


def test_what_wifi_does_not_tell_is_not_measured() -> None:
    link = WindowsLink(FakeLinkApi(("wifi",)))

    assert [answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm)] == [NO, NO]


def test_a_cable_has_a_speed_and_no_signal() -> None:
    link = WindowsLink(FakeLinkApi())

    assert (answer(link.bits_per_second), answer(link.wifi_signal_dbm)) == (1e9, GONE)
    assert answer(link.wifi_frequency_hz) is GONE
    assert answer(WindowsLink(FakeLinkApi(("modem",))).bits_per_second) is NO


@pytest.mark.parametrize(
    ("channel", "megahertz"),
    [(6, 2437), (11, 2462), (14, 2484), (36, 5180), (144, 5720), (1, None), (149, None), (0, None), (240, None)],
)
def test_a_channel_number_that_two_bands_share_is_no_frequency(channel: int, megahertz: int | None) -> None:
    assert frequency_of(channel) == (megahertz and megahertz * 1e6)


@pytest.mark.parametrize(("build", "hertz"), [(19045, 2412e6), (22631, NO), (None, NO)])
def test_before_windows_11_there_is_no_band_to_take_it_for(build: int | None, hertz: float | Reason) -> None:
    link = WindowsLink(FakeLinkApi(("wifi",), {8: (1).to_bytes(4, "little")}, build=build))

    assert answer(link.wifi_frequency_hz) == hertz


@pytest.mark.parametrize(
    ("cost", "metered"), [(1, False), (2, True), (4, True), (0x40001, True), (0x10001, True), (0, NO), (None, NO)]
)
def test_windows_tells_whether_data_costs(cost: int | None, metered: object) -> None:
    assert answer(WindowsLink(FakeLinkApi(cost=cost)).metered) == metered


@pytest.mark.parametrize(
    ("settings", "proxy"),
    [
        (ProxySettings(manual=False, script=False), False),
        (ProxySettings(manual=True, script=False), True),
        (ProxySettings(manual=False, script=True), True),
        (None, NO),
    ],
)
def test_a_proxy_or_a_script_that_names_one_counts(settings: ProxySettings | None, proxy: object) -> None:
    assert answer(WindowsLink(FakeLinkApi(settings=settings)).proxy) == proxy


@given(st.binary(max_size=3 * ROW_SIZE))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    parse_rows(data)
    parse_quality(data)


# ------------------------------------------------------------------ the calls


class FakeWindows:
    """The libraries, with one adapter; memory handed out is kept until it is freed."""

    def __init__(self, *, refusing: bool = False) -> None:
        self.refusing = refusing
        self.kept: dict[int, object] = {}
        self.closed = 0

    def __call__(self, name: str) -> SimpleNamespace:
        every = {
            "iphlpapi": library(GetBestInterfaceEx=self._best, GetIfTable2=self._table, FreeMibTable=self._free),
            "wlanapi": library(
                WlanOpenHandle=self._open, WlanQueryInterface=self._query, WlanFreeMemory=self._free,
                WlanCloseHandle=self._close,
            ),
            "winhttp": library(WinHttpGetIEProxyConfigForCurrentUser=self._proxy),
            "kernel32": library(GlobalFree=self._free),
        }  # fmt: skip
        return every[name]

    def _give(self, content: bytes) -> int:
        memory = ctypes.create_string_buffer(content, len(content) or 1)
        self.kept[ctypes.addressof(memory)] = memory
        return ctypes.addressof(memory)

    def _free(self, pointer: ctypes.c_void_p) -> None:
        del self.kept[pointer.value or 0]

    def _best(self, address: bytes, index: Number) -> int:
        assert address == b"\2\0\0\0\xc0\0\2\1" + bytes(8)
        index._obj.value = 1
        return 1231 if self.refusing else 0

    def _table(self, table: Pointer) -> int:
        if self.refusing:
            return 8
        table._obj.value = self._give(struct.pack("<Ixxxx", 1) + ROWS["card"])
        return 0

    def _open(self, version: int, _reserved: None, _negotiated: object, handle: Pointer) -> int:
        assert version == 2
        handle._obj.value = 77
        return 0

    def _query(
        self, handle: ctypes.c_void_p, guid: bytes, opcode: int, _no: None, size: Number, data: Pointer, _type: None
    ) -> int:
        assert (handle.value, guid, opcode) == (77, GUID, 8)
        if self.refusing:
            return 5
        size._obj.value = 4
        data._obj.value = self._give(b"\x24\0\0\0")
        return 0

    def _close(self, handle: ctypes.c_void_p, _reserved: None) -> int:
        assert handle.value == 77
        self.closed += 1
        return 0

    def _proxy(self, config: SimpleNamespace) -> int:
        config._obj.script = self._give("http://x/p.pac".encode("utf-16-le"))
        return int(not self.refusing)


def test_the_calls_are_made_as_documented_and_leave_nothing_behind() -> None:
    windows = FakeWindows()
    api = LinkApi(windows)

    assert api.best_interface() == 1
    assert api.interface_rows() == ROWS["card"]
    assert api.wireless_value(GUID, 8) == b"\x24\0\0\0"
    assert api.proxy_settings() == ProxySettings(manual=False, script=True)
    assert (windows.kept, windows.closed) == ({}, 1)


def test_a_call_that_fails_is_an_error() -> None:
    windows = FakeWindows(refusing=True)
    api = LinkApi(windows)

    for call in (api.best_interface, api.interface_rows, lambda: api.wireless_value(GUID, 8), api.proxy_settings):
        with pytest.raises(OSError):  # noqa: PT011 - the name of the call is all it says
            call()
    assert windows.closed == 1


def test_the_cost_is_asked_through_com_and_the_object_is_released() -> None:
    manager = CostManager(0, 2)

    assert LinkApi(manager.library).connection_cost() == 2
    assert manager.released == 1


def test_com_that_refuses_is_an_error() -> None:
    manager = CostManager(-2147467259, 0)
    with pytest.raises(OSError, match="call 3"):
        LinkApi(manager.library).connection_cost()
    assert manager.released == 1
    manager.address = 0
    with pytest.raises(OSError, match="CoCreateInstance"):
        LinkApi(manager.library).connection_cost()
