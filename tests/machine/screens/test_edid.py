"""What screens say of themselves: panels whose bytes and figures their owners' X servers have published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.screens.edid import Edid, parse_edid
from tests.machine.screens.edid_samples import B140QAN02, B156HW01

# X's own log beside each: "Image Size: 331 x 207 mm", "344 x 193 mm".
B154EW02 = (
    "00ffffffffffff0006af742100000000010f0103802115780a1cf59758508e27"
    "27505400000001010101010101010101010101010101c71b00a0502017303020"
    "36004bcf100000180000000f0000000000000000000000000020000000fe0041"
    "554f0a202020202020202020000000fe004231353445573032205631200a00aa"
)


def summed(data: bytes) -> bytes:
    """The bytes with a sum that is right."""
    return data[:127] + bytes([-sum(data[:127]) % 256])


def changed(hexadecimal: str, **at: int) -> bytes:
    """An EDID with other bytes at places named b21, b54 and so on."""
    data = bytearray.fromhex(hexadecimal)
    for place, value in at.items():
        data[int(place[1:])] = value
    return summed(bytes(data))


@pytest.mark.parametrize(
    ("panel", "pixels", "millimetres"),
    [
        (B154EW02, (1280, 800), (331.0, 207.0)),
        (B156HW01, (1920, 1080), (344.0, 193.0)),
        (B140QAN02, (2560, 1440), (309.0, 174.0)),
    ],
)
def test_panels_are_read_as_their_x_servers_read_them(
    panel: str, pixels: tuple[int, int], millimetres: tuple[float, float]
) -> None:
    assert parse_edid(bytes.fromhex(panel)) == Edid(pixels, millimetres)


def test_a_ratio_in_place_of_a_size_is_not_taken() -> None:
    ratio = changed(B156HW01, b66=160, b67=90, b68=0)

    assert parse_edid(ratio) == Edid((1920, 1080), (340.0, 190.0), spread=5.0)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"b21": 0, "b22": 0}, Edid((1920, 1080), (344.0, 193.0))),
        ({"b21": 16, "b22": 0, "b66": 0, "b67": 0, "b68": 0}, Edid((1920, 1080), None, spread=5.0)),
        ({"b54": 0, "b55": 0}, Edid(None, (340.0, 190.0), spread=5.0)),
        ({"b56": 0, "b58": 0}, Edid(None, (344.0, 193.0))),
    ],
)
def test_what_is_missing_is_none(places: dict[str, int], expected: Edid) -> None:
    assert parse_edid(changed(B156HW01, **places)) == expected


def test_what_is_no_edid_is_refused() -> None:
    good = bytes.fromhex(B156HW01)

    assert parse_edid(b"") is None
    assert parse_edid(good[:127]) is None
    assert parse_edid(bytes(128)) is None
    assert parse_edid(good[:127] + b"\x48") is None
    assert parse_edid(good + bytes(128)) == parse_edid(good)


@given(st.binary(max_size=130))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    parse_edid(data)
    parse_edid(summed(bytes.fromhex("00ffffffffffff00") + data.ljust(120, b"\x01")[:119] + b"\0"))
