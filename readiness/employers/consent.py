"""What a person is told before an employer's profile is kept, in their language: label and value, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from readiness.documents.trust.chain import Vouched
from readiness.domain.message import Message, message
from readiness.domain.profile import Collect, Destination, Profile
from readiness.employers.subscriptions import Offer
from readiness.render.parts.rows import fact_name
from readiness.text import Translator, clean_line

_GROUP: Final = 4
_SHOWN_DIGITS: Final = 32


def terms(offer: Offer, translator: Translator) -> Iterator[tuple[str, str]]:
    """Yield who offers what, what it measures and asks, what of it is about the person, and where reports go."""
    profile, say = offer.profile, translator.say
    yield say(message("consent.from")), _from(offer, translator)
    yield say(message("consent.profile")), _named(profile, translator)
    yield say(message("consent.signature")), say(vouched_words(offer.vouched, offer.fingerprint))
    names = sorted({fact_name(fact, translator) for fact in profile.facts})
    yield say(message("consent.measures")), translator.join(names)
    asked = sum(requirement.question is not None for requirement in profile.requirements)
    if asked:
        yield say(message("consent.asks")), say(message("consent.questions", count=asked))
    yield say(message("consent.about_you")), _collected(profile.collect, translator)
    yield say(message("consent.sends_to")), _destinations(profile.submit, translator)
    if profile.valid.until:
        yield say(message("consent.valid_until")), translator.date(profile.valid.until)
    if offer.earlier is not None:
        yield say(message("consent.so_far")), say(message("consent.replaces", serial=offer.earlier.seen.serial))
    if offer.clock_apart is not None:
        yield say(message("consent.clock")), say(clock_words(offer))


def vouched_words(vouched: Vouched, fingerprint: str = "") -> Message:
    """Return who says that the keys are the employer's; nobody does where they came with the profile."""
    if vouched is Vouched.NOBODY and fingerprint:
        return message("consent.vouched.nobody_yet", digits=readable(fingerprint))
    return message(f"consent.vouched.{vouched}")


def readable(fingerprint: str) -> str:
    """Return the beginning of a hash in groups, to be compared by eye or over the telephone."""
    digits = fingerprint[:_SHOWN_DIGITS]
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def clock_words(offer: Offer) -> Message:
    """Return how far this computer's clock is from the server's."""
    minutes = round((offer.clock_apart.total_seconds() if offer.clock_apart else 0) / 60)
    return message("consent.clock_ahead" if minutes > 0 else "consent.clock_behind", minutes=abs(minutes))


def _from(offer: Offer, translator: Translator) -> str:
    name = clean_line(offer.profile.issuer.name)
    if not offer.source:
        return name
    return translator.say(message("report.aside", text=name, note=urlsplit(offer.source).netloc))


def _named(profile: Profile, translator: Translator) -> str:
    name = clean_line(profile.title.in_language(translator.language))
    return translator.say(message("report.aside", text=name, note=f"{profile.id} {profile.version}"))


def _collected(collect: Collect | None, translator: Translator) -> str:
    if collect is None:
        return translator.say(message("consent.nothing_about_you"))
    names = translator.join([translator.say(message(f"consent.collects.{fact}")) for fact in collect.facts])
    purpose = clean_line(collect.purpose.in_language(translator.language))
    told = translator.say(message("report.pair", label=names, value=purpose))
    if collect.keep is None:
        return told
    return translator.say(message("report.aside", text=told, note=message("consent.kept", count=collect.keep.days)))


def _destinations(submit: tuple[Destination, ...], translator: Translator) -> str:
    places = [place_words(one) for one in submit if one.address]
    if not places:
        return translator.say(message("consent.sends_nowhere"))
    return translator.join(places)


def place_words(destination: Destination) -> str:
    """Return where a report goes: the host, or whose mailbox."""
    address = destination.address or ""
    return clean_line(urlsplit(address).netloc if "://" in address else address)
