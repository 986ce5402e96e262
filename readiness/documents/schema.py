"""The JSON Schema of profile format 1, generated from the facts the program knows.

It is what employers' editors use and what ``profile_file`` enforces, so the two cannot
disagree. ``if``/``then`` on the key that is there, with ``additionalProperties: false``,
makes each mistake show once, at its own place; ``oneOf`` would blame every branch.

Two annotations serve our sentences: ``x-problem`` names the code of a violation (one for
all keywords beside it, or one per keyword), ``examples`` a value that would do.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from typing import Any, Final, TypeAlias

from readiness.domain.facts import Catalogue, FactDef, Kind, System
from readiness.domain.quantity import Quantity, aliases_of

Schema: TypeAlias = dict[str, Any]

FORMAT: Final = 1
PROFILE_SCHEMA_ID: Final = "urn:readiness:profile:1"
COLLECTABLE: Final = ("machine.model", "user.employee_id")
"""What identifies a person or machine and may be collected, if a profile says so openly."""
CHANGES: Final = ("audio", "hardware", "network", "os")
"""What a result can hang on; a change of it may ask for a new check."""

_FREE: Final = {"^x-": True}
# Python's "$" also matches before a last line feed; this end does not, there and in editors.
_END: Final = r"$(?!\n)"
_LANGUAGE: Final = r"^(?!x-)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*" + _END
_DOTTED: Final = r"^[0-9]{1,9}(\.[0-9]{1,9}){0,5}" + _END
_DATE: Final = r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})" + _END
_DURATION: Final = (
    r"^P([0-9]{1,5}W|(?=[0-9]|T)([0-9]{1,5}D)?(T(?=[0-9])([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)" + _END
)
_REVERSE_DOMAIN: Final = r"^[a-z0-9]+(\.[a-z0-9]+(-[a-z0-9]+)*)+" + _END
_THREE_NUMBERS: Final = r"^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}" + _END
_NAME: Final = r"^[a-z0-9]+([._-][a-z0-9]+)*" + _END
_MOST_REQUIREMENTS: Final = 200
_MOST_MEMBERS: Final = 1000
_BIGGEST_INTEGER: Final = 2**53 - 1


def profile_schema(catalogue: Catalogue) -> Schema:
    """Return the schema of a profile that may use these facts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": PROFILE_SCHEMA_ID,
        "title": "Readiness profile, format 1",
        **_object(
            _header(),
            required=(*("format", "id", "version", "serial", "language", "title", "issuer", "valid", "requirements"),),
        ),
        "$defs": {**_values(), **_conditions(), **_parts(), **_requirements(), "by_fact": _by_fact(catalogue)},
    }


def schema_text(schema: Schema) -> str:
    """Return the schema as it is shipped."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def ref(name: str) -> Schema:
    """Return a reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    """A closed object; only ``x-`` keys are free."""
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    return {**schema, "additionalProperties": False, "patternProperties": _FREE}


def _filled(schema: Schema, code: str) -> Schema:
    """Refuse the object without any key that counts: it would ask for nothing."""
    # "minProperties" would count a note of the author's as a condition.
    return {**schema, "not": {"propertyNames": {"pattern": "^x-"}}, "x-problem": {"not": code}}


def _list(items: Schema, most: int = _MOST_MEMBERS) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def _set_of(items: Schema) -> Schema:
    return {**_list(items), "uniqueItems": True}


def _enum(values: tuple[str, ...], code: str = "value_unknown") -> Schema:
    return {"type": "string", "enum": list(values), "x-problem": code}


def _pattern(pattern: str, code: str, *examples: str, most: int = 200) -> Schema:
    return {
        "type": "string",
        "pattern": pattern,
        "maxLength": most,
        "examples": list(examples),
        "x-problem": {"pattern": code},
    }


def _never(code: str) -> Schema:
    """A key that does not belong where it stands."""
    # A plain "false" would do for editors, but could not carry the code.
    return {"not": {}, "x-problem": code}


