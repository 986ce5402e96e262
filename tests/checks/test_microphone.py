"""The microphone's check: what may be measured, what must not, and the guided recording."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from readiness.checks.base import Guidance, HardwarePort, Level, Progress, Stage, Task, Wishes
from readiness.checks.microphone import CHECK, measure, readings_of
from readiness.checks.microphone.facts import BANDWIDTHS, FACTS, NOISE_IDS, SPEECH_IDS, TRANSPORT_IDS
from readiness.checks.microphone.guided import AFTER_SECONDS, TRIES, enough, sentences_in
from readiness.domain.facts import Measured, Observed, Reading, Reason, System, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.engine.plausible import believable
from tests.fakes import NoMachine
from tests.rigs.fake_recorder import FakeRecorder
from tests.sounds import Sound, gated, hum, low_passed, pink, speech, suppressed_by_band, tone, typing, white

RATE = 16_000
REST = round(20 * AFTER_SECONDS)  # levels shown after the reading
IDS = NOISE_IDS | SPEECH_IDS | TRANSPORT_IDS


def quiet(seed: int = 1) -> Sound:
    return white(-60.0, 4.0, RATE, seed)


def read_aloud(seconds: float = 9.0) -> Sound:
    return speech(seconds, RATE) + white(-60.0, seconds, RATE, 2)


def value(readings: dict[str, Reading], fact: str) -> float:
    reading = readings[f"microphone.{fact}"]
    assert isinstance(reading, Measured), reading
    assert isinstance(reading.value, float)
    return reading.value


def refusal(readings: dict[str, Reading], fact: str) -> tuple[Reason, str]:
    reading = readings[f"microphone.{fact}"]
    assert isinstance(reading, Unmeasured), reading
    assert reading.detail
    return reading.reason, reading.detail.id


# ------------------------------------------------------------------ from sound to readings


def test_every_fact_has_a_reading_of_its_declared_kind() -> None:
    readings = readings_of(quiet(), read_aloud(), RATE)
    assert list(readings) == [fact.id for fact in FACTS]
    for fact in FACTS:
        reading = readings[fact.id]
        assert isinstance(reading, Measured)
        assert believable(reading, fact) is reading
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

STEPS = np.random.default_rng(1).integers(-1, 2, 9 * RATE) / 32768.0
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


# ------------------------------------------------------------------ what the sound went through


def kinds(readings: dict[str, Reading]) -> set[str]:
    reading = readings["microphone.processing"]
    assert isinstance(reading, Measured), reading
    assert isinstance(reading.value, frozenset)
    return set(reading.value)


def noisy(dbov: float = -45.0) -> tuple[Sound, Sound]:
    """Clean speech after 4 s of silence, and with the noise of a room."""
    clean = np.concatenate([np.zeros(4 * RATE), speech(9.0, RATE)])
    return clean, clean + pink(dbov, 13.0, RATE)


def parted(sound: Sound) -> dict[str, Reading]:
    rounded = np.round(sound * 32768.0) / 32768.0
    return readings_of(rounded[: 4 * RATE], rounded[4 * RATE :], RATE)


def test_a_gated_and_a_suppressed_recording_are_flagged_and_the_raw_one_is_not() -> None:
    clean, raw = noisy()
    assert kinds(parted(raw)) == set()
    gate = parted(gated(raw, clean, -np.inf, RATE))
    assert kinds(gate) == {"gate"}
    assert refusal(gate, "noise_floor")[1] == "unmeasured.microphone_gate"
    assert refusal(gate, "dropouts")[1] == "unmeasured.microphone_gate"
    assert value(gate, "speech_level") == pytest.approx(value(parted(raw), "speech_level"), abs=0.3)
    worked_on = suppressed_by_band(raw, clean, RATE)
    suppressed = readings_of(worked_on[: 4 * RATE], worked_on[4 * RATE :], RATE)
    assert "suppression" in kinds(suppressed)
    for fact in ("noise_floor", "noise_leq", "speech_to_noise", "speech_to_noise_flat", "hum"):
        assert refusal(suppressed, fact) == (Reason.IMPLAUSIBLE, "unmeasured.microphone_suppression")


def test_noise_turned_down_a_little_is_named_and_measured_as_it_arrives() -> None:
    clean, raw = noisy(-35.0)
    readings = parted(gated(raw, clean, -12.0, RATE))
    assert kinds(readings) == {"suppression"}
    assert value(readings, "noise_floor") == pytest.approx(value(parted(raw), "noise_floor") - 12.0, abs=0.5)


def test_rnnoise_is_seen() -> None:
    pyrnnoise = pytest.importorskip("pyrnnoise", reason="pyrnnoise is not installed (pip install pyrnnoise)")
    clean = np.concatenate([np.zeros(4 * 48_000), speech(9.0)])
    raw = clean + pink(-45.0, 13.0)
    frames = pyrnnoise.RNNoise(48_000).denoise_chunk((raw * 32767.0).astype(np.int16)[np.newaxis])
    quiet = np.concatenate([np.asarray(frame).reshape(-1) for _, frame in frames]) / 32768.0
    assert kinds(readings_of(raw[: 4 * 48_000], raw[4 * 48_000 :], 48_000)) == set()
    assert kinds(readings_of(quiet[: 4 * 48_000], quiet[4 * 48_000 :], 48_000)) & {"gate", "suppression"}


def test_a_voice_that_grows_by_itself_is_gain_control() -> None:
    _, raw = noisy(-60.0)
    raw[4 * RATE :] *= 10.0 ** (np.linspace(-12.0, 6.0, 9 * RATE) / 20.0)
    assert "gain_control" in kinds(parted(raw))


def test_lost_and_repeated_pieces_are_counted_in_both_recordings() -> None:
    silence, reading = quiet(), read_aloud()
    silence[RATE : RATE + 200] = 0.0
    reading[3 * RATE : 3 * RATE + 320] = reading[3 * RATE - 320 : 3 * RATE]
    assert value(readings_of(silence, reading, RATE), "dropouts") == 2.0
    assert value(readings_of(quiet(), None, RATE), "dropouts") == 0.0


def test_hum_is_measured_with_its_mains() -> None:
    readings = readings_of(quiet() + hum(-50.0, 4.0, RATE, 60.0), None, RATE)
    assert value(readings, "hum") == pytest.approx(-50.0, abs=1.0)
    reading = readings["microphone.hum"]
    assert isinstance(reading, Measured)
    assert reading.evidence["mains"] == "60 Hz"
    assert reading.method == message("method.microphone_hum", mains=60)
    without = readings_of(quiet(), None, RATE)["microphone.hum"]
    assert isinstance(without, Measured)
    assert without.method == message("method.microphone_hum_none")
    assert isinstance(without.value, float)
    assert without.value < -80.0


def test_a_quiet_file_is_a_level_and_a_quiet_room_here_and_now_is_suppression() -> None:
    nearly_nothing = white(-95.0, 4.0, RATE)
    file = readings_of(nearly_nothing, None, RATE)
    assert kinds(file) == {"suppression"}
    assert value(file, "noise_floor") == pytest.approx(-94.8, abs=0.5)
    _, live = guided(white(-95.0, 5.0, RATE) + 1e-4, quick=True)
    assert refusal(live, "noise_floor")[1] == "unmeasured.microphone_suppression"
    assert kinds(live) == {"suppression"}


def test_thirty_percent_of_speech_in_the_silence_leave_the_floor_and_are_marked() -> None:
    calm, sound = quiet(), quiet()
    sound[RATE : RATE + round(1.2 * RATE)] += speech(1.2, RATE, pause=0.0)
    before, after = readings_of(calm, None, RATE), readings_of(sound, None, RATE)
    assert value(after, "noise_floor") == pytest.approx(value(before, "noise_floor"), abs=0.5)
    assert value(after, "disturbed") > 20.0
    assert value(readings_of(typing(-45.0, 4.0, RATE), None, RATE), "disturbed") > 20.0


def test_what_the_system_lost_counts_too() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    recorder.lost = 3
    person = Person(recorder, [hears(recorder, quiet())], Wishes(IDS, quick=True))
    assert value(dict(measure(_Machine(recorder), person)), "dropouts") == 3.0


# ------------------------------------------------------------------ the guided recording


@dataclass
class Person:
    """A session in which ``does`` says what the microphone hears at each step, in order."""

    recorder: FakeRecorder
    does: list[Callable[[], None]]
    wishes: Wishes = field(default_factory=lambda: Wishes(IDS, language="es"))
    cancel: threading.Event = field(default_factory=threading.Event)
    shown: list[Progress] = field(default_factory=list)
    asked: list[Guidance] = field(default_factory=list)

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)

    def ready(self, guidance: Guidance) -> bool:
        self.asked.append(guidance)
        if not self.does:
            self.cancel.set()
            return False
        self.does.pop(0)()
        return True

    def ask(self, question: Guidance) -> str | None:
        raise AssertionError(f"nothing is to be asked: {question}")

    @property
    def stages(self) -> list[str]:
        return [one.text.id for one in self.shown if isinstance(one, Stage)]

    @property
    def levels(self) -> list[Level]:
        return [one for one in self.shown if isinstance(one, Level)]


class _Hardware:
    def system(self) -> Observed[System]:
        return Observed(System.WINDOWS, "test")


class _Machine(NoMachine):
    def __init__(self, recorder: FakeRecorder, *, tells: bool = True) -> None:
        self._recorder = recorder
        self._tells = tells

    @property
    def recorder(self) -> FakeRecorder:
        return self._recorder

    @property
    def hardware(self) -> HardwarePort:
        if not self._tells:
            raise Unavailable(Reason.UNSUPPORTED)
        return cast("HardwarePort", _Hardware())  # the check asks for nothing else


def hears(recorder: FakeRecorder, sound: NDArray[np.floating]) -> Callable[[], None]:
    return lambda: recorder.play("headset", sound)


def guided(*sounds: NDArray[np.floating], **wishes: object) -> tuple[Person, dict[str, Reading]]:
    """Play one sound per step and measure."""
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, sound) for sound in sounds])
    person.wishes = Wishes(**{"facts": IDS, "language": "es", **wishes})  # type: ignore[arg-type]  # a test's table
    readings = list(measure(_Machine(recorder), person))
    assert len(readings) == len(dict(readings))
    assert recorder.opened == recorder.closed == 1
    return person, dict(readings)


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
        readings.extend(measure(_Machine(recorder), person))
    assert refused.value.unmeasured.reason is Reason.ABSENT
    assert refused.value.unmeasured.detail == message("unmeasured.microphone_changed")
    assert {fact for fact, _ in readings} == NOISE_IDS  # they came from the right one
    assert recorder.closed == 1


def test_a_microphone_that_goes_ends_the_measurement() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [lambda: recorder.unplug("headset")])
    with pytest.raises(Unavailable):
        list(measure(_Machine(recorder), person))


@pytest.mark.parametrize("steps", [0, 1])
def test_a_person_who_does_not_go_on_stops_it(steps: int) -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, quiet())] * steps)
    readings = dict(measure(_Machine(recorder), person))
    assert set(readings) == (NOISE_IDS if steps else set())
    assert recorder.closed == 1


@pytest.mark.parametrize("steps", [1, 2])
def test_stopping_while_it_records_stops_it(steps: int) -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, quiet())] * (steps - 1))
    person.does.append(person.cancel.set)
    readings = dict(measure(_Machine(recorder), person))
    assert not set(readings) & SPEECH_IDS
    assert recorder.closed == 1


def test_a_machine_that_does_not_know_its_system_is_measured() -> None:
    recorder = FakeRecorder({"headset": quiet()}, RATE)
    person = Person(recorder, [hears(recorder, np.zeros(5 * RATE))], Wishes(IDS, quick=True))
    readings = dict(measure(_Machine(recorder, tells=False), person))
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
    assert set(dict(measure(_Machine(recorder), person))) == IDS
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
    assert set(dict(measure(_Machine(recorder), person))) == IDS
    assert person.stages[-1] == "unmeasured.sound_not_played"


# ------------------------------------------------------------------ the rest


def test_the_check_follows_the_headsets() -> None:
    assert CHECK.id == "microphone"
    assert CHECK.after == ("headset",)
    assert {fact.id for fact in CHECK.facts} == IDS


@pytest.mark.parametrize("language", ["en", "es", "ja"])
def test_there_are_sentences_in_every_language(language: str) -> None:
    sentences = sentences_in(language)
    assert len(sentences.splitlines()) == 2
    assert any(character.isdigit() for character in sentences)


def test_another_language_reads_english() -> None:
    assert sentences_in("fr") == sentences_in("en")


def test_declaring_the_check_loads_no_numpy() -> None:
    code = "import sys, readiness.checks.microphone; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
