"""Golden reports: what the sample reports look like, kept to be looked at when they change.

``python -m tests.render.golden`` writes them anew; look at the difference before keeping it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final
from unittest.mock import patch

from readiness.domain.report import Report
from readiness.render.compare import compare
from readiness.render.html.printed import html_for_print
from readiness.render.html.report import render_html
from readiness.render.plain import Style, render_comparison, render_text
from readiness.render.words import describe
from readiness.text import LANGUAGES, Translator, catalogue
from tests.render import samples

FOLDER: Final = Path(__file__).resolve().parent.parent / "golden"
REPORTS: Final[dict[str, Callable[[], Report]]] = {
    "fail": samples.report,
    "pass": samples.passing,
    "expired": samples.expired,
}

IGNORED: Final = {
    "the style sheet, which has tests of its own": re.compile(r"<style>.*?</style>", re.DOTALL),
    "the space before AM, which CLDR has changed before": re.compile("\u202f| (?=[AP]M)"),
}
"""What may differ without being looked at, and why."""


def files() -> Iterator[tuple[str, str]]:
    """Return every golden file's name and what it should hold now."""
    for language in LANGUAGES:
        translator = samples.translator(language)
        for name, make in REPORTS.items():
            yield from _of_report(f"report.{name}.{language}", make(), translator)
        both = [samples.report(), samples.passing("Contacto Global")]
        yield f"report.comparison.{language}.txt", render_comparison(compare(both, translator), Style(80))


def _of_report(name: str, report: Report, translator: Translator) -> Iterator[tuple[str, str]]:
    view = describe(report, translator)
    yield f"{name}.txt", render_text(view, Style(80))
    if name.startswith("report.fail"):
        yield f"{name}.html", render_html(view, '{"id": "sample"}')
        yield f"{name}.print.html", html_for_print(view).replace("</tr>", "</tr>\n").replace("</p>", "</p>\n")


def without_ignored(text: str) -> str:
    """Return the text without what is ignored."""
    for pattern in IGNORED.values():
        text = pattern.sub("", text)
    return text


def main() -> None:
    """Write every golden file."""
    FOLDER.mkdir(exist_ok=True)
    with patch.object(catalogue, "_catalogue", cache(samples.catalogue)):
        for name, text in files():
            (FOLDER / name).write_text(without_ignored(text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
