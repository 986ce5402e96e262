"""The door to shipped files: three homes, and no way out of them."""

import json
import sys
from pathlib import Path

import pytest

from readiness import paths

OUTSIDE = [
    "",
    ".",
    "..",
    "../pyproject.toml",
    "locale/../../x",
    "/etc/passwd",
    "C:\\Windows",
    "\\\\host\\share",
    "a\\..\\..\\b",
]


def test_a_source_tree_has_them_beside_the_package() -> None:
    beside = Path(paths.__file__).parent.parent
    assert paths.resource("locale") == beside / "resources" / "locale"
    assert paths.specs() == beside / "specs"


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_outside(name: str) -> None:
    with pytest.raises(ValueError, match="not a name inside resources"):
        paths.resource(name)


def test_what_is_not_shipped_is_said_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        paths.resource("no/such/file")


def test_a_frozen_program_looks_into_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "note.txt").write_text("café 準備", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource_text("note.txt") == "café 準備"


def test_a_wheel_has_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "readiness" / "_shipped"
    (shipped / "specs").mkdir(parents=True)
    for name in ("b.json", "a.json", "profile.schema.json", "notes.txt"):
        (shipped / "specs" / name).touch()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "readiness" / "paths.py"))
    assert [path.name for path in paths.spec_files()] == ["a.json", "b.json"]


def test_an_example_is_known_by_its_id() -> None:
    ids = [json.loads(path.read_bytes())["id"] for path in paths.spec_files()]
    assert ids
    assert all(map(paths.is_example, ids))
    assert not paths.is_example("com.example.voice")
