"""Releases and their updates on three systems. What Windows answers is made up after Microsoft's pages."""

from __future__ import annotations

import ctypes
import os
import plistlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.os_support import SystemRelease
from readiness.domain.facts import Reason
from readiness.machine.sources.programs import Ended
from readiness.machine.system.linux import LinuxSystem
from readiness.machine.system.macos import MacosSystem, parse_scanned, parse_updates
from readiness.machine.system.windows import WindowsSystem
from readiness.machine.system.windows_api import SystemApi, parse_date
from tests.machine.com_objects import MadeUp, gives_number, gives_object
from tests.machine.system.windows_fakes import Hardware, Library
from tests.machine.trees import answer, answering, tree

NO = Reason.UNSUPPORTED
LONG_AGO = timedelta(days=8).total_seconds()


# ------------------------------------------------------------------ Linux

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n'


def test_a_distribution(tmp_path: Path) -> None:
    system = LinuxSystem(tree(tmp_path, {"etc/os-release": DEBIAN}))

    assert answer(system.name) == "Debian GNU/Linux"
    assert answer(system.release) == SystemRelease("debian", "12")
    assert answer(system.edition) == NO
    assert [answer(system.s_mode), answer(system.genuine)] == [NO, NO]


def test_a_rolling_distribution_has_a_name_and_no_release(tmp_path: Path) -> None:
    system = LinuxSystem(tree(tmp_path, {"usr/lib/os-release": 'NAME="Arch Linux"\nID=arch\n'}))

    assert answer(system.name) == "Arch Linux"
    assert answer(system.release) == NO
    assert answer(LinuxSystem(tree(tmp_path / "empty", {})).name) == NO


# Recorded on Debian 12.
WAITING = (
    "Reading package lists...\nThe following packages will be upgraded:\n  unzip zip\n"
    "Inst unzip [6.0-28] (6.0-28+deb12u1 Debian-Security:12/oldstable-security [amd64])\n"
    "Inst zip [3.0-13] (3.0-13+deb12u1 Debian-Security:12/oldstable-security [amd64])\n"
    "Conf unzip (6.0-28+deb12u1 Debian-Security:12/oldstable-security [amd64])\n"
)
NOTHING = "Reading package lists...\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n"
APT = {"var/lib/dpkg/status": "", "var/lib/apt/lists/partial/": ""}
DNF = {"var/cache/dnf/": ""}


@pytest.mark.parametrize(
    ("files", "programs", "waiting"),
    [
        (APT, {"apt-get": WAITING}, True),
        (APT, {"apt-get": NOTHING}, False),
        (APT, {"apt-get": Ended(100, "E: unmet dependencies")}, NO),
        (APT, {}, NO),
        ({**APT, "run/reboot-required": ""}, {"apt-get": NOTHING}, True),
        (DNF, {"dnf": Ended(100, "kernel.x86_64 6.17 updates\n")}, True),
        (DNF, {"dnf": ""}, False),
        (DNF, {"dnf": Ended(1, "Error: Cache-only enabled but no cache")}, NO),
        ({}, {"dnf": ""}, NO),
        ({}, {}, NO),
    ],
)
def test_updates_of_a_distribution(
    tmp_path: Path,
    files: Mapping[str, str],
    programs: Mapping[str, str | Ended],
    waiting: bool | Reason,  # noqa: FBT001
) -> None:
    assert answer(LinuxSystem(tree(tmp_path, files), answering(programs)).updates_waiting) == waiting


def test_nothing_in_an_old_list_is_no_proof(tmp_path: Path) -> None:
    made = tree(tmp_path, APT)
    for path in ("var/lib/apt/lists/partial", "var/lib/apt/lists"):
        long_ago = datetime.now(UTC).timestamp() - LONG_AGO
        os.utime(tmp_path / path, (long_ago, long_ago))

    assert answer(LinuxSystem(made, answering({"apt-get": NOTHING})).updates_waiting) == NO
    # What waits, waits, however old the list.
    assert answer(LinuxSystem(made, answering({"apt-get": WAITING})).updates_waiting) is True


