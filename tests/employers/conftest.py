"""An employer's web server, and computers of people who add the profile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.employers.subscriptions import Employers
from tests.rigs.tls import Authority
from tests.rigs.web_server import NGINX, WebServer, web_server

# What a web server may be set up to do, for good reasons or bad ones.
MISCONDUCT = """
location = /elsewhere { return 302 https://other.example/voice.readiness; }
location = /inside { return 302 https://169.254.169.254/latest; }
location = /plain { return 302 http://localhost/voice.readiness; }
location = /here { return 302 /voice.readiness; }
location = /round { return 302 /round; }
location = /packed { add_header Content-Encoding gzip; try_files /voice.readiness =404; }
location = /slow { limit_rate 50; try_files /voice.readiness =404; }
location = /broken { return 500; }
location = /ahead { add_header Date "Tue, 01 Jun 2027 00:00:00 GMT"; try_files /voice.readiness =404; }
"""


@pytest.fixture(scope="session")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WebServer, Path]]:
    if not NGINX:
        pytest.skip("nginx is not installed: no web server to fetch a profile from")
    folder = tmp_path_factory.mktemp("employer")
    authority = Authority(folder)
    with web_server(folder, authority, more=MISCONDUCT) as running:
        yield running, authority.file


@pytest.fixture
def server(_server: tuple[WebServer, Path], monkeypatch: pytest.MonkeyPatch) -> WebServer:
    """The server, trusted by this computer; its folder empty."""
    running, authority = _server
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    for path in running.root.iterdir():
        path.unlink()
    return running


@pytest.fixture
def employers(tmp_path: Path) -> Employers:
    return Employers(tmp_path / "person")
