"""The catalogues of sentences: compiled from the rooms' .po files, and checked.

``python -m tests.translations compile`` merges every room of a language into one
``readiness.mo``; ``check`` says what is missing, unused, stale or would read badly.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from readiness.domain.facts import FactDef
from readiness.domain.quantity import Dimension, units_of
from readiness.text import LANGUAGES
from tests.sentences import Use, calls, mentions

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "readiness"
LOCALE: Final = ROOT / "resources" / "locale"
LONGEST_TITLE: Final = 90

PLURAL_FORMS: Final = {
    "en": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ja": "nplurals=1; plural=0;",
}
_BLANK: Final = re.compile(r"\{(\w+)\}")
_UNITS: Final = sorted({unit for dimension in Dimension for unit in units_of(dimension)}, key=len, reverse=True)
_BREAKABLE: Final = re.compile(rf"[\d}}][ \n]({'|'.join(map(re.escape, _UNITS))})(?![^\W\u3005-\u9fff]|[/(])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One id in one language. ``forms`` are its plural forms, one where it has none."""

    id: str
    room: str
    forms: tuple[str, ...]
    fuzzy: bool = False

    @property
    def blanks(self) -> frozenset[str]:
        """The names of the blanks to fill."""
        return frozenset(name for form in self.forms for name in _BLANK.findall(form))


def rooms(language: str, locale: Path = LOCALE) -> tuple[Path, ...]:
    """Return the .po files of a language, one per room, by name."""
    return tuple(sorted((locale / language / "LC_MESSAGES").glob("*.po")))


def sentences(language: str, locale: Path = LOCALE) -> tuple[Sentence, ...]:
    """Return every sentence of a language, in the order of rooms and files."""
    return tuple(
        _sentence(entry, path.stem) for path in rooms(language, locale) for entry in _read(path, language) if entry.id
    )


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _sentence(entry: Entry, room: str) -> Sentence:
    id_ = entry.id if isinstance(entry.id, str) else entry.id[0]
    text = entry.string or ""
    forms = (text,) if isinstance(text, str) else tuple(text)
    return Sentence(id_, room, forms, entry.fuzzy)


# ------------------------------------------------------------------ compiling


class _Merged(Catalog):
    """All rooms of a language, with a header that is the same whenever and wherever it is written."""

    def __iter__(self) -> Iterator[Entry]:
        header = f"Language: {self.locale}\nContent-Type: text/plain; charset=UTF-8\n"
        yield Entry("", f"{header}Plural-Forms: {PLURAL_FORMS[str(self.locale)]}\n")
        yield from self._messages.values()


def compiled(language: str, files: Iterable[Path]) -> bytes:
    """Return the .mo file of a language: all its rooms in one."""
    merged = _Merged(locale=language, charset="utf-8")
    for path in files:
        for entry in _read(path, language):
            if entry.id:
                merged.add(entry.id, entry.string)
    file = io.BytesIO()
    write_mo(file, merged)
    return file.getvalue()


def compile_all(locale: Path = LOCALE) -> tuple[Path, ...]:
    """Write every language's ``readiness.mo`` and return the files that changed."""
    return tuple(path for path in (_compile(language, locale) for language in LANGUAGES) if path)


def _compile(language: str, locale: Path) -> Path | None:
    path = locale / language / "LC_MESSAGES" / "readiness.mo"
    fresh = compiled(language, rooms(language, locale))
    if path.exists() and path.read_bytes() == fresh:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(fresh)
    return path


# ------------------------------------------------------------------ checking


