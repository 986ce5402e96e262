"""Name, edition, licence, and the end of the vendor's support."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.analysis.os_support import SystemRelease
from readiness.checks import release as module
from readiness.checks.release import CHECK
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.engine.plausible import believable
from tests.checks.fake_computer import REFUSAL, Computer, FakeSystem, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "now", lambda: datetime(2026, 10, 1, tzinfo=UTC))


def readings(system: FakeSystem) -> dict[str, Reading]:
    found = measured(CHECK, Computer(_system=system))
    assert set(found) == set(FACTS)
    assert all(believable(reading, FACTS[fact]) == reading for fact, reading in found.items())
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
