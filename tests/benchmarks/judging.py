"""How long judging and comparing take: a thousand profiles on one machine, and the smallest set of changes.

    python -m tests.benchmarks.judging

Prints milliseconds. The profiles are the shipped examples under other ids; the hard case of
the search is made up: thirty requirements with five alternatives of three conditions each.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.documents.report.facts import read_facts
from readiness.domain.changes import smallest_change_plan
from readiness.domain.compare import Asked, best_change, change_plans
from readiness.domain.facts import Facts, Measured
from readiness.domain.judge import judge
from readiness.domain.profile import AnyOf, Clause, Condition, FactTest, Operator, Profile, Requirement

NOW = datetime.now(UTC)


def _timed(name: str, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    told = work()
    print(f"{name:62}{1e3 * (time.perf_counter() - begun):10.1f} ms  {told}")


def _hard(seed: int) -> tuple[Profile, Facts]:
    chance = random.Random(seed)  # noqa: S311 - repeatable by design

    def test() -> FactTest:
        limit = Condition((Clause(Operator.MIN, float(chance.randint(1, 3))),))
        return FactTest(f"thing{chance.randrange(25)}.fact{chance.randrange(3)}", None, limit)

    requirements = [
        Requirement(f"r{i}", AnyOf(tuple(tuple(test() for _ in range(3)) for _ in range(5)))) for i in range(30)
    ]
    values = {f"thing{i}.fact{j}": Measured(chance.choice((0.0, 9.0))) for i in range(25) for j in range(3)}
    example = read_profile(paths.spec_files()[0].read_bytes(), catalogue()).profile
    return replace(example, requirements=tuple(requirements)), Facts(values)


def main() -> None:
    """Print the table."""
    examples = [read_profile(path.read_bytes(), catalogue()).profile for path in paths.spec_files()]
    thousand = [replace(examples[i % len(examples)], id=f"com.example.p{i}") for i in range(1_000)]
    machines = {
        path.stem: read_facts(path.read_bytes(), catalogue())
        for path in sorted(paths.resource("machines").glob("*.json"))
    }
    for name, facts in list(machines.items())[:3]:
        _timed(f"1,000 profiles judged on {name}", partial(_judged, thousand, facts))
    poor = machines["netbook-windows-11"]
    for profile in examples:
        _timed(f"the smallest set of changes for {profile.id}", partial(_size, profile, poor))
    _timed("the one change that opens most of the examples", partial(_best, [(one, poor) for one in examples]))
    for seed in range(3):
        _timed(f"thirty requirements, five ways of three conditions ({seed})", partial(_size, *_hard(seed)))


def _judged(profiles: Sequence[Profile], facts: Facts) -> str:
    verdicts = Counter(judge(profile, facts, NOW).verdict for profile in profiles)
    return ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())


def _best(asked: Sequence[Asked]) -> str:
    found = best_change(asked, change_plans(asked, catalogue()), catalogue())
    return f"{found.thing} opens {len(found.opens)}" if found else "none opens any by itself"


def _size(profile: Profile, facts: Facts) -> str:
    way = smallest_change_plan(profile, facts, catalogue())
    return f"{len(way.things)} changes, {way.steps} steps, exact: {way.exact}" if way else "none is enough"


if __name__ == "__main__":
    main()
