"""One requirement of memory, and what comes of holding a reading against it."""

from __future__ import annotations

from readiness.domain.facts import SYSTEM_FACT, Facts, Measured, Reading
from readiness.domain.judge import judge
from readiness.domain.profile import Clause, Condition, Limit, OneFact, Operator, Requirement, Tiers
from readiness.domain.report import Finding
from tests.domain.strategies import profile_of


def condition(**clauses: Limit) -> Condition:
    return Condition(tuple(Clause(Operator(name), limit) for name, limit in clauses.items()))


def memory(required: Condition | None, recommended: Condition | None = None, unit: str | None = "GiB") -> Requirement:
    return Requirement("memory", OneFact("memory", unit, Tiers(required, recommended)))


def found(requirement: Requirement, reading: Reading | None = None, **others: Reading) -> Finding:
    facts = Facts({**({"memory": reading} if reading else {}), **others, SYSTEM_FACT: Measured("linux")})
    anchor = Requirement("anchor", OneFact("anchor", None, Tiers(condition(min=0.0))))
    return judge(profile_of(requirement, anchor), facts).findings[0]
