"""The archive and the Debian package, of a small folder: what is in them, and the same bytes twice."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("what Linux installs is made on Linux", allow_module_level=True)

from linux_packages import make_archive, make_deb

from readiness.machine.autostart.linux import LinuxAutostart

WHEN = 1_790_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as PyInstaller leaves it, in small."""
    made = tmp_path / "readiness"
    (made / "_internal").mkdir(parents=True)
    program = made / "readiness"
    program.write_text("#!/bin/sh\necho readiness 9.9.9\n")
    program.chmod(0o755)
    (made / "_internal" / "library.so.1").write_bytes(b"library")
    (made / "_internal" / "library.so").symlink_to("library.so.1")
    (tmp_path / "work").mkdir()
    for side in (48, 128, 256):
        (tmp_path / "work" / f"readiness-{side}.png").write_bytes(b"png")
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_archive_runs_where_it_is_unpacked(folder: Path, tmp_path: Path) -> None:
    archive = make_archive(folder, tmp_path, "9.9.9", WHEN)
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "there", filter="data")
    (home,) = (tmp_path / "there").iterdir()
    assert subprocess.run([home / "readiness"], capture_output=True, check=True).stdout == b"readiness 9.9.9\n"
    assert (home / "_internal" / "library.so").read_bytes() == b"library"


def test_the_archive_comes_into_the_menu_and_goes_again(folder: Path, tmp_path: Path) -> None:
    archive = make_archive(folder, tmp_path, "9.9.9", WHEN)
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "there", filter="data")
    (home,) = (tmp_path / "there").iterdir()
    person = tmp_path / "person"
    person.mkdir()
    environment = {"HOME": str(person), "PATH": os.environ["PATH"]}
    subprocess.run([home / "install.sh"], env=environment, check=True, capture_output=True)
    entry = (person / ".local/share/applications/readiness.desktop").read_text(encoding="utf-8")
    assert f'Exec="{home}/readiness" --open %u' in entry
    assert "x-scheme-handler/readiness" in entry
    assert (person / ".local/bin/readiness").resolve() == home / "readiness"
    report = person / ".local/share/readiness/history.sqlite"
    report.parent.mkdir(parents=True)
    report.write_bytes(b"the person's own")
    with_session = LinuxAutostart((f"{home}/readiness", "--hidden"), person / ".config/autostart")
    with_session.turn(on=True)
    subprocess.run([home / "install.sh", "--remove"], env=environment, check=True, capture_output=True)
    assert not with_session.file.exists()
    left = {path for path in person.rglob("*") if path.is_file()}
    assert {path for path in left if path.name != "mimeinfo.cache"} == {report}


def test_the_same_folder_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    first = digest(make_archive(folder, tmp_path, "9.9.9", WHEN))
    for path in folder.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    assert digest(make_archive(folder, tmp_path, "9.9.9", WHEN)) == first


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not here")
def test_the_debian_package_holds_the_program_and_its_links(folder: Path, tmp_path: Path) -> None:
    package = make_deb(folder, tmp_path, "9.9.9", WHEN)
    told = subprocess.run(["dpkg-deb", "--info", package], capture_output=True, text=True, check=True).stdout
    assert " Version: 9.9.9\n" in told
    assert "libportaudio2" in told
    listed = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    for name in (
        "./usr/lib/readiness/readiness\n",
        "./usr/bin/readiness -> ../lib/readiness/readiness\n",
        "./usr/share/applications/readiness.desktop\n",
        "./usr/share/mime/packages/readiness.xml\n",
        "./usr/share/doc/readiness/copyright\n",
    ):
        assert name in listed
    first = digest(package)
    assert digest(make_deb(folder, tmp_path, "9.9.9", WHEN)) == first
