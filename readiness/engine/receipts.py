"""Receipts of measuring servers, each bound to the report for one employer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from readiness.checks.base import Machine
from readiness.documents.profile.file import ProfileDocument
from readiness.documents.report.values import Json
from readiness.documents.trust.receipt import MOST_RECEIPTS, bind_of
from readiness.domain.profile import Profile, ServerKind
from readiness.domain.refusal import Refusal
from readiness.employers.device_key import device_key, root_of
from readiness.employers.subscriptions import Employers
from readiness.machine.speed.receipts import Receipts

_HTTPS: Final = ServerKind.HTTPS


class ReceiptsWanted:
    """The receipts of one check: requested before it, handed out by profile after it."""

    def __init__(
        self, receipts: Receipts, documents: Sequence[ProfileDocument], invitation: Callable[[ProfileDocument], str]
    ) -> None:
        """Request the receipts. ``invitation`` returns the nonce of a profile's invitation, "" for none."""
        self._receipts = receipts
        self._binds: dict[tuple[str, str], str] = {}
        for document in documents:
            servers = frozenset(one.url for one in document.profile.network_test.servers if one.kind is _HTTPS)
            # Without a key of this computer's there is nothing to bind a receipt to.
            with suppress(Refusal, OSError):
                if servers:
                    self._want(document, servers, invitation(document))

    def _want(self, document: ProfileDocument, servers: frozenset[str], nonce: str) -> None:
        key, _ = device_key(document.profile.id, root_of(document.source))
        bind = bind_of(key.public, document.profile.id, nonce)
        self._binds[document.profile.id, nonce] = bind
        self._receipts.wanted[bind] = servers

    def of(self, profile: str, nonce: str) -> tuple[Json, ...]:
        """Return the receipts for a profile's report, if the report answers the same invitation as they do."""
        given = self._receipts.given.get(self._binds.get((profile, nonce), ""), [])
        return tuple(json.loads(one) for one in given[:MOST_RECEIPTS])


def gives_receipts(profile: Profile) -> bool:
    """Return whether receipts are worth requesting: the profile names measuring servers and places to send to."""
    return bool(profile.submit) and any(one.kind is _HTTPS for one in profile.network_test.servers)


def receipts_wanted(machine: Machine, documents: Sequence[ProfileDocument]) -> ReceiptsWanted | None:
    """Tell a machine which receipts a check that begins now wants; None if the machine collects none."""
    from readiness.machine.this_machine import ThisMachine  # whoever wants no receipts need not load every adapter

    if not isinstance(machine, ThisMachine):
        return None
    receipts = machine.speed.receipts
    receipts.wanted.clear()
    receipts.given.clear()
    return ReceiptsWanted(receipts, documents, invitation)


def invitation(document: ProfileDocument) -> str:
    """Return the nonce of the employer's invitation, "" if there is no unused one."""
    return Employers().invitation(document.profile.id, document.source).nonce
