"""Audio devices for machines that have none.

A private PulseAudio or PipeWire server in a folder of its own: no hardware, no session,
root allowed. Its devices carry the properties real ones carry, and a microphone hears the sound
that is fed to it, in a loop. Inside ``with VirtualAudio() as audio:`` this process and its
children see these devices and no others; afterwards nothing is left.

    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.feed("headset", "speech.wav")

PortAudio (``sounddevice``) reaches the default device as ``default`` or ``pulse``, a certain
one by opening ``pulse`` with ``PULSE_SOURCE`` set, and one that was plugged in before
PortAudio started also by its name (``headset``).

Not possible here: cards, profiles and ports. A server without hardware has none.

By hand: ``python -m tests.rigs.virtual_audio --headset usb --wav F.wav -- COMMAND``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import pytest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE: Final = 48_000
"""The rate of every virtual device, in Hz."""

_SHORTEST_LOOP_SECONDS: Final = 4.0
_START_SECONDS: Final = 10.0
_END_SECONDS: Final = 3.0
_READY_SECONDS: Final = 3.0
_SYSTEM_ALSA: Final = Path("/usr/share/alsa/alsa.conf")
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


@dataclass(frozen=True, slots=True)
class Device:
    """A virtual device: its short name here, and the sound server's names, "" for a missing side."""

    name: str
    source: str
    sink: str


@dataclass(slots=True)
class _Plugged:
    device: Device
    modules: list[str] = field(default_factory=list)
    feed: subprocess.Popen[bytes] | None = None


