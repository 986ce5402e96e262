"""The part of the profile schema that follows from the facts: units, values, qualifiers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from typing import Final

from readiness.documents.schema.blocks import Schema, condition, matching, never, one_of, ref, set_of
from readiness.domain.facts import Catalogue, FactDef, Kind, System
from readiness.domain.quantity import Quantity, aliases_of
from readiness.domain.reference import Load

QUALIFIERS: Final = ("server", "statistic", "under_load")
"""Keys that qualify how a fact is measured."""


def by_fact(catalogue: Catalogue) -> Schema:
    """Return what the kind, unit and choices of each fact permit beside it."""
    # Facts that allow the same share a branch; it keeps the published file readable.
    alike: dict[Hashable, list[FactDef]] = defaultdict(list)
    for fact in sorted(catalogue.values(), key=lambda one: one.id):
        alike[fact.kind, fact.unit, fact.choices, fact.word_form, _qualifying(fact)].append(fact)
    branches = [
        (
            [fact.id for fact in facts],
            {"allOf": [_unit(facts[0]), _qualifiers(facts[0]), held_against(_condition_for(facts[0]))]},
        )
        for facts in alike.values()
    ]
    return {"properties": {"fact": one_of(tuple(sorted(catalogue)), "fact_unknown")}, "allOf": [_chosen(branches)]}


def _chosen(branches: list[tuple[list[str], Schema]]) -> Schema:
    """Select the fact by bisection: one test after the other would take seconds for a large profile."""
    middle = len(branches) // 2
    if not middle:
        ids, then = branches[0]
        return {"if": _is_about(ids), "then": then}
    lower = [id_ for ids, _ in branches[:middle] for id_ in ids]
    return {"if": _is_about(lower), "then": _chosen(branches[:middle]), "else": _chosen(branches[middle:])}


def _is_about(facts: list[str]) -> Schema:
    return {"required": ["fact"], "properties": {"fact": {"enum": facts}}}


def _unit(fact: FactDef) -> Schema:
    if not fact.unit:
        return {"properties": {"unit": never("unit_forbidden")}}
    units = tuple(spelling for unit in fact.units for spelling in (unit, *aliases_of(unit)))
    # Named in messages: what people probably mean, not every unit from B to TiB.
    likely = sorted(fact.units, key=lambda unit: abs(math.log(Quantity(1, unit).exact_in(fact.unit or unit))))[:2]
    return {
        "required": ["unit"],
        "properties": {"unit": {**one_of(units, "unit_wrong"), "examples": likely}},
        "examples": likely,
        "x-problem": {"required": "unit_missing"},
    }


def _qualifying(fact: FactDef) -> Hashable:
    return fact.statistics, fact.to_servers, fact.under_load


def _qualifiers(fact: FactDef) -> Schema:
    """Return which of server, statistic and load make sense for a fact."""
    not_here = never("qualifier_unsuitable")
    return {
        "properties": {
            "statistic": one_of(tuple(fact.statistics)) if fact.statistics else not_here,
            "under_load": _under_load() if fact.under_load else not_here,
            "server": ref("name") if fact.to_servers else not_here,
        },
        "if": {"required": ["server"]},
        "then": {"properties": {"under_load": never("load_elsewhere")}},
    }


def _under_load() -> Schema:
    return {"enum": [True, Load.DOWN, Load.UP], "x-problem": {"enum": "load_unknown"}, "examples": ["true"]}


def _condition_for(fact: FactDef) -> Schema:
    return ref(f"{fact.id if _has_own_words(fact) else fact.kind}_condition")


def _has_own_words(fact: FactDef) -> bool:
    return bool(fact.choices or fact.word_form)


def conditions_on_choices(catalogue: Catalogue) -> Schema:
    """Return the conditions on facts with listed or formatted values, one for each such fact."""
    return {f"{fact.id}_condition": _condition_on(fact) for fact in catalogue.values() if _has_own_words(fact)}


def _condition_on(fact: FactDef) -> Schema:
    values = set_of(one_of(fact.choices, "choice_unknown") if fact.choices else _formed(fact))
    if fact.kind is Kind.SET:
        return condition(has_all=values, has_any=values, none_of=values)
    return condition(one_of=values, none_of=values)


def _formed(fact: FactDef) -> Schema:
    return matching(rf"^(?:{fact.word_form})$(?!\n)", "url_malformed", fact.word_example, most=300)


def held_against(wanted: Schema) -> Schema:
    """Return a schema that applies one condition to both tiers, on every system."""
    tiers = {"required": wanted, "recommended": wanted}
    return {"properties": {**tiers, "per_os": on_each_system({"properties": tiers})}}


def on_each_system(change: Schema) -> Schema:
    """Return a schema that applies to the overrides of each system."""
    return {"properties": dict.fromkeys([system.value for system in System], change)}
