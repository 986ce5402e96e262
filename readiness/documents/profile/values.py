"""Converts the JSON of a valid profile to the profile.

Everything here relies on the schema: a document that it accepts can be read without further tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.times import parse_moment, parse_span
from readiness.documents.profile.regions import ELSEWHERE, elsewhere, region_names
from readiness.documents.schema.profile import destination_key
from readiness.domain.facts import System
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Collect,
    Condition,
    Destination,
    FactTest,
    Fix,
    Issuer,
    Limit,
    NetworkTest,
    OneFact,
    OnUnknown,
    Operator,
    PerSystem,
    Profile,
    Question,
    Recheck,
    Requirement,
    Server,
    ServerKind,
    Subject,
    Texts,
    Tier,
    Tiers,
    Validity,
)
from readiness.domain.quantity import unit_named
from readiness.domain.reference import FactReference, Load, Statistic, under_load

Json: TypeAlias = Mapping[str, Any]
Servers: TypeAlias = Mapping[str, str]
"""The addresses of the measuring servers, by their names in the profile."""
_YES: Final = Condition((Clause(Operator.EQUALS, limit=True),))


def profile_of(value: Json) -> Profile:
    """Return the profile of a valid document."""
    language = value["language"]
    network_test = _network_test(value.get("network_test", {}))
    servers = {server.id: server.url for server in network_test.servers}
    return Profile(
        id=value["id"],
        version=value["version"],
        serial=int(value["serial"]),
        language=language,
        title=_texts(value["title"], language),
        issuer=Issuer(**_known(value["issuer"])),
        requirements=tuple(_requirement(one, language, servers) for one in value["requirements"]),
        valid=_validity(value["valid"]),
        needs_app=value.get("needs_app"),
        recheck=_recheck(value["recheck"]) if "recheck" in value else None,
        network_test=network_test,
        submit=tuple(_destination(one) for one in value.get("submit", ())),
        collect=_collect(value["collect"], language) if "collect" in value else None,
    )


def _known(value: Json) -> dict[str, Any]:
    """Return the members defined by the format, without the free ``x-`` keys."""
    return {key: member for key, member in value.items() if not key.startswith("x-")}


def _texts(value: str | Json, language: str) -> Texts:
    return Texts(language, {language: value} if isinstance(value, str) else _known(value))


def _texts_at(value: Json, key: str, language: str) -> Texts | None:
    return _texts(value[key], language) if key in value else None


def _validity(value: Json) -> Validity:
    start, until = value.get("from"), value.get("until")
    return Validity(parse_moment(start) if start else None, parse_moment(until) if until else None)


def _span(value: Json, key: str) -> timedelta | None:
    return parse_span(value[key]) if key in value else None


def _recheck(value: Json) -> Recheck:
    return Recheck(_span(value, "after"), _span(value, "grace"), frozenset(value.get("on_change", ())))


def _network_test(value: Json) -> NetworkTest:
    default = NetworkTest()
    servers = tuple(
        Server(one["id"], one["url"], ServerKind(one.get("kind", ServerKind.HTTPS)), one.get("region"), one.get("key"))
        for one in value.get("servers", ())
    )
    return NetworkTest(
        servers,
        value.get("choose", default.choose),
        int(value.get("runs", default.runs)),
        float(value["max_megabytes"]) if "max_megabytes" in value else None,
    )


def _destination(value: Json) -> Destination:
    key = destination_key(value["kind"])
    return Destination(value["kind"], value[key] if key else None)


def _collect(value: Json, language: str) -> Collect:
    return Collect(tuple(value["facts"]), _texts(value["purpose"], language), _span(value, "keep"))


def _requirement(value: Json, language: str, servers: Servers) -> Requirement:
    changes = _known(value.get("per_os", {}))
    return Requirement(
        id=value["id"],
        subject=_subject(value, language, servers),
        title=_texts_at(value, "title", language),
        why=_texts_at(value, "why", language),
        fix=_fix(value, language),
        when=_tests(value.get("when", ()), servers),
        only_on=frozenset(System(name) for name in value.get("only_on", System)),
        per_os={System(name): _change(change, language) for name, change in changes.items()},
        on_unknown=OnUnknown(value.get("on_unknown", OnUnknown.INCOMPLETE)),
    )


def _change(value: Json, language: str) -> PerSystem:
    return PerSystem(
        skip="skip" in value,
        required=_condition_at(value, Tier.REQUIRED),
        recommended=_condition_at(value, Tier.RECOMMENDED),
        fix=_fix(value, language),
    )


def _fix(value: Json, language: str) -> Fix | None:
    fix = value.get("fix")
    return Fix(_texts_at(fix, "text", language), fix.get("url")) if fix else None


def _subject(value: Json, language: str, servers: Servers) -> Subject:
    tier = Tier(value.get("level", Tier.REQUIRED))
    if "any_of" in value:
        ways = value["any_of"]
        measured = tuple(_tests(way["all"], servers) for way in ways if "all" in way)
        return AnyOf(measured, tier, next((_word(way, language) for way in ways if "ask" in way), None))
    required, recommended = (_condition_at(value, one) for one in Tier)
    if "fact" in value:
        return OneFact(_fact(value, servers), _unit(value), Tiers(required, recommended))
    if required is None and recommended is None:
        required, recommended = (_wanted(value), None) if tier is Tier.REQUIRED else (None, _wanted(value))
    return _question(value["ask"], Tiers(required, recommended), language)


def _word(way: Json, language: str) -> Question:
    """Return the alternative that is the person's own statement."""
    return _question(way["ask"], Tiers(_condition_at(way, Tier.REQUIRED) or _wanted(way)), language)


