"""The guided recording: one stream, silence, reading, and everything that may end it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from readiness.checks.base import Task, Wishes
from readiness.checks.microphone import measure, readings_of
from readiness.checks.microphone.facts import NOISE_IDS, SPEECH_IDS
from readiness.checks.microphone.guided import TRIES, enough, sentences_in
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from tests.checks.microphone.session import (
    IDS,
    RATE,
    REST,
    STEPS,
    Machine,
    Person,
    guided,
    hears,
    quiet,
    read_aloud,
    refusal,
    value,
)
from tests.rigs.fake_recorder import FakeRecorder
from tests.sounds import Sound, speech, tone, typing, white


def test_silence_then_reading_in_one_stream() -> None:
    person, readings = guided(quiet(), read_aloud())
    assert [guidance.task for guidance in person.asked] == [Task.BE_SILENT, Task.READ_ALOUD]
    assert person.asked[1].sentences == sentences_in("es")
    assert set(readings) == IDS
    file = readings_of(quiet(), read_aloud(), RATE)
    for fact in ("noise_floor", "noise_leq"):
        assert value(readings, fact) == pytest.approx(value(file, fact), abs=0.3)
    assert person.stages == ["microphone.opening", "microphone.rest", "microphone.analysing"]
    floor = readings["microphone.noise_floor"]
    assert isinstance(floor, Measured)
    assert value(readings, "speech_to_noise") == pytest.approx(value(file, "speech_to_noise"), abs=1.0)


def test_the_level_is_shown_twenty_times_a_second_with_its_peak() -> None:
    person, _ = guided(tone(1000.0, -40.0, 4.0, RATE), read_aloud())
    silence = person.levels[:80]
    assert [level.dbov for level in silence] == pytest.approx([-40.0] * 80, abs=0.1)
    peaks = [level.peak_dbov for level in person.levels[80:-REST]]
    assert peaks == sorted(peaks)


@pytest.mark.parametrize("start", [0.0, 0.9])
def test_a_first_moment_that_is_silent_or_clicks_changes_nothing(start: float) -> None:
    sound = white(-60.0, 5.0, RATE)
    _, calm = guided(sound, quick=True)
    sound[: RATE // 5] = start
    _, readings = guided(sound, quick=True)
    for fact in ("noise_floor", "noise_leq", "disturbed", "dropouts"):
        assert value(readings, fact) == value(calm, fact)


def test_a_microphone_that_wakes_up_is_waited_for() -> None:
    sound = white(-60.0, 6.5, RATE)
    sound[: 6 * RATE // 5] = 0.0
    _, readings = guided(sound, quick=True)
    assert value(readings, "noise_floor") == pytest.approx(
        value(guided(quiet(), quick=True)[1], "noise_floor"), abs=0.3
    )
    assert value(readings, "disturbed") == 0


def test_the_room_is_shown_as_the_ear_hears_it_and_the_voice_as_it_is() -> None:
    person, _ = guided(tone(50.0, -40.0, 4.0, RATE) + 0.1, read_aloud())
    levels = person.levels
    # 50 Hz weighs -30.2 dB on the A curve; the first moments have nothing before them to be weighted with.
    assert [level.dbov for level in levels[5:80]] == pytest.approx([-70.2] * 75, abs=0.5)
    assert {level.unit for level in levels[:80]} == {"dBov(A)"}
    assert {level.unit for level in levels[80:]} == {"dBov"}


def test_the_reading_ends_by_itself_after_six_seconds_of_speech() -> None:
    person, _ = guided(quiet(), read_aloud(14.0))
    assert 6.0 <= (len(person.levels) - REST) / 20.0 - 4.0 <= 9.0


def test_the_end_is_found_in_time_at_the_highest_rate() -> None:
    silence = white(-60.0, 1.0, 192_000).astype(np.float32)
    heard = (speech(8.0, 192_000, pause=0.2) + white(-60.0, 8.0, 192_000, 2)).astype(np.float32)
    assert enough(silence, heard, 192_000)
    assert not enough(silence, heard[: 5 * 192_000], 192_000)


def test_a_reading_of_little_speech_ends_at_its_limit_and_is_not_measured() -> None:
    person, readings = guided(quiet(), np.concatenate([read_aloud(1.5), white(-60.0, 14.0, RATE)]))
    assert len(person.levels) - REST == 20 * (4 + 15)
    assert refusal(readings, "speech_level") == (Reason.ABSENT, "unmeasured.microphone_not_enough_speech")
    assert value(readings, "noise_floor") == pytest.approx(-59.8, abs=0.2)


@pytest.mark.parametrize(
    ("noise", "stage"),
    [
        (typing(-40.0, 5.0, RATE), "microphone.disturbed_by_clicks"),
        (white(-70.0, 5.0, RATE) + speech(5.0, RATE, pause=1.5), "microphone.disturbed_by_talk"),
    ],
)
def test_a_disturbed_silence_is_repeated_and_what_was_heard_is_said(noise: Sound, stage: str) -> None:
    person, readings = guided(noise, quiet(), read_aloud())
    assert [guidance.task for guidance in person.asked] == [Task.BE_SILENT, Task.BE_SILENT, Task.READ_ALOUD]
    assert stage in person.stages
    assert value(readings, "disturbed") <= 10.0


def test_after_three_disturbed_silences_the_calmest_is_taken_and_marked() -> None:
    sounds = [
        white(-70.0, 4.6, RATE) * np.where(np.arange(73_600) > 73_600 - part * RATE, 30.0, 1.0) for part in (2, 1, 1.5)
    ]
    person, readings = guided(*sounds, read_aloud())
    assert len(person.asked) == TRIES + 1
    assert value(readings, "disturbed") == pytest.approx(22.5, abs=5.0)


def test_a_quick_check_is_silence_only() -> None:
    person, readings = guided(quiet(), quick=True)
    assert [guidance.task for guidance in person.asked] == [Task.BE_SILENT]
    assert value(readings, "noise_floor") == pytest.approx(-59.8, abs=0.2)
    assert refusal(readings, "speech_level") == (Reason.SKIPPED, "unmeasured.microphone_no_reading")


def test_noise_alone_asks_for_no_reading() -> None:
    person, _ = guided(quiet(), facts=frozenset({"microphone.noise_floor"}))
    assert len(person.asked) == 1


@pytest.mark.parametrize("nothing", [np.zeros(5 * RATE), STEPS[: 5 * RATE]])
def test_a_muted_microphone_is_never_a_quiet_room(nothing: Sound) -> None:
    for wishes in ({"quick": True}, {}):
        person, readings = guided(nothing, nothing, **wishes)
        assert len(person.levels) <= 20 * (4 + 3)  # nobody has to read fifteen seconds for nothing
        assert refusal(readings, "noise_floor") == (Reason.DENIED, "unmeasured.microphone_digital_silence")
        reading = readings["microphone.noise_floor"]
        assert isinstance(reading, Unmeasured)
        assert reading.remedy == message("remedy.microphone_silent_windows")


def test_a_gate_is_found_by_the_reading() -> None:
    _, readings = guided(np.zeros(5 * RATE), speech(9.0, RATE))
    assert refusal(readings, "noise_floor") == (Reason.IMPLAUSIBLE, "unmeasured.microphone_gate")
    assert value(readings, "speech_level") > -25.0


def test_another_microphone_in_the_middle_ends_the_measurement() -> None:
    recorder = FakeRecorder({"headset": quiet(), "laptop": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, quiet()), lambda: recorder.unplug("headset")])
    readings: list[tuple[str, Reading]] = []
    with pytest.raises(Unavailable) as refused:
        readings.extend(measure(Machine(recorder), person))
    assert refused.value.unmeasured.reason is Reason.ABSENT
    assert refused.value.unmeasured.detail == message("unmeasured.microphone_changed")
    assert {fact for fact, _ in readings} == NOISE_IDS  # they came from the right one
    assert recorder.closed == 1


def test_a_microphone_that_goes_ends_the_measurement() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [lambda: recorder.unplug("headset")])
    with pytest.raises(Unavailable):
        list(measure(Machine(recorder), person))


@pytest.mark.parametrize("steps", [0, 1])
def test_a_person_who_does_not_go_on_stops_it(steps: int) -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, quiet())] * steps)
    readings = dict(measure(Machine(recorder), person))
    assert set(readings) == (NOISE_IDS if steps else set())
    assert recorder.closed == 1


@pytest.mark.parametrize("steps", [1, 2])
def test_stopping_while_it_records_stops_it(steps: int) -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, quiet())] * (steps - 1))
    person.does.append(person.cancel.set)
    readings = dict(measure(Machine(recorder), person))
    assert not set(readings) & SPEECH_IDS
    assert recorder.closed == 1


def test_a_machine_that_does_not_know_its_system_is_measured() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, np.zeros(5 * RATE))], Wishes(IDS, quick=True))
    readings = dict(measure(Machine(recorder, tells=False), person))
    reading = readings["microphone.noise_floor"]
    assert isinstance(reading, Unmeasured)
    assert reading.remedy == message("remedy.microphone_silent")


@pytest.mark.parametrize("wanted", [True, False])
def test_who_wants_to_hears_themselves_after_everything_is_measured(*, wanted: bool) -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    played: list[tuple[NDArray[np.float32], int]] = []
    recorder.play_aloud = lambda sound, rate, _: played.append((sound, rate))  # type: ignore[method-assign,assignment]  # a test listens in
    person = Person(recorder, [hears(recorder, quiet()), hears(recorder, read_aloud())])
    person.wishes = Wishes(IDS, play_back=wanted)
    assert set(dict(measure(Machine(recorder), person))) == IDS
    assert ("microphone.playing" in person.stages) is wanted
    for sound, rate in played:
        assert rate == RATE
        assert sound.shape[0] >= 6 * RATE
    assert len(played) == wanted


def test_an_output_that_refuses_takes_no_figure_away() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)

    def refuse(*_: object) -> None:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.sound_not_played"))

    recorder.play_aloud = refuse  # type: ignore[method-assign,assignment]  # a test listens in
    person = Person(recorder, [hears(recorder, quiet()), hears(recorder, read_aloud())])
    person.wishes = Wishes(IDS, play_back=True)
    assert set(dict(measure(Machine(recorder), person))) == IDS
    assert person.stages[-1] == "unmeasured.sound_not_played"


def test_what_the_system_lost_counts_too() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    recorder.lost = 3
    person = Person(recorder, [hears(recorder, quiet())], Wishes(IDS, quick=True))
    assert value(dict(measure(Machine(recorder), person)), "dropouts") == 3.0
