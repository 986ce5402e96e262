"""What receipts prove about the figures of a report: same session, same time, and no slower than reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from readiness.documents.json_text.finder import Finder
from readiness.documents.json_text.strict import Document
from readiness.documents.proof.claims import Claim, proven, unproven, wrong
from readiness.documents.report.values import Json
from readiness.documents.trust.envelope import Envelope, envelope_in
from readiness.documents.trust.receipt import Receipt, bind_of, receipt_in
from readiness.documents.trust.signing import PublicKey
from readiness.domain.facts import Bound, Measured
from readiness.domain.message import Argument
from readiness.domain.profile import ServerKind
from readiness.domain.quantity import Quantity
from readiness.domain.reference import fact_title
from readiness.domain.report import Report

_TOLERANCE: Final = timedelta(minutes=10)
_TELLING_PROBES: Final = 50
_SLACK: Final = 1.25
"""By how much a good estimate may exceed the fastest moments that a server saw."""
_WAYS: Final = (("network.download", True), ("network.upload", False))


def claims_of_receipts(
    report: Report, found: Sequence[Json], bind: tuple[PublicKey, str], keys: Sequence[PublicKey]
) -> Iterator[Claim]:
    """Yield what receipts prove. ``bind`` ties them to device key and nonce, ``keys`` are those of servers."""
    if not found:
        yield unproven("proof.no_receipt")
        return
    if not keys:
        yield unproven("proof.receipt_unchecked", count=len(found))
        return
    device, nonce = bind
    wanted = bind_of(device, report.profile.id, nonce)
    looked = [_accepted(value, keys, wanted, report) for value in found]
    yield from (one for one in looked if isinstance(one, Claim))
    good = [one for one in looked if isinstance(one, Receipt)]
    if good:
        yield proven("proof.receipt", server=good[0].server)
        yield from _figures(report, good)
        yield from _loss(report, good)


def envelope_of_value(value: Json) -> Envelope | None:
    """Return the envelope inside another document, None if it is none."""
    finder = Finder(Document(value, "", {"": 0}, {}, (0,)))
    return envelope_in(finder, "", value)


def _accepted(value: Json, keys: Sequence[PublicKey], wanted: str, report: Report) -> Receipt | Claim:
    """Return a receipt that belongs to the report, else what is wrong with it."""
    envelope = envelope_of_value(value)
    receipt = receipt_in(envelope, keys) if envelope else None
    if receipt is None:
        return wrong("proof.receipt_not_yours")
    if receipt.bind != wanted:
        return wrong("proof.receipt_other_session")
    earliest, latest = report.started - _TOLERANCE, report.finished + _TOLERANCE
    if not earliest <= receipt.began <= receipt.issued <= latest:
        return wrong("proof.receipt_other_time", server=receipt.server)
    return receipt


def _loss(report: Report, receipts: Sequence[Receipt]) -> Iterator[Claim]:
    """Yield what became of numbered packets, if the report states a loss."""
    if "network.loss" in report.facts.readings:
        counts = (one.probes for one in receipts if one.probes[0] >= _TELLING_PROBES)
        yield from (proven("proof.receipt_loss", sent=sent, seen=seen) for sent, seen in counts)


def _figures(report: Report, receipts: Iterable[Receipt]) -> Iterator[Claim]:
    """Compare the report's figures with what the servers saw. Of several servers the best one counts."""
    seen = list(receipts)
    servers = [one for one in report.profile.network_test.servers if one.kind is ServerKind.HTTPS]
    for fact, down in _WAYS:
        reading = report.facts.readings.get(fact)
        if not isinstance(reading, Measured) or reading.bound is Bound.AT_MOST or not isinstance(reading.value, float):
            continue
        said, fastest = Quantity(reading.value, reading.unit or "Mbit/s"), max(one.fastest(down=down) for one in seen)
        told: dict[str, Argument] = {
            "fact": fact_title(fact),
            "said": said,
            "seen": Quantity(round(fastest, 1), "Mbit/s"),
        }
        if said.exact_in("Mbit/s") <= fastest * _SLACK:
            yield proven("proof.receipt_figure", **told)
        elif fastest <= 0:
            yield unproven("proof.receipt_without", fact=fact_title(fact))
        elif len(servers) > len(seen):
            yield unproven("proof.receipt_slower", **told)
        else:
            yield wrong("proof.receipt_contradicts", **told)
