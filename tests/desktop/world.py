"""A small world for the window: an employer, a machine that answers as told, and the checks between them.

The checks are stand-ins, but they go through the real engine: same lanes, same events.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from readiness.checks.base import Check, Guidance, Lane, Level, Machine, Progress, Rate, Session, Stage, Task
from readiness.desktop.state.library import Usable
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.freshness import Trait
from readiness.domain.message import message
from readiness.paths import resource_text

CONNECTIONS: Final = ("usb", "analog", "bluetooth", "wireless_dongle", "built_in", "none")
FACTS: Final = {
    "system": (FactDef("os.family", Kind.CHOICE, choices=("windows", "macos", "linux")),),
    "processor": (FactDef("processor.model", Kind.TEXT), FactDef("processor.cores", Kind.NUMBER)),
    "memory": (FactDef("memory.installed", Kind.NUMBER, "GiB"),),
    "headset": (
        FactDef("headset.connection", Kind.CHOICE, choices=CONNECTIONS),
        FactDef("headset.wired", Kind.YES_NO),
        FactDef("headset.model", Kind.TEXT),
    ),
    "microphone": (
        FactDef("microphone.noise_floor", Kind.NUMBER, "dBov(A)"),
        FactDef("microphone.speech_level", Kind.NUMBER, "dBov"),
        FactDef("microphone.speech_to_noise", Kind.NUMBER, "dB"),
    ),
    "bandwidth": (
        FactDef("network.download", Kind.NUMBER, "Mbit/s"),
        FactDef("network.upload", Kind.NUMBER, "Mbit/s"),
        FactDef("network.latency", Kind.NUMBER, "ms"),
    ),
}
_SPOKEN: Final = frozenset({"microphone.speech_level", "microphone.speech_to_noise"})
LANES: Final = {"headset": Lane.AUDIO, "microphone": Lane.AUDIO, "bandwidth": Lane.NETWORK}
CATALOGUE: Final = {fact.id: fact for facts in FACTS.values() for fact in facts}

GOOD: Final[Mapping[str, Value]] = {
    "os.family": "linux",
    "processor.model": "Intel Core i5-1235U",
    "processor.cores": 10.0,
    "memory.installed": 16.0,
    "headset.connection": "usb",
    "headset.wired": True,
    "headset.model": "Logitech H390",
    "microphone.noise_floor": -58.2,
    "microphone.speech_level": -24.5,
    "microphone.speech_to_noise": 33.7,
    "network.download": 94.3,
    "network.upload": 18.6,
    "network.latency": 24.0,
}
"""A machine that meets everything."""
UNHAPPY: Final[Mapping[str, Value | Reason]] = {
    **GOOD,
    "headset.connection": "bluetooth",
    "headset.wired": False,
    "headset.model": "WH-1000XM4",
    "memory.installed": 8.0,
    "network.upload": 3.1,
    "microphone.noise_floor": Reason.DENIED,
    "microphone.speech_level": Reason.DENIED,
    "microphone.speech_to_noise": Reason.DENIED,
}
"""A machine that fails twice, gets advice, and could not be listened to."""


def texts(en: str, es: str, ja: str) -> dict[str, str]:
    """One text in three languages."""
    return {"en": en, "es": es, "ja": ja}


PROFILE: Final[dict[str, Any]] = {
    "$schema": "urn:readiness:profile:1",
    "format": 1,
    "id": "com.example.voice",
    "version": "1.0.0",
    "serial": 1,
    "language": "en",
    "title": texts("Voice support agent", "Agente de soporte telefónico", "電話サポート担当"),
    "issuer": {"name": "Example Support", "contact": "help@example.com"},
    "valid": {},
    "network_test": {"max_megabytes": 150},
    "requirements": [
        {
            "id": "memory",
            "title": texts("Memory", "Memoria", "メモリ"),
            "why": texts("Calls need room.", "Las llamadas necesitan sitio.", "通話には余裕が必要です。"),
            "fact": "memory.installed",
            "unit": "GiB",
            "required": {"min": 8},
            "recommended": {"min": 16},
        },
        {
            "id": "cores",
            "title": texts("Processor cores", "Núcleos del procesador", "プロセッサのコア数"),
            "fact": "processor.cores",
            "required": {"min": 4},
        },
        {
            "id": "headset",
            "fact": "headset.connection",
            "title": texts("Wired headset", "Auriculares con cable", "有線のヘッドセット"),
            "required": {"one_of": ["usb", "analog"]},
            "why": texts(
                "Bluetooth adds delay and lowers the sound quality; an empty battery ends the call.",
                "El Bluetooth añade retraso y reduce la calidad del sonido; una batería agotada corta la llamada.",
                "Bluetoothは音が遅れ、音質も下がります。電池が切れると通話も切れます。",
            ),
            "fix": {
                "text": texts(
                    "Plug in a USB or 3.5 mm headset.\nChoose it as microphone and speaker in the sound settings.",
                    "Conecte unos auriculares USB o de 3,5 mm.\nElíjalos como micrófono y altavoz.",
                    "USBか3.5 mmのヘッドセットを接続してください。\nサウンド設定でマイクとスピーカーに選んでください。",
                ),
                "url": "https://example.com/headsets",
            },
        },
        {
            "id": "noise",
            "fact": "microphone.noise_floor",
            "unit": "dBov(A)",
            "title": texts("Quiet room", "Habitación silenciosa", "静かな部屋"),
            "why": texts("Callers hear the room.", "Se oye la habitación.", "部屋の音が相手に聞こえます。"),
            "required": {"max": -50},
        },
        {
            "id": "clarity",
            "fact": "microphone.speech_to_noise",
            "unit": "dB",
            "title": texts("Voice above the noise", "Voz por encima del ruido", "雑音に対する声の大きさ"),
            "why": texts(
                "A clear voice tires nobody.", "Una voz clara no cansa.", "はっきりした声は聞き取りやすくなります。"
            ),
            "required": {"min": 20},
            "recommended": {"min": 30},
        },
        {
            "id": "download",
            "title": texts("Download speed", "Velocidad de descarga", "下り速度"),
            "fact": "network.download",
            "unit": "Mbit/s",
            "required": {"min": 25},
        },
        {
            "id": "upload",
            "title": texts("Upload speed", "Velocidad de subida", "上り速度"),
            "fact": "network.upload",
            "unit": "Mbit/s",
            "required": {"min": 5},
            "why": texts(
                "Your voice travels on the upload; below this callers hear gaps.",
                "Su voz viaja por la subida; por debajo de esto se oyen cortes.",
                "声は上り回線を通ります。これより遅いと、相手には声が途切れて聞こえます。",
            ),
            "fix": {
                "text": texts(
                    "Connect by cable, or move next to the router.\nPause cloud backup and video on other devices.",
                    "Conéctese por cable o acérquese al router.\nPause las copias en la nube y los videos.",
                    "ケーブルで接続するか、ルーターの近くに移動してください。\nほかの機器の動画やバックアップを止めてください。",
                )
            },
        },
        {
            "id": "latency",
            "title": texts(
                "Quick connection, or very fast", "Conexión ágil o muy rápida", "反応の速い回線、または高速回線"
            ),
            "any_of": [
                {"all": [{"fact": "network.latency", "unit": "ms", "required": {"max": 100}}]},
                {"all": [{"fact": "network.download", "unit": "Mbit/s", "required": {"min": 200}}]},
            ],
        },
        {
            "id": "room",
            "ask": {
                "text": texts(
                    "Do you work in a room with a door that closes?",
                    "¿Trabaja en una habitación con una puerta que se cierra?",
                    "扉の閉まる部屋で仕事をしますか。",
                )
            },
            "title": texts("Room with a door", "Habitación con puerta", "扉のある部屋"),
            "required": {"equals": True},
        },
    ],
}


def profile(**changes: object) -> bytes:
    """The employer's file, changed as told."""
    return json.dumps({**PROFILE, **changes}, ensure_ascii=False).encode()


