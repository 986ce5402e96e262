"""The traits of this computer, as words that differ if the computer was changed.

They are for comparison only: no report holds them, and they are stored as keyed hashes (``store/trait_hashes.py``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from readiness.checks.base import Machine
from readiness.domain.facts import Unavailable
from readiness.domain.freshness import Trait

_log = logging.getLogger(__name__)


def traits_of(machine: Machine) -> Mapping[Trait, str]:
    """Return a word for each trait; traits that the machine does not tell are left out."""
    asked: Mapping[Trait, Callable[[Machine], str]] = {
        Trait.HARDWARE: _hardware,
        Trait.OS: _os,
        Trait.BOOT: lambda here: here.hardware.boot().value,
        Trait.AUDIO: _audio,
        # Which network of its kind it is would only an address tell.
        Trait.NETWORK: lambda here: here.link.kind().value,
    }
    found = {change: _trait_or_none(trait, machine) for change, trait in asked.items()}
    return {change: word for change, word in found.items() if word is not None}


def _trait_or_none(trait: Callable[[Machine], str], machine: Machine) -> str | None:
    try:
        return trait(machine)
    except Unavailable:
        return None
    except Exception:  # noqa: BLE001 - a defect of ours costs one full check, and no result that is there already
        _log.exception("a trait of the computer cannot be told")
        return None


def _hardware(machine: Machine) -> str:
    return f"{machine.hardware.processor_brand().value}, {machine.hardware.memory_usable_bytes().value}"


def _os(machine: Machine) -> str:
    # Systems that never stop changing have no version; then the start of the computer has to do.
    version = _trait_or_none(lambda here: here.hardware.system_version().value, machine)
    return f"{machine.hardware.system().value} {version}"


def _audio(machine: Machine) -> str:
    """Return a word for everything seen of the audio devices, their sockets and defaults included."""
    seen = machine.audio.snapshot()
    used = (seen.default_input, seen.default_output, seen.call_input, seen.call_output)
    return repr([seen.device(id_) for id_ in used])
