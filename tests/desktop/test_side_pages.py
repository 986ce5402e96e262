"""Pages beside a check, and the way back from them."""

from __future__ import annotations

from readiness.desktop.pages.side import SidePage
from tests.desktop.conftest import MakePerson


def test_a_page_is_made_when_it_is_first_opened_and_leads_back(person: MakePerson) -> None:
    someone = person()
    side, made = someone.window.side, []

    def make() -> SidePage:
        made.append(SidePage(someone.desktop.texts))
        made[-1].retranslate()
        return made[-1]

    side.offer("one", make)
    assert made == []
    side.open("one")
    side.leave()
    side.open("one")
    assert len(made) == 1
    someone.wait_for_page(made[0])
    someone.press(made[0].back)
    someone.wait_for_page(someone.window.choose)


def test_a_page_that_was_on_the_way_is_gone_back_to(person: MakePerson) -> None:
    someone = person()
    side = someone.window.side
    for name in ("one", "two"):
        side.offer(name, lambda: SidePage(someone.desktop.texts))
    for name in ("one", "two", "one", "one"):
        side.open(name)
    someone.wait_for_page(side.page("one"))
    side.leave()
    someone.wait_for_page(someone.window.choose)


def test_a_check_that_begins_leaves_the_way_back_behind(person: MakePerson) -> None:
    someone = person()
    someone.window.side.offer("one", lambda: SidePage(someone.desktop.texts))
    someone.window.side.open("one")
    someone.window.pages.go_to(someone.running)
    someone.window.side.leave()
    someone.wait_for_page(someone.window.choose)


def test_a_page_that_took_a_turn_to_make_is_shown_in_the_next_and_the_last_asked_for_wins(person: MakePerson) -> None:
    someone = person()
    side = someone.window.side
    one, two = (side.add(SidePage(someone.desktop.texts)) for _ in range(2))
    before = someone.window.page
    side.visit_soon(one)
    side.visit_soon(two)
    assert someone.window.page is before
    assert not side.settled
    someone.settle()
    assert someone.window.page is two
    side.leave()
    assert someone.window.page is before
