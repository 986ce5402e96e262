"""The microphone's check as it is declared, and its sentences."""

from __future__ import annotations

import subprocess
import sys

import pytest

from readiness.checks.microphone import CHECK
from readiness.checks.microphone.guided import sentences_in
from tests.checks.microphone.session import IDS


def test_the_check_follows_the_headsets() -> None:
    assert CHECK.id == "microphone"
    assert CHECK.after == ("headset",)
    assert {fact.id for fact in CHECK.facts} == IDS


@pytest.mark.parametrize("language", ["en", "es", "ja"])
def test_there_are_sentences_in_every_language(language: str) -> None:
    sentences = sentences_in(language)
    assert len(sentences.splitlines()) == 2
    assert any(character.isdigit() for character in sentences)


def test_another_language_reads_english() -> None:
    assert sentences_in("fr") == sentences_in("en")


def test_declaring_the_check_loads_no_numpy() -> None:
    code = "import sys, readiness.checks.microphone; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
