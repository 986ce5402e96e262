"""Inserts word joiners where no line may end: numbers and units, names with a figure, Japanese words.

This happens when text is laid out, not in the catalogue: what people copy and screen readers read is unchanged.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

_JOINER: Final = "\u2060"
_SPACE: Final = "\u00a0"
_LONGEST: Final = 8
"""Katakana words up to this length are kept whole; longer ones never leave single letters on the next line."""
_KATAKANA: Final = "\u30a1"
_LONG_VOWEL: Final = re.compile("(?<=[\u30a1-\u30fa]{3}\u30fc)(?=[\u30a1-\u30fa\u30fc]{3})")
_OPERATING: Final = "\u30aa\u30da\u30ec\u30fc\u30c6\u30a3\u30f3\u30b0"
_LIMIT: Final = re.compile(
    "(?:at (?:least|most)|(?:more|less) than|al menos|como m\u00e1ximo|(?:m\u00e1s|menos) de) (?=[\u22120-9])"
)
"""At least| 25 Mbit/s: a limit stays whole."""
_UNITS: Final = ("bit/s", "MB/s")
_RULES: Final = (
    # Wi-|Fi, M-|Lab, i5-|1235U.
    (re.compile(r"(?<![\w./-])(\w{1,3})-(?=\w{1,6}(?![\w.-]))", re.ASCII), rf"\1{_JOINER}-{_JOINER}"),
    # 4| 6| 7| 3, said one by one.
    (re.compile("(?<=[0-9]) (?=[0-9](?![0-9.:/]))"), _SPACE),
    # at least| 8, Intel Core| i5.
    (re.compile(rf"(?<=[^\W0-9]) (?=[A-Za-z]?[0-9]{{1,2}}(?![\w.:/]|{_SPACE}[0-9]))"), _SPACE),
    # Intel Core i5| \u00b7 4.4 GHz: no line begins with the point. Memory \u00b7| \u2026: none holds the end alone.
    (re.compile(" (?=\u00b7 )|(?<=[\u00b7\u30fb]) (?=\u2026)"), _SPACE),
    # 9:05 PM| UTC: a time of day stays with what it is counted from.
    (re.compile(f"[ {_SPACE}\u202f](?=UTC(?![A-Za-z]))|(?<=[0-9])[ \u202f](?=[AP]M\\b)"), _SPACE),
)
_ENDS: Final = (
    "\u304f\u3060\u3055\u3044|(?:\u3067\u304d|\u3042\u308a|\u3044|\u3057)?"
    "\u307e(?:\u305b\u3093(?:\u3067\u3057\u305f|\u304b)?|\u3057\u305f\u304b?|\u3059\u304b?)"
)
"""Please; does, did, does not: ends of sentences that are far from their verb's kanji."""
_SMALL_WORDS: Final = (
    "\u304b\u3082\u3057\u308c|\u3064\u306a\u304c\u3063|\u305d\u308c\u3067\u3082|\u3044\u305a\u308c\u304b"
    "|\u304f\u3060\u3055\u3044|\u3064\u306a\u304c\u308b|\u305d\u306e\u3042\u3068|\u304b\u3069\u3046\u304b"
    "|\u3055\u308c\u305f|\u3055\u308c\u307e|\u308f\u304b\u308b|\u308f\u304b\u3089|\u307e\u305f\u306f"
    "|\u3055\u3089\u306b|\u308f\u304b\u308a|\u3044\u306a\u3044|\u304a\u305d\u308c|\u3055\u308c\u3066"
    "|\u304b\u304b\u308a|\u3055\u308c\u308b|\u3067\u304d\u308b|\u304b\u304b\u308b|\u3059\u3079\u3066"
    "|\u3069\u3061\u3089|\u3082\u306e|\u3044\u308b|\u3088\u3044|\u3053\u308c|\u305f\u3081|\u307b\u304b"
    "|\u306a\u3044|\u3088\u3046|\u306a\u308a|\u3069\u308c|\u3057\u3066|\u3069\u306e|\u3042\u308b|\u3046\u3061"
    "|\u305d\u308c|\u306a\u308b|\u306a\u3089|\u3053\u3053|\u3053\u306e|\u3082\u3046|\u3059\u308b|\u3054\u3068"
    "|\u305d\u306e|\u3053\u3068|\u3057\u305f|\u3068\u304d"
    "|(?:\u3067|\u307e)(?:\u3059|\u3057\u305f)|\u307e\u305b\u3093(?:\u3067\u3057\u305f)?"
)
"""Often met, and lost when torn: all the same, or, all, whether, please, can, thing, when, this, that, does, is."""
_PARTICLES: Final = (
    "[\u304c\u3067\u3068\u306b\u306e\u306f\u3078\u3082\u3084\u3092]|[\u3067\u3068\u306b"
    "][\u306f\u3082]|[\u3067\u3078]\u306e|\u306e[\u3067\u306b\u306f\u3082]|\u304b[\u3089\u3092\u306f\u304c]?|\u3060\u3051|\u306a\u3069|\u307b\u3069|\u307e\u3067|\u3088\u308a|\u305f\u308a"
)
"""They belong to the word before them, and end what is said in one breath."""
FIRST_JAPANESE: Final = "\u3005"
"""No letter of the other languages comes after it."""


