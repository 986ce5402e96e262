"""The vocabulary as a Markdown table: what every fact means, and which system gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from readiness.domain.facts import FactDef, System
from readiness.domain.message import message
from readiness.text import Translator


def facts_table(facts: Iterable[FactDef], translator: Translator) -> str:
    """Return one table per subject (the part of an id before its first dot), in the order of the subjects' names."""
    return "\n".join([*_introduction(translator), *_tables(sorted(facts, key=_subject), translator)]) + "\n"


def _subject(fact: FactDef) -> str:
    return fact.id.partition(".")[0]


def _introduction(translator: Translator) -> Iterator[str]:
    yield f"# {translator.say(message('facts.heading'))}"
    yield ""
    yield translator.say(message("facts.introduction"))


def _tables(facts: Iterable[FactDef], translator: Translator) -> Iterator[str]:
    columns = [translator.say(message(f"facts.column.{name}")) for name in ("fact", "kind", "meaning")]
    systems = [translator.value(system.value) for system in System]
    for subject, members in groupby(facts, _subject):
        yield f"\n## {subject}\n"
        yield _row([columns[0], columns[1], *systems, columns[2]])
        yield _row(["---"] * (len(columns) + len(systems)))
        yield from (_row(_cells(fact, translator)) for fact in members)


def _cells(fact: FactDef, translator: Translator) -> Iterator[str]:
    kind = translator.say(message(f"cli.kind.{fact.kind}"))
    units = ", ".join(fact.units)
    yield f"`{fact.id}`"
    measured = translator.say(message("report.aside", text=kind, note=units)) if units else kind
    yield " ".join([measured, *(f"`{one}`" for one in fact.qualifiers)])
    yield from (translator.value(system in fact.systems) for system in System)
    values = f" `{'` `'.join(fact.choices)}`" if fact.choices else ""
    yield f"{translator.say(fact.title)}: {translator.say(message(f'fact.{fact.id}.meaning'))}{values}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
