"""Signals: facts that are not judged, but reported with a signed report as hints for its reader.

None of them proves anything, and each can be concealed. What the check itself measured is reused; only the rest is
looked at now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from readiness.checks.base import Machine, Wishes
from readiness.checks.registry import checks, providing
from readiness.domain.facts import Facts, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.profile import NetworkTest
from readiness.engine.runner import Run

VIRTUAL_AUDIO: Final = "audio.virtual_device"
FACTS: Final = ("device.virtual_machine", "system.remote_session", "network.vpn", "system.clock_offset")
_PATIENCE_SECONDS: Final = 20.0


def signals(machine: Machine, test: NetworkTest, known: Facts) -> Mapping[str, Reading]:
    """Return a reading for every signal. ``test`` names servers to ask for the time."""
    missing = frozenset(fact for fact in FACTS if fact not in known.readings)
    run = Run(providing(missing, checks()), machine, Wishes(missing, test), lambda _: None)
    run.start()
    found = run.wait(_PATIENCE_SECONDS)
    if found is None:
        run.stop()
        found = run.wait(_PATIENCE_SECONDS) or Facts()
    late = Unmeasured(Reason.TIMED_OUT)
    readings = {fact: known.readings.get(fact) or found.readings.get(fact, late) for fact in FACTS}
    return {**readings, VIRTUAL_AUDIO: _virtual_audio(machine)}


def _virtual_audio(machine: Machine) -> Reading:
    """Return whether calls would use a virtual sound device; its name is not reported."""
    try:
        seen = machine.audio.snapshot()
    except Unavailable as refusal:
        return refusal.unmeasured
    used = {seen.default_input, seen.default_output, seen.call_input, seen.call_output} - {None}
    return Measured(any(device.virtual for device in seen.devices if device.id in used))