class VirtualAudio:
    """A sound server with made-up devices, for the length of a ``with`` block."""

    def __init__(self, server: Server = Server.PULSEAUDIO) -> None:
        self.kind = server
        self.folder = Path()
        self.environment: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None
        self._devices: dict[str, _Plugged] = {}
        self._before: dict[str, str | None] = {}

    # -------------------------------------------------------------- life

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
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End server and feeds, give the environment back, remove the folder."""
        for plugged in self._devices.values():
            _end(plugged.feed)
        self._devices.clear()
        self.stop_server()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        for sub in ("run", "home"):
            (self.folder / sub).mkdir(mode=0o700)
        self._write_alsa()
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
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                log = self.folder / "server.log"
                raise RuntimeError(f"{self.kind} did not start:\n" + (log.read_text() if log.exists() else ""))
            time.sleep(0.02)

    def _answers(self) -> bool:
        return self._socket.is_socket() and _pactl("info", check=False).returncode == 0

    def stop_server(self) -> None:
        """Let the server die; its address stays in the environment."""
        server, self._server = self._server, None
        if server is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGCONT)  # a frozen one could not hear the next signal
        _end(server)

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

    # -------------------------------------------------------------- devices

    def add_headset(
        self, kind: str = "usb", name: str = "headset", product: str = "", ids: tuple[str, str] = ("", "")
    ) -> Device:
        """Plug in a headset: microphone and earphones of one device.

        ``kind`` is ``usb`` (a corded Jabra EVOLVE 20 MS), ``dongle`` (a Jabra Link 380) or
        ``bluetooth``; ``product`` and ``ids`` (vendor, product) replace the model.
        """
        if kind == "bluetooth":
            return self._add_bluetooth(name, product or "Virtual Buds")
        models = {
            "usb": ("Jabra EVOLVE 20 MS", ("0b0e", "0300")),
            "dongle": ("Jabra Link 380", ("0b0e", "24c7")),
        }
        model, model_ids = models[kind]
        return self._add_usb(name, product or model, ids if any(ids) else model_ids, "headset", speaks=True)

    def add_microphone(
        self,
        name: str = "microphone",
        product: str = "Yeti Stereo Microphone",
        ids: tuple[str, str] = ("b58e", "9e84"),
    ) -> Device:
        """Plug in a stand-alone USB microphone, which has no output."""
        return self._add_usb(name, product, ids, "microphone", speaks=False)

    def add_laptop(self, name: str = "laptop") -> Device:
        """Give the machine a laptop's own microphone and loudspeakers."""
        properties = {"device.bus": "pci", "device.form_factor": "internal", "device.api": "alsa"}
        properties |= {"device.vendor.id": "8086", "device.product.id": "a348"}
        properties |= {"device.description": "Built-in Audio Analog Stereo", "device.bus_path": f"pci-{name}"}
        return self.add_device(
            Device(name, f"alsa_input.pci-{name}.analog-stereo", f"alsa_output.pci-{name}.analog-stereo"), properties
        )

    def _add_usb(self, name: str, product: str, ids: tuple[str, str], form: str, *, speaks: bool) -> Device:
        slug = f"usb-{_slug(product)}_{_slug(name)}-00"
        properties = {"device.bus": "usb", "device.form_factor": form, "device.api": "alsa"}
        properties |= {"device.vendor.id": ids[0], "device.product.id": ids[1], "device.product.name": product}
        properties |= {"device.description": f"{product} Mono", "device.bus_path": f"pci-usb-{name}"}
        properties |= {"alsa.card_name": product}
        sink = f"alsa_output.{slug}.analog-stereo" if speaks else ""
        return self.add_device(Device(name, f"alsa_input.{slug}.mono-fallback", sink), properties)

    def _add_bluetooth(self, name: str, product: str) -> Device:
        address = "02_00_00_" + "_".join(f"{byte:02X}" for byte in name.encode()[:3].ljust(3, b"."))
        properties = {"device.bus": "bluetooth", "device.form_factor": "headset", "device.api": "bluez"}
        properties |= {"device.string": address.replace("_", ":"), "device.description": product}
        properties |= {"bluetooth.protocol": "headset_head_unit", "bluez.class": "0x240404"}
        device = Device(name, f"bluez_source.{address}.headset_head_unit", f"bluez_sink.{address}.headset_head_unit")
        return self.add_device(device, properties)

    def add_device(self, device: Device, properties: Mapping[str, str], rate: int = RATE) -> Device:
        """Plug in any device, with the properties a sound server would show of it.

        ``rate`` is its microphone's own, in Hz.

        The first device that is plugged in becomes the default, for each side; later it is
        the one chosen with ``choose_default``.
        """
        if device.name in self._devices:
            raise ValueError(f"there is already a device {device.name}")
        plugged = self._devices[device.name] = _Plugged(device)
        if device.sink:
            plugged.modules.append(
                _load("module-null-sink", properties, sink_name=device.sink, rate=str(RATE), channels="2")
            )
        if device.source:
            # What is played into the hidden feed is what the microphone hears.
            hidden = {"device.description": f"feed of {device.name}", "device.class": "filter"}
            feed = _feed_name(device.name)
            plugged.modules.append(_load("module-null-sink", hidden, sink_name=feed, rate=str(rate), channels="1"))
            plugged.modules.append(
                _load(
                    "module-remap-source",
                    properties,
                    source_name=device.source,
                    master=f"{feed}.monitor",
                    channels="1",
                    channel_map="mono",
                )
            )
        self._write_alsa()
        _wait_for(device)
        others = [one.device for one in self._devices.values() if one is not plugged]
        first_sink = not any(one.sink for one in others)
        self.choose_default(device.name, source=not others, sink=first_sink)
        return device

    def unplug(self, name: str) -> None:
        """Pull a device out; what records from it is moved elsewhere, as in real life."""
        plugged = self._devices.pop(name)
        _end(plugged.feed)
        for module in reversed(plugged.modules):
            _pactl("unload-module", module)
        self._write_alsa()

    def choose_default(self, name: str, *, source: bool = True, sink: bool = True) -> None:
        """Make a device the default input and, where it plays, the default output."""
        device = self._devices[name].device
        if source and device.source:
            _pactl("set-default-source", device.source)
        if sink and device.sink:
            _pactl("set-default-sink", device.sink)

    # -------------------------------------------------------------- sound

    def feed(self, name: str, sound: Path | str | NDArray[np.floating], rate: int = RATE) -> None:
        """Let a microphone hear a sound, again and again, from its start.

        ``sound`` is a WAV file (16 bit) or samples of full scale 1.0, shape (frames,), at
        ``rate`` Hz. Returns when it can be heard.
        """
        self.hush(name)
        data, rate, channels = _samples(sound, rate)
        raw = self.folder / f"{name}.raw"
        repeats = int(_SHORTEST_LOOP_SECONDS * rate * channels * 2 / max(len(data), 1)) + 1
        raw.write_bytes(data * repeats)
        play = ["pacat", "--playback", "--raw", "--format=s16le", f"--rate={rate}", f"--channels={channels}"]
        play += ["--latency-msec=60", f"--client-name=feed-{name}", f"--device={_feed_name(name)}"]
        self._devices[name].feed = subprocess.Popen(
            ["/bin/sh", "-c", 'f=$1; shift; while cat "$f"; do :; done | "$@"', "feed", str(raw), *play],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + _START_SECONDS
        while f"feed-{name}" not in _pactl("list", "sink-inputs").stdout:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the feed of {name} does not play")
            time.sleep(0.02)
        time.sleep(0.2)  # the server's buffers fill

    def hush(self, name: str) -> None:
        """Let a microphone hear digital silence, as when its headset is muted or off."""
        plugged = self._devices[name]
        _end(plugged.feed)
        plugged.feed = None

    # -------------------------------------------------------------- ALSA

    def _write_alsa(self) -> None:
        """Write the configuration through which ALSA programs, PortAudio among them, see the devices."""
        lines = [f"<{_SYSTEM_ALSA}>", "pcm.!pulse { type pulse }", "ctl.!pulse { type pulse }"]
        lines += ["pcm.!default { type pulse hint { show on description Default } }", "ctl.!default { type pulse }"]
        for plugged in self._devices.values():
            device = plugged.device
            sides = [
                f'{side}.pcm {{ type pulse device "{server_name}" }}'
                for side, server_name in (("capture", device.source), ("playback", device.sink))
                if server_name
            ]
            lines.append(f'pcm."{device.name}" {{ type asym {" ".join(sides)} hint {{ show on }} }}')
        (self.folder / "alsa.conf").write_text("\n".join(lines) + "\n")


# ------------------------------------------------------------------ helpers


def _pactl(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Tell the server something. PipeWire refuses what it has not got ready yet, so it is told again for a while."""
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        done = subprocess.run(["pactl", *arguments], check=False, capture_output=True, text=True, timeout=10)
        if not check or done.returncode == 0:
            return done
        if time.monotonic() > deadline:
            raise RuntimeError(f"pactl {arguments}: {done.stderr.strip()}")
        time.sleep(0.05)


def _wait_for(device: Device) -> None:
    """Wait until the server lists both sides: PipeWire makes them after it answered."""
    deadline = time.monotonic() + _START_SECONDS
    for kind, name in (("sources", device.source), ("sinks", device.sink)):
        while name and f"\t{name}\t" not in _pactl("list", "short", kind).stdout:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not appear")
            time.sleep(0.02)


def _load(module: str, properties: Mapping[str, str], **arguments: str) -> str:
    """Load a module and return its number. The properties belong to the sink or source it makes."""
    side = "source" if "source_name" in arguments else "sink"
    listed = " ".join(f"{key}='{value}'" for key, value in {"device.class": "sound", **properties}.items())
    pairs = [f"{key}={value}" for key, value in arguments.items()]
    if module == "module-null-sink":
        pairs.append("norewinds=1")  # else an idle one delivers in lumps of two seconds, as no microphone does
    return _pactl("load-module", module, *pairs, f'{side}_properties="{listed}"').stdout.strip()


def _end(process: subprocess.Popen[bytes] | None) -> None:
    """End a process and everything it started; returns when all of it is gone."""
    if process is None:
        return
    if process.stdin:
        process.stdin.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        deadline = time.monotonic() + _END_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None and not _alive(process.pid):
                return
            time.sleep(0.005)


def _alive(group: int) -> bool:
    """Whether anything of a process group still runs. One that only waits to be buried does not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False


def _samples(sound: Path | str | NDArray[np.floating], rate: int) -> tuple[bytes, int, int]:
    """Return 16-bit frames, their rate, and the number of channels."""
    if isinstance(sound, (str, Path)):
        with wave.open(str(sound)) as file:
            if file.getsampwidth() != 2:
                raise ValueError(f"{sound} is not a 16-bit WAV file")
            return file.readframes(file.getnframes()), file.getframerate(), file.getnchannels()
    import numpy as np

    return np.clip(np.round(np.asarray(sound) * 32768), -32768, 32767).astype("<i2").tobytes(), rate, 1


def _slug(text: str) -> str:
    return "".join(character if character.isascii() and character.isalnum() else "_" for character in text)


def _feed_name(name: str) -> str:
    return f"feed.{_slug(name)}"


# ------------------------------------------------------------------ by hand


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command among virtual devices, and end with its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.rigs.virtual_audio", description=main.__doc__)
    parser.add_argument("--headset", choices=["usb", "dongle", "bluetooth", "none"], default="usb")
    parser.add_argument("--no-laptop", action="store_true", help="no built-in microphone and loudspeakers")
    parser.add_argument("--microphone", action="store_true", help="a stand-alone USB microphone too")
    parser.add_argument("--default", metavar="NAME", help="headset, laptop or microphone; else the first of them")
    parser.add_argument("--wav", type=Path, help="what the default microphone hears, in a loop")
    parser.add_argument("--server-stopped", action="store_true", help="the sound server dies before the command runs")
    parser.add_argument("command", nargs="+", metavar="-- COMMAND")
    options = parser.parse_args(arguments)
    if missing():
        print(missing(), file=sys.stderr)
        return 2
    with VirtualAudio() as audio:
        _plug_in(audio, options)
        return subprocess.run(options.command, check=False).returncode


def _plug_in(audio: VirtualAudio, options: argparse.Namespace) -> None:
    names: list[str] = []
    if options.headset != "none":
        names.append(audio.add_headset(options.headset).name)
    if not options.no_laptop:
        names.append(audio.add_laptop().name)
    if options.microphone:
        names.append(audio.add_microphone().name)
    if options.default:
        audio.choose_default(options.default)
    heard = options.default or next(iter(names), None)
    if options.wav and heard:
        audio.feed(heard, options.wav)
    if options.server_stopped:
        audio.stop_server()


if __name__ == "__main__":
    sys.exit(main())
