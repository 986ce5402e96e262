"""Questions to the line as people type them."""

from __future__ import annotations

import pytest

from readiness.cli.instruments.speed_question import QuestionError, parse_question
from readiness.domain.facts import FactDef, Kind
from readiness.domain.profile import Clause, Condition, FactTest, Operator
from readiness.text import LANGUAGES, Translator

FACTS = {
    fact.id: fact
    for fact in (
        FactDef("network.download", Kind.NUMBER, "Mbit/s"),
        FactDef("network.latency", Kind.NUMBER, "ms"),
        FactDef("network.loss", Kind.NUMBER, "%"),
        FactDef("network.call_quality", Kind.NUMBER, "MOS"),
    )
}


@pytest.mark.parametrize(
    ("text", "fact", "operator", "limit", "unit"),
    [
        ("download >= 25 Mbit/s", "download", Operator.MIN, 25.0, "Mbit/s"),
        ("network.download>25Mbps", "download", Operator.ABOVE, 25.0, "Mbit/s"),
        ("  download  <  0.5  Gbit/s ", "download", Operator.BELOW, 0.5, "Gbit/s"),
        ("latency <= 150 ms", "latency", Operator.MAX, 150.0, "ms"),
        ("latency ≤ 0.15 s", "latency", Operator.MAX, 0.15, "s"),
        ("download ≥ 25\u00a0Mbit/s", "download", Operator.MIN, 25.0, "Mbit/s"),
        ("loss < 1 %", "loss", Operator.BELOW, 1.0, "%"),
        ("loss<1%", "loss", Operator.BELOW, 1.0, "%"),
        ("call_quality >= 4", "call_quality", Operator.MIN, 4.0, "MOS"),
        ("call_quality >= 4.2 MOS", "call_quality", Operator.MIN, 4.2, "MOS"),
    ],
)
def test_a_question_is_a_fact_and_a_limit(text: str, fact: str, operator: Operator, limit: float, unit: str) -> None:
    assert parse_question(text, FACTS) == FactTest(f"network.{fact}", unit, Condition((Clause(operator, limit),)))


@pytest.mark.parametrize(
    ("text", "sentence", "says"),
    [
        ("", "form", "download >= 25"),
        ("download", "form", "download >= 25"),
        ("download = 25 Mbit/s", "form", "download >= 25"),
        ("download >= ", "form", "download >= 25"),
        ("download >== 25 Mbit/s", "form", "download >= 25"),
        ("25 Mbit/s <= download <= 50 Mbit/s", "form", "download >= 25"),
        ("downlod >= 25 Mbit/s", "near", "download"),
        ("network.lantency < 5 ms", "near", "latency"),
        ("memory.installed >= 8 GiB", "fact", "download, latency, loss, call_quality"),
        ("download >= 25", "limit", "download >= 25 Mbit/s"),
        ("download >= 25 MB/s", "limit", "download >= 25 Mbit/s"),
        ("download >= 25 mbps", "limit", "download >= 25 Mbit/s"),
        ("download >= 25 ms", "limit", "download >= 25 Mbit/s"),
        ("download >= fast", "limit", "download >= 25 Mbit/s"),
        ("loss < 1", "limit", "loss < 1 %"),
        ("call_quality > good", "limit", "call_quality > 4 MOS"),
    ],
)
def test_what_is_no_question_is_told_with_one_that_is(text: str, sentence: str, says: str) -> None:
    with pytest.raises(QuestionError) as caught:
        parse_question(text, FACTS)
    assert caught.value.sentence.id.endswith(sentence)
    for language in LANGUAGES:
        assert says in Translator(language, strict=True).say(caught.value.sentence)
