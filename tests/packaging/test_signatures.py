"""The checksums of a release, signed: checked by minisign itself."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from finishing import write_sums
from signatures import public_line, sign

from readiness.documents.trust.signing import SigningKey

KEY = SigningKey(b"\7" * 32)


def checked(folder: Path, key: SigningKey) -> subprocess.CompletedProcess[str]:
    """Ask minisign whether the owner of a key signed the checksums."""
    command = ["minisign", "-V", "-P", public_line(key.public), "-m", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not here")
def test_minisign_knows_the_key_and_notices_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELEASE_KEY", base64.b64encode(KEY.secret).decode())
    (tmp_path / "readiness-1.exe").write_bytes(b"program")
    sums = write_sums(tmp_path)
    done = checked(tmp_path, KEY)
    assert (done.returncode, "Readiness" in done.stdout) == (0, True), done.stderr
    assert checked(tmp_path, SigningKey(b"\1" * 32)).returncode != 0
    sums.write_bytes(sums.read_bytes().replace(b"readiness-1", b"readiness-2"))
    assert checked(tmp_path, KEY).returncode != 0


def test_without_a_key_there_are_checksums_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELEASE_KEY", raising=False)
    (tmp_path / "readiness-1.deb").write_bytes(b"package")
    (tmp_path / "SHA256SUMS.minisig").write_text("an old one")
    assert write_sums(tmp_path).read_text(encoding="utf-8").endswith("  readiness-1.deb\n")
    assert not (tmp_path / "SHA256SUMS.minisig").exists()


def test_a_comment_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="several lines"):
        sign(tmp_path, KEY, "one\ntwo")
