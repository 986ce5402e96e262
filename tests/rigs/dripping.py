"""A server that says one byte at a time, so that no wait for it is ever long and the whole never ends."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Final

_BETWEEN_SECONDS: Final = 0.02


@contextlib.contextmanager
def dripping(told: bytes, *, at_once: bytes = b"", context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer whoever comes: some bytes ``at_once``, those of ``told`` by and by and again; yield the port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, told, at_once, context, over))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(
    server: socket.socket, told: bytes, at_once: bytes, context: ssl.SSLContext | None, over: threading.Event
) -> None:
    while not over.is_set():
        with contextlib.suppress(OSError):
            line, _ = server.accept()
            with context.wrap_socket(line, server_side=True) if context else line as one:
                one.recv(65_536)
                one.sendall(at_once)
                while not over.wait(_BETWEEN_SECONDS):
                    for letter in told:
                        one.sendall(bytes([letter]))
                        over.wait(_BETWEEN_SECONDS)
