"""How long what was measured holds, and what ends it.

A check before a shift measures only what may have changed since an earlier one. How fast a
fact changes is declared with the fact, in one of the words below.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Change(StrEnum):
    """What may be another than it was at an earlier check. All but ``BOOT`` are words of ``recheck.on_change``."""

    HARDWARE = "hardware"
    OS = "os"
    BOOT = "boot"
    AUDIO = "audio"
    NETWORK = "network"


class Lasting(StrEnum):
    """How long a reading holds. Over all of them stand hardware, system and start of the computer."""

    MOMENT = "moment"  # may be another in a minute
    DAY = "day"  # changes with what is installed and set up; asking takes long on some systems
    RUN = "run"  # cannot change while the computer runs
    DEVICES = "devices"  # looked at each time; what only a longer test can tell, as long as the audio devices stay
    VOICE = "voice"  # needs somebody reading aloud: as long as the audio devices stay
    LINE = "line"  # the person's own word on it: as long as the computer hangs on the same network

    @property
    def longest(self) -> timedelta:
        """After how long it is measured anew even if nothing seems to have changed."""
        return _LONGEST[self]

    @property
    def ended_by(self) -> Change | None:
        """What ends it besides what ends everything."""
        return _ENDED_BY.get(self)

    @property
    def is_looked_at(self) -> bool:
        """Whether a quick check looks at it, though it may fall back on what was found earlier."""
        return self in {Lasting.DEVICES, Lasting.VOICE}


_LONGEST = {
    Lasting.MOMENT: timedelta(0),
    Lasting.DAY: timedelta(days=1),
    Lasting.RUN: timedelta(days=30),
    # Voices, and where the microphone sits before them, drift.
    Lasting.DEVICES: timedelta(days=7),
    Lasting.VOICE: timedelta(days=7),
    Lasting.LINE: timedelta(days=7),
}
_ENDED_BY = {Lasting.DEVICES: Change.AUDIO, Lasting.VOICE: Change.AUDIO, Lasting.LINE: Change.NETWORK}
