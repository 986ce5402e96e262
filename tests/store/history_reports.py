"""Reports to keep in a history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Facts, Measured, Reading
from readiness.domain.report import Report
from readiness.engine.checkup import report_on

NOW = datetime.now(UTC)
DOCUMENT = read_profile((paths.specs() / "voice-agent.json").read_bytes(), catalogue())


def made(days_ago: float = 0.0, speed: float = 30.0, **readings: Reading) -> Report:
    at = NOW - timedelta(days=days_ago)
    known: dict[str, Reading] = {
        "memory.installed": Measured(16.0, "GiB"),
        "network.download": Measured(speed, "Mbit/s", spread=0.3, at=at),
        "headset.connection": Measured("usb"),
        **readings,
    }
    return report_on(DOCUMENT, Facts(known), at, at)
