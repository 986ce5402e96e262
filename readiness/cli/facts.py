"""``readiness facts``: the vocabulary that profiles are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.exit_codes import Exit

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console
    from readiness.domain.facts import FactDef


def facts(options: argparse.Namespace, console: Console) -> Exit:
    """Print every fact: its id, kind, unit, systems and meaning."""
    known = catalogue().values()
    if options.json:
        console.print_json({"format": 1, "facts": [_described(fact, console) for fact in known]})
        return Exit.PASS
    for fact in known:
        unit = f" ({', '.join(fact.units)})" if fact.unit else ""
        console.print(f"{fact.id}  -  {fact.kind}{unit}")
        console.print(f"    {console.text(f'fact.{fact.id}')}: {console.text(f'fact.{fact.id}.meaning')}")
        if fact.choices:
            console.print(f"    {', '.join(fact.choices)}")
    return Exit.PASS


def _described(fact: FactDef, console: Console) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "unit": fact.unit,
        "units": list(fact.units),
        "choices": list(fact.choices),
        "systems": sorted(fact.systems),
        "title": console.text(f"fact.{fact.id}"),
        "meaning": console.text(f"fact.{fact.id}.meaning"),
    }
