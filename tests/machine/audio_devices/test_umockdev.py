"""One run from end to end over a made-up /sys: the real paths are read, by the real program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine.audio_devices.usb_samples import HEADSET
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import Device, VirtualAudio

ROOT = Path(__file__).resolve().parents[3]
_HUB = "/devices/pci0000:00/0000:00:14.0/usb1/1-1"
_USB = f"{_HUB}/1-1.2"
_CARD = f"{_USB}/1-1.2:1.0/sound/card1"

# As the kernel lays a headset's receiver out: hub, device, interfaces, card, telephony buttons, battery.
DEVICES = f"""\
P: {_HUB}
E: SUBSYSTEM=usb
E: DEVTYPE=usb_device
A: idVendor={{hub_vendor}}
A: idProduct=4010

P: {_USB}
E: SUBSYSTEM=usb
E: DEVTYPE=usb_device
A: idVendor=1234
A: idProduct=5678
A: manufacturer=Acme
A: product={{product}}
H: descriptors={HEADSET.hex().upper()}

P: {_USB}/1-1.2:1.0
E: SUBSYSTEM=usb
E: DEVTYPE=usb_interface
A: bInterfaceClass=01

P: {_CARD}
E: SUBSYSTEM=sound
A: id=Talk
A: number=1
L: device=../../../1-1.2:1.0

P: {_CARD}/pcmC1D0c
E: SUBSYSTEM=sound

P: {_CARD}/pcmC1D0p
E: SUBSYSTEM=sound

P: {_USB}/1-1.2:1.3
E: SUBSYSTEM=usb
E: DEVTYPE=usb_interface
A: bInterfaceClass=03

P: {_USB}/1-1.2:1.3/0003:1234:5678.0001
E: SUBSYSTEM=hid
H: report_descriptor=050B0905A101C0
"""
TALK = Device("talk", "alsa_input.usb-talk.mono-fallback", "alsa_output.usb-talk.analog-stereo")

needs_umockdev = pytest.mark.skipif(
    not shutil.which("umockdev-run"), reason="umockdev-run is not installed (Debian: umockdev)"
)
needs_no_cards = pytest.mark.skipif(
    Path("/proc/asound/cards").exists(), reason="this machine has sound cards of its own, and /proc cannot be made up"
)


def _run(tmp_path: Path, hub_vendor: str, product: str) -> tuple[dict[str, object], str]:
    """Return what ``readiness devices --json`` says, and whether PortAudio was loaded."""
    description = tmp_path / "headset.umockdev"
    description.write_text(DEVICES.format(hub_vendor=hub_vendor, product=product))
    code = "import sys; from readiness.cli import main; sys.argv[0] = 'readiness'; code = main(['devices', '--json'])\n"
    code += "print('sounddevice' in sys.modules, file=sys.stderr); sys.exit(code)"
    done = subprocess.run(
        ["umockdev-run", "-d", str(description), "--", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer, done.stderr.split()[-1]


@needs_umockdev
@needs_pulseaudio
@needs_no_cards
@pytest.mark.parametrize(
    ("hub_vendor", "product", "taken", "because"),
    [
        ("0a12", "Acme Talk", "cordless", "Bluetooth chip"),
        ("1d6b", "Acme Talk", "unsure", "buttons for calls"),
        ("1d6b", "Plantronics Blackwire 3220 Series", "wired_headset", "a headset with a cable"),
        ("1d6b", "Acme Wireless Talk", "cordless", "says that it is wireless"),
    ],
)
def test_what_sysfs_shows_decides(tmp_path: Path, hub_vendor: str, product: str, taken: str, because: str) -> None:
    with VirtualAudio() as audio:
        audio.add_device(TALK, {"device.bus": "usb", "device.api": "alsa", "alsa.card": "1"})
        answer, portaudio = _run(tmp_path, hub_vendor, product)
    used = answer["in_use"]
    assert isinstance(used, dict)
    assert used["answer"] == taken
    assert because in " ".join(used["reasons"])
    assert portaudio == "False"


@needs_umockdev
@needs_no_cards
def test_without_a_sound_server_the_cards_of_sysfs_are_the_devices(tmp_path: Path) -> None:
    description = tmp_path / "headset.umockdev"
    description.write_text(DEVICES.format(hub_vendor="1d6b", product="Acme Talk"))
    code = (
        "from pathlib import Path\n"
        "from readiness.machine.audio_devices.linux import snapshot_of_cards\n"
        "from readiness.machine.audio_devices.sysfs import read_cards\n"
        "snapshot = snapshot_of_cards(read_cards(Path('/')))\n"
        "for end in snapshot.devices:\n"
        "    print(end.id, end.usb_id, end.product, end.bus, end.parent_hub, len(end.hid_usages), end.terminals)\n"
    )
    done = subprocess.run(
        ["umockdev-run", "-d", str(description), "--", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=ROOT,
    )
    lines = [f"card1-{side} 1234:5678 Acme Talk usb 1d6b:4010 1 (1026,)" for side in ("input", "output")]
    assert done.stdout.splitlines() == lines
