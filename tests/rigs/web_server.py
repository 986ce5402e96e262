"""nginx as a person would set it up to serve a folder over https, on a port of this computer."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rigs.tls import Authority

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log {work}/access.log;
    types {{ text/html html; application/json json; }}
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        root {root};
        {more}
    }}
}}
"""


@dataclass(frozen=True)
class WebServer:
    """A server that runs: where its files lie, and what it noted of each request."""

    port: int
    root: Path
    log: Path

    def url(self, name: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}/{name}"

    @property
    def requests(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()


@contextmanager
def web_server(folder: Path, authority: Authority, *names: str, more: str = "") -> Iterator[WebServer]:
    """Serve ``folder/www``; the certificate is for ``names``, "localhost" when none is given."""
    assert NGINX
    certificate, key = authority.server(*(names or ("localhost",)))
    work, root = folder / "nginx", folder / "www"
    for made in (work, root):
        made.mkdir(exist_ok=True)
        made.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = _CONFIGURATION.format(work=work, port=port, certificate=certificate, key=key, root=root, more=more)
    (work / "nginx.conf").write_text(text, encoding="utf-8")
    # As the one who runs the tests, not as nginx's own user, which must not see the test's folder.
    user = ["-g", "user root;"] if _is_root() else []
    process = subprocess.Popen([NGINX, "-c", str(work / "nginx.conf"), "-p", str(work), *user], stderr=subprocess.PIPE)
    try:
        _wait_for(port, process)
        yield WebServer(port, root, work / "access.log")
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _is_root() -> bool:
    import os

    return hasattr(os, "geteuid") and os.geteuid() == 0


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError((process.stderr.read() if process.stderr else b"").decode())
