"""What the microphone's sound went through: gates, suppression, gain control, losses, hum, a disturbed silence."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.checks.microphone import readings_of
from readiness.domain.facts import Measured, Reading, Reason
from readiness.domain.message import message
from tests.checks.microphone.session import RATE, guided, kinds, quiet, read_aloud, refusal, value
from tests.sounds import Sound, gated, hum, pink, speech, suppressed_by_band, typing, white


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
