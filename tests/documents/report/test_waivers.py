"""Waivers: what is waived counts like advice, its value shown; a paper of somebody else's or another day does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError, ReportError
from readiness.documents.json_text.strict import Limits
from readiness.documents.proof.claims import Standing
from readiness.documents.report.file import json_text, read_report, report_json
from readiness.documents.report.waiver import WAIVER_TYPE, accepted, read_waiver, seal_waiver, waiver_in, waiver_json
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.signing import SigningKey
from readiness.domain.facts import Facts, Measured, Reason, Unmeasured
from readiness.domain.judge import judge
from readiness.domain.refusal import Refusal
from readiness.domain.report import Outcome, Report, Verdict
from readiness.domain.waiver import Waiver
from readiness.engine.checkup import report_on
from readiness.render.words import describe
from readiness.text import Translator
from tests.documents.report.waiver_samples import WAIVER
from tests.documents.signed import DEVICE, DOCUMENT, NOW, OTHER_DEVICE, report, signed, verified

EMPLOYER, STRANGER = SigningKey(b"\x0a" * 32), SigningKey(b"\x0b" * 32)


def paper(waiver: Waiver = WAIVER, key: SigningKey = EMPLOYER) -> bytes:
    return json_text(seal_waiver(waiver, (key,)).as_json()).encode()


def held(waiver: Waiver = WAIVER, key: SigningKey = EMPLOYER) -> Waiver:
    return read_waiver(paper(waiver, key))[0]


def slow(*waivers: Waiver, facts: Facts | None = None) -> Report:
    """Return a report that fails its download unless that is waived."""
    readings = {**report().facts.readings, "network.download": Measured(3.0, "Mbit/s")}
    return replace(
        report_on(DOCUMENT, facts or Facts(readings, {"room": True}), NOW, NOW, waivers),
        id="0190-aa",
        app_version="1.0",
    )


def outcome(made: Report) -> Outcome:
    return made.findings[0].outcome


# ------------------------------------------------------------------ judging


def test_a_waived_failure_counts_like_advice_and_its_value_is_shown() -> None:
    assert (outcome(slow()), slow().verdict) == (Outcome.FAIL, Verdict.FAIL)
    made = slow(held())
    assert (outcome(made), made.verdict) == (Outcome.WAIVED, Verdict.PASS)
    item = next(one for one in describe(made, Translator("en", strict=True)).items if one.id == "download")
    assert item.rows[0].value.replace("\u00a0", " ") == "3 Mbit/s"
    assert "A new line comes in May" in item.note
    assert item.mark.word == "Waived"


def test_what_is_unknown_stays_unknown_but_keeps_nothing_back() -> None:
    readings = {**report().facts.readings, "network.download": Unmeasured(Reason.OFFLINE)}
    facts = Facts(readings, {"room": True})
    assert slow(facts=facts).verdict is Verdict.INCOMPLETE
    made = slow(held(), facts=facts)
    assert (outcome(made), made.verdict) == (Outcome.NOT_MEASURED, Verdict.PASS)


def test_what_is_met_needs_no_waiver() -> None:
    made = report_on(DOCUMENT, report().facts, NOW, NOW, (held(),))
    assert (outcome(made), made.verdict) == (Outcome.PASS, Verdict.PASS)


@pytest.mark.parametrize(
    "waiver",
    [replace(WAIVER, until=NOW), replace(WAIVER, profile="com.example.other"), replace(WAIVER, requirement="memory")],
)
def test_a_waiver_of_another_day_profile_or_requirement_changes_nothing(waiver: Waiver) -> None:
    made = slow(held(waiver))
    assert (outcome(made), made.verdict) == (Outcome.FAIL, Verdict.FAIL)
    assert judge(DOCUMENT.profile, made.facts, NOW.replace(tzinfo=None), (waiver,)).verdict is Verdict.FAIL


def test_a_report_with_a_waiver_comes_back_as_it_was_and_cannot_be_altered() -> None:
    made = slow(held())
    value = report_json(made)
    assert read_report(json_text(value).encode(), catalogue()) == made
    for change in (
        value["waivers"].clear,
        lambda: value["waivers"].append({**value["waivers"][0], "waiver": 2}) if value["waivers"] else None,
    ):
        change()
        with pytest.raises(ReportError):
            read_report(json_text(value).encode(), catalogue())


# ------------------------------------------------------------------ papers


def test_a_good_paper_is_accepted_also_for_everybody() -> None:
    for waiver in (WAIVER, replace(WAIVER, device="")):
        read, envelope = read_waiver(paper(waiver))
        assert accepted(read, envelope, DOCUMENT.profile, DEVICE.public.keyid, (EMPLOYER.public,), NOW) == read
        assert replace(read, paper="") == waiver


@pytest.mark.parametrize(
    ("data", "device", "threshold", "code"),
    [
        (paper(key=STRANGER), DEVICE, 1, "waiver.signature"),
        (paper(), DEVICE, 2, "waiver.signature"),
        (paper(replace(WAIVER, profile="com.example.other")), DEVICE, 1, "waiver.other_profile"),
        (paper(replace(WAIVER, requirement="teeth")), DEVICE, 1, "waiver.no_requirement"),
        (paper(), OTHER_DEVICE, 1, "waiver.other_device"),
        (paper(replace(WAIVER, until=NOW)), DEVICE, 1, "waiver.expired"),
    ],
)
def test_any_other_paper_is_refused_with_its_reason(data: bytes, device: SigningKey, threshold: int, code: str) -> None:
    read, envelope = read_waiver(data)
    with pytest.raises(Refusal) as caught:
        accepted(read, envelope, DOCUMENT.profile, device.public.keyid, (EMPLOYER.public,), NOW, threshold)
    assert caught.value.code == code


def test_another_kind_of_document_is_no_waiver() -> None:
    with pytest.raises(Refusal) as caught:
        waiver_in(Envelope("application/vnd.in-toto+json", b"{}"))
    assert caught.value.code == "waiver.other_kind"


def test_a_file_that_is_far_too_large_is_not_read() -> None:
    with pytest.raises(DocumentError) as caught:
        read_waiver(b"[" * (Limits().size + 1))
    assert [problem.code for problem in caught.value.problems] == ["too_large"]


_VALUE = waiver_json(WAIVER)
_ODD: tuple[dict[str, Any], ...] = (
    {"more": 1},
    {"reason": {}},
    {"reason": "text"},
    {"reason": {"en": 5}},
    {"reason": {"en": "x" * 2_000}},
    {"until": "tomorrow"},
    {"id": ""},
    {"waiver": 2},
)


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b'{"waiver": 1, "waiver": 1}', b"{}"]
    + [json.dumps({**_VALUE, **changed}).encode() for changed in _ODD],
)
def test_a_paper_of_another_form_is_refused(payload: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        waiver_in(Envelope(WAIVER_TYPE, payload))
    assert caught.value.code == "waiver.malformed"


@settings(max_examples=60)
@given(st.data())
def test_no_damage_to_a_paper_is_believed_or_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(paper())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        read, envelope = read_waiver(bytes(whole))
        found = accepted(read, envelope, DOCUMENT.profile, DEVICE.public.keyid, (EMPLOYER.public,), NOW)
    except (DocumentError, Refusal):
        return
    assert replace(found, paper="") == WAIVER


# ------------------------------------------------------------------ what a report proves of them


def _told(made: Report, standing: Standing, **known: Any) -> list[str]:  # noqa: ANN401 - an employer's knowledge
    found = verified(signed(made), **known)
    return [claim.code for claim in found.claims if claim.standing is standing and claim.code.startswith("waiver")]


def test_a_waiver_in_a_report_is_proven_by_the_employers_key() -> None:
    made = slow(held())
    assert _told(made, Standing.PROVEN, keys=(EMPLOYER.public,)) == ["waiver"]
    assert _told(made, Standing.UNPROVEN) == ["waiver_unchecked"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: held(key=STRANGER),
        lambda: held(replace(WAIVER, device=OTHER_DEVICE.public.keyid)),
        lambda: replace(held(), until=WAIVER.until + timedelta(days=300)),
        lambda: replace(held(), paper="nothing"),
        lambda: replace(held(), paper=json_text(Envelope.seal(WAIVER_TYPE, b"{}", (EMPLOYER,)).as_json())),
    ],
)
def test_a_waiver_the_employer_did_not_give_is_wrong(change: Callable[[], Waiver]) -> None:
    assert _told(slow(change()), Standing.WRONG, keys=(EMPLOYER.public,)) == ["waiver_wrong"]
