"""The release of the operating system: name, edition, and whether its vendor still supports it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from readiness import paths
from readiness.analysis.computer.os_support import Support, SupportTable, SystemRelease, parse_support_table, support_of
from readiness.checks.base import Check, Lane, Machine, Session, now, observed_value, read
from readiness.checks.ports import EDITIONS
from readiness.domain.facts import FactDef, Kind, Measured, Observed, Reading, Reason, System, Unavailable, Unmeasured
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

_NAME: Final = "os.name"
_EDITION: Final = "os.edition"
_S_MODE: Final = "os.s_mode"
_GENUINE: Final = "os.genuine"
_SUPPORTED: Final = "os.supported"
_UNTIL: Final = "os.supported_until"
_WINDOWS: Final = frozenset({System.WINDOWS})


@cache
def shipped_table() -> SupportTable:
    """Return the table of support dates that is shipped with the program."""
    return parse_support_table(paths.resource_text("os_support.json"))


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield what the system says of itself, then what the table says about it."""
    system, method = machine.system, message("method.system")
    for fact, port in ((_NAME, system.name), (_EDITION, system.edition)):
        yield fact, read(port, lambda seen: observed_value(seen, method))
    for fact, asked in ((_S_MODE, system.s_mode), (_GENUINE, system.genuine)):
        yield fact, read(asked, lambda seen: observed_value(seen, method))
    yield from _support(machine)


def _support(machine: Machine) -> Iterator[tuple[str, Reading]]:
    try:
        release = machine.system.release()
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in (_SUPPORTED, _UNTIL))
        return
    table = shipped_table()
    found = support_of(table, release.value, now().date())
    yield _SUPPORTED, _listed(table, release, found)
    yield _UNTIL, _until(table, release, found)


def _listed(table: SupportTable, release: Observed[SystemRelease], found: Support | None) -> Reading:
    if found is None:
        return _not_listed(table, release)
    return _reading(table, release, found.supported)


def _until(table: SupportTable, release: Observed[SystemRelease], found: Support | None) -> Reading:
    if found is None:
        return _not_listed(table, release)
    if found.until is None:
        return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.os_support_no_end"))
    # Days are compared as versions are: year, month, day.
    return _reading(table, release, f"{found.until:%Y.%m.%d}")


def _reading(table: SupportTable, release: Observed[SystemRelease], value: bool | str) -> Reading:  # noqa: FBT001
    evidence = {"source": release.source, "table of": table.as_of.isoformat()}
    return Measured(value, method=message("method.os_support"), at=now(), evidence=evidence)


def _not_listed(table: SupportTable, release: Observed[SystemRelease]) -> Unmeasured:
    detail = message("unmeasured.os_support", release=release.source, day=table.as_of.isoformat())
    return Unmeasured(Reason.UNSUPPORTED, detail, message("remedy.os_support"))


CHECK: Final = Check(
    id="release",
    facts=(
        FactDef(_NAME, Kind.TEXT, freshness=Freshness.DAY),
        FactDef(_EDITION, Kind.CHOICE, choices=EDITIONS, systems=_WINDOWS, freshness=Freshness.DAY),
        FactDef(_S_MODE, Kind.YES_NO, systems=_WINDOWS, freshness=Freshness.DAY),
        FactDef(_GENUINE, Kind.YES_NO, systems=_WINDOWS, freshness=Freshness.DAY),
        FactDef(_SUPPORTED, Kind.YES_NO, freshness=Freshness.DAY),
        FactDef(_UNTIL, Kind.VERSION, systems=frozenset({System.WINDOWS, System.LINUX}), freshness=Freshness.DAY),
    ),
    lane=Lane.HARDWARE,
    deadline=15.0,
    measure=measure,
)
