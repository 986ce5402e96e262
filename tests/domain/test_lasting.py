"""How long facts last, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.domain.lasting import Change, Lasting


@pytest.mark.parametrize("lasting", Lasting)
def test_only_what_may_change_at_any_moment_is_never_taken_over(lasting: Lasting) -> None:
    assert (lasting.longest > timedelta(0)) is (lasting is not Lasting.MOMENT)


def test_voice_and_devices_end_with_the_sound_devices_and_the_line_with_the_network() -> None:
    assert {one: one.ended_by for one in Lasting if one.ended_by} == {
        Lasting.DEVICES: Change.AUDIO,
        Lasting.VOICE: Change.AUDIO,
        Lasting.LINE: Change.NETWORK,
    }
    assert {one for one in Lasting if one.is_looked_at} == {Lasting.DEVICES, Lasting.VOICE}
