"""What stands behind one finding, with and without the names of devices."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.domain.evidence import LEFT_OUT, Evidence, evidence_for, is_contestable, names_of_devices
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import AnyOf, FactTest, OneFact, Requirement
from readiness.domain.report import Report
from tests.render import samples
from tests.render.samples import condition, tiers

NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
SEEN = {
    "input": "Virtual Buds",
    "output": "Virtual Buds, Stereo",
    "idle": "Jabra Evolve 20, USB",
    "usb id": "0b0e:0300",
}
BLUETOOTH = message("headset.and", first=message("headset.bluetooth", device="Virtual Buds"), second="x", count=2)
READINGS: dict[str, Reading] = {
    "os.family": Measured("linux"),
    "memory.installed": Measured(4.0, "GiB"),
    "headset.connection": Measured("bluetooth", method=BLUETOOTH, evidence=SEEN),
    "headset.model": Measured("Virtual Buds"),
    "headset.wired": Unmeasured(Reason.UNSUPPORTED, message("unmeasured.headset_unsure", device="Buds X", seen="y")),
    "microphone.noise_floor": Unmeasured(Reason.DENIED),
}
WIRED = condition(one_of=("usb", "analog"))
REQUIREMENTS = (
    Requirement("memory", OneFact("memory.installed", "GiB", tiers(condition(min=8.0)))),
    Requirement("connection", OneFact("headset.connection", None, tiers(WIRED))),
    Requirement("model", OneFact("headset.model", None, tiers(condition(one_of=("Jabra",))))),
    Requirement("noise", OneFact("microphone.noise_floor", "dBov(A)", tiers(condition(max=-45.0)))),
    Requirement(
        "either",
        AnyOf(
            (
                (FactTest("headset.connection", None, WIRED),),
                (FactTest("headset.wired", None, condition(equals=True)),),
            )
        ),
    ),
    Requirement("system", OneFact("os.family", None, tiers(condition(one_of=("linux",))))),
)


@pytest.fixture
def report() -> Report:
    return samples.report(samples.profile(*REQUIREMENTS), READINGS, {})


def told(evidence: Evidence) -> str:
    return repr((evidence.finding, evidence.readings, evidence.report.facts))


def test_only_what_was_measured_and_not_met_or_not_measured_can_be_wrong(report: Report) -> None:
    found = {one.id: is_contestable(report, one.id) for one in REQUIREMENTS}
    assert found == dict.fromkeys(found, True) | {"system": False}
    assert not is_contestable(report, "no such thing")


def test_it_holds_the_requirements_facts_those_beside_them_and_the_system(report: Report) -> None:
    memory = evidence_for(report, "memory", NOW, remark="It has 8.")
    assert list(memory.readings) == ["memory.installed", "os.family"]
    assert (memory.remark, memory.finding.requirement) == ("It has 8.", "memory")
    noise = evidence_for(report, "noise", NOW)
    assert next(iter(noise.readings)) == "microphone.noise_floor"
    assert {"headset.connection", "headset.model", "os.family"} <= noise.readings.keys()
    assert "memory.installed" not in noise.readings


def test_a_requirement_that_is_not_there_is_refused(report: Report) -> None:
    with pytest.raises(KeyError):
        evidence_for(report, "no such thing", NOW)


def test_names_are_found_wherever_a_reading_may_hold_one(report: Report) -> None:
    names = names_of_devices(report.facts.readings)
    assert names == ("Jabra Evolve 20", "Virtual Buds", "0b0e:0300", "Buds X", "Stereo", "USB")
    assert names_of_devices({"memory.installed": READINGS["memory.installed"]}) == ()


@pytest.mark.parametrize("requirement", ["connection", "model", "noise", "either"])
def test_without_names_none_is_left_and_everything_else_is(report: Report, requirement: str) -> None:
    whole = evidence_for(report, requirement, NOW)
    bare = evidence_for(report, requirement, NOW, device_names=False)
    assert not any(name in told(bare) for name in ("Buds", "Jabra Evolve", "0b0e"))
    assert "Buds" in told(whole)
    assert LEFT_OUT in told(bare)
    assert whole.device_names
    assert not bare.device_names
    connection = bare.readings["headset.connection"]
    assert isinstance(connection, Measured)
    assert connection.value == "bluetooth"
    assert bare.finding.outcome is whole.finding.outcome
