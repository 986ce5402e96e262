"""Earlier checks as a quick one wants them: reports with their marks, and the profiles of the newest."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.domain.freshness import Trait
from readiness.domain.report import ProfileSource
from readiness.engine.earlier_checks import last_documents, past, remember
from readiness.engine.quick_plan import Earlier
from readiness.store.history import History
from tests.store.history_reports import DOCUMENT, made

TRAITS = {Trait.BOOT: "first"}


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))


def test_reports_come_with_their_marks_the_newest_first() -> None:
    old, new, unmarked = made(2), made(1), made(0)
    with History() as history:
        history.add([old, new, unmarked])
        remember([old], TRAITS, full=True)
        remember([new], {Trait.BOOT: "second"}, full=False)
        found = past(history, TRAITS)
    assert [one.report for one in found.earlier] == [unmarked, new, old]
    assert [one.full for one in found.earlier] == [False, False, True]
    assert [one.traits == found.traits for one in found.earlier] == [False, False, True]


def test_of_many_reports_the_newest_are_read_and_the_last_full_one_however_old() -> None:
    quick = [made(number / 100) for number in range(24)]
    full, fuller = made(5), made(6)
    with History() as history:
        history.add([*quick, full, fuller])
        remember([full, fuller], TRAITS, full=True)
        remember(quick, TRAITS, full=False)
        found = past(history, TRAITS)
    assert [one.report for one in found.earlier] == [*quick[:20], full]


def test_the_last_check_was_for_these_employers(caplog: pytest.LogCaptureFixture) -> None:
    last, before = made(0), made(1)
    strange = ProfileSource(last.source.text.replace('"format": 1', '"format": 99'))
    other = replace(last, id="another", source=strange, finished=last.finished - timedelta(seconds=1))
    with caplog.at_level(logging.WARNING):
        documents = last_documents([Earlier(last), Earlier(other), Earlier(before)])
    assert "cannot be read any more" in caplog.text
    assert [one.profile for one in documents] == [DOCUMENT.profile]
    assert last_documents(()) == ()


def test_a_report_that_cannot_be_read_any_more_is_left_out() -> None:
    last = made(0)
    strange = ProfileSource(last.source.text.replace('"format": 1', '"format": 99'))
    with History() as history:
        history.add([last, replace(last, id="another", source=strange)])
        found = past(history, TRAITS)
    assert [one.report for one in found.earlier] == [last]
