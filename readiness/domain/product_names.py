"""When two names are of one product: makers, employers and systems do not spell them alike."""

from __future__ import annotations

import re
from typing import Final

MODEL_FACTS: Final = frozenset({"headset.model"})
"""Facts whose text is a product's name."""

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
"""Words of makers' names, which come and go before a product's."""

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
    """Return what the names of one product have in common: "Jabra EVOLVE 20 MS" and "Evolve 20" are one.

    Upper and lower case, marks, blanks, makers' names in front and words for variants do not
    matter; numbers and letters of the model do ("Evolve2 65" is not "Evolve 65").
    """
    words = re.findall(r"[^\W_]+", name.casefold())
    telling = [word for word in words if word not in _FILLERS] or words
    while len(telling) > 1 and telling[0] in MAKERS:
        telling.pop(0)
    return " ".join(telling)
