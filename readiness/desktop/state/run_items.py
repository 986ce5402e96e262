"""The texts that a run shows for each requirement, rendered again only if something about it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from readiness.desktop.state.merged_requirements import EmployerRequirement, merged_by_severity
from readiness.render.parts.items import ItemWriter

if TYPE_CHECKING:
    from readiness.domain.report import Report
    from readiness.render.parts.view import ItemView
    from readiness.text import Translator


class RunItems:
    """Caches rendered requirements: most of them do not change from one event to the next."""

    def __init__(self) -> None:
        self._written: dict[str, tuple[object, ItemView]] = {}
        self._reports: Sequence[Report] = ()
        self._writers: list[ItemWriter] = []
        self._translator: Translator | None = None

    def look(self, reports: Sequence[Report], translator: Translator) -> tuple[EmployerRequirement, ...]:
        """Take the present reports, and return the requirements they contain, in no particular order."""
        if translator is not self._translator:
            self._written.clear()
        self._reports, self._translator = reports, translator
        self._writers = [ItemWriter(report, translator) for report in reports]
        return merged_by_severity([_asked(number, report) for number, report in enumerate(reports)])

    def write(self, asked: EmployerRequirement) -> ItemView:
        """Return the rendered texts of one requirement."""
        report = self._reports[asked.number]
        # Everything an item says comes from these.
        said = (asked, tuple(report.facts[fact] for fact in asked.facts), report.facts.system)
        written = self._written.get(asked.id)
        if written is None or written[0] != said:
            item = self._writers[asked.number].item(asked.finding)
            written = self._written[asked.id] = (said, replace(item, id=asked.id))
        return written[1]


def _asked(number: int, report: Report) -> tuple[EmployerRequirement, ...]:
    return tuple(
        EmployerRequirement(one.requirement, number, tuple(sorted(report.requirement_here(one.requirement).facts)), one)
        for one in report.findings
    )
