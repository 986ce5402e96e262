"""The Windows installer from beginning to end, under Wine: in a fresh Windows, the main job, and out again.

    python resources/packaging/build.py --wine
    python -m tests.benchmarks.installed_windows SETUP.exe [--before OLDER.exe] [--linux PROGRAM]

Tested under Wine, which is not Windows. For a person whose name has a blank and Japanese letters: installs without a
word over an older version, refuses while the program runs, checks this computer against a profile with a headset that
hears a known noise and a measuring server, has the program look at itself, measures a recording as Linux does, and
takes all away again. Prints what it saw; ends with 1 when anything is not as it should be. Takes some minutes, and
0.5 GB of the disk.
"""

from __future__ import annotations

import argparse
import itertools
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from readiness import paths
from tests.rigs.sound_server import missing as no_sound_server
from tests.rigs.virtual_audio import VirtualAudio
from tests.rigs.wine import ROOT, Wine, windows_path
from tests.sounds import write_wav
from tests.voices import RATE, voice
from tests.windows.ahead import MACHINE
from tests.windows.conftest import known_noise

LANGUAGES: Final = {"en": "headset", "es": "auriculares", "ja": "ヘッドセット"}
LARGEST_FOLDER: Final = 170e6
LARGEST_INSTALLER: Final = 50e6
CLASSES: Final = r"HKCU\Software\Classes"
APPS: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Readiness"
SESSION: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
PERSON: Final = "山田 花子"
PROFILE: Final = paths.specs() / "financial-voice-agent.json"
"""Asks the microphone too."""
PATIENCE_SECONDS: Final = 180.0
KEYS: Final = (rf"{CLASSES}\readiness", rf"{CLASSES}\.readiness", rf"{CLASSES}\Readiness.Profile", APPS)


class Trial:
    """A fresh Windows, and what was seen there."""

    def __init__(self, wine: Wine, folder: Path, options: argparse.Namespace) -> None:
        self.wine = wine
        self.folder = folder / "検査 結果"
        self.folder.mkdir()
        self.setup: Path = options.setup.resolve()
        self.before: Path = (options.before or options.setup).resolve()
        self.linux: list[str] = [str(options.linux.resolve())] if options.linux else [sys.executable, "-m", "readiness"]
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

    def here(self, *arguments: str) -> dict[str, Any]:
        """Run the Linux program and return its answer."""
        done = subprocess.run([*self.linux, *arguments], cwd=ROOT, capture_output=True, check=False)
        told: dict[str, Any] = json.loads(done.stdout)
        return told


@contextmanager
def fresh(options: argparse.Namespace) -> Iterator[Trial]:
    """Make a Windows that has never seen the program."""
    rig = Wine.prepared()
    with tempfile.TemporaryDirectory(prefix="readiness-windows-") as folder:
        wine = rig.beside(Path(folder), PERSON)
        try:
            yield Trial(wine, Path(folder), options)
        finally:
            wine.stop()


def has_an_older_version(trial: Trial) -> None:
    """Install what was there before; with the same version where no other was named."""
    done = trial.wine.run(windows_path(trial.before), "/S", limit=1800)
    trial.saw(f"older version in {trial.home}, exit code {done.code}", good=PERSON in str(trial.home) and not done.code)
    (trial.home / "_internal" / "of-the-older-one.dll").write_bytes(b"MZ")


def refuses_while_it_runs(trial: Trial) -> None:
    """Neither install over a program that runs, nor take it away."""
    for program in ("readiness.exe", "readiness-window.exe"):
        with _running(trial, program):
            before = trial.files()
            with trial.wine.running(windows_path(trial.setup), "/S") as setup:
                over = setup.wait(PATIENCE_SECONDS)
            whole = trial.files() == before
            trial.saw(
                f"installed while {program} runs: exit code {over}, all files there: {whole}", good=over == 1 and whole
            )


@contextmanager
def _running(trial: Trial, program: str) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ("serve-speed", "--host", "127.0.0.1", "--port", str(port))
    with trial.wine.running(str(trial.home / program), *arguments) as process:
        ends = time.monotonic() + PATIENCE_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"{program} does not run")
            time.sleep(0.2)
        yield


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
        return True
    return False