# ------------------------------------------------------------------ macOS

FOUND = "Software Update Tool\n\nSoftware Update found the following new or updated software:\n* Label: macOS 26.6.2\n"
UP_TO_DATE = "Software Update Tool\n\nNo new software available.\n"


def scanned(**ago: timedelta) -> bytes:
    now = datetime.now(UTC).replace(tzinfo=None)
    return plistlib.dumps({"AutomaticCheckEnabled": True, **{name: now - time for name, time in ago.items()}})


@pytest.mark.parametrize(
    ("told", "settings", "waiting"),
    [
        (FOUND, b"", True),
        (UP_TO_DATE, scanned(LastSuccessfulDate=timedelta(days=1)), False),
        (UP_TO_DATE, scanned(LastSuccessfulDate=timedelta(days=9)), NO),
        (UP_TO_DATE, scanned(LastFullSuccessfulDate=timedelta(days=9), LastSuccessfulDate=timedelta(hours=1)), False),
        (UP_TO_DATE, scanned(), NO),
        (UP_TO_DATE, b"", NO),
        # Its first line alone is no word on updates.
        ("Software Update Tool\n", scanned(LastSuccessfulDate=timedelta(days=1)), NO),
        (None, b"", NO),
    ],
)
def test_updates_of_a_mac(tmp_path: Path, told: str | None, settings: bytes, waiting: bool | Reason) -> None:  # noqa: FBT001
    made = tree(tmp_path, {"Library/Preferences/com.apple.SoftwareUpdate.plist": settings})
    ask = answering({} if told is None else {"softwareupdate --list --no-scan": told})

    assert answer(MacosSystem(ask, lambda _: None, made).updates_waiting) == waiting


def test_a_macs_release() -> None:
    system = MacosSystem(answering({}), {"kern.osproductversion": b"26.1\0"}.get)

    assert answer(system.name) == "macOS"
    assert answer(system.release) == SystemRelease("macos", "26.1")
    assert answer(system.edition) == NO


@given(st.binary(max_size=60), st.text(max_size=60))
def test_nothing_breaks_the_parsers(settings: bytes, text: str) -> None:
    parse_scanned(settings)
    parse_scanned(plistlib.dumps(text.isprintable()))
    assert parse_updates(text) in {True, False, None}


# ------------------------------------------------------------------ Windows


def refusing() -> NoReturn:
    raise OSError("refused")


@dataclass
class FakeSystemApi(SystemApi):
    """Windows 11 Pro, up to date."""

    number: int | None = 0x30
    policy: bool | None = False
    state: int | None = 0
    restart: bool | None = False
    found: int = 0
    looked: datetime | None = field(default_factory=lambda: datetime.now(UTC))

    def product(self) -> int:
        return refusing() if self.number is None else self.number

    def integrity_policy(self) -> bool:
        return refusing() if self.policy is None else self.policy

    def genuine_state(self) -> int:
        return refusing() if self.state is None else self.state

    def restart_required(self) -> bool:
        return refusing() if self.restart is None else self.restart

    def updates_found(self) -> int:
        return self.found

    def searched(self) -> datetime | None:
        return self.looked


def windows(calls: FakeSystemApi, version: str = "10.0.26200") -> WindowsSystem:
    return WindowsSystem(calls, Hardware(version))


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("10.0.26200", "Windows 11"),
        ("10.0.19045", "Windows 10"),
        ("6.3.9600", "Windows 8.1"),
        ("6.1.7601", "Windows 7"),
        ("5.1.2600", "Windows"),
    ],
)
def test_names_of_windows(version: str, name: str) -> None:
    assert answer(windows(FakeSystemApi(), version).name) == name


