"""Signed reports for tests: a profile, a report on it, its key, a measuring server's receipt."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.checks.registry import catalogue
from readiness.documents.json_text.times import moment_text
from readiness.documents.profile.file import read_profile
from readiness.documents.proof.claims import Expected
from readiness.documents.proof.verification import Verification, verify
from readiness.documents.report.statement import PAYLOAD_TYPE, Circumstances, sign_report, signed_text
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.receipt import bind_of, sealed_receipt
from readiness.documents.trust.signing import SigningKey
from readiness.domain.facts import Facts, Measured
from readiness.domain.judge import judge
from readiness.domain.message import message
from readiness.domain.report import Report

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
DEVICE, OTHER_DEVICE, SERVER, OTHER_SERVER = (SigningKey(bytes([number]) * 32) for number in (1, 2, 3, 4))
NONCE = "8Zk2rT0m"
PROFILE = {
    "format": 1,
    "id": "com.example.voice",
    "version": "1.0.0",
    "serial": 1,
    "language": "en",
    "title": "Voice agent",
    "issuer": {"name": "Example"},
    "valid": {"until": "2036-01-01T00:00:00Z"},
    "network_test": {"servers": [{"id": "home", "url": "https://speed.example.com/", "key": SERVER.public.data.hex()}]},
    "collect": {"facts": ["user.employee_id"], "purpose": "To know whose it is"},
    "requirements": [
        {"id": "download", "fact": "network.download", "unit": "Mbit/s", "required": {"min": 25}},
        {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 8}},
        {"id": "upload", "fact": "network.upload", "unit": "Mbit/s", "recommended": {"min": 5}},
        {"id": "room", "ask": {"text": "Is the room quiet?"}},
    ],
}
DOCUMENT = read_profile(json.dumps(PROFILE).encode(), catalogue())


def report(download: float = 40.0, **changes: Any) -> Report:  # noqa: ANN401
    """Return a report that passes."""
    readings = {
        "network.download": Measured(download, "Mbit/s", message("method.session_hints"), 3, 0.4, NOW),
        "network.upload": Measured(4.0, "Mbit/s"),
        "memory.installed": Measured(16.0, "GiB"),
    }
    facts = Facts(readings, {"room": True})
    made = Report(
        id="0190-aa",
        profile=DOCUMENT.profile,
        source=DOCUMENT.source,
        facts=facts,
        judgement=judge(DOCUMENT.profile, facts, NOW),
        app_version="1.0",
        started=NOW - timedelta(minutes=2),
        finished=NOW,
    )
    return replace(made, **changes)


def receipt(
    key: SigningKey = SERVER,
    device: SigningKey = DEVICE,
    nonce: str = NONCE,
    kind: str | None = None,
    **changes: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """Return a receipt in its envelope, as JSON."""
    value = {
        "receipt": 1,
        "server": "Example",
        "bind": bind_of(device.public, "com.example.voice", nonce),
        "session": "00ff",
        "began": moment_text(NOW - timedelta(seconds=70)),
        "issued": moment_text(NOW - timedelta(seconds=30)),
        "down": {"bytes": 20_000_000, "seconds": 4.0, "peak_mbit": 43.0},
        "up": {"bytes": 2_000_000, "seconds": 4.0, "peak_mbit": 4.4},
        "trains": [{"way": "up", "packets": 300, "arrived": 300, "seconds": 0.5, "mbit": 4.1}],
        "probes": {"sent": 100, "arrived": 99},
        **changes,
    }
    if kind:
        return Envelope.seal(kind, json.dumps(value).encode(), (key,)).as_json()
    sealed: dict[str, Any] = json.loads(sealed_receipt(json.dumps(value).encode(), key))
    return sealed


def circumstances(**changes: Any) -> Circumstances:  # noqa: ANN401
    """Return what an ordinary report was made under."""
    return replace(Circumstances(NOW, "keyring", "sha256:ab", NONCE, {"network.vpn": Measured(value=False)}), **changes)


def signed(made: Report | None = None, key: SigningKey = DEVICE, **changes: Any) -> bytes:  # noqa: ANN401
    """Return a signed report as a file."""
    return signed_text(sign_report(made or report(), circumstances(**changes), key)).encode()


def resigned(data: bytes, change: Callable[[dict[str, Any]], object], key: SigningKey = DEVICE) -> bytes:
    """Return a signed report with its statement changed and signed anew, as whoever owns the computer can."""
    statement = json.loads(payload_of(data))
    change(statement)
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return signed_text(Envelope.seal(PAYLOAD_TYPE, payload, (key,))).encode()


def payload_of(data: bytes) -> bytes:
    """Return what is inside the envelope."""
    import base64

    return base64.b64decode(json.loads(data)["payload"])


def expected(**changes: Any) -> Expected:  # noqa: ANN401
    """Return what an employer knows who has kept everything."""
    known: Mapping[str, Any] = {
        "keys": (),
        "profiles": frozenset({DOCUMENT.source.sha256}),
        "nonces": frozenset({NONCE, "another"}),
        "devices": frozenset({DEVICE.public.keyid}),
        "newest": timedelta(days=30),
    }
    return Expected(NOW + timedelta(minutes=1), **{**known, **changes})


def verified(data: bytes, **changes: Any) -> Verification:  # noqa: ANN401
    """Verify a file."""
    return verify(data, catalogue(), expected(**changes))
