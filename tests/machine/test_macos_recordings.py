"""What Macs of other people said of themselves, read by the adapters that ask."""

from __future__ import annotations

import ctypes
import json
import plistlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from readiness.analysis.computer.input_devices import Cord, Tool
from readiness.domain.facts import Reason, Unavailable
from readiness.machine.cameras.macos import MacosCameras
from readiness.machine.device.macos import MacosDevice
from readiness.machine.disks.macos import read_kind
from readiness.machine.inputs.macos import MacosInputs
from readiness.machine.link.macos import MacosLink
from readiness.machine.power.macos import MacosPower
from readiness.machine.screens.macos import MacosScreens, Size
from readiness.machine.security.macos import MacosSecurity
from readiness.machine.session.macos import MacosSession
from readiness.machine.software.macos import MacosSoftware
from readiness.machine.sources.programs import Ask
from readiness.machine.system.macos import MacosSystem
from tests.machine.libraries import Number, library
from tests.machine.trees import answer, answering, tree

RECORDED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "recordings" / "macos" / "system_profiler.json").read_text(encoding="utf-8")
)

OTHERS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "recordings" / "macos" / "screens_and_updates.json").read_text(encoding="utf-8")
)

LISTED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "recordings" / "macos" / "inputs_links_browsers.json").read_text(encoding="utf-8")
)

SAID: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "recordings" / "macos" / "protection_proxies_sessions.json").read_text(
        encoding="utf-8"
    )
)
K, M = Tool.KEYBOARD, Tool.MOUSE


def mac(name: str, **programs: str) -> Ask:
    """Stand for the programs of a recorded Mac."""
    return answering({"system_profiler": json.dumps(RECORDED[name]), **programs})


@pytest.mark.parametrize(
    ("name", "present"),
    [
        ("MacBook Pro, macOS 27", True),
        ("virtual machine, macOS 26", False),
        ("MacBook Pro with a phone and a program for cameras", True),
        ("Mac with a camera of its own only by USB", True),
        ("MacBook of 2012 or so", True),
    ],
)
def test_cameras(name: str, present: bool) -> None:  # noqa: FBT001 - a column of the table
    assert MacosCameras(mac(name)).present().value is present


@pytest.mark.parametrize("name", ["Mac, 256 GB", "MacBook Pro M3 Pro", "Mac, 1 TB"])
def test_the_system_drive(name: str) -> None:
    """Some list the system's own volume, some only that of its data, which lies on the same drive."""
    assert read_kind(mac(name)).value == "ssd"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MacBook Pro 13, M2", "laptop"),
        ("MacBook Pro 16, M2 Pro", "laptop"),
        ("Mac mini, M4", "desktop"),
    ],
)
def test_the_kind_of_computer(name: str, kind: str) -> None:
    assert MacosDevice(mac(name), lambda _: None).kind().value == kind


def test_a_virtual_mac_does_not_say_what_it_is() -> None:
    with pytest.raises(Unavailable):
        MacosDevice(mac("virtual machine, macOS 13"), lambda _: None).kind()


@pytest.mark.parametrize(
    ("name", "hertz", "dbm", "rate"),
    [
        ("Mac in Japan", 5.2e9, -51, 1297e6),
        ("MacBook, macOS 26, 6 GHz", 6.135e9, -52, 1152e6),
        ("Mac, 80 MHz", 5.18e9, -52, None),
    ],
)
def test_wifi(name: str, hertz: float, dbm: float, rate: float | None) -> None:
    ports = "\nHardware Port: Wi-Fi\nDevice: en0\nEthernet Address: 00:00:00:00:00:00\n"
    link = MacosLink(mac(name, route="  interface: en0\n", networksetup=ports))
    assert link.wifi_frequency_hz().value == hertz
    assert link.wifi_signal_dbm().value == dbm
    if rate is None:
        with pytest.raises(Unavailable):
            link.bits_per_second()
    else:
        assert link.bits_per_second().value == rate


