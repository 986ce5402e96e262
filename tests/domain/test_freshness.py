"""How long facts last, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.domain.freshness import Freshness, Trait


@pytest.mark.parametrize("freshness", Freshness)
def test_only_what_may_change_at_any_moment_is_never_taken_over(freshness: Freshness) -> None:
    assert (freshness.max_age > timedelta(0)) is (freshness is not Freshness.MOMENT)


def test_voice_and_devices_end_with_the_sound_devices_and_the_line_with_the_network() -> None:
    assert {one: one.ended_by for one in Freshness if one.ended_by} == {
        Freshness.DEVICES: Trait.AUDIO,
        Freshness.VOICE: Trait.AUDIO,
        Freshness.LINE: Trait.NETWORK,
    }
    assert {one for one in Freshness if one.is_remeasured} == {Freshness.DEVICES, Freshness.VOICE}
