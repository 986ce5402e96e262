"""The clock's error: which server is asked, and what is believed."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest

from readiness.analysis.computer.clocks import Stamp
from readiness.checks.clock import CHECK
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import Server, ServerKind
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeReach, measured
from tests.checks.profile_session import Told

FIRST, SECOND = "https://one.example/", "https://two.example/"
FACT = CHECK.facts[0]
REMEMBERED = "unmeasured.clock_no_time"


def stamps(ahead: float) -> tuple[Stamp, ...]:
    return tuple(Stamp(at + ahead, at + ahead + 0.02, int(at)) for at in (100.0, 100.25, 100.5, 100.75))


def found(times: Mapping[str, tuple[Stamp, ...] | None], *words: str, kind: ServerKind = ServerKind.HTTPS) -> Reading:
    session = Told({"network.reachable": set(words)}, Server("a", FIRST, kind), Server("b", SECOND, kind))
    return measured(CHECK, Computer(_reach=FakeReach(times=times)), session)[FACT.id]


@pytest.mark.parametrize(("ahead", "side"), [(75.0, "ahead"), (-75.0, "behind")])
def test_the_error_has_no_sign_but_the_evidence_says_which_way(ahead: float, side: str) -> None:
    reading = found({FIRST: stamps(ahead)})

    assert isinstance(reading, Measured)
    assert reading.value == pytest.approx(75.0, abs=0.15)
    assert (reading.unit, reading.samples) == ("s", 4)
    assert reading.spread == pytest.approx(0.135, abs=0.01)
    assert reading.evidence == {"server": FIRST, "clock": side}
    assert validated(reading, FACT) == reading


def test_the_next_server_is_asked_when_one_is_silent_or_has_no_time() -> None:
    for times in ({FIRST: None, SECOND: stamps(0.0)}, {FIRST: (), SECOND: stamps(0.0)}):
        reading = found(times)
        assert isinstance(reading, Measured)
        assert reading.evidence["server"] == SECOND


def test_a_trusted_address_of_the_profile_has_a_clock_too() -> None:
    address = "https://calls.example:5061/"
    reading = found(
        {address: stamps(0.0)}, "tls://calls.example:5061", "tcp://other.example:1", kind=ServerKind.UDP_ECHO
    )

    assert isinstance(reading, Measured)
    assert reading.evidence["server"] == address


def test_no_server_is_asked_that_the_profile_does_not_name() -> None:
    reading = found({}, kind=ServerKind.UDP_ECHO)

    assert reading == Unmeasured(Reason.ABSENT, message("unmeasured.clock_no_server"))


def test_the_last_refusal_is_the_reason() -> None:
    assert found({FIRST: (), SECOND: None}) == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert found({FIRST: (), SECOND: ()}) == Unmeasured(Reason.UNSUPPORTED, message(REMEMBERED))


def test_times_that_contradict_each_other_are_not_believed() -> None:
    reading = found({FIRST: (Stamp(100.0, 100.1, 100), Stamp(101.0, 101.1, 200))})

    assert reading == Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.clock_contradiction"))


def test_a_stop_yields_nothing() -> None:
    session = Told({}, Server("a", FIRST))

    class Stopping(FakeReach):
        def stamps(self, url: str, cancel: threading.Event) -> tuple[Stamp, ...]:
            assert url == FIRST
            cancel.set()
            return stamps(0.0)

    assert measured(CHECK, Computer(_reach=Stopping()), session) == {}


def test_an_address_in_numbers_is_written_as_a_web_address() -> None:
    address = "https://[2001:db8::1]:443/"
    reading = found({address: stamps(0.0)}, "tls://[2001:db8::1]:443", kind=ServerKind.UDP_ECHO)

    assert isinstance(reading, Measured)
