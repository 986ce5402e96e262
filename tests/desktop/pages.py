"""Every page, and how somebody comes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from readiness.checks.base import Guidance, Task
from readiness.checks.headset.guided import WAYS
from readiness.desktop.pages.send import SendPage
from readiness.desktop.state.library import Refused
from readiness.desktop.widgets.fold import Fold
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import read_profile
from readiness.domain.delivery import DeliveryMethod, Letter, Post, State
from readiness.domain.message import message
from readiness.employers.consent import terms
from readiness.employers.subscriptions import Employers
from readiness.engine.signing import Ready
from tests.desktop import world as worlds
from tests.desktop.person import Person
from tests.documents.employer import bundle
from tests.documents.employer import profile as employers_profile
from tests.documents.signed import DEVICE, NOW, circumstances

SIGNED: Final = bundle(employers_profile(submit=[{"kind": "https", "url": "https://reports.example.com/in"}]))


def choosing(someone: Person) -> None:
    someone.choose()


def refused(someone: Person) -> None:
    someone.choose()
    try:
        read_profile(b'{"format": 1, "id": "com.example.bad", "version": "1"}', worlds.CATALOGUE)
    except ProfileError as error:
        someone.window.choose.show_refused(Refused(Path("employer.json"), error.problems))


def questions(someone: Person) -> None:
    someone.start(worlds.profile())


def silence(someone: Person) -> None:
    someone.world.holding = "bandwidth"
    someone.start()
    someone.wait_until_known("memory", "cores", "headset")
    someone.bot.waitUntil(someone.running.voice.button.isVisible)


def asked(someone: Person) -> None:
    silence(someone)
    someone.running.ask("headset", Guidance(Task.HEADSET_WAY, 0.0, choices=WAYS))


def reading(someone: Person) -> None:
    silence(someone)
    someone.say_ready()
    someone.bot.waitUntil(lambda: bool(someone.running.voice.sentences.text()))


def recording(someone: Person) -> None:
    silence(someone)
    someone.world.pace = 60.0
    someone.say_ready()
    someone.bot.waitUntil(lambda: someone.running.voice.recording)


def not_ready(someone: Person) -> None:
    someone.world.answers = dict(worlds.UNHAPPY)
    someone.finish(worlds.profile(requirements=[*worlds.PROFILE["requirements"][:-1], COMPLICATED]))


def ready(someone: Person) -> None:
    someone.finish()
    for fold in someone.result.findChildren(Fold):
        fold.open(opened=True)


COMPLICATED: Final = {
    "id": "complicated",
    "title": worlds.texts("Headset or speed", "Auriculares o velocidad", "ヘッドセットまたは速度"),
    "any_of": [
        {"all": [{"fact": "headset.connection", "required": {"one_of": ["usb", "analog", "wireless_dongle"]}}]},
        {"all": [{"fact": "network.upload", "unit": "Mbit/s", "required": {"min": 50}}]},
    ],
}


def shifts(someone: Person) -> None:
    someone.choose()
    someone.desktop.before_shift.show_settings()


def doubting(someone: Person) -> None:
    not_ready(someone)
    journey = someone.desktop.journey
    journey.contesting.open(next(card.item for card in someone.result.cards if card.item.id == "headset"))


def about(someone: Person) -> None:
    someone.choose()
    someone.press(someone.window.header.about)


def adjusting(someone: Person) -> None:
    someone.choose()
    someone.press(someone.window.header.settings)


def adding(someone: Person) -> None:
    someone.choose()
    offer = Employers().judged(SIGNED.data(), "https://jobs.example.com/home/voice.readiness", pin=SIGNED.fingerprint)
    page = someone.desktop.subscriptions.page
    someone.desktop.subscriptions.open()
    page.show_offer("Voice", list(terms(offer, someone.desktop.texts.translator)))
    page.show_kept([("com.example.other", "Chat", "Other Ltd")])


TO_SEND: Final = worlds.profile(
    requirements=worlds.PROFILE["requirements"][:3],
    network_test={"servers": [{"id": "home", "url": "https://speed.example.com/"}]},  # which may give receipts
    submit=[
        {"kind": "https", "url": "https://reports.example.com/in"},
        {"kind": "email", "address": "reports@example.com"},
    ],
    collect={"facts": ["user.employee_id"], "purpose": "To know whose report it is.", "keep": "P30D"},
)


def sending(someone: Person) -> None:
    someone.start(TO_SEND)
    someone.wait_for_page(someone.result)
    report = someone.desktop.journey.checking.report
    page = someone.window.side.add(SendPage(someone.desktop.texts, report, someone.desktop.background))
    someone.window.side.visit(page)
    page.offer(Ready(report, circumstances(), DEVICE, spent=True), {})
    someone.settle()
    assert page.fold  # all of it is there


def sent(someone: Person) -> None:
    someone.choose()
    someone.window.side.visit(someone.desktop.sending.list)
    someone.desktop.sending.list.show_posts(list(posts(State.WAITING, State.STORED, State.REFUSED)))


def posts(*states: State) -> Iterator[Post]:
    """One letter of each of these kinds."""
    busy = message("sending.error.busy", host="in.example", status=503)
    for number, state in enumerate(states):
        letter = Letter(f"r-{number}", DeliveryMethod.HTTPS, "https://in.example/reports", "Voice agent", b"{}")
        settled, error = (NOW, None) if state.is_settled else (None, busy)
        yield Post(number, letter, NOW, state, 1, NOW, settled, error, "")


PAGES: Final[dict[str, Callable[[Person], None]]] = {
    "choose": choosing,
    "refused": refused,
    "questions": questions,
    "silence": silence,
    "asked": asked,
    "recording": recording,
    "reading": reading,
    "not-ready": not_ready,
    "ready": ready,
    "doubt": doubting,
    "about": about,
    "settings": adjusting,
    "shifts": shifts,
    "adding": adding,
    "sending": sending,
    "sent": sent,
}
