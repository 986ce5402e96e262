"""Browsers on three systems, and whether named programs run. What browsers say is as people quote it."""

from __future__ import annotations

import ctypes
import plistlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn, Self

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.ports import BROWSERS as WORDS
from readiness.domain.facts import Reason
from readiness.machine.software.known import BROWSERS, parse_version
from readiness.machine.software.linux import LinuxSoftware
from readiness.machine.software.macos import MacosSoftware, parse_bundle_version
from readiness.machine.software.running import RunningPrograms, read_names
from readiness.machine.software.toolhelp import ProcessEntry, toolhelp_names
from readiness.machine.software.windows import WindowsSoftware, browser_at, parse_file_version, read_version_information
from readiness.machine.sources.programs import FAILED, Ended
from tests.machine.software.windows_fakes import Kernel, resource
from tests.machine.trees import answer, answering, tree


def test_the_browsers_that_are_looked_for_are_those_profiles_can_name() -> None:
    assert tuple(browser.word for browser in BROWSERS) == WORDS


# ------------------------------------------------------------------ browsers


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Google Chrome 120.0.6099.109 \n", "120.0.6099.109"),
        ("Mozilla Firefox 128.5.0esr\n", "128.5.0"),
        ("Mozilla Firefox 121.0\n", "121.0"),
        ("Microsoft Edge 120.0.2210.61 \n", "120.0.2210.61"),
        ("Brave Browser 120.1.61.104 \n", "120.1.61.104"),
        ("Chromium 143.0.7499.40 built on Debian GNU/Linux 12 (bookworm)\n", "143.0.7499.40"),
        ("Command '/usr/bin/chromium-browser' requires the chromium snap to be installed.\n", ""),
        ("", ""),
    ],
)
def test_versions(text: str, version: str) -> None:
    assert parse_version(text) == version


@pytest.mark.parametrize(
    ("programs", "browsers"),
    [
        ({}, {}),
        ({"google-chrome": "Google Chrome 120.0.6099.109 \n"}, {"chrome": "120.0.6099.109"}),
        ({"firefox-esr": "Mozilla Firefox 128.5.0esr\n"}, {"firefox": "128.5.0"}),
        # A program that is there and hangs is installed, whatever its version.
        ({"firefox": Ended(FAILED, "")}, {"firefox": ""}),
        # A stand-in that only says where to get the browser.
        ({"chromium-browser": Ended(1, "requires the chromium snap\n")}, {}),
        ({"flatpak info com.google.Chrome": "\n  Version: 120.0.6099.109-1\n"}, {"chrome": "120.0.6099.109"}),
        ({"flatpak info com.google.Chrome": "\n  Branch: stable\n"}, {"chrome": ""}),
        ({"flatpak": Ended(1, "error: not installed\n")}, {}),
    ],
)
def test_browsers_of_linux(programs: Mapping[str, str | Ended], browsers: Mapping[str, str]) -> None:
    assert answer(LinuxSoftware(answering(programs)).browsers) == browsers


def test_browsers_of_a_mac(tmp_path: Path) -> None:
    plist = plistlib.dumps({"CFBundleShortVersionString": "143.0.7499.41"})
    made = tree(
        tmp_path / "root",
        {
            "Applications/Google Chrome.app/Contents/Info.plist": plist,
            "System/Cryptexes/App/System/Applications/Safari.app/Contents/Info.plist": plistlib.dumps(
                {"CFBundleShortVersionString": "26.1"}
            ),
        },
    )
    home = tree(tmp_path / "home", {"Applications/Firefox.app/Contents/Info.plist": b"broken"}).root

    assert answer(MacosSoftware(made, home).browsers) == {"chrome": "143.0.7499.41", "firefox": "", "safari": "26.1"}


@pytest.mark.parametrize(("version", "read"), [("18", "18"), ("26.1", "26.1"), ("beta", ""), (7, "")])
def test_versions_of_apps(version: str | int, read: str) -> None:
    assert parse_bundle_version(plistlib.dumps({"CFBundleShortVersionString": version})) == read


def test_browsers_of_windows() -> None:
    paths = {
        ("HKEY_LOCAL_MACHINE", "chrome.exe"): '"C:\\Program Files\\chrome.exe"',
        ("HKEY_CURRENT_USER", "firefox.exe"): "C:\\Users\\firefox.exe",
        ("HKEY_LOCAL_MACHINE", "opera.exe"): "C:\\removed.exe",
        ("HKEY_LOCAL_MACHINE", "msedge.exe"): "",
    }
    files = {"C:\\Program Files\\chrome.exe": resource(143, 0, 7499, 41), "C:\\Users\\firefox.exe": b"none"}

    def value(key: str, name: str, hive: str) -> str:
        assert not name
        try:
            return paths[hive, key.rpartition("\\")[2]]
        except KeyError:
            raise FileNotFoundError(key) from None

    def information(path: str) -> bytes:
        if not path:
            raise PermissionError(path)
        if path not in files:
            raise OSError(path)
        return files[path]

    assert answer(WindowsSoftware(value, information).browsers) == {
        "chrome": "143.0.7499.41",
        "firefox": "",
        "edge": "",
    }


