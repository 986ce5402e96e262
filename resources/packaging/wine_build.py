"""Makes the Windows program on Linux, by way of Wine: a real Windows PyInstaller, then NSIS."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from finishing import HERE, make_installer, source_date, write_sums

from tests.rigs.wine import ROOT, Wine, windows_path

_BUILDERS: Final = (
    "pyinstaller",
    "pyinstaller-hooks-contrib",
    "altgraph",
    "pefile",
    "pywin32-ctypes",
    "packaging",
    "setuptools",
)
_LIMIT_SECONDS: Final = 3600.0


def build_under_wine(out: Path) -> Path:
    """Make the folder and the installer, and return the installer. What is made was never run on Windows itself."""
    wine = Wine.prepared()
    try:
        builders = wine.add(*_BUILDERS)
        places = (ROOT, builders)
        variables = {"PYTHONPATH": ";".join(map(windows_path, places)), "SOURCE_DATE_EPOCH": str(source_date())}
        script = windows_path(HERE / "build.py")
        arguments = ("--folder-only", "--out", windows_path(out))
        done = wine.python(script, *arguments, variables=variables, limit=_LIMIT_SECONDS)
        print(done.out)
        if done.code or not (out / "readiness" / "readiness.exe").is_file():
            raise SystemExit(done.err or "Wine was ended before the program was made")
    finally:
        wine.stop()
    installer = make_installer(out / "readiness", out)
    write_sums(out)
    return installer
