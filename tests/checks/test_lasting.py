"""How long the facts of the checks last."""

from __future__ import annotations

import pytest

from readiness.checks.registry import catalogue
from readiness.domain.freshness import Freshness


@pytest.mark.parametrize(
    ("fact", "freshness"),
    [
        ("network.download", Freshness.MOMENT),
        ("network.link", Freshness.MOMENT),
        ("power.source", Freshness.MOMENT),
        ("microphone.noise_floor", Freshness.MOMENT),
        ("disk.free", Freshness.MOMENT),
        ("software.running", Freshness.MOMENT),
        ("security.firewall", Freshness.MOMENT),
        ("headset.connection", Freshness.DEVICES),
        ("microphone.speech_level", Freshness.VOICE),
        ("memory.installed", Freshness.RUN),
        ("processor.family", Freshness.RUN),
        ("os.updates_pending", Freshness.DAY),
        ("network.line", Freshness.LINE),
    ],
)
def test_what_can_change_before_a_shift_is_measured_before_a_shift(fact: str, freshness: Freshness) -> None:
    assert catalogue()[fact].freshness is freshness
