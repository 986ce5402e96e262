"""Short texts about a requirement, for rows and headings."""

from __future__ import annotations

from typing import Final

from readiness.desktop.looks.icons import RING
from readiness.desktop.texts import Texts
from readiness.domain.message import message
from readiness.domain.profile import Tier
from readiness.domain.report import Outcome
from readiness.render.parts.view import ItemView, LimitView, Mark, Tone

_ROLES: Final = {
    Tone.MET: "met",
    Tone.NOT_MET: "not_met",
    Tone.ADVICE: "advice",
    Tone.OPEN: "not_measured",
    Tone.PLAIN: "muted",
}
_ICONS: Final = {
    Tone.MET: "sign-met",
    Tone.NOT_MET: "sign-not-met",
    Tone.ADVICE: "sign-advice",
    Tone.OPEN: "sign-open",
    Tone.PLAIN: "sign-none",
}


def role_of(tone: Tone) -> str:
    """Return the colour role that belongs to a tone."""
    return _ROLES[tone]


def sign_of(mark: Mark, language: str) -> tuple[str, str]:
    """Return icon and colour of a mark. On a Japanese form a tick means wrong and a ring right."""
    ring = mark.tone is Tone.MET and language == "ja"
    return (RING if ring else _ICONS[mark.tone]), _ROLES[mark.tone]


def aside(texts: Texts, text: str, note: str) -> str:
    """Return "text (note)"; only the text if there is no note."""
    return texts(message("report.aside", text=text, note=note)) if note else text


def pair(texts: Texts, label: str, value: str) -> str:
    """Return a label and its value, joined as the language does it."""
    return texts(message("desktop.pair", label=label, value=value))


def limit_words(texts: Texts, item: ItemView) -> str:
    """Return the limit in short; the recommended one if that is the one that is not met."""
    if item.alternatives:
        return texts(message("desktop.row.alternatives", count=len(item.alternatives)))
    limits = [limit for row in item.rows for limit in row.limits]
    tier = Tier.RECOMMENDED if item.outcome is Outcome.ADVICE else Tier.REQUIRED
    first = next((limit for limit in limits if limit.tier is tier), limits[0] if limits else None)
    return _limit(texts, first) if first else ""


def every_limit(texts: Texts, item: ItemView) -> list[str]:
    """Return every text that ``limit_words`` can return."""
    return [limit_words(texts, item), *(_limit(texts, limit) for row in item.rows for limit in row.limits)]


def _limit(texts: Texts, limit: LimitView) -> str:
    return limit.words if limit.tier is Tier.REQUIRED else pair(texts, limit.tier_word, limit.words)
