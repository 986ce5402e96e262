"""Made-up checks, and profiles that ask for their facts."""

from __future__ import annotations

import json

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import ProfileDocument, read_profile
from tests.fakes import answering, check

CHECKS = (check("cores", answering(processor_cores=4), "processor.cores"),)


def document(id_: str, *requirements: object, **header: object) -> ProfileDocument:
    text = {
        "format": 1,
        "id": id_,
        "version": "1.0.0",
        "serial": 1,
        "language": "en",
        "title": id_,
        "issuer": {"name": "Example"},
        "valid": {"from": "2025-01-01T00:00:00Z"},
        **header,
        "requirements": list(requirements),
    }
    return read_profile(json.dumps(text).encode(), catalogue())


CORES = {"id": "cores", "fact": "processor.cores", "required": {"min": 4}}
ROOM = {"id": "room", "ask": {"text": "Is there a door?"}, "required": {"equals": True}}
