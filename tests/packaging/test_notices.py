"""Every library of a ready-made program has its notice, and a new one is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from notices import NOTICES, notice, without_notice

from readiness import paths


def test_the_notices_are_shipped() -> None:
    assert all(paths.resource(f"licences/{file}").is_file() for _, file in NOTICES)


@pytest.mark.parametrize(
    ("place", "file"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "lgpl-3.0.txt"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "lgpl-3.0.txt"),
        ("numpy.libs/libscipy_openblas64_-32a4b2a6.so", "numpy.txt"),
        ("libcrypto.so.3", "system-libraries.txt"),
        ("libstdc++.so.6", "system-libraries.txt"),
        ("libxcb-cursor.so.0", "system-libraries.txt"),
        ("libpython3.11.so.1.0", "python.txt"),
        ("python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so", "python.txt"),
        ("cryptography/hazmat/bindings/_rust.abi3.so", "cryptography.txt"),
        ("zxingcpp.cpython-311-x86_64-linux-gnu.so", "apache-2.0.txt"),
        ("MSVCP140_1.dll", "python.txt"),
        ("libdb-5.3.so", ""),
    ],
)
def test_a_library_and_its_notice(place: str, file: str) -> None:
    assert notice(place) == file


def test_a_library_nobody_has_looked_at_is_named(tmp_path: Path) -> None:
    for place in ("libssl.so.3", "libnew.so.1", "readme.txt", "somebody/new.dll"):
        path = tmp_path / "_internal" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert without_notice(tmp_path) == ["libnew.so.1", "somebody/new.dll"]
