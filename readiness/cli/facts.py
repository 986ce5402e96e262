"""``readiness facts``: the vocabulary that profiles are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.terminal.exit_codes import Exit
from readiness.domain.facts import EVERY_SYSTEM, System
from readiness.render.facts_table import facts_table

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.domain.facts import FactDef

_KIND_IDS = (
    "cli.kind.number",
    "cli.kind.choice",
    "cli.kind.text",
    "cli.kind.yes_no",
    "cli.kind.set",
    "cli.kind.version",
)
"""Sentences looked up by a built name; listed so that the catalogue can be checked."""


def facts(options: argparse.Namespace, console: Console) -> Exit:
    """Print every fact: its id, kind, unit, systems and meaning."""
    known = catalogue().values()
    if options.json:
        console.print_json({"format": 1, "facts": [_described(fact, console) for fact in known]})
        return Exit.PASS
    if options.markdown:
        console.print(facts_table(known, console.translator).rstrip("\n"))
        return Exit.PASS
    for fact in known:
        _show(fact, console)
    return Exit.PASS


def _show(fact: FactDef, console: Console) -> None:
    kind = console.text(f"cli.kind.{fact.kind}")
    units = console.text("report.aside", text=kind, note=", ".join(fact.units)) if fact.units else kind
    console.print_wrapped(f"{fact.id}  -  {units}", rest="    ")
    meaning = console.pair(console.text(f"fact.{fact.id}"), console.text(f"fact.{fact.id}.meaning"))
    console.print_wrapped(meaning, "    ")
    if fact.choices:
        console.print_wrapped(console.pair(console.text("cli.choices"), ", ".join(fact.choices)), "    ")
    if fact.qualifiers:
        console.print_wrapped(console.pair(console.text("cli.qualifiers"), "; ".join(fact.qualifiers)), "    ")
    if fact.systems != EVERY_SYSTEM:
        names = console.translator.join(console.translator.value(str(one)) for one in System if one in fact.systems)
        console.print_wrapped(console.text("cli.systems", systems=names), "    ")


def _described(fact: FactDef, console: Console) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "unit": fact.unit,
        "units": list(fact.units),
        "choices": list(fact.choices),
        "systems": sorted(fact.systems),
        "statistics": list(fact.statistics),
        "to_servers": fact.to_servers,
        "under_load": fact.under_load,
        "title": console.text(f"fact.{fact.id}"),
        "meaning": console.text(f"fact.{fact.id}.meaning"),
    }
