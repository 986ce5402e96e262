"""Which browsers are installed, and in which version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.browsers import CHECK
from readiness.checks.ports import BROWSERS
from readiness.domain.facts import Measured, Reason, System, Unmeasured
from readiness.domain.message import Message, message
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeSoftware, measured
from tests.checks.fake_hardware import FakeHardware

FACTS = {fact.id: fact for fact in CHECK.facts}
VERSIONS = st.lists(st.integers(0, 9999), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))


def test_one_browser_and_the_version_of_each() -> None:
    readings = measured(CHECK, Computer(_software=FakeSoftware({"chrome": "143.0.7499.40", "firefox": ""})))

    installed, chrome = readings["software.browsers"], readings["browser.chrome"]
    assert isinstance(installed, Measured)
    assert isinstance(chrome, Measured)
    assert (installed.value, chrome.value) == (frozenset({"chrome", "firefox"}), "143.0.7499.40")
    firefox = Message("choice.firefox")
    assert readings["browser.firefox"] == Unmeasured(
        Reason.UNSUPPORTED, message("unmeasured.browser_version", browser=firefox)
    )
    edge = Message("choice.edge")
    assert readings["browser.edge"] == Unmeasured(
        Reason.ABSENT, message("unmeasured.browser_absent", browser=edge), message("remedy.browser", browser=edge)
    )


def test_no_browser_is_a_measurement() -> None:
    installed = measured(CHECK, Computer(_software=FakeSoftware({})))["software.browsers"]

    assert isinstance(installed, Measured)
    assert installed.value == frozenset()


def test_a_list_that_cannot_be_read_is_none() -> None:
    readings = measured(CHECK, Computer(_software=FakeSoftware(installed=None)))

    assert set(readings) == set(FACTS)
    assert set(readings.values()) == {Unmeasured(Reason.UNSUPPORTED, REFUSAL)}


@pytest.mark.parametrize(("system", "reason"), [(System.LINUX, Reason.UNSUPPORTED), (System.MACOS, Reason.ABSENT)])
def test_safari_is_for_macs_and_missed_only_there(system: System, reason: Reason) -> None:
    computer = Computer(_software=FakeSoftware({}), _hardware=FakeHardware(family=system))

    safari = measured(CHECK, computer)["browser.safari"]

    assert FACTS["browser.safari"].systems == {System.MACOS}
    assert isinstance(safari, Unmeasured)
    assert safari.reason is reason


@given(st.dictionaries(st.sampled_from(BROWSERS), VERSIONS | st.just("")))
def test_whatever_is_installed_the_readings_are_what_the_facts_declare(installed: dict[str, str]) -> None:
    readings = measured(CHECK, Computer(_software=FakeSoftware(installed)))

    assert set(readings) == set(FACTS)
    assert all(validated(reading, FACTS[fact]) == reading for fact, reading in readings.items())
