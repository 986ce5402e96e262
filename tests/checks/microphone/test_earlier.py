"""A quick check of the microphone beside an earlier reading."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.domain.message import message
from tests.checks.microphone.session import RATE, guided, quiet, read_aloud, refusal, value

VOICE = "microphone.speech_level"
ABOVE = "microphone.speech_to_noise"


def test_a_quick_check_takes_the_voice_of_an_earlier_reading_over_the_noise_of_now() -> None:
    _, before = guided(quiet(), read_aloud())
    for louder in (0.0, 12.0):
        _, now = guided(quiet() * 10 ** (louder / 20), quick=True, earlier=before)
        assert now[VOICE] == before[VOICE]
        assert value(now, "speech_to_noise") == pytest.approx(value(before, "speech_to_noise") - louder, abs=0.3)
    carried, full = now[ABOVE], before[ABOVE]
    assert isinstance(carried, Measured)
    assert isinstance(full, Measured)
    assert (carried.spread or 0.0) >= (full.spread or 0.0)
    assert carried.method == message("method.microphone_speech_to_noise_now")
    assert carried.at == full.at
    assert "LAeq now" in carried.evidence


def test_a_microphone_that_is_dead_today_has_no_voice_of_yesterday() -> None:
    _, before = guided(quiet(), read_aloud())
    _, now = guided(np.zeros(5 * RATE), quick=True, earlier=before)
    for fact in ("speech_level", "speech_to_noise", "noise_floor"):
        assert refusal(now, fact) == (Reason.DENIED, "unmeasured.microphone_digital_silence")


@pytest.mark.parametrize("evidence", [{}, {"LAeq": "loud"}, {"LAeq": "loud dBov(A)"}, {"LAeq": "-60.0 dB"}])
def test_a_distance_from_a_noise_nobody_knows_is_not_taken_over(evidence: dict[str, str]) -> None:
    cannot = Unmeasured(Reason.UNSUPPORTED, message("unmeasured.microphone_gated"))
    earlier = {ABOVE: Measured(33.0, "dB", evidence=evidence), VOICE: cannot}
    _, now = guided(quiet(), quick=True, earlier=earlier)
    assert refusal(now, "speech_to_noise") == (Reason.SKIPPED, "unmeasured.microphone_no_reading")
    assert now[VOICE] == cannot