def problems(
    facts: Iterable[FactDef] = (), checks: Iterable[str] = (), package: Path = PACKAGE, locale: Path = LOCALE
) -> tuple[str, ...]:
    """Return what is wrong, one line each. ``facts`` and ``checks`` are the registry's, whose ids are derived."""
    catalogues = {language: sentences(language, locale) for language in LANGUAGES}
    known = {language: {one.id: one for one in catalogue} for language, catalogue in catalogues.items()}
    derived = frozenset(derived_ids(facts, checks))
    return (
        *(problem for language in LANGUAGES for problem in _in_itself(language, catalogues[language])),
        *_between_languages(known),
        *_against_code(known[LANGUAGES[0]], calls(package), derived),
        *_unused(known[LANGUAGES[0]], package, derived),
        *(f"{language}: readiness.mo is stale" for language in LANGUAGES if not _is_fresh(language, locale)),
    )


def derived_ids(facts: Iterable[FactDef], checks: Iterable[str]) -> Iterator[str]:
    """Return the ids no code spells out: texts about each fact, choice and check."""
    for fact in facts:
        yield from (f"fact.{fact.id}{part}" for part in ("", ".meaning", ".why", ".fix"))
        yield from (f"choice.{value}" for value in fact.choices)
    yield from (f"check.{check}" for check in checks)


def _in_itself(language: str, catalogue: Iterable[Sentence]) -> Iterator[str]:
    """Look at one language: repeated, unfinished, too long, or a number that can lose its unit."""
    seen: dict[str, str] = {}
    for one in catalogue:
        place = f"{language}/{one.room}.po: {one.id}"
        if one.id in seen:
            yield f"{place} is in {seen[one.id]}.po too"
        seen[one.id] = one.room
        if one.fuzzy or not all(one.forms):
            yield f"{place} is not translated"
        if is_title(one.id) and max(map(len, one.forms)) >= LONGEST_TITLE:
            yield f"{place} is too long for a title"
        if any(_BREAKABLE.search(form) for form in one.forms):
            yield f"{place} has a breakable space between number and unit"


def is_title(id_: str) -> bool:
    """Whether a sentence stands as a title: a fact's name, or an id that ends so."""
    parts = id_.split(".")
    named = parts[0] == "fact" and parts[-1] not in {"meaning", "why", "fix"}
    return named or parts[-1] in {"title", "heading"}


def _between_languages(known: Mapping[str, Mapping[str, Sentence]]) -> Iterator[str]:
    for id_ in sorted(frozenset().union(*known.values())):
        missing = [language for language in LANGUAGES if id_ not in known[language]]
        yield from (f"{language}: {id_} is missing" for language in missing)
        if not missing and len({known[language][id_].blanks for language in LANGUAGES}) > 1:
            yield f"{id_} has different blanks in different languages"


def _against_code(known: Mapping[str, Sentence], uses: Iterable[Use], derived: Iterable[str]) -> Iterator[str]:
    for use in uses:
        if use.id not in known:
            yield f"{use.place}: {use.id} is in no catalogue"
        elif use.names is not None and not known[use.id].blanks <= use.names:
            lacking = ", ".join(sorted(known[use.id].blanks - use.names))
            yield f"{use.place}: {use.id} needs a value for {lacking}"
    yield from (f"the registry needs {id_}, which is in no catalogue" for id_ in sorted(derived) if id_ not in known)


def _unused(known: Mapping[str, Sentence], package: Path, derived: frozenset[str]) -> Iterator[str]:
    mentioned = mentions(package)
    for id_ in sorted(known):
        if id_ not in derived and not mentioned(id_):
            yield f"{known[id_].room}.po: {id_} is used nowhere"


def _is_fresh(language: str, locale: Path) -> bool:
    path = locale / language / "LC_MESSAGES" / "readiness.mo"
    return path.exists() and path.read_bytes() == compiled(language, rooms(language, locale))


def main(arguments: list[str]) -> int:
    """Run the task named on the command line; 0 when all is well."""
    if arguments == ["compile"]:
        print(*(path.relative_to(ROOT) for path in compile_all()), sep="\n")
        return 0
    if arguments == ["check"]:
        from readiness.checks.registry import catalogue, checks

        found = problems(catalogue().values(), [check.id for check in checks()])
        print(*found, f"{len(found)} problems", sep="\n")
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
