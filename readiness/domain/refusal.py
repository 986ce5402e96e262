"""The refusal of something that came from outside, with its reason as data until somebody reads it."""

from __future__ import annotations

from readiness.domain.message import Message


class Refusal(Exception):  # noqa: N818 - a "no" with its reason, and no defect
    """Something from outside is not accepted. ``reason`` is for people, its id (``code``) for programs."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.id)
        self.reason = reason

    @property
    def code(self) -> str:
        """The id of the reason, which never changes."""
        return self.reason.id
