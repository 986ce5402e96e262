"""What Windows said of its protection, drives, updates, sessions and programs, put back behind the calls that ask."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from readiness.domain.facts import Reason
from readiness.machine.disks.windows import read_kind, read_seek_penalty
from readiness.machine.link.windows import WindowsLink
from readiness.machine.link.windows_api import LinkApi
from readiness.machine.security.windows import ANTIVIRUS, FIREWALL, SecurityApi, WindowsSecurity
from readiness.machine.session import windows as session_module
from readiness.machine.session.windows import REMOTE_SESSION, SessionApi, WindowsSession
from readiness.machine.software.running import RunningPrograms
from readiness.machine.software.toolhelp import toolhelp_names
from readiness.machine.software.windows import WindowsSoftware
from readiness.machine.system.windows import WindowsSystem
from readiness.machine.system.windows_api import SystemApi
from tests.machine.com_objects import MadeUp, gives_number, gives_object
from tests.machine.libraries import Buffer, Number, filled, library
from tests.machine.link.windows_fakes import CostManager, quality, row
from tests.machine.security.windows_fakes import Library as SecurityLibrary
from tests.machine.software.windows_fakes import Kernel, resource
from tests.machine.system.windows_fakes import Hardware
from tests.machine.system.windows_fakes import Library as SystemLibrary
from tests.machine.trees import answer
from tests.machine.windows_recorded import RECORDED

NO = Reason.UNSUPPORTED
FAILED = -2147467259
FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)


def security_centre(told: dict[str, int] | None) -> Callable[[str], SimpleNamespace]:
    """wscapi.dll of a recorded machine; a server has none."""
    known = {number: (told or {}).get(name) for name, number in (("firewall", FIREWALL), ("antivirus", ANTIVIRUS))}

    def health(provider: int, where: Number) -> int:
        where._obj.value = known[provider] or 0
        return FAILED if known[provider] is None else 0

    def load(name: str) -> SimpleNamespace:
        if told is None:
            raise FileNotFoundError(name)
        return library(WscGetSecurityProviderHealth=health)

    return load


@pytest.mark.parametrize(
    ("name", "firewall", "antivirus"),
    [
        ("Windows 10 of 2020, firewall on", True, NO),
        ("the same, firewall off in public networks", False, NO),
        ("desktops of a company", True, True),
        ("Windows 11, 24H2, with Defender", False, True),
        ("Windows 11 in Chinese", True, True),
        ("Windows Server 2019", NO, NO),
    ],
)
def test_the_security_centre(name: str, firewall: bool | Reason, antivirus: bool | Reason) -> None:  # noqa: FBT001
    machine = WindowsSecurity(SecurityApi(security_centre(RECORDED["security"][name])))

    assert (answer(machine.firewall), answer(machine.antivirus)) == (firewall, antivirus)


@pytest.mark.parametrize("name", RECORDED["drive protection"])
def test_the_protection_of_a_drive(name: str) -> None:
    shell = SecurityLibrary()
    shell.item = MadeUp({15: (2, gives_number(RECORDED["drive protection"][name]))})

    encrypted = answer(WindowsSecurity(SecurityApi(shell)).disk_encryption)
    assert (encrypted, shell.item.released) == (not name.endswith("not encrypted"), 1)


def kernel_of(told: dict[str, Any]) -> Callable[[str], SimpleNamespace]:
    """kernel32 over the system's volume of a recorded machine."""

    def control(_handle: object, code: int, _query: bytes, _size: int, room: Buffer, *rest: Any) -> int:  # noqa: ANN401
        assert code == 0x2D1400
        return 0 if "error" in told else filled(room, struct.pack("<IIB3x", 12, 12, told["seeks"]), rest[1])

    return lambda _: library(CreateFileW=lambda *_: 7, DeviceIoControl=control, CloseHandle=lambda _: 1)


@pytest.mark.parametrize("name", RECORDED["drives"])
def test_drives(name: str) -> None:
    told = RECORDED["drives"][name]
    expected = NO if "error" in told else "hdd" if told["seeks"] else "ssd"

    assert answer(lambda: read_kind("C:", lambda drive: read_seek_penalty(drive, kernel_of(told)))) == expected


@pytest.mark.parametrize("name", RECORDED["licence"])
def test_a_licence(name: str) -> None:
    def genuine(_slid: object, state: Number, _ui: None) -> int:
        state._obj.value = RECORDED["licence"][name]
        return 0

    calls = SystemApi(lambda _: library(SLIsGenuineLocal=genuine))

    assert answer(WindowsSystem(calls, Hardware("10.0.19041")).genuine) is True


