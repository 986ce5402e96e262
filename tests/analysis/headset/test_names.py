"""What names say; and that none of them says too much."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.catalogue import CORDLESS_KINDS, OTHER_KINDS, Kind
from readiness.analysis.headset.names import (
    NOT_HEADSETS,
    Says,
    cancels_noise,
    hint_of,
    hint_of_all,
    impersonal,
    names_a_chip,
    names_a_display,
    parse_windows_label,
    product_of_node,
    says_cordless,
)
from tests.analysis.headset.audio_evidence import shipped

# Product strings as their makers publish them; none is in the labelled file.
TABLE = """
corded         Plantronics Blackwire 5220 Series
corded         Poly Blackwire 8225
corded         Jabra EVOLVE LINK
corded         Jabra Engage 50 II
corded         Jabra LINK 230
corded         EPOS IMPACT 860
corded         EPOS ADAPT 165
corded         Sennheiser SC 660
corded         H540
corded         Logi USB Headset
corded         Yealink UH36
corded         Cisco Headset 522
corded         Microsoft Modern USB Headset
corded         Razer Kraken V3
corded         Arctis Nova Pro
corded         HP Wired Headset 320
cordless_word  PRO X Wireless Gaming Headset
cordless_word  Razer BlackShark V2 HyperSpeed
cordless_word  ROG Delta S Wireless
cordless_word  Auriculares inalámbricos
cordless_word  ワイヤレスヘッドセット
cordless       Jabra Link 400
cordless       Jabra Evolve2 75
cordless       Jabra Engage 75
cordless       Plantronics Savi 8220-M
cordless       Poly Voyager Focus 2
cordless       EPOS IMPACT 5034
cordless       EPOS BTD 800
cordless       Yealink WH66
cordless       Logitech Zone 900
cordless       Logi Zone Vibe 125
cordless       G735 Gaming Headset
cordless       Arctis Nova 7
cordless       Razer Kraken V4 Pro
cordless       CORSAIR VIRTUOSO SE USB Gaming Headset
webcam         HD Pro Webcam C920
webcam         Jabra PanaCast 20
speakerphone   Jabra SPEAK 510 USB
speakerphone   Poly Sync 20-M
microphone     Yeti Stereo Microphone
microphone     RODE NT-USB+
handset        VOIP USB Phone
controller     Wireless Controller
adapter        USB PnP Sound Device
adapter        Sennheiser GSX 1000 Main Audio
adapter        ThinkPad USB-C Dock Gen2 USB Audio
nothing        Acme Talk
nothing        USB Headset
nothing        Headset
nothing        Logitech
"""
ROWS = [line.split(maxsplit=1) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("says", "name"), ROWS, ids=[name for _, name in ROWS])
def test_names(says: str, name: str) -> None:
    hint = hint_of(name)
    assert (str(hint.says) if hint else "nothing") == says


def test_no_name_of_a_known_product_says_corded_when_it_is_not() -> None:
    wrong = [
        product.name
        for product in shipped().by_id.values()
        if product.kind in CORDLESS_KINDS | OTHER_KINDS
        and (hint := hint_of(product.model))
        and hint.says is Says.CORDED
    ]
    assert not wrong


def test_no_name_of_a_known_corded_headset_says_cordless() -> None:
    wrong = [
        product.name
        for product in shipped().by_id.values()
        if product.kind is Kind.WIRED_HEADSET
        and (says_cordless(hint := hint_of(product.model)) or (hint and hint.says in NOT_HEADSETS))
    ]
    assert not wrong


def test_a_cordless_name_outweighs_a_corded_one() -> None:
    hint = hint_of_all(("Evolve 20", "Acme Wireless"))
    assert hint
    assert hint.says is Says.CORDLESS_WORD
    assert hint_of_all(()) is None


@pytest.mark.parametrize(
    ("node", "product"),
    [
        ("alsa_input.usb-GN_Netcom_A_S_Jabra_EVOLVE_20_MS_X-00.mono-fallback", "GN Netcom A S Jabra EVOLVE 20 MS X"),
        ("alsa_output.usb-Plantronics_Plantronics_DA45-00-DA45.analog-mono", "Plantronics Plantronics DA45"),
        ("alsa_input.pci-0000_00_1f.3.analog-stereo", ""),
        ("bluez_source.02_00.headset", ""),
    ],
)
def test_the_product_in_a_node_name(node: str, product: str) -> None:
    assert product_of_node(node) == product


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("Headset Earphone (2- Jabra Link 370)", ("Headset Earphone", "Jabra Link 370", "")),
        ("Speakers (Realtek(R) Audio)", ("Speakers", "Realtek(R) Audio", "")),
        (
            "耳机式麦克风 (Plantronics Blackwire 5220 Series) (047F:c053)",
            ("耳机式麦克风", "Plantronics Blackwire 5220 Series", "047f:c053"),
        ),
        (
            "Headset (@System32\\drivers\\bthhfenum.sys,#2;%1 Hands-Free%0\r\n;(Nothing Ear))",
            ("Headset", "Nothing Ear Hands-Free", ""),
        ),
        ("CABLE Output", ("", "CABLE Output", "")),
    ],
)
def test_windows_labels(label: str, parts: tuple[str, str, str]) -> None:
    assert parse_windows_label(label) == parts


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Ana's AirPods Pro", "AirPods Pro"),
        ("Ana\u2019s AirPods", "AirPods"),
        ("AirPods de Ana", "AirPods"),
        ("太郎のAirPods", "AirPods"),
        ("Jabra Evolve 20", "Jabra Evolve 20"),
    ],
)
def test_owners_are_left_out(name: str, bare: str) -> None:
    assert impersonal(name) == bare


def test_chips_and_displays_are_known_by_name() -> None:
    assert names_a_chip("Realtek High Definition Audio")
    assert not names_a_chip("Realtek USB Audio")
    assert names_a_display("DELL U3219Q (NVIDIA High Definition Audio)")
    assert not names_a_display("Jabra Evolve 20")


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    hint_of(text)
    parse_windows_label(text)
    product_of_node(text)
    impersonal(text)
    names_a_chip(text)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("SteelSeries Arctis Nova Pro Wireless", Says.CORDLESS_WORD),
        ("SteelSeries Arctis Nova Pro Wir", None),
        ("HyperX Cloud Stinger Core Gaming Headset", Says.CORDED),
        ("HyperX Cloud Stinger Core Gamin", None),
        ("Plantronics Blackwire 5220 Seri", Says.CORDED),
        ("Plantronics Blackwire 9900 Wire", Says.CORDLESS_WORD),
        ("Logitech G432 Surround Sound XY", Says.CORDED),
    ],
)
def test_a_name_that_was_cut_off_is_not_taken_for_the_corded_twin(name: str, says: Says | None) -> None:
    hint = hint_of(name)
    assert (hint and hint.says) == says


@pytest.mark.parametrize(
    ("model", "promised"),
    [("Jabra EVOLVE 20 MS", True), ("Blackwire 3220 Series", True), ("Logitech H390", True), ("Acme Talk", False)],
)
def test_lines_whose_makers_promise_noise_cancelling(model: str, *, promised: bool) -> None:
    assert cancels_noise(model) is promised
