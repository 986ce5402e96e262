"""The microphone: how quiet the room is, how loud the voice, how far one stands out of the other.

``readings_of`` turns sound into readings and knows no device; the check records the sound
for it, in one stream: a silence, then some sentences read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from readiness.checks.base import Check, Lane, Machine, Session
from readiness.checks.microphone.facts import FACTS
from readiness.domain.facts import Reading, System

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def readings_of(
    silence: NDArray[np.floating] | None,
    reading: NDArray[np.floating] | None,
    rate: int,
    system: System | None = None,
) -> dict[str, Reading]:
    """Return a reading for every fact of the microphone, from sound alone.

    ``silence`` and ``reading`` have the shape (frames,) or (frames, channels), full scale
    1.0, both at ``rate`` Hz; either may be None, and its facts are not measured then. Of
    several channels the louder one of the reading (else of the silence) is taken; dead ones
    are named in the evidence. The sound is analysed whole, its DC offset taken out first.
    ``system`` only chooses the advice given when nothing but zeros came.

    Never measured: what rests on digital silence, on samples that are no numbers, on less
    than 1 s of sound, on less than 3 s of active speech; nor the room, where noise
    suppression hides it. With a silence, its noise is
    subtracted from the speech; without a usable one the speech level is plain ITU-T P.56.

    Raises:
        ValueError: an array of another shape.
    """
    from readiness.checks.microphone import readings  # numpy comes with it

    return readings.readings_of(silence, reading, rate, system)


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Record a silence and a reading in one stream, and yield what they tell."""
    from readiness.checks.microphone import guided  # numpy comes with it

    yield from guided.measure(machine, session)


CHECK: Final = Check(
    id="microphone",
    facts=FACTS,
    lane=Lane.AUDIO,
    deadline=75.0,
    seconds=25.0,
    measure=measure,
    after=("headset",),
)
