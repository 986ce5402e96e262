"""The checks of what is around the devices, on the computer the tests run on, held against other instruments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.checks import browsers, device, power, release, running, security, session, updates
from readiness.checks.base import Check
from readiness.domain.facts import Measured, Reading
from readiness.engine.reading_validation import validated
from readiness.machine.this_machine import ThisMachine
from tests.checks.sessions import Asking, Watched

CHECKS = [one.CHECK for one in (browsers, device, power, release, running, security, session)]

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the instruments are Linux programs")


def program(*command: str) -> subprocess.CompletedProcess[str]:
    """Return how a program ended, asked in English; skips where it is missing."""
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C", "LANG": "C"}
    )


def looked_at(check: Check) -> dict[str, Reading]:
    return dict(check.measure(ThisMachine(), Watched()))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_fact_gets_a_reading_of_its_kind_or_a_reason(check: Check) -> None:
    readings = dict(check.measure(ThisMachine(), Asking()))

    assert set(readings) == {fact.id for fact in check.facts}
    for fact in check.facts:
        reading = readings[fact.id]
        assert validated(reading, fact) == reading
        assert isinstance(reading, Measured) or reading.detail


@on_linux
def test_a_virtual_machine_is_one_for_systemd_too() -> None:
    hint = looked_at(device.CHECK)["device.virtual_machine"]

    told = program("systemd-detect-virt", "--vm")
    if isinstance(hint, Measured):
        assert hint.value is (told.returncode == 0)


@on_linux
def test_the_drive_is_encrypted_where_lsblk_names_a_crypt() -> None:
    encrypted = looked_at(security.CHECK)["security.disk_encryption"]

    source = program("findmnt", "--noheadings", "--output", "SOURCE", "/").stdout.strip()
    layers = program("lsblk", "--inverse", "--noheadings", "--output", "TYPE", source)
    if isinstance(encrypted, Measured) and not layers.returncode:
        assert encrypted.value is ("crypt" in layers.stdout.split())


@on_linux
def test_updates_wait_where_apt_lists_some() -> None:
    waiting = looked_at(updates.CHECK)["os.updates_pending"]

    listed = program("apt", "list", "--upgradable")
    if isinstance(waiting, Measured) and not Path("/run/reboot-required").exists():
        # What is held back for now is listed too, so that no update waiting proves nothing about the list.
        assert not waiting.value or "upgradable from" in listed.stdout
