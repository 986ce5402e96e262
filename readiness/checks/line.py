"""The kind of internet line: seen if the computer itself dials in, otherwise stated by the person.

No computer can see past its router. The words are those of the Ed-Fi data standard for internet access in a home,
with broadband divided into the kinds that employers name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Choice, Guidance, Lane, Machine, Session, Task, now
from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.freshness import Freshness
from readiness.domain.message import Message, message

LINES: Final = ("fibre", "cable", "dsl", "fixed_wireless", "cellular", "satellite", "dial_up", "shared", "other")

_LINE: Final = "network.line"
_CELLULAR: Final = "cellular"
_NOT_SAID: Final = "not_said"
_CHOICES: Final = (
    *(Choice(line, Message(f"choice.{line}")) for line in LINES),
    Choice(_NOT_SAID, Message("network.line_not_known")),
)


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the kind of line; with a modem in the computer no question is needed."""
    link = _link(machine)
    if link == _CELLULAR:
        yield _LINE, Measured(_CELLULAR, method=message("method.line_modem"), at=now(), evidence={"link": link})
        return
    answer = "" if session.wishes.quick else session.ask(Guidance(Task.NETWORK_LINE, 0.0, choices=_CHOICES))
    if answer is None:
        return
    if answer not in LINES:
        yield _LINE, Unmeasured(Reason.SKIPPED, message("unmeasured.line_not_said"), message("remedy.line_answer"))
        return
    evidence = {"confirmed by": "the person", "link": link}
    yield _LINE, Measured(answer, method=message("method.line_said"), at=now(), evidence=evidence)


def _link(machine: Machine) -> str:
    try:
        return machine.link.kind().value
    except Unavailable:
        return "not known"


CHECK: Final = Check(
    id="line",
    facts=(FactDef(_LINE, Kind.CHOICE, choices=LINES, freshness=Freshness.LINE),),
    lane=Lane.NETWORK,
    deadline=60.0,
    measure=measure,
)
