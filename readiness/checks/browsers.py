"""The installed browsers and their versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Session, now
from readiness.checks.ports import BROWSERS
from readiness.domain.facts import (
    EVERY_SYSTEM,
    FactDef,
    Kind,
    Measured,
    Observed,
    Reading,
    Reason,
    System,
    Unavailable,
    Unmeasured,
    Value,
)
from readiness.domain.freshness import Freshness
from readiness.domain.message import Message, message

_INSTALLED: Final = "software.browsers"
_VERSIONS: Final = {f"browser.{word}": word for word in ("chrome", "edge", "firefox", "safari")}
_ONLY_ON: Final = {"safari": frozenset({System.MACOS})}


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the set of browsers, then their versions; a browser that is not installed has none."""
    try:
        seen = machine.software.browsers()
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in (_INSTALLED, *_VERSIONS))
        return
    yield _INSTALLED, _reading(frozenset(seen.value), seen)
    for fact, word in _VERSIONS.items():
        yield fact, _version(word, seen, machine)


def _version(word: str, seen: Observed[Mapping[str, str]], machine: Machine) -> Reading:
    version = seen.value.get(word)
    if version:
        return _reading(version, seen)
    name = Message(f"choice.{word}")
    # Nobody is to be sent to look for a browser that is not made for their system.
    if word in _ONLY_ON and machine.hardware.system().value not in _ONLY_ON[word]:
        return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.browser_not_here", browser=name))
    if version is None:
        detail = message("unmeasured.browser_absent", browser=name)
        return Unmeasured(Reason.ABSENT, detail, message("remedy.browser", browser=name))
    return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.browser_version", browser=name))


def _reading(value: Value, seen: Observed[Mapping[str, str]]) -> Measured:
    return Measured(value, method=message("method.browsers"), at=now(), evidence={"source": seen.source})


CHECK: Final = Check(
    id="browsers",
    facts=(
        FactDef(_INSTALLED, Kind.SET, choices=BROWSERS, freshness=Freshness.DAY),
        *(
            FactDef(fact, Kind.VERSION, systems=_ONLY_ON.get(word, EVERY_SYSTEM), freshness=Freshness.DAY)
            for fact, word in _VERSIONS.items()
        ),
    ),
    lane=Lane.HARDWARE,
    deadline=40.0,
    measure=measure,
)
