"""Audio devices for machines that have none.

They belong to a sound server of their own (``sound_server``) and carry the properties real ones
carry; a microphone hears the sound that is fed to it, in a loop. Inside ``with VirtualAudio() as
audio:`` this process and its children see these devices and no others; afterwards nothing is left.

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
import subprocess
import sys
import time
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.rigs.processes import end_group
from tests.rigs.sound_server import START_SECONDS, Server, SoundServer, missing, pactl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE: Final = 48_000
"""The rate of every virtual device, in Hz."""

_SHORTEST_LOOP_SECONDS: Final = 4.0
_SYSTEM_ALSA: Final = Path("/usr/share/alsa/alsa.conf")


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


class VirtualAudio(SoundServer):
    """A sound server with made-up devices, for the length of a ``with`` block."""

    def __init__(self, server: Server = Server.PULSEAUDIO) -> None:
        super().__init__(server)
        self._devices: dict[str, _Plugged] = {}

    def __exit__(self, *_: object) -> None:
        """End feeds and server, give the environment back, remove the folder."""
        for plugged in self._devices.values():
            _hush(plugged)
        self._devices.clear()
        super().__exit__()

    def _begin(self) -> None:
        self._write_alsa()
        super()._begin()

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
        _hush(plugged)
        for module in reversed(plugged.modules):
            pactl("unload-module", module)
        self._write_alsa()

    def choose_default(self, name: str, *, source: bool = True, sink: bool = True) -> None:
        """Make a device the default input and, where it plays, the default output."""
        device = self._devices[name].device
        if source and device.source:
            pactl("set-default-source", device.source)
        if sink and device.sink:
            pactl("set-default-sink", device.sink)

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
        deadline = time.monotonic() + START_SECONDS
        while f"feed-{name}" not in pactl("list", "sink-inputs").stdout:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the feed of {name} does not play")
            time.sleep(0.02)
        time.sleep(0.2)  # the server's buffers fill

    def hush(self, name: str) -> None:
        """Let a microphone hear digital silence, as when its headset is muted or off."""
        _hush(self._devices[name])

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


def _wait_for(device: Device) -> None:
    """Wait until the server lists both sides: PipeWire makes them after it answered."""
    deadline = time.monotonic() + START_SECONDS
    for kind, name in (("sources", device.source), ("sinks", device.sink)):
        while name and f"\t{name}\t" not in pactl("list", "short", kind).stdout:
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
    return pactl("load-module", module, *pairs, f'{side}_properties="{listed}"').stdout.strip()


def _hush(plugged: _Plugged) -> None:
    feed, plugged.feed = plugged.feed, None
    if feed is not None:
        end_group(feed)


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