@cache
def _japanese() -> tuple[tuple[tuple[re.Pattern[str], str], ...], tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """Return what holds in Japanese alone: rules, words to keep whole, and where one goes on in the next.

    Patterns over thousands of letters take a while to make, so not before there is something to read.
    """
    rules = (
        # 3|\u56de, 12|\u4ef6; 5 Mbit/s|\u4ee5\u4e0a, 80 ms|\u4ee5\u4e0b.
        (re.compile("(?<=[0-9])(?=[\u3041-\u30fa\u4e00-\u9fff])"), _JOINER),
        (re.compile("(?<=[0-9A-Za-z)%])(?=\u4ee5[\u4e0a\u4e0b\u5185])"), _JOINER),
        (re.compile("\u4ee5(?=[\u4e0a\u4e0b\u5185])"), f"\u4ee5{_JOINER}"),
        # \u63a8|\u5968: a label of two letters before its colon.
        (re.compile("([\u4e00-\u9fff])([\u4e00-\u9fff])(?=\uff1a)"), rf"\1{_JOINER}\2"),
    )
    # Two words are written as one in "operating system", which is too long for a narrow column.
    katakana = re.compile(f"{_OPERATING}(?=\u30b7\u30b9\u30c6\u30e0)|[\u30a1-\u30fa\u30fc]{{2,}}")
    please = re.compile("\u304f\u3060\u3055\u3044")
    # The end of a sentence, from the stem of its verb on: a piece of it on the next line looks lost.
    end = re.compile(
        f"(?:[\u4e00-\u9fff]{{1,2}}[\u3041-\u3096]{{1,5}}|{_ENDS}|[\u3041-\u9fff]{{3}})"
        "(?:[\u3001\u3002\u300d\u300f\uff01\uff09\uff1f]*$|(?=[\u3002\uff01\uff1f]))",
        re.MULTILINE,
    )
    # What is bent of a verb, and a particle, stay with the kanji before them.
    stem = re.compile("[\u4e00-\u9fff](?:[\u3041-\u3096]{1,3}(?![\u3041-\u3096])|[\u3041-\u3096]{2})")
    # A letter of politeness stays with its word, after a particle too.
    particles = "\u304c\u3067\u3068\u306b\u306e\u306f\u3078\u3082\u3092"
    polite = re.compile(f"(?:(?<![\u3041-\u3096])|(?<=[{particles}]))[\u304a\u3054][\u4e00-\u9fff]")
    # A word in kanji, mostly of two letters, stays whole.
    kanji = re.compile("(?<![\u3005\u4e00-\u9fff])[\u3005\u4e00-\u9fff]{2,4}(?![\u3005\u4e00-\u9fff])")
    # What goes on in the next letter: check|ing, is check|ing, a verb made of two; and no line begins with a particle.
    # (Sets of all kanji are slow to make, so there is but one.)
    on = re.compile(
        "(?<=[\u30a1-\u30fa\u30fc])(?=[\u3059\u3057\u3055\u304c\u3067\u3068\u306b\u306e\u306f\u3078\u3082\u3092\u306a])"
        "|(?<=[\u3066\u3067])(?=\u3044\u2060?[\u308b\u305f\u306a\u307e\u3066])"
        "|(?<=[\u304d\u3057\u3061\u308a\u307f\u3073\u304e\u3051\u308c\u3048\u305b\u3044])(?=[\u4e00-\u9fff])"
        "|(?<![\u3001\u3002\uff08\u300c\u30fb ])(?=\u3066|\u3063\u3066|\u305f\u3089"
        "|\u3089[\u3001\u3082\u308c]|[\u308b\u305f](?![\u3041-\u3096])"
        f"|(?:{_PARTICLES})(?![\u3041-\u3096\u2060]))"
    )
    return rules, (katakana, please, end, stem, polite, kanji, re.compile(_SMALL_WORDS)), on


@lru_cache(maxsize=2048)
def with_word_joiners(text: str, *, units_alone: bool = False) -> str:
    """Return the text with joiners where no line may end; ``units_alone`` keeps only units whole.

    A line may end after a slash, but never within a unit.
    """
    for unit in _UNITS:
        text = text.replace(unit, unit.replace("/", f"/{_JOINER}"))
    if units_alone:
        return text
    rules, words, on = _japanese() if max(text, default="") >= FIRST_JAPANESE else ((), (), None)
    text = _LIMIT.sub(lambda limit: limit[0].replace(" ", _SPACE), text)
    for pattern, instead in (*rules, *_RULES):
        text = pattern.sub(instead, text)
    for pattern in words:
        text = pattern.sub(_whole, text)
    return on.sub(_JOINER, text) if on else text


def _whole(word: re.Match[str]) -> str:
    letters = word[0]
    if len(letters) <= _LONGEST or letters[0] < _KATAKANA:
        return _JOINER.join(letters)
    parts = _LONG_VOWEL.split(letters, maxsplit=1)
    if len(parts) > 1:
        return "".join(_JOINER.join(part) for part in parts)  # two words written as one: customer|service
    return letters[:-2] + _JOINER + _JOINER.join(letters[-2:])
