"""Bundles are read whole or refused at the place of each mistake."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness import paths
from readiness.documents.trust.bundle import (
    KEYS_TYPE,
    Bundle,
    BundleError,
    KeySet,
    SignedKeys,
    looks_like_bundle,
    read_bundle,
)
from readiness.documents.trust.envelope import Envelope
from tests.documents.employer import ID, bundle, key, profile, publics

WHOLE = bundle(profile(), ("ab", 2), ("bc", 1))


def changed(**changes: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return json.dumps(json.loads(WHOLE.data()) | changes).encode()


def with_keys(payload: bytes | dict[str, Any]) -> bytes:
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return changed(keys=[Envelope.seal(KEYS_TYPE, text, [key("a")]).as_json()])


GOOD: dict[str, Any] = json.loads(WHOLE.sets[0].keys.payload)


def test_what_is_written_is_read() -> None:
    assert read_bundle(WHOLE.data()) == WHOLE
    assert read_bundle(with_keys(GOOD)).current == WHOLE.sets[0].keys
    assert read_bundle(changed(**{"x-note": 1})) == WHOLE
    assert WHOLE.profile.payload == profile()  # byte for byte
    assert (WHOLE.id, WHOLE.current.version) == (ID, 2)


def test_a_bundle_is_told_from_a_profile() -> None:
    assert looks_like_bundle(WHOLE.data())
    assert looks_like_bundle(b"\xef\xbb\xbf" + WHOLE.data())
    assert not looks_like_bundle(profile())


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"{", ["unfinished "]),
        (b"[]", ["bundle_none "]),
        (profile(), ["bundle_none "]),
        (paths.spec_files()[-1].read_bytes(), ["bundle_none "]),
        (changed(bundle=2), ["bundle_newer /bundle"]),
        (changed(bundle=True), ["bundle_newer /bundle"]),
        (changed(notes="x"), ["key_unknown /notes"]),
        (changed(keys=[]), ["bundle_keys /keys"]),
        (changed(keys=[{}] * 101), ["bundle_keys /keys"]),
        (changed(profile=None), ["envelope_no_object /profile"]),
        (changed(keys=[7]), ["envelope_no_object /keys/0"]),
        (WHOLE.data().replace(b'"bundle": 1,', b'"bundle": 1, "bundle": 1,'), ["key_repeated /bundle"]),
        (b" " * 256_001, ["too_large "]),
        *[
            (with_keys(payload), ["bundle_key_set /keys/0"])
            for payload in (
                b"no JSON",
                b'{"keyset": 1, "keyset": 1}',
                b"[]",
                GOOD | {"more": 1},
                GOOD | {"keyset": 2},
                GOOD | {"version": 1.0},
                GOOD | {"version": 0},
                GOOD | {"threshold": True},
                GOOD | {"threshold": 0},
                GOOD | {"threshold": 3},
                GOOD | {"id": ""},
                GOOD | {"id": 7},
                GOOD | {"keys": {}},
                GOOD | {"keys": GOOD["keys"] * 2},  # one key, twice
                GOOD | {"keys": ["x"]},
                GOOD | {"keys": [{"rsa": "00"}]},
                GOOD | {"keys": [{"ed25519": 7}], "threshold": 1},
                GOOD | {"keys": [{"ed25519": "no hex"}], "threshold": 1},
                GOOD | {"keys": [{"ed25519": "AB" * 32}], "threshold": 1},  # another spelling
                GOOD | {"keys": [{"ed25519": "00" * 32}], "threshold": 1},  # everybody's key
            )
        ],
    ],
)
def test_what_is_no_bundle_is_refused_at_its_place(data: bytes, found: list[str]) -> None:
    with pytest.raises(BundleError) as refused:
        read_bundle(data)
    assert [f"{one.code} {one.pointer}" for one in refused.value.problems] == found


def test_a_signature_goes_wherever_its_key_has_a_say() -> None:
    """Several people sign one after another: whoever holds a key signs what it counts for, and no more."""
    chain = tuple(
        SignedKeys.of(KeySet(ID, version, 2, publics(names))) for version, names in enumerate(("ab", "bc", "cd"), 1)
    )
    unsigned = Bundle(chain, Envelope(WHOLE.profile.payload_type, profile()))
    names = {key(name).public.keyid: name for name in "abcd"}

    def signers(one: Envelope) -> str:
        return "".join(names[made.keyid] for made in one.signatures)

    signed = unsigned.signed(key("b"))
    assert [signers(one.envelope) for one in signed.sets] == ["b", "b", "b"]
    assert signers(signed.profile) == ""
    signed = signed.signed(key("d"))
    assert [signers(one.envelope) for one in signed.sets] == ["b", "b", "bd"]
    assert signers(signed.profile) == "d"
    assert unsigned.signed(key("z")) == unsigned


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["bundle", "keys", "profile", "payload", "payloadType", "signatures", "x-y"]),
                      inner, max_size=4),
    max_leaves=12,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_bytes_are_a_bundle_or_refused(data: bytes) -> None:
    with suppress(BundleError):
        assert read_bundle(data).sets
