"""Profiles that use all there is to say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "profiles"
COMPLETE: Final = json.loads((RECORDINGS / "complete.json").read_text(encoding="utf-8"))
