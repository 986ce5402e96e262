"""Whether a window can open: asked of real sockets, and of libraries that are there and that are not."""

from __future__ import annotations

import importlib.util
import socket
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from readiness.machine.environment import screen
from readiness.machine.environment.screen import has_screen, missing_library

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a screen")


def test_a_wayland_server_that_listens_is_a_screen(tmp_path: Path) -> None:
    environ = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not has_screen(environ)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert has_screen(environ)
        assert has_screen({**environ, "WAYLAND_DISPLAY": str(tmp_path / "wayland-7"), "XDG_RUNTIME_DIR": "/nowhere"})
    assert not has_screen(environ)  # the socket is still there, the server is not


@pytest.mark.parametrize("display", [":7341", "unix:7341", ":7341.0"])
def test_an_x_server_that_listens_is_a_screen(display: str) -> None:
    assert not has_screen({"DISPLAY": display})
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0/tmp/.X11-unix/X7341")
        server.listen()
        assert has_screen({"DISPLAY": display})


def test_an_x_server_over_the_network_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(screen, "_FIRST_PORT", server.getsockname()[1] - 10)
        assert has_screen({"DISPLAY": "localhost:10.0"})
    assert not has_screen({"DISPLAY": "localhost:10.0"})


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}, {"DISPLAY": "nonsense"}, {"QT_QPA_PLATFORM": "xcb"}])
def test_nothing_is_no_screen(environ: dict[str, str]) -> None:
    assert not has_screen(environ)


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_qt_may_be_told_to_do_without(platform: str) -> None:
    assert has_screen({"QT_QPA_PLATFORM": platform})


def test_other_systems_always_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert has_screen({})
    assert missing_library({}) == ""


# ------------------------------------------------------------------ libraries


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Qt's part for X would lie."""
    path = tmp_path / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    path.parent.mkdir(parents=True)
    spec = ModuleSpec("PySide6", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)
    return path


def test_a_plugin_that_does_not_load_names_what_it_lacks(plugin: Path) -> None:
    plugin.write_bytes(b"no library")
    assert missing_library({"DISPLAY": ":0"}) == str(plugin)


def test_a_plugin_that_loads_lacks_nothing(plugin: Path) -> None:
    import _ctypes

    plugin.symlink_to(_ctypes.__file__)
    assert missing_library({"DISPLAY": ":0"}) == ""


def test_where_there_is_no_plugin_qt_will_know(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not plugin.exists()
    assert missing_library({"DISPLAY": ":0"}) == ""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert missing_library({"DISPLAY": ":0"}) == ""


@pytest.mark.parametrize("environ", [{"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}])
def test_x_is_not_needed_everywhere(environ: dict[str, str], plugin: Path) -> None:
    plugin.write_bytes(b"no library")
    assert missing_library(environ) == ""