@pytest.mark.parametrize(
    ("said", "mains", "percent"),
    [
        ("Now drawing from 'AC Power'\n -InternalBattery-0\t99%; charged; 0:00 remaining present: true\n", True, 99),
        (
            "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=22806627)\t78%; discharging; 5:05 remaining\n",
            False,
            78,
        ),
        (
            "Now drawing from 'AC Power'\n -InternalBattery-0 (id=22806627)\t83%; charging; 1:00 remaining\n",
            True,
            83,
        ),
        ("Now drawing from 'AC Power'\n", True, None),  # a Mac without a battery
    ],
)
def test_power(said: str, mains: bool, percent: float | None) -> None:  # noqa: FBT001 - columns of the table
    power = MacosPower(answering({"pmset": said}))
    assert power.on_mains().value is mains
    assert power.battery_present().value is (percent is not None)
    if percent is not None:
        assert power.battery_percent().value == percent


@pytest.mark.parametrize("name", SAID["firewall"])
def test_the_firewall(name: str) -> None:
    """Releases tell it in other words where everything is blocked; the number is the same."""
    said = SAID["firewall"][name]

    assert MacosSecurity(answering({"socketfilterfw": said})).firewall().value is ("State = 0" not in said)


@pytest.mark.parametrize(
    ("name", "encrypted"),
    [
        ("macOS 27.0, Apple silicon", True),
        ("Mac of a company, 2014", True),
        ("Mac mini that starts by itself", False),
        ("Mac mini, reviewed", False),
        ("to be encrypted when its person leaves", False),
        ("to be encrypted at its next start", False),
        ("being encrypted, but not plugged in", Reason.BUSY),
    ],
)
def test_the_encrypted_drive(name: str, encrypted: bool | Reason) -> None:  # noqa: FBT001 - a column
    assert answer(MacosSecurity(answering({"fdesetup": SAID["filevault"][name]})).disk_encryption) == encrypted


@pytest.mark.parametrize(
    ("name", "proxy"),
    [
        ("macOS 10.15 in a company", True),
        ("MacBook Pro with a program that shows traffic", True),
        ("Mac with Privoxy", True),
        ("Mac with a SOCKS proxy", True),
        ("Mac without", False),
        ("Mac whose proxies are switched off", False),
    ],
)
def test_proxies(name: str, proxy: bool) -> None:  # noqa: FBT001 - a column
    told = "\n".join(SAID["proxies"][name])

    assert MacosLink(answering({"scutil --proxy": told})).proxy().value is proxy


@pytest.mark.parametrize(
    ("name", "user", "remote"),
    [
        ("Mac of a programmer", 501, False),
        ("Mac that is locked", 501, False),
        ("Mac where something listens to the keyboard alone", 501, False),
        ("Mac of two people", 501, False),
        ("Mac of two people", 502, True),
        ("Mac of an administrator, a second person behind", 503, True),
        # Its console has stayed root's, which alone would tell nothing.
        ("rented Mac that logs in by itself", 502, False),
        ("Mac of 2018, asked for its console", 501, False),
        ("Mac of 2018, asked for its console", 502, True),
        ("macOS 27, third beta, asked for its console", 501, Reason.UNSUPPORTED),
    ],
)
def test_sessions(name: str, user: int, remote: bool | Reason) -> None:  # noqa: FBT001 - a column
    told = SAID["sessions"][name]
    listed = [
        {"kCGSSessionUserIDKey": number, "kCGSSessionOnConsoleKey": shown} for number, shown in told.get("sessions", [])
    ]
    ask = answering({"ioreg": plistlib.dumps({"IOConsoleUsers": listed}).decode()})

    assert answer(MacosSession({}, lambda: told.get("console", 501), user, ask).remote) == remote


def graphics(screens: list[list[str]]) -> SimpleNamespace:
    """CoreGraphics of a recorded Mac: pixels and points of each screen; sizes were not published."""
    sizes = [[[int(side) for side in size.split(" x ")] for size in screen] for screen in screens]

    def listed(_most: int, ids: ctypes.Array[ctypes.c_uint32], count: Number) -> int:
        ids[: len(sizes)] = [*range(1, len(sizes) + 1)]
        count._obj.value = len(sizes)
        return 0

    return library(
        CGGetActiveDisplayList=listed,
        CGDisplayScreenSize=lambda _: Size(0.0, 0.0),
        CGDisplayCopyDisplayMode=lambda display: display,
        CGDisplayModeGetPixelWidth=lambda mode: sizes[mode.value - 1][0][0],
        CGDisplayModeGetPixelHeight=lambda mode: sizes[mode.value - 1][0][1],
        CGDisplayModeGetWidth=lambda mode: sizes[mode.value - 1][1][0],
        CGDisplayModeRelease=lambda _: None,
    )


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("MacBook Pro M3 Pro with a BenQ MA320U", [((3600, 2250), 200), ((7680, 4320), 200)]),
        ("MacBook Pro 16, M5 Max", [((3456, 2234), 200)]),
        ("MacBook Air M1", [((2880, 1800), 200)]),
        ("MacBook Pro 16 of Intel's time", [((1920, 1080), 100)]),
    ],
)
def test_screens(name: str, seen: list[tuple[tuple[int, int], float]]) -> None:
    screens = MacosScreens(lambda: graphics(OTHERS["screens"][name])).screens().value
    assert [(screen.pixels, screen.scaling) for screen in screens] == seen


