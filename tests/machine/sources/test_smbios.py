"""The firmware's tables: built after DSP0134, and one stretch of a real one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.sources.smbios import (
    Identity,
    kind_of_chassis,
    kind_of_role,
    names_virtual_machine,
    parse_date,
    parse_identity,
    structures,
)
from tests.machine.firmware import firmware, structure


def test_the_first_of_each_kind_tells_what_the_computer_is() -> None:
    table = firmware(chassis=0x80 | 10, maker="Example ", product="Book 3", released="03/02/2021")

    assert parse_identity(table) == Identity(10, "Example", "Book 3", "03/02/2021")
    assert parse_identity(table + firmware(chassis=17, maker="Dock", product="none", released="none")).chassis == 10


def test_what_a_table_does_not_say_is_empty() -> None:
    assert parse_identity(b"") == Identity()
    # A string number without its string, and a table that ends within a structure.
    assert parse_identity(structure(1, bytes([3, 1]), "only one")) == Identity(maker="", product="only one")
    assert parse_identity(structure(3, b"\0")[:7]) == Identity()


@pytest.mark.parametrize(
    ("number", "kind"),
    [(3, "desktop"), (13, "desktop"), (35, "desktop"), (10, "laptop"), (30, "tablet"), (32, "convertible")],
)
def test_chassis_types(number: int, kind: str) -> None:
    assert kind_of_chassis(number) == kind


@pytest.mark.parametrize("number", [0, 1, 2, 11, 12, 99])
def test_what_names_no_kind_is_no_answer(number: int) -> None:
    assert kind_of_chassis(number) is None


def test_power_profiles() -> None:
    assert [kind_of_role(number) for number in (0, 1, 2, 4, 6, 8)] == [
        None,
        "desktop",
        "laptop",
        "server",
        None,
        "tablet",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/02/2021", date(2021, 3, 2)),
        (" 12/31/99 ", date(1999, 12, 31)),
        ("13/01/2021", None),
        ("2021-03-02", None),
        ("", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("maker", "product", "virtual"),
    [
        ("QEMU", "Standard PC (Q35 + ICH9, 2009)", True),
        ("VMware, Inc.", "VMware7,1", True),
        ("innotek GmbH", "VirtualBox", True),
        ("Microsoft Corporation", "Virtual Machine", True),
        ("Amazon EC2", "t3.small", True),
        # Plain laptops that other programs took for virtual ones.
        ("Microsoft Corporation", "Surface Laptop 4", False),
        ("HP", "HP ProBook 440 G8 Notebook PC", False),
        ("Oracle Corporation", "ORACLE SERVER X8-2", False),
        ("", "", False),
    ],
)
def test_only_names_that_hypervisors_write_hint_at_one(maker: str, product: str, virtual: bool) -> None:  # noqa: FBT001
    assert names_virtual_machine(maker, product) is virtual


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_bytes_break_a_parser(table: bytes, text: str) -> None:
    assert parse_identity(table).chassis < 0x80
    assert all(len(one.body) >= 4 for one in structures(table))
    parse_date(text)
