"""The headset: whether one is in use, whether it is wired, how it is connected, and which product it is.

What counts is the device that programs use, not what is plugged in. "No headset" is a measurement. If the device does
not tell, the person is led through a guided test, unless nobody can be asked; what remains open is not measured, and
neither passes nor fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from readiness import paths
from readiness.analysis.headset.answer import HEADSETS, score_of
from readiness.analysis.headset.evidence import Box, box_key
from readiness.analysis.headset.guide import Findings, concluded, told_by_person
from readiness.analysis.headset.in_use import (
    Answer,
    AudioSnapshot,
    Catalogue,
    Connection,
    DeviceEvidence,
    InUse,
    Taken,
    in_use,
    parse_catalogue,
)
from readiness.analysis.headset.names import cancels_noise, impersonal
from readiness.analysis.headset.output import OutputConnection, output_connection
from readiness.checks.base import Check, Choice, Guidance, Lane, Machine, Session, Stage, Task, now
from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unavailable, Unmeasured, Value
from readiness.domain.freshness import Freshness
from readiness.domain.message import Message, message

_CONNECTION: Final = "headset.connection"
_WIRED: Final = "headset.wired"
_IN_USE: Final = "headset.in_use"
_MODEL: Final = "headset.model"
_NOISE_CANCELLING: Final = "headset.noise_cancelling"
_OUTPUT: Final = "audio.output.connection"
_ALL: Final = (_CONNECTION, _WIRED, _IN_USE, _MODEL, _NOISE_CANCELLING, _OUTPUT)
_WORTH_A_TEST: Final = frozenset({_CONNECTION, _WIRED, _IN_USE})
_REASONS_TOLD: Final = 2
_REASONS_OF_A_TEST_TOLD: Final = 4

if TYPE_CHECKING:
    from readiness.analysis.microphone.leak import Leak


@cache
def known_products() -> Catalogue:
    """Return the catalogue of headsets that is shipped with the program."""
    return parse_catalogue(paths.resource_text("headsets.json"))


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield every fact of the headset; all come from one snapshot of the devices."""
    session.show(Stage(Message("headset.looking"), seconds=1.0))
    try:
        snapshot = machine.audio.snapshot()
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in _ALL)
        return
    catalogue = known_products()
    used = in_use(snapshot, catalogue)
    tested = _tested(machine, session, used, catalogue)
    readings = _readings(snapshot, tested or _Tested(used), catalogue)
    if isinstance(readings[_NOISE_CANCELLING], Unmeasured) and _NOISE_CANCELLING in session.wishes.facts:
        readings[_NOISE_CANCELLING] = _asked(session, used) or readings[_NOISE_CANCELLING]
    yield from ((fact, _or_earlier(fact, reading, session)) for fact, reading in readings.items())


def _or_earlier(fact: str, reading: Reading, session: Session) -> Reading:
    """Return the earlier result of the guided test on these devices where a quick look cannot tell."""
    cannot_tell = isinstance(reading, Unmeasured) and reading.reason is Reason.UNSUPPORTED
    return session.wishes.earlier.get(fact, reading) if cannot_tell else reading


@dataclass(frozen=True, slots=True)
class _Tested:
    """The devices in use, judged after a guided test if there was one, with the evidence of the test."""

    used: InUse
    evidence: Mapping[str, str] = field(default_factory=dict)


def _tested(machine: Machine, session: Session, used: InUse, catalogue: Catalogue) -> _Tested | None:
    """Lead the person through the guided test if it can help; None if there was none."""
    listener, player = used.input, used.output
    wanted = bool(session.wishes.facts & _WORTH_A_TEST) and not session.wishes.quick
    if not wanted or used.answer.taken is not Taken.UNSURE or _several_ways(used.answer):
        return None
    if listener is None or player is None or box_key(listener) != box_key(player):
        return None
    from readiness.checks.headset.guided import guide  # numpy comes with it

    guided = guide(machine, session, listener)
    if guided is None:
        return None
    box = Box((listener, player))
    answer = concluded(used.answer, score_of(box, catalogue), guided.findings, box.bus)
    headset = True if answer.taken in HEADSETS else used.headset
    return _Tested(replace(used, answer=answer, headset=headset), _test_evidence(guided.findings, guided.leak))


def _test_evidence(found: Findings, leak: Leak | None) -> dict[str, str]:
    """Return what the test found. What only the person said is marked as that."""
    seen = {"test: taps": found.tapped, "test: plug": found.pulled, "test: switched off": found.off}
    has_switch = None if found.has_switch is None else "yes" if found.has_switch else "no"
    said = {"the person said: way": found.stated, "the person said: has a switch": has_switch}
    evidence = {key: str(value) for key, value in {**seen, **said}.items() if value is not None}
    if leak:
        heard = "loudspeakers likely" if leak.loudspeakers else "heard" if leak.heard else "not heard"
        evidence["test: sweep"] = f"{heard} ({leak.stands_out:.0f} dB over the rest)"
    return evidence | ({"confirmed by": "the person"} if told_by_person(found) else {})


def _asked(session: Session, used: InUse) -> Reading | None:
    """Ask whether the microphone suppresses noise; None without a headset, or with nobody to ask."""
    if not used.headset or session.wishes.quick:
        return None
    answer = session.ask(Guidance(Task.HEADSET_NOISE, 0.0, choices=_NOISE_ANSWERS))
    if answer not in ("yes", "no"):
        return None
    method = message("method.headset_said_by_person")
    return Measured(answer == "yes", method=method, at=now(), evidence={"confirmed by": "the person"})


