"""TraitHashes: whether it is the same computer can be told from them, and nothing else."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from readiness.domain.freshness import Trait
from readiness.store.trait_hashes import FILE, TraitHashes

TRAITS = {Trait.HARDWARE: "Example CPU, 8 GiB", Trait.BOOT: "5f61-0c9d", Trait.AUDIO: "usb-Jabra_1234567890AB"}


def test_marks_come_back_and_are_the_same_for_the_same(tmp_path: Path) -> None:
    TraitHashes(tmp_path).keep(["one"], TRAITS, full=True)
    TraitHashes(tmp_path).keep(["two"], {**TRAITS, Trait.BOOT: "7a"}, full=False)
    again = TraitHashes(tmp_path)
    one, two, now = again.of("one"), again.of("two"), again.hashed(TRAITS)
    assert one is not None
    assert two is not None
    assert (one.traits, one.full, two.full) == (now, True, False)
    assert {change for change in TRAITS if two.traits[change] != now[change]} == {Trait.BOOT}
    assert again.of("three") is None


def test_nothing_of_the_computer_stands_in_the_file_and_another_salt_gives_other_marks(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        TraitHashes(tmp_path / name).keep(["one"], TRAITS, full=True)
    text = (tmp_path / "a" / FILE).read_text(encoding="utf-8")
    assert not [part for part in ("Example", "GiB", "5f61", "Jabra", "1234567890AB") if part in text]
    first, second = (TraitHashes(tmp_path / name).of("one") for name in ("a", "b"))
    assert first is not None
    assert second is not None
    assert not {*first.traits.values()} & {*second.traits.values()}
    same = TraitHashes(tmp_path).hashed(dict.fromkeys(Trait, "same"))
    assert len({*same.values()}) == len(Trait)


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"salt": "zz", "reports": {}}', '{"salt": "00", "reports": {}}', '{"reports": []}']
)
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: str) -> None:
    (tmp_path / FILE).write_text(damage, encoding="utf-8")
    hashes = TraitHashes(tmp_path)
    assert hashes.of("one") is None
    hashes.keep(["one"], TRAITS, full=True)
    assert TraitHashes(tmp_path).of("one") is not None


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    hashes = TraitHashes(tmp_path)
    for begin in range(0, 410, 41):
        hashes.keep(map(str, range(begin, begin + 41)), TRAITS, full=True)
    assert len(json.loads((tmp_path / FILE).read_text(encoding="utf-8"))["reports"]) == 400
    assert (hashes.of("9"), hashes.of("10") is None) == (None, False)


def test_a_disk_that_refuses_is_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "taken").write_text("no folder", encoding="utf-8")
    hashes = TraitHashes(tmp_path / "taken")
    with caplog.at_level(logging.ERROR):
        hashes.keep(["one"], TRAITS, full=True)
    assert "cannot be kept" in caplog.text
