"""What the computer is like: the same word as long as it is, another one as soon as it is not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from readiness.analysis.headset.in_use import AudioSnapshot
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.freshness import Trait
from readiness.engine.traits import traits_of
from tests.analysis.headset.audio_evidence import bluetooth, chip, seen, usb
from tests.checks.fake_computer import FakeLink
from tests.checks.fake_hardware import FakeHardware
from tests.fakes import NoMachine

EVOLVE = usb("Jabra EVOLVE 20 MS", "0b0e:0300")


@dataclass
class Office(NoMachine):
    """A machine of which the traits are asked."""

    _hardware: FakeHardware = field(default_factory=FakeHardware)
    devices: AudioSnapshot | None = field(default_factory=lambda: seen(*EVOLVE, *chip()))
    _link: FakeLink = field(default_factory=FakeLink)

    @property
    def hardware(self) -> FakeHardware:
        return self._hardware

    @property
    def audio(self) -> Office:
        return self

    def snapshot(self) -> AudioSnapshot:
        if self.devices is None:
            raise Unavailable(Reason.ABSENT)
        return self.devices

    @property
    def link(self) -> FakeLink:
        return self._link


def test_the_same_computer_has_the_same_traits() -> None:
    assert traits_of(Office()) == traits_of(Office())
    assert set(traits_of(Office())) == set(Trait)


@pytest.mark.parametrize(
    ("spoil", "changed"),
    [
        (lambda: Office(FakeHardware(brand="AMD Ryzen 5")), {Trait.HARDWARE}),
        (lambda: Office(FakeHardware(usable=2**34)), {Trait.HARDWARE}),
        (lambda: Office(FakeHardware(version="24.10")), {Trait.OS}),
        (lambda: Office(FakeHardware(version=None)), {Trait.OS}),
        (lambda: Office(FakeHardware(start="second start")), {Trait.BOOT}),
        (lambda: Office(devices=seen(*chip(), *EVOLVE)), {Trait.AUDIO}),
        (lambda: Office(devices=seen(*bluetooth("Buds"))), {Trait.AUDIO}),
        (lambda: Office(_link=FakeLink("cellular")), {Trait.NETWORK}),
    ],
)
def test_one_change_changes_one_trait(spoil: Callable[[], Office], changed: set[Trait]) -> None:
    before, now = traits_of(Office()), traits_of(spoil())
    assert {one for one in Trait if before[one] != now[one]} == changed


def test_a_device_nobody_uses_changes_nothing() -> None:
    beside = Office(devices=seen(*EVOLVE, *chip(), *usb("Yeti Stereo Microphone", "b58e:9e84")))
    assert traits_of(beside) == traits_of(Office())


def test_a_defect_is_noted_and_costs_no_more_than_a_trait(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert traits_of(NoMachine()) == {}
    assert len(caplog.records) >= len(Trait)


def test_what_is_not_told_is_left_out() -> None:
    silent = Office(FakeHardware(None, None, None, None), None, FakeLink(*[None] * 7))
    assert traits_of(silent) == {}
