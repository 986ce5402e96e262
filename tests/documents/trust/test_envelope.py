"""Envelopes: what is signed is what is read, and an independent program agrees both ways."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.documents.json_text.strict import Limits
from readiness.documents.trust.envelope import Envelope, EnvelopeError, Signature, read_envelope
from readiness.documents.trust.signing import PublicKey, SigningKey

KIND = "application/vnd.example+json"
ONE, TWO, OTHER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3))
KEYS = (ONE.public, TWO.public)


def written(**changes: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return json.dumps(Envelope.seal(KIND, b"{}", [ONE]).as_json() | changes).encode()


def signature(**changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    return [Envelope.seal(KIND, b"{}", [ONE]).as_json()["signatures"][0] | changes]


def test_what_is_sealed_is_read_and_known_by_its_signers() -> None:
    sealed = Envelope.seal(KIND, b"a payload \xff", [ONE, TWO])
    read = read_envelope(json.dumps(sealed.as_json()).encode())
    assert read == sealed
    assert read.signers(KEYS) == {*KEYS}
    assert read.signers([OTHER.public]) == frozenset()


def test_the_encoding_is_that_of_the_specification() -> None:
    assert Envelope("http://example.com/HelloWorld", b"hello world").signed_bytes == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_signing_again_replaces_and_one_key_counts_once() -> None:
    sealed = Envelope.seal(KIND, b"{}", [ONE, ONE])
    assert len(sealed.signatures) == 1
    twice = Envelope(KIND, b"{}", sealed.signatures * 2)
    assert twice.signers(KEYS) == {ONE.public}


@pytest.mark.parametrize("keyid", ["", "a name of somebody else's", TWO.public.keyid])
def test_the_name_beside_a_signature_decides_nothing(keyid: str) -> None:
    made = Signature(keyid, Envelope.seal(KIND, b"{}", [ONE]).signatures[0].value)
    read = read_envelope(json.dumps(Envelope(KIND, b"{}", (made,)).as_json()).encode())
    assert read.signers(KEYS) == {ONE.public}


def test_a_signature_is_for_one_payload_of_one_kind() -> None:
    made = Envelope.seal(KIND, b"{}", [ONE]).signatures
    assert not Envelope(KIND, b"{ }", made).signers(KEYS)
    assert not Envelope("application/other", b"{}", made).signers(KEYS)


def test_both_alphabets_and_unknown_members_are_read() -> None:
    url_safe = base64.urlsafe_b64encode(b"\xff\xfe\xfd").decode()
    assert read_envelope(written(payload=url_safe, more={"a": 1})).payload == b"\xff\xfe\xfd"


def test_the_name_of_a_signature_may_be_null_or_missing() -> None:
    assert read_envelope(written(signatures=signature(keyid=None))).signatures[0].keyid == ""


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"[]", ["envelope_no_object"]),
        (b"nothing", ["value_expected"]),
        (written(payload="e30"), ["envelope_base64"]),
        (written(payload="e31="), ["envelope_base64"]),  # bits left over
        (written(payload="+_8="), ["envelope_base64"]),  # two alphabets
        (written(payload="e3\n0="), ["envelope_base64"]),
        (written(payload="\u00e9==="), ["envelope_base64"]),
        (written(payload=""), ["envelope_base64"]),
        (written(payload=None), ["envelope_base64"]),
        (written(payloadType=7), ["envelope_text"]),
        (written(payloadType="x" * 201), ["envelope_text"]),
        (written(payloadType="a\u202eb"), ["envelope_text"]),
        (written(signatures=[]), ["envelope_signatures"]),
        (written(signatures={}), ["envelope_signatures"]),
        (written(signatures=signature() * 17), ["envelope_signatures"]),
        (written(signatures=[7]), ["envelope_no_object"]),
        (written(signatures=signature(sig="AAAA")), ["envelope_signature_length"]),
        (written(signatures=signature(keyid=7)), ["envelope_text"]),
        (written().replace(b'"payload":', b'"payload": "e30=", "payload":'), ["key_repeated"]),
    ],
)  # fmt: skip
def test_what_can_be_misunderstood_is_refused_at_its_place(data: bytes, codes: list[str]) -> None:
    with pytest.raises(EnvelopeError) as refused:
        read_envelope(data)
    assert [one.code for one in refused.value.problems] == codes


def test_too_large_is_told_before_reading() -> None:
    with pytest.raises(EnvelopeError, match="too_large"):
        read_envelope(b"x" * 101, Limits(100))


@given(st.binary(max_size=300) | st.text(alphabet='{}[]":,\\payloadTypesigntures0=A', max_size=200).map(str.encode))
def test_any_bytes_are_an_envelope_or_refused(data: bytes) -> None:
    with suppress(EnvelopeError):
        assert read_envelope(data).signatures


# ------------------------------------------------------------------ keys

WEAK = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    b"\xec" + b"\xff" * 30 + b"\x7f",
    b"\xed" + b"\xff" * 30 + b"\x7f",  # zero, written in a second way
]


@pytest.mark.parametrize("data", [b"", b"x" * 31, b"x" * 33, *WEAK])
def test_what_is_no_key_or_everybodys_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no Ed25519 key"):
        PublicKey(data)


def test_a_private_key_has_its_length_and_is_shown_nowhere() -> None:
    with pytest.raises(ValueError, match="no Ed25519 key"):
        SigningKey(b"short")
    made = SigningKey.generate()
    assert made.secret.hex() not in repr(made)
    assert "secret" not in repr(made)


def test_bytes_that_are_no_point_of_the_curve_sign_nothing() -> None:
    assert not PublicKey(b"\x02" + bytes(31)).verifies(bytes(64), b"")
    assert not ONE.public.verifies(b"short", b"")


def test_a_key_is_known_by_the_hash_of_its_bytes() -> None:
    # RFC 8032, section 7.1, test 1
    key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.data.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.public.keyid == "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"


# ------------------------------------------------------------------ an independent program


def test_another_program_accepts_what_is_signed_here() -> None:
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    theirs = dsse.Envelope.from_dict(Envelope.seal(KIND, b"{}\n", [ONE, TWO]).as_json())
    keys = [signer.SSlibKey(one.keyid, "ed25519", "ed25519", {"public": one.data.hex()}) for one in KEYS]
    assert set(theirs.verify(keys, 2)) == {one.keyid for one in KEYS}
    theirs.payload = b"{}"
    with pytest.raises(Exception, match="threshold"):
        theirs.verify(keys, 2)


def test_what_another_program_signs_is_accepted_here() -> None:
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    theirs = dsse.Envelope(b"{}\n", KIND, {})
    made = [signer.CryptoSigner.generate_ed25519() for _ in range(2)]  # named by a form of theirs
    for one in made:
        theirs.sign(one)
    read = read_envelope(json.dumps(theirs.to_dict()).encode())
    keys = [PublicKey(bytes.fromhex(one.public_key.keyval["public"])) for one in made]
    assert read.payload == b"{}\n"
    assert read.signers([*keys, OTHER.public]) == {*keys}
