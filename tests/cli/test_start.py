"""``readiness`` alone: the window where one can open, else the same check in the terminal."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.checks.base import Machine
from readiness.store.single_instance import SingleInstance
from readiness.text import LANGUAGES
from tests.cli.conftest import Person, Program
from tests.cli.home import Home

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.cli.start.has_screen", lambda: False)


@pytest.mark.usefixtures("no_screen")
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_screen_the_example_is_checked(language: str, home: Home, program: Program) -> None:
    del home
    done = program("--lang", language)
    assert done.code == 0
    assert (
        done.err.splitlines()[0]
        == {
            "en": "There is no screen for a window here, so the check runs in the terminal.",
            "es": "Aquí no hay pantalla para una ventana, así que la comprobación se hace en la terminal.",
            "ja": "ウィンドウを表示できる画面がないため、ターミナルでチェックを行います。",
        }[language]
    )
    title = {"en": "Voice agent at home", "es": "Agente de voz desde casa", "ja": "在宅の電話オペレーター"}[language]
    assert title in done.out.splitlines()[1]


@pytest.mark.usefixtures("no_screen")
def test_without_a_screen_the_file_that_is_opened_is_checked(home: Home, program: Program) -> None:
    del home
    done = program("--open", ROOT / "specs" / "interpreter.json")
    assert "Interpreter" in done.out.splitlines()[1]


@pytest.mark.usefixtures("no_screen")
def test_without_a_screen_somebody_at_the_terminal_chooses(home: Home, person: Person) -> None:
    del home
    person.types("3", "", "", "", "", "")
    assert person.runs() in {0, 3}
    assert "Interpreter" in person.out.text.splitlines()[1]


def test_a_library_that_is_missing_is_named(home: Home, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setattr("readiness.cli.start.has_screen", lambda: True)
    monkeypatch.setattr("readiness.cli.start.missing_library", lambda: "libxcb-cursor.so.0")
    monkeypatch.setattr("readiness.desktop.launch.can_open", lambda: False)
    done = program()
    assert done.code == 0
    assert done.err.startswith("The window cannot open here (libxcb-cursor.so.0), so the check runs")


def test_without_qt_the_terminal_does_it(home: Home, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setattr("readiness.cli.start.has_screen", lambda: True)
    monkeypatch.setattr("readiness.cli.start.missing_library", lambda: "")
    monkeypatch.setitem(sys.modules, "readiness.desktop.launch", None)
    done = program()
    assert done.code == 0
    assert done.err.startswith("The window cannot open here (")
    assert gc.isenabled()


def test_a_screen_with_too_few_colours_is_told(home: Home, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setattr("readiness.desktop.launch.run", lambda *_, **__: None)
    done = program()
    assert done.code == 0
    assert done.err.startswith("This screen has too few colours for a window, so the check runs")


def test_where_there_is_a_screen_the_window_opens(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[list[str], str | None]] = []

    def run(argv: list[str], machine: Machine, place: SingleInstance, *, language: str | None, hidden: bool) -> int:
        del machine, hidden
        assert place.is_ours
        opened.append((argv, language))
        return 0

    monkeypatch.setattr("readiness.desktop.launch.run", run)
    assert program("--lang", "ja").code == 0  # QT_QPA_PLATFORM is offscreen in these tests
    assert program("--open", "voice.readiness").code == 0  # how the system opens a profile's file
    assert opened == [([], "ja"), (["voice.readiness"], None)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a screen")
def test_a_screen_that_has_gone_does_not_end_the_program(data: Path) -> None:
    del data
    environment = {**os.environ, "DISPLAY": ":987"}
    environment.pop("QT_QPA_PLATFORM")
    code = (
        "import sys\n"
        "from readiness.cli import main\n"
        "from readiness.cli.check import check\n"
        "check.check = lambda options, console: 0\n"
        "sys.exit(main([]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "There is no screen for a window here, so the check runs in the terminal.\n"


def test_an_interruption_while_the_program_still_loads_is_no_crash() -> None:
    """GIVEN a program that is still loading WHEN the person presses Ctrl+C THEN it ends, and shows no traceback."""
    code = (
        "import sys\n"
        "from readiness.cli import main\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'readiness.cli.parser':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.exit(main(['facts']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
