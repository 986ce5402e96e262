"""Private keys: in the system's keyring, else in a file, and always said which.

What stands in the keyring is the 32 bytes of one key, in hexadecimal: some keyrings hold
little more than a kilobyte. A small card beside it tells, without opening anything, that
the key exists and where: a keyring that is locked today never means a new key, which would
make the same computer look like another one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from readiness.documents.trust.signing import PublicKey, SigningKey
from readiness.domain.message import Message, message
from readiness.domain.refusal import Refusal
from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger(__name__)

_FOLDER: Final = "keys"
_SERVICE: Final = "readiness"
_LEAST_PRIORITY: Final = 1
"""Keyrings below this keep what they are given in the open, or not at all."""
_LARGEST: Final = 10_000


class Place(StrEnum):
    """Where a private key is kept."""

    KEYRING = "keyring"
    FILE = "file"
    """A file that only its owner may read."""
    PASSWORD = "password"  # noqa: S105 - the name of a place
    """A file that is of no use without its password."""

    @property
    def words(self) -> Message:
        """Where that is, for people."""
        return message(f"keys.place.{self}")


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key that is kept: its name, its public half and where the private one is."""

    name: str
    public: PublicKey
    place: Place


def keep_key(name: str, key: SigningKey, password: str = "") -> KeptKey:
    """Keep a key under a name: with a password in a file of its own, else in the keyring, else in a file.

    Raises:
        OSError: the disk refuses.
        FileExistsError: the name is taken. The key that has it is left alone.
    """
    if _card(name).exists():
        raise FileExistsError(name)
    place = Place.PASSWORD if password else Place.KEYRING if _in_keyring(key) else Place.FILE
    kept = KeptKey(name, key.public, place)
    if place is not Place.KEYRING:
        keep_whole(_pem(kept), key_file(key, password))
    card = {"name": name, "public": kept.public.data.hex(), "place": str(place)}
    try:
        keep_whole(_card(name), json.dumps(card).encode(), new=True)
    except FileExistsError:
        _delete(kept)
        raise
    return kept


def kept_key(name: str) -> KeptKey | None:
    """Return what is known of a key without opening it, None when there is none of that name.

    Raises:
        Refusal: there is one, but what is known of it cannot be read.
    """
    return _read_card(_card(name))


def kept_keys(prefix: str = "") -> tuple[KeptKey, ...]:
    """Return all keys whose name begins so, by name. What cannot be read is left out."""
    found = []
    for path in (data_folder() / _FOLDER).glob("*.json"):
        with suppress(Refusal):
            found.append(_read_card(path))
    return tuple(sorted((one for one in found if one and one.name.startswith(prefix)), key=lambda one: one.name))


def open_key(kept: KeptKey, password: Callable[[], str] = str) -> SigningKey:
    """Return a key; ``password`` is asked for where the file needs one.

    Raises:
        Refusal: the keyring does not hand it out, or the file is gone or needs another password.
    """
    if kept.place is Place.KEYRING:
        key = _from_keyring(kept)
    else:
        try:
            data = _pem(kept).read_bytes()
        except OSError as problem:
            raise Refusal(message("keys.file_unreadable", name=kept.name)) from problem
        key = key_from_file(data, password if kept.place is Place.PASSWORD else str)
    if key.public != kept.public:
        raise Refusal(message("keys.another", name=kept.name))
    return key


def own_key(name: str) -> tuple[SigningKey, Place]:
    """Return the key of that name, made when there is none yet, and where it is kept.

    Raises:
        Refusal: there is one, but it cannot be had now. A new one would be another identity.
        OSError: there is none, and the disk takes none.
    """
    kept = kept_key(name)
    if kept is None:
        key = SigningKey.generate()
        with suppress(FileExistsError):  # another process was quicker: its key is the one
            return key, keep_key(name, key).place
        kept = kept_key(name)
    if kept is None:
        raise Refusal(message("keys.file_unreadable", name=name))
    return open_key(kept), kept.place


def _delete(kept: KeptKey) -> None:
    _pem(kept).unlink(missing_ok=True)
    ring = _keyring() if kept.place is Place.KEYRING else None
    if ring is not None:
        try:
            ring.delete_password(_SERVICE, kept.public.keyid)
        except Exception:  # noqa: BLE001 - whatever a keyring raises; the card goes all the same
            _log.warning("the keyring did not delete a key")


# ------------------------------------------------------------------ key files


def key_file(key: SigningKey, password: str = "") -> bytes:
    """Return a key as a file: PKCS#8 in PEM, encrypted when there is a password."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    how = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return Ed25519PrivateKey.from_private_bytes(key.secret).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def key_from_file(data: bytes, password: Callable[[], str] = str) -> SigningKey:
    """Return the key in a file; ``password`` is asked for only if the file is encrypted.

    Raises:
        Refusal: it holds no Ed25519 key, or not for this password.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    encrypted = b"ENCRYPTED" in data
    given = password().encode() if encrypted else b""
    if encrypted and not given:
        raise Refusal(message("keys.password_missing"))
    if len(data) > _LARGEST:
        raise Refusal(message("keys.no_key"))
    try:
        key = load_pem_private_key(data, given or None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise Refusal(message("keys.password_wrong" if encrypted else "keys.no_key")) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal(message("keys.no_key"))
    return SigningKey(key.private_bytes_raw())


# ------------------------------------------------------------------ where they lie


def _stem(name: str) -> str:
    # Names are not the file system's business: "con" is no file on Windows, and "A" there the same as "a".
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _card(name: str) -> Path:
    return data_folder() / _FOLDER / f"{_stem(name)}.json"


def _pem(kept: KeptKey) -> Path:
    return data_folder() / _FOLDER / f"{kept.public.keyid}.pem"


def _read_card(path: Path) -> KeptKey | None:
    try:
        card: Any = json.loads(path.read_bytes())
        return KeptKey(str(card["name"]), PublicKey(bytes.fromhex(card["public"])), Place(card["place"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Refusal(message("keys.file_unreadable", name=path.name)) from problem


def _keyring() -> KeyringBackend | None:
    """Return the system's keyring, None where there is none that keeps anything to itself."""
    try:
        import keyring
        from keyring.backends.fail import Keyring as NoKeyring

        ring = keyring.get_keyring()
        secure = not isinstance(ring, NoKeyring) and float(ring.priority) >= _LEAST_PRIORITY
    except Exception:  # noqa: BLE001 - the keyrings of systems are many, and so are their faults
        _log.warning("there is no keyring that can be used")
        return None
    return ring if secure else None


def _in_keyring(key: SigningKey) -> bool:
    """Put a key into the keyring, and look whether it comes back; False when it does not."""
    if os.environ.get("READINESS_NO_KEYRING"):
        return False
    ring = _keyring()
    if ring is None:
        return False
    keyid = key.public.keyid
    try:
        ring.set_password(_SERVICE, keyid, key.secret.hex())
        return ring.get_password(_SERVICE, keyid) == key.secret.hex()
    except Exception:  # noqa: BLE001 - likewise
        _log.warning("the keyring takes no key")
        return False


def _from_keyring(kept: KeptKey) -> SigningKey:
    ring = _keyring()
    try:
        text = ring.get_password(_SERVICE, kept.public.keyid) if ring else None
        return SigningKey(bytes.fromhex(text or ""))
    except Exception as problem:
        raise Refusal(message("keys.keyring_locked", name=kept.name)) from problem
