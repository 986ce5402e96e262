"""What the pages of a window are filled with while it is measured: large profiles, long lists."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.documents.trust.bundle import Bundle
from readiness.documents.trust.signing import SIGNATURE_BYTES
from readiness.domain.delivery import DeliveryMethod, Letter
from readiness.domain.facts import Facts
from readiness.employers.subscriptions import Employers
from readiness.engine.checkup import report_on
from readiness.store.history import History
from readiness.store.outbox import Outbox
from tests.desktop import world as worlds
from tests.desktop.world import World
from tests.documents import employer


def changed(id_: str) -> bytes:
    """Return the employer's file under another id."""
    data = json.loads(worlds.without_questions())
    return json.dumps(data | {"id": id_}).encode()


def large(size: int) -> bytes:
    """Return a profile of so many requirements, laid out as people write them."""
    data: dict[str, Any] = json.loads(worlds.without_questions())
    own = data["requirements"]
    data["requirements"] = [own[place % len(own)] | {"id": f"r{place}"} for place in range(size)]
    return json.dumps(data | {"id": f"com.example.large{size}"}, indent=2).encode()


def fill(size: int) -> None:
    """Put so many checks into the history, one a day."""
    document, world, now = worlds.document(worlds.without_questions()), World(), datetime.now(UTC)
    facts = Facts({one.id: world.reading(one) for each in world.facts.values() for one in each})
    with History() as kept:
        if len(kept.checks()) < size:
            days = [now - timedelta(hours=day) for day in range(size)]
            kept.add([report_on(document, facts, day, day) for day in days])


def to_send() -> bytes:
    """Return a profile whose employer wants the report."""
    where = [{"kind": "https", "url": "https://reports.invalid/in"}, {"kind": "email", "address": "in@example.com"}]
    about = {"facts": ["user.employee_id"], "purpose": "To know whose report it is.", "keep": "P30D"}
    return worlds.profile(requirements=json.loads(large(60))["requirements"], submit=where, collect=about)


def post(size: int) -> None:
    """Put so many letters into the list of what was sent; none of them goes on."""
    signature = base64.b64encode(bytes(SIGNATURE_BYTES)).decode()
    body = json.dumps(
        {
            "payload": base64.b64encode(large(30)).decode(),
            "payloadType": "text",
            "signatures": [{"keyid": "", "sig": signature}],
        }
    ).encode()
    with Outbox() as outbox:
        for number in range(size):
            letter = Letter(f"{number}", DeliveryMethod.HTTPS, "https://reports.invalid/in", f"Report {number}", body)
            outbox.cancel(outbox.add(letter).number)


def bundle(number: int) -> Bundle:
    """Return a signed profile."""
    id_ = f"com.example.added{number}"
    return employer.bundle(employer.profile(id=id_), ("ab", 2), id_=id_)


def add_employers(size: int) -> None:
    """Add so many profiles."""
    employers = Employers()
    for number in range(1, size + 1):
        employers.add(employers.judged(bundle(number).data(), f"https://jobs.example.com/{number}.readiness"))
