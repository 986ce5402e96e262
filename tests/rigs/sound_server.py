"""A private PulseAudio or PipeWire server in a folder of its own: no hardware, no session, root allowed.

Inside ``with SoundServer():`` this process and its children see this server and no other; afterwards nothing is left.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

import pytest

from tests.rigs.processes import end_group

START_SECONDS: Final = 10.0
_READY_SECONDS: Final = 3.0
_OURS: Final = ("PULSE_SERVER", "PULSE_COOKIE", "PULSE_RUNTIME_PATH", "ALSA_CONFIG_PATH", "PULSE_SOURCE", "PULSE_SINK")

# The shell waits on a pipe whose other end this process holds: killed or not, when this
# process is gone the server goes too, and with it every feed.
_GUARD: Final = '"$@" & server=$!; read -r _; kill "$server" 2>/dev/null; wait "$server"'
_GUARD_GROUP: Final = '"$@" & read -r _; trap "" TERM; kill 0; wait'

# PipeWire is three programs, and the one that connects the nodes wants a session bus.
_PIPEWIRE: Final = """
pipewire & until [ -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do sleep 0.02; done
wireplumber & pipewire-pulse & wait
"""


class Server(StrEnum):
    """The sound servers the rig can start."""

    PULSEAUDIO = "pulseaudio"
    PIPEWIRE = "pipewire"


_PROGRAMS: Final[Mapping[Server, tuple[str, ...]]] = {
    Server.PULSEAUDIO: ("pulseaudio",),
    Server.PIPEWIRE: ("pipewire", "pipewire-pulse", "wireplumber", "dbus-run-session"),
}
_PACKAGES: Final[Mapping[Server, str]] = {
    Server.PULSEAUDIO: "pulseaudio pulseaudio-utils libasound2-plugins",
    Server.PIPEWIRE: "pipewire pipewire-pulse wireplumber dbus-daemon pulseaudio-utils libasound2-plugins",
}


def missing(server: Server = Server.PULSEAUDIO) -> str:
    """Return why the rig cannot run here, "" when it can."""
    for program in (*_PROGRAMS[server], "pactl", "pacat"):
        if not shutil.which(program):
            return f"{program} is not installed (Debian: {_PACKAGES[server]})"
    return ""


needs_pulseaudio: Final = pytest.mark.skipif(bool(missing()), reason=missing() or "PulseAudio is there")
"""Mark for tests that use the rig; they are skipped, with the reason, where it cannot run."""

_lacks_pipewire = missing(Server.PIPEWIRE)
needs_pipewire: Final = pytest.mark.skipif(bool(_lacks_pipewire), reason=_lacks_pipewire or "PipeWire is there")
"""The same for tests that use the rig with PipeWire."""

both_servers: Final = pytest.mark.parametrize(
    "server",
    [pytest.param(Server.PULSEAUDIO, marks=needs_pulseaudio), pytest.param(Server.PIPEWIRE, marks=needs_pipewire)],
)
"""Mark for tests that run on each server, with the argument ``server``."""


class SoundServer:
    """A sound server without any device, for the length of a ``with`` block."""

    def __init__(self, server: Server = Server.PULSEAUDIO) -> None:
        self.kind = server
        self.folder = Path()
        self.environment: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        """Start the server. Skips the test, with the reason, where its programs are missing."""
        if missing(self.kind):
            pytest.skip(missing(self.kind))
        self.folder = Path(tempfile.mkdtemp(prefix="va-"))  # short: a socket's path has 107 bytes
        self.environment = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": f"{self.folder}/cookie",
            "PULSE_RUNTIME_PATH": f"{self.folder}/run",
            "ALSA_CONFIG_PATH": f"{self.folder}/alsa.conf",
        }
        self._before = {name: os.environ.get(name) for name in _OURS}
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the server, give the environment back, remove the folder."""
        self.stop_server()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begin(self) -> None:
        for sub in ("run", "home"):
            (self.folder / sub).mkdir(mode=0o700)
        os.environ.update(self.environment)
        for name in ("PULSE_SOURCE", "PULSE_SINK"):
            os.environ.pop(name, None)
        self.start_server()

    @property
    def _socket(self) -> Path:
        return self.folder / ("native" if self.kind is Server.PULSEAUDIO else "run/native")

    def _command(self) -> list[str]:
        if self.kind is Server.PIPEWIRE:
            return ["/bin/sh", "-c", _GUARD_GROUP, "guard", "dbus-run-session", "--", "/bin/sh", "-c", _PIPEWIRE]
        # -n -F /dev/null: none of the machine's own set-up; the socket is the only door.
        command = ["pulseaudio", "-n", "-F", "/dev/null", "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--realtime=no", "--high-priority=no", "--disable-shm=yes", "--use-pid-file=no"]
        command += [f"--log-target=file:{self.folder}/server.log"]
        command += ["-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/native"]
        return ["/bin/sh", "-c", _GUARD, "guard", *command]

    def start_server(self) -> None:
        """Start the server, also after ``stop_server``; the devices must be added again."""
        home = str(self.folder / "home")
        self._server = subprocess.Popen(
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ
            | {
                "HOME": home,
                "XDG_CONFIG_HOME": home,
                "XDG_STATE_HOME": home,
                "XDG_RUNTIME_DIR": str(self.folder / "run"),
                "PULSE_STATE_PATH": home,
                "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
            },
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                log = self.folder / "server.log"
                raise RuntimeError(f"{self.kind} did not start:\n" + (log.read_text() if log.exists() else ""))
            time.sleep(0.02)

    def _answers(self) -> bool:
        return self._socket.is_socket() and pactl("info", check=False).returncode == 0

    def stop_server(self) -> None:
        """Let the server die; its address stays in the environment."""
        server, self._server = self._server, None
        if server is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGCONT)  # a frozen one could not hear the next signal
        end_group(server)

    def kill_server(self) -> None:
        """Let the server be gone from one moment to the next, a frozen one too, with everything unanswered."""
        self._signal(signal.SIGKILL)

    def freeze_server(self) -> None:
        """Let the server hang: it accepts connections and never answers."""
        self._signal(signal.SIGSTOP)

    def thaw_server(self) -> None:
        """Let a frozen server go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._server is None:
            raise RuntimeError("the server is stopped")
        os.killpg(self._server.pid, number)


def pactl(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Tell the server something. PipeWire refuses what it has not got ready yet, so it is told again for a while."""
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        done = subprocess.run(["pactl", *arguments], check=False, capture_output=True, text=True, timeout=10)
        if not check or done.returncode == 0:
            return done
        if time.monotonic() > deadline:
            raise RuntimeError(f"pactl {arguments}: {done.stderr.strip()}")
        time.sleep(0.05)
