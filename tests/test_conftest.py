"""The hostile test run sees what it says it sees: tests that leave something behind, run by a pytest of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

SLOVENLY = """
import os, socket, subprocess, sys, threading, time

import pytest

KEPT = []

def test_clean():
    thread = threading.Thread(target=time.sleep, args=(0.05,))
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass

def test_thread():
    threading.Thread(target=time.sleep, args=(1,), name="forgotten").start()

def test_process():
    KEPT.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)", "forgotten child"]))

def test_tidy_up():
    KEPT.pop().wait()

def test_window(qtbot):
    from PySide6.QtWidgets import QLabel
    KEPT.append(QLabel("forgotten"))

def test_window_deleted(qtbot):
    from PySide6.QtWidgets import QLabel
    QLabel("tidy").deleteLater()

def test_network():
    with pytest.raises(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(0.01)
        line.connect(("8.8.8.8", 9))
        raise OSError

def test_lookup():
    with pytest.raises(OSError):
        socket.getaddrinfo("speed.example.com", 443, flags=socket.AI_NUMERICHOST)

def test_folders():
    from platformdirs import user_data_path
    path = user_data_path("readiness")
    assert not path.exists()
    path.mkdir(parents=True)

def test_folders_of_another():
    test_folders()

def test_stray():
    command = f"{sys.executable} -c 'import time; time.sleep(30)' stray >/dev/null 2>&1 & echo $! > stray.pid"
    subprocess.run(["/bin/sh", "-c", command], check=True)
"""
LEAVE = {"test_thread": "threads", "test_process": "processes", "test_window": "windows"}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str], str]:
    """The exit code of the slovenly tests, the outcome of each, and everything that was written."""
    folder = tmp_path_factory.mktemp("slovenly")
    (folder / "test_slovenly.py").write_text(SLOVENLY)
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-rA",
        "test_slovenly.py",
    ]
    variables = {"PYTHONPATH": str(ROOT), "READINESS_TEST_PATIENCE": "0.3", "CI": "", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False, timeout=60
    )
    if (folder / "stray.pid").exists():
        os.kill(int((folder / "stray.pid").read_text()), 9)
    found = re.findall(r"^(PASSED|FAILED|ERROR) test_slovenly\.py::(\w+)", done.stdout, re.MULTILINE)
    return done.returncode, {test: how for how, test in found}, done.stdout + done.stderr


@pytest.mark.parametrize(("test", "left"), LEAVE.items())
def test_what_is_left_behind_is_an_error(outcome: tuple[int, dict[str, str], str], test: str, left: str) -> None:
    _, outcomes, told = outcome
    assert outcomes[test] == "ERROR", told
    assert re.search(rf"AssertionError: {left} left behind: \[.*(forgotten|QLabel)", told)


@pytest.mark.parametrize("test", ["test_network", "test_lookup"])
def test_speaking_to_another_computer_is_an_error(outcome: tuple[int, dict[str, str], str], test: str) -> None:
    assert outcome[1][test] == "ERROR", outcome[2]


@pytest.mark.parametrize("test", ["test_clean", "test_window_deleted", "test_folders", "test_folders_of_another"])
def test_what_is_clean_passes(outcome: tuple[int, dict[str, str], str], test: str) -> None:
    assert outcome[1][test] == "PASSED", outcome[2]


def test_a_grandchild_that_nobody_waits_for_is_told_at_the_end(outcome: tuple[int, dict[str, str], str]) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells the variables a process was started with")
    code, _, told = outcome
    assert code == 1
    assert re.search(r"left behind by the test run, still running: .* stray", told)
