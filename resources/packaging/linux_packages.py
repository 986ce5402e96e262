"""What Linux installs: an archive that runs where it is unpacked, and a Debian package."""

from __future__ import annotations

import io
import lzma
import os
import platform
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]

# Libraries of the system that the folder does not bring, because they belong to the desktop it runs on.
DEPENDS: Final = (
    f"libc6 (>= {platform.libc_ver()[1]})",  # of what it is built on; newer ones have all that older ones had
    "libegl1",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
)
RECOMMENDS: Final = (
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libportaudio2",
    "libpulse0",
    "libasound2-plugins",
)
_MACHINES: Final = {"x86_64": "amd64", "aarch64": "arm64"}
_HOME: Final = "usr/lib/readiness"


def make_archive(folder: Path, out: Path, version: str, when: int) -> Path:
    """Pack the folder, with what puts it into a desktop's menu, so that the same files make the same bytes."""
    name = f"readiness-{version}-linux-{platform.machine()}"
    path = out / f"{name}.tar.xz"
    files = {name + "/" + entry: source for entry, source in _tree(folder)}
    files |= {f"{name}/share/{entry}": source for entry, source in _desktop_files(folder, out)}
    files |= {f"{name}/install.sh": HERE / "install.sh"}
    with lzma.open(path, "wb", preset=9) as packed:
        _write_tar(packed, files, when)
    return path


def make_deb(folder: Path, out: Path, version: str, when: int) -> Path:
    """Lay the files out as Debian does and have them packed by ``dpkg-deb``."""
    tree = out / "work" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / _HOME, symlinks=True)
    for entry, source in _desktop_files(folder, out):
        _put(tree / "usr/share" / entry, source.read_bytes())
    _put(tree / "usr/share/doc/readiness/copyright", _copyright())
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/readiness").symlink_to("../lib/readiness/readiness")
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    machine = _MACHINES.get(platform.machine(), platform.machine())
    _put(tree / "DEBIAN/control", _control(version, machine, size).encode())
    for name in ("postinst", "postrm"):
        _put(tree / "DEBIAN" / name, (HERE / "debian-refresh.sh").read_bytes(), 0o755)
    _settle(tree, when)
    path = out / f"readiness_{version}_{machine}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(path)]
    subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": str(when)}, check=True)
    return path


def _control(version: str, machine: str, kibibytes: int) -> str:
    return "\n".join(
        (
            "Package: readiness",
            f"Version: {version}",
            f"Architecture: {machine}",
            "Maintainer: The Readiness authors <readiness@example.invalid>",
            f"Installed-Size: {kibibytes}",
            f"Depends: {', '.join(DEPENDS)}",
            f"Recommends: {', '.join(RECOMMENDS)}",
            "Section: utils",
            "Priority: optional",
            "Description: tells whether a home office meets an employer's specification",
            " Measures the computer, the internet connection, the headset and the microphone,",
            " and holds what it found against an employer's profile.",
            "",
        )
    )


def _copyright() -> bytes:
    notices = (ROOT / "resources/licences/README.md").read_bytes()
    return (ROOT / "LICENSE").read_bytes() + b"\n\n" + notices


def _desktop_files(folder: Path, out: Path) -> Iterator[tuple[str, Path]]:
    """Yield places under ``share`` and what lies there."""
    del folder
    yield "applications/readiness.desktop", HERE / "readiness.desktop"
    yield "mime/packages/readiness.xml", HERE / "readiness-mime.xml"
    yield "icons/hicolor/scalable/apps/readiness.svg", ROOT / "resources/icons/readiness.svg"
    for side in (48, 128, 256):
        yield f"icons/hicolor/{side}x{side}/apps/readiness.png", out / "work" / f"readiness-{side}.png"


def _tree(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _write_tar(packed: lzma.LZMAFile, files: dict[str, Path], when: int) -> None:
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, path in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.mtime = when
            entry.mode = 0o755 if os.access(path, os.X_OK) else 0o644
            if path.is_symlink():
                entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
                tar.addfile(entry)
            else:
                data = path.read_bytes()
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))


def _put(path: Path, data: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)


def _settle(tree: Path, when: int) -> None:
    """Give everything the rights and the time that do not depend on who builds, and when."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)
