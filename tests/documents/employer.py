"""A made-up employer who signs profiles, and somebody who would like to."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.documents.trust.bundle import PROFILE_TYPE, Bundle, KeySet, SignedKeys
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.signing import PublicKey, SigningKey
from tests.documents.catalogue import CATALOGUE

ID = "com.example.voice"
REQUIREMENT = {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 8}}


@cache
def key(name: str) -> SigningKey:
    """Return somebody's key: always the same for a name."""
    return SigningKey(name.encode().ljust(32, b"."))


def publics(names: str) -> tuple[PublicKey, ...]:
    return tuple(key(name).public for name in names)


def profile(serial: int = 1, **changes: Any) -> bytes:  # noqa: ANN401 - any JSON value
    head = {
        "format": 1,
        "id": ID,
        "version": f"1.{serial}.0",
        "serial": serial,
        "language": "en",
        "title": {"en": "Voice"},
        "issuer": {"name": "Example Ltd"},
        "valid": {"until": "2027-06-01T00:00:00Z"},
        "requirements": [REQUIREMENT],
    }
    return json.dumps(head | changes).encode()


def read(data: bytes) -> ProfileDocument:
    return read_profile(data, CATALOGUE)


def sets(*signing: tuple[str, int], id_: str = ID) -> tuple[SignedKeys, ...]:
    """Return a chain of key sets, each of the keys named by letters and a threshold, handed on as it must be."""
    made: list[SignedKeys] = []
    before = ""
    for version, (names, threshold) in enumerate(signing, 1):
        one = SignedKeys.of(KeySet(id_, version, threshold, publics(names)))
        for name in dict.fromkeys(before + names):
            one = replace(one, envelope=one.envelope.signed(key(name)))
        made.append(one)
        before = names
    return tuple(made)


def bundle(data: bytes, *signing: tuple[str, int], by: str = "", id_: str = ID) -> Bundle:
    """Return a profile signed by the last of some key sets, or by whom ``by`` names."""
    chain = sets(*(signing or (("a", 1),)), id_=id_)
    names = by or (signing[-1][0] if signing else "a")
    return Bundle(chain, Envelope.seal(PROFILE_TYPE, data, [key(name) for name in names]))
