"""The scripts that make ready-made programs lie beside each other and are no package."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "resources" / "packaging"
sys.path.insert(0, str(PACKAGING))
