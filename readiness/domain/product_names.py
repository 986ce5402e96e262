"""Decides whether two names are of the same product: makers, employers and systems spell them differently."""

from __future__ import annotations

import re
from typing import Final

MODEL_FACTS: Final = frozenset({"headset.model"})
"""Facts whose value is the name of a product."""

MAKERS: Final = frozenset(
    {
        "jabra",
        "gn",
        "netcom",
        "plantronics",
        "poly",
        "polycom",
        "hp",
        "hyperx",
        "kingston",
        "epos",
        "sennheiser",
        "dsea",
        "communications",
        "logitech",
        "logi",
        "microsoft",
        "razer",
        "corsair",
        "steelseries",
        "creative",
        "technology",
        "sony",
        "cisco",
        "yealink",
        "lenovo",
        "dell",
        "asus",
        "inc",
        "corp",
        "corporation",
        "ltd",
        "co",
        "gmbh",
        "international",
        "a",
        "s",
    }
)
"""Words of makers' names, which are often put before the name of a product, or left out."""

# Words by which a maker tells variants of one headset apart, or the system fills a name up.
_FILLERS: Final = frozenset(
    {
        "headset",
        "headphones",
        "usb",
        "audio",
        "stereo",
        "mono",
        "duo",
        "ms",
        "uc",
        "teams",
        "series",
    }
)


def product_key(name: str) -> str:
    """Return what all names of one product have in common: "Jabra EVOLVE 20 MS" and "Evolve 20" have one key.

    Case, punctuation, spaces, leading makers' names and words for variants are ignored; numbers and letters of the
    model are not ("Evolve2 65" is not "Evolve 65").
    """
    words = re.findall(r"[^\W_]+", name.casefold())
    telling = [word for word in words if word not in _FILLERS] or words
    while len(telling) > 1 and telling[0] in MAKERS:
        telling.pop(0)
    return " ".join(telling)
