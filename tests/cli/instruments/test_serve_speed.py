"""``serve-speed`` as an employer starts it: what it prints, how it ends, what it refuses."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from readiness.cli import main
from readiness.cli.terminal.exit_codes import Exit
from tests.rigs.ookla_server import certified, lacks_openssl

LOOPBACK = ("--host", "127.0.0.1", "--port", "0")


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the program and read the line that says where it is."""
    command = (sys.executable, "-m", "readiness", "serve-speed", *options)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            yield program, program.stdout.readline()
        finally:
            program.kill()


def ended(program: subprocess.Popen[str], number: int) -> tuple[int, str]:
    program.send_signal(number)
    assert program.stderr is not None
    words = program.stderr.read()
    return program.wait(5), words


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_serves_and_ends_when_told(number: int) -> None:
    with started(*LOOPBACK, "--name", "Übung", "--max-mbit", "100", "--json") as (program, line):
        place = json.loads(line)
        assert place["format"] == 1
        assert place["url"] == f"http://127.0.0.1:{place['port']}/"
        assert (place["udp_port"], place["secure"]) == (place["port"], False)
        with closing(http.client.HTTPConnection("127.0.0.1", place["port"], timeout=5)) as connection:
            connection.request("GET", "/.well-known/readiness-speed")
            own = json.loads(connection.getresponse().read())
        assert (own["name"], own["mbit_per_second"]) == ("Übung", 100)
        assert ended(program, number) == (Exit.PASS, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_a_person_is_told_in_their_language() -> None:
    with started(*LOOPBACK, "--lang", "es") as (program, line):
        assert line.startswith("Servidor de medición en http://127.0.0.1:")
        assert ended(program, signal.SIGINT) == (Exit.PASS, "No guarda nada ni anota la dirección de nadie.\n")


def told(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["serve-speed", "--lang", "en", *options]) == Exit.USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--max-mbit", "0"), "--max-mbit must be more than 0"),
        (("--max-mbit", "nan"), "--max-mbit must be more than 0"),
        (("--sessions", "0"), "--sessions at least 1"),
        (("--port", "65536"), "A port is a number from 0 to 65535."),
        (("--udp-port", "-1"), "A port is a number from 0 to 65535."),
        (("--tls-key", "x"), "--tls-key needs --tls-cert"),
        (("--tls-cert", "nowhere.pem"), "The certificate nowhere.pem, or its key, cannot be used. There is no"),
        (("--tls-cert", "pyproject.toml"), "The file holds no certificate"),
        (("--host", "192.0.2.1", "--port", "0"), "This computer does not have that address."),
    ],
)  # fmt: skip
def test_what_cannot_be_served_is_explained(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], words: str
) -> None:
    assert words in told(capsys, *options)


def test_a_port_that_is_taken_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert f"port {port}. Another program uses the port." in told(capsys, "--host", "127.0.0.1", "--port", port)


def test_a_host_that_nobody_knows_is_explained(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "There is no computer of that name." in told(capsys, "--host", "speed.invalid")


@pytest.mark.skipif(bool(lacks_openssl()), reason=lacks_openssl())
def test_https_is_served_with_a_certificate(tmp_path: Path) -> None:
    certified(tmp_path, "localhost")
    files = ("--tls-cert", str(tmp_path / "server.pem"), "--tls-key", str(tmp_path / "server.key"))
    with started(*LOOPBACK, *files, "--json") as (_, line):
        assert json.loads(line)["url"].startswith("https://")


def test_signals_are_given_back(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    told(capsys, "--host", "192.0.2.1", "--port", "0")
    assert signal.getsignal(signal.SIGTERM) is before
