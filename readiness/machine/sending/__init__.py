"""Hands a report to a server, to a mail program, to a file: one try each, nothing is kept here."""

from __future__ import annotations

from readiness.domain.delivery import DeliveryMethod, Result, State
from readiness.domain.message import Message
from readiness.machine.sending import web

_UNKNOWN = Message("sending.error.no_way")


class Carrier:
    """Tries to get one letter to its destination."""

    def __init__(
        self, *, patience: float = web.PATIENCE_SECONDS, longest: float = web.LONGEST_SECONDS_OF_A_TRY
    ) -> None:
        self._patience, self._longest = patience, longest

    def carry(self, method: DeliveryMethod, address: str, key: str, body: bytes) -> Result:
        """Try once, and return what came of it. Never raises for what a network does."""
        work = {
            DeliveryMethod.HTTPS: web.put_to_store,
            DeliveryMethod.PRESIGNED: web.put_by_ticket,
            DeliveryMethod.WEBHOOK: web.post_to_hook,
        }.get(method)
        if work is None:
            return Result(State.REFUSED, _UNKNOWN)
        with web.Client(self._patience, self._longest) as client:
            return work(client, address, key, body)
