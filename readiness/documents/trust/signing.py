"""Ed25519 keys (RFC 8032): signing and verification.

A key is identified by the SHA-256 of its 32 public bytes in lower-case hexadecimal, its ``keyid``. Storing private
keys is not the concern of this package: callers pass in their 32 bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final, Self

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_PRIME: Final = 2**255 - 19
_SIGN_BIT: Final = 2**255
# The y of the points of order 1, 2, 4 and 8 (RFC 7748's curve): for such a key a signature that
# fits any document can be made by anybody.
_WEAK: Final = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
        _PRIME - 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    }
)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key of 32 bytes."""

    data: bytes

    def __post_init__(self) -> None:
        """Refuse what is no key, what is another key written in a second way, and what anybody could sign for."""
        y = int.from_bytes(self.data, "little") % _SIGN_BIT
        if len(self.data) != KEY_BYTES or y >= _PRIME or y in _WEAK:
            raise ValueError("no Ed25519 key")

    @property
    def keyid(self) -> str:
        """The id of the key: SHA-256 of its bytes in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Return whether the owner of this key signed the data."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.data).verify(signature, data)
        except (InvalidSignature, ValueError):  # ValueError: the bytes are no point of the curve
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, given by its 32 byte seed, which appears in no text made of it."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no key."""
        if len(self.secret) != KEY_BYTES:
            raise ValueError("no Ed25519 key")

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the system's random source."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> PublicKey:
        """The public key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the signature of the data, 64 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(data)