@pytest.mark.parametrize("name", OTHERS["updates"])
def test_updates_that_wait(name: str) -> None:
    """Up to 10.14 it names them otherwise than since."""
    told = answering({"softwareupdate": OTHERS["updates"][name]})
    assert MacosSystem(told, lambda _: None).updates_waiting().value is True


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("MacBook with a Magic Mouse", [(M, Cord.CORDLESS), (K, Cord.BUILT_IN)]),
        # What its driver makes up is neither a keyboard nor a mouse.
        ("MacBook Pro, 3Dconnexion's driver and a keyboard without cord", [(K, Cord.CORDLESS)]),
        ("Mac with a Corsair K65", [(K, Cord.WIRED)]),
        # A keyboard that can be a mouse too, and whose name does not say that it is one.
        ("Mac with a HS60 V2", [(M, Cord.UNCLEAR), (K, Cord.UNCLEAR)]),
        ("Mac behind a switch for several computers", [(M, Cord.WIRED)]),
    ],
)
def test_keyboards_and_mice(name: str, found: list[tuple[Tool, Cord]]) -> None:
    lines = "\n".join(json.dumps(device) for device in LISTED["inputs"][name])
    inputs = MacosInputs(answering({"hidutil": lines}))

    assert [(one.tool, one.cord) for one in inputs.devices().value] == found


@pytest.mark.parametrize(
    ("name", "leaving", "kind", "speed"),
    [
        ("MacBook with an adapter for a cable", "en7", "ethernet", 1e9),
        ("MacBook with another", "en5", "ethernet", None),
        ("MacBook of 2013 or so", "en0", "wifi", None),
        ("MacBook of 2013 or so", "en3", "tethering", None),
        ("desktop with M2 Max", "en0", "ethernet", None),
    ],
)
def test_links(name: str, leaving: str, kind: str, speed: float | None) -> None:
    """Which of its interfaces a Mac sent by was not published."""
    told = LISTED["links"][name]
    listed = "".join(f"\nHardware Port: {port}\nDevice: {device}\n" for port, device in told["ports"].items())
    active = {f"ifconfig {one}": f"\tmedia: {media}\n\tstatus: active\n" for one, media in told["active"].items()}
    link = MacosLink(answering({"route": f"  interface: {leaving}\n", "networksetup": listed, **active}))

    assert link.kind().value == kind
    if speed:
        assert link.bits_per_second().value == speed


@pytest.mark.parametrize("name", LISTED["browsers"])
def test_browsers(name: str, tmp_path: Path) -> None:
    told = LISTED["browsers"][name]
    apps = {
        f"Applications/{app}.app/Contents/Info.plist": plistlib.dumps({"CFBundleShortVersionString": version})
        for app, version in told.items()
    }
    words = {"Google Chrome": "chrome", "Microsoft Edge": "edge", "Firefox": "firefox", "Safari": "safari"}
    software = MacosSoftware(tree(tmp_path / "root", apps), tmp_path / "home")

    assert software.browsers().value == {words[app]: version for app, version in told.items()}


def test_every_interface_that_fails_gives_a_reason() -> None:
    silent = answering({})
    asked = [
        MacosCameras(silent).present,
        lambda: read_kind(silent),
        MacosDevice(silent, lambda _: None).kind,
        MacosLink(silent).kind,
        MacosLink(silent).wifi_signal_dbm,
        MacosLink(silent).proxy,
        MacosPower(silent).on_mains,
        MacosSecurity(silent).firewall,
        MacosSecurity(silent).disk_encryption,
    ]
    for ask in asked:
        with pytest.raises(Unavailable) as refusal:
            ask()
        assert refusal.value.unmeasured.detail is not None
