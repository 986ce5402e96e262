"""Receipts are asked for by employer: of the servers its own profile names, bound to its own key and invitation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.documents.trust.receipt import bind_of
from readiness.domain.profile import Destination, NetworkTest
from readiness.employers.device_key import device_key, device_key_name
from readiness.engine.receipts import ReceiptsWanted, gives_receipts, receipts_wanted
from readiness.machine.speed.receipts import Receipts
from readiness.machine.this_machine import ThisMachine
from readiness.store import keys
from tests.documents.signed import DOCUMENT, PROFILE
from tests.fakes import NoMachine


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_NO_KEYRING", "1")


def test_each_employer_is_asked_for_its_own() -> None:
    alone = {key: value for key, value in PROFILE.items() if key != "network_test"} | {"id": "com.other.voice"}
    other = read_profile(json.dumps(alone).encode(), catalogue())
    receipts = Receipts()
    wanted = ReceiptsWanted(receipts, [DOCUMENT, other], lambda one: {"com.example.voice": "n-1"}[one.profile.id])
    bind = bind_of(device_key("com.example.voice")[0].public, "com.example.voice", "n-1")
    assert receipts.wanted == {bind: frozenset({"https://speed.example.com/"})}
    receipts.given = {bind: [b'{"payload": "x"}'] * 20}
    assert wanted.of("com.example.voice", "n-1") == ({"payload": "x"},) * 8
    assert wanted.of("com.example.voice", "") == ()  # signed without the invitation, they would prove nothing
    assert wanted.of("com.other.voice", "n-1") == ()


def test_receipts_are_worth_asking_for_where_a_report_may_go_to_an_employer_with_servers() -> None:
    somewhere = replace(DOCUMENT.profile, submit=(Destination("https", "https://in.example/"),))
    assert gives_receipts(somewhere)
    assert not gives_receipts(DOCUMENT.profile)
    assert not gives_receipts(replace(somewhere, network_test=NetworkTest()))


def test_each_check_asks_anew_and_only_of_a_machine_that_collects() -> None:
    assert receipts_wanted(NoMachine(), [DOCUMENT]) is None
    machine = ThisMachine()
    machine.speed.receipts.given["an earlier one"] = [b"{}"]
    assert receipts_wanted(machine, [DOCUMENT]) is not None
    assert machine.speed.receipts.given == {}
    [bind] = machine.speed.receipts.wanted
    assert bind == bind_of(device_key("com.example.voice")[0].public, "com.example.voice", "")


def test_without_a_key_there_is_nothing_to_bind_a_receipt_to() -> None:
    device_key("com.example.voice")
    card: Path = keys._card(device_key_name("com.example.voice"))
    card.write_text("{", encoding="utf-8")
    receipts = Receipts()
    ReceiptsWanted(receipts, [DOCUMENT], lambda _: "")
    assert receipts.wanted == {}
