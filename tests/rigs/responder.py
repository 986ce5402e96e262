"""The project's own measuring server, run for tests: in a thread here, or as a program at the far end of a line."""

from __future__ import annotations

import contextlib
import json
import queue
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from readiness.machine.speed.named_servers import NamedServers
from readiness.machine.speed.net.reactor import Reactor, Steps
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.serving import Options, Place, serve
from readiness.machine.speed.servers.server import Server
from tests.rigs.shaped_link import FAR, PORT, ShapedLink

T = TypeVar("T")


@dataclass
class Responder:
    """A running server: its address, and its ports."""

    url: str
    place: Place


@contextlib.contextmanager
def responder(
    host: str = "127.0.0.1",
    *,
    limits: Limits | None = None,
    context: ssl.SSLContext | None = None,
    key: str = "",
    sign: Callable[[bytes], bytes] | None = None,
) -> Iterator[Responder]:
    """Run a server in a thread; it must end by itself and without a mistake."""
    places: queue.Queue[Place | BaseException] = queue.Queue()
    cancel = threading.Event()
    options = Options(host, 0, name="Test", limits=limits or Limits(), context=context, key=key, sign=sign)

    def run() -> None:
        try:
            serve(options, cancel, places.put)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            places.put(error)

    thread = threading.Thread(target=run, name="responder")
    thread.start()
    try:
        place = places.get(timeout=10)
        if isinstance(place, BaseException):
            raise place
        yield Responder(place.url, place)
    finally:
        cancel.set()
        thread.join(5)
        assert not thread.is_alive()


def serve_own(link: ShapedLink, *options: str, host: str = FAR) -> str:
    """Start the server as a program at the far end of a line and return its address.

    It runs ahead of ordinary programs, as the line does: a busy computer is not to be measured.
    """
    ahead = ("chrt", "-r", "1") if shutil.which("chrt") else ()
    command = (
        *ahead,
        sys.executable,
        "-m",
        "readiness",
        "serve-speed",
        "--host",
        host,
        "--port",
        str(PORT + 2),
        "--json",
    )
    program = link.start(link.far, *command, *options, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    return str(json.loads(program.stdout.readline())["url"])


def with_server(url: str, work: Callable[[Server, Reactor], T]) -> T:
    """Find the server and do work with it."""
    with Reactor(threading.Event()) as reactor:
        [server] = NamedServers((url,)).find(reactor)
        return work(server, reactor)


def done(reactor: Reactor, steps: Steps[T]) -> T:
    """Carry out a task to its end."""
    return reactor.finish(reactor.spawn(steps))
