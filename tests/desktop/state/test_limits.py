"""Which limits of a profile are drawn while something is measured."""

from __future__ import annotations

import pytest

from readiness.desktop.state.limits import LevelLimits, least_rates, level_limits
from tests.desktop import world

NOISE = {"fact": "microphone.noise_floor", "unit": "dBov(A)"}
SPEECH = {"fact": "microphone.speech_level", "unit": "dBov"}
LINE = {"fact": "network.download", "unit": "Mbit/s"}


def requirements(*wanted: dict[str, object]) -> bytes:
    return world.profile(requirements=[{"id": f"r{place}", **one} for place, one in enumerate(wanted)])


@pytest.mark.parametrize(
    ("wanted", "limits", "rates"),
    [
        ([{**NOISE, "required": {"max": -50}}], LevelLimits(most_noise=-50.0), {}),
        ([{**NOISE, "required": {"max": -50}}, {**NOISE, "required": {"below": -55}}], LevelLimits(-55.0), {}),
        ([{**SPEECH, "required": {"min": -36, "max": -16}}], LevelLimits(least_speech=-36.0), {}),
        ([{**LINE, "required": {"min": 25}}], LevelLimits(), {"network.download": 25.0}),
        (
            [{**LINE, "required": {"min": 50}}, {**LINE, "required": {"min": 25}}],
            LevelLimits(),
            {"network.download": 50.0},
        ),
        ([{**LINE, "recommended": {"min": 25}}, {**LINE, "required": {"max": 900}}], LevelLimits(), {}),
        ([{"fact": "headset.wired", "required": {"equals": True}}], LevelLimits(), {}),
    ],
)
def test_required_limits_are_drawn(
    wanted: list[dict[str, object]], limits: LevelLimits, rates: dict[str, float]
) -> None:
    profile = world.document(requirements(*wanted)).profile
    assert level_limits(profile.requirements) == limits
    assert least_rates(profile.requirements) == rates
