"""``readiness speed``: on real servers, with questions, and when there is no line."""

from __future__ import annotations

import json
import socket

import pytest
from jsonschema import Draft202012Validator

from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    JITTER,
    LOSS,
    Decided,
    Form,
    Relation,
    SpeedQuestion,
    Verdict,
)
from readiness.checks.registry import checks
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.domain.message import message
from readiness.machine.speed import quality
from readiness.paths import specs
from tests.cli.conftest import Program
from tests.cli.home import REFUSED, Home
from tests.rigs.librespeed_server import Behaviour, Fault, librespeed_server

SPEED = [fact.id for check in checks() if check.id == "bandwidth" for fact in check.facts]


@pytest.mark.alone  # probes that come late are not measured, and this is about what is
def test_a_server_is_measured_against(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for fact in (JITTER, LOSS, CALL_QUALITY):  # three hundred probes take six seconds
        monkeypatch.setitem(quality._FULLY, fact, 20)
    with librespeed_server() as server:
        done = program("speed", "--server", server.url, "--json")
        assert server.wait_until_left()
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == SPEED
    down = done.json["network.download"]
    # Loopback is never full, so its rate may be known from one side only.
    assert set(down) - {"bound"} == {"value", "unit", "spread", "seconds", "megabytes", "server", "method"}
    assert (down["unit"], down["value"] > 10, down["megabytes"] > 1) == ("Mbit/s", True, True)
    assert server.url.split("/")[2] in down["server"]


@pytest.mark.parametrize("asked", [(), ("--decide", "download >= 25 Mbit/s"), ("--consent", "cloudflare")])
@pytest.mark.parametrize("refused", [None, REFUSED])
def test_what_programs_read_fits_the_published_schema(
    asked: tuple[str, ...], refused: Unmeasured | None, home: Home, program: Program
) -> None:
    home.speed.refused = refused
    published = json.loads((specs() / "speed.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(published).iter_errors(program("speed", "--json", *asked).json)) == []


def test_speed_for_people_names_the_server_once(home: Home, program: Program) -> None:
    del home
    done = program("speed")
    assert done.code == 0
    assert done.out.replace("\u00a0", " ").splitlines() == [
        "Download speed: 93.4 Mbit/s ± 0.3 Mbit/s",
        "Upload speed: 18.2 Mbit/s ± 0.3 Mbit/s",
        "Round trip: 25 ms ± 1.2 ms",
        "Round trip while downloading: 80 ms ± 2 ms",
        "Round trip while uploading: 95 ms ± 3 ms",
        "Changes of the delay: 1 ms ± 0.2 ms",
        "Voice estimate: 4.38 MOS ± 0.08 MOS",
        "Lost packets: at most 0.99 %",
        "Measured against: far.example (LibreSpeed)",
    ]


@pytest.mark.parametrize("fault", [None, Fault.DENIED, Fault.RESET, Fault.HTML])
def test_a_server_that_fails_is_no_slow_line(fault: Fault | None, program: Program) -> None:
    with librespeed_server(behaviour=Behaviour(fault or Fault.NONE)) as server:
        url = server.url if fault else "http://127.0.0.1:9/"
        done = program("speed", "--server", url, "--json")
    assert (done.code, done.err) == (3, "")
    assert list(done.json) == SPEED
    assert all(set(reading) == {"unmeasured", "detail", "remedy"} for reading in done.json.values())


def test_what_could_not_be_measured_is_told_once_with_what_to_do(home: Home, program: Program) -> None:
    home.speed.refused = REFUSED
    done = program("speed", "--lang", "es")
    assert done.code == 3
    assert done.out.startswith("Sin medir: Velocidad de ")
    assert done.out.count("    - ") == 4
    assert "Medido con" not in done.out


@pytest.mark.parametrize("address", ["example.com", "ftp://example.com/", ""])
def test_a_server_has_an_address(address: str, home: Home, program: Program) -> None:
    done = program("speed", "--server", address)
    assert (done.code, done.out) == (2, "")
    assert "It begins with https:// or http://." in done.err
    assert home.speed.plans == []


def test_the_line_answers_questions(home: Home, program: Program) -> None:
    done = program("speed", "--decide", "download >= 25 Mbit/s", "--decide", "network.upload>20Mbps", "--json")
    assert done.code == 1
    assert list(done.json) == ["network.download", "network.upload", "decisions"]
    cost = {"confidence": 0.9996, "seconds": 0.71, "megabytes": 2.1}
    assert done.json["decisions"] == [
        {"question": "download >= 25 Mbit/s", "verdict": "pass", **cost},
        {"question": "network.upload>20Mbps", "verdict": "fail", **cost},
    ]
    [plan] = home.speed.plans
    assert plan.form is Form.QUICK
    assert plan.facts == {"network.download", "network.upload"}
    assert SpeedQuestion("network.upload", Relation.MORE, 20.0) in plan.questions


@pytest.mark.parametrize(
    ("verdict", "code", "last"),
    [
        (Verdict.PASS, 0, ["Yes. Download speed: at least 0.02 Gbit/s (99.9 % certain, 0.7 s, 2.1 MB)"]),
        (Verdict.FAIL, 1, ["No. Download speed: at least 0.02 Gbit/s (99.9 % certain, 0.7 s, 2.1 MB)"]),
        (
            Verdict.UNSURE,
            3,
            [
                "Not certain. Download speed: at least 0.02 Gbit/s (0.7 s, 2.1 MB)",
                "To be certain, ask again with --thorough; it takes longer.",
            ],
        ),
    ],
)
def test_an_answer_is_told_to_people(
    verdict: Verdict, code: int, last: list[str], home: Home, program: Program
) -> None:
    home.speed.verdict = verdict
    done = program("speed", "--decide", "download >= 0.02 Gbit/s")
    assert done.code == code
    lines = done.out.replace("\u00a0", " ").replace("99.9%", "99.9 %").splitlines()
    assert lines == ["Download speed: 93.4 Mbit/s ± 0.3 Mbit/s", *last, "Measured against: far.example (LibreSpeed)"]


def test_a_second_server_that_is_down_is_told_of(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody, librespeed_server(behaviour=Behaviour(rate=20.0)) as slow:
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        nobody.close()
        done = program("speed", "--server", slow.url, "--server", dead, "--decide", "download >= 200 Mbit/s")
    assert done.code == 3
    assert f"{dead} could not confirm that the line is too slow" in " ".join(done.out.split())


def test_whoever_asks_thoroughly_is_not_told_to(home: Home, program: Program) -> None:
    home.speed.verdict = Verdict.UNSURE
    done = program("speed", "--decide", "download >= 25 Mbit/s", "--thorough")
    assert (done.code, home.speed.plans[0].form) == (3, Form.THOROUGH)
    assert "--thorough" not in done.out


def test_a_question_to_a_line_that_is_not_there_is_not_answered(home: Home, program: Program) -> None:
    home.speed.refused = REFUSED
    done = program("speed", "--decide", "download < 25 Mbit/s", "--json")
    assert done.code == 3
    [decision] = done.json["decisions"]
    assert (decision["verdict"], decision["confidence"], decision["unmeasured"]) == ("unsure", 0.0, "offline")
    assert "Not certain" not in program("speed", "--decide", "download < 25 Mbit/s").out


@pytest.mark.parametrize(
    ("limit", "verdict", "code"), [("60 Mbit/s", "pass", 0), ("93.2 Mbit/s", "unsure", 3), ("120 Mbit/s", "fail", 1)]
)
def test_where_only_a_figure_was_found_it_answers(
    limit: str, verdict: str, code: int, home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = home.speed.run
    told = lambda *given: (event for event in run(*given) if not isinstance(event, Decided))  # noqa: E731
    monkeypatch.setattr(home.speed, "run", told)
    done = program("speed", "--decide", f"download >= {limit}", "--json")
    assert (done.code, done.json["decisions"][0]["verdict"]) == (code, verdict)
    assert done.json["decisions"][0]["megabytes"] == 12.0


CLASSIC = {
    "network.download": Measured(89.1, "Mbit/s", message("method.speedtest_cli"), evidence={"seconds": "10.1"}),
    "network.latency": Unmeasured(Reason.ABSENT, message("unmeasured.speedtest_cli")),
}


def test_speedtest_cli_is_told_beside_our_own_figures_as_what_it_is(
    home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    del home
    monkeypatch.setattr("readiness.machine.speed.servers.classic.classic", lambda _: CLASSIC)
    done = program("speed", "--classic", "--json")
    assert (done.code, done.json["network.download"]["value"]) == (0, 93.4)
    assert done.json["classic"]["network.download"]["value"] == 89.1
    assert done.json["classic"]["network.latency"]["unmeasured"] == "absent"
    lines = program("speed", "--classic").out.replace("\u00a0", " ").splitlines()
    assert "    Download speed: 89.1 Mbit/s" in lines
    assert lines[lines.index("    Download speed: 89.1 Mbit/s") - 1].endswith("too low):")


def test_whoever_stops_speedtest_cli_keeps_our_own_figures(
    home: Home, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    del home
    monkeypatch.setattr("readiness.machine.speed.servers.classic.classic", stopped)
    done = program("speed", "--classic", "--json")
    assert (done.code, list(done.json)) == (0, SPEED)


def test_a_public_service_is_agreed_to_knowing_what_it_learns(home: Home, program: Program) -> None:
    done = program("speed", "--consent", "cloudflare", "--json")
    assert done.code == 0
    assert "public internet address" in done.err
    assert home.speed.plans[0].consented == {"cloudflare"}
    assert program("speed").code == 0
    assert not home.speed.plans[1].consented
    published = program("speed", "--consent", "ndt7")
    assert "publishes" in published.err
    assert home.speed.plans.pop().consented == {"ndt7"}
    both = program("speed", "--consent", "cloudflare", "--server", "http://a.example/")
    assert (both.code, len(home.speed.plans)) == (2, 2)


def test_a_second_server_may_be_named(home: Home, program: Program) -> None:
    assert program("speed", "--server", "http://one.example/", "--server", "http://two.example/").code == 0
    assert home.speed.plans[0].servers == ("http://one.example/", "http://two.example/")


def test_a_question_that_is_none_is_refused(home: Home, program: Program) -> None:
    done = program("speed", "--decide", "download >= 25")
    assert (done.code, done.out) == (2, "")
    assert "Write a number with its unit: download >= 25" in done.err
    assert home.speed.plans == []
