"""The published schema of ``speed --json``: it is one, it takes what is printed and refuses what blurs it."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from readiness.documents.schema.speed import speed_schema
from readiness.domain.facts import FactDef, Kind

SCHEMA = speed_schema([FactDef("network.download", Kind.NUMBER, "Mbit/s")])
VALIDATOR = Draft202012Validator(SCHEMA)
MEASURED: dict[str, Any] = {
    "value": 25.0,
    "unit": "Mbit/s",
    "spread": 0.2,
    "seconds": 0.6,
    "megabytes": 1.5,
    "server": "speed.example (LibreSpeed)",
    "method": "counted",
}
ONE_SIDED: dict[str, Any] = {**MEASURED, "bound": "at_least"}
REFUSED: dict[str, Any] = {"unmeasured": "offline", "detail": "No network.", "remedy": "Check this again."}
ANSWER: dict[str, Any] = {"question": "download >= 25 Mbit/s", "verdict": "pass", "confidence": 0.99}
ANSWER |= {"seconds": 0.6, "megabytes": 1.5}
OPEN: dict[str, Any] = {**ANSWER, "verdict": "unsure", **REFUSED}


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "printed",
    [
        {"network.download": MEASURED},
        {"network.download": ONE_SIDED, "decisions": [ANSWER]},
        {"network.download": REFUSED, "decisions": [OPEN]},
        {"network.download": MEASURED, "classic": {"network.download": MEASURED, "network.latency": REFUSED}},
    ],
)
def test_what_is_printed_fits(printed: object) -> None:
    assert list(VALIDATOR.iter_errors(printed)) == []


@pytest.mark.parametrize(
    "printed",
    [
        {"network.download": {**MEASURED, "value": "fast"}},
        {"network.download": {**MEASURED, "bound": "exact"}},
        {"network.download": {name: one for name, one in MEASURED.items() if name != "seconds"}},
        {"network.download": {**REFUSED, "value": 0}},
        {"network.download": {**REFUSED, "unmeasured": "slow"}},
        {"network.download": MEASURED, "decisions": []},
        {"network.download": MEASURED, "decisions": [{**ANSWER, "verdict": "perhaps"}]},
        {"network.download": REFUSED, "decisions": [{**ANSWER, **REFUSED}]},
    ],
)
def test_what_would_blur_it_does_not(printed: object) -> None:
    assert list(VALIDATOR.iter_errors(printed))
