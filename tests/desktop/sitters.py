"""Those the pictures are taken of: machines that are ready and not, a profile that is bad."""

from __future__ import annotations

from typing import Final

from readiness.checks.base import Guidance, Task
from readiness.checks.headset.guided import OFF_SECONDS, PULL_SECONDS, TAP_SECONDS, WAYS, YES_OR_NO
from readiness.domain.facts import Measured, Reason, Value

GUIDED: Final = (
    Guidance(Task.HEADSET_WAY, 0.0, choices=WAYS),
    Guidance(Task.HEADSET_TAP, TAP_SECONDS),
    Guidance(Task.HEADSET_PULL, PULL_SECONDS),
    Guidance(Task.HEADSET_PLUG_IN, PULL_SECONDS),
    Guidance(Task.HEADSET_SWITCH, 0.0, choices=YES_OR_NO),
    Guidance(Task.HEADSET_OFF, OFF_SECONDS),
    Guidance(Task.HEADSET_LEAK, 0.0, choices=YES_OR_NO),
    Guidance(Task.HEADSET_NOISE, 0.0, choices=YES_OR_NO),
)
"""What a person is asked for whose headset shows too little by itself."""

GOOD: Final[dict[str, Value | Reason]] = {
    "os.family": "windows",
    "os.version": "10.0.22631",
    "processor.vendor": "intel",
    "processor.family": "intel core i5",
    "processor.generation": 12.0,
    "processor.model": "Intel Core i5-1235U",
    "processor.cores": 10.0,
    "processor.threads": 12.0,
    "processor.clock": 4.4,
    "memory.installed": 16.0,
    "memory.usable": 15.7,
    "headset.connection": "usb",
    "headset.wired": True,
    "headset.model": "Logitech H390",
    "microphone.noise_floor": -58.2,
    "microphone.noise_leq": -56.9,
    "microphone.disturbed": 0.0,
    "microphone.speech_level": -24.5,
    "microphone.speech_to_noise": 33.7,
    "microphone.clipping": 0.0,
    "network.download": 94.3,
    "network.upload": 18.6,
    "network.latency": 24.0,
    "network.jitter": 2.4,
}
UNHAPPY: Final = {
    **GOOD,
    "headset.connection": "bluetooth",
    "headset.wired": False,
    "headset.model": "WH-1000XM4",
    "memory.installed": 8.0,
    "network.upload": 3.1,
    "microphone.speech_to_noise": Reason.DENIED,
}
BAD: Final = """{
  "format": 1,
  "id": "com.example.voice",
  "version": "2.1",
  "serial": 4,
  "language": "en",
  "title": "Voice agent",
  "issuer": {"name": "Example Support Ltd"},
  "valid": {},
  "requirements": [
    {"id": "memory", "fact": "memory.installed", "required": {"min": 8}},
    {"id": "download", "fact": "network.download", "unit": "MB/s", "required": {"min": 25}},
    {"id": "upload", "fact": "network.uplaod", "unit": "Mbit/s", "required": {"min": 5}},
    {"id": "headset", "fact": "headset.connection", "required": {"one_of": ["usb", "cable"]}},
    {"id": "noise", "fact": "microphone.noise_floor", "unit": "dBov(A)", "reqired": {"max": -50}}
  ]
}
"""


SIGNALS: Final = {
    "device.virtual_machine": Measured(value=False),
    "network.vpn": Measured(value=False),
    "system.clock_offset": Measured(0.2, "s"),
}
