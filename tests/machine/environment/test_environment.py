"""Whether an environment may be used as it is: no environment is made here, only its traces."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.machine.environment import BROKEN, CANNOT_START, CURRENT, OUTDATED, Environment, run, say


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """What a finished environment leaves for the next start to look at."""
    found = Environment(str(tmp_path / "project"))
    site = Path(found.folder, "site")
    for name in ("numpy", "numpy-2.4.6.dist-info", "pip", "_part.pth", "__pycache__"):
        (site / name).mkdir(parents=True)
    Path(found.python).parent.mkdir()
    Path(found.python).symlink_to(found.base_python())
    Path(found.project_folder, "pyproject.toml").write_text("[project]\n")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found.write_stamp(found.stamp_of(found.base_python(), version, str(site), ["test"]))
    return found


def state(environment: Environment, extra: str = "") -> str:
    return environment.state(environment.read_stamp(), extra)


def test_a_finished_environment_is_current(environment: Environment) -> None:
    assert state(environment) == CURRENT
    assert state(environment, "test") == CURRENT
    assert state(environment, "fleet") == OUTDATED


def test_a_changed_project_is_outdated(environment: Environment) -> None:
    project = Path(environment.project_folder, "pyproject.toml")
    project.write_text("[project]\nname = 'other'\n")
    assert state(environment) == OUTDATED
    project.unlink()
    assert state(environment) == OUTDATED


def test_without_a_stamp_it_may_be_somebodys_own(environment: Environment) -> None:
    Path(environment.folder, "readiness.stamp").unlink()
    assert state(environment) == OUTDATED


def test_a_newer_version_of_a_package_is_no_loss(environment: Environment) -> None:
    site = Path(environment.folder, "site")
    (site / "numpy-2.4.6.dist-info").rename(site / "numpy-2.5.0.dist-info")
    assert state(environment) == CURRENT


def _lose_python(environment: Environment) -> None:
    Path(environment.python).unlink()


def _other_python(environment: Environment) -> None:
    _lose_python(environment)
    Path(environment.python).symlink_to("/bin/sh")


def _lose_package(environment: Environment) -> None:
    Path(environment.folder, "site", "numpy").rmdir()


def _lose_all_packages(environment: Environment) -> None:
    shutil.rmtree(Path(environment.folder, "site"))


def _half_made(environment: Environment) -> None:
    environment.write_stamp({"state": "unfinished"})


def _garbled(environment: Environment) -> None:
    Path(environment.folder, "readiness.stamp").write_bytes(b"\xff\xfe=\n\x00" * 3)


def _replaced(environment: Environment) -> None:
    environment.write_stamp(environment.read_stamp() | {"version": "3.4"})


def _base_gone(environment: Environment) -> None:
    environment.write_stamp(environment.read_stamp() | {"base": "/nowhere/python3.11"})


def _moved(environment: Environment) -> None:
    environment.write_stamp(environment.read_stamp() | {"folder": "/elsewhere"})


BREAKS = (
    _lose_python,
    _other_python,
    _lose_package,
    _lose_all_packages,
    _half_made,
    _garbled,
    _replaced,
    _base_gone,
    _moved,
)


@pytest.mark.parametrize("damage", BREAKS)
def test_a_broken_environment_is_seen(environment: Environment, damage: Callable[[Environment], None]) -> None:
    damage(environment)
    assert state(environment) == BROKEN


def test_a_different_python_may_use_what_another_one_made(environment: Environment, tmp_path: Path) -> None:
    # Two Pythons on one system, used in turn, must not make the environment anew each time.
    other = tmp_path / "python3.99"
    other.write_text("")
    Path(environment.python).unlink()
    Path(environment.python).symlink_to(other)
    environment.write_stamp(environment.read_stamp() | {"base": str(other), "python": str(other), "version": "3.99"})
    assert state(environment) == CURRENT


def test_it_knows_whether_it_runs_this(tmp_path: Path) -> None:
    assert not Environment(str(tmp_path)).runs_this()
    inside = Environment(str(tmp_path))
    inside.folder = sys.prefix
    assert inside.runs_this()


def test_becoming_what_cannot_be_started_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(tmp_path / "python"), "x"]) == CANNOT_START
    assert "cannot be started (No such file or directory). Delete the folder .venv" in capsys.readouterr().err


def test_a_system_that_cannot_become_runs_and_passes_the_exit_code_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.machine.environment.os.name", "nt")
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("subprocess.call", len)
    assert run(["a", "b", "c"]) == 3


def test_a_start_without_a_console_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say("Ready.")


def test_windows_keeps_its_python_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    assert Environment("x").python == os.path.join("x", ".venv", "Scripts", "python.exe")  # noqa: PTH118 - pathlib asks os.name
