"""A stand-in for speedtest.net and one of its servers, for programs that insist on those.

One plain server answers as an Ookla host's older HTTP interface and, to clients that are
told to use it as their proxy, leads every https connection to a second one that answers as
www.speedtest.net. Only names that end there are ever reached.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import select
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.rigs.librespeed_server import Behaviour, LibreSpeedHandler, LibreSpeedServer, librespeed_server

# The sizes of the pictures Ookla's hosts serve, by their width in pixels.
_PICTURES = {
    350: 245_388,
    500: 505_544,
    750: 1_118_012,
    1000: 1_986_284,
    1500: 4_468_241,
    2000: 7_907_740,
    2500: 12_407_926,
    3000: 17_816_816,
    3500: 24_262_167,
    4000: 31_625_365,
}
_CONFIG = """<?xml version="1.0" encoding="UTF-8"?><settings>
<client ip="192.0.2.7" lat="40.0" lon="-3.0" isp="Example" isprating="3.7" rating="0" country="ES" loggedin="0"/>
<server-config threadcount="4" ignoreids="" forcepingid="" preferredserverid=""/>
<download testlength="{seconds}" initialtest="250K" mintestsize="250K" threadsperurl="4"/>
<upload testlength="{seconds}" ratio="5" initialtest="0" mintestsize="32K" threads="2" maxchunksize="512K"
 maxchunkcount="50" threadsperurl="4"/></settings>"""
_SERVER = '<server url="{url}" lat="{lat}" lon="-3.0" name="{name}" country="Spain" sponsor="{sponsor}" id="{id}"/>'


@dataclass
class OoklaBehaviour(Behaviour):
    """What the stand-in does, and where its counterparts are."""

    directory: tuple[str, int] | None = None  # where the proxy leads to
    status: int = 200  # of the directory's answers
    servers: tuple[str, ...] = ()  # base addresses that the directory names
    seconds: int = 10  # how long the directory tells speedtest-cli to measure each direction


class OoklaHandler(LibreSpeedHandler):
    """Answers as an Ookla host, as its directory, and as a proxy."""

    @property
    def behaviour(self) -> OoklaBehaviour:
        behaviour = self.server.behaviour
        assert isinstance(behaviour, OoklaBehaviour)
        return behaviour

    def answer_other(self, path: str) -> None:
        if picture := re.fullmatch(r"/speedtest/random(\d+)x\1\.jpg", path):
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(_PICTURES[int(picture[1])]))
            self.end_headers()
            self.send_body(_PICTURES[int(picture[1])])
        elif path == "/speedtest/latency.txt":
            self.answer(200, b"test=test\n", "text/plain")
        elif path == "/speedtest/upload.php":
            size = self.headers.get("Content-Length", "0")
            if self.take_body():
                self.answer(200, b"size=" + size.encode(), "text/plain")
        else:
            self._answer_as_directory(path)

    def _answer_as_directory(self, path: str) -> None:
        if self.behaviour.status != 200:
            self.answer(self.behaviour.status, b"no")
        elif path == "/speedtest-config.php":
            self.answer(200, _CONFIG.format(seconds=self.behaviour.seconds).encode(), "text/xml")
        elif path == "/speedtest-servers-static.php":
            servers = "".join(
                _SERVER.format(url=f"{base}speedtest/upload.php", lat=40 + i, name=f"Town {i}", sponsor="Host", id=i)
                for i, base in enumerate(self.behaviour.servers)
            )
            self.answer(200, f"<settings><servers>{servers}</servers></settings>".encode(), "text/xml")
        else:
            super().answer_other(path)

    def do_CONNECT(self) -> None:  # noqa: N802 - the library's way to name methods
        """Lead an https connection to the directory, whatever name it asks for."""
        assert self.behaviour.directory is not None
        with socket.create_connection(self.behaviour.directory) as far:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: far, far: self.connection}
            while all(self._pass_on(end, ends) for end in select.select(list(ends), [], [], 10)[0]):
                pass
        self.close_connection = True

    @staticmethod
    def _pass_on(end: socket.socket, ends: dict[socket.socket, socket.socket]) -> bool:
        data = end.recv(65_536)
        if data:
            ends[end].sendall(data)
        return bool(data)


@dataclass
class Ookla:
    """The stand-in: its host, its directory, and the environment that leads programs to them."""

    host: LibreSpeedServer
    directory: OoklaBehaviour
    environment: dict[str, str]


@contextlib.contextmanager
def ookla_server(folder: Path) -> Iterator[Ookla]:
    """Run host and directory on loopback; ``folder`` takes the certificate."""
    context, authority = certified(folder, "www.speedtest.net")
    behaviour, host_behaviour = OoklaBehaviour(), OoklaBehaviour()
    with (
        librespeed_server(context=context, behaviour=behaviour, handler=OoklaHandler) as directory,
        librespeed_server(behaviour=host_behaviour, handler=OoklaHandler) as host,
    ):
        parts = urlsplit(directory.url)
        assert parts.hostname is not None
        assert parts.port is not None
        host_behaviour.directory = (parts.hostname, parts.port)
        behaviour.servers = (host.url,)
        yield Ookla(host, behaviour, {"https_proxy": host.url, "SSL_CERT_FILE": str(authority)})


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """Return how a server of that name speaks TLS, and the file of the authority to trust for it."""
    key, certificate = folder / "server.key", folder / "server.pem"
    names = f"subjectAltName=DNS:{name},DNS:localhost,IP:127.0.0.1,IP:198.18.0.1"
    kind = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    about = ("-subj", f"/CN={name}", "-addext", names, "-keyout", str(key), "-out", str(certificate))
    subprocess.run(["openssl", "req", *kind, *about], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


def lacks_openssl() -> str:
    """Return why no certificate can be made; empty when one can."""
    return "" if shutil.which("openssl") else "openssl is not installed"


def main() -> None:
    """Answer as an Ookla host, without directory, until the process is ended."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    given = parser.parse_args()
    with librespeed_server(given.host, given.port, behaviour=OoklaBehaviour(), handler=OoklaHandler) as server:
        print(server.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
