"""How long the facts of the checks last."""

from __future__ import annotations

import pytest

from readiness.checks.registry import catalogue
from readiness.domain.lasting import Lasting


@pytest.mark.parametrize(
    ("fact", "lasting"),
    [
        ("network.download", Lasting.MOMENT),
        ("network.link", Lasting.MOMENT),
        ("power.source", Lasting.MOMENT),
        ("microphone.noise_floor", Lasting.MOMENT),
        ("disk.free", Lasting.MOMENT),
        ("software.running", Lasting.MOMENT),
        ("security.firewall", Lasting.MOMENT),
        ("headset.connection", Lasting.DEVICES),
        ("microphone.speech_level", Lasting.VOICE),
        ("memory.installed", Lasting.RUN),
        ("processor.family", Lasting.RUN),
        ("os.updates_pending", Lasting.DAY),
        ("network.line", Lasting.LINE),
    ],
)
def test_what_can_change_before_a_shift_is_measured_before_a_shift(fact: str, lasting: Lasting) -> None:
    assert catalogue()[fact].lasting is lasting
