"""Signs a report with the key that this computer has for its employer, and tells the circumstances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from readiness.checks.base import Machine
from readiness.documents.report.statement import Circumstances, sign_report, signed_text, statement_json
from readiness.documents.report.values import Json
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.signing import SigningKey
from readiness.domain.facts import Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import NetworkTest
from readiness.domain.refusal import Refusal
from readiness.domain.report import Report
from readiness.employers.device_key import device_key, root_of
from readiness.employers.subscriptions import Employers
from readiness.engine.clock_jump import CLOCK_JUMP
from readiness.engine.signals import signals
from readiness.store.build import app_build

_NOT_SEEN: Final = Unmeasured(Reason.SKIPPED, message("unmeasured.not_looked_at"))


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What only the check itself saw: nothing of it is known of a report that was found in a file.

    ``receipts`` returns those that answer an invitation. ``clock_jump`` is how far the clock was moved meanwhile.
    """

    receipts: Callable[[str], Sequence[Json]] = lambda _: ()
    clock_jump: Reading | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A report with all that is told beside it, not signed yet: a person can see it before anything is settled.

    ``spent`` says that there is an invitation which another report has used up.
    """

    report: Report
    made: Circumstances
    key: SigningKey
    spent: bool = False

    def disclosing(self, disclosed: Mapping[str, str]) -> Ready:
        """Return the same with other words of the person about themselves."""
        return replace(self, made=replace(self.made, disclosed=dict(disclosed)))

    @property
    def statement(self) -> Json:
        """What is signed, as JSON."""
        return statement_json(self.report, self.made, self.key.public)

    @property
    def size(self) -> int:
        """How many bytes it will be."""
        return len(signed_text(sign_report(self.report, self.made, self.key)).encode())

    def sealed(self) -> Envelope:
        """Sign it, and nothing else: the same report signed once more has used up nothing more.

        Raises:
            Refusal: its invitation went to another report meanwhile.
            OSError: that it is used up cannot be kept.
        """
        if not Employers().spend(self.report, self.made.nonce):
            raise Refusal(message("sign.invitation_gone"))
        return sign_report(self.report, self.made, self.key)


def get_ready(
    report: Report,
    machine: Machine,
    *,
    witnessed: Witnessed | None = None,
    disclosed: Mapping[str, str] | None = None,
    checking: bool = False,
) -> Ready:
    """Look up, and look at, what is told with a report. While ``checking``, servers may be asked for the time.

    Takes its time. Raises as ``device_key`` does.
    """
    seen = witnessed or Witnessed()
    test = report.profile.network_test if checking else NetworkTest()
    key, kept = device_key(report.profile.id, root_of(report.source))
    invited = Employers().invitation(report.profile.id, report.source, report.id)
    made = Circumstances(
        signed=datetime.now(UTC),
        kept=kept,
        build=app_build(),
        nonce=invited.nonce,
        signals={**signals(machine, test, report.facts), CLOCK_JUMP: seen.clock_jump or _NOT_SEEN},
        receipts=seen.receipts(invited.nonce),
        disclosed=disclosed or {},
    )
    return Ready(report, made, key, invited.spent)
