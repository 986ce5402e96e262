"""The network link of Linux systems made up as /sys shows them; and what this one says of itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from readiness.domain.facts import Observed, Reason
from readiness.machine.link.linux import LinuxLink
from readiness.machine.link.wireless import Wireless
from readiness.machine.sources.programs import Ended
from readiness.machine.this_machine import ThisMachine
from tests.machine.trees import answer, answering, tree

NO, GONE = Reason.UNSUPPORTED, Reason.ABSENT

# An adapter: its number, DEVTYPE, type, driver, and the maker of the USB device it sits on.
ADAPTERS = {
    "eth0": "2 - 1 e1000e -",
    "usb_card": "3 - 1 r8152 0bda",
    "usb_plain": "4 - 1 cdc_ncm 0bda",
    "wlan0": "5 wlan 1 iwlwifi -",
    "iphone": "6 - 1 ipheth 05ac",
    "android": "7 - 1 rndis_host 18d1",
    "android_ncm": "8 - 1 cdc_ncm 04e8",
    "bnep0": "9 bluetooth 1 - -",
    "wwan0": "10 wwan 65534 qmi_wwan 2c7c",
    "mbim": "11 - 1 cdc_mbim 1199",
    "stick": "12 - 1 cdc_ether 12d1",
    "wg0": "13 wireguard 65534 - -",
    "sit0": "14 - 776 - -",
    "virtio": "15 - 1 virtio_net -",
    "docker0": "16 bridge 1 - -",
    "odd": "17 - 24 strange -",
}


def system(
    root: Path,
    *names: str,
    out: int | None = None,
    wireless: Wireless | None = None,
    programs: Mapping[str, str | Ended] | None = None,
    environ: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> LinuxLink:
    """A system with these adapters, up, of which one (the first) is the way out."""
    made = tree(root, {"sys/class/net/": "", **(files or {})})
    for name in names:
        number, event, kind, driver, maker = ADAPTERS[name].split()
        folder = f"sys/class/net/{name}"
        lines = f"DEVTYPE={event}\n" if event != "-" else ""
        texts = {"uevent": f"{lines}INTERFACE={name}\n", "ifindex": number, "type": kind, "operstate": "up\n"}
        tree(root, {f"{folder}/{key}": text for key, text in texts.items()})
        if driver != "-":
            place = f"sys/devices/{name}"
            tree(root, {f"{place}/1:1.0/": "", f"sys/drivers/{driver}/": ""})
            if maker != "-":
                tree(root, {f"{place}/idVendor": f"{maker}\n"})
            (root / folder / "device").symlink_to(root / place / "1:1.0")
            (root / place / "1:1.0/driver").symlink_to(root / f"sys/drivers/{driver}")
    leaving = int(ADAPTERS[names[0]].split()[0]) if out is None else out
    return LinuxLink(made, lambda: leaving, lambda _: wireless or Wireless(), answering(programs or {}), environ or {})


@pytest.mark.skipif(sys.platform != "linux", reason="asks this Linux")
def test_this_machine_answers_or_says_why_not() -> None:
    link = ThisMachine().link

    assert answer(link.kind) in {"ethernet", "wifi", "cellular", "tethering", NO, Reason.OFFLINE}
    assert answer(link.vpn) in [True, False, *Reason]
    assert answer(link.proxy) in [True, False, *Reason]
    assert answer(link.metered) in [True, False, *Reason]


def test_an_adapters_name_and_so_its_address_stays_out_of_what_is_seen(tmp_path: Path) -> None:
    link = system(tmp_path, "eth0", files={"sys/class/net/eth0/speed": "1000"})

    seen = [link.kind().source, link.vpn().source, link.bits_per_second().source, link.proxy().source]
    assert not [source for source in seen if "eth0" in source]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("eth0", "ethernet"),
        ("usb_card", "ethernet"),
        ("usb_plain", "ethernet"),
        ("wlan0", "wifi"),
        ("iphone", "tethering"),
        ("android", "tethering"),
        ("android_ncm", "tethering"),
        ("bnep0", "tethering"),
        ("wwan0", "cellular"),
        ("mbim", "cellular"),
        ("stick", "cellular"),
        ("virtio", NO),
        ("docker0", NO),
        ("odd", NO),
        ("sit0", NO),
    ],
)
def test_the_adapter_of_the_way_out_tells_the_kind(tmp_path: Path, name: str, kind: str | Reason) -> None:
    assert answer(system(tmp_path, name).kind) == kind


def test_a_virtual_machines_card_says_nothing_of_the_cable(tmp_path: Path) -> None:
    cpuinfo = {"proc/cpuinfo": "processor : 0\nflags : fpu hypervisor\n"}

    assert answer(system(tmp_path / "a", "eth0", files=cpuinfo).kind) is NO
    assert answer(system(tmp_path / "b", "usb_card", files=cpuinfo).kind) == "ethernet"
    assert answer(system(tmp_path / "c", "wlan0", files=cpuinfo).kind) == "wifi"


def test_an_older_driver_shows_wifi_by_its_radio(tmp_path: Path) -> None:
    link = system(tmp_path, "eth0", files={"sys/class/net/eth0/phy80211/name": "phy0"})

    assert answer(link.kind) == "wifi"


@pytest.mark.parametrize(
    ("names", "kind", "vpn"),
    [
        (("wg0", "wlan0"), "wifi", True),
        (("wg0", "eth0"), "ethernet", True),
        (("wg0", "eth0", "wlan0"), NO, True),
        (("wg0", "virtio"), NO, True),
        (("wg0",), NO, True),
        (("eth0", "wg0"), "ethernet", False),
        (("virtio",), NO, False),
        (("docker0",), NO, NO),
    ],
)
def test_below_a_vpn_lies_what_carries_it(tmp_path: Path, names: tuple[str, ...], kind: object, vpn: object) -> None:
    link = system(tmp_path, *names)

    assert (answer(link.kind), answer(link.vpn)) == (kind, vpn)


def test_a_tun_device_is_a_vpn(tmp_path: Path) -> None:
    assert answer(system(tmp_path, "eth0", files={"sys/class/net/eth0/tun_flags": "0x1001"}).vpn) is True


def test_under_a_bridge_lies_a_card(tmp_path: Path) -> None:
    link = system(tmp_path, "docker0", "eth0")
    (tmp_path / "sys/class/net/docker0/lower_odd").touch()
    (tmp_path / "sys/class/net/docker0/lower_eth0").touch()

    assert answer(link.kind) == "ethernet"


@pytest.mark.parametrize(("code", "reason"), [(101, Reason.OFFLINE), (113, Reason.OFFLINE), (1, NO)])
def test_without_a_way_out_the_computer_is_offline(tmp_path: Path, code: int, reason: Reason) -> None:
    def refuse() -> int:
        raise OSError(code, "refused")

    link = LinuxLink(tree(tmp_path, {}), refuse, environ={})
    assert (answer(link.kind), answer(link.vpn), answer(link.wifi_signal_dbm)) == (reason, reason, reason)


def test_an_adapter_that_is_gone_again_is_unclear(tmp_path: Path) -> None:
    assert answer(system(tmp_path, "eth0", out=99).kind) is NO


# ------------------------------------------------------------------ Wi-Fi and speed


def test_wifi_tells_channel_signal_and_rate(tmp_path: Path) -> None:
    link = system(tmp_path, "wlan0", wireless=Wireless(5180e6, -52.0, 866.7e6))

    assert answer(link.wifi_frequency_hz) == 5180e6
    assert answer(link.wifi_signal_dbm) == -52.0
    speed: Observed[float] = link.bits_per_second()
    assert speed.value == 866.7e6
    assert speed.method
    assert speed.method.id == "method.link_speed_wifi"


def test_wifi_that_tells_nothing_is_not_measured(tmp_path: Path) -> None:
    link = system(tmp_path, "wlan0")

    assert [answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm), answer(link.bits_per_second)] == [NO] * 3


@pytest.mark.parametrize(("said", "speed"), [("1000\n", 1e9), ("100\n", 1e8), ("-1\n", NO), ("", NO), ("0\n", NO)])
def test_a_cable_has_a_speed_but_no_signal(tmp_path: Path, said: str, speed: object) -> None:
    link = system(tmp_path, "eth0", files={"sys/class/net/eth0/speed": said})

    assert answer(link.bits_per_second) == speed
    assert [answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm)] == [GONE] * 2


# ------------------------------------------------------------------ what the desktop knows


@pytest.mark.parametrize(
    ("said", "metered"),
    [("u 1\n", True), ("u 2\n", False), ("u 3\n", True), ("u 4\n", False), ("u 0\n", NO), ("Failed to get", NO)],
)
def test_network_manager_tells_whether_data_costs(tmp_path: Path, said: str, metered: object) -> None:
    link = system(tmp_path, "eth0", programs={"busctl": said})

    assert answer(link.metered) == metered
    if metered is not NO:
        assert bool(link.metered().method) is (said[2] in "34")


def test_without_network_manager_nobody_knows(tmp_path: Path) -> None:
    assert answer(system(tmp_path, "eth0").metered) is NO


KDE = "home/ana/.config/kioslaverc"


@pytest.mark.parametrize(
    ("environ", "gnome", "kde", "proxy"),
    [
        ({}, None, "", False),
        ({"https_proxy": "http://10.0.0.1:3128"}, None, "", True),
        ({"ALL_PROXY": "socks5://x"}, "'none'", "", True),
        ({"https_proxy": ""}, "'none'\n", "", False),
        ({}, "'manual'\n", "", True),
        ({}, "'auto'\n", "", True),
        ({}, Ended(1, "'auto'"), "", False),
        ({}, None, "[Proxy Settings]\nNoProxyFor=\nProxyType=1\n", True),
        ({}, None, "[Proxy Settings]\nProxyType=0\n", False),
        ({}, None, "[Other]\nProxyType=1\n", False),
    ],
)
def test_a_proxy_is_looked_for_where_programs_look(
    tmp_path: Path, environ: dict[str, str], gnome: str | Ended | None, kde: str, proxy: object
) -> None:
    programs = {} if gnome is None else {"gsettings": gnome}
    link = system(tmp_path, "eth0", programs=programs, environ={"HOME": "/home/ana", **environ}, files={KDE: kde})

    assert answer(link.proxy) is proxy
    assert "10.0.0.1" not in link.proxy().source
