"""Ten equipment lists as employers, schools and exam providers publish them, each said whole in this language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from readiness.checks.registry import catalogue, measuring_seconds
from readiness.documents.profile.file import lint_profile
from tests.documents.lint.profile_samples import profile

LISTS: Final = json.loads(
    (Path(__file__).parents[2] / "recordings" / "profiles" / "real_lists.json").read_text(encoding="utf-8")
)
_LISTS, _DIFFERENT = 10, 70
SERVERS: Final = {"servers": [{"id": name, "url": f"https://{name}.example.com/"} for name in ("makati", "tokyo")]}


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one["list"].partition(":")[0].partition(",")[0])
def test_a_published_list_can_be_said_without_an_error_or_a_doubt(one: dict[str, Any]) -> None:
    data = profile(*one["requirements"], network_test=SERVERS)
    found = lint_profile(data, catalogue(), None, measuring_seconds)
    assert [f"{problem.code} {problem.pointer}" for problem in found] == []


def test_there_are_ten_of_them_and_they_differ() -> None:
    facts = {json.dumps(one, sort_keys=True) for whole in LISTS for one in whole["requirements"]}
    assert len(LISTS) == _LISTS
    assert len(facts) > _DIFFERENT
