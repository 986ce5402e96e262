"""Signed documents: DSSE envelopes (github.com/secure-systems-lab/dsse, version 1.0.2).

Signatures cover the type of the payload together with its bytes, so that a document of one type never passes for
another. The ``keyid`` of a signature is a hint that decides nothing; other members of an envelope are not signed and
are ignored.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from readiness.documents.json_text.finder import Finder, shortened, shortened_text
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.json_text.strict import Limits, pointer_to, read_json
from readiness.documents.trust.signing import SIGNATURE_BYTES, PublicKey, SigningKey

MOST_SIGNATURES: Final = 16
_LONGEST_TYPE: Final = 200
_LONGEST_KEYID: Final = 200
_URL_SAFE: Final = str.maketrans("-_", "+/")


class EnvelopeError(DocumentError):
    """A document is no envelope."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; ``keyid`` names the key it claims to be made with, or is ""."""

    keyid: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload, its type, and its signatures, which are not verified by reading it."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def seal(cls, payload_type: str, payload: bytes, keys: Iterable[SigningKey]) -> Self:
        """Sign a payload with each of these keys."""
        sealed = cls(payload_type, payload)
        for key in keys:
            sealed = sealed.signed(key)
        return sealed

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that are signed: DSSE's pre-authentication encoding of type and payload."""
        kind = self.payload_type.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    def signed(self, key: SigningKey) -> Self:
        """Return the envelope with one more signature; an earlier one by the same key is replaced."""
        keyid = key.public.keyid
        kept = tuple(one for one in self.signatures if one.keyid != keyid)
        return replace(self, signatures=(*kept, Signature(keyid, key.sign(self.signed_bytes))))

    def signers(self, keys: Iterable[PublicKey]) -> frozenset[PublicKey]:
        """Return those of the given keys that have signed; each counts once."""
        data = self.signed_bytes
        return frozenset(key for key in keys if any(key.verifies(one.value, data) for one in self._claimed(key)))

    def _claimed(self, key: PublicKey) -> Iterable[Signature]:
        """Return the signatures that may be a key's: those with its keyid; without any, all of them."""
        mine = [one for one in self.signatures if one.keyid == key.keyid]
        return mine or self.signatures

    def as_json(self) -> dict[str, Any]:
        """Return the envelope as JSON."""
        signatures = [
            {**({"keyid": one.keyid} if one.keyid else {}), "sig": _encoded(one.value)} for one in self.signatures
        ]
        return {"payloadType": self.payload_type, "payload": _encoded(self.payload), "signatures": signatures}


def read_envelope(data: bytes, limits: Limits | None = None) -> Envelope:
    """Read an envelope that is a file of its own.

    Raises:
        EnvelopeError: it is none; with every problem at its position.
    """
    try:
        document = read_json(data, limits)
    except DocumentError as error:
        raise EnvelopeError(error.problems) from None
    finder = Finder(document, list(document.faults))
    envelope = envelope_in(finder, "", document.value)
    if envelope is None or finder.problems:
        raise EnvelopeError(finder.problems)
    return envelope


def envelope_in(finder: Finder, pointer: str, value: Any) -> Envelope | None:  # noqa: ANN401 - any JSON value
    """Return the envelope at a pointer of a document; None if it is none, which the finder has recorded."""
    known = len(finder.problems)
    if not isinstance(value, dict):
        finder.add("envelope_no_object", pointer, offending=shortened(value))
        return None
    kind = _text(finder, pointer, value, "payloadType", _LONGEST_TYPE)
    payload = _bytes(finder, pointer, value, "payload")
    signatures = _signatures(finder, pointer, value)
    return Envelope(kind, payload, signatures) if len(finder.problems) == known else None


def _signatures(finder: Finder, pointer: str, value: dict[str, Any]) -> tuple[Signature, ...]:
    found, at = value.get("signatures"), pointer_to(pointer, "signatures")
    if not isinstance(found, list) or not 0 < len(found) <= MOST_SIGNATURES:
        finder.add("envelope_signatures", at, offending=shortened(found), most=MOST_SIGNATURES)
        return ()
    return tuple(_signature(finder, pointer_to(at, index), one) for index, one in enumerate(found))


def _signature(finder: Finder, pointer: str, value: Any) -> Signature:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        finder.add("envelope_no_object", pointer, offending=shortened(value))
        return Signature("", b"")
    keyid = _text(finder, pointer, value, "keyid", _LONGEST_KEYID) if value.get("keyid") is not None else ""
    made = _bytes(finder, pointer, value, "sig")
    if made and len(made) != SIGNATURE_BYTES:
        finder.add("envelope_signature_length", pointer_to(pointer, "sig"), found=len(made), bytes=SIGNATURE_BYTES)
    return Signature(keyid, made)


def _text(finder: Finder, pointer: str, value: dict[str, Any], key: str, longest: int) -> str:
    found = value.get(key)
    if isinstance(found, str) and len(found) <= longest and found.isprintable():
        return found
    finder.add("envelope_text", pointer_to(pointer, key), offending=shortened(found), key=True, name=key)
    return ""


def _bytes(finder: Finder, pointer: str, value: dict[str, Any], key: str) -> bytes:
    found = value.get(key)
    decoded = _decoded(found) if isinstance(found, str) else None
    if decoded:
        return decoded
    shown = shortened_text(found) if isinstance(found, str) else shortened(found)
    finder.add("envelope_base64", pointer_to(pointer, key), offending=shown, key=True, name=key)
    return b""


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes | None:
    """Return the bytes of a base64 text, None unless it is in canonical form (either alphabet)."""
    plain = text.translate(_URL_SAFE)
    if plain != text and ("+" in text or "/" in text):
        return None
    try:
        data = base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _encoded(data) == plain else None
