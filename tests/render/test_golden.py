"""The sample reports look as they did when somebody last looked at them."""

import pytest

from tests.render.golden import FOLDER, files, without_ignored


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("report*")))
def test_the_report_looks_as_it_did(name: str) -> None:
    now = without_ignored(dict(files())[name])
    assert now == (FOLDER / name).read_text(encoding="utf-8"), "look at it, then: python -m tests.render.golden"


def test_no_golden_report_is_missing_or_left_over() -> None:
    assert {name for name, _ in files()} == {path.name for path in FOLDER.glob("report*")}
