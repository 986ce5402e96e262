"""What real Windows machines answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

RECORDED: Final[dict[str, dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "recordings" / "windows" / "machines.json").read_text(encoding="utf-8")
)
