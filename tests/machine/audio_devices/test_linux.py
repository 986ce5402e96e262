"""Linux: listings parsed, and the real reader on a sound server of the tests' own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.in_use import (
    AudioSnapshot,
    Bus,
    Catalogue,
    Connection,
    Form,
    PortKind,
    Side,
    Taken,
    describe,
    in_use,
)
from readiness.domain.facts import Reason, System, Unavailable
from readiness.machine.audio_devices.linux import LinuxAudio, parse_listing, snapshot_of_cards
from readiness.machine.audio_devices.sysfs import Card, UsbDevice, read_cards
from readiness.machine.audio_devices.usb_descriptors import UsbDescriptors
from readiness.machine.sound.server import read_listing
from tests.analysis.headset.audio_evidence import shipped
from tests.machine.audio_devices.audio_trees import CARDS, plug_in, sound_tree
from tests.machine.audio_devices.usb_samples import HEADSET
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import VirtualAudio

G930 = json.loads((Path(__file__).parents[2] / "recordings/audio/linux_g930.json").read_text(encoding="utf-8"))


def taken(snapshot: AudioSnapshot) -> Taken:
    return in_use(snapshot, shipped()).answer.taken


# ------------------------------------------------------------------ parse


def test_a_real_listing() -> None:
    snapshot = parse_listing(G930, {})
    hdmi, digital, headset = snapshot.devices
    assert (hdmi.bus, digital.bus, headset.bus) == (Bus.DISPLAY, Bus.INTERNAL, Bus.USB)
    assert headset.product == "Logitech G930 Headset"
    assert (headset.usb_id, headset.form) == ("046d:0a1f", Form.HEADSET)
    assert snapshot.default_output == digital.id
    assert (snapshot.default_input, snapshot.system) == (None, System.LINUX)


def end(name: str, **properties: str) -> dict[str, Any]:
    """A source or sink; ``bus="usb"`` stands for the property device.bus."""
    named = {_PROPERTIES.get(key, f"device.{key}"): value for key, value in properties.items()}
    return {"name": name, "description": name, "properties": named}


_PROPERTIES = {
    "vendor_id": "device.vendor.id",
    "product_id": "device.product.id",
    "product_name": "device.product.name",
    "card": "alsa.card",
    "made_up": "node.virtual",
    "class_": "device.class",
}


def listing(sources: list[Any], sinks: list[Any]) -> dict[str, Any]:
    info = {"default_source_name": sources[0]["name"], "default_sink_name": sinks[0]["name"] if sinks else ""}
    return {"info": info, "sources": sources, "sinks": sinks}


def test_pipewire_writes_ids_and_buses_differently() -> None:
    node = end("alsa_input.usb-Jabra_x-00.mono", api="alsa", vendor_id="0x0b0e", product_id="0x24c9")
    (device,) = parse_listing(listing([node], []), {}).devices
    assert (device.usb_id, device.bus) == ("0b0e:24c9", Bus.USB)
    buds = end("bluez_output.18:4E:16:39:FD:01", api="bluez5")
    assert parse_listing(listing([buds], []), {}).devices[0].bus is Bus.BLUETOOTH


def test_echoes_and_placeholders_are_no_devices() -> None:
    echo = end("alsa_output.x.monitor", class_="monitor")
    pipewire_echo = {**end("alsa_output.y.monitor"), "monitor_source": "alsa_output.y"}
    snapshot = parse_listing(listing([echo, pipewire_echo, end("auto_null")], []), {})
    assert snapshot.devices == ()


def test_what_programs_made_up_is_virtual() -> None:
    made_up = end("effects", made_up="true")
    filtered = end("rnnoise", class_="filter", bus="usb")
    assert all(device.virtual for device in parse_listing(listing([made_up, filtered], []), {}).devices)


def test_the_kernel_knows_better_than_the_server() -> None:
    usb = UsbDevice("1-1", "1395", "005c", "HiDock H1E", descriptors=UsbDescriptors((0x0301,), (1, 0x0E)), battery=True)
    node = end(
        "alsa_input.usb-x-00.mono",
        card="3",
        bus="usb",
        product_name="SC70 CTRL",
        vendor_id="ffff",
    )
    (device,) = parse_listing(listing([node], []), {3: Card(3, usb=usb)}).devices
    assert (device.product, device.usb_id, device.terminals) == ("HiDock H1E", "1395:005c", (0x0301,))
    assert (device.camera, device.battery, device.box) == (True, True, "usb-1-1")


def headset_jack(microphone: str, headphones: str) -> dict[str, Any]:
    card = {"bus": "pci", "form_factor": "internal", "bus_path": "pci-0000:00:1f.3"}
    source = end("alsa_input.pci-0000_00_1f.3.analog-stereo", **card)
    source |= {"active_port": "analog-input-headset-mic"}
    source |= {"ports": [{"name": "analog-input-headset-mic", "availability": microphone}]}
    sink = end("alsa_output.pci-0000_00_1f.3.analog-stereo", **card)
    sink |= {"active_port": "analog-output-headphones"}
    sink |= {"ports": [{"name": "analog-output-headphones", "availability": headphones}]}
    return listing([source], [sink])


@pytest.mark.parametrize(
    ("microphone", "headphones", "expected"),
    [
        ("available", "available", Taken.WIRED_HEADSET),
        ("availability unknown", "available", Taken.UNSURE),
        ("not available", "available", Taken.NOT_A_HEADSET),
        ("available", "not available", Taken.NOT_A_HEADSET),
    ],
)
def test_a_headset_in_the_socket(microphone: str, headphones: str, expected: Taken) -> None:
    snapshot = parse_listing(headset_jack(microphone, headphones), {})
    answer = in_use(snapshot, shipped()).answer
    assert answer.taken is expected
    assert answer.connection is (Connection.ANALOG if expected is Taken.WIRED_HEADSET else answer.connection)


def test_a_port_with_a_number_for_a_name_is_known_by_its_description() -> None:
    source = {**end("s"), "active_port": "[In] 1", "ports": [{"name": "[In] 1", "description": "Headset Microphone"}]}
    (port,) = parse_listing(listing([source], []), {}).devices[0].ports
    assert (port.kind, port.active) == (PortKind.HEADSET_MICROPHONE, True)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
_entry = st.dictionaries(
    st.sampled_from(["name", "description", "properties", "ports", "active_port", "monitor_source"]), _json
)
_property = st.sampled_from(["device.bus", "device.api", "alsa.card", "device.vendor.id", "device.form_factor", "x"])
_end = st.fixed_dictionaries({"name": st.text(min_size=1), "properties": st.dictionaries(_property, _json)})


@given(st.dictionaries(st.sampled_from(["info", "sources", "sinks"]), st.lists(_entry | _end | _json) | _json))
def test_no_listing_is_too_odd(odd: dict[str, Any]) -> None:
    assert in_use(parse_listing(odd, {}), shipped()).answer.reasons


# ------------------------------------------------------------------ ALSA alone


def test_cards_alone(tmp_path: Path) -> None:
    sound_tree(tmp_path, CARDS)
    plug_in(tmp_path, 1, "0b0e:0300", "Jabra EVOLVE 20 MS", HEADSET)
    snapshot = snapshot_of_cards(read_cards(tmp_path) or {})
    assert [device.id for device in snapshot.devices] == ["card0-input", "card0-output", "card1-input", "card1-output"]
    assert (snapshot.default_input, snapshot.default_output) == ("card0-input", "card0-output")
    used = in_use(snapshot, shipped())
    assert used.answer.taken is Taken.UNSURE
    assert used.answer.reasons[0].id == "headset.jack_unknown"
    assert snapshot.devices[2].terminals == (0x0402,)


def test_a_usb_card_whose_device_is_hidden() -> None:
    card = Card(0, "USB-Audio", "Jabra EVOLVE 20 MS", frozenset(Side))
    assert [device.bus for device in snapshot_of_cards({0: card}).devices] == [Bus.USB] * 2


def test_the_usb_headset_is_found_when_it_is_the_first_card() -> None:
    usb = UsbDevice("1-1", "0b0e", "0300", "Jabra EVOLVE 20 MS")
    card = Card(0, "USB-Audio", "Jabra", frozenset(Side), usb)
    hdmi = Card(1, "HDA-HDMI", "HDA HDMI", frozenset(Side))
    loop = Card(2, "Loopback", "Loopback", frozenset(Side))
    snapshot = snapshot_of_cards({0: card, 1: hdmi, 2: loop})
    assert taken(snapshot) is Taken.WIRED_HEADSET
    assert [device.bus for device in snapshot.devices][2:4] == [Bus.DISPLAY] * 2
    assert snapshot.devices[-1].virtual


@pytest.mark.usefixtures("no_server")
def test_a_machine_without_a_sound_server_shows_its_cards(tmp_path: Path) -> None:
    sound_tree(tmp_path, CARDS)
    plug_in(tmp_path, 1, "0b0e:0300", "Jabra EVOLVE 20 MS", HEADSET)
    assert LinuxAudio(tmp_path).snapshot().source == "ALSA"


@pytest.mark.usefixtures("no_server")
def test_a_machine_without_any_sound_system_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        LinuxAudio(tmp_path).snapshot()
    assert refused.value.unmeasured.reason is Reason.ABSENT


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH"):
        monkeypatch.delenv(name, raising=False)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(empty))
    monkeypatch.setenv("HOME", str(empty))
    monkeypatch.setenv("PATH", str(empty))


# ------------------------------------------------------------------ live


@needs_pulseaudio
def test_a_corded_usb_headset_among_others() -> None:
    with VirtualAudio() as audio:
        headset = audio.add_headset("usb")
        audio.add_laptop()
        audio.add_microphone()
        snapshot = LinuxAudio().snapshot()
        assert (snapshot.default_input, snapshot.default_output) == (headset.source, headset.sink)
        used = in_use(snapshot, shipped())
        assert (used.answer.taken, used.answer.connection) == (Taken.WIRED_HEADSET, Connection.USB)
        audio.choose_default("laptop")
        used = in_use(LinuxAudio().snapshot(), shipped())
        assert (used.headset, used.answer.connection, used.idle) == (
            False,
            Connection.BUILT_IN,
            ("Jabra EVOLVE 20 MS",),
        )


@needs_pulseaudio
@pytest.mark.parametrize(
    ("kind", "connection"), [("bluetooth", Connection.BLUETOOTH), ("dongle", Connection.WIRELESS_DONGLE)]
)
def test_cordless_headsets_live(kind: str, connection: Connection) -> None:
    with VirtualAudio() as audio:
        audio.add_headset(kind)
        answer = in_use(LinuxAudio().snapshot(), shipped()).answer
        assert (answer.taken, answer.connection) == (Taken.CORDLESS, connection)


@needs_pulseaudio
def test_a_plain_microphone_a_laptop_and_nothing_live() -> None:
    with VirtualAudio() as audio:
        nothing = in_use(LinuxAudio().snapshot(), shipped())
        assert nothing.answer.connection is Connection.NONE
        audio.add_laptop()
        assert in_use(LinuxAudio().snapshot(), shipped()).answer.connection is Connection.BUILT_IN
        audio.add_microphone()
        audio.choose_default("microphone")
        assert in_use(LinuxAudio().snapshot(), shipped()).answer.connection is Connection.NONE


@needs_pulseaudio
def test_unplugging_is_seen_by_the_next_look() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.add_laptop()
        audio.unplug("headset")
        assert taken(LinuxAudio().snapshot()) is Taken.NOT_A_HEADSET


@needs_pulseaudio
def test_odd_names_live() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb", product="Two names \u202e and a mark")
        answer = in_use(LinuxAudio().snapshot(), shipped()).answer
        assert answer.reasons


@needs_pulseaudio
def test_a_look_at_six_devices_takes_no_time() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.add_laptop()
        audio.add_headset("bluetooth", name="buds")
        snapshot = LinuxAudio().snapshot()
        # Next to what the server takes to list them.
        assert _shortest(LinuxAudio().snapshot) < 20 * _shortest(read_listing)
        assert len([device for device in snapshot.devices if device.usable]) == 6


def _shortest(work: Callable[[], object]) -> float:
    """Return the seconds of the shortest of five runs."""
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def test_two_hundred_devices_with_odd_names_are_listed() -> None:
    names = ("Acme\nTalk", "\u202eklaT emcA", "\u2066Acme\u2069 \x1b[31m", "A" * 5000)
    sources = [
        {
            "name": f"alsa_input.usb-{number}",
            "description": names[number % 4],
            "properties": {"device.bus": "usb", "device.product.name": names[number % 4]},
        }
        for number in range(200)
    ]
    listing = {"info": {"default_source_name": "alsa_input.usb-7"}, "sources": sources, "sinks": []}
    snapshot = parse_listing(listing, {})
    assert len(snapshot.devices) == 200
    assert in_use(snapshot, Catalogue()).answer.reasons
    assert describe(snapshot, Catalogue())
