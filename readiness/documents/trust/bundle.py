"""Bundles: one file with a profile and the key sets that lead to its signers.

``{"bundle": 1, "keys": [envelope of key set 1, of key set 2, ...], "profile": envelope}``. A key set names the id of
a profile, the keys that may sign it, and how many of them must. The payload of ``profile`` is the profile's own file,
byte for byte. Reading a bundle proves nothing: ``readiness.documents.trust.chain`` verifies its signatures.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from readiness.documents.json_text.finder import Finder, shortened
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.json_text.strict import Limits, pointer_to, read_json
from readiness.documents.trust.envelope import Envelope, envelope_in
from readiness.documents.trust.signing import PublicKey, SigningKey

LARGEST: Final = 256_000
"""Bytes. A profile of 200 requirements in three languages has about 100,000."""
MOST_KEYS: Final = 16
MOST_SETS: Final = 100
KEYS_TYPE: Final = "application/vnd.readiness.keys+json"
PROFILE_TYPE: Final = "application/vnd.readiness.profile+json"
SUFFIX: Final = ".readiness"

_FORM: Final = 1
# As deep as a profile: one that nobody signed is told to be that, not to be nested too deeply.
_LIMITS: Final = Limits(LARGEST)
_BUNDLE_KEYS: Final = frozenset({"bundle", "keys", "profile"})
_SET_KEYS: Final = frozenset({"keyset", "id", "version", "threshold", "keys"})
_ALGORITHM: Final = "ed25519"
_HEX_DIGITS: Final = frozenset("0123456789abcdef")
_LONGEST_ID: Final = 200


class BundleError(DocumentError):
    """A file is no bundle."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys that may sign the profile ``id``, and the ``threshold`` of how many must. ``version`` counts from 1."""

    id: str
    version: int
    threshold: int
    keys: tuple[PublicKey, ...]

    def __post_init__(self) -> None:
        """Refuse a set that nobody, or nobody in particular, could sign for."""
        if not 0 < self.threshold <= len(set(self.keys)) == len(self.keys) <= MOST_KEYS or self.version < 1:
            raise ValueError("no set of keys")

    @property
    def payload(self) -> bytes:
        """The set as it is signed."""
        keys = [{_ALGORITHM: key.data.hex()} for key in self.keys]
        value = {"keyset": _FORM, "id": self.id, "version": self.version, "threshold": self.threshold, "keys": keys}
        return json.dumps(value, indent=1).encode()

    def is_signed(self, envelope: Envelope) -> bool:
        """Return whether enough of these keys signed the envelope."""
        return len(envelope.signers(self.keys)) >= self.threshold


@dataclass(frozen=True, slots=True)
class SignedKeys:
    """A key set in its envelope."""

    envelope: Envelope
    keys: KeySet

    @classmethod
    def of(cls, keys: KeySet) -> Self:
        """Return a key set that nobody has signed yet."""
        return cls(Envelope(KEYS_TYPE, keys.payload), keys)

    @property
    def sha256(self) -> str:
        """What a link names the set by: SHA-256 of its payload, in hexadecimal."""
        return hashlib.sha256(self.envelope.payload).hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """The key sets, oldest first, and the profile."""

    sets: tuple[SignedKeys, ...]
    profile: Envelope

    @property
    def id(self) -> str:
        """The id of the profile, as its keys name it."""
        return self.current.id

    @property
    def current(self) -> KeySet:
        """The keys that sign now."""
        return self.sets[-1].keys

    @property
    def fingerprint(self) -> str:
        """What a link names this bundle's keys by."""
        return self.sets[-1].sha256

    def data(self) -> bytes:
        """Return the file."""
        value = {
            "bundle": _FORM,
            "keys": [one.envelope.as_json() for one in self.sets],
            "profile": self.profile.as_json(),
        }
        return (json.dumps(value, indent=1) + "\n").encode()

    def signed(self, key: SigningKey) -> Self:
        """Return the bundle with a key's signature wherever that key has a say."""
        public = key.public
        sets = tuple(
            replace(one, envelope=one.envelope.signed(key)) if public in {*one.keys.keys, *before.keys.keys} else one
            for before, one in zip((self.sets[0], *self.sets), self.sets, strict=False)
        )
        profile = self.profile.signed(key) if public in self.current.keys else self.profile
        return replace(self, sets=sets, profile=profile)


