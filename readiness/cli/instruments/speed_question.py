"""A question about the line as somebody types it: ``download >= 25 Mbit/s``. Pure: text in, a condition out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from readiness.documents.json_text.problems import nearest
from readiness.domain.facts import FactDef
from readiness.domain.message import Message, message
from readiness.domain.profile import Clause, Condition, FactTest, Operator
from readiness.domain.quantity import Dimension, Quantity, QuantityError, dimension_of, parse_quantity

_OPERATORS: Final = {
    ">=": Operator.MIN,
    "≥": Operator.MIN,
    "<=": Operator.MAX,
    "≤": Operator.MAX,
    ">": Operator.ABOVE,
    "<": Operator.BELOW,
}
_FORM: Final = re.compile(r"\s*([\w.]+)\s*(>=|<=|>|<|≥|≤)\s*([^\s<>=].*?)\s*")
_ROOM: Final = "network."
_USUAL: Final = {"ms": "150", "%": "1", "MOS": "4"}  # limits that employers ask for
_EXAMPLE: Final = "download >= 25 Mbit/s"


class QuestionError(ValueError):
    """A question that cannot be understood; ``sentence`` says why, and what would be."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.id)
        self.sentence = sentence


def parse_question(text: str, facts: Mapping[str, FactDef]) -> FactTest:
    """Read a question about one of the facts, whose ids may be given without ``network.``.

    The limit has a unit of the fact's dimension; an opinion score, of which there is one
    kind only, may go without.

    Raises:
        QuestionError: it is no question, names no such fact, or its limit is no such quantity.
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise QuestionError(message("cli.question.form", question=text, example=_EXAMPLE))
    name, relation, limit = found.groups()
    fact = facts.get(name) or facts.get(_ROOM + name)
    if fact is None:
        raise _unknown(name, facts)
    quantity = _quantity(limit, fact, f"{name} {relation}")
    return FactTest(fact.id, quantity.unit, Condition((Clause(_OPERATORS[relation], quantity.value),)))


def _unknown(name: str, facts: Mapping[str, FactDef]) -> QuestionError:
    short = [fact.removeprefix(_ROOM) for fact in facts]
    meant = nearest(name.removeprefix(_ROOM), short)
    if meant:
        return QuestionError(message("cli.unknown_fact_near", fact=name, nearest=meant))
    return QuestionError(message("cli.question.fact", fact=name, known=", ".join(short)))


def _quantity(text: str, fact: FactDef, before: str) -> Quantity:
    unit = fact.unit or ""
    try:
        quantity = parse_quantity(text)
    except QuantityError as error:
        if error.code == "unit_missing" and dimension_of(unit) is Dimension.OPINION:
            return parse_quantity(f"{text} {unit}")
        raise _no_limit(text, before, error.suggestion or unit) from None
    if quantity.dimension is not dimension_of(unit):
        raise _no_limit(text, before, unit)
    return quantity


def _no_limit(text: str, before: str, unit: str) -> QuestionError:
    number = re.match(r"[-+\d.]*\d", text)
    example = f"{before} {number[0] if number else _USUAL.get(unit, '25')} {unit}"
    return QuestionError(message("cli.question.limit", limit=text, example=example))
