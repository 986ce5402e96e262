"""``readiness profile try``: the sample machines, and machines of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.report.facts import machine_name, read_facts
from readiness.domain.facts import Measured
from readiness.text import LANGUAGES
from tests.cli.conftest import Program

VOICE = paths.specs() / "voice-agent.json"
SAMPLES = sorted(paths.resource("machines").glob("*.json"))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_every_sample_machine_is_whole(file: Path) -> None:
    names = machine_name(file.read_bytes())
    assert names
    assert set(names.by_language) == set(LANGUAGES)
    facts = read_facts(file.read_bytes(), catalogue())
    assert facts.system
    classic = {"network.download", "network.upload", "memory.installed", "processor.family", "headset.connection"}
    assert all(isinstance(facts[fact], Measured) for fact in classic)


def test_there_are_a_dozen_and_they_tell_profiles_apart(program: Program) -> None:
    assert len(SAMPLES) >= 12
    done = program("profile", "try", VOICE, "--json").json
    verdicts = [machine["verdict"] for machine in done["machines"]]
    assert len(verdicts) == len(SAMPLES)
    assert {"PASS", "FAIL"} <= set(verdicts)
    assert sum(cost["fails"] for cost in done["costs"]) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_authors_read_it_in_their_language(program: Program, language: str) -> None:
    done = program("profile", "try", VOICE, "--lang", language)
    assert (done.code, done.err) == (0, "")
    heading = {"en": "How many each requirement turns away", "es": "A cuántos deja fuera", "ja": "要件ごとの影響"}
    assert heading[language] in done.out


def test_machines_of_ones_own_are_files_reports_or_folders(program: Program, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    one = own / "anas-laptop.json"
    one.write_text(json.dumps({"facts": {"memory.installed": "4 GiB"}}), encoding="utf-8")
    report = own / "report.json"
    report.write_text(program("judge", one, VOICE, "--json").out, encoding="utf-8")
    done = program("profile", "try", VOICE, "--on", own, SAMPLES[0])
    assert "anas-laptop" in done.out
    assert "tried on 3 machines" in done.out


@pytest.mark.parametrize("names", ["{}", '{"x-machine": "mine"}', '{"x-machine": {"en": 1}}', '{"x-machine": {}}'])
def test_a_machine_without_a_name_is_called_as_its_file(program: Program, tmp_path: Path, names: str) -> None:
    file = tmp_path / "mine.json"
    file.write_text(names, encoding="utf-8")
    assert program("profile", "try", VOICE, "--on", file, "--json").json["machines"][0]["machine"] == "mine"


def test_a_folder_without_machines_is_said(program: Program, tmp_path: Path) -> None:
    done = program("profile", "try", VOICE, "--on", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert str(tmp_path) in done.err
