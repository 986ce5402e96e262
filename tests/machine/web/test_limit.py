"""The limit of time: for what is said before the answer, for the answer, and through encryption."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest

from readiness.domain.refusal import Refusal
from readiness.machine.web.address import web_address
from readiness.machine.web.fetch import fetch
from tests.rigs.dripping import dripping
from tests.rigs.tls import Authority

SECONDS = 0.3
HEAD = b"HTTP/1.1 200 OK\r\n\r\n"  # without a length: the end of the line is that of the file


def refused(port: int, scheme: str = "http") -> str:
    begun = time.monotonic()
    with pytest.raises(Refusal) as refusal:
        fetch(web_address(f"{scheme}://localhost:{port}/a", local=True), limit=10**6, local=True, seconds=SECONDS)
    assert time.monotonic() - begun < 5.0
    return refusal.value.reason.id


@pytest.mark.parametrize("at_once", [b"", b"HTTP/1.1 200 OK\r\nDate: ", HEAD])
def test_a_server_that_drips_is_left(at_once: bytes) -> None:
    with dripping(b"drop ", at_once=at_once) as port:
        assert refused(port) == "web.timed_out"


def test_so_is_one_over_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.server("localhost"))
    with dripping(b"drop ", context=context) as port:
        assert refused(port, "https") == "web.timed_out"
