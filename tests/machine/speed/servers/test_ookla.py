"""Ookla's servers: the real speedtest-cli against a stand-in for speedtest.net, and its ways to fail."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from readiness import paths
from readiness.analysis.line.speed_test import DOWNLOAD, LATENCY, SPEED_FACTS, UPLOAD, ServerChosen, SpeedPlan
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.machine.speed import measure, readings_of
from readiness.machine.speed.servers import ookla, ookla_child
from readiness.machine.speed.servers.classic import classic, parse_classic
from readiness.machine.speed.servers.ookla import CHILD, Entry, child_command, parse_directory
from tests.rigs.librespeed_server import Fault
from tests.rigs.ookla_server import Ookla, lacks_openssl, ookla_server

pytestmark = pytest.mark.alone  # what arrives in a second is counted

needs_openssl = pytest.mark.skipif(bool(lacks_openssl()), reason=lacks_openssl())
_CHILD = Path(ookla.__file__).with_name("ookla_child.py")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ookla]:
    for name in _PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with ookla_server(tmp_path) as stand_in:
        for name, value in stand_in.environment.items():
            monkeypatch.setenv(name, value)
        yield stand_in


def measured(facts: frozenset[str] = frozenset(SPEED_FACTS)) -> dict[str, Reading]:
    return readings_of(measure(SpeedPlan(facts, seconds=0.5), threading.Event()))


def failure(reading: Reading) -> tuple[Reason, str]:
    assert isinstance(reading, Unmeasured), reading
    assert reading.detail is not None
    return reading.reason, reading.detail.id.removeprefix("unmeasured.")


@needs_openssl
@pytest.mark.usefixtures("stand_in")
def test_a_public_server_is_found_and_measured_by_our_own_engine() -> None:
    plan = SpeedPlan(frozenset({LATENCY, DOWNLOAD, UPLOAD}), seconds=0.5)
    events = list(measure(plan, threading.Event()))
    assert [event for event in events if isinstance(event, ServerChosen)] == [ServerChosen("Host, Town 0", "Ookla")]
    readings = readings_of(events)
    assert all(isinstance(reading, Measured) for reading in readings.values()), readings
    assert set(readings) == plan.facts
    for fact in (DOWNLOAD, UPLOAD):
        reading = readings[fact]
        assert isinstance(reading, Measured)
        assert reading.evidence["server"] == "Host, Town 0 (Ookla)"
    latency = readings[LATENCY]
    assert isinstance(latency, Measured)
    assert isinstance(latency.value, float)
    assert latency.value < 5  # loopback's own round trip, nobody's sixth of three


@needs_openssl
def test_the_quickest_server_that_answers_is_taken(stand_in: Ookla) -> None:
    nobody = "http://127.0.0.1:9/"
    stand_in.directory.servers = (nobody, stand_in.host.url)
    [chosen] = [
        event
        for event in measure(SpeedPlan(frozenset({LATENCY})), threading.Event())
        if isinstance(event, ServerChosen)
    ]
    assert chosen.server == "Host, Town 1"


@needs_openssl
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (403, (Reason.DENIED, "speed_denied")),
        (429, (Reason.BUSY, "speed_busy")),
        (500, (Reason.ABSENT, "speed_broken")),
    ],
)
def test_a_directory_that_refuses_is_not_measured(
    status: int, expected: tuple[Reason, str], stand_in: Ookla, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ookla, "has_route", lambda: True)
    stand_in.directory.status = status
    start = time.monotonic()
    readings = measured()
    assert time.monotonic() - start < 5
    assert {failure(reading) for reading in readings.values()} == {expected}


@needs_openssl
def test_a_directory_without_servers_is_not_measured(stand_in: Ookla) -> None:
    stand_in.directory.servers = ()
    assert failure(measured()[DOWNLOAD]) == (Reason.ABSENT, "speed_no_list")


@needs_openssl
def test_servers_that_refuse_transfers_are_not_measured(stand_in: Ookla) -> None:
    stand_in.host.behaviour.fault = Fault.DENIED_TRANSFERS
    assert failure(measured(frozenset({DOWNLOAD}))[DOWNLOAD]) == (Reason.DENIED, "speed_denied")


@needs_openssl
@pytest.mark.usefixtures("stand_in")
def test_a_directory_that_is_not_trusted_is_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(nothing))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr(ookla, "has_route", lambda: True)
    assert failure(measured()[DOWNLOAD]) == (Reason.DENIED, "speed_untrusted")


@needs_openssl
def test_a_silent_directory_is_not_waited_for(stand_in: Ookla, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in.directory.fault = Fault.SILENT
    monkeypatch.setattr(ookla, "has_route", lambda: True)
    monkeypatch.setattr(ookla, "_PATIENCE", 0.5)
    assert failure(measured()[DOWNLOAD]) == (Reason.TIMED_OUT, "speed_silent")


@needs_openssl
def test_stopping_ends_speedtest_cli_too(stand_in: Ookla) -> None:
    stand_in.directory.fault = Fault.SILENT
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    start = time.monotonic()
    readings = readings_of(measure(SpeedPlan(), cancel))
    assert time.monotonic() - start < 1.5
    assert {failure(reading)[0] for reading in readings.values()} == {Reason.CANCELLED}


@needs_openssl
def test_speedtest_cli_can_do_without_output(stand_in: Ookla) -> None:
    """As in a windowed program: no standard output, no standard error, until the answer's place is given."""
    script = (
        f"import sys, runpy, os; sys.stdout = sys.stderr = None; runpy.run_path({str(_CHILD)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **stand_in.environment},
    )
    assert [entry.name for entry in parse_directory(done.stdout, online=True)] == ["Host, Town 0"]


