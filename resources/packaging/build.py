"""Makes the programs people install, on the system they are for: ``python resources/packaging/build.py``.

One script for three systems: the folder (PyInstaller), its self-test, and what that system installs:
``.tar.xz`` and ``.deb`` on Linux, an installer on Windows (NSIS), ``.app`` and ``.dmg`` on macOS.
``--wine`` makes the Windows ones on Linux. Everything lands in ``--out`` (``dist``), with ``SHA256SUMS``.

Same source, same bytes, as far as the tools allow: times come from the last commit (SOURCE_DATE_EPOCH),
names are sorted, hashes of Python are fixed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from finishing import HERE, ROOT, make_installer, output_of, source_date, write_sums

from readiness import __version__

LARGEST_FOLDER: Final = 170_000_000
LARGEST_ARCHIVE: Final = 50_000_000
DISK_TRIES: Final = 3
DISK_WAIT_SECONDS: Final = 10.0


def main(arguments: list[str] | None = None) -> int:
    """Build for this system and return 0, or say what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where the finished files go")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--folder-only", action="store_true", help="only the folder, nothing to install")
    part.add_argument(
        "--pack-only", action="store_true", help="only what is installed, of a folder made (and signed) before"
    )
    part.add_argument("--sums-only", action="store_true", help="only the checksums of what was made before")
    part.add_argument("--wine", action="store_true", help="for Windows, on Linux, by way of Wine")
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if options.wine:
        from wine_build import build_under_wine

        build_under_wine(out)
        return 0
    folder = out / "readiness"
    if not (options.pack_only or options.sums_only):
        make_folder(out)
    if not (options.folder_only or options.sums_only):
        for made in _PACKAGERS[_system()](folder, out):
            print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB")
    if not options.folder_only:
        write_sums(out)
    return 0


def _system() -> str:
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


# ------------------------------------------------------------------ the folder


def make_folder(out: Path) -> None:
    """Freeze the program and have it look at itself. Raises CalledProcessError."""
    work = out / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    manifest = work / "manifest.json"
    manifest.write_bytes(output_of([sys.executable, "-m", "readiness", "--self-test", "--json"], ROOT))
    make_icons(work)
    variables = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(source_date()),
        "PYTHONHASHSEED": "0",
        "READINESS_MANIFEST": str(manifest),
        "READINESS_WORK": str(work),
        "READINESS_VERSION": __version__,
    }
    if sys.platform == "win32":
        variables["READINESS_VERSION_FILE"] = str(write_version_resource(work))
    if sys.platform == "darwin":  # else a bundle whose signature went wrong is a warning alone
        variables |= {"PYINSTALLER_STRICT_BUNDLE_CODESIGN_ERROR": "1", "PYINSTALLER_VERIFY_BUNDLE_SIGNATURE": "1"}
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += ["--distpath", str(out), "--workpath", str(work / "pyinstaller"), str(HERE / "readiness.spec")]
    subprocess.run(command, cwd=ROOT, env=variables, check=True)
    folder = out / "readiness"
    if sys.platform.startswith("linux"):
        from linux_slimming import slim

        slim(folder, work)
    check_folder(folder)


def check_folder(folder: Path) -> None:
    """Say how large the folder is, and refuse one that is too large or does not know itself."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{folder.name}: {size / 1e6:.1f} MB in the folder")
    if size > LARGEST_FOLDER:
        raise SystemExit(f"the folder has grown beyond {LARGEST_FOLDER / 1e6:.0f} MB")
    from notices import without_notice

    unknown = without_notice(folder)
    if unknown:
        raise SystemExit(f"libraries without a licence notice: {', '.join(unknown)}")
    program = folder / ("readiness.exe" if sys.platform == "win32" else "readiness")
    done = subprocess.run([program, "--self-test", "--lang", "en"], stdin=subprocess.DEVNULL, check=False)
    # 3: this system lacks a part that a build cannot bring, such as a sound server.
    if done.returncode not in {0, 3}:
        raise SystemExit("the program does not have everything its source has")


# ------------------------------------------------------------------ what Windows and macOS show of a program

ICON_SIDES: Final = (16, 24, 32, 48, 64, 128, 256)


def make_icons(work: Path) -> None:
    """Draw the icon at every size, as PNG, and put them into the files that Windows and macOS want."""
    from icon_files import icns, ico, pictures

    drawn = pictures(ROOT / "resources" / "icons" / "readiness.svg", ICON_SIDES)
    for side, png in drawn.items():
        (work / f"readiness-{side}.png").write_bytes(png)
    (work / "readiness.ico").write_bytes(ico(drawn))
    (work / "readiness.icns").write_bytes(icns(drawn))


def write_version_resource(work: Path) -> Path:
    """Write what Windows shows under Properties, Details."""
    numbers = tuple(int(number) for number in (*__version__.split("."), "0", "0", "0")[:4] if number.isdigit())
    text = (HERE / "version.txt").read_text(encoding="utf-8")
    path = work / "version.txt"
    path.write_text(text.replace("@NUMBERS@", repr(numbers)).replace("@VERSION@", __version__), encoding="utf-8")
    return path


# ------------------------------------------------------------------ what a system installs


def linux_packages(folder: Path, out: Path) -> Iterable[Path]:
    """Yield the archive and the Debian package."""
    from linux_packages import make_archive, make_deb

    archive = make_archive(folder, out, __version__, source_date())
    if archive.stat().st_size > LARGEST_ARCHIVE:
        raise SystemExit(f"the archive has grown beyond {LARGEST_ARCHIVE / 1e6:.0f} MB")
    yield archive
    yield make_deb(folder, out, __version__, source_date())


def windows_packages(folder: Path, out: Path) -> Iterable[Path]:
    """Yield the installer; ``makensis`` must be on the path."""
    yield make_installer(folder, out)


def macos_packages(folder: Path, out: Path) -> Iterable[Path]:
    """Yield the disk image: the program, and a way into Applications. Notarising is the workflow's."""
    image = out / f"readiness-{__version__}-macos-{sysconfig.get_platform().rsplit('-', 1)[-1]}.dmg"
    shown = out / "work" / "image"
    shutil.rmtree(shown, ignore_errors=True)
    shown.mkdir(parents=True)
    # ditto keeps what a signature is over: links, rights, attributes.
    subprocess.run(["ditto", folder.with_name("Readiness.app"), shown / "Readiness.app"], check=True)
    (shown / "Applications").symlink_to("/Applications")
    command = [
        "hdiutil",
        "create",
        "-volname",
        "Readiness",
        "-srcfolder",
        str(shown),
        "-ov",
        "-format",
        "UDZO",
        str(image),
    ]
    for left in reversed(range(DISK_TRIES)):  # the system's own search holds on to a new disk now and then
        if subprocess.run(command, check=not left).returncode == 0:
            break
        time.sleep(DISK_WAIT_SECONDS)
    yield image


_PACKAGERS: Final = {"linux": linux_packages, "windows": windows_packages, "macos": macos_packages}


if __name__ == "__main__":
    sys.exit(main())
