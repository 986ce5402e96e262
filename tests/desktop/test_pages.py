"""Every page in every language: nothing cut, everything named, everything reached by keyboard."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.exceptions import TimeoutError as QtTimeoutError

from readiness.checks.base import Guidance, Task
from readiness.checks.headset.guided import WAYS
from readiness.desktop.pages.send import SendPage
from readiness.desktop.state.library import Refused
from readiness.desktop.widgets.controls import ActionBar, Page
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.reading_order import controls_of
from readiness.desktop.widgets.layout.scrolling import ScrollArea
from readiness.desktop.widgets.words import Text
from readiness.desktop.window import SMALLEST
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import read_profile
from readiness.domain.delivery import Letter, Post, State, Way
from readiness.domain.message import message
from readiness.employers.consent import terms
from readiness.employers.subscriptions import Employers
from readiness.engine.signing import Ready
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person, process
from tests.desktop.translators import Stretched, WindowAlone
from tests.desktop.world import World
from tests.documents.employer import bundle
from tests.documents.employer import profile as employers_profile
from tests.documents.signed import DEVICE, NOW, circumstances

GOLDEN: Final = Path(__file__).resolve().parents[1] / "golden" / "desktop"
SIZES: Final = (SMALLEST, (1366, 768))
LEAST_TARGET: Final = 32
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
    page = someone.desktop.adding.page
    someone.desktop.adding.open()
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
        letter = Letter(f"r-{number}", Way.HTTPS, "https://in.example/reports", "Voice agent", b"{}")
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
LANGUAGES: Final = ("en", "es", "ja")


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def arrive(person: MakePerson, page: str, language: str = "en") -> Person:
    someone = person(World(), language=language)
    PAGES[page](someone)
    someone.settle()
    process()
    return someone


def in_every_language(someone: Person) -> Iterator[str]:
    """Stay on the page and go through the languages, the one that is a third longer last."""
    for language in ("es", "ja", "en"):
        someone.desktop.texts.speak(language)
        someone.settle()
        process()
        yield language
    someone.desktop.texts.translator = Stretched()
    someone.desktop.texts.changed.emit()
    someone.settle()
    process()
    yield "stretched"


def visible(someone: Person, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    for widget in someone.window.findChildren(kind):
        if widget.isVisible():
            yield widget


def test_nothing_is_cut(person: MakePerson, page: str) -> None:
    someone = arrive(person, page)
    for _ in in_every_language(someone):
        for size in SIZES:
            someone.window.resize(*size)
            process()
            assert (someone.window.width(), someone.window.height()) == size
            _check_sizes(someone)
            _check_bar(someone)
            for area in someone.window.page.findChildren(ScrollArea):
                assert area.horizontalScrollBar().maximum() == 0


def _check_bar(someone: Person) -> None:
    """What can be done stands in line with what is read, whether that scrolls or not."""
    page, window = someone.window.page, someone.window
    inside = page.bar.row.parentWidget() if isinstance(page, Page) else None
    if isinstance(page, Page) and inside is not None:
        below, above = (one.mapTo(window, QPoint(0, 0)).x() for one in (inside, page.content))
        assert (below, inside.width()) == (above, page.content.width())


def _check_sizes(someone: Person) -> None:
    for widget in visible(someone):
        check_size(widget)


def check_size(widget: QWidget) -> None:
    """Nothing that a part of the window says is cut, and it can be hit."""
    if isinstance(widget, Text):
        _check_text(widget)
    elif isinstance(widget, QPushButton | QRadioButton | QComboBox):
        assert widget.width() >= widget.minimumSizeHint().width(), widget
        assert widget.height() >= widget.minimumSizeHint().height(), widget
        assert min(widget.width(), widget.height()) >= LEAST_TARGET, widget
        if widget.hasHeightForWidth():
            assert widget.height() >= widget.heightForWidth(widget.width()), widget


def _check_text(text: Text) -> None:
    words = text.text()
    if text.lines:
        # A row keeps its height; what does not fit is a tool tip. The stretched language may need that.
        assert not text.cut or text.toolTip() == words
        return
    assert text.width() >= text.minimumSizeHint().width(), words
    if text.hasHeightForWidth():
        assert text.height() >= text.heightForWidth(text.width()), words


def check_access_keys(someone: Person, language: str) -> None:
    """No letter opens two things that can be used now; Japanese writes it in brackets behind the words."""
    letters: dict[str, list[str]] = {}
    for words in _with_access_key(someone):
        assert language != "ja" or re.search(r"\(&[A-Z]\)|&[0-9]", words), words
        letters.setdefault(words[words.index("&") + 1].casefold(), []).append(words)
    assert not {letter: words for letter, words in letters.items() if len(words) > 1}, language


def _with_access_key(someone: Person) -> Iterator[str]:
    """Yield what stands on everything with an access key that can be used now."""
    for widget in visible(someone):
        named = isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None)
        words = widget.text() if named else ""  # type: ignore[attr-defined]
        if "&" in words.replace("&&", "") and widget.isEnabled():
            yield words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_is_cut_in_a_window_of_usual_size(person: MakePerson, language: str) -> None:
    someone = arrive(person, "silence", language)
    for size in ((1366, 768), (910, 512)):
        someone.window.resize(*size)
        process()
        assert [text.text() for row in someone.running.rows for text in row.findChildren(Text) if text.cut] == []


def test_tab_reaches_everything_in_reading_order(person: MakePerson, page: str) -> None:
    someone = arrive(person, page)
    for _ in in_every_language(someone):
        _walk(someone)


def _walk(someone: Person) -> None:
    wanted = {control for control in someone.controls() if not _is_reached_by_arrows(control)}
    window = someone.window
    header = window.header
    (header.history if header.history.isEnabled() else header.language).setFocus()
    order: list[QWidget] = []
    while someone.focus not in order:
        order.append(someone.focus)
        someone.key(Qt.Key.Key_Tab)
    assert wanted <= set(order)
    inside = [one for one in order if window.page.isAncestorOf(one)]
    ways = [button for button in (header.history, header.about, header.settings) if button.isEnabled()]
    assert [*ways, header.language, *inside] == order
    assert inside == [one for one in controls_of(window.page) if one in set(inside)]
    bar = window.page.findChild(ActionBar)
    assert bar is not None
    assert _is_downwards(window, [one for one in inside if not bar.isAncestorOf(one)])


def _is_reached_by_arrows(control: QWidget) -> bool:
    group = control.group() if isinstance(control, QRadioButton) else None
    return group is not None and group.checkedButton() not in {None, control}


def _is_downwards(window: QWidget, order: list[QWidget]) -> bool:
    places = [one.mapTo(window, one.rect().topLeft()) for one in order]
    return all(after.y() >= before.y() for before, after in pairwise(places))


def test_everything_has_a_name(person: MakePerson, page: str) -> None:
    someone = arrive(person, page)
    for _ in in_every_language(someone):
        for control in someone.controls():
            interface = QAccessible.queryAccessibleInterface(control)
            assert interface is not None
            labels = [label for label in visible(someone) if isinstance(label, QLabel) and label.buddy() is control]
            assert interface.text(QAccessible.Text.Name) or labels, control
            assert labels or not isinstance(control, QComboBox)


def test_return_presses_what_has_the_keyboard(person: MakePerson) -> None:
    someone = arrive(person, "choose")
    assert someone.focus is someone.window.choose.start
    someone.key(Qt.Key.Key_Return)
    assert someone.window.page is someone.running or someone.window.page is someone.questions


def test_return_on_the_list_starts_the_check(person: MakePerson) -> None:
    someone = arrive(person, "choose")
    choice = someone.window.choose.findChild(QRadioButton)
    assert choice is not None
    choice.setFocus()
    someone.key(Qt.Key.Key_Return)
    assert someone.window.page is someone.questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tree_that_screen_readers_see(person: MakePerson, page: str, language: str) -> None:
    someone = person(World(), language=language)
    someone.desktop.texts.translator = WindowAlone(language)
    PAGES[page](someone)
    process()
    path = GOLDEN / f"{page}-{language}.txt"
    if os.environ.get("READINESS_GOLDEN") == "write":
        someone.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_seen(someone), encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    # What is measured beside the page's own step may still be coming in.
    with contextlib.suppress(QtTimeoutError):
        someone.bot.waitUntil(lambda: _seen(someone) == golden)
    assert _seen(someone) == golden


def _seen(someone: Person) -> str:
    process()
    return "\n".join(tree(someone.window)) + "\n"


_SILENT: Final = {QAccessible.Role.Client, QAccessible.Role.Window, QAccessible.Role.Border, QAccessible.Role.Pane}
_CHANGING: Final = ("UTC", "ms")


def tree(window: QWidget) -> Iterator[str]:
    """Say what a screen reader is told, from top to bottom: role, name, state; times and hashes left out."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    yield from _lines(root, 0)


