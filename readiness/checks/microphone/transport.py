"""What happened to the sound on its way: lost pieces, and processing by devices."""

from __future__ import annotations

from readiness.analysis.microphone.gaps import dropouts
from readiness.analysis.microphone.processing import Processing
from readiness.checks.base import measured_number, now
from readiness.checks.microphone.facts import TRANSPORT_IDS
from readiness.checks.microphone.look import Look
from readiness.checks.microphone.sound import GATED, NO_READING, NO_SILENCE
from readiness.domain.facts import Measured, Reading, Unmeasured
from readiness.domain.message import message


def transport_readings(look: Look) -> dict[str, Reading]:
    """Return dropouts and processing from whichever recordings can be used."""
    refused = _refused(look)
    if refused:
        return dict.fromkeys(TRANSPORT_IDS, refused)
    return {"microphone.dropouts": _dropouts(look), "microphone.processing": _processing(look)}


def _refused(look: Look) -> Unmeasured | None:
    """Return why no recording can be used; one that is gated still shows its gate."""
    for refused, missing in ((look.reading_refused, NO_READING), (look.silence_refused, NO_SILENCE)):
        if refused is None or look.processing:
            return None
        if refused is not missing:
            return refused
    return NO_SILENCE


def _dropouts(look: Look) -> Reading:
    if Processing.GATE in look.processing:
        return GATED  # its holes cannot be told from lost sound
    sound = look.sound
    lost = sound.live.lost if sound.live else 0
    found = sum(dropouts(one, sound.rate) for one in sound.parts)
    evidence = (*sound.evidence.items(), ("lost_by_the_system", str(lost)))
    return measured_number(found + lost, None, message("method.microphone_dropouts"), evidence)


def _processing(look: Look) -> Measured:
    evidence = dict(look.sound.evidence)
    if look.hidden is not None:
        evidence["noise_under_speech"] = f"{look.hidden:+.1f} dB"
    if look.afterwards is not None:
        evidence["noise_rise_after_speech"] = f"{look.afterwards.rise:+.1f} dB"
    return Measured(look.processing, None, message("method.microphone_processing"), at=now(), evidence=evidence)
