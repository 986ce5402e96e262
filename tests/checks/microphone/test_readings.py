"""From the microphone's sound to readings: the figures, and what must not become one."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.checks.microphone import readings_of
from readiness.checks.microphone.facts import BANDWIDTHS, FACTS, NOISE_IDS, SPEECH_IDS
from readiness.domain.facts import Measured, Reason, System, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.microphone.session import IDS, RATE, STEPS, quiet, read_aloud, refusal, value
from tests.sounds import Sound, low_passed, speech, tone, white


def test_every_fact_has_a_reading_of_its_declared_kind() -> None:
    readings = readings_of(quiet(), read_aloud(), RATE)
    assert list(readings) == [fact.id for fact in FACTS]
    for fact in FACTS:
        reading = readings[fact.id]
        assert isinstance(reading, Measured)
        assert validated(reading, fact) is reading
        assert reading.unit == fact.unit
        assert reading.method
        assert reading.method.id.startswith("method.microphone_")


def test_the_figures_are_those_of_the_sound() -> None:
    readings = readings_of(tone(1000.0, -60.0, 4.0, RATE), tone(1000.0, -20.0, 8.0, RATE), RATE)
    assert value(readings, "noise_floor") == pytest.approx(-60.0, abs=0.1)
    assert value(readings, "noise_leq") == pytest.approx(-60.0, abs=0.1)
    assert value(readings, "disturbed") == 0.0
    assert value(readings, "speech_level") == pytest.approx(-20.0, abs=0.1)
    assert value(readings, "speech_to_noise") == pytest.approx(40.0, abs=0.15)
    assert value(readings, "speech_to_noise_flat") == pytest.approx(40.0, abs=0.15)
    assert value(readings, "clipping") == 0.0


@pytest.mark.parametrize("decibels", [-12.0, -6.0, 6.0])
def test_the_gain_slider_moves_levels_and_leaves_the_distance(decibels: float) -> None:
    factor = 10.0 ** (decibels / 20.0)
    before = readings_of(quiet(), read_aloud(), RATE)
    after = readings_of(quiet() * factor, read_aloud() * factor, RATE)
    for fact, moved in (("noise_floor", 1), ("noise_leq", 1), ("speech_level", 1), ("speech_to_noise", 0)):
        assert value(after, fact) - value(before, fact) == pytest.approx(moved * decibels, abs=0.2)


def test_an_offset_changes_no_figure_and_is_named() -> None:
    before = readings_of(quiet(), read_aloud(), RATE)
    after = readings_of(quiet() + 0.02, read_aloud() + 0.02, RATE)
    for fact in ("noise_floor", "speech_level", "speech_to_noise"):
        assert value(after, fact) == pytest.approx(value(before, fact), abs=0.01)
    floor = after["microphone.noise_floor"]
    assert isinstance(floor, Measured)
    assert floor.evidence["offset"] == "2.00 %"


def test_the_louder_channel_counts_in_both_recordings_and_a_dead_one_is_named() -> None:
    silent_left = np.stack([np.zeros(4 * RATE), quiet()], axis=1)
    readings = readings_of(silent_left, np.stack([np.zeros(9 * RATE), read_aloud()], axis=1), RATE)
    assert value(readings, "noise_floor") == value(readings_of(quiet(), None, RATE), "noise_floor")
    level = readings["microphone.speech_level"]
    assert isinstance(level, Measured)
    assert level.evidence["channel"] == "2 / 2"
    assert level.evidence["silent_channels"] == "1"


def test_either_recording_alone_gives_what_it_can() -> None:
    alone = readings_of(quiet(), None, RATE)
    assert all(isinstance(alone[fact], Measured) for fact in NOISE_IDS)
    assert {refusal(alone, fact.removeprefix("microphone.")) for fact in SPEECH_IDS} == {
        (Reason.SKIPPED, "unmeasured.microphone_no_reading")
    }
    spoken = readings_of(None, read_aloud(), RATE)
    distances = {"microphone.speech_to_noise", "microphone.speech_to_noise_flat"}
    assert all(isinstance(spoken[fact], Measured) for fact in SPEECH_IDS - distances)
    for fact in (NOISE_IDS | distances) & IDS:
        assert refusal(spoken, fact.removeprefix("microphone."))[0] is Reason.SKIPPED


def test_nothing_gives_nothing() -> None:
    readings = readings_of(None, None, RATE)
    assert set(readings) == IDS
    assert all(isinstance(reading, Unmeasured) for reading in readings.values())


def test_cut_crests_and_a_narrow_voice_are_seen() -> None:
    loud = np.clip(read_aloud() * 8.0, -1.0, 1.0)
    assert value(readings_of(None, loud, RATE), "clipping") > 10.0
    narrow = readings_of(None, low_passed(read_aloud(), 3_700.0, RATE), RATE)["microphone.bandwidth"]
    assert isinstance(narrow, Measured)
    assert narrow.value == "narrow"
    assert narrow.value in BANDWIDTHS


def test_a_short_reading_is_less_certain() -> None:
    long, short = (readings_of(quiet(), read_aloud(seconds), RATE) for seconds in (9.0, 5.2))
    spreads = [readings["microphone.speech_to_noise"] for readings in (long, short)]
    assert [reading.spread for reading in spreads if isinstance(reading, Measured)] == [1.5, 2.0]


# ------------------------------------------------------------------ what must not become a number

GATED = np.where(np.arange(4 * RATE) % 1600 < 800, 0.0, quiet())


@pytest.mark.parametrize(
    ("silence", "reading", "fact", "expected"),
    [
        (np.zeros(4 * RATE), None, "noise_floor", (Reason.DENIED, "unmeasured.microphone_digital_silence")),
        (np.zeros(100), None, "noise_floor", (Reason.DENIED, "unmeasured.microphone_digital_silence")),
        (
            np.zeros(4 * RATE),
            np.zeros(9 * RATE),
            "noise_floor",
            (Reason.DENIED, "unmeasured.microphone_digital_silence"),
        ),
        (quiet(), np.zeros(9 * RATE), "speech_level", (Reason.DENIED, "unmeasured.microphone_digital_silence")),
        (None, np.zeros(9 * RATE), "clipping", (Reason.DENIED, "unmeasured.microphone_digital_silence")),
        (STEPS[: 4 * RATE], STEPS, "noise_floor", (Reason.DENIED, "unmeasured.microphone_digital_silence")),
        (STEPS[: 4 * RATE], STEPS, "speech_level", (Reason.DENIED, "unmeasured.microphone_digital_silence")),
        (np.zeros(4 * RATE), read_aloud(), "noise_floor", (Reason.IMPLAUSIBLE, "unmeasured.microphone_gate")),
        (np.zeros(4 * RATE), read_aloud(), "speech_to_noise", (Reason.IMPLAUSIBLE, "unmeasured.microphone_gate")),
        (GATED, read_aloud(), "noise_floor", (Reason.IMPLAUSIBLE, "unmeasured.microphone_gate")),
        (quiet()[: RATE // 2], None, "noise_leq", (Reason.IMPLAUSIBLE, "unmeasured.microphone_too_short")),
        (quiet() * np.nan, None, "disturbed", (Reason.IMPLAUSIBLE, "unmeasured.microphone_broken_samples")),
        (None, read_aloud() * np.nan, "bandwidth", (Reason.IMPLAUSIBLE, "unmeasured.microphone_broken_samples")),
        (white(20.0, 4.0, RATE), None, "noise_floor", (Reason.IMPLAUSIBLE, "unmeasured.microphone_implausible")),
        (quiet(), quiet(2), "speech_level", (Reason.ABSENT, "unmeasured.microphone_not_enough_speech")),
        (quiet(), quiet(2), "clipping", (Reason.ABSENT, "unmeasured.microphone_not_enough_speech")),
        (quiet(), read_aloud(2.5), "speech_to_noise", (Reason.ABSENT, "unmeasured.microphone_not_enough_speech")),
        (None, read_aloud(2.5), "speech_level", (Reason.ABSENT, "unmeasured.microphone_not_enough_speech")),
        (
            quiet(),
            np.concatenate([read_aloud(2.5), np.zeros(6 * RATE)]),
            "speech_level",
            (Reason.IMPLAUSIBLE, "unmeasured.microphone_gate"),
        ),
    ],
)
def test_what_cannot_be_known_is_not_measured(
    silence: Sound | None, reading: Sound | None, fact: str, expected: tuple[Reason, str]
) -> None:
    assert refusal(readings_of(silence, reading, RATE), fact) == expected


def test_behind_a_gate_the_voice_is_still_measured() -> None:
    readings = readings_of(np.zeros(4 * RATE), speech(9.0, RATE), RATE)
    assert value(readings, "speech_level") == pytest.approx(
        value(readings_of(None, speech(9.0, RATE), RATE), "speech_level")
    )


def test_single_steps_in_a_file_are_a_level() -> None:
    assert value(readings_of(STEPS[: 4 * RATE], None, RATE), "noise_floor") == pytest.approx(-93.0, abs=3.0)


def test_a_quiet_room_before_a_living_voice_is_measured_though_it_is_single_steps() -> None:
    soft = 0.02 * speech(9.0, RATE) + STEPS  # the level is set low, and the voice is as low
    assert value(readings_of(STEPS[: 4 * RATE], soft, RATE), "noise_floor") < -85.0


@pytest.mark.parametrize(
    ("system", "remedy"),
    [
        (None, "remedy.microphone_silent"),
        (System.WINDOWS, "remedy.microphone_silent_windows"),
        (System.MACOS, "remedy.microphone_silent_macos"),
        (System.LINUX, "remedy.microphone_silent_linux"),
    ],
)
def test_zeros_come_with_the_way_to_the_systems_own_switch(system: System | None, remedy: str) -> None:
    reading = readings_of(np.zeros(4 * RATE), None, RATE, system)["microphone.noise_floor"]
    assert isinstance(reading, Unmeasured)
    assert reading.remedy == message(remedy)


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        readings_of(np.zeros((2, 2, 2)), None, RATE)
