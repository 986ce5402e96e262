"""The Windows installer from beginning to end, under Wine: in a fresh Windows, the main job, and out again.

    python resources/packaging/build.py --wine
    python -m tests.benchmarks.installed_windows dist/readiness-…-windows-x64-setup.exe

Tested under Wine, which is not Windows. Installs without a word, checks this computer against a profile with a headset
that hears a known noise, has the program look at itself, measures a recording as Linux does, and takes all away again.
Prints what it saw; ends with 1 when anything is not as it should be. Takes some minutes, and 0.5 GB of the disk.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.rigs.virtual_audio import VirtualAudio
from tests.rigs.virtual_audio import missing as no_sound_server
from tests.rigs.wine import ROOT, Wine, windows_path
from tests.sounds import write_wav
from tests.voices import RATE, voice
from tests.windows.ahead import MACHINE, PROFILE
from tests.windows.conftest import known_noise

LANGUAGES: Final = {"en": "headset", "es": "auriculares", "ja": "ヘッドセット"}
LARGEST_FOLDER: Final = 170e6
LARGEST_INSTALLER: Final = 50e6
CLASSES: Final = r"HKCU\Software\Classes"
APPS: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Readiness"
KEYS: Final = (rf"{CLASSES}\readiness", rf"{CLASSES}\.readiness", rf"{CLASSES}\Readiness.Profile", APPS)


class Trial:
    """A fresh Windows, and what was seen there."""

    def __init__(self, wine: Wine, folder: Path) -> None:
        self.wine = wine
        self.folder = folder
        self.faults: list[str] = []

    @property
    def home(self) -> Path:
        """Where the program is installed for the person."""
        return next((self.wine.drive / "users").glob("*/AppData/Local/Programs"), self.wine.drive) / "Readiness"

    def saw(self, what: str, *, good: bool) -> None:
        """Print what was seen, and remember it if it is not as it should be."""
        print(f"{'good' if good else 'BAD '}  {what}", flush=True)
        if not good:
            self.faults.append(what)

    def program(self, *arguments: str) -> Any:  # noqa: ANN401 - how it ended
        """Run the installed program in its terminal form."""
        return self.wine.run(str(self.home / "readiness.exe"), *arguments, limit=1800)

    def files(self) -> set[str]:
        """Return every file on the drive but Windows' own."""
        own = self.wine.drive / "windows"
        return {
            str(path.relative_to(self.wine.drive))
            for path in self.wine.drive.rglob("*")
            if path.is_file() and own not in path.parents
        }

    def registered(self) -> set[str]:
        """Return the keys of the person's registry that the installer writes."""
        return {key for key in KEYS if self.wine.run("reg", "query", key).code == 0}


@contextmanager
def fresh() -> Iterator[Trial]:
    """Make a Windows that has never seen the program."""
    rig = Wine.prepared()
    with tempfile.TemporaryDirectory(prefix="readiness-windows-") as folder:
        wine = rig.beside(Path(folder))
        try:
            yield Trial(wine, Path(folder))
        finally:
            wine.stop()


def installs(trial: Trial, setup: Path) -> None:
    """Install without a word."""
    size = setup.stat().st_size
    trial.saw(f"installer: {size / 1e6:.1f} MB", good=size < LARGEST_INSTALLER)
    begun = time.monotonic()
    done = trial.wine.run(windows_path(setup), "/S", limit=1800)
    trial.saw(f"installed in {time.monotonic() - begun:.0f} s, exit code {done.code}", good=done.code == 0)
    folder = sum(path.stat().st_size for path in trial.home.rglob("*") if path.is_file())
    trial.saw(f"folder: {folder / 1e6:.1f} MB", good=0 < folder < LARGEST_FOLDER)
    trial.saw("readiness: links, profile files and Apps are registered", good=trial.registered() == set(KEYS))
    opened = trial.wine.run("reg", "query", rf"{CLASSES}\readiness\shell\open\command", "/ve").out
    trial.saw("a link opens the window", good='readiness-window.exe" --open "%1"' in opened)


def looks_at_itself(trial: Trial, _: Path) -> None:
    """Ask the installed program what it has."""
    begun = time.monotonic()
    done = trial.program(f"--self-test={windows_path(trial.folder)}", "--json")
    told = json.loads(done.out) if done.out.startswith("{") else {}
    trial.saw(
        f"self-test: {told.get('verdict')} in {time.monotonic() - begun:.0f} s, exit code {done.code}",
        good=done.code == 0,
    )
    trial.saw("it knows that it is ready made", good=told.get("ready_made") is True)
    drawn = {path.stem.removeprefix("window-") for path in trial.folder.glob("window-*.png")}
    trial.saw(f"the window is drawn in {sorted(drawn)}", good=drawn == set(LANGUAGES))
    if done.code:
        print(done.out[-3000:], done.err[-2000:])