def _tiers_needed() -> Schema:
    return {
        "if": {"not": {"required": ["recommended"]}},
        "then": {"required": ["required"], "x-problem": "tiers_missing"},
    }


def _values() -> Schema:
    """Texts, addresses, dates and the like."""
    limits: Schema = {"minLength": 1, "maxLength": 2000, "pattern": r"\S"}
    text = {"type": "string", **limits, "x-problem": {"pattern": "text_empty"}}
    languages = {
        "type": ["string", "object"],
        **limits,
        "patternProperties": {**_FREE, _LANGUAGE: ref("text")},
        "additionalProperties": False,
        "x-problem": {"additionalProperties": "language_malformed", "pattern": "text_empty"},
    }
    return {
        "text": text,
        "texts": languages,
        "language": _pattern(_LANGUAGE, "language_malformed", "en", "es", "ja", "pt-BR"),
        "dotted_version": _pattern(_DOTTED, "number_dotted_malformed", "14", "10.0.19045"),
        "date": _pattern(_DATE, "date_malformed", "2027-02-01T00:00:00Z"),
        "duration": _pattern(_DURATION, "duration_malformed", "P180D", "PT20H"),
        "url": _pattern(r"^https://[^\s/]+\S*" + _END, "url_malformed", "https://example.com/help", most=2000),
        "system": _enum(tuple(System)),
    }


def _conditions() -> Schema:
    number = {"type": "number"}
    version = ref("dotted_version")
    words = _set_of(ref("text"))
    return {
        "number_condition": _condition(min=number, max=number, above=number, below=number),
        "version_condition": _condition(min=version, max=version, below=version, none_of=_set_of(version)),
        "text_condition": _condition(one_of=words, none_of=words),
        "yes_no_condition": _condition(equals={"type": "boolean"}),
        "set_condition": _condition(has_all=words, has_any=words, none_of=words),
    }


def _condition(**operators: Schema) -> Schema:
    return _filled(_object(operators), "condition_empty")


def _header() -> Schema:
    return {
        "$schema": {"type": "string"},
        "format": {"const": FORMAT, "x-problem": "format_unknown", "examples": [str(FORMAT)]},
        "id": _pattern(_REVERSE_DOMAIN, "id_malformed", "com.example.voice-support"),
        "version": _pattern(_THREE_NUMBERS, "version_malformed", "1.0.0"),
        "serial": {"type": "integer", "minimum": 1, "maximum": _BIGGEST_INTEGER, "examples": ["1"]},
        "language": ref("language"),
        "title": ref("texts"),
        "issuer": ref("issuer"),
        "needs_app": ref("dotted_version"),
        "valid": _object({"from": ref("date"), "until": ref("date")}),
        "recheck": ref("recheck"),
        "network_test": ref("network_test"),
        "submit": _list(ref("destination"), 10),
        "collect": ref("collect"),
        "requirements": _list(ref("requirement"), _MOST_REQUIREMENTS),
    }


def _parts() -> Schema:
    """What the header's parts hold."""
    issuer = {"name": ref("text"), "contact": ref("text"), "privacy_url": ref("url")}
    recheck = {"after": ref("duration"), "grace": ref("duration"), "on_change": _set_of(_enum(CHANGES))}
    network_test = {
        "servers": _list(ref("server"), 20),
        "choose": _enum(("lowest_latency",)),
        "runs": {"type": "integer", "minimum": 1, "maximum": 10, "examples": ["3"]},
        "max_megabytes": {"type": "number", "exclusiveMinimum": 0, "examples": ["250"]},
    }
    collect = {"facts": _set_of(_enum(COLLECTABLE)), "purpose": ref("texts"), "keep": ref("duration")}
    return {
        "issuer": _object(issuer, ("name",)),
        "recheck": _object(recheck),
        "network_test": _object(network_test),
        "server": _server(),
        "destination": _destination(),
        "collect": _object(collect, ("facts", "purpose")),
    }


