"""The levels of trust: what a report of each proves, and what it does not."""

from __future__ import annotations

from typing import Final

from readiness.domain.message import Message, message

LEVELS: Final = (
    (Message("proof.level.file"), Message("proof.level.file.proves"), Message("proof.level.file.not")),
    (Message("proof.level.device"), Message("proof.level.device.proves"), Message("proof.level.device.not")),
    (Message("proof.level.invited"), Message("proof.level.invited.proves"), Message("proof.level.invited.not")),
    (Message("proof.level.receipts"), Message("proof.level.receipts.proves"), Message("proof.level.receipts.not")),
)
_HIGHEST: Final = len(LEVELS) - 1


def level_words(level: int) -> Message:
    """Return number and name of a level."""
    return message("proof.level", level=level, highest=_HIGHEST, name=LEVELS[level][0])