@pytest.mark.parametrize(
    ("number", "edition", "release"),
    [
        (0x65, "home", SystemRelease("windows", "26200")),
        (0x30, "pro", SystemRelease("windows", "26200")),
        (0x04, "enterprise", SystemRelease("windows", "26200", "business")),
        (0x79, "education", SystemRelease("windows", "26200", "business")),
        (0x7D, "enterprise ltsc", SystemRelease("windows", "26200", "ltsc")),
        (0xBF, "iot ltsc", SystemRelease("windows", "26200", "iot ltsc")),
        # A server, whose support is another matter.
        (0x07, NO, NO),
        (None, NO, NO),
    ],
)
def test_editions(number: int | None, edition: str | Reason, release: SystemRelease | Reason) -> None:
    assert answer(windows(FakeSystemApi(number)).edition) == edition
    assert answer(windows(FakeSystemApi(number)).release) == release


def test_s_mode_and_licence() -> None:
    assert answer(windows(FakeSystemApi(policy=True)).s_mode) is True
    assert answer(windows(FakeSystemApi(policy=None)).s_mode) == NO
    for state, genuine in ((0, True), (1, False), (2, False), (3, NO), (None, NO)):
        assert answer(windows(FakeSystemApi(state=state)).genuine) == genuine


@pytest.mark.parametrize(
    ("calls", "waiting"),
    [
        (FakeSystemApi(), False),
        (FakeSystemApi(restart=True), True),
        (FakeSystemApi(found=3), True),
        (FakeSystemApi(looked=None), NO),
        (FakeSystemApi(looked=datetime(2020, 1, 1, tzinfo=UTC)), NO),
        (FakeSystemApi(restart=None), NO),
    ],
)
def test_updates_of_windows(calls: FakeSystemApi, waiting: bool | Reason) -> None:  # noqa: FBT001
    assert answer(windows(calls).updates_waiting) == waiting


@pytest.mark.parametrize(
    ("variant", "moment"),
    [
        (struct.pack("<H6xd8x", 7, 46000.5), datetime(2025, 12, 9, 12, tzinfo=UTC)),
        (struct.pack("<H6xd8x", 0, 46000.5), None),
        (struct.pack("<H6xd8x", 7, 1e300), None),
        (b"", None),
    ],
)
def test_dates_of_automation(variant: bytes, moment: datetime | None) -> None:
    assert parse_date(variant) == moment


def test_the_flat_calls_are_made_as_documented() -> None:
    library = Library()
    library.factory = MadeUp({6: (1, gives_number(1))})
    api = SystemApi(library)

    assert (api.product(), api.genuine_state(), api.integrity_policy()) == (0x65, 1, True)
    assert library.factory.released == 1


def test_windows_updates_objects_are_asked_in_their_order_and_let_go() -> None:
    asked: list[bytes] = []

    def note_criteria(_last: int) -> int:
        asked.append(b"search")
        return gives_object(result)(_last)

    def gives_date(address: int) -> int:
        ctypes.memmove(address, struct.pack("<H6xd", 7, 46000.5), 16)
        return 0

    updates = MadeUp({10: (1, gives_number(3))})
    result = MadeUp({9: (1, gives_object(updates))})
    searcher = MadeUp({21: (1, lambda online: int(online or 0)), 19: (2, note_criteria)})
    session = MadeUp({12: (1, gives_object(searcher))})
    results = MadeUp({7: (1, gives_date)})
    automatic = MadeUp({14: (1, gives_object(results))})
    system = MadeUp({8: (1, gives_number(0))})
    library = Library()
    library.classes = {
        bytes.fromhex("7f3db44c"): session,
        bytes.fromhex("9c8ee1bf"): automatic,
        bytes.fromhex("a09b1bc0"): system,
    }
    api = SystemApi(library)

    assert (api.updates_found(), api.restart_required()) == (3, False)
    assert api.searched() == datetime(2025, 12, 9, 12, tzinfo=UTC)
    assert asked == [b"search"]
    assert {one.released for one in (updates, result, searcher, session, results, automatic, system)} == {1}


def test_a_call_that_fails_is_an_error() -> None:
    library = Library()
    library.result = -2147467259
    api = SystemApi(library)
    for call in (api.product, api.genuine_state, api.integrity_policy, api.restart_required):
        with pytest.raises(OSError):  # noqa: PT011 - the name of the call is all it says
            call()
    assert replace(FakeSystemApi(), found=1).updates_found() == 1
