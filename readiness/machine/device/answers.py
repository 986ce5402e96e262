"""Answers that more than one system gives in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.smbios import parse_date

ARCHITECTURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "x86_64": "x86_64",
        "amd64": "x86_64",
        "aarch64": "arm64",
        "arm64": "arm64",
        "i386": "x86",
        "i686": "x86",
        "armv7l": "arm",
        "armv8l": "arm",
        "riscv64": "riscv64",
    }
)
"""What systems call a kind of processor, and our word for it."""


def architecture(name: str, source: str) -> Observed[str]:
    """Return our word for a kind of processor. Raises Unavailable for one not known here."""
    known = ARCHITECTURES.get(name.casefold())
    if known is None:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.device_architecture", name=name or "?"))
    return Observed(known, f"{source}: {name}")


def firmware_date(text: str, source: str) -> Observed[date]:
    """Return the date of the firmware. Raises Unavailable when the text is none."""
    found = parse_date(text)
    if found is None:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.device_firmware_date"))
    return Observed(found, f"{source}: {text.strip()}")


def kind_unknown() -> Unavailable:
    """Return the refusal of a computer that does not say what it is."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.device_kind"))


def virtual_unknown() -> Unavailable:
    """Return the refusal of a computer on which nothing hints either way."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.device_virtual"))
