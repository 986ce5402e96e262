"""Outcomes and verdicts as word, sign and colour.

Nothing unmeasured or unanswered shares a word, a sign or a colour with what is met.
"""

from __future__ import annotations

from typing import Final

from readiness.domain.message import Message
from readiness.domain.profile import Tier
from readiness.domain.report import Comparison, Outcome, Truth, Verdict
from readiness.render.parts.view import Group, Mark, Tone
from readiness.text import Translator

OUTCOMES: Final = {
    Outcome.PASS: (Message("report.outcome.pass"), Message("report.sign.met"), Tone.MET),
    Outcome.FAIL: (Message("report.outcome.fail"), Message("report.sign.not_met"), Tone.NOT_MET),
    Outcome.ADVICE: (Message("report.outcome.advice"), Message("report.sign.advice"), Tone.ADVICE),
    Outcome.WAIVED: (Message("report.outcome.waived"), Message("report.sign.advice"), Tone.ADVICE),
    Outcome.NOT_MEASURED: (Message("report.outcome.not_measured"), Message("report.sign.open"), Tone.OPEN),
    Outcome.UNANSWERED: (Message("report.outcome.unanswered"), Message("report.sign.open"), Tone.OPEN),
    Outcome.NOT_APPLICABLE: (Message("report.outcome.not_applicable"), Message("report.sign.plain"), Tone.PLAIN),
}
VERDICTS: Final = {
    Verdict.PASS: (Message("report.verdict.pass"), Message("report.sign.met"), Tone.MET),
    Verdict.FAIL: (Message("report.verdict.fail"), Message("report.sign.not_met"), Tone.NOT_MET),
    Verdict.INCOMPLETE: (Message("report.verdict.incomplete"), Message("report.sign.open"), Tone.OPEN),
}
GROUP_OF: Final = {
    Outcome.FAIL: Group.NOT_MET,
    Outcome.NOT_MEASURED: Group.OPEN,
    Outcome.UNANSWERED: Group.OPEN,
    Outcome.ADVICE: Group.ADVICE,
    Outcome.WAIVED: Group.ADVICE,
    Outcome.PASS: Group.MET,
    Outcome.NOT_APPLICABLE: Group.NOT_APPLICABLE,
}


def mark(result: Outcome | Verdict, translator: Translator) -> Mark:
    """Return the mark of an outcome or of a verdict."""
    word, sign, tone = VERDICTS[result] if isinstance(result, Verdict) else OUTCOMES[result]
    return Mark(translator.say(word), translator.say(sign), tone)


def outcome_of(comparison: Comparison) -> Outcome:
    """Return what one comparison comes to, alone."""
    if comparison.truth is Truth.YES:
        return Outcome.PASS
    if comparison.truth is Truth.NO:
        return Outcome.FAIL if comparison.tier is Tier.REQUIRED else Outcome.ADVICE
    return Outcome.UNANSWERED if comparison.fact is None else Outcome.NOT_MEASURED
