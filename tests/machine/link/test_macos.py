"""macOS: outputs made up after the programs' manual pages and what others published of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason
from readiness.machine.link.macos import MacosLink, parse_frequency, parse_media, parse_ports, parse_signal
from tests.machine.trees import answer, answering

NO = Reason.UNSUPPORTED

PORTS = """
Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 88:66:5a:00:00:00

Hardware Port: USB 10/100/1G/2.5G LAN
Device: en7
Ethernet Address: 00:e0:4c:00:00:00

Hardware Port: iPhone USB
Device: en9
Ethernet Address: 92:b7:90:00:00:00

Hardware Port: Huawei Modem
Device: en10
Ethernet Address: 0c:5b:8f:00:00:00

Hardware Port: Something new
Device: en11
Ethernet Address: N/A

VLAN Configurations
===================
"""
AIRPORT = {
    "_name": "en0",
    "spairport_current_network_information": {
        "_name": "not to be read",
        "spairport_network_channel": "44 (5GHz, 80MHz)",
        "spairport_network_rate": 866,
        "spairport_signal_noise": "-54 dBm / -92 dBm",
    },
}


def route(interface: str) -> str:
    return f"   route to: default\ndestination: default\n       mask: default\n  interface: {interface}\n"


def media(text: str, status: str = "active") -> str:
    return f"en7: flags=8863<UP> mtu 1500\n\tmedia: autoselect ({text})\n\tstatus: {status}\n"


def mac(interface: str, *, airport: object = AIRPORT, **programs: str) -> MacosLink:
    """A Mac whose way out is this interface. Programs are named with underscores for blanks."""
    told = {
        "route": route(interface) if interface else "route: writing to routing socket: not in table\n",
        "networksetup": PORTS,
        "system_profiler": json.dumps({"SPAirPortDataType": [{"spairport_airport_interfaces": [airport]}]}),
        **{name.replace("_", " "): text for name, text in programs.items()},
    }
    return MacosLink(answering(told))


@pytest.mark.parametrize(
    ("interface", "kind", "vpn"),
    [
        ("en0", "wifi", False),
        ("en7", "ethernet", False),
        ("en9", "tethering", False),
        ("en10", "cellular", False),
        ("en11", NO, False),
        ("", Reason.OFFLINE, Reason.OFFLINE),
    ],
)
def test_the_port_of_the_way_out_tells_the_kind(interface: str, kind: object, vpn: object) -> None:
    link = mac(interface)

    assert (answer(link.kind), answer(link.vpn)) == (kind, vpn)


def test_below_a_vpn_lies_the_hardware_that_is_connected() -> None:
    one = mac("utun4", ifconfig_en0=media("", "inactive"), ifconfig_en7=media("1000baseT <full-duplex>"))
    two = mac("utun4", ifconfig_en0=media("", "active"), ifconfig_en7=media("1000baseT <full-duplex>"))

    assert (answer(one.kind), answer(one.vpn)) == ("ethernet", True)
    assert (answer(two.kind), answer(two.vpn)) == (NO, True)


def test_wifi_tells_channel_signal_and_rate() -> None:
    link = mac("en0")

    assert (answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm)) == (5220e6, -54.0)
    assert answer(link.bits_per_second) == 866e6
    assert link.bits_per_second().method


@pytest.mark.parametrize(
    "airport",
    [{}, {"_name": "en0"}, {"_name": "en0", "spairport_current_network_information": {"spairport_network_rate": "x"}}],
)
def test_wifi_that_tells_nothing_is_not_measured(airport: object) -> None:
    link = mac("en0", airport=airport)

    assert [answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm), answer(link.bits_per_second)] == [NO] * 3


def test_a_cable_has_a_speed_and_no_signal() -> None:
    link = mac("en7", ifconfig_en7=media("1000baseT <full-duplex,flow-control>"))

    assert (answer(link.bits_per_second), answer(link.wifi_signal_dbm)) == (1e9, Reason.ABSENT)
    assert answer(mac("en7").bits_per_second) is NO


@pytest.mark.parametrize(
    ("text", "speed"),
    [("100baseTX <full-duplex>", 1e8), ("2500Base-T <full-duplex>", 2.5e9), ("10Gbase-T", 1e10), ("none", None)],
)
def test_media_are_named_by_their_speed(text: str, speed: float | None) -> None:
    assert parse_media(media(text)) == speed


@pytest.mark.parametrize(
    ("channel", "megahertz"),
    [("6 (2GHz, 20MHz)", 2437), ("11 (2.4 GHz, 20MHz)", 2462), ("44 (5GHz, 80MHz)", 5220), ("37 (6GHz, 160MHz)", 6135),
     ("44", None), ("", None)],
)  # fmt: skip
def test_a_channel_is_told_with_its_band(channel: str, megahertz: int | None) -> None:
    assert parse_frequency(channel) == (megahertz and megahertz * 1e6)


def test_nobody_tells_whether_data_costs() -> None:
    assert answer(mac("en0").metered) is NO


@pytest.mark.parametrize(
    ("lines", "proxy"),
    [
        ("  ExceptionsList : <array> {\n  }\n  FTPPassive : 1\n  HTTPEnable : 0", False),
        ("  HTTPEnable : 1\n  HTTPPort : 3128\n  HTTPProxy : 10.0.0.1", True),
        ("  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://x", True),
        ("  ProxyAutoDiscoveryEnable : 1", False),
    ],
)
def test_a_proxy_or_a_script_that_names_one_counts(lines: str, *, proxy: bool) -> None:
    assert answer(mac("en0", scutil=f"<dictionary> {{\n{lines}\n}}\n").proxy) is proxy


def test_a_mac_that_does_not_answer_is_not_measured() -> None:
    silent = MacosLink(answering({}))

    assert (answer(silent.kind), answer(silent.vpn), answer(silent.proxy)) == (NO, NO, NO)


@given(st.text(max_size=200))
def test_no_text_breaks_a_parser(text: str) -> None:
    parse_ports(text)
    parse_media(text)
    parse_frequency(text)
    parse_signal(text)