def _lines(interface: QAccessibleInterface, depth: int) -> Iterator[str]:
    widget = interface.object()
    if isinstance(widget, QWidget) and not widget.isVisible():
        return
    role, name = interface.role(), _steady(interface.text(QAccessible.Text.Name))
    shown = bool(name) or role not in _SILENT
    if shown and role not in {QAccessible.Role.ScrollBar, QAccessible.Role.List}:
        state = interface.state()
        marks = [mark for mark, on in (("checked", state.checked), ("disabled", state.disabled)) if on]
        yield " ".join(("  " * depth + role.name, *([repr(name)] if name else []), *marks))
    if role in {QAccessible.Role.ComboBox, QAccessible.Role.ScrollBar}:
        return
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is not None:
            yield from _lines(child, depth + shown)


def _steady(name: str) -> str:
    """Leave out what differs from run to run."""
    import re

    name = re.sub(r"[^·]*UTC[+\-:\d]*", " TIME", name)
    name = re.sub(r"(\u200b?[0-9a-f-]\u200b?){30,}", "HASH", name)
    name = re.sub(r"(?<![:/])/(?:[\w.-]+/){2,}[\w.-]*\w", "PATH", name, flags=re.ASCII)
    return re.sub(r"\b\d+(?= (second|segundo)s? left| segundos?$)|(?<=残り)\d+", "N", name)
