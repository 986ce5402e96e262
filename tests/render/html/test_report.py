"""The report as HTML: whole, accessible, readable in any light, and deaf to what employers write."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from readiness.domain.facts import Measured
from readiness.domain.profile import Fix, Texts
from readiness.render.html.markup import link, tag
from readiness.render.html.printed import html_for_print
from readiness.render.html.report import DATA_ID, render_html
from readiness.render.html.stylesheet import DARK, LIGHT, PAPER, stylesheet
from readiness.render.parts.view import ReportView, Tone
from readiness.render.plain import Style, render_text
from readiness.render.words import describe
from readiness.text import LANGUAGES
from tests.render import samples
from tests.render.html.page_reader import NASTY, Page
from tests.render.samples import profile, report, translator

KNOWN_TO_QT = {"html", "body", "p", "h1", "h2", "b", "i", "br", "span", "a", "ol", "ul", "li"}
KNOWN_TO_QT |= {"table", "thead", "tr", "th", "td"}


def view(language: str = "en") -> ReportView:
    return describe(report(), translator(language))


def printed(shown: ReportView) -> str:
    return html_for_print(shown, ("BIZ UDPGothic",))


@pytest.mark.parametrize("make", [render_html, printed])
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_report_says_is_on_the_page(make: Callable[[ReportView], str], language: str) -> None:
    shown = view(language)
    text = "".join(Page(make(shown)).text).replace("\u00a0", " ")
    said = [shown.sentence, *shown.caveats, *shown.not_examined, *(group.heading for group in shown.groups)]
    for item in shown.items:
        said += [item.title, item.mark.word, *item.steps, *item.remedy, item.reason, item.origin]
        for row in (*item.rows, *(row for way in item.alternatives for row in way.rows)):
            said += [row.value, *(one for limit in row.limits for one in (limit.words, limit.margin))]
    said += [one for fact in shown.facts for one in (fact.name, fact.value, fact.method)]
    said += [one for pair in shown.details for one in pair]
    assert [one for one in said if one.replace("\u00a0", " ") not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_a_language_one_title_and_headings_in_order(language: str) -> None:
    page = Page(render_html(view(language)))
    assert page.all("html") == [{"lang": language}]
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {attributes.get("scope") for attributes in page.all("th")} == {"row", "col"}
    named = {attributes["aria-labelledby"] for attributes in page.all("section")}
    assert named <= {attributes.get("id") for attributes in page.all("h2")}


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Not met</span>: Upload"), ("ja", "\u4e0d\u9069\u5408</span>\uff1a")]
)
def test_a_heading_keeps_the_outcome_apart_from_the_title(language: str, heading: str) -> None:
    assert heading in render_html(view(language))


def test_title_and_value_stand_once_beside_several_limits() -> None:
    page = render_html(view())
    assert page.count('<td rowspan="2">4.97') == 1
    # And once more among all that was measured.
    assert page.count(">4.97") == 2


def test_outcomes_are_words_and_the_sign_is_not_read_aloud() -> None:
    page = render_html(view())
    assert '<span class="mark not_met"><span aria-hidden="true">\u00d7</span> Not met</span>' in page


@pytest.mark.parametrize("make", [render_html, printed])
def test_the_page_needs_nothing_from_elsewhere(make: Callable[[ReportView], str]) -> None:
    page = Page(make(view()))
    for name, attributes in page.tags:
        assert name not in {"img", "iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "background", "onload"} & set(attributes)
        assert "href" not in attributes or name == "a"
    assert "url(" not in make(view())
    assert "@import" not in make(view())


def test_the_browser_is_told_to_fetch_and_run_nothing() -> None:
    policy = next(one["content"] for one in Page(render_html(view())).all("meta") if "http-equiv" in one)
    assert policy
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy


@pytest.mark.parametrize("make", [render_html, printed])
def test_what_employers_write_is_text(make: Callable[[ReportView], str]) -> None:
    texts = Texts("en", {"en": NASTY})
    bad = replace(samples.REQUIREMENTS[4], title=texts, why=texts, fix=Fix(texts, "javascript:alert(1)"))
    asked = replace(profile(bad), title=texts, issuer=replace(profile().issuer, name=NASTY))
    page = make(describe(report(asked), translator("en")))
    read = Page(page)
    assert "<script>" not in page
    assert not read.all("a")
    assert "javascript:alert(1)" in "".join(read.text)
    assert "\x1b" not in page


@pytest.mark.parametrize("text", ['{"a": "</script><script>alert(1)</script>"}', '{"a": "<!--", "b": "&amp;\u2028"}'])
def test_the_json_inside_comes_back_and_cannot_break_out(text: str) -> None:
    page = render_html(view(), text)
    read = Page(page)
    assert read.all("script") == [{"type": "application/json", "id": DATA_ID}]
    inside = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert inside
    assert json.loads(inside[1]) == json.loads(text)
    assert page.count("</script>") == 1


def test_without_json_there_is_no_script() -> None:
    assert "<script" not in render_html(view())


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://a.test/b?c=d", True),
        ("HTTP://a.test", True),
        ("javascript:x", False),
        ("https://a b", False),
        ("", False),
    ],
)
def test_only_web_addresses_can_be_followed(address: str, is_link: bool) -> None:  # noqa: FBT001 - a table
    assert link(address).startswith("<a ") is is_link


def test_attributes_are_escaped_and_empty_ones_left_out() -> None:
    assert tag("td", "<b>", class_='x"y', title="") == '<td class="x&quot;y">&lt;b&gt;</td>'


def test_a_report_may_say_nothing_about_what_was_not_examined() -> None:
    bare = describe(replace(report(), not_examined=()), translator("en"))
    assert "not-examined" not in render_html(bare)
    assert "not looked at" not in printed(bare)


# ------------------------------------------------------------------ colours


def _luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_text_and_lines_can_be_told_from_their_ground(colours: dict[str, str]) -> None:
    for ground in (colours["page"], colours["card"]):
        for name in ("text", "muted", "accent", *Tone):
            assert contrast(colours[name], ground) >= 4.5, name
        assert contrast(colours["line"], ground) >= 3


def test_paper_is_grey() -> None:
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in PAPER.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_sheet_knows_dark_and_paper(language: str) -> None:
    css = stylesheet(language)
    assert "prefers-color-scheme:dark" in css
    assert "@media print" in css
    assert all(f".{tone}{{" in css for tone in Tone)
    assert css.count("{") == css.count("}")


# ------------------------------------------------------------------ for the printer


def test_print_uses_the_callers_fonts_or_those_of_the_language() -> None:
    assert "font-family:'A B','C'" in html_for_print(view(), ("A B", "C")).replace("&#x27;", "'")
    assert "BIZ UDPGothic" in html_for_print(view("ja"))


def test_print_uses_only_what_a_simple_printer_knows() -> None:
    page = Page(printed(view()))
    assert {name for name, _ in page.tags} <= KNOWN_TO_QT
    assert not any("class" in attributes for _, attributes in page.tags)


def test_what_was_taken_over_is_dated_beside_its_value_however_the_report_is_laid_out() -> None:
    night = samples.NOW - timedelta(hours=20)
    minutes = samples.NOW - timedelta(minutes=9)
    known = dict(samples.READINGS)
    for fact, at in (("memory.installed", night), ("network.latency", night), ("network.download", minutes)):
        reading = known[fact]
        assert isinstance(reading, Measured)
        known[fact] = replace(reading, at=at)
    view = describe(report(readings=known), translator("en"))
    dated = {item.id for item in view.items if "Measured on Nov 21, 2026" in item.origin}
    assert dated == {"memory", "line"}
    for page in (render_html(view), str(html_for_print(view))):
        text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        # A value stands once beside each of its limits, and the memory has two.
        assert len(dated) <= text.count("Measured on Nov 21, 2026") <= len(dated) + 1
    assert render_text(view, Style(width=400)).count("Measured on Nov 21, 2026") == len(dated)
