"""Several employers at once: chosen together, measured once, shown side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from readiness import paths
from readiness.desktop.pages.employers import EmployersPage
from readiness.desktop.state.library import listed
from readiness.desktop.state.limits import least_rates
from readiness.desktop.state.run_items import RunItems
from readiness.desktop.widgets.choosing.choice_card import CheckCard, RadioCard
from readiness.domain.report import Outcome
from readiness.render.words import describe
from readiness.text import LANGUAGES, Translator
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person, process
from tests.desktop.world import UNHAPPY, World
from tests.render import samples


def _other(id_: str, limit: float) -> bytes:
    requirement = {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": limit}}
    speed = {"id": "down", "fact": "network.download", "unit": "Mbit/s", "required": {"min": limit}}
    return worlds.profile(id=id_, issuer={"name": id_}, requirements=[requirement, speed])


def _choose_several(someone: Person) -> None:
    entries = [worlds.entry(worlds.without_questions(), "voice.json")]
    entries += [
        worlds.entry(_other(f"com.{name}", limit), f"{name}.json") for name, limit in (("easy", 2), ("hard", 64))
    ]
    someone.window.choose.append_entries(entries)
    someone.press(someone.window.choose.several)
    for place in (1, 2):
        someone.window.choose.choose(place)


def _page(someone: Person) -> EmployersPage:
    return someone.desktop.journey.employers


def _finish(someone: Person) -> None:
    _choose_several(someone)
    someone.press(someone.window.choose.start)
    someone.say_ready(2)
    someone.wait_for_page(_page(someone))


def test_the_comparison_is_saved_as_a_page_for_the_person(person: MakePerson, tmp_path: Path) -> None:
    someone = person(World())
    _finish(someone)
    keeper = someone.desktop.journey.comparing
    keeper.save(tmp_path / "beside.html")
    assert someone.reads("Saved as “beside.html”")
    page = (tmp_path / "beside.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("com.easy", "com.hard"))
    (tmp_path / "folder.html").mkdir()
    keeper.save(tmp_path / "folder.html")
    assert someone.reads("“folder.html” could not be saved")


def _button(someone: Person, name: str) -> QAbstractButton:
    [found] = [one for one in someone.window.page.findChildren(QAbstractButton) if one.accessibleName() == name]
    return found


def _kinds(someone: Person) -> list[type]:
    process()
    buttons = someone.window.choose.choices.findChildren(QAbstractButton)
    return [type(one) for one in buttons if one.isVisible()]


def test_one_is_chosen_until_several_are_wanted(person: MakePerson) -> None:
    someone = person()
    _choose_several(someone)
    choose = someone.window.choose
    assert [one.profile.id for one in choose.chosen] == ["com.example.voice", "com.easy", "com.hard"]
    assert _kinds(someone) == [CheckCard, CheckCard, CheckCard]
    someone.press(choose.several)
    assert [one.profile.id for one in choose.chosen] == ["com.example.voice"]
    assert _kinds(someone) == [RadioCard, RadioCard, RadioCard]


def test_examples_come_under_a_heading_after_what_an_employer_gave(person: MakePerson) -> None:
    someone = person()
    choose, examples = someone.window.choose, listed(paths.spec_files())
    choose.append_entries(examples)
    choose.add_entry(worlds.entry(_other("com.easy", 2), "easy.json"))
    process()
    heading = choose.choices.examples
    assert heading is not None
    assert heading.text() == "Examples, to try it out"
    places = [one.y() for one in choose.choices.findChildren(RadioCard) if one.isVisible()]
    assert [y > heading.y() for y in sorted(places)] == [False] + [True] * len(examples)
    someone.desktop.texts.speak("ja")
    assert "例" in heading.text()
    choose.show_entries(choose.entries[:1])
    assert choose.choices.examples is None


def test_nothing_chosen_is_nothing_to_start(person: MakePerson) -> None:
    someone = person()
    _choose_several(someone)
    for tick in someone.window.choose.choices.findChildren(CheckCard):
        tick.setChecked(False)
    assert not someone.window.choose.start.isEnabled()


def test_everything_is_measured_once_and_judged_for_each(person: MakePerson) -> None:
    someone = person(World(dict(UNHAPPY)))
    _finish(someone)
    assert sorted(someone.world.asked) == sorted(set(someone.world.asked))
    view = _page(someone).view
    assert view
    assert [mark.word for mark in view.verdicts] == ["Not ready yet", "Ready", "Not ready yet"]
    assert someone.reads("Ready for 1 of 3 employers")
    assert someone.reads("com.hard: 1 change is enough")
    assert someone.focus is _page(someone).title


def test_each_result_can_be_seen_and_left_again(person: MakePerson) -> None:
    someone = person(World(dict(UNHAPPY)))
    _finish(someone)
    someone.press(_button(someone, "Show the result for com.hard"))
    someone.wait_for_page(someone.result)
    assert someone.result.view
    assert someone.result.view.issuer == "com.hard"
    assert someone.result.other.text() == "&All employers"
    someone.press(someone.result.other)
    someone.wait_for_page(_page(someone))
    someone.press(_page(someone).other)
    someone.wait_for_page(someone.window.choose)


def test_one_thing_is_measured_again_for_all(person: MakePerson) -> None:
    someone = person(World(dict(UNHAPPY)))
    _finish(someone)
    someone.press(_button(someone, "Show the result for com.hard"))
    someone.world.answers = {**UNHAPPY, "memory.installed": 128.0}
    card = next(one for one in someone.result.cards if one.item.id == "memory")
    assert card.again
    someone.press(card.again)
    someone.bot.waitUntil(lambda: "memory" not in {one.item.id for one in someone.result.cards})
    someone.press(someone.result.other)
    view = _page(someone).view
    assert view
    assert view.satisfied == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_follows_the_language(person: MakePerson, language: str) -> None:
    someone = person(World(dict(UNHAPPY)))
    _finish(someone)
    names = {"en": "English", "es": "Español", "ja": "日本語"}
    someone.window.header.language.setCurrentText(names[language])
    words = {"en": "Ready for 1 of 3", "es": "Listo para 1 de 3", "ja": "3社中1社"}
    assert someone.reads(words[language])


def test_the_page_is_walked_with_the_keyboard(person: MakePerson) -> None:
    someone = person(World(dict(UNHAPPY)))
    _finish(someone)
    process()
    someone.key(Qt.Key.Key_Tab)
    assert someone.focus.accessibleName() == "Show the result for Example Support"
    someone.key(Qt.Key.Key_Return)
    someone.wait_for_page(someone.result)


def test_the_hardest_to_satisfy_is_shown_while_it_runs() -> None:
    reports, items, translator = (samples.passing(), samples.report()), RunItems(), Translator("en")
    alone = items.look(reports[1:], translator)
    written = {(one.id, one.title, one.summary) for one in map(items.write, alone)}
    assert written == {(one.id, one.title, one.summary) for one in describe(reports[1], translator).items}
    failed = {one.facts for one in alone if one.finding.outcome is Outcome.FAIL}
    merged = items.look(reports, translator)
    asked = {one.id for one in reports[0].profile.requirements if one.facts}
    assert {one.id for one in merged if one.facts} >= {f"0#{id_}" for id_ in asked}
    assert failed <= {one.facts for one in merged if items.write(one).outcome is Outcome.FAIL}


def test_what_a_run_shows_is_written_again_only_where_something_changed() -> None:
    report, translator, items = samples.report(), Translator("en"), RunItems()
    first = [items.write(one) for one in items.look([report], translator)]
    better = replace(report, judgement=samples.passing().judgement)
    again = [items.write(one) for one in items.look([report], translator)]
    assert all(one is other for one, other in zip(first, again, strict=True))
    other = {item.id: item.outcome for item in (items.write(one) for one in items.look([better], translator))}
    assert other == {one.requirement: one.outcome for one in better.findings}
    spanish = [items.write(one) for one in items.look([report], Translator("es"))]
    assert [one.id for one in spanish] == [one.id for one in first]
    assert spanish != first


def test_the_highest_rate_that_somebody_requires_is_the_limit() -> None:
    documents = [worlds.document(_other("com.a", limit)) for limit in (20, 50, 30)]
    requirements = [one for document in documents for one in document.profile.requirements]
    assert least_rates(requirements) == {"network.download": 50.0}
    assert json.dumps(least_rates([])) == "{}"
