"""How light the start is: held against a bare window of the same Python, and what is not loaded for it."""

from __future__ import annotations

import subprocess
import sys

import platformdirs
import pytest

from readiness.desktop.state.preferences import default_path
from tests.benchmarks.start import BARE, hooked, start_of

TIMES_A_BARE_WINDOW = 3.0  # the benchmark holds it to 1.5; a busy machine must not fail this
HEAVY = ("numpy", "sounddevice", "jsonschema", "babel", "psutil", "speedtest", "cryptography", "sqlite3")
LATER = ("dataclasses", "shlex", "socket")  # light, and still not for nothing


@pytest.mark.skipif(sys.gettrace() is not None, reason="counting coverage takes longer than the start")
def test_the_first_frame_takes_little_more_than_a_bare_windows() -> None:
    bare, ours = [sys.executable, "-c", BARE], [sys.executable, "-m", "readiness"]
    with hooked() as folder:
        starts = [[start_of(command, folder, rest=0).processor for command in (bare, ours)] for _ in range(4)]
    least_bare, least_ours = (min(one) for one in zip(*starts, strict=True))
    assert least_ours < TIMES_A_BARE_WINDOW * least_bare


def test_nothing_heavy_is_loaded_before_the_first_frame_and_no_source_is_read() -> None:
    code = (
        "import linecache, sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "before = {*sys.modules}\n"
        "QApplication.exec = lambda *_: 0\n"
        "from readiness.cli import main\n"
        "assert main([]) == 0\n"
        f"print([one for one in {HEAVY + LATER!r} if one in {{*sys.modules}} - before])\n"
        "print([one for one in linecache.cache if 'window.py' in one])\n"
        "import os; sys.stdout.flush(); os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]


def test_choices_are_kept_where_the_systems_rules_say() -> None:
    assert default_path() == platformdirs.user_config_path("readiness", appauthor=False) / "window.ini"
