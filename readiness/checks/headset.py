"""The headset: is one in use, has it a cord, how is it connected, which is it?

What programs use is looked at, not what is plugged in. "No headset" is a measurement. What
the device does not tell stays not measured: it neither passes nor fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from readiness import paths
from readiness.analysis.headset import (
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
from readiness.analysis.headset_names import impersonal
from readiness.checks.base import Check, Lane, Machine, Session, Stage, now
from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unavailable, Unmeasured, Value
from readiness.domain.message import Message, message

_CONNECTION: Final = "headset.connection"
_WIRED: Final = "headset.wired"
_IN_USE: Final = "headset.in_use"
_MODEL: Final = "headset.model"
_ALL: Final = (_CONNECTION, _WIRED, _IN_USE, _MODEL)
_REASONS_TOLD: Final = 2


@cache
def known_products() -> Catalogue:
    """Return the catalogue of headsets that is shipped with the program."""
    return parse_catalogue(paths.resource_text("headsets.json"))


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield every fact; they all come from one look at the devices."""
    session.show(Stage(Message("headset.looking"), seconds=1.0))
    try:
        snapshot = machine.audio.snapshot()
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in _ALL)
        return
    yield from readings_of(snapshot, known_products()).items()


def readings_of(snapshot: AudioSnapshot, catalogue: Catalogue) -> dict[str, Reading]:
    """Return a reading for every fact of the headset, from a snapshot alone."""
    used = in_use(snapshot, catalogue)
    answer = used.answer
    evidence = _evidence(snapshot, used)
    open_end = _unsure(used)

    def told(value: Value | None) -> Reading:
        if value is None:
            return open_end
        return Measured(value, method=_method(used), at=now(), evidence=evidence)

    headset = used.headset
    return {
        _CONNECTION: told(str(answer.connection) if answer.connection else None),
        _WIRED: told(None if answer.taken is Taken.UNSURE else answer.taken is Taken.WIRED_HEADSET),
        _IN_USE: told(headset),
        _MODEL: _NO_HEADSET if headset is False else told(answer.model or None),
    }


_NO_HEADSET: Final = Unmeasured(
    Reason.ABSENT, Message("unmeasured.no_headset_in_use"), Message("remedy.choose_the_headset")
)


def _method(used: InUse) -> Message:
    """Say how it was found out: the weightiest reasons, and headsets that lie idle."""
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
    {"headset.roles_differ", "headset.several", "headset.through_virtual", "headset.no_default"},
)


def _several_ways(answer: Answer) -> bool:
    """Whether the person can settle it in the sound settings."""
    return any(reason.id in _CHOOSE for reason in answer.reasons)


def _evidence(snapshot: AudioSnapshot, used: InUse) -> dict[str, str]:
    """Return what was seen, for the report: names as the system shows them, without their owner's."""
    seen = {"input": _called(used.input), "output": _called(used.output), "source": snapshot.source}
    ids = next((device.usb_id for device in (used.input, used.output) if device and device.usb_id), "")
    seen |= {"usb id": ids, "confidence": f"{used.answer.confidence:.2f}", "idle": ", ".join(used.idle)}
    return {key: value for key, value in seen.items() if value}


def _called(device: DeviceEvidence | None) -> str:
    return impersonal(device.name) if device else ""


CHECK: Final = Check(
    id="headset",
    facts=(
        FactDef(_CONNECTION, Kind.CHOICE, choices=tuple(str(connection) for connection in Connection)),
        FactDef(_WIRED, Kind.YES_NO),
        FactDef(_IN_USE, Kind.YES_NO),
        FactDef(_MODEL, Kind.TEXT),
    ),
    lane=Lane.AUDIO,
    deadline=10.0,
    measure=measure,
)
