"""Starting with the session: written, recognised, taken away; and nothing but one's own."""

from __future__ import annotations

import configparser
import plistlib
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from readiness.machine.autostart import HIDDEN, own_command, this_autostart
from readiness.machine.autostart.linux import LinuxAutostart
from readiness.machine.autostart.macos import MacosAutostart
from readiness.machine.autostart.windows import WindowsAutostart

AWKWARD = ('/opt/a b/py"thon', "/home/$me/100%/app.py", HIDDEN)


class Registry:
    """The calls of winreg that are used, on a dictionary."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = 1, 1, 2

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, object]] = {}

    @contextmanager
    def OpenKey(self, _hive: int, path: str, *_: int) -> Iterator[dict[str, object]]:  # noqa: N802 - winreg's
        if path not in self.keys:
            raise FileNotFoundError(path)
        yield self.keys[path]

    @contextmanager
    def CreateKey(self, _hive: int, path: str) -> Iterator[dict[str, object]]:  # noqa: N802 - winreg's
        yield self.keys.setdefault(path, {})

    def SetValueEx(self, key: dict[str, object], name: str, _: int, _kind: int, value: object) -> None:  # noqa: N802
        key[name] = value

    def QueryValueEx(self, key: dict[str, object], name: str) -> tuple[object, int]:  # noqa: N802 - winreg's
        if name not in key:
            raise FileNotFoundError(name)
        return key[name], 1

    def DeleteValue(self, key: dict[str, object], name: str) -> None:  # noqa: N802 - winreg's
        if name not in key:
            raise FileNotFoundError(name)
        del key[name]


@pytest.mark.parametrize("kind", [LinuxAutostart, MacosAutostart])
def test_a_file_is_written_recognised_and_deleted(tmp_path: Path, kind: type[LinuxAutostart | MacosAutostart]) -> None:
    here, moved = (kind(command, tmp_path / "none yet") for command in (AWKWARD, ("/elsewhere", HIDDEN)))
    assert not here.is_on()
    here.turn(on=True)
    assert here.is_on()
    assert not moved.is_on()
    here.turn(on=False)
    here.turn(on=False)
    assert not here.is_on()
    assert not here.file.exists()


def test_the_file_of_a_linux_desktop_says_the_command_word_for_word(tmp_path: Path) -> None:
    entry = LinuxAutostart(AWKWARD, tmp_path)
    entry.turn(on=True)
    read = configparser.ConfigParser(interpolation=None)
    read.read_string(entry.file.read_text(encoding="utf-8"))
    line = read["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    assert tuple(shlex.split(line.replace("\\$", "$"))) == AWKWARD
    assert read["Desktop Entry"]["TryExec"] == AWKWARD[0]
    entry.file.write_bytes(b"\xff")
    assert not entry.is_on()


def test_the_agent_of_a_mac_says_the_command_word_for_word(tmp_path: Path) -> None:
    agent = MacosAutostart(AWKWARD, tmp_path)
    agent.turn(on=True)
    read = plistlib.loads(agent.file.read_bytes())
    assert (tuple(read["ProgramArguments"]), read["RunAtLoad"]) == (AWKWARD, True)


def test_windows_has_a_value_that_its_own_settings_can_switch_off() -> None:
    registry = Registry()
    value = WindowsAutostart(("C:\\a b\\app.exe", HIDDEN), registry)
    assert not value.is_on()
    value.turn(on=False)
    value.turn(on=True)
    assert value.is_on()
    [run] = registry.keys.values()
    assert run == {"Readiness": f'"C:\\a b\\app.exe" {HIDDEN}'}
    approved = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
    registry.keys[approved] = {"Readiness": b"\x03" + bytes(11)}
    assert not value.is_on()
    value.turn(on=True)
    assert value.is_on()
    value.turn(on=False)
    assert not value.is_on()


def test_the_command_is_this_very_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command()[0] == sys.executable
    assert own_command()[-1] == HIDDEN
    assert Path(own_command()[1]).name == "app.py"
    (tmp_path / "pythonw.exe").touch()
    python = str(tmp_path / "python.exe")
    assert own_command(python, tmp_path / "readiness") == (str(tmp_path / "pythonw.exe"), "-m", "readiness", HIDDEN)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("/opt/readiness") == ("/opt/readiness", HIDDEN)


def test_every_system_has_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.machine.autostart.windows._registry", Registry)
    kinds = {name: type(this_autostart(name, ["x"])) for name in ("linux", "darwin", "win32")}
    assert kinds == {"linux": LinuxAutostart, "darwin": MacosAutostart, "win32": WindowsAutostart}
