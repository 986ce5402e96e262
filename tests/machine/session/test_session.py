"""Sessions here and from afar."""

from __future__ import annotations

import os
import plistlib
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import pytest

from readiness.domain.facts import Reason
from readiness.machine.session.linux import LinuxSession
from readiness.machine.session.macos import MacosSession, console_owner
from readiness.machine.session.windows import REMOTE_CONTROL, REMOTE_SESSION, SessionApi, WindowsSession
from readiness.machine.sources.programs import Ask
from readiness.machine.sources.windows_registry import CURRENT_USER, registry_value
from tests.machine.trees import ByReference, answer, answering

NO = Reason.UNSUPPORTED
LOCAL = {"DISPLAY": ":0", "XDG_SESSION_ID": "2"}


@pytest.mark.parametrize(
    ("environ", "manager", "remote"),
    [
        ({"SSH_CONNECTION": "192.0.2.1 5 192.0.2.2 22"}, "", True),
        ({**LOCAL, "XRDP_SESSION": "1"}, "Remote=no\n", True),
        ({"DISPLAY": "localhost:10.0"}, "", True),
        ({"DISPLAY": "unix:0", "XDG_SESSION_ID": "2"}, "Remote=no\n", False),
        (LOCAL, "Remote=no\n", False),
        (LOCAL, "Remote=yes\n", True),
        # A session manager that does not know is no proof that the person sits here.
        (LOCAL, "Failed to get session path\n", NO),
        (LOCAL, "", NO),
        ({"DISPLAY": ":0"}, "Remote=no\n", NO),
        ({}, "", NO),
    ],
)
def test_linux_sessions(environ: Mapping[str, str], manager: str, remote: bool | Reason) -> None:  # noqa: FBT001
    ask = answering({"loginctl show-session 2 --property=Remote": manager} if manager else {})

    assert answer(LinuxSession(environ, ask).remote) == remote


def gone() -> int:
    raise OSError("/dev/console")


def test_a_program_outside_of_any_session_belongs_to_the_one_with_the_display() -> None:
    user = f"loginctl show-user {os.getuid()} --property=Display"
    answers = {user: "Display=7\n", "loginctl show-session 7 --property=Remote": "Remote=no\n"}

    assert answer(LinuxSession({"DISPLAY": ":0"}, answering(answers)).remote) is False
    # A person without a display works in a text console, or from afar in a way that hides itself.
    assert answer(LinuxSession({}, answering({**answers, user: "Display=\n"})).remote) == NO


def listed(*sessions: object) -> Ask:
    """Stand for ioreg, whose Root has these sessions."""
    return answering({"ioreg": plistlib.dumps({"IOConsoleUsers": [*sessions]}).decode()})


def of(user: int, *, shown: object) -> dict[str, object]:
    return {"kCGSSessionUserIDKey": user, "kCGSSessionOnConsoleKey": shown}


HERE_TOO = listed(of(501, shown=False), of(501, shown=True))


@pytest.mark.parametrize(
    ("environ", "owner", "ask", "remote"),
    [
        ({}, lambda: 501, answering({}), False),
        ({}, lambda: 502, answering({}), True),
        # Root is nobody who would sit there.
        ({}, lambda: 0, answering({}), NO),
        ({}, gone, answering({}), NO),
        ({"SSH_TTY": "/dev/ttys001"}, lambda: 501, HERE_TOO, True),
        ({}, gone, HERE_TOO, False),
        ({}, lambda: 501, listed(of(501, shown=False), of(502, shown=True)), True),
        # A person who has no session there is judged by the console.
        ({}, lambda: 502, listed(of(502, shown=True)), True),
        ({}, lambda: 501, listed("501", {}, of(501, shown="Yes")), False),
        ({}, lambda: 501, answering({"ioreg": "<plist>"}), False),
        ({}, lambda: 501, answering({"ioreg": plistlib.dumps([]).decode()}), False),
        ({}, lambda: 501, answering({"ioreg": plistlib.dumps({"IOConsoleUsers": 1}).decode()}), False),
    ],
)
def test_macos_sessions(
    environ: Mapping[str, str],
    owner: Callable[[], int],
    ask: Ask,
    remote: bool | Reason,  # noqa: FBT001
) -> None:
    assert answer(MacosSession(environ, owner, 501, ask).remote) == remote


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_the_console_has_an_owner() -> None:
    assert console_owner() >= 0


@dataclass
class FakeSessionApi(SessionApi):
    """Windows in front of its screen."""

    metrics: Mapping[int, int]
    own: int = 1
    screen: int | None = 1

    def metric(self, index: int) -> int:
        return self.metrics[index]

    def own_session(self) -> int:
        return self.own

    def screen_session(self) -> int:
        if self.screen is None:
            raise OSError("GlassSessionId")
        return self.screen


HERE = {REMOTE_SESSION: 0, REMOTE_CONTROL: 0}


@pytest.mark.parametrize(
    ("calls", "remote"),
    [
        (FakeSessionApi(HERE), False),
        (FakeSessionApi({**HERE, REMOTE_SESSION: 1}), True),
        (FakeSessionApi({**HERE, REMOTE_CONTROL: 1}), True),
        # A remote session with a graphics card of its own.
        (FakeSessionApi(HERE, own=2), True),
        (FakeSessionApi(HERE, screen=None), False),
    ],
)
def test_windows_sessions(calls: FakeSessionApi, remote: bool) -> None:  # noqa: FBT001
    assert answer(WindowsSession(calls).remote) is remote


def test_without_the_call_there_is_no_answer() -> None:
    class Library:
        def __call__(self, _name: str) -> Self:
            return self

    assert answer(WindowsSession(SessionApi(Library())).remote) == NO


def test_the_calls_are_made_as_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    class Library:
        granted = 1

        def __call__(self, _name: str) -> Self:
            return self

        def GetSystemMetrics(self, index: int) -> int:  # noqa: N802
            return index

        def ProcessIdToSessionId(self, _process: int, session: ByReference) -> int:  # noqa: N802
            session._obj.value = 3
            return self.granted

    keys: list[tuple[int, str]] = []

    class Key:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def opened(hive: int, key: str) -> Key:
        keys.append((hive, key))
        return Key()

    winreg = types.ModuleType("winreg")
    vars(winreg).update(
        HKEY_LOCAL_MACHINE=1, HKEY_CURRENT_USER=2, OpenKey=opened, QueryValueEx=lambda _key, name: (len(name), 4)
    )
    monkeypatch.setitem(sys.modules, "winreg", winreg)
    library = Library()
    api = SessionApi(library)

    assert (api.metric(0x1000), api.own_session(), api.screen_session()) == (0x1000, 3, len("GlassSessionId"))
    assert registry_value("Software", "", CURRENT_USER) == 0
    assert [hive for hive, _ in keys] == [1, 2]
    library.granted = 0
    with pytest.raises(OSError, match="ProcessIdToSessionId"):
        api.own_session()
