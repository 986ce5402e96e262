"""The tray for real: an icon in a tray, its menu by keyboard and names, and a quick check that it starts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.checks.registry import catalogue
from readiness.desktop.state.preferences import Preferences
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import Facts, Measured
from readiness.domain.report import Report, Verdict
from readiness.engine.checkup import report_on
from readiness.engine.traits import traits_of
from readiness.machine.this_machine import ThisMachine
from readiness.store.history import History
from readiness.store.trait_hashes import TraitHashes
from tests.desktop import office as offices
from tests.desktop.office import Office, keep_picture
from tests.rigs import screen_reader
from tests.rigs.processes import wait_until
from tests.rigs.screen import Screen, Started, missing_tray
from tests.rigs.screen_reader import ScreenReader

REASON = offices.missing() or screen_reader.missing() or missing_tray()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON or "there can be a tray")

MENU = ["Check now", "Open", "Quit"]
PATIENCE = 60.0


def profile(url: str) -> ProfileDocument:
    """A profile for which nobody has to say or do anything."""
    document = {
        "format": 1,
        "id": "com.example.unattended",
        "version": "1.0.0",
        "serial": 1,
        "language": "en",
        "title": "Unattended",
        "issuer": {"name": "Example"},
        "valid": {},
        "network_test": {"servers": [{"id": "far", "kind": "https", "url": url}]},
        "requirements": [
            {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 0.5}},
            {"id": "headset", "fact": "headset.connection", "required": {"one_of": ["usb"]}},
            {"id": "download", "fact": "network.download", "unit": "Mbit/s", "required": {"min": 15}},
        ],
    }
    return read_profile(json.dumps(document).encode(), catalogue())


@dataclass
class Hidden:
    """The program in the tray, after a full check an hour ago."""

    screen: Screen
    reader: ScreenReader
    program: Started
    data: Path

    def open_menu(self) -> list[str]:
        """Open the icon's menu and return its names; the keyboard is on the first that can be chosen."""
        wait_until(lambda: self.screen.tray_icon("readiness") is not None)
        place = self.screen.tray_icon("readiness")
        assert place is not None
        before = len(self.reader.focused)
        self.screen.click(*place, button=3)
        self.screen.press("Down")
        wait_until(lambda: self.reader.name_in_focus() in MENU and len(self.reader.focused) > before)
        return [name for name in self.reader.names_beside_focus() if name]

    def choose(self, name: str) -> None:
        """Choose something from the open menu."""
        for _ in MENU:
            if self.reader.name_in_focus() == name:
                break
            self.screen.press("Down")
        assert self.reader.name_in_focus() == name
        self.screen.press("Return")

    def reports(self) -> list[Report]:
        """Everything in the history, the newest first."""
        with History(self.data) as history:
            found = [history.report(check.id) for check in history.checks()]
        return [report for report in found if report is not None]


@pytest.fixture
def hidden() -> Iterator[Hidden]:
    with Office() as office, Screen() as screen, ScreenReader(screen) as reader:
        data = screen.folder / "data"
        data.mkdir()
        remember_a_check(data, profile(office.url), office)
        Preferences(Path(screen.environment["XDG_CONFIG_HOME"], "readiness", "window.ini")).stays = True
        screen.add_tray()
        program = office.start(screen)
        reader.wait_for("Check this computer")
        wait_until(lambda: screen.tray_icon("readiness") is not None)
        screen.close(screen.wait_for_window("Home-office"))
        wait_until(lambda: not screen.windows("Home-office"))
        yield Hidden(screen, reader, program, data)


def remember_a_check(data: Path, document: ProfileDocument, office: Office) -> None:
    """Put a full check of this computer, an hour ago, into the history."""
    before = datetime.now(UTC) - timedelta(hours=1)
    facts = {
        "memory.installed": Measured(8.0, "GiB", at=before),
        "headset.connection": Measured("usb", at=before),
        "network.download": Measured(94.0, "Mbit/s", at=before),
    }
    report = report_on(document, Facts(facts), before, before)
    TraitHashes(data).keep([report.id], office.link.inside(lambda: traits_of(ThisMachine())), full=True)
    with History(data) as history:
        history.add([report])


def test_a_quick_check_from_the_tray_without_a_window(hidden: Hidden) -> None:
    assert hidden.program.process.poll() is None
    assert hidden.open_menu() == ["No check yet", *MENU]
    hidden.choose("Check now")
    wait_until(lambda: len(hidden.reports()) == 2, PATIENCE)
    assert not hidden.screen.windows("Home-office")
    report = hidden.reports()[0]
    assert report.verdict is Verdict.PASS
    memory, download = report.facts["memory.installed"], report.facts["network.download"]
    assert isinstance(memory, Measured)
    assert memory.value == 8.0  # taken over, whatever this computer has
    assert isinstance(download, Measured)
    assert isinstance(download.value, float)
    assert 15 < download.value < 30  # measured now, no longer than it takes to decide
    said, *rest = hidden.open_menu()
    assert (said.startswith("Ready"), rest) == (True, MENU)
    keep_picture(hidden.screen, "tray-ready")
    hidden.choose("Quit")
    hidden.program.wait(15)
    assert (hidden.program.process.returncode, hidden.program.said) == (0, "")
