"""The attack table on profiles, as far as no network is needed: each attack is refused with its own reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from readiness.documents.trust.bundle import PROFILE_TYPE, Bundle, KeySet, SignedKeys, read_bundle
from readiness.documents.trust.chain import (
    Seen,
    Vouched,
    refuse_expired,
    refuse_older,
    refuse_unsigned_profile,
    seen_now,
    trusted_keys,
)
from readiness.documents.trust.envelope import Envelope
from readiness.domain.refusal import Refusal
from readiness.text import LANGUAGES, Translator
from tests.documents.employer import ID, bundle, key, profile, publics, read, sets

NOW = datetime(2027, 1, 1, tzinfo=UTC)
LATE = datetime(2027, 6, 1, tzinfo=UTC)
CHAIN = (("a", 1), ("b", 1), ("c", 1))


def taken(offered: Bundle | bytes, seen: Seen | None = None, pin: str = "", *clocks: datetime) -> tuple[Vouched, Seen]:
    """Hold what is offered against every rule, in the order in which the program does."""
    if isinstance(offered, bytes):
        one, vouched, data = None, Vouched.UNSIGNED, offered
    else:
        one = read_bundle(offered.data())
        vouched = trusted_keys(one, seen, pin)
        refuse_unsigned_profile(one)
        data = one.profile.payload
    document = read(data)
    refuse_older(document, one, seen)
    now = seen_now(document, one)
    if seen is None or now.sha256 != seen.sha256:
        refuse_expired(document, clocks or [NOW])
    return vouched, now


def seen_of(offered: Bundle | bytes) -> Seen:
    return taken(offered)[1]


FIRST = bundle(profile(), ("a", 1))
SECOND = bundle(profile(2), ("a", 1))
TWO_KEYS = bundle(profile(), ("abd", 2))

ACCEPTED: dict[str, tuple[Callable[[], tuple[Vouched, Seen]], Vouched]] = {
    "first use with the link's keys": (lambda: taken(FIRST, None, FIRST.fingerprint), Vouched.LINK),
    "first use, an old link after a rotation": (
        lambda: taken(bundle(profile(), *CHAIN), None, sets(*CHAIN)[0].sha256), Vouched.LINK),
    "first use of a bare file": (lambda: taken(FIRST), Vouched.NOBODY),
    "the same again": (lambda: taken(FIRST, seen_of(FIRST)), Vouched.EARLIER),
    "the next one": (lambda: taken(SECOND, seen_of(FIRST)), Vouched.EARLIER),
    "keys changed once while away": (lambda: taken(bundle(profile(2), *CHAIN[:2]), seen_of(FIRST)), Vouched.EARLIER),
    "keys changed twice while away": (lambda: taken(bundle(profile(2), *CHAIN), seen_of(FIRST)), Vouched.EARLIER),
    "keys changed, the profile is the same": (
        lambda: taken(bundle(profile(), *CHAIN[:2]), seen_of(FIRST)), Vouched.EARLIER),
    "two of three keys": (lambda: taken(bundle(profile(2), ("abd", 2), by="ad"), seen_of(TWO_KEYS)), Vouched.EARLIER),
    "the spare key alone, after the other was lost": (
        lambda: taken(bundle(profile(2), ("ad", 1), by="d"), None, sets(("ad", 1))[0].sha256), Vouched.LINK),
    "already kept, run out meanwhile": (lambda: taken(FIRST, seen_of(FIRST), "", LATE), Vouched.EARLIER),
    "without signatures": (lambda: taken(profile()), Vouched.UNSIGNED),
    "the next one without signatures": (lambda: taken(profile(2), seen_of(profile())), Vouched.UNSIGNED),
    "signed from now on": (lambda: taken(SECOND, seen_of(profile())), Vouched.NOBODY),
}  # fmt: skip


def altered() -> Bundle:
    return replace(FIRST, profile=replace(FIRST.profile, payload=profile(9)))


def stranger(names: str = "z") -> Bundle:
    return bundle(profile(2), (names, 1))


def with_stranger_behind() -> Bundle:
    """The employer's first keys, then an attacker's, signed by the attacker alone."""
    own = SignedKeys.of(KeySet(ID, 2, 1, publics("z")))
    after = replace(own, envelope=own.envelope.signed(key("z")))
    return Bundle((*FIRST.sets, after), Envelope.seal(PROFILE_TYPE, profile(2), [key("z")]))


def without_own_signature() -> Bundle:
    """The old keys hand on to new ones that never signed: nobody may hold them."""
    own = SignedKeys.of(KeySet(ID, 2, 1, publics("b")))
    after = replace(own, envelope=own.envelope.signed(key("a")))
    return Bundle((*FIRST.sets, after), Envelope.seal(PROFILE_TYPE, profile(2), [key("a"), key("b")]))


def with_gap() -> Bundle:
    first, _, third = sets(*CHAIN)
    return replace(bundle(profile(2), *CHAIN), sets=(first, third))


def keys_as_profile() -> Bundle:
    """A key set, which is signed by the right keys, passed off as the profile."""
    return replace(FIRST, profile=FIRST.sets[0].envelope)


def profile_as_keys() -> Bundle:
    one = FIRST.sets[0]
    other = Envelope.seal(PROFILE_TYPE, one.keys.payload, [key("a")])
    return replace(FIRST, sets=(replace(one, envelope=other),))


def one_key_twice() -> Bundle:
    """A threshold of two, met by one key that signed twice."""
    made = Envelope.seal(PROFILE_TYPE, profile(), [key("a")])
    return replace(TWO_KEYS, profile=replace(made, signatures=made.signatures * 2))


def other_employers_keys() -> Bundle:
    own = sets(("a", 1), ("b", 1))
    return replace(FIRST, sets=(own[0], *sets(("a", 1), ("b", 1), id_="com.example.other")[1:]))


ATTACKS: dict[str, tuple[str, Callable[[], object]]] = {
    "the link names other keys": ("trust.pin", lambda: taken(stranger(), None, FIRST.fingerprint)),
    "an attacker's key signs": ("trust.signed_by_few", lambda: taken(bundle(profile(2), ("a", 1), by="z"))),
    "an attacker's keys": ("trust.keys_others", lambda: taken(stranger(), seen_of(FIRST))),
    "an attacker's keys behind the employer's": (
        "trust.keys_not_handed_on", lambda: taken(with_stranger_behind(), seen_of(FIRST))),
    "keys that nobody may hold": ("trust.keys_unsigned", lambda: taken(without_own_signature(), seen_of(FIRST))),
    "the content is altered": ("trust.signed_by_few", lambda: taken(altered())),
    "an old profile": ("trust.rolled_back", lambda: taken(FIRST, seen_of(SECOND))),
    "an old profile without signatures": ("trust.rolled_back", lambda: taken(profile(), seen_of(profile(2)))),
    "old keys": ("trust.keys_rolled_back", lambda: taken(SECOND, seen_of(bundle(profile(), *CHAIN[:2])))),
    "the old key after a change of keys": (
        "trust.signed_by_few", lambda: taken(bundle(profile(2), *CHAIN[:2], by="a"), seen_of(FIRST))),
    "a set of keys left out": ("trust.gap", lambda: taken(with_gap(), seen_of(FIRST))),
    "other content under the same number": (
        "trust.same_serial", lambda: taken(bundle(profile(version="9.9.9"), ("a", 1)), seen_of(FIRST))),
    "the newest that ever was, run out": ("trust.expired", lambda: taken(SECOND, seen_of(FIRST), "", LATE)),
    "run out by the server's clock alone": ("trust.expired", lambda: taken(FIRST, None, "", NOW, LATE)),
    "keys passed off as the profile": ("trust.profile_kind", lambda: taken(keys_as_profile())),
    "a profile passed off as keys": ("trust.keys_kind", lambda: taken(profile_as_keys())),
    "one key for two": ("trust.signed_by_few", lambda: taken(one_key_twice())),
    "one of two keys": ("trust.signed_by_few", lambda: taken(bundle(profile(), ("abd", 2), by="b"))),
    "the keys of another profile": (
        "trust.profile_other_id", lambda: taken(bundle(profile(), ("a", 1), id_="com.example.other"))),
    "keys of two profiles": ("trust.keys_other_id", lambda: taken(other_employers_keys())),
    "the signatures taken off": ("trust.unsigned_now", lambda: taken(profile(2), seen_of(FIRST))),
    "another profile in its place": (
        "trust.became_other_id", lambda: taken(profile(id="com.example.other"), seen_of(profile()))),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_in_order_is_accepted(case: str) -> None:
    attempt, vouched = ACCEPTED[case]
    assert attempt()[0] is vouched


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_with_its_reason(attack: str) -> None:
    code, attempt = ATTACKS[attack]
    with pytest.raises(Refusal) as refused:
        attempt()
    assert refused.value.code == code
    assert all(Translator(language, strict=True).say(refused.value.reason) for language in LANGUAGES)


def test_what_is_remembered_tells_whether_it_was_signed() -> None:
    assert seen_of(FIRST).signed
    assert not seen_of(profile()).signed
