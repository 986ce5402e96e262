"""What one look at a direction came to, in the words of answers and readings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from readiness.analysis.line import sequential
from readiness.analysis.line.sequential import Bounds
from readiness.analysis.line.speed_test import DOWNLOAD, Decided, RateFound, Source, SpeedQuestion
from readiness.analysis.line.throughput import Estimate
from readiness.domain.facts import Bound
from readiness.domain.message import Message, message
from readiness.domain.quantity import Quantity
from readiness.machine.speed.net.address import proxy_for
from readiness.machine.speed.servers.server import Server
from readiness.machine.speed.transfer.transfer import NOTICEABLE, Counted


def source_of(
    servers: Sequence[Server], seconds: float, megabytes: float, remarks: tuple[tuple[str, str], ...] = ()
) -> Source:
    """Return where figures come from and what they cost, as of now."""
    proxy = proxy_for(servers[0].url)
    bypassed = (("proxy_not_used", proxy),) if proxy else ()
    names = ", ".join(f"{server.name} ({server.kind})" for server in servers)
    return Source(names, datetime.now(UTC), seconds, megabytes, remarks + bypassed)


_VAGUE = 0.1  # how well the share of other programs is known, as a share of it


@dataclass(frozen=True, slots=True)
class Run:
    """One look at a direction through one server, or two side by side, and what came of it.

    ``estimate`` has the interval that ``bounds`` are made of; ``full`` tells whether it is the line's own rate.
    """

    servers: Sequence[Server]
    estimate: Estimate
    bounds: Bounds
    full: bool
    method: Message
    seconds: float
    megabytes: float
    remarks: tuple[tuple[str, str], ...] = ()
    confidence: float | None = None

    def decided(self, question: SpeedQuestion, *, anew: bool) -> Decided:
        """Return the answer; one that needed nothing ``anew`` cost nothing."""
        sure = sequential.confidence(question, self.estimate) if self.confidence is None else self.confidence
        cost = (self.seconds, self.megabytes) if anew else (0.0, 0.0)
        names = ", ".join(server.name for server in self.servers)
        return Decided(question, self.bounds.answer(question), sure, *cost, names, self.method)

    def found(self, fact: str) -> RateFound:
        """Return the rate as a figure: at least so much where the line was not full."""
        source = source_of(self.servers, self.seconds, self.megabytes, self.remarks)
        return RateFound(fact, self.estimate, self.method, source, Bound.EXACT if self.full else Bound.AT_LEAST)

    def beside(self, others: float, *, counted_in: bool) -> Run:
        """Return the same as what the line carried in all, when other programs had a share of it."""
        if others < NOTICEABLE:
            return self
        percent = round(100 * others)
        told = replace(
            self,
            method=message("method.beside_others", method=self.method, share=Quantity(percent, "%")),
            remarks=(*self.remarks, ("other_programs", f"{percent} %")),
        )
        return told if counted_in else told.scaled(1 / (1 - others), _VAGUE * others)

    def after(self, other: Run) -> Run:
        """Return what this look and an earlier one by another server came to: the higher rate was seen."""
        best = self if self.bounds.high > other.bounds.high else other
        return replace(
            best,
            servers=[*other.servers, *self.servers],
            seconds=self.seconds + other.seconds,
            megabytes=self.megabytes + other.megabytes,
        )

    def doubted(self, server: str) -> Run:
        """Return the same for a line that would be called full, if only that server had said so too."""
        return replace(
            self,
            bounds=replace(self.bounds, high=math.inf),
            full=False,
            method=message("method.not_confirmed", method=self.method, server=server),
            remarks=(*self.remarks, ("not_confirmed_by", server)),
        )

    def scaled(self, scale: float, vague: float) -> Run:
        """Return the same for a rate so many times higher, known worse by a share of it."""
        rate = self.estimate.mbit_per_second * scale
        half = self.estimate.half_width * scale + vague * rate
        estimate = replace(
            self.estimate,
            mbit_per_second=rate,
            half_width=half,
            wander=self.estimate.wander * scale,
            blur=self.estimate.blur * scale,
        )
        bounds = Bounds(self.bounds.low * scale - vague * rate, self.bounds.high * scale + vague * rate)
        return replace(self, estimate=estimate, bounds=bounds)

    def answering(self) -> Run:
        """Return the same with a spread as wide as the bounds its answers were given by."""
        half = self.estimate.mbit_per_second - self.bounds.low
        return replace(self, estimate=replace(self.estimate, half_width=half))

    def together_with(self, other: Run) -> Run:
        """Return what two long looks say together: their mean, and bounds that hold both where they differ."""
        mine, theirs = self.estimate, other.estimate
        share = mine.seconds / (mine.seconds + theirs.seconds)
        rate = share * mine.mbit_per_second + (1 - share) * theirs.mbit_per_second
        half = max(mine.half_width, theirs.half_width, abs(mine.mbit_per_second - theirs.mbit_per_second))
        full = self.full and other.full
        return replace(
            self,
            estimate=replace(
                mine,
                mbit_per_second=rate,
                half_width=half,
                bins=mine.bins + theirs.bins,
                seconds=mine.seconds + theirs.seconds,
                wander=mine.wander + theirs.wander,
                blur=mine.blur + theirs.blur,
            ),
            bounds=Bounds(min(self.bounds.low, other.bounds.low), max(self.bounds.high, other.bounds.high)),
            full=full,
            seconds=self.seconds + other.seconds,
            megabytes=self.megabytes + other.megabytes,
        )


def method_of(fact: str, flows: int, counted: Counted) -> Message:
    """Return what was counted, in words."""
    if counted.by_the_server:
        return message("method.bytes_at_the_server", flows=flows)
    if counted.by_the_adapter:
        return message("method.adapter_received", flows=flows)
    if fact == DOWNLOAD:
        return message("method.packets_received" if counted.as_they_arrive else "method.bytes_received", flows=flows)
    return message("method.packets_delivered" if counted.as_they_arrive else "method.bytes_delivered", flows=flows)
