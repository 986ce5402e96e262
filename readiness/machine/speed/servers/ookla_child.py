"""Asks speedtest-cli for Ookla's servers, or lets it measure; a program of its own, run by ``ookla``.

speedtest-cli waits as long as servers make it wait, cannot be stopped, and may fail while
being imported where there is no standard output. Here it may: this process is ended
when it takes too long. Prints one JSON object: ``servers``, the quickest first; with the
argument ``classic`` what speedtest-cli found by itself; or ``error`` and perhaps ``status``.
"""

from __future__ import annotations

import copy
import json
import os
import socket
import ssl
import sys
import threading
import time
from typing import Any
from urllib.error import HTTPError

_SECONDS_TO_ASK = 4.0
_SECONDS_TO_RANK = 3.0
_CLOSEST = 8
_UNANSWERED = 60_000.0  # speedtest-cli counts each of three unanswered requests as ten minutes in ms


def main() -> None:
    """Print what was found and end at once, whatever is still being waited for."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # a windowed program has none, and speedtest-cli needs one
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115 - open until the end
    try:
        answer: dict[str, Any] = _measured() if sys.argv[1:] == ["classic"] else {"servers": _ranked()}
    except Exception as error:  # noqa: BLE001 - told to the parent, which knows what to say
        answer = described(error)
    os.write(1, json.dumps(answer).encode())
    os._exit(0)


def _ranked() -> list[dict[str, Any]]:
    import speedtest

    directory = speedtest.Speedtest(secure=True, timeout=_SECONDS_TO_ASK)
    found: list[dict[str, Any]] = []
    for server in directory.get_closest_servers(_CLOSEST):
        threading.Thread(target=_rank, args=(directory, server, found), daemon=True).start()
    end = time.monotonic() + _SECONDS_TO_RANK
    while len(found) < len(directory.closest) and time.monotonic() < end:
        time.sleep(0.02)
    return sorted((each for each in found if each["latency"] < _UNANSWERED), key=lambda each: float(each["latency"]))


def _rank(directory: Any, server: dict[str, Any], found: list[dict[str, Any]]) -> None:  # noqa: ANN401
    """Have one server ranked by itself: in a group, one that is silent holds up all the others."""
    judge = copy.copy(directory)
    vars(judge)["_best"] = {}
    best = judge.get_best_server([server])
    found.append({key: best[key] for key in ("id", "sponsor", "name", "country", "url", "latency", "d") if key in best})


def _measured() -> dict[str, Any]:
    """Return what speedtest-cli measures by itself, one direction after the other, as its own program does."""
    import speedtest

    test = speedtest.Speedtest(secure=True, timeout=_SECONDS_TO_ASK)
    best = test.get_best_server(test.get_closest_servers(_CLOSEST))
    described_server = {key: best[key] for key in ("sponsor", "name", "latency")}
    directions = {"download": test.download, "upload": lambda: test.upload(pre_allocate=False)}
    for name, measure in directions.items():
        start = time.monotonic()
        rate = measure()
        moved = test.results.bytes_received if name == "download" else test.results.bytes_sent
        seconds = time.monotonic() - start
        described_server[name] = {"bits_per_second": rate, "bytes": moved, "seconds": seconds}
    return described_server


def described(error: BaseException) -> dict[str, Any]:
    """Return what kind of error it was: speedtest-cli wraps the network's in its own."""
    inner: Any = error
    while True:
        if isinstance(inner, HTTPError):
            return {"error": "refused", "status": inner.code}
        for kind, name in _KINDS:
            if isinstance(inner, kind):
                return {"error": name}
        deeper = getattr(inner, "reason", None) or next((arg for arg in inner.args if isinstance(arg, Exception)), None)
        if not isinstance(deeper, BaseException):
            return {"error": "unknown"}
        inner = deeper


_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "name"),
    (TimeoutError, "silent"),
    (ssl.SSLError, "untrusted"),
    (ConnectionRefusedError, "nobody"),
)


if __name__ == "__main__":
    main()
