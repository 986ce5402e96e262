"""Reachable addresses: what is decided, what is not, and judging by it; and how long names take."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest

from readiness.analysis.line.addresses import Address, Outcome, Tried
from readiness.checks.addresses import CHECK
from readiness.checks.base import Stage
from readiness.domain.facts import Facts, Measured, Reading, Reason, Unmeasured
from readiness.domain.judge import judge
from readiness.domain.message import message
from readiness.domain.profile import Clause, Condition, OneFact, Operator, Requirement, Server, ServerKind, Tiers
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeReach, measured
from tests.checks.profile_session import Told
from tests.domain.strategies import profile_of

FACTS = {fact.id: fact for fact in CHECK.facts}
GOOD, BAD, SILENT = "tls://good.example:443", "tcp://bad.example:5061", "udp://silent.example:3478"
OUTCOMES = {"bad.example": Outcome.REFUSED, "silent.example": Outcome.UNDECIDED}


def found(*words: str, reach: FakeReach | None = None, servers: tuple[Server, ...] = ()) -> dict[str, Reading]:
    session = Told({"network.reachable": set(words)}, *servers)
    return measured(CHECK, Computer(_reach=reach or FakeReach(OUTCOMES)), session)


def judged(reading: Reading, operator: Operator, *words: str) -> str:
    condition = Condition((Clause(operator, words),))
    requirement = Requirement("ports", OneFact("network.reachable", None, Tiers(condition)))
    return judge(profile_of(requirement), Facts({"network.reachable": reading})).findings[0].outcome


def test_what_was_reached_and_what_is_decided_are_told_apart() -> None:
    reading = found(GOOD, BAD, SILENT)["network.reachable"]

    assert isinstance(reading, Measured)
    assert reading.value == frozenset({GOOD})
    assert reading.looked_for == frozenset({GOOD, BAD})
    assert reading.evidence == {GOOD: "reached", BAD: "refused", SILENT: "no answer"}
    assert validated(reading, FACTS["network.reachable"]) == reading


@pytest.mark.parametrize(
    ("operator", "words", "outcome"),
    [
        (Operator.HAS_ALL, (GOOD,), "pass"),
        (Operator.HAS_ALL, (GOOD, BAD), "fail"),
        (Operator.HAS_ALL, (BAD, SILENT), "fail"),
        (Operator.HAS_ALL, (GOOD, SILENT), "not_measured"),
        (Operator.HAS_ANY, (SILENT, GOOD), "pass"),
        (Operator.HAS_ANY, (SILENT, BAD), "not_measured"),
        (Operator.HAS_ALL, ("tcp://other.example:1",), "not_measured"),
    ],
)
def test_silence_over_udp_neither_passes_nor_fails(operator: Operator, words: tuple[str, ...], outcome: str) -> None:
    assert judged(found(GOOD, BAD, SILENT)["network.reachable"], operator, *words) == outcome


def test_a_word_that_is_no_address_stays_undecided() -> None:
    reading = found(GOOD, "https://good.example")["network.reachable"]

    assert isinstance(reading, Measured)
    assert reading.looked_for == frozenset({GOOD})


def test_a_name_takes_the_median_time() -> None:
    reading = found(GOOD, BAD)["network.dns_time"]

    assert isinstance(reading, Measured)
    assert (reading.value, reading.unit, reading.samples) == (12.0, "ms", 2)


def test_without_names_among_the_addresses_the_servers_names_are_looked_up() -> None:
    servers = (
        Server("a", "https://speed.example.com/"),
        Server("b", "udp://x.example:1", ServerKind.UDP_ECHO),
        Server("c", "https://10.0.0.1/"),
    )
    with_servers = found("tcp://10.0.0.1:443", servers=servers)
    alone = found(servers=servers)
    without = found("tcp://10.0.0.1:443")

    assert isinstance(with_servers["network.dns_time"], Measured)
    assert isinstance(alone["network.dns_time"], Measured)
    assert alone["network.reachable"] == Unmeasured(Reason.ABSENT, message("unmeasured.addresses_none"))
    assert without["network.dns_time"] == Unmeasured(Reason.ABSENT, message("unmeasured.addresses_no_name"))


def test_names_that_nobody_finds_have_no_time() -> None:
    readings = found(GOOD, reach=FakeReach({"good.example": Outcome.NO_NAME}, seconds=None))

    assert readings["network.dns_time"] == Unmeasured(Reason.OFFLINE, message("unmeasured.addresses_no_lookup"))


def test_a_profile_that_names_nothing_has_nothing_tried() -> None:
    assert set(found().values()) == {Unmeasured(Reason.ABSENT, message("unmeasured.addresses_none"))}


def test_a_computer_without_network_measures_neither() -> None:
    assert set(found(GOOD, reach=FakeReach(None)).values()) == {Unmeasured(Reason.UNSUPPORTED, REFUSAL)}


def test_who_watches_is_told_and_a_stop_yields_nothing() -> None:
    session = Told({"network.reachable": {GOOD}})

    class Stopping(FakeReach):
        def tried(self, addresses: Sequence[Address], cancel: threading.Event) -> Mapping[Address, Tried]:
            outcomes = super().tried(addresses, cancel)
            cancel.set()
            return outcomes

    assert measured(CHECK, Computer(_reach=Stopping()), session) == {}
    assert [type(one) for one in session.shown] == [Stage]
