"""Looking for newer versions of the profiles that were added: one employer's trouble is not another's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from readiness.documents.json_text.problems import DocumentError
from readiness.domain.message import Message, message
from readiness.domain.refusal import Refusal
from readiness.employers.subscriptions import Employers, Offer, Renewal

_TOO_OLD = "app_too_old"


@dataclass(frozen=True, slots=True)
class Renewals:
    """What came of it: the ids of those renewed, what asks for more than was agreed to, and why others were not."""

    renewed: tuple[str, ...] = ()
    asking: tuple[Offer, ...] = ()
    troubles: tuple[tuple[str, Message], ...] = ()


def renew(employers: Employers, ids: Iterable[str]) -> Renewals:
    """Look for newer ones of these, by the rules of every renewal."""
    renewed, asking, troubles = list[str](), list[Offer](), list[tuple[str, Message]]()
    for id_ in ids:
        try:
            found = employers.update(id_)
        except (Refusal, DocumentError, OSError) as problem:
            troubles.append((id_, _words(problem)))
            continue
        if found.renewal is Renewal.ASKS_MORE and found.offer:
            asking.append(found.offer)
        elif found.renewal is Renewal.RENEWED:
            renewed.append(id_)
    return Renewals(tuple(renewed), tuple(asking), tuple(troubles))


def renew_once_a_day(employers: Employers, now: datetime) -> Renewals:
    """Look for newer ones of those that this was not done for within a day."""
    due, troubles = list[str](), list[tuple[str, Message]]()
    for id_ in employers.ids():
        try:
            if employers.begin_try(id_, now):
                due.append(id_)
        except (Refusal, OSError) as problem:  # where a try cannot be noted, none is made: it would be made each time
            troubles.append((id_, _words(problem)))
    found = renew(employers, due)
    return Renewals(found.renewed, found.asking, (*troubles, *found.troubles))


def _words(problem: Exception) -> Message:
    if isinstance(problem, Refusal):
        return problem.reason
    if isinstance(problem, DocumentError):
        known = next((one.message for one in problem.problems if one.code == _TOO_OLD), None)
        return known or message("desktop.add.no_profile_there")
    return message("desktop.add.not_kept")