def _server() -> Schema:
    # Plain http is for a server in one's own network; lint warns of any other.
    web = _pattern(r"^https?://[^\s/]+\S*" + _END, "url_malformed", "https://speed.example.com/", most=2000)
    echo = _pattern(r"^udp://[^\s/]+:[0-9]{1,5}" + _END, "url_malformed", "udp://voice.example.com:3478", most=300)
    properties = {
        "id": ref("name"),
        "kind": _enum(("https", "udp-echo")),
        "url": True,
        "region": ref("text"),
    }
    udp = {"required": ["kind"], "properties": {"kind": {"const": "udp-echo"}}}
    return {
        **_object(properties, ("id", "url")),
        "if": udp,
        "then": {"properties": {"url": echo}},
        "else": {"properties": {"url": web}},
    }


_ADDRESS_KEYS: Final = {"https": "url", "presigned": "ticket_url", "email": "address", "file": None}


def _destination() -> Schema:
    address = _pattern(r"^[^\s@]+@[^\s@]+" + _END, "address_malformed", "reports@example.com")
    places = {"url": ref("url"), "ticket_url": ref("url"), "address": address}
    return {
        **_object({"kind": _enum(tuple(_ADDRESS_KEYS)), **places}, ("kind",)),
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
                "then": _object({"kind": True, **({key: True} if key else {})}, (key,) if key else ()),
            }
            for kind, key in _ADDRESS_KEYS.items()
        ],
    }


def destination_key(kind: str) -> str | None:
    """Return the key that holds the address of a kind of destination, None when it has none."""
    return _ADDRESS_KEYS[kind]


def _requirements() -> Schema:
    """The requirement and its three shapes: one fact, a question, alternatives."""
    fix = _filled(_object({"text": ref("texts"), "url": ref("url")}), "object_empty")
    properties = {
        "id": ref("name"),
        "title": ref("texts"),
        "why": ref("texts"),
        "fix": ref("fix"),
        "only_on": _set_of(ref("system")),
        "per_os": _filled(_object({system.value: ref("system_change") for system in System}), "object_empty"),
        "when": ref("tests"),
        "on_unknown": _enum(("incomplete", "advice")),
        "level": _enum(("required", "recommended")),
        "ask": ref("ask"),
        "any_of": _list(ref("alternative"), 20),
        **dict.fromkeys(("fact", "unit", "required", "recommended"), True),
    }
    return {
        "name": _pattern(_NAME, "name_malformed", "memory", most=100),
        "fix": fix,
        "system_change": _system_change(),
        "ask": _ask(),
        "alternative": _object({"all": ref("tests")}, ("all",)),
        "tests": _list(ref("test"), 50),
        "test": {
            **_object(dict.fromkeys(("fact", "unit", "required"), True), ("fact", "required")),
            "allOf": [ref("by_fact")],
        },
        "requirement": {**_object(properties, ("id",)), **_by_subject()},
        "fact_requirement": _fact_requirement(),
        "ask_requirement": _ask_requirement(),
        "any_of_requirement": _any_of_requirement(),
    }


def _by_subject() -> Schema:
    # Dispatch on the key that is there, so that a requirement is blamed for its own shape only.
    missing = {"required": ["fact"], "x-problem": "subject_missing"}
    schema: Schema = missing
    for subject in ("any_of", "ask", "fact"):
        schema = {"if": {"required": [subject]}, "then": ref(f"{subject}_requirement"), "else": schema}
    return schema


def _system_change() -> Schema:
    change = {"skip": {"const": True, "examples": ["true"]}, "required": True, "recommended": True, "fix": ref("fix")}
    alone = {key: _never("skip_not_alone") for key in ("required", "recommended", "fix")}
    return {
        **_filled(_object(change), "object_empty"),
        "if": {"required": ["skip"]},
        "then": {"properties": alone},
    }


