"""Runs ahead what the tests of this folder ask of Windows programs that need neither sound nor an answer.

Making the rig and starting its programs takes minutes of waiting, so a process of its own does it behind all other
tests, at the lowest priority, and keeps what the programs said. Started by ``conftest``; by hand:

    python -m tests.windows.ahead FOLDER
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from readiness import paths
from tests.rigs.wine import ROOT, Done, Wine, windows_path
from tests.sounds import write_wav
from tests.voices import RATE, voice

PROFILE: Final = paths.specs() / "voice-agent.json"
MACHINE: Final = paths.resource("machines/laptop-windows-11.json")
_LOWEST: Final = 19
Command = Sequence[str | Path]


class Ahead:
    """The folder with what was said: ``windows(name)`` under Wine, ``linux(name)`` here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def windows(self, name: str) -> Done:
        """Return how the Windows program ended."""
        return self._read(f"{name}.windows.json")

    def linux(self, name: str) -> tuple[int, Any]:
        """Return how the same program ended here, and its answer."""
        done = self._read(f"{name}.linux.json")
        return done.code, json.loads(done.out)

    def _read(self, name: str) -> Done:
        return Done(**json.loads((self.folder / name).read_text(encoding="utf-8")))

    def wait(self, seconds: float) -> None:
        """Wait until all was run. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not self._ended.exists():
            if time.monotonic() > deadline:
                raise TimeoutError("the programs run ahead do not end")
            time.sleep(0.1)

    def problem(self) -> str:
        """Return why not all was run; empty when it was."""
        return self._ended.read_text(encoding="utf-8")

    def end(self, problem: str = "") -> None:
        """Write down that all was run, or why not."""
        unfinished = self.folder / "ending"
        unfinished.write_text(problem, encoding="utf-8")
        unfinished.rename(self._ended)

    @property
    def _ended(self) -> Path:
        return self.folder / "ended"

    def keep(self, name: str, done: Done) -> None:
        """Write down how a program ended."""
        (self.folder / f"{name}.json").write_text(json.dumps(asdict(done)), encoding="utf-8")


def commands(folder: Path) -> Iterator[tuple[str, Command, bool]]:
    """Yield name and arguments of each program, and whether it is asked here too."""
    quiet = np.random.default_rng(2).normal(0, 10 ** (-60 / 20), 5 * RATE)
    wav = write_wav(folder / "both.wav", np.concatenate([quiet, voice("en")]), RATE)
    yield "probe", ("-m", "tests.windows.probe"), False
    yield "judge", ("-m", "readiness", "judge", MACHINE, PROFILE, "--json"), True
    yield "microphone", ("-m", "readiness", "microphone", "--wav", wav, "--silence-seconds", "5", "--json"), True
    yield "self-test", ("-m", "readiness", "--self-test", "--json"), True


def main(folder: Path) -> None:
    """Run them one after the other."""
    os.nice(_LOWEST)
    kept = Ahead(folder)
    try:
        run_all(kept, Wine.prepared())
        kept.end()
    except Exception:  # noqa: BLE001 - whatever it is, it is what the tests show
        kept.end(traceback.format_exc())


def run_all(kept: Ahead, wine: Wine) -> None:
    """Run the programs and keep what they say."""
    folder = kept.folder
    home = {"READINESS_DATA": windows_path(folder / "data")}
    for name, command, here_too in commands(folder):
        told = [windows_path(part) if isinstance(part, Path) else part for part in command]
        if name == "self-test":
            told[2] += f"={windows_path(folder)}"  # leaves pictures of the window
        kept.keep(f"{name}.windows", wine.python(*told, variables=home))
        if here_too:
            kept.keep(f"{name}.linux", _here(command, folder / "data-here"))


def _here(command: Command, data: Path) -> Done:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "READINESS_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
