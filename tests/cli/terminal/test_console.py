"""The terminal itself: encodings, widths, closed and broken streams, a line that is written over."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.cli import main
from readiness.cli.terminal.console import Console, UnwritableError
from readiness.render.parts.columns import width
from readiness.text import Translator
from tests.cli.conftest import Person, Program, Seen
from tests.cli.home import Home

ROOT = Path(__file__).resolve().parents[3]
VOICE = "com.example.voice-agent"


def console_for(out: Seen | None = None, err: Seen | None = None, language: str = "en") -> tuple[Console, Seen, Seen]:
    out, err = out or Seen(), err or Seen()
    return Console(Translator(language, strict=True), out, err), out, err


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("en", "ascii"),
        ("en", "cp437"),
        ("es", "cp1252"),
        ("es", "cp437"),
        ("ja", "cp932"),
        ("ja", "cp1252"),
        ("ja", "utf-8"),
    ],
)
def test_no_encoding_is_too_narrow(language: str, encoding: str) -> None:
    # Through a real stream, because only that one refuses what it has no form for.
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    facts = '{"facts": {"memory.installed": "8 GiB", "network.upload": "4.99 Mbit/s"}}'
    code = (
        "import sys; from readiness.cli import main\n"
        "for command in sys.argv[3:]: main([*command.split(), '--lang', sys.argv[2]])\n"
    )
    path = Path(os.environ["XDG_DATA_HOME"], "facts.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(facts)
    commands = [f"judge {path} {VOICE}", f"profile show {VOICE}", "facts", "judge nothing.json x", "--help", "bogus"]
    command = [sys.executable, "-c", code, "", language, *commands]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(encoding)
    for text in (done.stdout.decode(encoding), done.stderr.decode(encoding)):
        assert "Traceback" not in text
        assert text
    share = done.stdout.decode(encoding).count("?") / len(done.stdout)
    assert share < 0.01 or (language == "ja" and encoding not in {"cp932", "utf-8"})


def test_a_space_that_must_not_break_is_a_space_where_there_is_none_such() -> None:
    console, out, err = console_for(Seen("cp932"), Seen("cp932"), "ja")
    console.print("25\u00a0Mbit/s ±\u00a01 \u2013 …")
    console.note("25\u00a0Mbit/s")
    assert out.text == "25 Mbit/s ± 1 - …\n"
    assert err.text == "25 Mbit/s\n"


@pytest.mark.parametrize(
    ("encoding", "written"),
    # Even what cp1252 has is not written in it: whoever reads JSON takes it for UTF-8.
    [("utf-8", '"é\u00a0é"'), ("cp1252", '"\\u00e9\\u00a0\\u00e9"'), ("ascii", '"\\u00e9\\u00a0\\u00e9"')],
)
def test_json_is_never_changed_only_escaped(encoding: str, written: str) -> None:
    console, out, _ = console_for(Seen(encoding))
    console.print_json("é\u00a0é")
    assert out.text == f"{written}\n"
    assert json.loads(out.text) == "é\u00a0é"


def test_json_survives_half_a_character() -> None:
    console, out, _ = console_for()
    console.print_json("\udcff")
    assert json.loads(out.text) == "\udcff"


# ------------------------------------------------------------------ widths


def test_what_is_told_is_broken_at_the_terminals_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    console, _, err = console_for()
    console.note("one two three four five six seven eight nine ten", "    ")
    assert err.screen == ["    one two three four five six seven", "    eight nine ten", ""]


def test_for_a_program_lines_are_left_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    console, _, err = console_for(err=Seen(terminal=False))
    console.note("one two three four five six seven eight nine ten")
    assert err.text == "one two three four five six seven eight nine ten\n"


def test_what_is_to_be_copied_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    console, _, err = console_for()
    console.note_verbatim("  readiness check com.example.voice-agent --only headset.connection")
    assert err.text == "  readiness check com.example.voice-agent --only headset.connection\n"


def test_a_result_hangs_below_its_beginning() -> None:
    console, out, _ = console_for(Seen(terminal=False))
    console.print_wrapped("word " * 20, "  - ")
    first, second, *_ = out.text.splitlines()
    assert first.startswith("  - word")
    assert second.startswith("    word")
    assert len(first) <= 80


@pytest.mark.parametrize(("columns", "seen"), [("zero", 80), ("0", 80), ("50", 50)])
def test_a_width_that_is_none_is_not_believed(columns: str, seen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    console, _, err = console_for()
    console.note("x " * 60)
    assert max(map(len, err.screen)) in {seen, seen - 1}


# ------------------------------------------------------------------ the line that tells what is going on


def test_the_line_is_written_over_and_leaves_nothing() -> None:
    console, _, err = console_for()
    console.status("a long line about something")
    console.status("short")
    assert err.screen == ["short"]
    console.note("done")
    assert err.screen == ["done", ""]
    assert "\x1b" not in err.text


def test_nothing_going_on_leaves_the_cursor_where_words_begin() -> None:
    console, _, err = console_for()
    console.status("going on")
    console.status()
    assert err.text.endswith(" \r")
    assert err.screen == [""]


def test_the_same_line_is_not_written_again() -> None:
    console, _, err = console_for()
    console.status("the same")
    before = err.text
    console.status("the same")
    assert err.text == before


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_the_line_never_reaches_the_next(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in range(20, 60, 3):
        monkeypatch.setenv("COLUMNS", str(columns))
        console, _, err = console_for(err=Seen(encoding), language="ja")
        console.status("声を測定しています [####....] -23 dBov", "ダウンロード速度\uff1a93.4 Mbit/s")
        assert width(err.text.strip("\r"), 2 if encoding == "cp932" else 1) < columns


def test_what_does_not_fit_beside_is_left_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    console, _, err = console_for()
    console.status("Quiet, please: 4 s", "Download speed: 93.4 Mbit/s", "more")
    assert err.screen == ["Quiet, please: 4 s   more"]


def test_where_nobody_looks_there_is_no_line() -> None:
    console, _, err = console_for(err=Seen(terminal=False))
    console.status("something")
    console.progress("something")
    assert err.text == ""


def test_a_dumb_terminal_gets_nothing_but_lines(home: Home, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    del home
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("NO_COLOR")
    assert person.types("", "").runs("check", VOICE) == 0
    assert "\x1b" not in person.out.text
    assert not set("\x1b\r") & set(person.err.text)
    assert "  Download speed: 93.4 Mbit/s\n" in person.err.text


@pytest.mark.parametrize(("name", "colour"), [("NO_COLOR", False), ("UNRELATED", True)])
def test_colours_are_for_those_who_want_them(
    name: str, *, colour: bool, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.setenv(name, "1")
    person.runs("profile", "show", VOICE)
    assert ("\x1b[1m" in person.out.text) is colour


# ------------------------------------------------------------------ asking


def test_an_answer_is_what_was_typed_and_no_more(person: Person, console: Console) -> None:
    person.types("  yes  ", "")
    assert [console.ask("Now?"), console.ask("Now?"), console.ask("Now?")] == ["yes", "", None]
    assert person.err.screen == ["Now?   yes", "Now?", "Now?", ""]


def test_what_is_no_word_of_the_terminals_encoding_is_no_answer(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8"))
    assert console.ask("Now?") == "\N{REPLACEMENT CHARACTER}"


def test_stopping_at_a_question_begins_a_new_line(
    person: Person, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Seen())
    monkeypatch.setattr(sys.stdin, "readline", stop)
    with pytest.raises(KeyboardInterrupt):
        console.ask("Now?")
    assert person.err.text == "Now? \n"


@pytest.mark.parametrize("stdin", [None, "closed", Seen(terminal=False)])
def test_nobody_is_asked_who_cannot_answer(
    stdin: Seen | str | None, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert console.answered
    if stdin == "closed":
        stdin = Seen()
        stdin.close()
    monkeypatch.setattr("sys.stdin", stdin)
    assert not console.answered


# ------------------------------------------------------------------ streams that are not there, or refuse


def test_without_any_stream_the_exit_code_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    codes = [main(["--version"]), main(["facts"]), main(["--help"]), main(["bogus"]), main(["judge", "x.json", "y"])]
    monkeypatch.undo()
    assert codes == [0, 0, 0, 2, 2]


@pytest.mark.skipif(os.name == "nt", reason="the shell's own way to close a stream")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_survived(closed: str) -> None:
    command = f"{sys.executable} -m readiness profile lint specs/voice-agent.json {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
@pytest.mark.parametrize("which", ["stdout", "stderr"])
def test_nobody_reading_is_no_failure(which: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, which: writer}
    # Both write more than a pipe holds.
    command = ["facts"] if which == "stdout" else ["judge", "/nonexistent/" + "x" * 70_000, "y"]
    done = subprocess.run(
        [sys.executable, "-m", "readiness", *command],
        cwd=ROOT,
        text=True,
        check=False,
        **streams,  # type: ignore[call-overload]  # built by name
    )
    os.close(writer)
    assert done.returncode == 130
    assert not done.stderr
    assert not done.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
def test_what_is_left_for_a_reader_who_has_gone_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "w", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    code = main(["facts"])
    monkeypatch.undo()
    stream.write("more")
    stream.close()  # would raise if it still went to the reader
    assert code == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_behind_stdout_is_told() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "readiness", "facts"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("The result could not be written where it was sent: The disk is full.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_version_that_cannot_be_written_is_told_too() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "readiness", "--version"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("The result could not be written where it was sent: The disk is full.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no file has a limit of its own there")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_result_that_fits_only_in_part_is_told(tmp_path: Path, unbuffered: str) -> None:
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from readiness.cli import main; sys.exit(main(['facts', '--json']))"
    )
    with (tmp_path / "facts.json").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=file, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (tmp_path / "facts.json").stat().st_size == 4096
    assert done.returncode == 2
    assert done.stderr.startswith("The result could not be written where it was sent: ")


class Refusing(Seen):
    """A stream that refuses whatever is written."""

    def __init__(self, problem: OSError) -> None:
        super().__init__()
        self._problem = problem

    def write(self, text: str, /) -> int:
        del text
        raise self._problem


def test_a_result_that_cannot_be_written_is_not_passed_over() -> None:
    console, _, _ = console_for(Refusing(OSError(errno.EIO, "Input/output error")))
    with pytest.raises(UnwritableError):
        console.print("the result")
    with pytest.raises(BrokenPipeError):
        console_for(Refusing(BrokenPipeError()))[0].print("the result")


def test_a_terminal_that_has_gone_costs_only_what_is_told_there() -> None:
    console, out, _ = console_for(err=Refusing(OSError(errno.EIO, "Input/output error")))
    console.note("told to nobody")
    console.status("nor this")
    console.print("the result")
    assert not console.watched
    assert out.text == "the result\n"


def test_a_result_stands_below_the_line_that_was_there(program: Program, make: Callable[[], Console]) -> None:
    del program
    console = make()
    console.status("going on")
    console.print("the result")
    assert isinstance(console.err, Seen)
    assert console.err.screen == [""]


@pytest.fixture
def make() -> Callable[[], Console]:
    return lambda: console_for()[0]