def _ask() -> Schema:
    choice = _object({"value": ref("text"), "text": ref("texts")}, ("value", "text"))
    choices = {**choice, "type": ["string", "object"], "minLength": 1, "maxLength": 200}
    return _object({"text": ref("texts"), "choices": _set_of(choices)}, ("text",))


def _fact_requirement() -> Schema:
    return {
        "properties": {
            "ask": _never("subjects_several"),
            "any_of": _never("subjects_several"),
            "level": _never("level_misplaced"),
        },
        "allOf": [ref("by_fact"), _tiers_needed()],
    }


def _ask_requirement() -> Schema:
    """A yes-or-no question may leave its condition out: "yes" is what is wanted, at its ``level``."""
    has_choices = {"properties": {"ask": {"type": "object", "required": ["choices"]}}}
    has_tiers = {"anyOf": [{"required": ["required"]}, {"required": ["recommended"]}]}
    return {
        "properties": {"any_of": _never("subjects_several"), "unit": _never("unit_misplaced")},
        "allOf": [
            {
                "if": has_choices,
                "then": {"allOf": [_held_against(ref("text_condition")), _tiers_needed()]},
                "else": _held_against(ref("yes_no_condition")),
            },
            {"if": has_tiers, "then": {"properties": {"level": _never("level_misplaced")}}},
        ],
    }


def _any_of_requirement() -> Schema:
    tiers = {key: _never("tiers_misplaced") for key in ("required", "recommended")}
    return {"properties": {"unit": _never("unit_misplaced"), **tiers, "per_os": _on_each_system({"properties": tiers})}}


def _by_fact(catalogue: Catalogue) -> Schema:
    """What a fact's kind, unit and choices allow beside it."""
    # Facts that allow the same share a branch; it keeps the published file readable.
    alike: dict[tuple[Kind, str | None, tuple[str, ...]], list[str]] = defaultdict(list)
    for fact in sorted(catalogue.values(), key=lambda one: one.id):
        alike[fact.kind, fact.unit, fact.choices].append(fact.id)
    branches = [
        (ids, {"allOf": [_unit(catalogue[ids[0]]), _held_against(_condition_for(catalogue[ids[0]]))]})
        for ids in alike.values()
    ]
    return {"properties": {"fact": _enum(tuple(sorted(catalogue)), "fact_unknown")}, "allOf": [_chosen(branches)]}


def _chosen(branches: list[tuple[list[str], Schema]]) -> Schema:
    """Choose between facts by halves: one test after the other would cost a large profile seconds."""
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
        return {"properties": {"unit": _never("unit_forbidden")}}
    units = tuple(spelling for unit in fact.units for spelling in (unit, *aliases_of(unit)))
    # Named in messages: what people probably mean, not every unit from B to TiB.
    likely = sorted(fact.units, key=lambda unit: abs(math.log(Quantity(1, unit).exact_in(fact.unit or unit))))[:2]
    return {
        "required": ["unit"],
        "properties": {"unit": {**_enum(units, "unit_wrong"), "examples": likely}},
        "examples": likely,
        "x-problem": {"required": "unit_missing"},
    }


def _condition_for(fact: FactDef) -> Schema:
    if not fact.choices:
        return ref(f"{fact.kind}_condition")
    values = _set_of(_enum(fact.choices, "choice_unknown"))
    if fact.kind is Kind.SET:
        return _condition(has_all=values, has_any=values, none_of=values)
    return _condition(one_of=values, none_of=values)


def _held_against(condition: Schema) -> Schema:
    tiers = {"required": condition, "recommended": condition}
    return {"properties": {**tiers, "per_os": _on_each_system({"properties": tiers})}}


def _on_each_system(change: Schema) -> Schema:
    return {"properties": dict.fromkeys([system.value for system in System], change)}
