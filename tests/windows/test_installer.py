"""The installer, with a small folder in place of the program: what goes where, and that nothing of it stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from finishing import make_installer
from icon_files import ico

from tests.rigs.wine import Wine, windows_path

HOME = r"C:\users\Public\Readiness"
CLASSES = r"HKCU\Software\Classes"
SESSION = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
APPS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Readiness"

needs_nsis = pytest.mark.skipif(shutil.which("makensis") is None, reason="there is no makensis (Debian: nsis)")


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    """An installer of the project's own script."""
    folder = tmp_path / "readiness"
    (folder / "_internal").mkdir(parents=True)
    for name in ("readiness.exe", "readiness-window.exe", "_internal/python311.dll"):
        (folder / name).write_bytes(b"MZ")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "readiness.ico").write_bytes(ico({16: _PNG}))
    return make_installer(folder, tmp_path)


# One pixel, as small as PNG gets; NSIS looks at no more than the head.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


def registry(wine: Wine, key: str, value: str = "/ve") -> str:
    """Return a value of the registry; empty where there is none."""
    return wine.run("reg", "query", key, *([value] if value == "/ve" else ["/v", value])).out


@needs_nsis
def test_it_installs_for_one_person_and_leaves_without_a_trace(wine: Wine, setup: Path) -> None:
    home = wine.drive / "users" / "Public" / "Readiness"
    installed = wine.run(windows_path(setup), "/S", f"/D={HOME}")
    assert installed.code == 0, installed.err
    assert (home / "readiness.exe").read_bytes() == b"MZ"
    assert (home / "_internal" / "python311.dll").is_file()
    opened = rf'"{HOME}\readiness-window.exe" --open "%1"'
    assert opened in registry(wine, rf"{CLASSES}\readiness\shell\open\command")
    assert "URL Protocol" in registry(wine, rf"{CLASSES}\readiness", "URL Protocol")
    assert "Readiness.Profile" in registry(wine, rf"{CLASSES}\.readiness")
    assert opened in registry(wine, rf"{CLASSES}\Readiness.Profile\shell\open\command")
    assert "uninstall.exe" in registry(wine, APPS, "UninstallString")

    wine.run("reg", "add", SESSION, "/v", "Readiness", "/d", rf"{HOME}\readiness-window.exe --hidden", "/f")
    report = home / "my report.json"
    report.write_text("the person's own", encoding="utf-8")
    # Without "_?=" it copies itself elsewhere and goes on after we have looked.
    removed = wine.run(rf"{HOME}\uninstall.exe", "/S", f"_?={HOME}")
    assert removed.code == 0, removed.err
    assert {path.name for path in home.iterdir()} <= {report.name, "uninstall.exe"}
    assert report.is_file()
    for key in (rf"{CLASSES}\readiness", rf"{CLASSES}\.readiness", rf"{CLASSES}\Readiness.Profile", APPS):
        assert wine.run("reg", "query", key).code != 0
    assert HOME not in registry(wine, SESSION, "Readiness")
    shutil.rmtree(home)