_NOISE_ANSWERS: Final = (
    Choice("yes", Message("headset.yes")),
    Choice("no", Message("headset.no")),
    Choice("not_said", Message("headset.way.not_said")),
)


def readings_of(snapshot: AudioSnapshot, catalogue: Catalogue) -> dict[str, Reading]:
    """Return a reading for every fact of the headset, from a snapshot alone."""
    return _readings(snapshot, _Tested(in_use(snapshot, catalogue)), catalogue)


def _readings(snapshot: AudioSnapshot, tested: _Tested, catalogue: Catalogue) -> dict[str, Reading]:
    used = tested.used
    answer = used.answer
    evidence = {**_evidence(snapshot, used), **tested.evidence}
    open_end, method = _unsure(used), _method(tested)

    def told(value: Value | None) -> Reading:
        if value is None:
            return open_end
        return Measured(value, method=method, at=now(), evidence=evidence)

    headset = used.headset
    return {
        _CONNECTION: told(str(answer.connection) if answer.connection else None),
        _WIRED: told(None if answer.taken is Taken.UNSURE else answer.taken is Taken.WIRED_HEADSET),
        _IN_USE: told(headset),
        _MODEL: _NO_HEADSET if headset is False else told(answer.model or None),
        _NOISE_CANCELLING: _NO_HEADSET if headset is False else _noise_cancelling(answer, evidence),
        _OUTPUT: _output(used, catalogue, evidence) or open_end,
    }


def _noise_cancelling(answer: Answer, evidence: Mapping[str, str]) -> Reading:
    if not cancels_noise(answer.model):
        return Unmeasured(Reason.UNSUPPORTED, Message("unmeasured.noise_cancelling"))
    return Measured(value=True, method=message("method.headset_line"), at=now(), evidence=evidence)


def _output(used: InUse, catalogue: Catalogue, evidence: Mapping[str, str]) -> Reading | None:
    connection = output_connection(used, catalogue)
    if connection is None:
        return None
    return Measured(str(connection), method=message("method.audio_output"), at=now(), evidence=evidence)


_NO_HEADSET: Final = Unmeasured(
    Reason.ABSENT, Message("unmeasured.no_headset_in_use"), Message("remedy.choose_the_headset")
)


def _method(tested: _Tested) -> Message:
    """Return how it was found out: the weightiest reasons, and headsets that are connected but not used."""
    used = tested.used
    if tested.evidence:
        return message("method.headset_guided", because=_joined(used.answer.reasons[:_REASONS_OF_A_TEST_TOLD]))
    reasons = used.answer.reasons[:_REASONS_TOLD]
    if used.idle:
        reasons = (*reasons[:1], message("headset.idle", devices=", ".join(used.idle)))
    return message("method.headset", because=_joined(reasons))


def _joined(reasons: tuple[Message, ...]) -> Message:
    first, *rest = reasons or (Message("headset.nothing_known"),)
    return message("headset.and", first=first, second=_joined(tuple(rest))) if rest else first


def _unsure(used: InUse) -> Unmeasured:
    answer = used.answer
    seen = _joined(answer.reasons[:_REASONS_TOLD])
    if _several_ways(answer):
        return Unmeasured(Reason.UNSUPPORTED, seen, Message("remedy.choose_the_headset"))
    detail = message("unmeasured.headset_unsure", device=answer.model or _called(used.input), seen=seen)
    return Unmeasured(Reason.UNSUPPORTED, detail, Message("remedy.headset_unsure"))


_CHOOSE: Final = frozenset(
    {
        "headset.roles_differ",
        "headset.several",
        "headset.through_virtual",
        "headset.no_default",
        "headset.tapped_other",
    },
)


def _several_ways(answer: Answer) -> bool:
    """Return whether choosing a device in the sound settings can settle it."""
    return any(reason.id in _CHOOSE for reason in answer.reasons)


def _evidence(snapshot: AudioSnapshot, used: InUse) -> dict[str, str]:
    """Return what was seen, for the report: names as the system shows them, without those of their owners."""
    seen = {"input": _called(used.input), "output": _called(used.output), "source": snapshot.source}
    ids = next((device.usb_id for device in (used.input, used.output) if device and device.usb_id), "")
    seen |= {"usb id": ids, "confidence": f"{used.answer.confidence:.2f}", "idle": ", ".join(used.idle)}
    return {key: value for key, value in seen.items() if value}


def _called(device: DeviceEvidence | None) -> str:
    return impersonal(device.name) if device else ""


CHECK: Final = Check(
    id="headset",
    facts=(
        FactDef(
            _CONNECTION,
            Kind.CHOICE,
            choices=tuple(str(connection) for connection in Connection),
            freshness=Freshness.DEVICES,
        ),
        FactDef(_WIRED, Kind.YES_NO, freshness=Freshness.DEVICES),
        FactDef(_IN_USE, Kind.YES_NO, freshness=Freshness.DEVICES),
        FactDef(_MODEL, Kind.TEXT, freshness=Freshness.DEVICES),
        FactDef(_NOISE_CANCELLING, Kind.YES_NO, freshness=Freshness.DEVICES),
        FactDef(_OUTPUT, Kind.CHOICE, choices=tuple(str(connection) for connection in OutputConnection)),
    ),
    lane=Lane.AUDIO,
    seconds=3.0,
    deadline=90.0,  # the guided test watches a plug come and go
    measure=measure,
)
