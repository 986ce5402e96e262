"""Signing a report: by a key of this employer's own, with signals that nobody judges."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from readiness.analysis.headset.evidence import AudioSnapshot, DeviceEvidence, Side
from readiness.checks.base import Check, Lane, Machine, Measure, Session
from readiness.checks.registry import catalogue
from readiness.documents.proof.claims import Expected
from readiness.documents.proof.verification import verify
from readiness.documents.report.statement import LEVEL_DEVICE, signed_text
from readiness.domain.facts import Facts, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message
from readiness.domain.profile import NetworkTest
from readiness.domain.refusal import Refusal
from readiness.employers.device_key import device_key
from readiness.employers.subscriptions import Employers
from readiness.engine import signals as module
from readiness.engine.clock_jump import CLOCK_JUMP
from readiness.engine.signals import FACTS, VIRTUAL_AUDIO, signals
from readiness.engine.signing import Witnessed, get_ready
from readiness.store.build import app_build
from tests.documents.signed import DOCUMENT, NOW, payload_of, report
from tests.fakes import NoMachine

ANSWERS = dict.fromkeys(FACTS, Measured(value=False)) | {"system.clock_offset": Measured(0.2, "s")}
NO, YES = Measured(value=False), Measured(value=True)
MICROPHONE = DeviceEvidence("m", "Maria's headset", Side.INPUT)
CABLE = DeviceEvidence("v", "Virtual cable", Side.OUTPUT, virtual=True)


@dataclass
class Sounds(NoMachine):
    """A machine that knows its sound devices, and of all else what is handed to it."""

    seen: AudioSnapshot | None = None

    @property
    def audio(self) -> Sounds:
        return self

    def snapshot(self) -> AudioSnapshot:
        if self.seen is None:
            raise Unavailable(Reason.UNSUPPORTED, Message("unmeasured.not_comparable"))
        return self.seen


def _check(measure: Measure) -> Check:
    return Check("all", tuple(catalogue()[fact] for fact in FACTS), Lane.HARDWARE, 5.0, measure)


@pytest.fixture(autouse=True)
def _quick_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one check answer for all of them at once: what the real ones see is not this test's matter."""

    def measure(_machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
        yield from ((fact, ANSWERS[fact]) for fact in FACTS if fact in session.wishes.facts)

    monkeypatch.setattr(module, "checks", lambda: (_check(measure),))


def machine(*devices: DeviceEvidence, default_input: str = "", call_output: str = "") -> Sounds:
    return Sounds(AudioSnapshot(devices, default_input or None, call_output=call_output or None))


def test_every_signal_is_told_and_what_the_check_measured_is_taken_from_there() -> None:
    known = Facts({"network.vpn": YES})
    found = signals(machine(MICROPHONE, default_input="m"), NetworkTest(), known)
    assert dict(found) == {**ANSWERS, "network.vpn": YES, VIRTUAL_AUDIO: NO}


def test_a_virtual_device_counts_where_calls_use_it_and_its_name_is_not_told() -> None:
    used = signals(machine(MICROPHONE, CABLE, call_output="v"), NetworkTest(), Facts())
    idle = signals(machine(MICROPHONE, CABLE, default_input="m"), NetworkTest(), Facts())
    assert (used[VIRTUAL_AUDIO], idle[VIRTUAL_AUDIO]) == (YES, NO)
    unknown = signals(Sounds(), NetworkTest(), Facts())[VIRTUAL_AUDIO]
    assert unknown == Unmeasured(Reason.UNSUPPORTED, Message("unmeasured.not_comparable"))


def test_a_check_that_hangs_does_not_hold_the_report_up(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def measure(_machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
        release.wait(30)
        yield "network.vpn", NO

    monkeypatch.setattr(module, "checks", lambda: (_check(measure),))
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.05)
    try:
        found = signals(machine(), NetworkTest(), Facts({"system.remote_session": NO}))
    finally:
        release.set()
    late = found["network.vpn"]
    assert isinstance(late, Unmeasured)
    assert late.reason in {Reason.TIMED_OUT, Reason.CANCELLED}
    assert found["system.remote_session"] == NO


def invited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Employers:
    """Let the employer of the reports have invited to one of them."""
    monkeypatch.setenv("READINESS_NO_KEYRING", "1")
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    employers = Employers()
    employers.add(replace(employers.judged(DOCUMENT.source.text.encode(), ""), nonce="n-1"))
    return employers


def test_a_report_is_signed_by_one_key_for_each_employer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    invited(monkeypatch, tmp_path)
    made = report()
    seen = Witnessed(lambda nonce: [{"to": nonce}], Measured(-3600.0, "s"))
    ready = get_ready(made, machine(), witnessed=seen).disclosing({"user.employee_id": "7"})
    data = signed_text(ready.sealed()).encode()
    assert ready.size == len(data)
    assert ready.statement == json.loads(payload_of(data))
    found = verify(data, catalogue(), Expected(NOW, nonces=frozenset({"n-1"})))
    assert found.report == made
    assert found.made
    assert (found.made.kept, found.made.build, found.made.disclosed) == ("file", app_build(), {"user.employee_id": "7"})
    assert (found.nonce, found.made.receipts) == ("n-1", ({"to": "n-1"},))
    assert found.made.signals[CLOCK_JUMP] == Measured(-3600.0, "s")
    assert found.device == device_key("com.example.voice")[0].public
    others = {device_key(*whose)[0].public for whose in (("com.other.voice",), ("com.example.voice", "signed"))}
    assert found.device not in others
    assert len(others) == 2


def test_an_invitation_is_used_up_by_signing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    invited(monkeypatch, tmp_path)
    first, second = (get_ready(report(id=name), machine()) for name in ("r-1", "r-2"))
    assert [(one.made.nonce, one.spent) for one in (first, second)] == [("n-1", False)] * 2  # seen, not signed
    first.sealed()
    with pytest.raises(Refusal, match=r"sign\.invitation_gone"):
        second.sealed()
    again = get_ready(report(id="r-2"), machine())
    assert (again.made.nonce, again.made.level, again.spent) == ("", LEVEL_DEVICE, True)
    again.sealed()
    once_more = get_ready(report(id="r-1"), machine()).made
    assert once_more.nonce == "n-1"  # the same report once more
    assert isinstance(once_more.signals[CLOCK_JUMP], Unmeasured)  # found in a file: nobody knows


def test_the_build_is_a_hash_of_the_program() -> None:
    assert app_build().startswith("sha256:")
    assert app_build() == app_build()
