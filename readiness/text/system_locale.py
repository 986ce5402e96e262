"""Which language and region the person's system is set to, without Qt."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

LANGUAGES: Final = ("en", "es", "ja")
"""The languages everything is written in. They are equals; the first stands in for all others."""

# Windows' C library spells its locales out; the region's name is looked up in CLDR.
_SPELT_OUT: Final = {"english": "en", "spanish": "es", "japanese": "ja"}
_UNSET: Final = frozenset({"", "C", "POSIX"})


def preferred_language(system: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """Return the first of our languages the system asks for, English if none.

    ``system`` is the name the operating system gave ("es-MX"), where somebody asked it;
    otherwise the environment is read as gettext reads it, then Python's own locale.
    """
    listed = environ.get("LANGUAGE", "").split(":")
    return supported_language(system, *listed, *_named(environ, "LC_MESSAGES"), _running())


def supported_language(*names: str | None) -> str:
    """Return the language of the first name ("es-MX", "ja_JP.UTF-8") that is one of ours, English if none is."""
    return next((language for language in map(_language, names) if language in LANGUAGES), LANGUAGES[0])


def system_region(system: str | None = None, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the locale ("es_MX") whose number formats the system uses, None when it is not set."""
    named = (_tag(name or "") for name in (system, *_named(environ, "LC_NUMERIC")))
    return next(filter(None, named), None) or _tag(_running() or "")


def _named(environ: Mapping[str, str], category: str) -> Iterator[str]:
    yield from (environ.get(name, "") for name in ("LC_ALL", category, "LANG"))


def _running() -> str | None:
    import locale  # takes a while to load, and where the system or its environment has told, nobody asks it

    try:
        named = locale.getlocale(locale.LC_CTYPE)[0]
    except ValueError:  # a name that the C library knows and Python does not
        return None
    # Python takes the locale of no place, "C.UTF-8", for American English.
    return named if _plain(locale.setlocale(locale.LC_CTYPE)) else None


def _plain(name: str) -> str:
    """Return the name without encoding and modifier: ``es_MX.UTF-8@euro`` -> ``es_MX``."""
    bare = re.split("[.@]", name, maxsplit=1)[0].replace("-", "_")
    return "" if bare in _UNSET else bare


def _language(name: str | None) -> str:
    first = _plain(name or "").split("_")[0].casefold()
    return _SPELT_OUT.get(first, first)


def _tag(name: str) -> str | None:
    """Return a locale with a territory, None when the name has none: a language alone is no region."""
    parts = _plain(name).split("_")
    territory = next(_territories(parts[1:]), None)
    return f"{_language(name)}_{territory}" if territory else None


def _territories(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        if part.isalpha() and part.isupper() and len(part) == 2:  # noqa: PLR2004 - ISO 3166 codes
            yield part
        elif len(part) > 4:  # noqa: PLR2004 - four letters are a script, as in zh_Hant_TW
            yield from _named_territory(part)


def _named_territory(name: str) -> Iterator[str]:
    from babel import Locale

    yield from (code for code, known in Locale("en").territories.items() if known == name and code.isalpha())