def test_a_ready_made_program_asks_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("/opt/readiness/readiness") == ["/opt/readiness/readiness", CHILD]
    assert child_command("/opt/readiness/readiness-window.exe") == ["/opt/readiness/readiness.exe", CHILD]


def test_the_entry_of_a_ready_made_program_knows_the_child() -> None:
    entry = paths.resource("packaging") / "entry.py"
    assert f'"{CHILD}"' in entry.read_text(encoding="utf-8")


# ------------------------------------------------------------------ what the child says


@pytest.mark.parametrize(
    ("error", "described"),
    [
        (HTTPError("https://a.example/", 403, "Forbidden", Message(), None), {"error": "refused", "status": 403}),
        (URLError(socket.gaierror(socket.EAI_AGAIN, "later")), {"error": "name"}),
        (URLError(TimeoutError("timed out")), {"error": "silent"}),
        (URLError(ssl.SSLCertVerificationError("self-signed")), {"error": "untrusted"}),
        (URLError(ConnectionRefusedError(111, "refused")), {"error": "nobody"}),
        (URLError("unknown url type"), {"error": "unknown"}),
        (ValueError("not XML"), {"error": "unknown"}),
    ],
)
def test_errors_are_described_however_deep_they_are_wrapped(error: Exception, described: dict[str, object]) -> None:
    assert ookla_child.described(error) == described
    assert ookla_child.described(RuntimeError(error)) == described


@pytest.mark.parametrize(
    ("answer", "online", "expected"),
    [
        ({"error": "name"}, True, (Reason.OFFLINE, "speed_no_name_service")),
        ({"error": "name"}, False, (Reason.OFFLINE, "speed_no_network")),
        ({"error": "silent"}, True, (Reason.TIMED_OUT, "speed_silent")),
        ({"error": "nobody"}, True, (Reason.ABSENT, "speed_no_list")),
        ({"error": "untrusted"}, True, (Reason.DENIED, "speed_untrusted")),
        ({"error": "refused", "status": 403}, True, (Reason.DENIED, "speed_denied")),
        ({"error": "unknown"}, True, (Reason.IMPLAUSIBLE, "speed_no_list")),
        ({"servers": []}, True, (Reason.ABSENT, "speed_no_list")),
        ({"servers": [{"name": "no url"}]}, True, (Reason.IMPLAUSIBLE, "speed_no_list")),
    ],
)
def test_an_answer_without_servers_has_its_reason(
    answer: dict[str, object],
    online: bool,  # noqa: FBT001 - a table's column
    expected: tuple[Reason, str],
) -> None:
    with pytest.raises(Unavailable) as refused:
        parse_directory(json.dumps(answer), online=online)
    assert failure(refused.value.unmeasured) == expected


