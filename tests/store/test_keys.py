"""Private keys come back as they were kept, or the person is told why not; never does another take their place."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.backends.fail
import pytest

from readiness.documents.trust.signing import SigningKey
from readiness.domain.refusal import Refusal
from readiness.store.keys import (
    Place,
    keep_key,
    kept_key,
    kept_keys,
    key_file,
    key_from_file,
    open_key,
    own_key,
)
from readiness.text import Translator

KEY = SigningKey(b"k" * 32)


class Ring(keyring.backend.KeyringBackend):
    """A keyring of the usual kind."""

    priority: Any = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password) < 1280  # what Windows takes
        self.entries[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.entries.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def no_ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def refused(code: str, *, do: Any) -> None:  # noqa: ANN401 - any call
    with pytest.raises(Refusal) as told:
        do()
    assert told.value.code == code


def test_the_keyring_holds_a_key_and_the_disk_does_not(ring: Ring, folder: Path) -> None:
    kept = keep_key("sign/hr", KEY)
    assert kept.place is Place.KEYRING
    assert Translator("en", strict=True).say(kept.place.words) == "in the system\u2019s keyring"
    assert list(ring.entries.values()) == [KEY.secret.hex()]
    assert not [path for path in folder.rglob("*") if path.is_file() and KEY.secret.hex() in path.read_text()]
    assert not list(folder.rglob("*.pem"))
    assert kept_key("sign/hr") == kept
    assert open_key(kept) == KEY


@pytest.mark.usefixtures("no_ring")
def test_without_a_keyring_a_file_for_its_owner_alone(folder: Path) -> None:
    kept = keep_key("device/com.example", KEY)
    assert kept.place is Place.FILE
    assert open_key(kept) == KEY
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (folder / "keys").iterdir()} == {0o600}


def test_with_a_password_a_file_that_is_of_no_use_without_it(ring: Ring, folder: Path) -> None:
    kept = keep_key("sign/drawer", KEY, "sesame")
    assert (kept.place, ring.entries) == (Place.PASSWORD, {})
    assert b"ENCRYPTED" in next(folder.rglob("*.pem")).read_bytes()
    assert open_key(kept, lambda: "sesame") == KEY
    refused("keys.password_wrong", do=lambda: open_key(kept, lambda: "wrong"))
    refused("keys.password_missing", do=lambda: open_key(kept))


def test_a_locked_keyring_never_means_a_new_key(ring: Ring) -> None:
    made, place = own_key("device/com.example")
    assert place is Place.KEYRING
    assert own_key("device/com.example") == (made, place)
    ring.locked = True
    refused("keys.keyring_locked", do=lambda: own_key("device/com.example"))
    ring.locked = False
    ring.entries.clear()
    refused("keys.keyring_locked", do=lambda: own_key("device/com.example"))


def test_a_keyring_that_forgets_or_stands_open_is_none(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring, "get_password", lambda *_: None)
    assert keep_key("one", KEY).place is Place.FILE
    monkeypatch.setattr(ring, "set_password", lambda *_: 1 / 0)
    assert keep_key("two", KEY).place is Place.FILE
    monkeypatch.setattr(Ring, "priority", 0.5)
    assert keep_key("three", KEY).place is Place.FILE
    monkeypatch.undo()


@pytest.mark.usefixtures("no_ring")
def test_a_name_is_taken_once_and_names_are_no_paths(folder: Path) -> None:
    keep_key("../../con", KEY)
    with pytest.raises(FileExistsError):
        keep_key("../../con", SigningKey.generate())
    keep_key("sign/b", KEY)
    assert [one.name for one in kept_keys("sign/")] == ["sign/b"]
    assert {path.parent for path in folder.rglob("*") if path.is_file()} == {folder / "keys"}


@pytest.mark.usefixtures("no_ring")
def test_damage_is_told(folder: Path) -> None:
    kept = keep_key("one", KEY)
    card, pem = (next(folder.rglob(name)) for name in ("*.json", "*.pem"))
    pem.write_bytes(key_file(SigningKey.generate()))
    refused("keys.another", do=lambda: open_key(kept))
    pem.unlink()
    refused("keys.file_unreadable", do=lambda: open_key(kept))
    card.write_text(json.dumps({"name": "one"}))
    refused("keys.file_unreadable", do=lambda: own_key("one"))
    assert kept_keys() == ()


def test_key_files_are_those_of_other_programs(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    signer = pytest.importorskip("securesystemslib.signer")
    path = tmp_path / "key.pem"
    path.write_bytes(key_file(KEY))
    public = signer.SSlibKey(KEY.public.keyid, "ed25519", "ed25519", {"public": KEY.public.data.hex()})
    theirs = signer.CryptoSigner.from_priv_key_uri(f"file2:{path}", public)
    assert bytes.fromhex(theirs.sign(b"x").signature) == KEY.sign(b"x")
    assert key_from_file(theirs.private_bytes) == KEY
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for data in (other, b"nothing", b"-" * 10_001, os.urandom(100)):
        refused("keys.no_key", do=lambda data=data: key_from_file(data))


@pytest.mark.usefixtures("no_ring")
def test_of_two_that_make_a_key_at_once_one_wins(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: _made_or_found(), range(24)))
    assert keys == {own_key("device")[0]}
    assert len(list(folder.rglob("*.pem"))) == 1


def _made_or_found() -> SigningKey:
    return own_key("device")[0]
