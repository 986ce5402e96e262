"""The shipped catalogue, and how far an id is believed."""

from __future__ import annotations

import json

import pytest

from readiness import paths
from readiness.analysis.headset.catalogue import Catalogue, CatalogueError, Kind, agrees, parse_catalogue
from readiness.text import LANGUAGES, Translator
from tests.analysis.headset.audio_evidence import shipped


def test_the_shipped_rows_are_sorted_and_every_kind_and_certainty_is_explained() -> None:
    file = json.loads(paths.resource_text("headsets.json"))
    ids = [row["usb"] for row in file["rows"]]
    assert ids == sorted(ids)
    assert len(shipped().by_id) == len(ids) > 700
    assert set(file["kinds"]) == set(Kind)
    assert {row["certainty"] for row in file["rows"]} == set(file["certainty"])


def test_every_kind_has_a_name_in_every_language() -> None:
    for language in LANGUAGES:
        translator = Translator(language)
        assert [kind for kind in Kind if not translator.has(f"headset.kind.{kind}")] == []


ROW = {"usb": "0b0e:0300", "name": "Jabra EVOLVE 20 MS", "kind": "wired_headset", "certainty": "high", "source": ["x"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"rows": [ROW, ROW]}),
        json.dumps({"rows": [{**ROW, "kind": "toaster"}]}),
        json.dumps({"rows": [{**ROW, "certainty": "perhaps"}]}),
        json.dumps({"rows": [{**ROW, "usb": "0B0E:0300"}]}),
        json.dumps({"rows": [{**ROW, "source": []}]}),
        json.dumps({"rows": [{**ROW, "source": "x"}]}),
        json.dumps({"rows": ["x"]}),
    ],
)
def test_a_broken_catalogue_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError):
        parse_catalogue(text)


def test_products_are_found_by_id_and_by_exact_name() -> None:
    found = shipped().with_id("0b0e:24c9")
    assert found
    assert (found.model, found.kind) == ("Jabra Link 380", Kind.WIRELESS_DONGLE)
    assert shipped().with_id("") is None
    by_name = shipped().named(("Acme", "LifeChat LX-3000"))
    assert by_name
    assert by_name.kind is Kind.WIRED_HEADSET
    assert shipped().named(("Headset", "USB Headset", "960")) is None
    assert Catalogue().named(("Jabra Link 380",)) is None


def test_a_name_that_several_kinds_share_tells_nothing() -> None:
    other = {**ROW, "usb": "0b0e:9999", "kind": "wireless_dongle"}
    assert parse_catalogue(json.dumps({"rows": [ROW, other]})).named(("Jabra EVOLVE 20 MS",)) is None


@pytest.mark.parametrize(
    ("usb_id", "names", "fits"),
    [
        ("0b0e:0300", ("Jabra EVOLVE 20 MS",), True),
        ("046d:0a8f", ("Logitech USB Headset",), True),
        ("046d:0a8f", ("USB Headset Analog Stereo",), True),
        ("046d:0a8f", (), True),
        ("1395:005c", ("HiDock H1E",), False),
        ("1395:005c", ("Sennheiser SC70 USB CTRL",), True),
        ("047f:c056", ("Poly BW 3220",), True),
    ],
)
def test_a_name_can_dispute_an_id(usb_id: str, names: tuple[str, ...], fits: bool) -> None:  # noqa: FBT001 - of a table
    product = shipped().with_id(usb_id)
    assert product
    assert agrees(product, names) is fits