@pytest.mark.parametrize("name", RECORDED["s mode"])
def test_s_mode(name: str) -> None:
    runtime = SystemLibrary()
    runtime.factory = MadeUp({6: (1, gives_number(RECORDED["s mode"][name]))})

    assert answer(WindowsSystem(SystemApi(runtime), Hardware("10.0.22631")).s_mode) is False


@pytest.mark.parametrize("name", RECORDED["cost"])
def test_what_the_connection_costs(name: str) -> None:
    manager = CostManager(0, RECORDED["cost"][name])

    metered = answer(WindowsLink(LinkApi(manager.library)).metered)
    assert metered is (RECORDED["cost"][name] == 2)


@pytest.mark.parametrize(
    ("name", "proxy"),
    [
        ("without", False),
        # To look for a script by itself is how Windows comes.
        ("in a course", False),
        ("with everything filled in", True),
        ("of a company, with a script", True),
        ("with a script on a computer of the house", True),
        ("the same, without", False),
        ("with a program that gets past walls", True),
        ("in a school", True),
    ],
)
def test_proxies(name: str, proxy: bool) -> None:  # noqa: FBT001 - a column
    told = RECORDED["proxies"][name]
    kept = ctypes.create_string_buffer("what was published of it".encode("utf-16-le"))
    freed: list[int | None] = []

    def settings(config: Any) -> int:  # noqa: ANN401 - what byref makes of a structure
        config._obj.auto_detect = told.get("detect", 0)
        for field in ("script", "proxy", "bypass"):
            setattr(config._obj, field, ctypes.addressof(kept) if field in told else None)
        return 1

    made = library(WinHttpGetIEProxyConfigForCurrentUser=settings, GlobalFree=lambda text: freed.append(text.value))

    assert answer(WindowsLink(LinkApi(lambda _: made)).proxy) is proxy
    assert len(freed) == sum(field in told for field in ("script", "proxy", "bypass"))


def update_agent(told: dict[str, Any]) -> SystemLibrary:
    """The objects of Windows Update; what a recorded machine did not tell is refused."""

    def date(address: int) -> int:
        days = (datetime.fromisoformat(told["searched"]).replace(tzinfo=UTC) - FIRST_DAY).total_seconds() / 86400
        ctypes.memmove(address, struct.pack("<H6xd8x", 7, days), 24)
        return 0

    results = MadeUp({7: (1, date)} if "searched" in told else {})
    updates = MadeUp({10: (1, gives_number(told["found"]))} if "found" in told else {})
    result = MadeUp({9: (1, gives_object(updates))})
    searcher = MadeUp({21: (1, lambda _: 0), 19: (2, gives_object(result))})
    made = SystemLibrary()
    made.classes = {
        bytes.fromhex("a09b1bc0"): MadeUp({8: (1, gives_number(told["restart"]))} if "restart" in told else {}),
        bytes.fromhex("7f3db44c"): MadeUp({12: (1, gives_object(searcher))}),
        bytes.fromhex("9c8ee1bf"): MadeUp({14: (1, gives_object(results))}),
    }
    return made


@pytest.mark.parametrize("name", RECORDED["updates"])
def test_updates(name: str) -> None:
    told = RECORDED["updates"][name]
    calls = SystemApi(update_agent(told))
    if "searched" in told:
        moment = calls.searched()
        assert moment is not None
        assert moment.strftime("%Y-%m-%dT%H:%M") == told["searched"][:16]
    else:
        assert calls.updates_found() == told["found"]
    # Without word on restarts nothing is known of updates, and without a date nothing where none was found.
    waiting = True if told.get("restart") or told.get("found") else NO
    assert answer(WindowsSystem(calls, Hardware("10.0.19041")).updates_waiting) == waiting


