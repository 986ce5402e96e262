"""How soon the first window is there, how much memory it takes, and how soon the terminal answers.

    python -m tests.benchmarks.start [RUNS]

The program's window and two bare PySide6 windows (the same Python, the same packages) are started in turn, so that
whatever else the computer does hits all of them. One of the two is an empty QWidget, the least there can be; the
other what Qt for Python's own introduction begins with: a centred text and a button. It needs the names in ``Qt``,
as every program with a layout does, and to make those takes a tenth of a start. A start counts from the making of the
process to the end of painting the first frame; "usable" is the first frame on which the check can be begun. Prints
median and best of all runs, and the ratios of the medians to both; that to the least is to stay below 1.5. Without
a screen one is made (Xvfb), else Qt paints offscreen.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

ROOT: Final = Path(__file__).resolve().parents[2]
LIMIT: Final = 1.5
USUAL_RUNS: Final = 15
REST_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 20.0
BARE: Final = (
    "import sys\n"
    "from PySide6.QtWidgets import QApplication, QWidget\n"
    "app = QApplication(sys.argv[:1])\n"
    "window = QWidget()\n"
    "window.resize(1120, 720)\n"
    "window.show()\n"
    "sys.exit(app.exec())\n"
)
SIMPLE: Final = (
    "import sys\n"
    "from PySide6.QtCore import Qt\n"
    "from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget\n"
    "app = QApplication(sys.argv[:1])\n"
    "window = QWidget()\n"
    "rows = QVBoxLayout(window)\n"
    "rows.addWidget(QLabel('Hello World', alignment=Qt.AlignmentFlag.AlignCenter))\n"
    "rows.addWidget(QPushButton('Click me!'))\n"
    "window.resize(1120, 720)\n"
    "window.show()\n"
    "sys.exit(app.exec())\n"
)
"""After "Your First QtWidgets Application" and the "Quick start" of Qt for Python's documentation."""
HOOK: Final = Path(__file__).with_name("first_frame.py")
TERMINAL: Final = (
    ("--version",),
    ("--help",),
    ("facts", "--json"),
    ("judge", "resources/machines/good.json", "specs/voice-agent.json", "--json"),
)


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds, processor seconds until the first frame, and MiB when all is at rest."""

    frame: float
    processor: float
    usable: float | None
    resident: float
    own: float


def start_of(command: Sequence[str], folder: Path, *, rest: float = REST_SECONDS) -> Start:
    """Start a program with a window, wait until it rests, end it, and return how the start went."""
    told = folder / "told"
    told.unlink(missing_ok=True)
    variables = warm(folder) | {"FIRST_FRAME_TOLD": str(told), "PYTHONPATH": str(folder)}
    begun = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, env=variables) as process:
        try:
            lines = _wait_for(told, process, rest)
            memory = psutil.Process(process.pid).memory_full_info()
        finally:
            process.terminate()
    frame = lines["frame"]
    usable = lines["usable"]["at"] - begun if "usable" in lines else None
    return Start(frame["at"] - begun, frame["processor"], usable, memory.rss / 2**20, memory.uss / 2**20)


def warm(folder: Path) -> dict[str, str]:
    """Return the variables of a second start: Python keeps what it compiled, and the person's files are not touched."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), str(folder))
    return kept | homes | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _wait_for(told: Path, process: subprocess.Popen[bytes], rest: float) -> dict[str, dict[str, float]]:
    """Return what the hook wrote; it is read only when the program rests, because reading would disturb."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not told.exists() or not told.stat().st_size:
        if process.poll() is not None or time.monotonic() > ends:
            raise RuntimeError(f"no window came of {process.args!r}")
        time.sleep(0.2)
    time.sleep(rest)
    return {line["what"]: line for line in map(json.loads, told.read_text().splitlines())}


@contextlib.contextmanager
def hooked() -> Iterator[Path]:
    """Make a folder from which Python loads the hook that tells of the first frame."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(HOOK, folder / "sitecustomize.py")
        yield folder


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Use the screen there is, or make one, or paint offscreen; yield what it is."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in {"win32", "darwin"}:
        yield "this screen"
        return
    server = shutil.which("Xvfb")
    if server is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "offscreen"
        return
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with (
        subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process,
        os.fdopen(reading) as told,
    ):
        os.close(writing)
        os.environ["DISPLAY"] = f":{told.readline().strip()}"
        try:
            yield "Xvfb"
        finally:
            del os.environ["DISPLAY"]
            process.terminate()


def programs() -> dict[str, list[str]]:
    """Return what is started in turn; through the door only where it finds a finished environment."""
    found = {
        "empty PySide6 window": [sys.executable, "-c", BARE],
        "text and button": [sys.executable, "-c", SIMPLE],
        "python -m readiness": [sys.executable, "-m", "readiness"],
    }
    from readiness.machine.environment import CURRENT, Environment

    environment = Environment(str(ROOT))
    if environment.state(environment.read_stamp(), "") == CURRENT:
        found["python app.py"] = [environment.base_python(), "app.py"]
    return found


def windows(runs: int) -> dict[str, list[Start]]:
    """Start every program so many times, in turn; one start of each is not counted, it warms the disk."""
    commands = programs()
    starts: dict[str, list[Start]] = {name: [] for name in commands}
    with screen(), hooked() as folder:
        for turn in range(runs + 1):
            for name, command in commands.items():
                start = start_of(command, folder)
                starts[name] += [start] if turn else []
    return starts


def _print_windows(starts: dict[str, list[Start]]) -> bool:
    print(
        f"{'window':24}{'first frame':>14}{'best':>8}{'ratios':>12}{'processor':>11}{'usable':>9}{'RSS':>8}{'USS':>8}"
    )
    bare, simple = (statistics.median(one.frame for one in found) for found in [*starts.values()][:2])
    worst = 0.0
    for name, found in starts.items():
        frame = statistics.median(one.frame for one in found)
        worst = max(worst, frame / bare)
        usable = [one.usable for one in found if one.usable is not None]
        cells = (
            f"{1e3 * frame:11.0f} ms",
            f"{1e3 * min(one.frame for one in found):8.0f}",
            f"{frame / bare:6.2f}{frame / simple:6.2f}",
            f"{1e3 * statistics.median(one.processor for one in found):8.0f} ms",
            f"{1e3 * statistics.median(usable):9.0f}" if usable else f"{'':9}",
            f"{statistics.median(one.resident for one in found):8.1f}",
            f"{statistics.median(one.own for one in found):8.1f}",
        )
        print(f"{name:24}{''.join(cells)}")
    return worst <= LIMIT


def _print_terminal(runs: int) -> None:
    print(f"\n{'terminal':64}{'median':>8}{'best':>7}  ms")
    bare = [sys.executable, "-c", "pass"]
    commands = [bare, *([sys.executable, "-m", "readiness", *words] for words in TERMINAL)]
    taken: list[list[float]] = [[] for _ in commands]
    nowhere = subprocess.DEVNULL
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(runs + 1):
            for command, times in zip(commands, taken, strict=True):
                begun = time.perf_counter()
                subprocess.run(command, cwd=ROOT, env=warm(Path(folder)), stdout=nowhere, stderr=nowhere, check=False)
                times.extend([time.perf_counter() - begun] if turn else [])
    for command, all_of_it in zip(commands, taken, strict=True):
        print(f"{' '.join(command[1:])[:63]:64}{1e3 * statistics.median(all_of_it):8.0f}{1e3 * min(all_of_it):7.0f}")


def main() -> int:
    """Print both tables; 1 when the window takes longer than it may."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_RUNS
    fine = _print_windows(windows(runs))
    _print_terminal(runs)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
