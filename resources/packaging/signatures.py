"""Signs a file as minisign does, so that anybody can tell with that program who made it.

    minisign -V -P PUBLIC-KEY -m SHA256SUMS        (Debian: minisign)

The key is the one that signs the list of releases (RELEASE_KEY). The form is minisign's own: an algorithm ("ED",
Ed25519 over BLAKE2b-512), a name of eight bytes for the key, the signature; then a comment that is signed with it.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from readiness.documents.trust.signing import PublicKey, SigningKey

_HASHED: Final = b"ED"
_PLAIN: Final = b"Ed"


def public_line(key: PublicKey) -> str:
    """Return a public key as minisign takes it after ``-P``."""
    return base64.b64encode(_PLAIN + _name(key) + key.data).decode()


def sign(path: Path, key: SigningKey, comment: str) -> Path:
    """Write the signature of a file beside it and return its place. The comment is one line, and is signed too."""
    if "\n" in comment or "\r" in comment:
        raise ValueError("a comment of several lines")
    signature = key.sign(hashlib.blake2b(path.read_bytes()).digest())
    lines = (
        "untrusted comment: signature of the release key",
        base64.b64encode(_HASHED + _name(key.public) + signature).decode(),
        f"trusted comment: {comment}",
        base64.b64encode(key.sign(signature + comment.encode())).decode(),
    )
    beside = path.with_name(f"{path.name}.minisig")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return beside


def _name(key: PublicKey) -> bytes:
    """Return the eight bytes that minisign tells keys apart by."""
    return hashlib.sha256(key.data).digest()[:8]