@pytest.mark.parametrize(
    ("path", "file", "word"),
    [
        (r"C:\Program Files\Google\Chrome\Application\CHROME.EXE", "chrome.exe", "chrome"),
        (r"C:\Users\a\AppData\Local\Chromium\Application\chrome.exe", "chrome.exe", "chromium"),
        (r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe", "chrome.exe", "edge"),
        # Opera has registered its starter.
        (r"C:\Program Files\Opera\launcher.exe", "opera.exe", "opera"),
    ],
)
def test_a_registration_counts_for_the_browser_it_leads_to(path: str, file: str, word: str) -> None:
    assert browser_at(path, file) == word


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (PermissionError("closed"), Reason.DENIED),
        (OSError(1018, "being deleted"), Reason.UNSUPPORTED),
        (ModuleNotFoundError("winreg"), Reason.UNSUPPORTED),
    ],
)
def test_a_registry_that_refuses_is_not_a_windows_without_browsers(failure: Exception, reason: Reason) -> None:
    def refusing(*_: str) -> NoReturn:
        raise failure

    assert answer(WindowsSoftware(refusing, lambda _: b"").browsers) == reason


def test_without_the_library_of_versions_nothing_is_known() -> None:
    def missing(_: str) -> NoReturn:
        raise AttributeError("GetFileVersionInfoSizeW")

    assert answer(WindowsSoftware(lambda *_: "C:\\chrome.exe", missing).browsers) == Reason.UNSUPPORTED


def test_a_mac_without_safari_was_not_looked_at(tmp_path: Path) -> None:
    assert answer(MacosSoftware(tree(tmp_path, {}), tmp_path / "home").browsers) == Reason.UNSUPPORTED


def test_a_version_resource_is_asked_for_as_documented() -> None:
    class Version:
        def __call__(self, name: str) -> Self:
            assert name == "version"
            return self

        def GetFileVersionInfoSizeW(self, name: ctypes.c_wchar_p, _handle: None) -> int:  # noqa: N802
            return 4 if name.value == "a.exe" else 0

        def GetFileVersionInfoW(  # noqa: N802
            self, _name: object, _handle: int, size: int, buffer: ctypes.Array[ctypes.c_char]
        ) -> int:
            ctypes.memmove(buffer, b"info", size)
            return 1

    assert read_version_information("a.exe", Version()) == b"info"
    with pytest.raises(OSError, match="GetFileVersionInfo"):
        read_version_information("b.exe", Version())


@given(st.binary(max_size=60), st.text(max_size=60))
def test_nothing_breaks_a_parser(content: bytes, text: str) -> None:
    assert parse_file_version(b"\xbd\x04\xef\xfe" + content).count(".") in {0, 3}
    parse_bundle_version(content)
    parse_version(text)


# ------------------------------------------------------------------ running


def seeing(*names: str) -> RunningPrograms:
    return RunningPrograms(lambda: iter(names))


@pytest.mark.parametrize(
    ("names", "asked", "found"),
    [
        (["TeamViewer.exe", "explorer.exe"], {"teamviewer", "anydesk"}, {"teamviewer"}),
        (["AnyDesk"], {"AnyDesk.exe"}, {"AnyDesk.exe"}),
        (["zoom.us", "Finder"], {"zoom.us"}, {"zoom.us"}),
        # A part of a name is another program.
        (["teamviewer_service"], {"teamviewer"}, set()),
        (["init"], set(), set()),
    ],
)
def test_only_names_that_were_asked_for_are_found(names: list[str], asked: set[str], found: set[str]) -> None:
    assert answer(lambda: seeing(*names).running(frozenset(asked))) == frozenset(found)


def test_seeing_nothing_at_all_is_no_proof() -> None:
    assert answer(lambda: seeing().running(frozenset({"teamviewer"}))) == Reason.DENIED


def test_a_list_that_windows_refuses_is_no_proof_either() -> None:
    def refusing() -> Iterator[str]:
        yield "explorer.exe"
        raise OSError("refused")

    assert answer(lambda: RunningPrograms(refusing).running(frozenset({"explorer"}))) == Reason.DENIED


def test_a_program_that_ends_while_it_is_looked_at_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def name(self) -> str:
            raise psutil.NoSuchProcess(1)

    def one() -> Iterator[Gone]:
        yield Gone()

    monkeypatch.setattr(psutil, "process_iter", one)
    assert list(read_names()) == []


def test_windows_lists_the_names_of_what_runs() -> None:
    kernel = Kernel("[System Process]", "explorer.exe", "T.exe")

    assert list(toolhelp_names(kernel)) == ["[System Process]", "explorer.exe", "T.exe"]
    assert kernel.closed == 1
    with pytest.raises(OSError, match="Toolhelp"):
        list(toolhelp_names(Kernel()))


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the size is that of 64-bit Windows")
def test_an_entry_has_the_size_windows_expects() -> None:
    assert ctypes.sizeof(ProcessEntry) == 568


def test_a_program_started_here_is_found_and_no_longer_once_it_has_ended() -> None:
    name = Path(sys.executable).resolve().name
    child = subprocess.Popen([str(Path(sys.executable).resolve()), "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert psutil.Process(child.pid).name() in set(read_names())
        assert answer(lambda: RunningPrograms().running(frozenset({name, "no such program"}))) == frozenset({name})
    finally:
        child.communicate(b"\n")
