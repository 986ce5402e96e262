"""Evidence for people: the same on a page and in a terminal, in three languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.domain.evidence import evidence_for
from readiness.domain.facts import Bound, Measured, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.reference import Statistic
from readiness.domain.report import Report
from readiness.render.evidence import DATA_ID, EvidenceView, describe_evidence, render_evidence, render_evidence_html
from readiness.render.plain import Style
from readiness.text import LANGUAGES, Translator
from tests.render.html.page_reader import NASTY, Page
from tests.render.samples import READINGS, report

NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
SERIES = {Statistic.MEDIAN: 80.1, Statistic.P95: 99.5, Statistic.WORST: 140.0}
SAMPLE: Report = report(
    readings={
        **READINGS,
        "network.latency": Measured(82.4, "ms", samples=300, at=NOW, statistics=SERIES),
        "network.upload": Measured(4.0, "Mbit/s", spread=0.5, at=NOW, bound=Bound.AT_MOST),
        "microphone.noise_floor": Unmeasured(Reason.DENIED),
        "headset.connection": Measured(
            "bluetooth", at=NOW, method=message("headset.bluetooth", device="Buds"), evidence={"input": NASTY}
        ),
    }
)


def view(requirement: str, language: str = "en", remark: str = "", *, names: bool = True) -> EvidenceView:
    found = evidence_for(SAMPLE, requirement, NOW, remark=remark, device_names=names)
    return describe_evidence(found, Translator(language, zone=UTC))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("requirement", ["upload", "headset", "noise", "line"])
def test_page_and_terminal_say_the_same(requirement: str, language: str) -> None:
    shown = view(requirement, language, "It is wrong.\nReally.")
    page = Page(render_evidence_html(shown, '{"kind": "<>"}\n'))
    text = render_evidence(shown, Style(100))
    there, written = "".join("".join(page.text).split()), "".join(text.split())
    for pair in (pair for section in shown.sections for pair in section.pairs):
        for words in pair:
            assert "".join(words.split()) in there
            assert "".join(words.split()) in written
    assert "Really." in text
    assert '{"kind": "<>"}\n' in page.text
    assert {key: value for key, value in page.all("pre")[0].items() if key == "id"} == {"id": DATA_ID}
    assert [attributes["lang"] for attributes in page.all("html")] == [language]
    assert not page.all("script")


def test_what_stands_behind_a_figure_is_told() -> None:
    pairs = {label: value for section in view("line").sections for label, value in section.pairs}
    assert pairs["Number of measurements"] == "300"
    assert pairs["Median"].startswith("80.1")
    assert pairs["Not exceeded in 95 of 100 cases"].startswith("99.5")
    assert pairs["Worst"].startswith("140")
    upload = {label: value for section in view("upload").sections for label, value in section.pairs}
    assert upload["Middle of the measured range"].startswith("4")


def test_whether_names_are_in_it_is_said() -> None:
    assert "names of devices as the check saw them" in view("headset").lead
    assert "were left out" in view("headset", names=False).lead
    assert "names" not in view("upload").lead


def test_without_a_remark_there_is_no_heading_for_it() -> None:
    shown = view("noise")
    assert shown.remark_label not in render_evidence(shown) + render_evidence_html(shown, "{}")