def main_job(trial: Trial, _: Path) -> None:
    """Check this computer against a profile, and save the result in every form."""
    reports = [trial.folder / name for name in ("report.json", "report.html", "report.pdf")]
    arguments = ["check", windows_path(PROFILE), "--lang", "ja"]
    for report in reports:
        arguments += ["--report", windows_path(report)]
    begun = time.monotonic()
    with VirtualAudio() as devices:
        devices.add_headset("usb")
        devices.feed("headset", known_noise())
        done = trial.program(*arguments)
    trial.saw(f"check: {time.monotonic() - begun:.0f} s, exit code {done.code}", good=done.code in {0, 1, 3})
    trial.saw("reports: JSON, HTML, PDF", good=all(report.is_file() for report in reports))
    if reports[0].is_file():
        facts = json.loads(reports[0].read_text(encoding="utf-8"))["facts"]
        floor = facts.get("microphone.noise_floor", {}).get("value")
        trial.saw(f"the noise in the headset: {floor} dBov(A)", good=floor is not None and abs(floor + 24.77) < 4)
    else:
        print(done.out[-2000:], done.err[-2000:])
    for language, word in LANGUAGES.items():
        page = trial.folder / f"{language}.html"
        shown = trial.program(
            "report", "show", windows_path(reports[0]), "--report", windows_path(page), "--lang", language
        )
        told = page.read_text(encoding="utf-8").casefold() if page.is_file() else ""
        trial.saw(f"the report in {language}", good=f'lang="{language}"' in told and word in told and not shown.err)


def as_on_linux(trial: Trial, _: Path) -> None:
    """Measure one recording and judge one machine here and there."""
    quiet = np.random.default_rng(2).normal(0, 10 ** (-60 / 20), 5 * RATE)
    wav = write_wav(trial.folder / "both.wav", np.concatenate([quiet, voice("en")]), RATE)
    end = ("--silence-seconds", "5", "--json")
    there, here = (
        trial.program("microphone", "--wav", windows_path(wav), *end),
        _here("microphone", "--wav", str(wav), *end),
    )
    trial.saw("a recording has the same figures as on Linux", good=_alike(json.loads(there.out or "{}"), here))
    judged, expected = (
        trial.program("judge", windows_path(MACHINE), windows_path(PROFILE), "--json"),
        _here("judge", str(MACHINE), str(PROFILE), "--json"),
    )
    trial.saw("a machine is judged as on Linux", good=_outcomes(json.loads(judged.out or "{}")) == _outcomes(expected))


def _here(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "readiness", *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout)
    return told


def _alike(there: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - a reading
        if isinstance(other, dict) and isinstance(other.get("value"), float):
            return bool(abs(one["value"] - other["value"]) <= (other.get("spread") or 0.1))
        return bool(one == other)

    return there.keys() == here.keys() and all(same(there[name], here[name]) for name in here)


def _outcomes(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    report = document.get("reports", [document])[0]
    return [(one["id"], one["outcome"]) for one in report.get("requirements", ())]


def leaves(trial: Trial, _: Path) -> None:
    """Remove it without a word; what is the person's stays."""
    kept = {name for name in trial.files() if "Programs/Readiness" not in name}
    home = trial.home
    done = trial.wine.run(
        str(home / "uninstall.exe"), "/S", f"_?=C:\\{home.relative_to(trial.wine.drive)}".replace("/", "\\")
    )
    (home / "uninstall.exe").unlink(missing_ok=True)  # told where to run, it does not copy itself away, and so stays
    left = trial.files() - kept
    trial.saw(
        f"removed, exit code {done.code}; left of the program: {sorted(left) or 'nothing'}",
        good=done.code == 0 and not left,
    )
    shortcuts = {name for name in trial.files() if name.endswith(".lnk")}
    trial.saw(f"left in the menu: {sorted(shortcuts) or 'nothing'}", good=not shortcuts)
    trial.saw(f"left in the registry: {sorted(trial.registered()) or 'nothing'}", good=not trial.registered())
    own = {name for name in kept if "readiness" in name.casefold() and not name.endswith(".lnk")}
    trial.saw(f"the person's own: {len(own)} files, {sorted(own)[:4]} …", good=own <= trial.files())


STEPS: Final[tuple[Callable[[Trial, Path], None], ...]] = (installs, looks_at_itself, main_job, as_on_linux, leaves)


def main() -> int:
    """Go through all steps; 1 when anything was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("setup", type=Path)
    setup = parser.parse_args().setup.resolve()
    if no_sound_server():
        parser.error(no_sound_server())
    with fresh() as trial:
        for step in STEPS:
            print(f"-- {step.__doc__}")
            step(trial, setup)
        return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