def installs(trial: Trial) -> None:
    """Install without a word, over the older one."""
    size = trial.setup.stat().st_size
    trial.saw(f"installer: {size / 1e6:.1f} MB", good=size < LARGEST_INSTALLER)
    begun = time.monotonic()
    done = trial.wine.run(windows_path(trial.setup), "/S", limit=1800)
    trial.saw(f"installed in {time.monotonic() - begun:.0f} s, exit code {done.code}", good=done.code == 0)
    stale = (trial.home / "_internal" / "of-the-older-one.dll").exists()
    trial.saw("nothing is left of the older version", good=not stale)
    folder = sum(path.stat().st_size for path in trial.home.rglob("*") if path.is_file())
    trial.saw(f"folder: {folder / 1e6:.1f} MB", good=0 < folder < LARGEST_FOLDER)
    trial.saw("readiness: links, profile files and Apps are registered", good=trial.registered() == set(KEYS))
    opened = trial.wine.run("reg", "query", rf"{CLASSES}\readiness\shell\open\command", "/ve").out
    trial.saw("a link opens the window", good='readiness-window.exe" --open "%1"' in opened)


def looks_at_itself(trial: Trial) -> None:
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


def main_job(trial: Trial) -> None:
    """Check this computer against a profile, and save the result in every form."""
    reports = [trial.folder / name for name in ("report.json", "report.html", "report.pdf")]
    begun = time.monotonic()
    with VirtualAudio() as devices, measuring_server() as url:
        devices.add_headset("usb")
        devices.feed("headset", known_noise())
        done = trial.program(*_check(trial, url, reports))
    trial.saw(f"check: {time.monotonic() - begun:.0f} s, exit code {done.code}", good=done.code in {0, 1, 3})
    trial.saw("reports: JSON, HTML, PDF", good=all(report.is_file() for report in reports))
    if reports[0].is_file():
        facts = json.loads(reports[0].read_text(encoding="utf-8"))["facts"]
        speed = facts.get("network.download", {})
        trial.saw(f"the line to the loopback: {speed.get('value')} {speed.get('unit')}", good="value" in speed)
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
        good = f'lang="{language}"' in told and word in told and "Traceback" not in shown.err
        trial.saw(f"the report in {language}, exit code {shown.code}", good=good)


def _check(trial: Trial, url: str, reports: list[Path]) -> list[str]:
    profile = json.loads((paths.specs() / "voice-agent.json").read_text(encoding="utf-8"))
    profile["network_test"] = {"servers": [{"id": "here", "url": url}]}
    path = trial.folder / "profile.json"
    path.write_text(json.dumps(profile), encoding="utf-8")
    saved = (("--report", windows_path(report)) for report in reports)
    return ["check", windows_path(path), "--lang", "ja", *itertools.chain.from_iterable(saved)]