@pytest.mark.parametrize("text", ["", "Killed", "[1]", "null"])
def test_nonsense_is_no_list(text: str) -> None:
    with pytest.raises(Unavailable):
        parse_directory(text, online=True)


def test_servers_are_described() -> None:
    server = {"id": "1", "sponsor": "Example", "name": "Madrid", "url": "http://a.example:8080/speedtest/upload.php"}
    assert parse_directory(json.dumps({"servers": [server]}), online=True) == [Entry("Example, Madrid", server["url"])]


# ------------------------------------------------------------------ the classic run


@needs_openssl
def test_speedtest_cli_measures_in_its_own_way_too(stand_in: Ookla) -> None:
    stand_in.directory.seconds = 1
    stand_in.host.behaviour.rate = 80
    readings = classic(threading.Event())
    assert list(readings) == [DOWNLOAD, UPLOAD, LATENCY]
    for fact, reading in readings.items():
        assert isinstance(reading, Measured), reading
        assert reading.evidence["server"] == "Host, Town 0 (speedtest-cli)"
        assert isinstance(reading.value, float)
        if fact != LATENCY:
            moved, seconds = (float(reading.evidence[name]) for name in ("megabytes", "seconds"))
            assert reading.value == pytest.approx(moved * 8 / seconds, rel=0.3)
            assert 20 < reading.value < 120


@needs_openssl
def test_transfers_refused_to_speedtest_cli_are_no_slow_line(stand_in: Ookla) -> None:
    stand_in.directory.seconds = 1
    stand_in.host.behaviour.fault = Fault.DENIED_TRANSFERS
    assert failure(classic(threading.Event())[DOWNLOAD])[1] == "speed_no_data"


@needs_openssl
def test_speedtest_cli_is_stopped_at_once(stand_in: Ookla) -> None:
    stand_in.host.behaviour.rate = 50  # else it is through before it can be stopped
    cancel = threading.Event()
    threading.Timer(1.5, cancel.set).start()
    start = time.monotonic()
    readings = classic(cancel)
    assert time.monotonic() - start < 2.5
    assert {failure(reading)[0] for reading in readings.values()} == {Reason.CANCELLED}
    assert stand_in.host.wait_until_left()


def test_without_a_directory_speedtest_cli_measures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ookla, "has_route", lambda: False)
    monkeypatch.setattr("readiness.machine.speed.servers.classic.ask_child", lambda *_, **__: '{"error": "name"}')
    assert failure(classic(threading.Event())[UPLOAD]) == (Reason.OFFLINE, "speed_no_network")


GOOD_RATE = {"bits_per_second": 8e6, "bytes": 1e6, "seconds": 1.0}
ANSWER = {"sponsor": "Host", "name": "Town", "latency": 12.5, "download": GOOD_RATE, "upload": GOOD_RATE}


@pytest.mark.parametrize(
    ("change", "fact", "expected"),
    [
        ({"download": {**GOOD_RATE, "bits_per_second": 0.0, "bytes": 0}}, DOWNLOAD, "speed_no_data"),
        ({"latency": 1_800_000.0}, LATENCY, "speed_no_round_trips"),
    ],
)
def test_what_speedtest_cli_makes_of_a_refusal_is_seen_through(
    change: dict[str, object], fact: str, expected: str
) -> None:
    readings = parse_classic(json.dumps({**ANSWER, **change}))
    assert failure(readings[fact])[1] == expected
    assert isinstance(readings[UPLOAD], Measured)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({**ANSWER, "upload": None})])
def test_nonsense_is_no_measurement(text: str) -> None:
    with pytest.raises(Unavailable):
        parse_classic(text)
