"""The place that one window has on a desktop: taken, called, taken back, and left."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readiness import __version__
from readiness.store.show_request import ShowRequest, request_of_this_start
from readiness.store.single_instance import SingleInstance


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[[], SingleInstance]]:
    """Each is another program on the same desktop."""
    made: list[SingleInstance] = []

    def another(desktop: str = "here") -> SingleInstance:
        made.append(SingleInstance(tmp_path / "data" / "window", desktop))
        return made[-1]

    yield another
    for one in made:
        one.leave()


Another = Callable[..., SingleInstance]


def answering(first: SingleInstance, heard: list[ShowRequest]) -> threading.Thread:
    """Somebody who looks for words until there is one."""

    def look() -> None:
        while not heard:
            heard.extend(first.requests())
            time.sleep(0.005)

    thread = threading.Thread(target=look)
    thread.start()
    return thread


def test_one_has_the_place_until_it_leaves(place: Another) -> None:
    first, second = place(), place()
    assert [first.take(), first.take(), second.take()] == [True, True, False]
    assert [first.is_ours, second.is_ours] == [True, False]
    assert place("another screen").take()
    if os.name != "nt":  # on Windows the person's own folder keeps others out
        assert {stat.S_IMODE(one.stat().st_mode) for one in (first.folder, first.folder.parent)} == {0o700}
    first.leave()
    assert second.take()


def test_the_window_that_is_there_is_told_what_is_wanted(place: Another) -> None:
    first, second = place(), place()
    heard: list[ShowRequest] = []
    assert first.take()
    first.listen()
    thread = answering(first, heard)
    wanted = ShowRequest(("/home/me/voz ñ \udcff.readiness", "readiness://add?x=1"), "ja", "token")
    assert second.call(wanted, patience=10_000)
    thread.join()
    assert heard == [wanted]
    assert [one.name for one in first.folder.iterdir()] == ["here.held"]


def test_who_does_not_answer_gets_the_word_taken_back(place: Another) -> None:
    first, second = place(), place()
    assert first.take()
    first.listen()
    assert not second.call(ShowRequest(), patience=2)
    assert first.requests() == []
    assert not second.is_ours


def test_who_goes_while_somebody_calls_leaves_the_place_to_them(place: Another) -> None:
    first, second = place(), place()
    assert first.take()
    threading.Timer(0.05, first.leave).start()  # it is only just starting, which is given more time
    assert not second.call(ShowRequest(), patience=0)
    assert second.is_ours
    assert second.requests() == []


def test_a_program_that_was_killed_holds_nothing(place: Another) -> None:
    first = place()
    code = (
        "import os, sys; from pathlib import Path; from readiness.store.single_instance import SingleInstance\n"
        "one = SingleInstance(Path(sys.argv[1]), 'here'); one.take(); one.listen(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(first.folder)], check=False)
    assert (first.folder / "here.held").read_bytes()[1:].isdigit()
    assert first.take()
    assert (first.folder / "here.held").read_bytes() == b""  # who was there listens no more


def test_a_word_of_one_who_was_killed_long_ago_opens_nothing(place: Another) -> None:
    first = place()
    assert first.take()
    old = {**ShowRequest(("/old",))._asdict(), "at": time.time() - 3600}
    (first.folder / "here-1.request").write_text(json.dumps(old))
    asked: list[bool] = []
    assert (first.requests(lambda: asked.append(True) or True), asked) == ([], [])  # type: ignore[func-returns-value]
    assert [one.name for one in first.folder.iterdir()] == ["here.held"]


@pytest.mark.parametrize(
    "nonsense", ["", "{", pytest.param("[" * 5000, id="deep"), "[]", '{"named": 3}', '{"named": [], "language": [1]}']
)
def test_of_nonsense_the_call_remains(place: Another, nonsense: str) -> None:
    first = place()
    assert first.take()
    (first.folder / "here-1.request").write_text(nonsense)
    assert first.requests() == [ShowRequest()]


def test_another_version_is_seen_before_its_word_is_taken(place: Another) -> None:
    first = place()
    assert first.take()
    newer = {**ShowRequest(version=__version__ + "1")._asdict(), "at": time.time()}
    (first.folder / "here-1.request").write_text(json.dumps(newer))
    assert first.requests(lambda: True) == []
    assert [one.version for one in first.requests(lambda: False)] == [__version__ + "1"]


def test_a_disk_that_refuses_leaves_a_window_to_each(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one = SingleInstance(tmp_path / "file" / "window", "here")
    assert [one.take(), one.is_ours] == [True, False]
    assert not one.call(ShowRequest())
    one.listen()
    one.leave()


def test_a_file_is_named_so_that_it_is_found_from_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "leave")
    word = request_of_this_start(["a.json", "HTTPS://example.com/x", "readiness:add"], "es")
    assert word == ShowRequest((str(Path.cwd() / "a.json"), "HTTPS://example.com/x", "readiness:add"), "es", "leave")