def _wanted(value: Json) -> Condition:
    """Return the condition of a question that has none of its own: yes, or any of the regions it lists."""
    regions = tuple(_choice_value(one) for one in value["ask"].get("regions", ()))
    return Condition((Clause(Operator.ONE_OF, regions),)) if regions else _YES


def _choice_value(choice: str | Json) -> str:
    return choice if isinstance(choice, str) else str(choice["value"])


def _question(value: Json, tiers: Tiers, language: str) -> Question:
    choices: dict[str, Texts] = {}
    for choice in (*value.get("choices", ()), *value.get("regions", ())):
        texts = choice if isinstance(choice, str) else choice["text"]
        choices[_choice_value(choice)] = _texts(texts, language)
    if "regions" in value:
        named = {code: region_names(code, language) for code in value["regions"] if isinstance(code, str)}
        choices = {**choices, **named, ELSEWHERE: elsewhere(language)}
    return Question(_texts(value["text"], language), tiers, tuple(choices), choices)


def _tests(values: Iterable[Json], servers: Servers) -> tuple[FactTest, ...]:
    return tuple(FactTest(_fact(one, servers), _unit(one), _condition(one["required"])) for one in values)


def _fact(value: Json, servers: Servers) -> str:
    """Return the name of the fact with its qualifiers."""
    load = value.get("under_load")
    fact = under_load(value["fact"], Load.EITHER if load is True else Load(load)) if load else value["fact"]
    statistic = Statistic(value["statistic"]) if "statistic" in value else None
    return str(FactReference(fact, statistic, servers[value["server"]] if "server" in value else None))


def _unit(value: Json) -> str | None:
    return unit_named(value["unit"]) if "unit" in value else None


def _condition_at(value: Json, tier: Tier) -> Condition | None:
    return _condition(value[tier]) if tier in value else None


def _condition(value: Json) -> Condition:
    clauses = [Clause(Operator(key), _limit(limit)) for key, limit in _known(value).items()]
    return Condition(tuple(clauses))


def _limit(value: Any) -> Limit:  # noqa: ANN401 - any limit
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
