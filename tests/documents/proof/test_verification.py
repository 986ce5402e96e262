"""What a report proves: every case that is right is accepted, every attack refused with its own words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.proof.claims import Expected, Standing
from readiness.documents.proof.verification import Verification, verify
from readiness.documents.report.file import json_text, read_report, report_json
from readiness.documents.report.statement import PAYLOAD_TYPE, signed_text
from readiness.documents.report.statement_file import unsealed
from readiness.documents.trust.envelope import Envelope
from readiness.domain.facts import Bound, Facts, Measured
from readiness.domain.judge import judge
from tests.documents.signed import (
    DEVICE,
    DOCUMENT,
    NONCE,
    NOW,
    OTHER_DEVICE,
    OTHER_SERVER,
    SERVER,
    circumstances,
    payload_of,
    receipt,
    report,
    resigned,
    signed,
    verified,
)


def codes(found: Verification, standing: Standing = Standing.WRONG) -> list[str]:
    return [claim.code for claim in found.claims if claim.standing is standing]


def problems(data: bytes, **changes: Any) -> list[str]:  # noqa: ANN401
    with pytest.raises(DocumentError) as caught:
        verified(data, **changes)
    return [problem.code for problem in caught.value.problems]


# ------------------------------------------------------------------ what is right


def test_level_3_everything_there_is_to_prove() -> None:
    found = verified(signed(receipts=(receipt(),)))
    assert (found.level, codes(found)) == (3, [])
    assert codes(found, Standing.PROVEN) == [
        "unaltered", "device", "profile", "nonce", "receipt", "receipt_figure", "receipt_figure",
    ]  # fmt: skip
    assert codes(found, Standing.UNPROVEN) == ["time", "values"]
    assert found.report == report()
    assert (found.nonce, found.device) == (NONCE, DEVICE.public)


def test_level_2_an_invitation_without_receipts() -> None:
    found = verified(signed())
    assert (found.level, codes(found)) == (2, [])
    assert "no_receipt" in codes(found, Standing.UNPROVEN)


@pytest.mark.parametrize("changes", [{"nonce": ""}, {"nonce": "", "receipts": (receipt(nonce=""),)}])
def test_level_1_no_invitation(changes: dict[str, Any]) -> None:
    found = verified(signed(**changes))
    assert (found.level, codes(found)) == (1, [])
    assert "no_nonce" in codes(found, Standing.UNPROVEN)


def test_level_0_a_plain_file() -> None:
    found = verified(json_text(report_json(report())).encode())
    assert (found.level, codes(found), found.nonce) == (0, [], "")
    assert codes(found, Standing.UNPROVEN) == ["unsigned", "time"]


def test_who_knows_nothing_is_told_what_would_prove_more() -> None:
    found = verify(signed(receipts=(receipt(),)), catalogue(), Expected(NOW))
    assert (found.level, codes(found)) == (1, [])
    assert codes(found, Standing.UNPROVEN) == [
        "device_unknown", "profile_unknown", "nonce_unknown", "receipt_unchecked", "time", "values",
    ]  # fmt: skip


def test_a_servers_key_may_be_named_outside_the_profile() -> None:
    found = verified(signed(receipts=(receipt(OTHER_SERVER),)), keys=(OTHER_SERVER.public,))
    assert (found.level, codes(found)) == (3, [])


def test_what_was_asked_for_may_be_told() -> None:
    found = verified(signed(disclosed={"user.employee_id": "4711"}))
    assert codes(found) == []
    assert "stated" in codes(found, Standing.UNPROVEN)


def test_figures_a_receipt_says_nothing_of_are_not_wrong() -> None:
    silent = receipt(up={"bytes": 0, "seconds": 0, "peak_mbit": 0}, trains=[])
    found = verified(signed(receipts=(silent,)))
    assert codes(found, Standing.UNPROVEN)[0] == "receipt_without"
    assert found.level == 3


def test_a_newer_program_may_say_more() -> None:
    data = resigned(signed(), lambda value: value["predicate"].update(later={"more": 1}))
    assert codes(verified(data)) == []


def test_what_is_known_from_one_side_is_held_against_receipts_too() -> None:
    def judged(download: Measured) -> bytes:
        facts = Facts({**report().facts.readings, "network.download": download}, {"room": True})
        return signed(report(facts=facts, judgement=judge(DOCUMENT.profile, facts, NOW)), receipts=(receipt(),))

    assert codes(verified(judged(Measured(90.0, "Mbit/s", bound=Bound.AT_LEAST)))) == ["receipt_contradicts"]
    assert codes(verified(judged(Measured(90.0, "Mbit/s", bound=Bound.AT_MOST)))) == []


def test_what_the_server_saw_of_numbered_packets_is_told_where_the_report_speaks_of_them() -> None:
    facts = Facts({**report().facts.readings, "network.loss": Measured(1.0, "%")}, {"room": True})
    found = verified(signed(report(facts=facts, judgement=judge(DOCUMENT.profile, facts, NOW)), receipts=(receipt(),)))
    assert "receipt_loss" in codes(found, Standing.PROVEN)


def test_the_report_inside_is_shown_whoever_signed_it_and_anything_else_as_it_is() -> None:
    whole = signed()
    assert read_report(unsealed(whole), catalogue()) == report()
    odd = signed_text(Envelope.seal(PAYLOAD_TYPE, b"[]", (DEVICE,))).encode()
    for data in (b"{}", b"\xff", odd, json_text(report_json(report())).encode(), b'{"payloadType": 5}'):
        assert unsealed(data) == data


# ------------------------------------------------------------------ attacks: the statement


def altered(data: bytes, old: bytes, new: bytes) -> bytes:
    """Change the payload and leave the signature."""
    envelope = json.loads(data)
    payload = base64.b64decode(envelope["payload"])
    assert old in payload
    return json.dumps({**envelope, "payload": base64.b64encode(payload.replace(old, new)).decode()}).encode()


def test_attack_1_a_value_altered_after_signing() -> None:
    assert codes(verified(altered(signed(), b'"value":40', b'"value":99'))) == ["signature"]


def test_attack_2_a_value_altered_and_signed_by_another_key() -> None:
    payload = payload_of(signed())
    for written in (payload, payload.replace(b"{", b"{ ", 1), b"\xef\xbb\xbf" + payload):
        data = signed_text(Envelope.seal(PAYLOAD_TYPE, written, (OTHER_DEVICE,))).encode()
        assert codes(verified(data)) == ["signature"]


def test_attack_3_another_device_altogether() -> None:
    assert codes(verified(signed(key=OTHER_DEVICE))) == ["device_other"]


def test_attack_4_a_value_altered_by_whoever_owns_the_key_but_not_what_follows_from_it() -> None:
    def change(value: dict[str, Any]) -> None:
        value["predicate"]["report"]["facts"]["network.download"]["value"] = 10

    assert "report_contradiction" in problems(resigned(signed(), change))


def test_attack_5_a_verdict_that_does_not_follow() -> None:
    data = resigned(signed(report(download=3.0)), lambda value: value["predicate"].update(result="PASSED"))
    assert problems(data) == ["statement_contradiction"]


def test_attack_6_an_altered_profile_hash() -> None:
    def change(value: dict[str, Any]) -> None:
        value["predicate"]["report"]["profile"]["sha256"] = "0" * 64

    assert problems(resigned(signed(), change)) == ["report_profile_changed"]


def test_attack_7_a_laxer_profile_with_its_own_hash() -> None:
    assert codes(verified(signed(), profiles=frozenset({"1" * 64}))) == ["profile_other"]
    # And the keys such a profile names are nobody's.
    found = verified(signed(receipts=(receipt(),)), profiles=frozenset({"1" * 64}))
    assert "receipt_unchecked" in codes(found, Standing.UNPROVEN)


def test_attack_8_an_invitation_that_was_not_given_out() -> None:
    assert codes(verified(signed(nonce="made-up"))) == ["nonce_other"]


def test_attack_9_a_signature_taken_away() -> None:
    assert problems(json.dumps({**json.loads(signed()), "signatures": []}).encode()) == ["envelope_signatures"]


def test_attack_10_another_kind_of_document_under_the_same_key() -> None:
    data = signed_text(Envelope.seal("application/vnd.readiness.keys+json", payload_of(signed()), (DEVICE,))).encode()
    assert codes(verified(data)) == ["other_kind"]
    relabelled = json.dumps({**json.loads(data), "payloadType": PAYLOAD_TYPE}).encode()
    assert codes(verified(relabelled)) == ["signature"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"nonce":"8Zk2rT0m"', b'"nonce":"8Zk2rT0m","nonce":"another"', "key_repeated"),
        (b'"value":40', b'"value":NaN', "not_a_number"),
        (b'"value":40', b'"value":4e999', "number_too_large"),
        (b'"predicateType":"urn', b'"predicateType":"burn', "statement_malformed"),
        (b'"nonce":"8Zk2rT0m"', b'"nonce":7', "statement_malformed"),
        (b'"samples":3', b'"samples":"3"', "number_in_quotes"),
        (b'"public":"', b'"public":"zz', "statement_malformed"),
        (b'"level":2', b'"level":[]', "statement_malformed"),
        (b'"signals":{', b'"signals":{"x":5,', "statement_malformed"),
        (b'"disclosed":{}', b'"disclosed":{"a":{}}', "statement_malformed"),
        (b'"receipts":[]', b'"receipts":{}', "statement_malformed"),
        (b'"sha256":"', b'"sha256":"00', "statement_contradiction"),
    ],
)
def test_attack_11_tricks_with_the_text_of_the_statement(old: bytes, new: bytes, code: str) -> None:
    payload = payload_of(signed())
    assert old in payload
    changed = payload.replace(old, new, 1)
    data = signed_text(Envelope.seal(PAYLOAD_TYPE, changed, (DEVICE,))).encode()
    assert code in problems(data)


def test_attack_11_a_key_twice_in_the_envelope() -> None:
    assert "key_repeated" in problems(signed().replace(b'"payloadType"', b'"payload": "x", "payloadType"', 1))


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"payloadType": 5}', b"[" * 100_000, b'{"kind": "readiness.report"}', b"null"],
)
def test_attack_12_what_is_no_report_at_all(data: bytes) -> None:
    assert problems(data)


def test_a_profile_among_reports_is_called_no_report() -> None:
    assert problems(b'{"format": 1, "requirements": []}') == ["kind_instead"]
    assert problems(b'{"format": 1}') == ["not_a_report"]


def test_attack_13_too_large_to_be_read() -> None:
    data = signed_text(Envelope.seal(PAYLOAD_TYPE, b" " * 20_000_001, (DEVICE,))).encode()
    assert "too_large" in problems(data)


# ------------------------------------------------------------------ attacks: times, levels, persons


@pytest.mark.parametrize(
    ("made", "changes", "code"),
    [
        (report(finished=NOW + timedelta(days=1)), {"signed": NOW + timedelta(days=1)}, "future"),
        (report(), {"signed": NOW + timedelta(days=1)}, "future"),
        (report(), {"signed": NOW - timedelta(days=1)}, "order"),
        (report(started=NOW + timedelta(minutes=1)), {}, "order"),
        (
            report(started=NOW - timedelta(days=40), finished=NOW - timedelta(days=40)),
            {"signed": NOW - timedelta(days=40)},
            "too_old",
        ),
    ],
)
def test_attack_14_times_that_cannot_be(made: Any, changes: dict[str, Any], code: str) -> None:  # noqa: ANN401
    assert codes(verified(signed(made, **changes))) == [code]


def test_attack_15_a_level_that_is_only_claimed() -> None:
    data = resigned(signed(), lambda value: value["predicate"]["trust"].update(level=3))
    assert codes(verified(data)) == ["level_claim"]


def test_attack_16_something_personal_nobody_asked_for() -> None:
    assert codes(verified(signed(disclosed={"user.home_address": "x"}))) == ["disclosed"]


# ------------------------------------------------------------------ attacks: receipts


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (receipt(OTHER_SERVER), "receipt_not_yours"),
        (receipt(device=OTHER_DEVICE), "receipt_other_session"),
        (receipt(nonce="another"), "receipt_other_session"),
        (receipt(kind=PAYLOAD_TYPE), "receipt_not_yours"),
        ({**receipt(), "payload": base64.b64encode(b'{"receipt": 1}').decode()}, "receipt_not_yours"),
        (receipt(began="2026-02-01T00:00:00Z", issued="2026-02-01T00:00:10Z"), "receipt_other_time"),
        (receipt(began="2026-03-01T08:00:00Z", issued="2026-03-01T07:59:00Z"), "receipt_other_time"),
        (receipt(down={"bytes": 9, "seconds": 1, "peak_mbit": 10.0}), "receipt_contradicts"),
        (receipt(down={"bytes": 9, "seconds": 1, "peak_mbit": -1}), "receipt_not_yours"),
        (receipt(bind="short"), "receipt_not_yours"),
        (receipt(receipt=2), "receipt_not_yours"),
        ({"payload": 5}, "receipt_not_yours"),
    ],
)
def test_attack_17_receipts_of_others(found: dict[str, Any], code: str) -> None:
    wrong = codes(verified(signed(receipts=(found,))))
    assert wrong == [code]


def test_with_several_servers_a_slow_one_proves_nothing_against_the_report() -> None:
    servers = (*DOCUMENT.profile.network_test.servers, replace(DOCUMENT.profile.network_test.servers[0], id="two"))
    made = report()
    test = replace(made.profile.network_test, servers=servers)
    from readiness.documents.proof.receipts import claims_of_receipts

    slow = receipt(down={"bytes": 9, "seconds": 1, "peak_mbit": 10.0})
    several = replace(made, profile=replace(made.profile, network_test=test))
    claims = claims_of_receipts(several, (slow,), (DEVICE.public, NONCE), (SERVER.public,))
    assert [claim.code for claim in claims] == ["receipt", "receipt_slower", "receipt_figure"]


def test_a_key_in_a_profile_that_is_none_counts_for_nothing() -> None:
    made = report()
    servers = (replace(made.profile.network_test.servers[0], key="00" * 32),)
    from readiness.documents.proof import verification
    from readiness.documents.report.statement_file import SignedReport

    weak = replace(
        made, profile=replace(made.profile, network_test=replace(made.profile.network_test, servers=servers))
    )
    seen = SignedReport(weak, circumstances(receipts=(receipt(),)), DEVICE.public, 3)
    found = verification._verified(seen, Expected(NOW, profiles=frozenset({made.source.sha256})))
    assert "receipt_unchecked" in codes(found, Standing.UNPROVEN)


# ------------------------------------------------------------------ anything at all


@settings(max_examples=60)
@given(st.data())
def test_no_change_of_a_file_is_believed_or_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(signed())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        found = verified(bytes(whole))
    except DocumentError:
        return
    assert found.is_wrong or found.report == report()


_TARGETS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (
    lambda value: value,
    lambda value: value["predicate"],
    lambda value: value["predicate"]["report"],
    lambda value: value["predicate"]["report"]["facts"]["network.download"],
    lambda value: value["predicate"]["trust"],
)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=60)
@given(st.data())
def test_no_statement_however_odd_breaks_the_reader(data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(_TARGETS))

    def change(value: dict[str, Any]) -> None:
        place = target(value)
        place[data.draw(st.sampled_from(sorted(place)))] = data.draw(_ANYTHING)

    try:
        found = verified(resigned(signed(), change))
    except DocumentError:
        return
    assert found.claims
