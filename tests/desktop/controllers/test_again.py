"""After the result: one thing or everything looked at again, answers given later, another profile."""

from __future__ import annotations

from readiness.domain.report import Verdict
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person
from tests.desktop.world import World


def test_one_item_is_checked_again_alone(person: MakePerson) -> None:
    world = World(dict(worlds.UNHAPPY))
    someone = person(world)
    someone.finish()
    world.answers = {**worlds.UNHAPPY, "headset.connection": "usb"}
    world.asked.clear()
    card = someone.result.cards[0]
    assert card.again is not None
    someone.press(card.again)
    someone.bot.waitUntil(lambda: "headset" not in {one.item.id for one in someone.result.cards})
    assert sorted(world.asked) == ["headset"]
    assert someone.window.page is someone.result
    view = someone.result.view
    assert view is not None
    assert {item.id: item.outcome for item in view.items}["download"] == "pass"


def test_a_second_look_that_needs_the_person_gets_the_page_of_a_run(person: MakePerson) -> None:
    world = World(dict(worlds.UNHAPPY))
    someone = person(world)
    someone.finish()
    world.answers = dict(worlds.GOOD)
    noise = next(card for card in someone.result.cards if card.item.id == "noise")
    assert noise.again is not None
    someone.press(noise.again)
    someone.wait_for_page(someone.running)
    assert [row.item.id for row in someone.running.rows] == ["noise"]
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    assert "noise" not in {card.item.id for card in someone.result.cards}
    assert someone.focus is someone.result.banner


def test_stopping_a_second_look_keeps_the_first(person: MakePerson) -> None:
    world = World(dict(worlds.UNHAPPY))
    someone = person(world)
    someone.finish()
    world.holding = "bandwidth"
    upload = next(card for card in someone.result.cards if card.item.id == "upload")
    assert upload.again is not None
    someone.press(upload.again)
    someone.wait_for_page(someone.running)
    someone.press(someone.running.stop)
    someone.wait_for_page(someone.result)
    upload = next(card for card in someone.result.cards if card.item.id == "upload")
    assert upload.item.outcome == "fail"


def test_an_answer_given_later_is_judged_without_measuring(person: MakePerson) -> None:
    world = World()
    someone = person(world)
    someone.start(worlds.profile())
    someone.press(someone.questions.go_on)
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    world.asked.clear()
    someone.press(someone.result.answers)
    yes = someone.focus
    assert yes.accessibleName() == "Yes"
    someone.press(yes)  # type: ignore[arg-type] # it is a radio button
    someone.press(someone.questions.go_on)
    someone.wait_for_page(someone.result)
    assert someone.result.view is not None
    assert someone.result.view.verdict is Verdict.PASS
    assert world.asked == []


def test_checking_everything_again_measures_everything(person: MakePerson) -> None:
    world = World()
    someone = person(world)
    someone.finish()
    world.asked.clear()
    someone.press(someone.result.again)
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    assert set(world.asked) == set(worlds.FACTS)


def test_another_profile_can_be_chosen_afterwards(person: MakePerson) -> None:
    someone: Person = person()
    someone.finish()
    someone.press(someone.result.other)
    assert someone.window.page is someone.window.choose
    assert someone.focus is someone.window.choose.start
