"""What the Linux sound server (PulseAudio, or PipeWire in its place) lists.

The listing has the form of ``pactl -f json list``, so that a listing recorded anywhere can
be parsed as well. Reading never hangs: every wait for the server shares one deadline.
"""

from __future__ import annotations

import os
import select
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import Message, message

SECONDS: Final = 2.0
"""The longest the server may take for everything that is asked."""

T = TypeVar("T")

_SERVERS: Final = ("pulseaudio", "pipewire-pulse")


class NoServerError(Exception):
    """There is no sound server on this machine, and nothing says there should be one."""


def expected(environment: Mapping[str, str]) -> bool:
    """Whether this machine is set up for a sound server, running or not."""
    if environment.get("PULSE_SERVER"):
        return True
    runtime = environment.get("PULSE_RUNTIME_PATH") or f"{environment.get('XDG_RUNTIME_DIR', '/nonexistent')}/pulse"
    return Path(runtime, "native").exists() or any(map(shutil.which, _SERVERS))


def read_listing(seconds: float = SECONDS) -> dict[str, Any]:
    """Return the server's listing: ``info``, ``sources`` and ``sinks``. Raises as ``ask`` does."""
    return ask(_listing, seconds)


def ask(question: Callable[[Any], T], seconds: float = SECONDS) -> T:
    """Return the answer to a question, which is given a connected ``pulsectl.Pulse``.

    Raises:
        NoServerError: this machine has none.
        Unavailable: it has one that does not answer, is stopped, or speaks no sense.
    """
    wanted = expected(os.environ)
    try:
        import pulsectl
    except (ImportError, OSError) as error:  # libpulse itself is missing
        if wanted:
            raise Unavailable(
                Reason.ABSENT, Message("unmeasured.sound_library"), Message("remedy.sound_library")
            ) from error
        raise NoServerError from error
    deadline = time.monotonic() + seconds
    try:
        return _ask(pulsectl, question, deadline)
    except pulsectl.PulseError as error:
        if time.monotonic() >= deadline:
            detail = message("unmeasured.sound_server_hangs", seconds=round(seconds))
            raise Unavailable(Reason.TIMED_OUT, detail, Message("remedy.sound_server")) from error
        if not wanted:
            raise NoServerError from error
        raise Unavailable(
            Reason.ABSENT, Message("unmeasured.sound_server_stopped"), Message("remedy.sound_server")
        ) from error


def _ask(pulsectl: Any, question: Callable[[Any], T], deadline: float) -> T:  # noqa: ANN401 - an untyped library
    pulse = pulsectl.Pulse("readiness-devices", connect=False)
    try:
        # libpulse waits without end for a server that accepts and then says nothing, so its
        # waiting is done here.
        pulse.set_poll_func(_poll_until(deadline, pulse))
        pulse.connect(autospawn=False)
        return question(pulse)
    finally:
        pulse.close()


def _listing(pulse: Any) -> dict[str, Any]:  # noqa: ANN401 - an object of an untyped library
    info = pulse.server_info()
    return {
        "info": {
            "server_name": info.server_name,
            "server_version": info.server_version,
            "default_source_name": info.default_source_name,
            "default_sink_name": info.default_sink_name,
        },
        "sources": [_end(source) for source in pulse.source_list()],
        "sinks": [_end(sink) for sink in pulse.sink_list()],
    }


def _poll_until(deadline: float, pulse: Any) -> Any:  # noqa: ANN401 - objects of an untyped library
    def poll(entries: Sequence[Any], timeout: float) -> int:
        left = deadline - time.monotonic()
        if left <= 0:
            pulse.connected = False  # every wait of pulsectl ends with the connection
            return 0
        poller = select.poll()
        for entry in entries:
            poller.register(entry.fd, entry.events)
        wait = left if timeout < 0 else min(timeout, left)
        ready = dict(poller.poll(wait * 1000))
        for entry in entries:
            entry.revents = ready.get(entry.fd, 0)
        return len(ready)

    return poll


def availability(state: object) -> str:
    """Return the words of ``pactl`` for a port's state in pulsectl."""
    # pulsectl's states are objects of its own that equal their names.
    if state == "yes":
        return "available"
    return "not available" if state == "no" else "availability unknown"


def _end(end: Any) -> dict[str, Any]:  # noqa: ANN401 - an object of an untyped library
    """Return a source or sink as ``pactl -f json`` writes it."""
    active = getattr(end, "port_active", None)
    monitored = getattr(end, "monitor_of_sink_name", None)
    return {
        "name": end.name,
        "description": end.description,
        "monitor_source": monitored or "",
        "properties": dict(end.proplist),
        "active_port": active.name if active else None,
        "ports": [
            {
                "name": port.name,
                "description": port.description,
                "availability": availability(port.available),
            }
            for port in end.port_list
        ],
    }