def without_questions() -> bytes:
    """The employer's file without what only the person can say."""
    return profile(requirements=[one for one in PROFILE["requirements"] if "ask" not in one])


def document(data: bytes | None = None) -> ProfileDocument:
    """The profile as read."""
    return read_profile(data or profile(), CATALOGUE)


def entry(data: bytes | None = None, name: str = "voice.json") -> Usable:
    """The profile as it stands on the list."""
    return Usable(Path(name), document(data))


@dataclass
class World:
    """What the machine answers, and how long it takes. ``hold`` lets a test stop a check where it is."""

    answers: Mapping[str, Value | Reason] = field(default_factory=lambda: dict(GOOD))
    facts: Mapping[str, tuple[FactDef, ...]] = field(default_factory=lambda: FACTS)
    pace: float = 0.0
    hold: threading.Event = field(default_factory=threading.Event)
    holding: str = ""
    asked: list[str] = field(default_factory=list)
    play_back: bool = False
    traits: Mapping[Trait, str] = field(default_factory=lambda: dict.fromkeys(Trait, "the same"))

    @property
    def checks(self) -> tuple[Check, ...]:
        """Stand-ins for the checks of the real facts."""
        return tuple(
            Check(id_, facts, LANES.get(id_, Lane.HARDWARE), 30.0, self._measure(id_))
            for id_, facts in self.facts.items()
        )

    def _measure(self, id_: str) -> Callable[[Machine, Session], Iterator[tuple[str, Reading]]]:
        def measure(_machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
            self.asked.append(id_)
            if self.holding == id_:
                while not self.hold.is_set() and not session.cancel.wait(0.01):
                    pass
            for progress in _progress(id_, session.wishes.language, session.wishes.facts):
                if not _told(session, progress) or session.cancel.wait(self.pace):
                    return
            self.play_back = session.wishes.play_back
            for fact in self.facts[id_]:
                if fact.id in self.answers:
                    yield fact.id, self.reading(fact)

        return measure

    def reading(self, fact: FactDef) -> Reading:
        """What the machine says about a fact."""
        value = self.answers[fact.id]
        if isinstance(value, Reason):
            return Unmeasured(value)
        spread = round(value * 0.02, 3) if isinstance(value, float) and fact.unit == "Mbit/s" else None
        return Measured(value, fact.unit, spread=spread, at=datetime.now(UTC), evidence=self._seen(fact))

    def _seen(self, fact: FactDef) -> dict[str, str]:
        """What the headset's check saw: the names of what listens and plays."""
        name = self.answers.get("headset.model")
        return {"input": str(name), "output": str(name)} if name and fact.id.startswith("headset.") else {}


def _told(session: Session, progress: Progress) -> bool:
    """Tell whoever watches; False when the person stops instead of getting ready."""
    if isinstance(progress, Guidance):
        return session.ready(progress)
    session.show(progress)
    return True


def _progress(check: str, language: str, wanted: frozenset[str]) -> Sequence[Progress]:
    if check == "microphone" and "microphone.noise_floor" in wanted:
        silence = [Level(-57.0 + index % 3, -54.0, "dBov(A)") for index in range(5)]
        speech = [Level(-25.0 - 6 * (index % 2), -12.0) for index in range(5)]
        sentences = resource_text(f"sentences/{language}.txt").strip()
        return [
            Guidance(Task.BE_SILENT, 4.0, facts=frozenset({"microphone.noise_floor"})),
            *silence,
            Guidance(Task.READ_ALOUD, 10.0, sentences, facts=_SPOKEN),
            *speech,
        ]
    if check == "bandwidth":
        down = [Rate("network.download", 0.25 * step, 94.0 * (1 - 0.6**step)) for step in range(1, 20)]
        up = [Rate("network.upload", 0.25 * step, 18.0 * (1 - 0.6**step)) for step in range(1, 20)]
        return [
            Stage(message("network.measuring_download"), facts=frozenset({"network.download"})),
            *down,
            Stage(message("network.measuring_upload"), facts=frozenset({"network.upload"})),
            *up,
            Stage(message("network.measuring_round_trips"), facts=frozenset({"network.latency"})),
        ]
    return []
