"""The evidence behind one finding, for whoever has to decide whether it is right.

A person who thinks that a result is wrong sends its evidence to the employer's help desk: the requirement with its
limit, the readings that it was held against, and related readings. Names of devices can be left out; a report holds
nothing else that could identify a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from readiness.domain.facts import Facts, Measured, Reading, Unmeasured, Value
from readiness.domain.message import Argument, Message
from readiness.domain.reference import reference
from readiness.domain.report import Comparison, Finding, Outcome, Report

LEFT_OUT: Final = "[…]"
"""Stands in place of a name that was left out."""
CONTESTABLE: Final = frozenset({Outcome.FAIL, Outcome.NOT_MEASURED})
"""Outcomes that can be contested. A wrong answer of the person's own is simply changed."""

_SYSTEM: Final = "os"
_BESIDE: Final = {"microphone": ("headset", "audio"), "headset": ("audio",), "audio": ("headset",)}
"""Groups of facts reported along with those of a group: what a microphone heard depends on which one it was."""
_NAMED_BY: Final = ("headset", "audio", "microphone")
_MODEL: Final = "headset.model"
_SEEN_AS: Final = frozenset({"input", "output", "idle", "usb id"})
_CALLED: Final = frozenset({"device", "devices", "input", "output", "usual", "calls", "name", "product", "usb_id"})

_SHORTEST: Final = 3
"""Shorter fragments identify nothing, and replacing them would damage other words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding with what it rests on. ``remark`` is the person's comment; ``made`` is when it was put together."""

    report: Report
    finding: Finding
    readings: Mapping[str, Reading]
    made: datetime
    remark: str = ""
    device_names: bool = True


def is_contestable(report: Report, requirement: str) -> bool:
    """Whether there is evidence to show: something was measured, or could not be, which is the complaint."""
    return any(
        finding.requirement == requirement and finding.outcome in CONTESTABLE and _facts(report, requirement)
        for finding in report.findings
    )


def evidence_for(
    report: Report, requirement: str, made: datetime, *, remark: str = "", device_names: bool = True
) -> Evidence:
    """Put together the evidence behind a finding. Raises KeyError if the report has no such requirement."""
    report.requirement(requirement)
    finding = next(one for one in report.findings if one.requirement == requirement)
    readings = dict(_readings(report, requirement))
    whole = Evidence(report, finding, readings, made, remark)
    return whole if device_names else _unnamed(whole)


def names_of_devices(readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """Return every name and product number of a device in these readings, the longest first."""
    found = {
        name.strip()
        for fact, reading in readings.items()
        if _room(fact) in _NAMED_BY
        for name in _names_in(fact, reading)
    }
    return tuple(sorted((name for name in found if len(name) >= _SHORTEST), key=lambda name: (-len(name), name)))


def _facts(report: Report, requirement: str) -> frozenset[str]:
    return report.requirement_here(requirement).facts


def _room(fact: str) -> str:
    return reference(fact).fact.split(".")[0]


def _readings(report: Report, requirement: str) -> Iterator[tuple[str, Reading]]:
    """Yield the readings of a requirement, related readings, and the readings that identify the system."""
    own = sorted(_facts(report, requirement))
    rooms = {_room(fact) for fact in own}
    rooms |= {beside for room in rooms for beside in _BESIDE.get(room, ())}
    known = report.facts.readings
    related = [fact for fact in known if _room(fact) in rooms]
    system = [fact for fact in known if _room(fact) == _SYSTEM]
    for fact in dict.fromkeys([*own, *related, *system]):
        yield fact, report.facts[fact]


# ------------------------------------------------------------------ names of devices


def _names_in(fact: str, reading: Reading) -> Iterator[str]:
    if isinstance(reading, Measured):
        if fact == _MODEL:
            yield str(reading.value)
        for key in _SEEN_AS & reading.evidence.keys():
            yield from reading.evidence[key].split(", ")
    for told in _messages(reading):
        for key, argument in told.arguments:
            if key in _CALLED and isinstance(argument, str):
                yield from argument.split(", ")


def _messages(value: object) -> Iterator[Message]:
    """Yield every message of a reading, nested ones included."""
    if isinstance(value, Measured):
        yield from _messages(value.method)
    elif isinstance(value, Unmeasured):
        yield from _messages(value.detail)
        yield from _messages(value.remedy)
    elif isinstance(value, Message):
        yield value
        for _, argument in value.arguments:
            yield from _messages(argument)


class _Eraser:
    """Replaces names in messages, in evidence texts and in the value of model facts."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def text(self, text: str) -> str:
        for name in self._names:
            text = text.replace(name, LEFT_OUT)
        return text

    def message(self, told: Message | None) -> Message | None:
        return told and Message(told.id, tuple((key, self._argument(one)) for key, one in told.arguments))

    def _argument(self, argument: Argument) -> Argument:
        if isinstance(argument, Message):
            return self.message(argument) or argument
        return self.text(argument) if isinstance(argument, str) else argument

    def reading(self, fact: str, reading: Reading) -> Reading:
        if isinstance(reading, Unmeasured):
            return self.unknown(reading)
        seen = {key: self.text(words) for key, words in reading.evidence.items()}
        method = self.message(reading.method)
        return replace(reading, value=self._value(fact, reading.value), method=method, evidence=seen)

    def unknown(self, unknown: Unmeasured) -> Unmeasured:
        return Unmeasured(unknown.reason, self.message(unknown.detail), self.message(unknown.remedy))

    def _value(self, fact: str | None, value: Value) -> Value:
        return self.text(value) if fact == _MODEL and isinstance(value, str) else value

    def _comparison(self, one: Comparison) -> Comparison:
        value = None if one.value is None else self._value(one.fact, one.value)
        return replace(one, value=value, unknown=one.unknown and self.unknown(one.unknown))

    def finding(self, finding: Finding) -> Finding:
        return replace(
            finding,
            comparisons=tuple(map(self._comparison, finding.comparisons)),
            alternatives=tuple(tuple(map(self._comparison, way)) for way in finding.alternatives),
            unknown=finding.unknown and self.unknown(finding.unknown),
        )


def _unnamed(whole: Evidence) -> Evidence:
    eraser = _Eraser(names_of_devices(whole.readings))
    readings = {fact: eraser.reading(fact, reading) for fact, reading in whole.readings.items()}
    facts = Facts({**whole.report.facts.readings, **readings}, whole.report.facts.answers)
    return replace(
        whole,
        report=replace(whole.report, facts=facts),
        finding=eraser.finding(whole.finding),
        readings=readings,
        device_names=False,
    )
