"""Receipts: the server signs what it saw itself, the client hands them on, the employer believes no more than that."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from readiness.analysis.line.speed_test import DOWNLOAD, UPLOAD, SpeedPlan, readings_in
from readiness.documents.trust.envelope import read_envelope
from readiness.documents.trust.receipt import bind_of, receipt_in, sealed_receipt
from readiness.documents.trust.signing import SigningKey
from readiness.domain.facts import Measured
from readiness.machine.speed import Speed
from readiness.machine.speed.responder import capabilities
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.witness import Witness
from tests.machine.speed.responder.conftest import got
from tests.rigs.librespeed_server import librespeed_server
from tests.rigs.responder import responder

KEY, DEVICE = SigningKey(b"\x07" * 32), SigningKey(b"\x08" * 32)
SLOW = replace(Limits(), mbit_per_second=80.0)
BIND = bind_of(DEVICE.public, "com.example.voice", "n-1")


def measured(url: str, wanted: dict[str, frozenset[str]]) -> tuple[dict[str, float], dict[str, list[bytes]]]:
    port = Speed()
    port.receipts.wanted = wanted
    plan = SpeedPlan(frozenset({DOWNLOAD, UPLOAD}), servers=(url,), seconds=0.8)
    found = {
        fact: float(reading.value)
        for event in port.run(plan, threading.Event())
        for fact, reading in readings_in(event)
        if isinstance(reading, Measured) and isinstance(reading.value, float)
    }
    return found, port.receipts.given


def test_a_measurement_brings_a_receipt_that_allows_its_figures() -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    with responder(limits=SLOW, key=KEY.public.data.hex(), sign=lambda seen: sealed_receipt(seen, KEY)) as server:
        figures, given = measured(
            server.url, {BIND: frozenset({server.url}), "0" * 64: frozenset({"http://other.test/"})}
        )
    [document] = given[BIND]
    assert given["0" * 64] == [], "another employer's report is told nothing of this server"
    receipt = receipt_in(read_envelope(document), (KEY.public,))
    assert receipt
    assert (receipt.server, receipt.bind) == ("Test", BIND)
    assert before <= receipt.began <= receipt.issued <= datetime.now(UTC) + timedelta(seconds=1)
    for fact, down, flow in ((DOWNLOAD, True, receipt.down), (UPLOAD, False, receipt.up)):
        assert flow.bytes > 0
        assert figures[fact] <= receipt.fastest(down=down) * 1.25


def test_servers_without_receipts_work_all_the_same() -> None:
    with responder(limits=SLOW) as server:
        assert got(server, "POST", f"{capabilities.RECEIPT}?bind={BIND}")[0] == 404
        figures, given = measured(server.url, {BIND: frozenset({server.url})})
    assert (set(figures), given) == ({DOWNLOAD, UPLOAD}, {})
    with librespeed_server() as other:
        assert measured(other.url, {BIND: frozenset({other.url})})[1] == {}


def test_a_receipt_is_for_a_session_and_a_binding() -> None:
    with responder(key=KEY.public.data.hex(), sign=lambda seen: sealed_receipt(seen, KEY)) as server:
        assert got(server, "POST", f"{capabilities.RECEIPT}?bind={BIND}")[0] == 403
        own = capabilities.parse(got(server, "GET", capabilities.WELL_KNOWN)[1])
    assert own
    assert own.key == KEY.public.data.hex()


class Moving:
    """A ledger whose count a test sets."""

    def __init__(self) -> None:
        self.own = 0

    def total(self) -> Moving:
        return self


def test_the_fastest_moment_is_an_upper_bound_and_trains_and_probes_are_counted() -> None:
    now = [10.0]
    up, down = Moving(), Moving()
    seen = Witness(lambda: now[0], up, down)  # type: ignore[arg-type]
    for step in (0, 125_000, 250_000, 125_000, 0):
        up.own += step
        seen.look()
        now[0] += 0.1
    for number in (0, 1, 3):
        seen.probed(number)
    seen.train(down=False, packets=11, arrived=11, seconds=0.1, size=1_000)
    seen.train(down=True, packets=11, arrived=0, seconds=0.0, size=1_000)
    told = json.loads(seen.receipt("S", "00", BIND))
    assert told["up"] == {"bytes": 500_000, "seconds": 0.3, "peak_mbit": 20.0}
    assert told["down"] == {"bytes": 0, "seconds": 0.0, "peak_mbit": 0.0}
    assert told["probes"] == {"sent": 4, "arrived": 3}
    assert [(one["way"], one["arrived"], one["mbit"]) for one in told["trains"]] == [("up", 11, 0.8), ("down", 0, 0.0)]


def test_too_many_trains_take_no_more_room() -> None:
    seen = Witness(lambda: 0.0)
    for _ in range(300):
        seen.train(down=True, packets=1, arrived=0, seconds=0.0, size=1_000)
    assert len(seen.trains) == 256
