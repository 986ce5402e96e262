"""Refusals that more than one system gives."""

from __future__ import annotations

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message


def firewall_unknown(reason: Reason = Reason.UNSUPPORTED) -> Unavailable:
    """Return the refusal of a system that does not say whether its firewall is on."""
    return Unavailable(reason, message("unmeasured.security_firewall"), message("remedy.security_firewall"))


def antivirus_unknown() -> Unavailable:
    """Return the refusal of a system that keeps no account of antivirus programs."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.security_antivirus"))


def encryption_unknown() -> Unavailable:
    """Return the refusal of a system that does not say whether its drive is encrypted."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.security_encryption"))


def encryption_under_way() -> Unavailable:
    """Return the refusal of a drive that is half encrypted: neither answer would be true."""
    return Unavailable(Reason.BUSY, message("unmeasured.security_encrypting"), message("remedy.security_encrypting"))
