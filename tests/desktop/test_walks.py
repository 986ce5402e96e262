"""The whole way of a candidate through the real window, from outside: by names alone, and by keyboard alone.

Everything is real but the hardware: the program as it is started, a window on a screen, a headset at a
sound server, a line of 25/5 Mbit/s and 30 ms with the program's own measuring server at its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest

from tests.desktop import office as offices
from tests.desktop.office import ASKED, NAME, Office, keep_picture, profile
from tests.rigs import screen_reader
from tests.rigs.processes import wait_until
from tests.rigs.screen import DOOR, Screen
from tests.rigs.screen_reader import Node, ScreenReader, needs_reader

pytestmark = pytest.mark.alone  # what a person sees and hears is timed

TITLE = "Home-office readiness"
READY = "I’m ready"  # noqa: RUF001 - as it is written
ROLES = {
    "push button",
    "radio button",
    "check box",
    "combo box",
    "text",
    "panel",
    "list",
    "progress bar",
    "spin button",
}
"""What may take the keyboard or be pressed."""
GROUND = {"application", "filler", "label", "layered pane", "panel", "scroll bar"}
"""What holds other things; it may do without a name as long as nothing can be done with it."""
PATIENCE = 90.0

needs_office = pytest.mark.skipif(
    bool(offices.missing() or screen_reader.missing()), reason=offices.missing() or screen_reader.missing() or "ready"
)


@pytest.fixture(scope="module")
def _office() -> Iterator[Office]:
    with Office() as here:
        yield here


@pytest.fixture
def office(_office: Office) -> Iterator[Office]:
    _office.be_quiet()
    yield _office
    _office.hush()


def check_tree(nodes: list[Node]) -> None:
    """Whatever can be used has a name and a role that says how; whatever says something says it in words."""
    for node in nodes:
        assert node.name or any(node.labels) or (node.role in GROUND and "focusable" not in node.states), str(node)
        # A page without anything to do first is read from its heading on.
        assert node.role in ROLES or "focusable" not in node.states or node.role == "label", str(node)
        # On Linux the name of a combo box is what is chosen: what it is for is said by its label.
        assert node.role != "combo box" or any(node.labels), str(node)
    assert sum("focused" in node.states for node in nodes) == 1


# ------------------------------------------------------------------ the tree


@needs_reader
def test_what_screen_readers_see_hear_and_follow_in_the_real_window() -> None:
    with Screen() as screen, ScreenReader(screen) as reader:
        program = screen.start(*DOOR)
        reader.wait_for("Check this computer")
        assert reader.name_in_focus() == "Check this computer"
        check_tree(reader.look())
        screen.press("Tab")
        assert reader.name_in_focus() == "History"
        for button, arrived in (("History", "Back"), ("Before each shift", "Back")):
            reader.press(button)
            reader.wait_for(arrived)
            check_tree(reader.look())
            keep_picture(screen, button)
            reader.press(arrived)
            reader.wait_for("Check this computer")
        screen.close(screen.wait_for_window(TITLE))
        program.wait(10)
        assert program.process.returncode == 0


# ------------------------------------------------------------------ the whole way


def in_order(name: str, folder: Path, title: str) -> None:
    """The saved report can be read and says what came out."""
    text = "".join(page.extract_text() for page in pypdf.PdfReader(folder / name).pages)
    assert title in text
    assert "All 10 requirements are met" in " ".join(text.split())


def follow(
    office: Office, reader: ScreenReader, go_on: Callable[[], None], look: Callable[[], None] = lambda: None
) -> list[str]:
    """Do what is announced, as often as it is, until the result is; return what was asked for."""
    asked: list[str] = []
    until = time.monotonic() + PATIENCE
    while not any("requirements are" in news for news in reader.said):
        assert time.monotonic() < until, reader.said
        reader.listen(0.1)
        for news in [one for one in reader.said if "Press the button" in one][len(asked) :]:
            asked.append(news)
            office.be_quiet() if "stay quiet" in news else office.read_aloud()
            look()
            keep_picture(reader.screen, f"asked-{len(asked)}")
            go_on()
    return asked


@needs_office
def test_the_whole_way_by_names_alone(office: Office, tmp_path: Path) -> None:
    profile_file, report = tmp_path / "asked.json", tmp_path / "mine.pdf"
    profile_file.write_bytes(profile(office.url))
    with Screen() as screen, ScreenReader(screen) as reader:
        program = office.start(screen)
        reader.press("Open a profile file…")
        reader.write("File name:", str(profile_file))
        reader.press("Open")
        reader.wait_for(NAME, "radio button")
        keep_picture(screen, "names-1-chosen")
        reader.press("Check this computer")
        reader.press("Yes", "radio button")
        check_tree(reader.look())
        assert reader.find(ASKED, "panel")
        reader.press("Continue")
        asked = follow(office, reader, lambda: reader.press(READY), lambda: check_tree(reader.look()))
        assert ("stay quiet" in asked[0], "read this aloud" in asked[1]) == (True, True)
        check_tree(reader.look())
        assert reader.name_in_focus().startswith("Ready.")
        keep_picture(screen, "names-4-result")
        reader.press("Save report…")
        reader.write("File name:", str(report))
        reader.press("Save")
        assert reader.wait_to_hear("Saved as") == "Saved as “mine.pdf”"
        screen.close(screen.wait_for_window(TITLE))
        program.wait(10)
    in_order("mine.pdf", tmp_path, NAME)


@needs_office
def test_the_whole_way_by_keyboard_alone(office: Office, tmp_path: Path) -> None:
    profile_file, report = tmp_path / "asked.json", tmp_path / "mine.pdf"
    profile_file.write_bytes(profile(office.url))
    with Screen() as screen, ScreenReader(screen) as seen:  # which only looks where the keyboard is
        keys = Keyboard(screen, seen)
        program = office.start(screen)
        keys.wait_for("Check this computer")
        keys.tab_to("Open a profile file…", "space")
        keys.wait_for("File name:")
        keys.type(str(profile_file), "Return")
        keys.wait_for(NAME)
        screen.press("Return")
        keys.wait_for("Yes")
        screen.press("space")
        keys.tab_to("Continue", "Return")
        follow(office, seen, lambda: keys.press_on(READY, "Return"))
        keys.wait_for("Ready.")
        keep_picture(screen, "keys-2-result")
        keys.tab_to("Save report…", "Return")
        keys.wait_for("File name:")
        screen.press("ctrl+a")
        keys.type(str(report), "Return")
        seen.wait_to_hear("Saved as")
        keep_picture(screen, "keys-3-saved")
        screen.press("alt+F4")
        program.wait(10)
    in_order("mine.pdf", tmp_path, NAME)


class Keyboard:
    """Presses keys until what is looked for has the focus."""

    def __init__(self, screen: Screen, reader: ScreenReader) -> None:
        self._screen = screen
        self._reader = reader

    def wait_for(self, name: str, seconds: float = 60.0) -> None:
        wait_until(lambda: self._reader.name_in_focus().startswith(name), seconds, f"{name!r} has not the keyboard")

    def tab_to(self, name: str, key: str) -> None:
        for _ in range(40):
            if self._reader.name_in_focus().startswith(name):
                self._screen.press(key)
                return
            self._screen.press("Tab")
        raise AssertionError(f"Tab does not come to {name!r}")

    def press_on(self, name: str, key: str) -> None:
        self.wait_for(name)
        self._screen.press(key)

    def type(self, text: str, key: str) -> None:
        self._screen.type(text)
        self._screen.press(key)
