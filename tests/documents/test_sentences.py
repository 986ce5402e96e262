"""Every problem has its sentence, and every sentence a problem."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

from readiness.documents.lint.hints import WARNINGS
from readiness.text import LANGUAGES
from tests.translations import sentences

ROOM: Final = Path(__file__).parents[2] / "readiness" / "documents"
_FIXED: Final = re.compile(r"problem\.(located|located_in_requirement|did_you_mean|for_example|type\.\w+)")


def test_codes_and_sentences_are_the_same() -> None:
    """A sentence whose code no module spells out would never be said."""
    words = {
        node.value
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    from_domain = {"not_a_quantity", "unit_unknown", "unit_ambiguous", "unit_byte_rate"}
    for language in LANGUAGES:
        ids = {one.id for one in sentences(language) if one.id.startswith("problem.") and not _FIXED.fullmatch(one.id)}
        assert {id_ for id_ in ids if id_.removeprefix("problem.") not in words | from_domain} == set()
        assert {f"problem.{code}" for code in (*WARNINGS, *from_domain)} <= ids
