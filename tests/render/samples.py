"""Reports for the tests: made-up machines and employers, judged by the real judge."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from readiness.domain.facts import Facts, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.judge import judge
from readiness.domain.message import Message, message
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Fix,
    Issuer,
    Limit,
    OneFact,
    Operator,
    Profile,
    Question,
    Requirement,
    Texts,
    Tiers,
    Validity,
)
from readiness.domain.report import Judgement, Outcome, ProfileSource, Report, Verdict, facts_asked_for
from readiness.text import Translator
from tests.translations import compiled, rooms

NOW: Final = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
LOCALE: Final = Path(__file__).parent / "locale"
REGIONS: Final = {"en": "en_US", "es": "es_ES", "ja": "ja_JP"}
NOT_EXAMINED: Final = (Message("not_examined.other_hours"), Message("not_examined.person"))
_DMI: Final = Message("method.dmi")
_OOKLA: Final = Message("method.ookla")


def catalogue(language: str) -> gettext.NullTranslations:
    """Return the report's own sentences with those the samples need, and nothing from other rooms."""
    files = [path for path in rooms(language) if path.stem in {"report", "evidence"}]
    return gettext.GNUTranslations(io.BytesIO(compiled(language, [*files, *rooms(language, LOCALE)])))


def translator(language: str) -> Translator:
    return Translator(language, REGIONS[language], zone=UTC, strict=True)


def texts(en: str, es: str = "", ja: str = "") -> Texts:
    return Texts("en", {tag: text for tag, text in (("en", en), ("es", es), ("ja", ja)) if text})


def condition(**clauses: Limit) -> Condition:
    return Condition(tuple(Clause(Operator(name), limit) for name, limit in clauses.items()))


def tiers(required: Condition | None = None, recommended: Condition | None = None) -> Tiers:
    return Tiers(required, recommended)


def measured(value: float | str, unit: str | None = None, spread: float | None = None) -> Measured:
    method = _OOKLA if unit == "Mbit/s" else _DMI
    return Measured(value, unit, method, spread=spread, at=NOW, evidence={"source": "/sys/firmware/dmi"})


READINGS: Final[dict[str, Reading]] = {
    "os.family": measured("windows"),
    "network.download": measured(25.3, "Mbit/s", spread=0.8),
    "network.upload": measured(4.97, "Mbit/s", spread=0.1),
    "network.latency": measured(82.4, "ms"),
    "network.link": measured("wifi"),
    "memory.installed": measured(12.0, "GiB"),
    "processor.cores": measured(4.0),
    "headset.connection": measured("bluetooth"),
    "microphone.noise_floor": Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.sample", device="USB\x1b[31mMic")),
}
ANSWERS: Final = {"door": True}

REQUIREMENTS: Final = (
    Requirement("cores", OneFact("processor.cores", None, tiers(condition(min=4.0)))),
    Requirement("memory", OneFact("memory.installed", "GB", tiers(condition(min=8.0), condition(min=16.0)))),
    Requirement("download", OneFact("network.download", "Mbit/s", tiers(condition(min=25.0)))),
    Requirement("upload", OneFact("network.upload", "Mbit/s", tiers(condition(min=5.0), condition(min=10.0)))),
    Requirement(
        "headset",
        OneFact("headset.connection", None, tiers(condition(one_of=("usb", "analog")))),
        title=texts("A wired headset", "Auriculares con cable", "有線のヘッドセット"),
        why=texts(
            "Bluetooth adds delay, and an empty battery ends the call.",
            "Bluetooth añade retraso, y una batería vacía corta la llamada.",
            "Bluetoothでは遅れが生じ、電池が切れると通話が終わってしまいます。",
        ),
        fix=Fix(
            texts(
                "Plug in a USB or 3.5 mm headset.\nChoose it in the sound settings.",
                "Conecte unos auriculares USB o de 3,5 mm.\nSelecciónelos en los ajustes de sonido.",
                "USBまたは3.5mmのヘッドセットを接続してください。\nサウンド設定で選択してください。",
            ),
            "https://example.com/help/headset",
        ),
    ),
    Requirement("noise", OneFact("microphone.noise_floor", "dBov(A)", tiers(condition(max=-45.0)))),
    Requirement(
        "line",
        AnyOf(
            (
                (FactTest("network.link", None, condition(one_of=("ethernet",))),),
                (
                    FactTest("network.link", None, condition(one_of=("wifi",))),
                    FactTest("network.latency", "ms", condition(below=60.0)),
                ),
            )
        ),
        title=texts("Cable, or very quick Wi-Fi", "Cable, o wifi muy rápido", "有線、または応答の速いWi-Fi"),
    ),
    Requirement(
        "door",
        Question(
            texts("Does the room have a door?", "¿Tiene puerta la sala?", "部屋にドアはありますか。"),
            tiers(condition(equals=True)),
        ),
    ),
    Requirement(
        "power",
        Question(
            texts("Is there backup power?", "¿Hay energía de respaldo?", "予備電源はありますか。"),
            tiers(condition(equals=True)),
        ),
    ),
    Requirement("mac", OneFact("os.version", None, tiers(condition(min="14"))), only_on=frozenset()),
    Requirement(
        "quick-wifi",
        OneFact("network.latency", "ms", tiers(recommended=condition(min=0.0, max=50.0))),
        when=(FactTest("network.link", None, condition(one_of=("ethernet",))),),
    ),
)


def profile(*requirements: Requirement, id_: str = "com.example.voice", issuer: str = "Example Support Ltd") -> Profile:
    return Profile(
        id=id_,
        version="2.3.0",
        serial=17,
        language="en",
        title=texts("Voice support agent", "Agente de soporte por voz", "音声サポート担当"),
        issuer=Issuer(issuer, "it-help@example.com"),
        requirements=requirements or REQUIREMENTS,
        valid=Validity(until=datetime(2027, 2, 1, tzinfo=UTC)),
    )


def report(
    asked: Profile | None = None,
    readings: Mapping[str, Reading] | None = None,
    answers: Mapping[str, Value] | None = None,
    at: datetime = NOW,
) -> Report:
    """Judge readings (by default those of the sample machine) against a profile (the sample's)."""
    asked = asked or profile()
    facts = Facts(READINGS if readings is None else readings, ANSWERS if answers is None else answers)
    return Report(
        id="0190f2b6-1c1d-7c3e-8f00-000000000001",
        profile=asked,
        source=ProfileSource('{"format": 1}'),
        facts=facts_asked_for(asked, facts),
        judgement=judge(asked, facts, at),
        app_version="0.1.0",
        started=NOW,
        finished=NOW,
        not_examined=NOT_EXAMINED,
    )


def passing(issuer: str = "Example Support Ltd") -> Report:
    """Everything required is met, one thing only just, one recommendation is not."""
    kept = ("cores", "memory", "download", "door")
    return report(profile(*(one for one in REQUIREMENTS if one.id in kept), issuer=issuer))


def waived() -> Report:
    """A failed requirement for which the employer has granted an exception."""
    failed = report(profile(REQUIREMENTS[3]))
    findings = tuple(replace(finding, outcome=Outcome.WAIVED) for finding in failed.findings)
    return replace(failed, judgement=Judgement(findings, Verdict.PASS))


def expired() -> Report:
    return report(profile(REQUIREMENTS[0]), at=datetime(2027, 3, 1, tzinfo=UTC))
