"""What opens the employers that are not satisfied yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.judge import judge
from readiness.domain.profile import FactTest, OneFact, Requirement, Tiers, Validity
from readiness.domain.report import Report
from readiness.render.compare import compare
from readiness.render.html.report import render_comparison_html
from readiness.render.plain import Style, render_comparison
from readiness.render.remediation import describe_remediation
from readiness.text import LANGUAGES
from tests.render.samples import NOW, READINGS, condition, passing, profile, report, translator

_SLOW: dict[str, Reading] = {
    **READINGS,
    "network.download": Measured(10.0, "Mbit/s"),
    "network.upload": Measured(1.0, "Mbit/s"),
    "headset.connection": Measured("bluetooth"),
}


def _asks(fact: str, unit: str | None = None, **limits: float | str | tuple[str, ...]) -> Requirement:
    return Requirement(fact.replace(".", "-"), OneFact(fact, unit, Tiers(condition(**limits))))


_DOWN = _asks("network.download", "Mbit/s", min=25.0)
_UP = _asks("network.upload", "Mbit/s", min=5.0)
_HEADSET = _asks("headset.connection", one_of=("usb", "analog"))


def _of(
    *requirements: Requirement, issuer: str = "Example Support Ltd", known: dict[str, Reading] | None = None
) -> Report:
    return report(profile(*requirements, id_=f"com.{len(issuer)}", issuer=issuer), known or _SLOW)


def test_says_what_must_change_one_step_for_each_thing() -> None:
    view = describe_remediation([_of(_DOWN, _UP, _HEADSET)], ["Example"], translator("en"))
    assert view
    (employer,) = view.employers
    assert employer.heading == "Example: 2 changes are enough"
    assert employer.steps == (
        "Download speed: at least 25\u00a0Mbit/s; Upload speed: at least 5\u00a0Mbit/s",
        "Headset connection: USB or 3.5 mm plug",
    )
    assert (employer.also, employer.to_find_out, employer.note, view.best) == ("", (), "", "")


def test_names_the_change_that_helps_most_of_several_employers() -> None:
    all_ = [_of(_DOWN, issuer="A"), _of(_HEADSET, issuer="Bb"), _of(_UP, issuer="Ccc")]
    view = describe_remediation(all_, ["A", "Bb", "Ccc"], translator("en"))
    assert view
    assert "Download speed: at least 25\u00a0Mbit/s" in view.best
    assert "With it you are ready for A and Ccc" in view.best


def test_what_is_not_known_is_told_apart_from_what_must_change() -> None:
    known = {**_SLOW, "network.upload": Unmeasured(Reason.OFFLINE)}
    view = describe_remediation(
        [_of(_HEADSET, _UP, known=known), _of(_UP, issuer="B", known=known)], ["A", "B"], translator("en")
    )
    assert view
    both, only = view.employers
    assert (len(both.steps), both.also, len(both.to_find_out)) == (1, "And this is still to be found out", 1)
    assert only.heading == "B: nothing has to change, but this is still to be found out"


def test_employers_who_are_satisfied_are_left_out() -> None:
    assert describe_remediation([passing()], ["A"], translator("en")) is None
    view = describe_remediation([passing(), _of(_DOWN)], ["A", "B"], translator("en"))
    assert view
    assert [one.heading for one in view.employers] == ["B: 1 change is enough"]


def test_some_profiles_no_change_opens() -> None:
    contradiction = _of(_DOWN, replace(_asks("network.download", "Mbit/s", max=5.0), id="slow"))
    old = _of(_DOWN, known={**_SLOW, "network.download": Measured(100.0, "Mbit/s")})
    ended = replace(old.profile, valid=Validity(until=NOW - timedelta(days=1)))
    expired = replace(old, profile=ended, judgement=judge(ended, old.facts, NOW))
    view = describe_remediation([contradiction, expired], ["A", "B"], translator("en"))
    assert view
    assert [one.heading for one in view.employers] == [
        "A: no change to this computer is enough",
        "B: no change to this computer is enough",
    ]


def test_a_requirement_that_ends_with_its_condition_names_an_example() -> None:
    when = (FactTest("headset.connection", None, condition(one_of=("bluetooth",))),)
    view = describe_remediation(
        [_of(replace(_DOWN, when=when), replace(_asks("network.download", "Mbit/s", max=11.0), id="slow"))],
        ["A"],
        translator("en"),
    )
    assert view
    assert view.employers[0].steps[0].startswith("Headset connection: ")


def test_says_when_there_may_be_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.domain.changes._MOST_STEPS", 1)
    view = describe_remediation([_of(_DOWN, _HEADSET)], ["A"], translator("en"))
    assert view
    assert view.employers[0].note.startswith("Perhaps fewer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_stands_below_the_comparison_as_text_and_as_a_page(language: str) -> None:
    known = {**_SLOW, "network.upload": Unmeasured(Reason.OFFLINE)}
    all_ = [_of(_DOWN, issuer="A"), _of(_DOWN, issuer="Bb"), _of(_HEADSET, _UP, issuer="Ccc", known=known)]
    view = compare(all_, translator(language))
    assert view.remediation
    text, page = render_comparison(view, Style(80)), render_comparison_html(view)
    for employer in view.remediation.employers:
        for words in (employer.heading, *employer.steps, employer.also, *employer.to_find_out):
            assert words in page
            assert "".join(words.split()) in "".join(text.split())
    assert view.remediation.best in page
