"""The list of releases as a release makes it, read as a program reads it."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from readiness import __version__
from readiness.documents.trust.release_feed import read_feed
from readiness.documents.trust.signing import SigningKey
from tests.packaging.conftest import PACKAGING

KEY = SigningKey(b"\7" * 32)


def test_the_list_goes_on_from_the_one_before(tmp_path: Path) -> None:
    variables = {**os.environ, "RELEASE_KEY": base64.b64encode(KEY.secret).decode()}
    command = [sys.executable, str(PACKAGING / "feed.py"), "--out", str(tmp_path), "--base", "https://example.com/1"]
    told = subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout
    assert base64.b64encode(KEY.public.data).decode() in told
    before = tmp_path / "before.json"
    (tmp_path / "releases.json").rename(before)
    subprocess.run([*command, "--before", str(before)], env=variables, capture_output=True, check=True)
    feed = read_feed((tmp_path / "releases.json").read_bytes(), [KEY.public], datetime.now(UTC))
    assert feed.serial == 2
    assert [release.version for release in feed.releases] == [__version__]
    assert feed.newer_than("0.0.1") is not None
