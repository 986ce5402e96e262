"""Files are whole or not there: our own for their owner alone, the person's as they have them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from readiness.store.files import held, is_held, keep_whole, save_whole

needs_modes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@needs_modes
def test_our_own_are_for_their_owner_alone_whatever_was_there(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "one"
    keep_whole(file, b"1")
    file.chmod(0o644)
    keep_whole(file, b"2")
    assert (file.read_bytes(), _mode(file)) == (b"2", 0o600)


@needs_modes
def test_the_persons_stay_readable_for_whom_they_were(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        save_whole(tmp_path / "one", b"1")
        assert _mode(tmp_path / "one") == 0o644
        (tmp_path / "one").chmod(0o640)
        save_whole(tmp_path / "one", b"2")
    finally:
        os.umask(before)
    assert ((tmp_path / "one").read_bytes(), _mode(tmp_path / "one")) == (b"2", 0o640)


@pytest.mark.skipif(sys.platform == "win32", reason="making links takes rights there")
def test_a_link_goes_on_leading_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "one")
    save_whole(tmp_path / "link", b"1")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "one").read_bytes() == b"1"


@pytest.mark.parametrize("write", [keep_whole, save_whole])
def test_a_disk_that_is_full_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object) -> None:
    assert callable(write)
    write(tmp_path / "one", b"1")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "one", b"2")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("one", b"1")]


def test_a_file_of_the_persons_makes_no_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save_whole(tmp_path / "none" / "one", b"1")
    assert list(tmp_path.iterdir()) == []


def test_who_holds_a_file_is_seen_by_others(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    assert not is_held(file)
    with held(file):
        assert is_held(file)
    assert not is_held(file)


def test_a_disk_without_second_names_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_link)
    keep_whole(tmp_path / "one", b"1", new=True)
    with pytest.raises(FileExistsError):
        keep_whole(tmp_path / "one", b"2", new=True)
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    assert (tmp_path / "one").read_bytes() == b"1"