@contextmanager
def measuring_server() -> Iterator[str]:
    """Start this program's own server, here on Linux, and yield its address."""
    command = [sys.executable, "-m", "readiness", "serve-speed", "--host", "127.0.0.1", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout
            yield json.loads(server.stdout.readline())["url"]
        finally:
            server.terminate()


def as_on_linux(trial: Trial) -> None:
    """Measure one recording and judge one machine here and there."""
    quiet = np.random.default_rng(2).normal(0, 10 ** (-60 / 20), 5 * RATE)
    wav = write_wav(trial.folder / "both.wav", np.concatenate([quiet, voice("en")]), RATE)
    end = ("--silence-seconds", "5", "--json")
    there = json.loads(trial.program("microphone", "--wav", windows_path(wav), *end).out or "{}")
    here = trial.here("microphone", "--wav", str(wav), *end)
    for name in here:
        print(f"      {name:34}{_said(there.get(name)):>12}{_said(here[name]):>12}  ± {here[name].get('spread') or 0}")
    trial.saw("a recording has the same figures as on Linux", good=_alike(there, here))
    facts = [_machine(trial.folder / f"{one}.json", told) for one, told in (("there", there), ("here", here))]
    judged = trial.program("judge", windows_path(facts[0]), windows_path(PROFILE), "--json")
    outcomes = (
        _outcomes(json.loads(judged.out or "{}")),
        _outcomes(trial.here("judge", str(facts[1]), str(PROFILE), "--json")),
    )
    for one, other in zip(*outcomes, strict=False):
        print(f"      {one[0]:34}{one[1]:>14}{other[1]:>14}")
    trial.saw("its machine is judged as on Linux", good=bool(outcomes[1]) and outcomes[0] == outcomes[1])


def _machine(path: Path, measured: Mapping[str, Any]) -> Path:
    """Write a machine of the catalogue whose microphone is the one that was measured."""
    document = json.loads(MACHINE.read_text(encoding="utf-8"))
    found = {name: one["value"] for name, one in measured.items() if "value" in one}
    units = {name: one["unit"] for name, one in measured.items() if one.get("unit")}
    document["facts"] |= {name: f"{value} {units[name]}" if name in units else value for name, value in found.items()}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _said(reading: Mapping[str, Any] | None) -> str:
    value = (reading or {}).get("value")
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _alike(there: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - a reading
        if isinstance(other, dict) and isinstance(other.get("value"), float):
            return bool(abs(one["value"] - other["value"]) <= (other.get("spread") or 0.1))
        return bool(one == other)

    return there.keys() == here.keys() and all(same(there[name], here[name]) for name in here)


def _outcomes(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    report = document.get("reports", [document])[0]
    return [(one["id"], one["outcome"]) for one in report.get("requirements", ())]


def leaves(trial: Trial) -> None:
    """Remove it without a word, as Windows' settings do; what is the person's stays."""
    kept = {name for name in trial.files() if "Programs/Readiness" not in name}
    started = windows_path(trial.home).replace(windows_path(trial.wine.drive), "C:") + "\\readiness-window.exe"
    trial.wine.run("reg", "add", SESSION, "/v", "Readiness", "/d", f'"{started}" --hidden', "/f")
    done = trial.wine.run(str(trial.home / "uninstall.exe"), "/S", limit=1800)
    ends = (
        time.monotonic() + PATIENCE_SECONDS
    )  # it goes on from a copy of itself, which Windows deletes when it starts anew
    while trial.home.exists() and time.monotonic() < ends:
        time.sleep(0.5)
    left = {name for name in trial.files() - kept if "/Temp/~nsu" not in name}
    trial.saw(
        f"removed, exit code {done.code}; left of the program: {sorted(left) or 'nothing'}",
        good=done.code == 0 and not left,
    )
    shortcuts = {name for name in trial.files() if name.endswith(".lnk")}
    trial.saw(f"left in the menu: {sorted(shortcuts) or 'nothing'}", good=not shortcuts)
    trial.saw(f"left in the registry: {sorted(trial.registered()) or 'nothing'}", good=not trial.registered())
    session = trial.wine.run("reg", "query", SESSION, "/v", "Readiness").code == 0
    trial.saw("it does not start with the session any more", good=not session)
    own = {name for name in kept if "readiness" in name.casefold() and not name.endswith(".lnk")}
    trial.saw(f"the person's own: {len(own)} files, {sorted(own)[:4]} …", good=own <= trial.files())


STEPS: Final[tuple[Callable[[Trial], None], ...]] = (
    has_an_older_version,
    refuses_while_it_runs,
    installs,
    looks_at_itself,
    main_job,
    as_on_linux,
    leaves,
)


def main() -> int:
    """Go through all steps; 1 when anything was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("setup", type=Path)
    parser.add_argument("--before", type=Path, help="an installer of an older version; without it, the same one")
    parser.add_argument(
        "--linux", type=Path, help="a ready-made Linux program to compare with; without it, the sources"
    )
    options = parser.parse_args()
    if no_sound_server():
        parser.error(no_sound_server())
    with fresh(options) as trial:
        for step in STEPS:
            print(f"-- {step.__doc__}")
            step(trial)
        return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
