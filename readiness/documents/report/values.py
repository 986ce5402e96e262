"""The parts of a report as JSON and back: messages, readings, comparisons, findings.

Every ``…_json`` has its inverse ``…_of``. None and empty values are omitted. The ``…_of`` functions rely on the
schema of reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.times import moment_text, parse_moment
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.message import Argument, Message
from readiness.domain.profile import Clause, Condition, Limit, Operator, Requirement, Texts, Tier
from readiness.domain.quantity import Quantity, is_finite
from readiness.domain.reference import Statistic
from readiness.domain.report import Comparison, Finding, Outcome, Truth

Json: TypeAlias = dict[str, Any]
Read: TypeAlias = Mapping[str, Any]

_EXACT_INTEGERS: Final = 2**53


def writable(text: str) -> str:
    """Return the text without unpaired surrogates, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _number_json(number: float) -> float:
    """Return a number in its shortest form: 8, not 8.0."""
    whole = float(number).is_integer() and abs(number) < _EXACT_INTEGERS
    return int(number) if whole else float(number)


def value_json(value: Value) -> bool | float | str | list[str]:
    """Return the value of a fact; a set becomes a sorted list."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return writable(value)
    return sorted(map(writable, value)) if isinstance(value, frozenset) else _number_json(value)


def value_of(value: Any) -> Value:  # noqa: ANN401 - any JSON value
    """Return the value of a fact; a list becomes a set."""
    if isinstance(value, list):
        return frozenset(value)
    return _plain_of(value)


def _plain_of(value: Any) -> bool | float | str:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, bool | str) else float(value)


def message_json(message: Message) -> Json:
    """Return a message: its id and arguments. Quantities and messages among the arguments are objects."""
    arguments = {name: _argument_json(argument) for name, argument in message.arguments}
    return {"id": message.id, **({"arguments": arguments} if arguments else {})}


def _argument_json(argument: Argument) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(argument, Message):
        return message_json(argument)
    if isinstance(argument, Quantity):
        # The number stays as it is: 3 and 3.0 are shown differently.
        return {"quantity": argument.value, "unit": argument.unit}
    if isinstance(argument, str):
        return writable(argument)
    return argument if is_finite(argument) else str(argument)


def message_of(value: Read) -> Message:
    """Return the message."""
    arguments = value.get("arguments", {})
    return Message(value["id"], tuple((name, _argument_of(argument)) for name, argument in arguments.items()))


def _argument_of(value: Any) -> Argument:  # noqa: ANN401 - any JSON value
    if not isinstance(value, Mapping):
        argument: Argument = value
        return argument
    return Quantity(value["quantity"], value["unit"]) if "quantity" in value else message_of(value)


def _message_at(value: Read, key: str) -> Message | None:
    return message_of(value[key]) if key in value else None


def texts_json(texts: Texts | None) -> Json:
    """Return a text by language, {} if there is none."""
    return {tag: writable(text) for tag, text in texts.by_language.items()} if texts else {}


def _without_empty(value: Json) -> Json:
    """Return the object without members that are None or empty; False and 0 are kept."""
    return {key: member for key, member in value.items() if member is not None and member not in ("", {}, [])}


def reading_json(reading: Reading) -> Json:
    """Return the reading of one fact: a value with its details, or why there is none."""
    if isinstance(reading, Unmeasured):
        return {"unmeasured": reading.reason.value, **_why_json(reading)}
    read: Json = {"value": value_json(reading.value), "unit": reading.unit, "samples": reading.samples}
    if reading.spread is not None:
        read["spread"] = _number_json(reading.spread)
    read["bound"] = _bound_json(reading.bound)
    read["statistics"] = {name.value: _number_json(number) for name, number in reading.statistics.items()}
    read["method"] = message_json(reading.method) if reading.method else None
    read["at"] = moment_text(reading.at) if reading.at else None
    read["looked_for"] = None if reading.looked_for is None else value_json(reading.looked_for)
    read["evidence"] = {writable(key): writable(text) for key, text in reading.evidence.items()}
    return {key: member for key, member in read.items() if key == "value" or (member is not None and member != {})}


def _bound_json(bound: Bound) -> str | None:
    return None if bound is Bound.EXACT else bound.value


def _bound_of(value: Read) -> Bound:
    return Bound(value["bound"]) if "bound" in value else Bound.EXACT


def _why_json(unknown: Unmeasured) -> Json:
    detail, remedy = unknown.detail, unknown.remedy
    return _without_empty(
        {"detail": message_json(detail) if detail else None, "remedy": message_json(remedy) if remedy else None}
    )


def reading_of(value: Read) -> Reading:
    """Return the reading."""
    if "unmeasured" in value:
        return Unmeasured(Reason(value["unmeasured"]), _message_at(value, "detail"), _message_at(value, "remedy"))
    return Measured(
        value=value_of(value["value"]),
        unit=value.get("unit"),
        method=_message_at(value, "method"),
        samples=value["samples"],
        spread=float(value["spread"]) if "spread" in value else None,
        at=moment_of(value["at"]) if "at" in value else None,
        evidence=dict(value.get("evidence", {})),
        statistics={Statistic(name): float(number) for name, number in value.get("statistics", {}).items()},
        looked_for=frozenset(value["looked_for"]) if "looked_for" in value else None,
        bound=_bound_of(value),
    )


def moment_of(text: str) -> datetime:
    """Return the moment."""
    return parse_moment(text)


def _condition_json(condition: Condition) -> Json:
    return {clause.operator.value: _limit_json(clause.limit) for clause in condition.clauses}


def _limit_json(limit: Limit) -> bool | float | str | list[str]:
    if isinstance(limit, tuple):
        return list(limit)
    return limit if isinstance(limit, bool | str) else _number_json(limit)


def _condition_of(value: Read) -> Condition:
    clauses = [Clause(Operator(operator), _limit_of(limit)) for operator, limit in value.items()]
    return Condition(tuple(clauses))


def _limit_of(value: Any) -> Limit:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return tuple(value)
    return _plain_of(value)


def _comparison_json(one: Comparison) -> Json:
    """Return one comparison of a value with a condition."""
    compared: Json = {
        "fact": one.fact,
        "level": one.tier.value,
        "limit": _condition_json(one.condition),
        "limit_unit": one.unit,
        "holds": one.truth.value,
    }
    if one.value is not None:
        compared["value"] = value_json(one.value)
    compared |= {"unit": one.value_unit, "margin": None if one.margin is None else _number_json(one.margin)}
    compared |= {"bound": _bound_json(one.bound), "only_just": one.only_just or None, **_unknown_json(one.unknown)}
    return {key: member for key, member in compared.items() if member is not None}


def _unknown_json(unknown: Unmeasured | None) -> Json:
    return {"reason": unknown.reason.value, **_why_json(unknown)} if unknown else {}


def _unknown_of(value: Read) -> Unmeasured | None:
    if "reason" not in value:
        return None
    return Unmeasured(Reason(value["reason"]), _message_at(value, "detail"), _message_at(value, "remedy"))


def _comparison_of(value: Read) -> Comparison:
    return Comparison(
        fact=value.get("fact"),
        tier=Tier(value["level"]),
        condition=_condition_of(value["limit"]),
        unit=value.get("limit_unit"),
        truth=Truth(value["holds"]),
        value=value_of(value["value"]) if "value" in value else None,
        value_unit=value.get("unit"),
        unknown=_unknown_of(value),
        margin=float(value["margin"]) if "margin" in value else None,
        only_just=value.get("only_just", False),
        bound=_bound_of(value),
    )


_SUMMARY: Final = ("fact", "value", "unit", "bound", "limit", "limit_unit", "margin")


def finding_json(finding: Finding, requirement: Requirement) -> Json:
    """Return the finding of a requirement.

    The comparison that decided it is repeated first, for readers who need nothing else.
    """
    deciding = _deciding(finding)
    return {
        **_without_empty({"id": finding.requirement, "title": texts_json(requirement.title)}),
        "level": requirement.tier.value,
        "outcome": finding.outcome.value,
        "blocks": finding.blocks,
        **({key: deciding[key] for key in _SUMMARY if key in deciding}),
        "only_just": finding.only_just,
        **_unknown_json(finding.unknown),
        **_without_empty(
            {
                "comparisons": [_comparison_json(one) for one in finding.comparisons],
                "alternatives": [[_comparison_json(one) for one in several] for several in finding.alternatives],
            }
        ),
    }


def _deciding(finding: Finding) -> Json:
    if not finding.comparisons or finding.outcome is Outcome.NOT_APPLICABLE:
        return {}
    not_met = (one for one in finding.comparisons if one.truth is not Truth.YES)
    return _comparison_json(next(not_met, finding.comparisons[0]))


def finding_of(value: Read) -> Finding:
    """Return the finding."""
    return Finding(
        requirement=value["id"],
        outcome=Outcome(value["outcome"]),
        blocks=value["blocks"],
        comparisons=tuple(_comparison_of(one) for one in value.get("comparisons", ())),
        alternatives=tuple(tuple(map(_comparison_of, several)) for several in value.get("alternatives", ())),
        unknown=_unknown_of(value),
    )
