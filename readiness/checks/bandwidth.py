"""The internet connection: its rate in both directions, and its round-trip times.

The profiles' conditions are put to the speed test as questions, which take far less time and data than figures. A
quick check asks nothing else; a full check goes on to the figures. If a result lies too close to a limit, the line is
measured once more, thoroughly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    SPEED_FACTS,
    UPLOAD,
    Decided,
    Form,
    Phase,
    PhaseStarted,
    RatePoint,
    Relation,
    SeriesLimit,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
    readings_in,
)
from readiness.checks.base import Check, Lane, Machine, Rate, Session, SpeedPort, Stage, Wishes, number_in
from readiness.domain.conditions import held_against
from readiness.domain.facts import Bound, FactDef, Kind, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.profile import FactTest, Operator, Server, ServerKind
from readiness.domain.quantity import Quantity, to_float
from readiness.domain.reference import FactReference, Statistic, reference
from readiness.domain.report import Truth

UNITS: Final = {
    DOWNLOAD: "Mbit/s",
    UPLOAD: "Mbit/s",
    LATENCY: "ms",
    LATENCY_LOADED_DOWN: "ms",
    LATENCY_LOADED_UP: "ms",
    JITTER: "ms",
    LOSS: "%",
    CALL_QUALITY: "MOS",
}
"""The facts, with the units of their readings."""

PLAUSIBLE: Final = {
    DOWNLOAD: (1e-3, 1e6),
    UPLOAD: (1e-3, 1e6),
    LATENCY: (1e-3, 1e4),
    LATENCY_LOADED_DOWN: (1e-3, 6e4),
    LATENCY_LOADED_UP: (1e-3, 6e4),
    JITTER: (0.0, 1e4),
    LOSS: (0.0, 100.0),
    CALL_QUALITY: (1.0, 4.5),
}
"""The range of values that a real line can have, in the units above; anything else is a measurement error."""

_TO_PLACES: Final = frozenset({LATENCY, JITTER})
_SERIES: Final = frozenset({LATENCY, LATENCY_LOADED_DOWN, LATENCY_LOADED_UP})
_FRUGAL_MEGABYTES = 25.0  # on a line whose data is paid for
_STAGES: Final = {
    Phase.SERVER: Message("network.looking_for_server"),
    Phase.LATENCY: Message("network.measuring_round_trips"),
    Phase.DOWNLOAD: Message("network.measuring_download"),
    Phase.UPLOAD: Message("network.measuring_upload"),
    Phase.LOSS: Message("network.measuring_loss"),
}
_BEGUN: Final = {
    Phase.SERVER: frozenset[str](),
    Phase.LATENCY: frozenset({LATENCY, JITTER}),
    Phase.DOWNLOAD: frozenset({DOWNLOAD, LATENCY_LOADED_DOWN}),
    Phase.UPLOAD: frozenset({UPLOAD, LATENCY_LOADED_UP}),
    Phase.LOSS: frozenset({LOSS, CALL_QUALITY}),
}
"""The facts that each phase begins to measure."""
_RELATIONS: Final = {
    Operator.MIN: Relation.AT_LEAST,
    Operator.ABOVE: Relation.MORE,
    Operator.MAX: Relation.AT_MOST,
    Operator.BELOW: Relation.LESS,
}


def questions(tests: Iterable[FactTest]) -> tuple[SpeedQuestion, ...]:
    """Return the questions asked by conditions on the line, without repetition, limits in the facts' own units."""
    found = {
        SpeedQuestion(meant.fact, relation, limit)
        for meant, relation, limit in _limits(tests)
        if not meant.statistic and not meant.server
    }
    return tuple(sorted(found, key=lambda one: (one.fact, one.relation, one.limit)))


def series(tests: Iterable[FactTest]) -> tuple[SeriesLimit, ...]:
    """Return the conditions on series of round trips, without repetition, limits in the facts' own units."""
    found = {
        SeriesLimit(meant.fact, meant.statistic, relation, limit)
        for meant, relation, limit in _limits(tests)
        if meant.statistic and not meant.server
    }
    return tuple(sorted(found, key=lambda one: (one.fact, one.statistic, one.relation, one.limit)))


def _limits(tests: Iterable[FactTest]) -> Iterator[tuple[FactReference, Relation, float]]:
    for test in tests:
        meant = reference(test.fact)
        if meant.fact in UNITS and test.unit:
            for clause in test.condition.clauses:
                if clause.operator in _RELATIONS and isinstance(clause.limit, int | float):
                    limit = Quantity(clause.limit, test.unit).exact_in(UNITS[meant.fact])
                    yield meant, _RELATIONS[clause.operator], to_float(limit)


