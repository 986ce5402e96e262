"""Signs a report with this computer's key for its employer, together with the circumstances of the check."""

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
    """What is known only if this program made the check, not of a report that was read from a file.

    ``receipts`` returns those that answer an invitation. ``clock_jump`` is by how much the clock was set meanwhile.
    """

    receipts: Callable[[str], Sequence[Json]] = lambda _: ()
    clock_jump: Reading | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A report with everything that is to be signed with it, so that the person can see it before it is signed.

    ``spent`` tells that another report has used up the invitation.
    """

    report: Report
    made: Circumstances
    key: SigningKey
    spent: bool = False

    def disclosing(self, disclosed: Mapping[str, str]) -> Ready:
        """Return the same with other identifying facts stated by the person."""
        return replace(self, made=replace(self.made, disclosed=dict(disclosed)))

    @property
    def statement(self) -> Json:
        """The statement that is signed, as JSON."""
        return statement_json(self.report, self.made, self.key.public)

    @property
    def size(self) -> int:
        """The size of the signed report in bytes."""
        return len(signed_text(sign_report(self.report, self.made, self.key)).encode())

    def sealed(self) -> Envelope:
        """Sign the report. Signing the same report again does not use up another invitation.

        Raises:
            Refusal: the invitation was used up by another report meanwhile.
            OSError: the use of the invitation cannot be recorded.
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
    """Collect what is signed with a report. While ``checking``, servers may be asked for the time.

    Slow. Raises as ``device_key`` does.
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
