"""Active speech level against the recommendation carried out sample by sample, distances against truth."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.analysis.microphone.noise import a_weighted
from readiness.analysis.microphone.recording import level_of, without_offset
from readiness.analysis.microphone.speech import (
    SpeechOverNoise,
    active_speech,
    bandwidth_class,
    bandwidth_hertz,
    envelope,
    speech_over_noise,
)
from tests import voices
from tests.sounds import Sound, at_level, babble, hum, low_passed, pink, speech, tone, typing, white
from tests.voices import babble_without

RATE = 16_000


def by_the_book(samples: Sound, rate: int) -> tuple[float, float]:
    """P.56 method B, one sample after the other, as the text of the recommendation goes."""
    g = math.exp(-1.0 / (rate * 0.03))
    hangover = math.ceil(rate * 0.2)
    thresholds = 2.0 ** np.arange(-15.0, 0.0)
    active, since = np.zeros(15), np.full(15, hangover)
    p = q = energy = 0.0
    for x in samples:
        energy += x * x
        p = g * p + (1.0 - g) * abs(x)
        q = g * q + (1.0 - g) * p
        above = q >= thresholds
        active += above | (since < hangover)
        since = np.where(above, 0, since + 1)
    levels = 10.0 * np.log10(energy / np.maximum(active, 1e-9))
    excess = levels - 20.0 * np.log10(thresholds) - 15.9
    first = int(np.flatnonzero(excess <= 0.0)[0])
    # Looked for as in the ITU's program: the ends first, then the middle, and so on, to 0.5 dB.
    places = [1.0, 0.0] + [(2 * n + 1) / 2.0**depth for depth in range(1, 6) for n in range(2 ** (depth - 1))]
    place = next(one for one in places if abs(np.interp(one, [0.0, 1.0], excess[first - 1 : first + 1])) < 0.5)
    level = np.interp(place, [0.0, 1.0], levels[first - 1 : first + 1])
    return float(level), energy / len(samples) / 10.0 ** (level / 10.0)


@pytest.mark.parametrize("gain", [0.0, -20.0, -37.0])
@pytest.mark.parametrize("pause", [0.15, 0.7])
def test_the_active_level_is_that_of_the_recommendation(pause: float, gain: float) -> None:
    sound = speech(5.0, 8_000, seed=4, pause=pause) * 10.0 ** (gain / 20.0) + white(-85.0, 5.0, 8_000)
    level, activity = by_the_book(sound, 8_000)
    found = active_speech(sound, 8_000)
    assert found
    assert found.level == pytest.approx(level, abs=0.01)
    assert found.activity == pytest.approx(activity, abs=0.002)
    assert found.seconds == pytest.approx(5.0 * activity, abs=0.01)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 192_000])
def test_a_tone_is_active_all_the_time(rate: int) -> None:
    found = active_speech(tone(1000.0, -26.0, 4.0, rate), rate)
    assert found
    assert found.level == pytest.approx(-26.0, abs=0.1)
    assert found.activity == pytest.approx(1.0, abs=0.02)


def test_pauses_do_not_count() -> None:
    burst = np.concatenate([tone(500.0, -20.0, 1.0), np.zeros(96_000)])
    found = active_speech(np.tile(burst, 4), 48_000)
    assert found
    # 1 s of tone in 3 s; the smoothing and the hangover of 0.2 s belong to the active time.
    assert -21.4 < found.level < -20.4
    assert found.activity == pytest.approx(1.3 / 3.0, abs=0.04)


def test_nothing_is_not_speech() -> None:
    assert active_speech(np.zeros(48_000), 48_000) is None


def test_a_lone_click_is_not_speech() -> None:
    sound = np.zeros(48_000)
    sound[20_000] = 1.0
    assert active_speech(sound, 48_000) is None


def test_a_level_above_every_threshold_is_still_a_level() -> None:
    found = active_speech(np.where(np.arange(48_000) % 2, 0.9, -0.9), 48_000)
    assert found
    assert found.level == pytest.approx(20.0 * math.log10(0.9), abs=0.15)


def test_what_no_converter_delivers_has_no_level() -> None:
    assert active_speech(np.full(48_000, 10.0), 48_000) is None


def test_nothing_crosses_from_the_end_to_the_start() -> None:
    sound = np.zeros(RATE)
    sound[-100:] = 1.0
    assert np.abs(envelope(sound, RATE)[:4000]).max() < 1e-7


@settings(max_examples=10, deadline=None)
@given(gain=st.floats(-24.0, 12.0), seed=st.integers(0, 50))
def test_gain_moves_the_level_and_leaves_the_distance(gain: float, seed: int) -> None:
    # The thresholds stand still while the level moves, which is where the 0.3 dB come from.
    quiet = pink(-55.0, 2.0, 8_000, seed)
    read = speech(5.0, 8_000, seed) + pink(-55.0, 5.0, 8_000, seed + 1)
    factor = 10.0 ** (gain / 20.0)
    before, after = speech_over_noise(read, quiet, 8_000), speech_over_noise(read * factor, quiet * factor, 8_000)
    assert before
    assert after
    assert after.speech.level - before.speech.level == pytest.approx(gain, abs=0.3)
    assert after.flat == pytest.approx(before.flat, abs=0.3)
    assert after.weighted == pytest.approx(before.weighted, abs=0.3)


NOISES = {"white": white, "pink": pink, "babble": babble, "hum": hum}
TOLERANCES = {0: 1.5, 5: 1.5, 10: 1.0, 15: 0.5, 20: 0.5, 40: 0.5}


@cache
def wide_band(kind: str) -> Sound:
    """Thirteen seconds of noise at the rate of these tests; thirteen voices take a while to make."""
    return NOISES[kind](-20.0, 13.0, RATE)


@pytest.mark.parametrize("distance", [5, 15, 40])
@pytest.mark.parametrize("kind", NOISES)
def test_the_distance_is_the_truth_in_steady_noise(kind: str, distance: int) -> None:
    clean = speech(9.0, RATE, 1)
    truth = active_speech(clean, RATE)
    assert truth
    noise = at_level(wide_band(kind), truth.level - distance)
    quiet, during = noise[: 4 * RATE], noise[4 * RATE :]
    found = speech_over_noise(clean + during, quiet, RATE)
    assert found
    tolerance = TOLERANCES[distance]
    assert found.flat == pytest.approx(truth.level - level_of(during), abs=tolerance)
    assert found.speech.level == pytest.approx(truth.level, abs=tolerance)
    weighted = level_of(a_weighted(clean, RATE).samples) - 10.0 * math.log10(truth.activity)
    assert found.weighted == pytest.approx(weighted - level_of(a_weighted(during, RATE).samples), abs=tolerance)


def noise_under(name: str, kind: str, dbov: float) -> Sound:
    """Noise for 4 s of silence and 10 s of reading; babble is that of the other people."""
    if kind == "babble":
        return babble_without(name, dbov, 14.0)
    return NOISES[kind](dbov, 14.0, voices.RATE)


def of_a_person(name: str, noise: Sound) -> tuple[SpeechOverNoise | None, float, float]:
    """What is found when somebody reads in this noise, and the true distances, flat and weighted."""
    return of_a_reading(voices.voice(name), noise)


def of_a_reading(clean: Sound, noise: Sound) -> tuple[SpeechOverNoise | None, float, float]:
    """The same of any reading."""
    rate = voices.RATE
    truth = active_speech(clean, rate)
    assert truth
    found = speech_over_noise(clean + noise[4 * rate :], noise[: 4 * rate], rate)
    weighted = level_of(a_weighted(clean, rate).samples) - 10.0 * math.log10(truth.activity)
    return found, truth.level - level_of(noise), weighted - level_of(a_weighted(noise, rate).samples)


def level_of_person(name: str) -> float:
    """The active level of the person alone."""
    truth = active_speech(voices.voice(name), voices.RATE)
    assert truth
    return truth.level


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("name", voices.NAMES)
def test_the_distance_of_real_people_is_the_truth(name: str, kind: str) -> None:
    for distance, tolerance in list(TOLERANCES.items())[:4:2]:
        found, flat, weighted = of_a_person(name, noise_under(name, kind, level_of_person(name) - distance))
        assert found
        assert found.flat == pytest.approx(flat, abs=tolerance), distance
        assert found.weighted == pytest.approx(weighted, abs=tolerance), distance


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("name", voices.NAMES)
def test_the_pauses_of_a_person_are_not_filled_by_the_noise(name: str, kind: str) -> None:
    clean = voices.with_pauses(name)
    truth = active_speech(clean, voices.RATE)
    assert truth
    assert truth.activity < 0.75
    for distance, tolerance in list(TOLERANCES.items())[:4]:
        found, flat, weighted = of_a_reading(clean, noise_under(name, kind, truth.level - distance))
        assert found
        assert found.flat == pytest.approx(flat, abs=tolerance), distance
        assert found.weighted == pytest.approx(weighted, abs=tolerance), distance


@pytest.mark.parametrize(("distance", "tolerance"), [(0, 1.5), (5, 1.0), (15, 0.5)])
@pytest.mark.parametrize("name", ["fr", "en"])
def test_hum_hides_no_speech_from_the_ear(name: str, distance: int, tolerance: float) -> None:
    # So far over the hum as the ear hears it, and 13 dB less without the A curve.
    clean = voices.with_pauses(name)
    noise = hum(-20.0, 14.0, voices.RATE)
    *_, weighted = of_a_reading(clean, noise)
    found, _, truth = of_a_reading(clean, noise * 10.0 ** ((weighted - distance) / 20.0))
    assert truth == pytest.approx(distance, abs=0.01)
    assert found
    assert found.weighted == pytest.approx(truth, abs=tolerance)


@pytest.mark.parametrize(
    ("name", "quieter", "kind", "distance", "tolerance"),
    [
        ("fr", 18.0, "white", 15, 0.3),
        ("fr", 18.0, "pink", 15, 0.3),
        ("fr", 18.0, "hum", 15, 0.3),
        ("en", 14.0, "babble", 15, 0.3),
        ("ru", 10.0, "babble", 5, 1.0),
    ],
)
def test_sentences_that_are_spoken_low_are_not_lost_in_the_noise(
    name: str, quieter: float, kind: str, distance: int, tolerance: float
) -> None:
    read = voices.voice(name).copy()
    read[read.size // 2 :] *= 10.0 ** (-quieter / 20.0)
    truth = active_speech(read, voices.RATE)
    assert truth
    noise = noise_under(name, kind, truth.level - distance)
    found = speech_over_noise(read + noise[4 * voices.RATE :], noise[: 4 * voices.RATE], voices.RATE)
    assert found
    assert found.speech.level == pytest.approx(truth.level, abs=tolerance)


@pytest.mark.parametrize("kind", ["white", "pink"])
def test_steady_noise_leaves_little_doubt(kind: str) -> None:
    found, *_ = of_a_person("ru", noise_under("ru", kind, level_of_person("ru") - 10.0))
    assert found
    assert found.flat_spread < 0.5
    assert found.weighted_spread < 0.5


@pytest.mark.parametrize("distance", [0, 10])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_noise_that_changes_leaves_as_much_doubt_as_it_misleads(seed: int, distance: int) -> None:
    """Traffic, louder or quieter by up to 6 dB every second."""
    gains = 10.0 ** (np.random.default_rng(seed).uniform(-6.0, 6.0, 14) / 20.0)
    traffic = pink(-20.0, 14.0, voices.RATE, seed) * np.repeat(gains, voices.RATE)
    found, flat, weighted = of_a_person("fr", at_level(traffic, level_of_person("fr") - distance))
    assert found
    assert found.flat_spread > 0.5
    assert abs(found.flat - flat) < math.hypot(found.flat_spread, 1.5)
    assert abs(found.weighted - weighted) < math.hypot(found.weighted_spread, 1.5)


@pytest.mark.parametrize("distance", [10, 30])
def test_the_distance_holds_while_somebody_types(distance: int) -> None:
    clean = speech(9.0, RATE)
    truth = active_speech(clean, RATE)
    assert truth
    noise = typing(truth.level - distance, 13.0, RATE)
    found = speech_over_noise(clean + noise[4 * RATE :], noise[: 4 * RATE], RATE)
    assert found
    assert found.flat == pytest.approx(truth.level - level_of(noise[4 * RATE :]), abs=1.5)


def test_without_noise_the_level_is_plain_p56() -> None:
    clean = speech(8.0, RATE)
    plain, over = active_speech(clean, RATE), speech_over_noise(clean, white(-90.0, 3.0, RATE), RATE)
    assert plain
    assert over
    assert over.speech.level == pytest.approx(plain.level, abs=0.02)


@pytest.mark.parametrize("quieter", [0.0, 3.0])
def test_noise_alone_is_not_speech(quieter: float) -> None:
    assert speech_over_noise(white(-40.0 - quieter, 8.0, RATE, 2), white(-40.0, 4.0, RATE), RATE) is None


def test_speech_that_only_the_ear_misses_has_no_distance() -> None:
    # All the reading adds is rumble, while what the ear hears was louder in the silence.
    quiet = tone(1000.0, -40.0, 4.0, RATE)
    assert speech_over_noise(tone(40.0, -20.0, 8.0, RATE) + 0.5 * tone(1000.0, -40.0, 8.0, RATE), quiet, RATE) is None


def test_an_offset_that_is_taken_out_changes_nothing() -> None:
    clean, quiet = speech(6.0, RATE), white(-60.0, 3.0, RATE)
    read = clean + white(-60.0, 6.0, RATE, 2)
    straight = speech_over_noise(without_offset(read), without_offset(quiet), RATE)
    shifted = speech_over_noise(without_offset(read + 0.02), without_offset(quiet + 0.02), RATE)
    assert straight
    assert shifted
    assert shifted.flat == pytest.approx(straight.flat, abs=1e-6)


# ------------------------------------------------------------------ bandwidth


@pytest.mark.parametrize(
    ("cut", "name"), [(3_700.0, "narrow"), (7_700.0, "wide"), (11_700.0, "super_wide"), (20_000.0, "full")]
)
@pytest.mark.parametrize("noise", [-75.0, -120.0])
def test_the_bandwidth_is_what_arrives_and_not_the_rate(cut: float, name: str, noise: float) -> None:
    sound = low_passed(speech(8.0), cut) + white(noise, 8.0)
    assert bandwidth_class(bandwidth_hertz(sound, 48_000)) == name


def test_rumble_does_not_narrow_the_bandwidth() -> None:
    sound = speech(8.0)
    assert bandwidth_class(bandwidth_hertz(sound + tone(25.0, -10.0, 8.0), 48_000)) == "full"


def test_a_low_rate_is_narrow() -> None:
    assert bandwidth_class(bandwidth_hertz(speech(4.0, 8_000), 8_000)) == "narrow"
