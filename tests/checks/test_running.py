"""Named programs that run: found or not, and nothing about any other."""

from __future__ import annotations

from readiness.checks.running import CHECK
from readiness.domain.facts import Measured, Reason, Unmeasured
from tests.checks.fake_computer import REFUSAL, Computer, FakeSoftware, measured
from tests.checks.sessions import Asking


def test_what_was_asked_for_is_told_and_nothing_else() -> None:
    software = FakeSoftware(programs=frozenset({"teamviewer", "a diary"}))

    reading = measured(CHECK, Computer(_software=software), Asking())["software.running"]

    assert isinstance(reading, Measured)
    assert reading.value == frozenset({"teamviewer"})
    assert reading.looked_for == frozenset({"teamviewer", "anydesk"})
    assert "diary" not in repr(reading)


def test_a_profile_that_names_nothing_learns_nothing() -> None:
    reading = measured(CHECK, Computer())["software.running"]

    assert isinstance(reading, Measured)
    assert (reading.value, reading.looked_for) == (frozenset(), frozenset())


def test_a_list_that_cannot_be_seen_is_no_proof() -> None:
    reading = measured(CHECK, Computer(_software=FakeSoftware(programs=None)), Asking())["software.running"]

    assert reading == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
