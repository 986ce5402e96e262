"""A waiver as an employer writes it."""

from __future__ import annotations

from datetime import timedelta

from readiness.domain.profile import Texts
from readiness.domain.waiver import Waiver
from tests.documents.signed import DEVICE, NOW

WAIVER = Waiver(
    "w-1",
    "com.example.voice",
    "download",
    Texts("en", {"en": "A new line comes in May"}),
    NOW + timedelta(days=30),
    DEVICE.public.keyid,
)