def _measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    wishes = session.wishes
    if UNITS.keys() & wishes.facts:
        paid_for = _is_paid_for(machine)
        wishes = _frugal(session) if paid_for else wishes
        for fact, reading in _Measurement(machine.speed, session, wishes).readings():
            yield fact, _told_as_paid_for(reading) if paid_for else reading
    # Round trips to the places that profiles name come last: the line is idle again.
    for server, facts in _places(session.wishes.facts).items():
        if session.cancel.is_set():
            return
        there = _wishes_for(server, facts, session.wishes)
        for fact, reading in _Measurement(machine.speed, session, there).readings():
            yield str(FactReference(fact, server=server)), reading


def _is_paid_for(machine: Machine) -> bool:
    """Return whether the system says that data on this line is paid for; False if it does not say."""
    try:
        return machine.link.metered().value
    except Unavailable:
        return False


def _frugal(session: Session) -> Wishes:
    """Return wishes reduced to little data: where there are questions, these are answered and no figures measured."""
    wishes = session.wishes
    allowed = min(wishes.network.max_megabytes or _FRUGAL_MEGABYTES, _FRUGAL_MEGABYTES)
    session.show(Stage(message("network.paid_for", data=Quantity(allowed, "MB"))))
    asked = {question.fact for question in questions(wishes.tests)}
    return replace(
        wishes,
        network=replace(wishes.network, max_megabytes=allowed, runs=1),
        quick=wishes.quick or UNITS.keys() & wishes.facts <= asked,
        thorough=bool(wishes.thorough),
    )


def _told_as_paid_for(reading: Reading) -> Reading:
    if isinstance(reading, Unmeasured):
        return reading
    return replace(reading, evidence={**reading.evidence, "paid_for": "yes"})


