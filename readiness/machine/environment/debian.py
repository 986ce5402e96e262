"""Parts of a Debian or Ubuntu system that the program wants, found missing and added by apt.

Other systems bring what is needed with the Python packages, or have other names for it.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from readiness.machine.environment import say

_NO_VENV = "This Python lacks the part that makes environments (venv, ensurepip)."


class Part(NamedTuple):
    """A row of ``resources/debian-packages.txt``: who wants which package, and how it is seen to be there."""

    purpose: str
    package: str
    kind: str
    mark: str


def install_missing(folder: str, *, tests: bool, environment: bool) -> str:
    """Add what is missing where this start may, else tell the person the line that does.

    ``environment``: a virtual environment is to be made. Returns "" or, when that cannot go
    on, the sentence that says why.
    """
    if not sys.platform.startswith("linux"):
        return ""
    needed = _environment_package() if environment else []
    if shutil.which("apt-get") is None:
        return f"{_NO_VENV} Add it with this system's own tools, then start again." if needed else ""
    parts = parse_parts(Path(folder, "resources", "debian-packages.txt").read_text(encoding="utf-8"))
    packages = needed + missing(parts, _libraries(), tests=tests)
    left = _apt_install(packages) if packages else []
    if not left:
        return ""
    line = f"apt-get install --no-install-recommends {' '.join(left)}"
    line = f"  sudo {line}" if shutil.which("sudo") else f"  su -c '{line}'"
    if set(needed) & set(left):
        return f"{_NO_VENV} Run this line, then start again:\n{line}"
    say(f"Some parts of the system are missing; sound, the window or some tests may do without. To add them:\n{line}")
    return ""


def parse_parts(text: str) -> list[Part]:
    """Return the rows of a list of parts."""
    return [Part(*line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def parse_ldconfig(text: str) -> set[str]:
    """Return the shared libraries that ``ldconfig -p`` lists."""
    return {line.split()[0] for line in text.splitlines() if line.startswith("\t")}


def missing(parts: list[Part], libraries: set[str], *, tests: bool) -> list[str]:
    """Return the packages that are wanted and not there."""
    wanted = {"run"} | ({"test"} if tests else set())
    if tests and os.environ.get("CI"):
        wanted.add("ci")  # large, so nobody who only wants to run the tests is made to fetch it
    return [part.package for part in parts if part.purpose in wanted and not _is_there(part, libraries)]


def _is_there(part: Part, libraries: set[str]) -> bool:
    if part.kind == "library":
        return part.mark in libraries
    if part.kind == "program":
        return shutil.which(part.mark) is not None
    return any(any(Path("/").glob(pattern.lstrip("/"))) for pattern in part.mark.split("|"))


def _libraries() -> set[str]:
    # It lies where an ordinary person's path does not lead.
    ldconfig = shutil.which("ldconfig", path="/sbin:/usr/sbin") or "true"
    return parse_ldconfig(subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout)


def _environment_package() -> list[str]:
    """Return the package in which Debian keeps what makes environments, unless it is there."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return []
    return ["python{}.{}-venv".format(*sys.version_info)]


def _apt_install(packages: list[str]) -> list[str]:
    """Install packages, if this start may; return those that are still missing."""
    before = _may_install()
    if before is None:
        return packages
    say(f"Adding parts of the system: {' '.join(packages)} ...")
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    # Nothing may be removed: on a desktop another sound server can be in the way of a wanted package.
    install = [*apt, "install", "--yes", "--no-install-recommends", "--no-remove"]
    if _succeeds([*install, *packages]):
        return []
    if _succeeds([*apt, "update"]) and _succeeds([*install, *packages]):
        return []
    return [package for package in packages if not _succeeds([*install, package])]


def _may_install() -> list[str] | None:
    """Return what to put before a command so that it may install: nothing, sudo, or None if it may not."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]) else None


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