def looks_like_bundle(data: bytes) -> bool:
    """Return whether a file is meant to be a bundle rather than a profile; it may still be malformed."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"bundle"' in data[:200]


def read_bundle(data: bytes) -> Bundle:
    """Read a bundle from the bytes of its file.

    Raises:
        BundleError: it is none; with every problem at its position.
    """
    try:
        document = read_json(data, _LIMITS)
    except DocumentError as error:
        raise BundleError(error.problems) from None
    finder = Finder(document, list(document.faults))
    bundle = _bundle(finder, document.value)
    if bundle is None or finder.problems:
        raise BundleError(finder.problems)
    return bundle


def _bundle(finder: Finder, value: Any) -> Bundle | None:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict) or "bundle" not in value:
        finder.add("bundle_none", "", offending=shortened(value))
        return None
    if value["bundle"] != _FORM or isinstance(value["bundle"], bool):
        finder.add("bundle_newer", "/bundle", offending=shortened(value["bundle"]), known=_FORM)
        return None
    _note_unknown(finder, value, _BUNDLE_KEYS)
    profile = envelope_in(finder, "/profile", value.get("profile"))
    found = value.get("keys")
    if not isinstance(found, list) or not 0 < len(found) <= MOST_SETS:
        finder.add("bundle_keys", "/keys", offending=shortened(found), most=MOST_SETS)
        return None
    sets = [_signed_keys(finder, pointer_to("/keys", index), one) for index, one in enumerate(found)]
    whole = tuple(one for one in sets if one is not None)
    return Bundle(whole, profile) if profile and len(whole) == len(sets) else None


def _note_unknown(finder: Finder, value: dict[str, Any], known: frozenset[str]) -> None:
    for key in value:
        if key not in known and not key.startswith("x-"):
            finder.add("key_unknown", pointer_to("", key), offending=key, key=True, found=key)


def _signed_keys(finder: Finder, pointer: str, value: Any) -> SignedKeys | None:  # noqa: ANN401 - any JSON value
    envelope = envelope_in(finder, pointer, value)
    if envelope is None:
        return None
    keys = _key_set(envelope.payload)
    if keys is None:
        finder.add("bundle_key_set", pointer, offending="")
        return None
    return SignedKeys(envelope, keys)


def _key_set(payload: bytes) -> KeySet | None:
    """Return a key set, None if the payload is none, which means that another program made it."""
    try:
        document = read_json(payload, _LIMITS)
    except DocumentError:
        return None
    value = document.value
    if document.faults or not isinstance(value, dict) or set(value) != _SET_KEYS:
        return None
    numbers = [value[name] for name in ("keyset", "version", "threshold")]
    if any(type(number) is not int for number in numbers) or value["keyset"] != _FORM:
        return None
    id_, listed = value["id"], value["keys"]
    if not isinstance(id_, str) or not 0 < len(id_) <= _LONGEST_ID or not isinstance(listed, list):
        return None
    try:
        return KeySet(id_, value["version"], value["threshold"], tuple(map(_key, listed)))
    except ValueError:
        return None


def _key(value: Any) -> PublicKey:  # noqa: ANN401 - any JSON value
    """Return a key in the form key sets use. Raises ValueError."""
    text = value.get(_ALGORITHM) if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(text, str) or not set(text) <= _HEX_DIGITS:
        raise ValueError("no key")
    return PublicKey(bytes.fromhex(text))
