"""Name, edition, licence, and the end of the vendor's support."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness import paths
from readiness.analysis.computer.os_support import SystemRelease, support_of
from readiness.checks import release as module
from readiness.checks.release import CHECK, shipped_table
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeSystem, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "now", lambda: datetime(2026, 10, 1, tzinfo=UTC))


def readings(system: FakeSystem) -> dict[str, Reading]:
    found = measured(CHECK, Computer(_system=system))
    assert set(found) == set(FACTS)
    assert all(validated(reading, FACTS[fact]) == reading for fact, reading in found.items())
    return found


def test_windows_with_everything_in_order() -> None:
    found = readings(FakeSystem())

    assert {fact: reading.value for fact, reading in found.items() if isinstance(reading, Measured)} == {
        "os.name": "Windows 11",
        "os.edition": "pro",
        "os.s_mode": False,
        "os.genuine": True,
        "os.supported": True,
        "os.supported_until": "2027.10.12",
    }


def test_the_table_is_named_as_the_source() -> None:
    supported = readings(FakeSystem())["os.supported"]

    assert isinstance(supported, Measured)
    assert supported.evidence == {"source": "fake release", "table of": "2026-08-22"}


@pytest.mark.parametrize(
    ("release", "supported", "until"),
    [
        (SystemRelease("windows", "19045"), False, "2025.10.14"),
        (SystemRelease("ubuntu", "24.04"), True, "2029.05.31"),
        (SystemRelease("macos", "26.1"), True, "unmeasured.os_support_no_end"),
        (SystemRelease("macos", "12.7"), False, "2024.09.16"),
        (SystemRelease("windows", "99999"), "unmeasured.os_support", "unmeasured.os_support"),
    ],
)
def test_ends_of_support(release: SystemRelease, supported: bool | str, until: str) -> None:  # noqa: FBT001
    found = readings(FakeSystem(released=release))

    for fact, expected in (("os.supported", supported), ("os.supported_until", until)):
        reading = found[fact]
        told = reading.value if isinstance(reading, Measured) else reading.detail and reading.detail.id
        assert told == expected


def test_a_release_that_is_not_known_has_no_support_either() -> None:
    found = readings(FakeSystem(released=None, edition_=None))

    for fact in ("os.supported", "os.supported_until", "os.edition"):
        assert found[fact] == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert isinstance(found["os.name"], Measured)


@pytest.mark.parametrize("file", sorted(paths.resource("machines").glob("*.json")), ids=lambda file: file.stem)
def test_sample_machines_say_of_their_support_what_the_table_says(file: Path) -> None:
    facts = json.loads(file.read_text(encoding="utf-8"))["facts"]
    family, version = facts["os.family"], facts["os.version"]
    product = facts["os.name"].casefold() if family == "linux" else family
    release = SystemRelease(product, version.rpartition(".")[2] if family == "windows" else version)

    found = support_of(shipped_table(), release, shipped_table().as_of)

    assert found
    assert facts["os.supported"] is found.supported
    assert facts.get("os.supported_until") == (f"{found.until:%Y.%m.%d}" if found.until else None)
