"""Reports and single requirements of the samples, put into words."""

from dataclasses import replace

from readiness.domain.facts import Reading
from readiness.domain.profile import OneFact, OnUnknown, Question, Requirement
from readiness.domain.report import Report
from readiness.render.parts.view import ItemView, ReportView
from readiness.render.words import describe
from tests.render.samples import condition, measured, profile, report, texts, tiers, translator


def view(given_report: Report | None = None, language: str = "en") -> ReportView:
    return describe(given_report or report(), translator(language))


def item(id_: str, given_report: Report | None = None) -> ItemView:
    return next(one for one in view(given_report).items if one.id == id_)


def only(requirement: Requirement, **readings: Reading) -> ItemView:
    known = {name.replace("__", "."): reading for name, reading in readings.items()}
    return view(report(profile(requirement), known, {})).items[0]


def requirement(id_: str, **limits: float) -> Requirement:
    return Requirement(id_, OneFact("processor.cores", None, tiers(condition(**limits))))


CORES = {"processor.cores": measured(4.0)}
EASY, HARD = requirement("easy", min=2.0), requirement("hard", min=8.0)
SLACK = replace(requirement("slack", min=2.0), subject=OneFact("memory.installed", "GB", tiers(condition(min=8.0))),
                on_unknown=OnUnknown.ADVICE)  # fmt: skip
ASKED = Requirement("asked", Question(texts("Ready?"), tiers(condition(equals=True))))
LINUX = {**CORES, "os.family": measured("linux")}
