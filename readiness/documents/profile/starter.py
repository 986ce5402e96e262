"""A first profile for an employer who has none, with what is asked for most often."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import filterfalse
from typing import Any, Final, TypeAlias
from unicodedata import combining, normalize

from readiness.domain.facts import System
from readiness.domain.profile import Operator
from readiness.domain.versions import version_numbers

Limit: TypeAlias = float | str
_ID: Final = re.compile(r"[a-z0-9]+(\.[a-z0-9]+(-[a-z0-9]+)*)+", re.ASCII)
_NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Common:
    """Something that employers often ask for.

    With an ``operator`` the author gives one or two limits for ``fact``, similar to ``suggestion``; without one they
    accept or decline the ``condition``. ``only_on`` is the system it applies to.
    """

    id: str
    fact: str
    operator: Operator | None = None
    suggestion: str = ""
    condition: Mapping[str, Any] | None = None
    only_on: System | None = None

    @property
    def is_version(self) -> bool:
        """Whether its limits are versions and not numbers."""
        return self.only_on is not None


COMMON: Final = (
    Common("memory", "memory.installed", Operator.MIN, "8 16"),
    Common("cores", "processor.cores", Operator.MIN, "4"),
    Common("disk", "disk.free", Operator.MIN, "20"),
    Common("windows", "os.version", Operator.MIN, "10.0.22000", only_on=System.WINDOWS),
    Common("macos", "os.version", Operator.MIN, "14", only_on=System.MACOS),
    Common("download", "network.download", Operator.MIN, "25 50"),
    Common("upload", "network.upload", Operator.MIN, "5 10"),
    Common("latency", "network.latency", Operator.MAX, "100 50"),
    Common("cable", "network.link", condition={"one_of": ["ethernet"]}),
    Common("headset", "headset.connection", condition={"one_of": ["usb", "analog"]}),
    Common("noise", "microphone.noise_floor", Operator.MAX, "-50 -60"),
    Common("screens", "screen.count", Operator.MIN, "2"),
    Common("camera", "camera.present", condition={"equals": True}),
    Common("antivirus", "security.antivirus", condition={"equals": True}),
    Common("firewall", "security.firewall", condition={"equals": True}),
)
"""In the order in which they are offered: computer, line, sound, the rest."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One selected requirement with its limits, required first; no limits if it takes none."""

    common: Common
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The issuer, and the title of the profile."""

    id: str
    title: str
    issuer: str
    language: str


def limits_of(text: str, common: Common) -> tuple[Limit, ...] | None:
    """Return the one or two limits in a text, required first; None if it contains anything else.

    The recommended limit must be stricter than the required one.
    """
    words = text.replace(";", " ").split()
    if not 1 <= len(words) <= 2:  # noqa: PLR2004 - needed, and recommended
        return None
    read = [(version_numbers(word), word) if common.is_version else _number(word) for word in words]
    if any(one is None or one[0] is None for one in read):
        return None
    ranks = [one[0] for one in read if one]
    in_order = sorted(ranks, reverse=common.operator is Operator.MAX)  # type: ignore[type-var]  # all of one kind
    if ranks != in_order or (len(ranks) == 2 and ranks[0] == ranks[1]):  # noqa: PLR2004 - likewise
        return None
    return tuple(one[1] for one in read if one)


def _number(word: str) -> tuple[float, float] | None:
    try:
        number = float(word.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return (number, number) if abs(number) < 1e12 else None  # noqa: PLR2004 - nothing is as large


def is_profile_id(text: str) -> bool:
    """Return whether a text has the form of a profile id."""
    return bool(_ID.fullmatch(text))


def profile_id(issuer: str, title: str) -> str:
    """Return a placeholder id in reverse domain form: ``com.example.voice-agents``."""
    parts = (_NOT_IN_A_NAME.sub("-", _without_accents(part.casefold())).strip("-") for part in (issuer, title))
    return ".".join(["com", *(part or name for part, name in zip(parts, ("example", "profile"), strict=True))])


def _without_accents(text: str) -> str:
    return "".join(filterfalse(combining, normalize("NFKD", text)))


def starter(
    head: Head, wishes: Iterable[Wish], questions: Sequence[str], units: Mapping[str, str | None], now: datetime
) -> str:
    """Return the text of a profile with these wishes. ``units`` are the facts' own, ``now`` its first day."""
    requirements = [requirement(wish, units) for wish in wishes]
    requirements += [
        {"id": f"question-{number}", "ask": {"text": text}, "required": {"equals": True}}
        for number, text in enumerate(questions, 1)
    ]
    document = {
        "$schema": "urn:readiness:profile:1",
        "format": 1,
        "id": head.id,
        "version": "1.0.0",
        "serial": 1,
        "language": head.language,
        "title": head.title,
        "issuer": {"name": head.issuer},
        "valid": {"from": now.strftime("%Y-%m-%dT00:00:00Z")},
        "requirements": requirements,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def requirement(wish: Wish, units: Mapping[str, str | None]) -> dict[str, Any]:
    """Return a wish as a requirement. ``units`` are the facts' own."""
    common = wish.common
    written: dict[str, Any] = {"id": common.id, "fact": common.fact}
    if unit := units.get(common.fact):
        written["unit"] = unit
    if common.only_on:
        written["only_on"] = [common.only_on.value]
    if common.operator is None:
        return {**written, "required": dict(common.condition or {})}
    tiers = zip(("required", "recommended"), wish.limits, strict=False)
    return {**written, **{tier: {common.operator.value: _plain(limit)} for tier, limit in tiers}}


def _plain(limit: Limit) -> Limit:
    """Return a whole number without a decimal point."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit
