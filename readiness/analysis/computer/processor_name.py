"""Processor brand string -> vendor, family, generation and model name.

Names age, families do not: there is no list of models here, only the patterns by which
makers form their names. What a name does not say is a ``Gap`` with its reason, never a guess.

``generation`` is the number the maker itself counts with:

* Intel Core i3/i5/i7/i9: the generation. Three digits are the 1st (i7-920); otherwise what
  precedes the last three digits (i5-8250U: 8th, i7-10700: 10th), except that four digits
  beginning with 1 count two (i7-1165G7: 11th, i5-1235U: 12th). Core m: the digit before Y.
* Intel Core Ultra and Core 3/5/7/9 without "i": the series, the first digit (Ultra 7 155H: 1).
  The tiers X7 and X9 belong to Ultra 7 and Ultra 9.
* AMD Ryzen and Threadripper: the series as marketed, in thousands (Ryzen 5 7520U: 7, although
  its cores are older). Three-digit series came after 9000 and keep their number (Ryzen 7 250:
  200, Ryzen AI 9 HX 370: 300), so that a later series is always the higher number.
* AMD EPYC: the last digit of the four (7763: 3rd). Apple M and A, Ryzen Z, Microsoft SQ: the
  digit in the name. Snapdragon X: the digit of the part (X1E78100: 1). Other Snapdragons: "Gen 3".
* No generation: Pentium, Celeron, Atom, N-series, Athlon and the like never count, and Xeon has
  counted in three ways that cannot be compared.

Sources: Intel "Processor Names, Numbers and Generation List"; AMD "Processor Naming";
the names themselves, as recorded in tests/recordings/processor_names.txt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias


class Gap(Enum):
    """Why part of a name is not known."""

    UNKNOWN = "unknown"
    """The name follows no known pattern."""
    NOT_IN_NAME = "not_in_name"
    """Names of this family do not contain it."""
    SAMPLE = "sample"
    """A pre-production sample whose name the maker left blank."""
    VIRTUAL = "virtual"
    """A virtual machine invented the name."""
    CONTRADICTION = "contradiction"
    """The name contradicts itself."""


@dataclass(frozen=True, slots=True)
class ProcessorName:
    """The parts of a brand string. ``vendor`` is one of VENDORS, ``family`` one of FAMILIES."""

    vendor: str | Gap
    family: str | Gap
    generation: int | Gap
    model: str | Gap


_Count: TypeAlias = Callable[[str], "int | Gap"]

# ------------------------------------------------------------------ counting


def _core_i(number: str) -> int | Gap:
    # In this order: 1165g7, 8250u, 10700, 7y30. Only then may three bare digits be the 1st.
    for pattern in (r"1\d(?=\d\d(?!\d))", r"[2-9](?=\d{3}(?!\d))", r"1\d(?=\d{3}(?!\d))", r"[5-9](?=y\d\d)"):
        found = re.match(pattern, number)
        if found:
            return int(found[0])
    return 1 if re.fullmatch(r"\d{3}[a-z]*", number) else Gap.NOT_IN_NAME


def _first_digit(number: str) -> int | Gap:
    return int(number[0]) if number[:1].isdigit() else Gap.NOT_IN_NAME


def _series(number: str) -> int | Gap:
    """Return the series of a model number: 5600 -> 5, 250 -> 200; two digits are no documented series."""
    hundreds = int(number or "0") // 100
    return Gap.NOT_IN_NAME if not hundreds else hundreds // 10 or hundreds * 100


def _last_digit(number: str) -> int | Gap:
    return int(number[-1]) if number else Gap.NOT_IN_NAME


def _whole(number: str) -> int | Gap:
    return int(number) if number else Gap.NOT_IN_NAME


def _uncounted(_number: str) -> int | Gap:
    return Gap.NOT_IN_NAME


# ------------------------------------------------------------------ patterns


@dataclass(frozen=True, slots=True)
class _Rule:
    """The name pattern of a family. ``{}`` in ``family`` is the group ``tier``; ``count`` gets the group ``number``."""

    family: str
    pattern: re.Pattern[str]
    count: _Count
    tiers: tuple[str, ...] = ("",)

    def families(self) -> Iterator[str]:
        return (self.family.format(tier) for tier in self.tiers)


def _rule(family: str, pattern: str, count: _Count = _uncounted, tiers: str = "") -> _Rule:
    return _Rule(family, re.compile(pattern, re.ASCII), count, tuple(tiers.split()) or ("",))


# Matched against the model name in small letters; the first that fits counts.
_RULES: Final = (
    _rule("intel core ultra {}", r"\bcore ultra x?(?P<tier>[3579]) (?P<number>\d{3})", _first_digit, "3 5 7 9"),
    _rule("intel core i{}", r"\bcore i(?P<tier>[3579])\b(?:[ -]+(?:[a-z]{1,2} )?(?P<number>\w+))?", _core_i, "3 5 7 9"),
    _rule("intel core m", r"\bcore m[357]?-(?P<number>\w+)", _core_i),
    # A tampered "Core(TM)2 i7-7500U" has been seen: neither half of it is to be believed.
    _rule("intel core 2", r"\bcore 2\b(?! i\d)"),
    _rule("intel core {}", r"\bcore (?P<tier>[3579]) (?P<number>n?\d{3})", _first_digit, "3 5 7 9"),
    _rule("intel core duo", r"\bcore (?:duo|solo)\b"),
    _rule("intel xeon", r"\bxeon\b"),
    _rule("intel pentium", r"\bpentium\b"),
    _rule("intel celeron", r"\bceleron\b"),
    _rule("intel atom", r"\batom\b"),
    _rule("intel n-series", r"^intel n\d{2,3}\b"),
    _rule("intel processor", r"^intel u?\d{3}\b"),
    # The AI tiers before the plain ones: "ryzen ai 9" is no "ryzen 9".
    _rule("amd ryzen ai max", r"\bryzen ai max\b.*?\b(?P<number>\d{3})\b", _series),
    _rule("amd ryzen z", r"\bryzen (?:ai )?z(?P<number>\d)\b", _whole),
    _rule("amd ryzen ai {}", r"\bryzen ai (?P<tier>[3579])\b.*?\b(?P<number>\d{3})\b", _series, "3 5 7 9"),
    _rule("amd ryzen threadripper", r"\bryzen threadripper\b(?: pro)?(?: (?P<number>\d{4}))?", _series),
    _rule("amd ryzen embedded", r"\bryzen embedded\b"),
    _rule(
        "amd ryzen {}", r"\bryzen (?P<tier>[3579])\b(?: (?:pro|h))*(?: (?P<number>\d{2,4})(?!\d))?", _series, "3 5 7 9"
    ),
    _rule("amd epyc", r"\bepyc\b(?: (?P<number>\d[\da-z]\d\d)(?!\d))?", _last_digit),
    _rule("amd athlon", r"\bathlon\b"),
    _rule("amd sempron", r"\bsempron\b"),
    _rule("amd turion", r"\bturion\b"),
    _rule("amd phenom", r"\bphenom\b"),
    _rule("amd opteron", r"\bopteron\b"),
    _rule("amd fx", r"^amd fx-"),
    _rule("amd a-series", r"^amd (?:pro )?a\d{1,2}-"),
    _rule("amd e-series", r"^amd e[12]?-"),
    _rule("amd custom", r"^amd custom apu\b"),
    _rule("apple m", r"^apple m(?P<number>\d)\b", _whole),
    _rule("apple a", r"^apple a(?P<number>\d\d)\b", _whole),
    _rule("qualcomm snapdragon x", r"\bsnapdragon x\d?\b(?:.*\bx(?P<number>\d)[a-z]?\d\d)?", _whole),
    _rule("qualcomm snapdragon", r"\bsnapdragon\b(?:.*\bgen (?P<number>\d)\b)?", _whole),
    _rule("microsoft sq", r"^microsoft sq(?P<number>\d)\b", _whole),
    _rule("ampere altra", r"^ampere altra\b"),
    _rule("arm cortex", r"^arm cortex-"),
    _rule("arm neoverse", r"^arm neoverse-"),
)

FAMILIES: Final = tuple(family for rule in _RULES for family in rule.families())
"""Every family, in lower case. Profiles name them: values may be added, but never changed."""

VENDORS: Final = ("intel", "amd", "apple", "qualcomm", "microsoft", "ampere", "arm", "hygon", "via", "zhaoxin")
"""Every vendor; it is the first word of its families' names."""

# Only at the beginning: "Intel Compatible" and "DO-Premium-AMD" are said by virtual machines.
_VENDOR: Final = re.compile(rf"^(?:genuine |mobile |virtual)?({'|'.join(VENDORS)})\b(?! compatible)")
_SAMPLE: Final = re.compile(r"^amd eng sample\b|^genuine intel 0000\b")
_VIRTUAL: Final = re.compile(r"\bqemu\b|\bkvm\b|\bvirtual|^do-")

# ------------------------------------------------------------------ reading a name

# "Core(TM)2" needs a blank in place of the sign, "FX(tm)-8350" none.
_MARKS: Final = re.compile(r"\s*(?:\((?:r|tm|c)\)|[®™©])", re.IGNORECASE)
_PREFIX: Final = re.compile(r"^(\d{1,2})(?:st|nd|rd|th) gen (?=intel\b)", re.IGNORECASE)
# Clock, graphics and the number of cores are other facts, or none of the processor's.
_NOISE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*@.*$",
        r",? \d+ compute cores.*$",
        r" (?:with|w/) radeon.*$",
        r" radeon (?:r\d|hd|vega)?.*$",
        r" - qualcomm oryon cpu$",
        r"\b(?:\d+|single|dual|triple|quad|six|eight|twelve|sixteen)[- ]?cores?\b",
        r"\b(?:cpu|processor)\b(?! (?:version|\w{12}))",
        r"\bapu$",
        r" [\d.]+ ?[gm]hz$",
    )
)

_CLOCK: Final = re.compile(r"(?:@|\s)\s*(\d{1,4}(?:\.\d{1,3})?)\s*([gm])hz\b", re.IGNORECASE | re.ASCII)
_HERTZ: Final = {"g": 1e9, "m": 1e6}


def parse_processor_name(brand: str) -> ProcessorName:
    """Parse a brand string. Accepts any text; what it does not say is a Gap."""
    plain = _plain(brand)
    prefix = _PREFIX.match(plain)
    model = _model(plain[prefix.end() :] if prefix else plain)
    name = model.casefold()
    for rule in _RULES:
        found = rule.pattern.search(name)
        if found:
            return _named(rule, found, model, prefix)
    vendor = _VENDOR.search(name)
    gap = _gap(name)
    return ProcessorName(vendor[1] if vendor else gap, gap, gap, model or Gap.UNKNOWN)


def rated_clock_hz(brand: str) -> float | None:
    """Return the rated clock at the end of a name ("@ 1.60GHz") in Hz, without boost; None if there is none."""
    found = _CLOCK.search(brand)
    return round(float(found[1]) * _HERTZ[found[2].casefold()]) if found else None


def _named(rule: _Rule, found: re.Match[str], model: str, prefix: re.Match[str] | None) -> ProcessorName:
    groups = found.groupdict()
    family = rule.family.format(groups.get("tier") or "")
    generation = rule.count(groups.get("number") or "")
    if prefix:
        generation = _agreed(int(prefix[1]), generation)
    return ProcessorName(family.split()[0], family, generation, model)


def _agreed(spelt_out: int, counted: int | Gap) -> int | Gap:
    """Compare "12th Gen" with the model number: the maker's own word counts, unless the two differ."""
    if isinstance(counted, Gap) or counted == spelt_out:
        return spelt_out
    return Gap.CONTRADICTION


def _gap(name: str) -> Gap:
    if _SAMPLE.search(name):
        return Gap.SAMPLE
    return Gap.VIRTUAL if _VIRTUAL.search(name) else Gap.UNKNOWN


def _plain(text: str) -> str:
    """Return the text without trademark signs and repeated spaces, "Core(TM)2" as "Core 2"."""
    without_marks = _MARKS.sub(lambda mark: " " if mark.string[mark.end() :][:1].isdigit() else "", text)
    return " ".join(without_marks.split())


def _model(name: str) -> str:
    """Return the common name: "Intel Core i5-8250U CPU @ 1.60GHz" without its end."""
    for pattern in _NOISE:
        name = " ".join(pattern.sub("", name).split())
    return name.strip(" -,")
