"""Exit codes that other programs rely on."""

from __future__ import annotations

import pytest

from readiness.cli.terminal.exit_codes import Exit, exit_for
from readiness.domain.report import Verdict

PASS, FAIL, INCOMPLETE = Verdict.PASS, Verdict.FAIL, Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([PASS], Exit.PASS),
        ([FAIL], Exit.FAIL),
        ([INCOMPLETE], Exit.INCOMPLETE),
        ([PASS, INCOMPLETE, FAIL], Exit.FAIL),
        ([PASS, INCOMPLETE], Exit.INCOMPLETE),
        ([PASS, PASS], Exit.PASS),
    ],
)
def test_one_failure_fails_and_one_unknown_keeps_from_passing(verdicts: list[Verdict], code: Exit) -> None:
    assert exit_for(verdicts) is code


def test_the_numbers_are_those_the_documentation_names() -> None:
    assert [int(code) for code in Exit] == [0, 1, 2, 3, 4, 5, 130]
