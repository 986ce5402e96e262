"""Asks measuring servers for receipts, each bound to one employer's report."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from readiness.documents.profile_file import ProfileDocument
from readiness.documents.receipt import MOST_RECEIPTS, bind_of
from readiness.documents.report_values import Json
from readiness.domain.profile import ServerKind
from readiness.domain.refusal import Refusal
from readiness.engine.signing import device_key, root_of
from readiness.machine.speed.receipts import Receipts

_HTTPS: Final = ServerKind.HTTPS


class ReceiptsWanted:
    """The receipts of one check: asked for before it, handed out by profile after it."""

    def __init__(
        self, receipts: Receipts, documents: Sequence[ProfileDocument], invitation: Callable[[ProfileDocument], str]
    ) -> None:
        """Say which receipts are wanted. ``invitation`` returns a profile's nonce, "" for none."""
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
        """Return what was given for a profile's report, if that answers the same invitation as the receipts do."""
        given = self._receipts.given.get(self._binds.get((profile, nonce), ""), [])
        return tuple(json.loads(one) for one in given[:MOST_RECEIPTS])
