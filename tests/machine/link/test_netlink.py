"""Netlink: what the kernel of this machine answers, and messages made up after its headers."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.link import netlink
from readiness.machine.link.netlink import Attributes, attribute, exchange, family_id, parse_attributes, parse_messages
from readiness.machine.link.wireless import Wireless, parse_wireless, read_wireless

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="netlink is a thing of Linux")


@on_linux
@pytest.mark.skipif(not shutil.which("ip"), reason="ip is not installed")
def test_the_way_out_is_that_of_ip() -> None:
    told = subprocess.run(["ip", "-o", "route", "get", "192.0.2.1"], capture_output=True, text=True, check=False).stdout
    if " dev " not in told:
        pytest.skip("this machine has no way out")

    assert socket.if_indextoname(netlink.way_out()) == told.split(" dev ")[1].split()[0]


@on_linux
def test_the_kernel_knows_its_families_by_name() -> None:
    assert family_id("nlctrl") == 16
    with pytest.raises(FileNotFoundError):
        family_id("nosuchfamily")


@on_linux
def test_a_dump_ends() -> None:
    families = netlink.generic(16, 3, dump=True)

    assert b"nlctrl\0" in {family.get(2) for family in families}


@on_linux
def test_a_kernel_without_wifi_tells_nothing() -> None:
    assert read_wireless(0) == Wireless()


def test_without_a_way_out_the_kernels_refusal_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> tuple[bytes, ...]:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(netlink, "exchange", refuse)
    with pytest.raises(OSError, match="unreachable"):
        netlink.way_out()


def test_an_answer_without_an_adapter_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlink, "exchange", lambda *_: (bytes(12),))
    with pytest.raises(OSError, match="no answer"):
        netlink.way_out()
    monkeypatch.setattr(netlink, "exchange", lambda *_: ())
    with pytest.raises(OSError, match="no answer"):
        netlink.way_out()


def test_the_second_family_of_addresses_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_ipv6(_protocol: int, _kind: int, content: bytes) -> tuple[bytes, ...]:
        if content[0] == socket.AF_INET:
            raise OSError(101, "Network is unreachable")
        return (bytes(12) + attribute(4, struct.pack("=I", 7)),)

    monkeypatch.setattr(netlink, "exchange", only_ipv6)
    assert netlink.way_out() == 7


def test_where_there_is_no_netlink_asking_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vars(socket), "AF_NETLINK", raising=False)
    with pytest.raises(OSError):  # noqa: PT011 - each system words it otherwise
        exchange(0, 26, b"")


@given(st.lists(st.tuples(st.integers(0, 0x3FFF), st.binary(max_size=20)), max_size=5, unique_by=lambda one: one[0]))
def test_attributes_come_back(pairs: list[tuple[int, bytes]]) -> None:
    assert parse_attributes(b"".join(attribute(kind, value) for kind, value in pairs)) == dict(pairs)


@given(st.binary(max_size=100))
def test_no_bytes_break_a_parser(data: bytes) -> None:
    list(parse_messages(data))
    parse_wireless([parse_attributes(data)], [parse_attributes(data)])


# ------------------------------------------------------------------ Wi-Fi, made up after nl80211.h


def answers(
    frequency: int = 5180, signal: int = -52, rate: bytes = attribute(5, struct.pack("=I", 8667))
) -> tuple[Sequence[Attributes], Sequence[Attributes]]:
    """A connection's interface and station: MHz, dBm, 100 kbit/s."""
    station = attribute(7, struct.pack("=b", signal)) + attribute(8, rate)
    interface = attribute(3, struct.pack("=I", 3)) + attribute(38, struct.pack("=I", frequency))
    return [parse_attributes(interface)], [parse_attributes(attribute(21, station))]


def test_a_connection_has_a_channel_a_signal_and_a_rate() -> None:
    assert parse_wireless(*answers()) == Wireless(5180e6, -52.0, 866.7e6)


def test_the_older_form_of_the_rate_is_read_too() -> None:
    old = answers(rate=attribute(1, struct.pack("=H", 540)))

    assert parse_wireless(*old).bits_per_second == 54e6


@pytest.mark.parametrize("stations", [0, 2])
def test_an_access_point_of_ones_own_is_no_connection(stations: int) -> None:
    interface, [station] = answers()

    assert parse_wireless(interface, [station] * stations) == Wireless(5180e6, None, None)


def test_both_questions_name_the_adapter() -> None:
    asked: list[tuple[int, int]] = []

    def ask(command: int, index: int) -> Sequence[Attributes]:
        asked.append((command, index))
        return answers()[command == 17]

    assert read_wireless(3, ask).signal_dbm == -52.0
    assert asked == [(5, 3), (17, 3)]