def _places(wanted: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return what is to be measured to each server named in a profile, by its address."""
    places: dict[str, frozenset[str]] = {}
    for meant in map(reference, sorted(wanted)):
        if meant.server and meant.fact in _TO_PLACES:
            places[meant.server] = places.get(meant.server, frozenset()) | {meant.fact}
    return places


def _wishes_for(server: str, facts: frozenset[str], wishes: Wishes) -> Wishes:
    """Return the part of the wishes that concerns one server."""
    about = [(test, reference(test.fact)) for test in wishes.tests]
    tests = tuple(
        replace(test, fact=str(replace(meant, server=None))) for test, meant in about if meant.server == server
    )
    network = replace(wishes.network, servers=(Server("place", server),), runs=1)
    return replace(wishes, facts=facts, network=network, tests=tests)


class _Measurement:
    """The speed test runs needed to answer what was asked for."""

    def __init__(self, port: SpeedPort, session: Session, wishes: Wishes) -> None:
        self._port, self._session, self._wishes = port, session, wishes
        self._tests = [test for test in self._wishes.tests if test.fact in self._wishes.facts]
        self._found: dict[str, list[Reading]] = {}
        self._unsure: set[str] = set()
        self._megabytes = 0.0

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """Measure, and yield the reading of each fact as soon as it is final."""
        wishes, form = self._wishes, _form(self._wishes)
        runs = wishes.network.runs if form is Form.FULL else 1
        for number in range(runs):
            if number == 0 or self._may_go_on():
                yield from self._run(_plan(wishes, form, self._left), final=runs == 1)
        close = frozenset(fact for fact in self._found if self._is_close(fact))
        if close and form is not Form.THOROUGH and wishes.thorough is not False and self._may_go_on():
            yield from self._once_more(close)
        yield from ((fact, _middle(several)) for fact, several in self._found.items())

    def _once_more(self, close: frozenset[str]) -> Iterator[tuple[str, Reading]]:
        """Measure thoroughly what lies too close to a limit. If that fails, the earlier reading stands."""
        before = {fact: self._found.pop(fact) for fact in close}
        self._session.show(Stage(Message("network.making_sure")))
        yield from self._run(_plan(replace(self._wishes, facts=close), Form.THOROUGH, self._left), final=False)
        for fact, readings in before.items():
            if not any(isinstance(one, Measured) for one in self._found.get(fact, ())):
                self._found[fact] = readings

    def _run(self, plan: SpeedPlan, *, final: bool) -> Iterator[tuple[str, Reading]]:
        """Carry out one plan; readings that cannot change any more are yielded at once if the run is ``final``."""
        cost: dict[str, float] = {}
        for event in self._port.run(plan, self._session.cancel):
            self._take(event, cost)
            for fact, reading in readings_in(event):
                if _stopped(reading):
                    continue
                believed = _plausible(fact, reading)
                cost[fact] = max(cost.get(fact, 0.0), _megabytes(believed))
                self._found.setdefault(fact, []).append(believed)
                if final and self._is_settled(fact, believed, plan.form):
                    yield fact, self._found.pop(fact)[-1]
        self._megabytes += sum(cost.values())

    def _take(self, event: SpeedEvent, cost: dict[str, float]) -> None:
        match event:
            case PhaseStarted():
                self._session.show(Stage(_STAGES[event.phase], event.seconds, _BEGUN[event.phase]))
            case RatePoint():
                self._session.show(Rate(event.fact, event.seconds, event.mbit_per_second))
            case Decided():
                fact = event.question.fact
                cost[fact] = max(cost.get(fact, 0.0), event.megabytes)
                if event.verdict is Verdict.UNSURE:
                    self._unsure.add(fact)
                self._session.show(event)

    def _is_settled(self, fact: str, reading: Reading, form: Form) -> bool:
        """Return whether neither this run nor another one could improve the reading."""
        if isinstance(reading, Unmeasured):
            return True
        an_estimate_follows = reading.bound is not Bound.EXACT and form is not Form.QUICK
        return not an_estimate_follows and not self._is_close(fact)

    def _is_close(self, fact: str) -> bool:
        """Return whether a fact was measured, but not precisely enough for all of its limits.

        Before a shift "only just" is accepted: a thorough measurement takes longer than there is time.
        """
        reading = _middle(self._found[fact])
        if isinstance(reading, Unmeasured):
            return False
        held = [held_against(test, reading) for test in self._tests if test.fact == fact]
        unknown = any(one.truth is Truth.UNKNOWN for one in held)
        only_just = fact in self._unsure or any(one.only_just for one in held)
        return unknown or (only_just and not self._wishes.quick)

    @property
    def _left(self) -> float | None:
        """Return the data that may still be used, in MB; None if there is no budget."""
        allowed = self._wishes.network.max_megabytes
        return None if allowed is None else max(allowed - self._megabytes, 0.0)

    def _may_go_on(self) -> bool:
        return self._left != 0.0 and not self._session.cancel.is_set()


def _form(wishes: Wishes) -> Form:
    if wishes.thorough:
        return Form.THOROUGH
    return Form.QUICK if wishes.quick else Form.FULL


def _plan(wishes: Wishes, form: Form, megabytes: float | None) -> SpeedPlan:
    facts = frozenset(SPEED_FACTS) & wishes.facts
    named = {kind: tuple(one.url for one in wishes.network.servers if one.kind is kind) for kind in ServerKind}
    return SpeedPlan(
        facts=facts,
        servers=named[ServerKind.HTTPS],
        max_megabytes=megabytes,
        form=form,
        questions=questions(test for test in wishes.tests if test.fact in facts),
        series=series(test for test in wishes.tests if reference(test.fact).fact in facts),
        echoes=named[ServerKind.UDP_ECHO],
        stun=named[ServerKind.STUN],
        consented=wishes.consented,
    )


def _stopped(reading: Reading) -> bool:
    """Return whether a reading only says that ``cancel`` was set; the run knows better by whom and why."""
    return isinstance(reading, Unmeasured) and reading.reason is Reason.CANCELLED


def _megabytes(reading: Reading) -> float:
    return float(reading.evidence.get("megabytes", "0")) if isinstance(reading, Measured) else 0.0


def _middle(readings: list[Reading]) -> Reading:
    """Return the median of several readings; its spread is at least half of the distance between them.

    One-sided readings count only if there are no others.
    """
    measured = [(one, value) for one in readings if isinstance(one, Measured) and (value := number_in(one)) is not None]
    exact = sorted(((one, value) for one, value in measured if one.bound is Bound.EXACT), key=lambda pair: pair[1])
    if len(exact) <= 1:
        return (exact or measured)[-1][0] if measured else readings[-1]
    middle, _ = exact[(len(exact) - 1) // 2]
    spread = max(middle.spread or 0.0, (exact[-1][1] - exact[0][1]) / 2)
    runs = ", ".join(f"{value:g}" for _, value in exact)
    return replace(middle, spread=round(spread, 3), evidence={**middle.evidence, "runs": runs})


def _plausible(fact: str, reading: Reading) -> Reading:
    """Return the reading, or IMPLAUSIBLE if no line can have that value."""
    if isinstance(reading, Unmeasured):
        return reading
    least, most = PLAUSIBLE[fact]
    if isinstance(reading.value, float) and least <= reading.value <= most:
        return reading
    return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.speed_implausible", value=str(reading.value)))


def _definition(fact: str, unit: str) -> FactDef:
    return FactDef(
        fact,
        Kind.NUMBER,
        unit,
        statistics=tuple(Statistic) if fact in _SERIES else (),
        to_servers=fact in _TO_PLACES,
        under_load=fact == LATENCY and {LATENCY_LOADED_DOWN, LATENCY_LOADED_UP} <= UNITS.keys(),
    )


CHECK = Check(
    id="bandwidth",
    facts=tuple(_definition(fact, unit) for fact, unit in UNITS.items()),
    lane=Lane.NETWORK,
    deadline=240.0,  # ten runs, or the two long looks each way that a close result takes
    seconds=15.0,
    measure=_measure,
    # It keeps the processor busy itself.
    after=("load",),
)