@pytest.mark.parametrize("name", RECORDED["sessions"])
def test_sessions(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = RECORDED["sessions"][name]

    def own(_process: int, session: Number) -> int:
        session._obj.value = told["own"]
        return 1

    def session(*, remote: int) -> WindowsSession:
        metrics = {REMOTE_SESSION: remote}
        made = library(GetSystemMetrics=lambda index: metrics.get(index, 0), ProcessIdToSessionId=own)
        return WindowsSession(SessionApi(lambda _: made))

    monkeypatch.setattr(session_module, "registry_value", lambda *_: told["screen"])
    assert answer(session(remote=told["remote"]).remote) is bool(told["remote"])
    # The numbers alone say the same, as they must where a graphics card serves the remote session.
    assert answer(session(remote=0).remote) is bool(told["remote"])


@pytest.mark.parametrize(
    ("name", "browsers"),
    [
        ("virtual machine with Chrome Beta", {"chrome": "79.0.3945.36"}),
        ("Windows 10, 1703", {"chrome": ""}),
        ("Windows 11", {"firefox": "146.0.1.0"}),
        ("Edge under Chrome's name", {"edge": ""}),
    ],
)
def test_browsers(name: str, browsers: dict[str, str]) -> None:
    registered = RECORDED["browsers"][name]
    versions = {path: resource(*version) if version else b"" for path, version in registered.values()}

    def value(key: str, _name: str, hive: str) -> str:
        try:
            return str(registered[f"{hive} {key.rpartition(chr(92))[2]}"][0])
        except KeyError:
            raise FileNotFoundError(key) from None

    assert answer(WindowsSoftware(value, versions.__getitem__).browsers) == browsers


@pytest.mark.parametrize("name", RECORDED["running"])
def test_running_programs(name: str) -> None:
    running = RunningPrograms(lambda: toolhelp_names(Kernel(*RECORDED["running"][name])))

    assert answer(lambda: running.running(frozenset({"Chrome", "winword", "teamviewer"}))) == (
        frozenset({"Chrome", "winword"} if name == "terminal server" else {"Chrome"})
    )


def wireless(told: dict[str, Any]) -> WindowsLink:
    """Libraries of a machine with one adapter; what it did not tell is refused."""
    told_of = {opcode: told.get(word) for opcode, word in ((8, "channel"), (0x10000102, "rssi"))}
    values = {opcode: struct.pack("<i", number) for opcode, number in told_of.items() if number is not None}
    if "centre" in told:
        values[19] = quality((told["centre"], told.get("rssi", 0)))
        assert len(values[19]) == 296  # as the second of them was seen to answer
    kept: list[Buffer] = []

    def give(content: bytes) -> int:
        kept.append(ctypes.create_string_buffer(content, len(content)))
        return ctypes.addressof(kept[-1])

    def table(where: Any) -> int:  # noqa: ANN401 - what byref makes of a pointer
        adapter = row(3, "Wi-Fi", 71, 9, speed=told.get("megabits", 0) * 10**6)
        where._obj.value = give(struct.pack("<Ixxxx", 1) + adapter)
        return 0

    def best(_address: bytes, index: Number) -> int:
        index._obj.value = 3
        return 0

    def query(_handle: object, _guid: bytes, opcode: int, _no: None, size: Number, data: Any, _type: None) -> int:  # noqa: ANN401
        value = values.get(opcode)
        if value is None:
            return 50
        size._obj.value, data._obj.value = len(value), give(value)
        return 0

    done = lambda *_: 0  # noqa: E731 - what frees and opens
    made = library(
        GetBestInterfaceEx=best, GetIfTable2=table, FreeMibTable=done, WlanOpenHandle=done, WlanQueryInterface=query,
        WlanFreeMemory=done, WlanCloseHandle=done,
    )  # fmt: skip
    return WindowsLink(LinkApi(lambda _: made))


@pytest.mark.parametrize(
    ("name", "hertz", "dbm"),
    [
        ("Centrino Wireless-N 100", 2437e6, NO),
        # Its channel number is used at 6 GHz too; that it was at 5 GHz, Windows told in words alone.
        ("Wi-Fi 6 AX200 160MHz", NO, NO),
        ("Windows 11, 24H2", 5180e6, -64.0),
    ],
)
def test_wifi(name: str, hertz: float | Reason, dbm: float | Reason) -> None:
    told = RECORDED["wifi"][name]
    link = wireless(told)

    assert (answer(link.kind), answer(link.bits_per_second)) == ("wifi", told["megabits"] * 1e6)
    assert (answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm)) == (hertz, dbm)


@pytest.mark.parametrize(
    ("name", "hertz", "dbm"),
    [
        ("Windows 11 that tells the frequency", 5805e6, NO),
        ("Intel Wireless-AC 8265, Windows 11, build 26200", 5745e6, -47.0),
    ],
)
def test_wifi_whose_frequency_windows_tells(name: str, hertz: float, dbm: float | Reason) -> None:
    """Their channel numbers are used at 6 GHz too; the frequency leaves no doubt."""
    link = wireless(RECORDED["wifi"][name])

    assert (answer(link.kind), answer(link.wifi_frequency_hz), answer(link.wifi_signal_dbm)) == ("wifi", hertz, dbm)
