"""How long a reading stays valid, and what ends its validity early.

A quick check before a shift measures only what may have changed since an earlier check. Each fact
declares in its ``FactDef`` how fast it changes.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Trait(StrEnum):
    """What of a computer is compared with an earlier check. All but ``BOOT`` can be named in ``recheck.on_change``."""

    HARDWARE = "hardware"
    OS = "os"
    BOOT = "boot"
    AUDIO = "audio"
    NETWORK = "network"


class Freshness(StrEnum):
    """How long a reading stays valid. None outlives a change of hardware, of the system, or a restart."""

    MOMENT = "moment"  # may differ a minute later: measured in every check
    DAY = "day"  # changes when software is installed or set up; slow to read on some systems
    RUN = "run"  # cannot change while the computer runs
    DEVICES = "devices"  # read in every check; results of the guided test hold while the audio devices stay
    VOICE = "voice"  # needs somebody to read aloud: holds while the audio devices stay
    LINE = "line"  # stated by the person: holds while the computer is on the same network

    @property
    def max_age(self) -> timedelta:
        """The age at which it is measured again although nothing seems to have changed."""
        return _MAX_AGE[self]

    @property
    def ended_by(self) -> Trait | None:
        """The trait whose change ends it, besides those that end every reading; None if there is no other."""
        return _ENDED_BY.get(self)

    @property
    def is_remeasured(self) -> bool:
        """Whether a quick check measures it again and keeps the earlier reading for what it cannot tell."""
        return self in {Freshness.DEVICES, Freshness.VOICE}


_MAX_AGE = {
    Freshness.MOMENT: timedelta(0),
    Freshness.DAY: timedelta(days=1),
    Freshness.RUN: timedelta(days=30),
    # Voices change, and so does the distance to the microphone.
    Freshness.DEVICES: timedelta(days=7),
    Freshness.VOICE: timedelta(days=7),
    Freshness.LINE: timedelta(days=7),
}
_ENDED_BY = {Freshness.DEVICES: Trait.AUDIO, Freshness.VOICE: Trait.AUDIO, Freshness.LINE: Trait.NETWORK}
