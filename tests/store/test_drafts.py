"""Profiles that are being written outlast the program."""

from pathlib import Path

import pytest

from readiness.store.drafts import DraftKeeper, drafts


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_what_is_kept_is_there_again() -> None:
    assert drafts() == ()
    assert DraftKeeper().keep(1, '{"a": "é"}', "Voice", Path("voice.json"), "abc")
    [draft] = drafts()
    assert (draft.text, draft.name, draft.file, draft.sha256) == ('{"a": "é"}', "Voice", Path("voice.json"), "abc")
    assert draft.kept.tzinfo is not None


def test_the_newest_state_wins_whatever_the_order() -> None:
    keeper = DraftKeeper()
    keeper.keep(2, "new", "x")
    keeper.keep(1, "old", "x")
    [draft] = drafts()
    assert (draft.text, draft.file) == ("new", None)
    assert DraftKeeper(draft.id).keep(0, "newer", "x")
    assert [one.text for one in drafts()] == ["newer"]


def test_several_are_kept_side_by_side_the_newest_first() -> None:
    for text in ("one", "two"):
        DraftKeeper().keep(1, text, text)
    assert [one.text for one in drafts()] == ["two", "one"]


def test_what_is_saved_is_let_go_of_and_does_not_come_back() -> None:
    keeper = DraftKeeper()
    keeper.keep(1, "text", "x")
    keeper.forget(2)
    keeper.keep(2, "late", "x")
    assert drafts() == ()
    keeper.keep(3, "again", "x")
    assert len(drafts()) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b'{"text": "t", "name": "n", "sha256": "", "file": null}']
)
def test_what_cannot_be_read_stays_where_it_is(data: Path, content: bytes) -> None:
    (data / "drafts").mkdir(parents=True)
    (data / "drafts" / "x.json").write_bytes(content)
    assert drafts() == ()
    assert (data / "drafts" / "x.json").exists()


def test_a_disk_that_refuses_is_told(data: Path) -> None:
    data.write_text("no folder", encoding="utf-8")
    keeper = DraftKeeper()
    assert not keeper.keep(1, "text", "x")
    assert drafts() == ()
    keeper.forget(0)
    data.unlink()
    assert keeper.keep(1, "text", "x")
    assert len(drafts()) == 1
