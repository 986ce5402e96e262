"""Help, mistakes in a command, and the version: in the reader's language, within their columns."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from readiness import __version__
from readiness.cli.terminal.console import Console
from readiness.cli.terminal.invocation import command_line, quoted
from readiness.cli.terminal.invocation import program as started
from readiness.cli.terminal.usage import Parser, speaking
from readiness.render.parts.columns import width
from readiness.text import LANGUAGES, Translator
from tests.cli.conftest import Person, Program, Seen

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = [
    (),
    ("check",),
    ("judge",),
    ("facts",),
    ("profile",),
    ("profile", "lint"),
    ("profile", "show"),
    ("profile", "schema"),
    ("report",),
    ("report", "show"),
    ("report", "judge"),
    ("history",),
    ("devices",),
    ("microphone",),
    ("speed",),
]
ARGPARSE = re.compile(
    r"\b(usage|positional|options|arguments|show this|error|invalid|choose|required|expected|exit)\b", re.IGNORECASE
)
"""What argparse would say in English."""
OURS = re.compile(
    r"^    (?:show|judge)\b|--\w[\w-]*|readiness|COMMAND|FILE|FACTS?|PROFILE|REPORT|JSON|\w+\.\w+|\{.*?\}|\[.*?\]",
    re.MULTILINE,
)
"""Names that are the same in every language."""

# ------------------------------------------------------------------ help


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_in_the_readers_language(command: tuple[str, ...], language: str, program: Program) -> None:
    done = program(*command, "--help", "--lang", language)
    assert (done.code, done.err) == (0, "")
    words = OURS.sub("", done.out)
    assert bool(ARGPARSE.search(words)) is (language == "en"), words
    assert done.out.startswith({"en": "usage: ", "es": "uso: ", "ja": "使い方\uff1a"}[language] + "readiness")
    heading = {"en": "\noptions:\n", "es": "\nopciones:\n", "ja": "\nオプション\uff1a\n"}[language]
    assert heading in done.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_keeps_within_the_terminal(language: str, person: Person) -> None:
    for command in COMMANDS:
        person.runs(*command, "--help", "--lang", language)
    lines = person.out.text.splitlines()
    assert max(map(width, lines)) <= 80
    assert len(lines) > 100


def test_every_command_is_there(program: Program) -> None:
    listed = re.findall(r"^    (\w+)  ", program("--help").out, re.MULTILINE)
    documents = ["profile", "report", "waiver"]
    instruments = ["devices", "microphone", "speed"]
    assert listed == ["check", "judge", "facts", *documents, "history", "updates", *instruments]


def test_help_fits_any_encoding(person: Person) -> None:
    person.out = Seen("cp1252")
    assert person.runs("check", "--help", "--lang", "ja") == 0
    person.out.text.encode("cp1252")


# ------------------------------------------------------------------ mistakes

MISTAKES = [
    (
        ("bogus",),
        (
            "COMMAND: there is no “bogus”; choose from check, judge, ",
            "COMMAND: no existe «bogus»",
            "「bogus」は使えません",
        ),
    ),
    (("chekc",), ("did you mean check?", "¿quiso decir check?", "次のことでしょうか\uff1acheck")),
    (
        ("devices", "--recrod=x"),
        ("did you mean --record?", "¿quiso decir --record?", "次のことでしょうか\uff1a--record"),
    ),
    (("devices", "--tomorrow"), ("not understood: --tomorrow", "no se entiende", "認識できません")),
    (("judge", "x.json"), ("this is missing: PROFILE", "falta esto: PROFILE", "指定が必要です\uff1aPROFILE")),
    (("speed", "--server"), ("--server: a value is missing", "falta un valor", "続けて値を指定してください")),
    (
        ("devices", "--record", "a", "--replay", "b"),
        ("this cannot be used together with --record", "no se puede usar junto con --record", "--recordと同時には"),
    ),
    (("check", "--quick=3"), ("takes no value, but “3”", "no admite ningún valor", "値は指定できません\uff08「3」")),
    (("microphone", "--silence-seconds", "x"), ("“x” is not a number", "«x» no es un número", "数値ではありません")),
    (
        ("check", "--rep", "x.pdf"),
        ("did you mean --report?", "¿quiso decir --report?", "次のことでしょうか\uff1a--report"),
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("command", "words"), MISTAKES, ids=[" ".join(command) for command, _ in MISTAKES])
def test_a_mistake_is_told_and_where_to_read_more(
    command: tuple[str, ...], words: tuple[str, str, str], language: str, program: Program
) -> None:
    done = program(*command, f"--lang={language}")
    assert (done.code, done.out) == (2, "")
    first, second, *_, last = done.err.splitlines()
    assert words[LANGUAGES.index(language)] in second
    is_known = any(command[0] in known for known in COMMANDS)
    assert last == (f"  readiness {command[0]} --help" if is_known else "  readiness --help")
    if language != "en":
        assert not ARGPARSE.search(OURS.sub("", first + second)), second


@pytest.mark.parametrize("group", ["profile", "report"])
def test_a_group_alone_says_what_is_in_it(group: str, program: Program) -> None:
    done = program(group, "--lang", "es")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"uso: readiness {group} ")
    assert "\n    show " in done.err
    assert done.err.count("uso:") == 1


def test_a_language_that_is_not_spoken_is_a_mistake(program: Program) -> None:
    done = program("facts", "--lang", "fr")
    assert done.code == 2
    assert "--lang: there is no “fr”; choose from en, es, ja" in done.err


@pytest.mark.parametrize("arguments", [("--lang", "ja", "facts"), ("facts", "--lang", "ja"), ("facts", "--lang=ja")])
def test_the_language_may_stand_anywhere(arguments: tuple[str, ...], program: Program) -> None:
    assert "搭載メモリー" in program(*arguments).out


def test_argparse_speaks_its_own_language_again_afterwards(console: Console) -> None:
    before = vars(argparse)["_"]
    with pytest.raises(KeyError), speaking(Console(Translator("ja"), console.out, console.err)):
        raise KeyError
    assert vars(argparse)["_"] is before


def test_what_argparse_says_rarely_stays_as_it_is(console: Console) -> None:
    with speaking(console):
        parser = Parser(console=console, prog="x")
        parser.add_argument("--two", nargs=2)
        with pytest.raises(SystemExit):
            parser.parse_args(["--two", "1"])
    assert isinstance(console.err, Seen)
    assert "expected 2 arguments" in console.err.text


# ------------------------------------------------------------------ the version


def test_the_version_alone_and_among_others(program: Program) -> None:
    assert program("--version").out == program("--version", "--lang", "ja").out == f"readiness {__version__}\n"


def test_the_version_needs_neither_libraries_nor_even_a_log() -> None:
    code = (
        "import sys; sys.argv = ['readiness', '--version']\n"
        "from readiness.cli import main\n"
        "code = main()\n"
        "heavy = {'numpy', 'PySide6', 'babel', 'jsonschema', 'logging', 'argparse', 'readiness.domain'}\n"
        "sys.exit(code or ', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"readiness {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments", [["profile", "lint", "specs/voice-agent.json"], ["facts"], ["bogus"], ["judge", "x.json", "y"]]
)
def test_what_measures_nothing_needs_neither_numpy_nor_qt(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom readiness.cli import main\nmain(sys.argv[1:])\n"
        "sys.exit(', '.join({'numpy', 'PySide6', 'sounddevice', 'speedtest'} & set(sys.modules)) or None)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr if done.returncode else "") == (0, "")


# ------------------------------------------------------------------ how the program is called


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        ("/usr/bin/readiness", "readiness"),
        ("C:/Scripts/readiness.exe", "readiness"),
        (str(ROOT / "readiness" / "__main__.py"), "python3 -m readiness"),
        (str(ROOT / "app.py"), "python3 app.py"),
        ("app.py", "python3 app.py"),
        ("/elsewhere/my tools/app.py", "python3 '/elsewhere/my tools/app.py'"),
        ("", "readiness"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows calls Python py")
def test_commands_shown_work_as_the_program_was_started(argv: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", [argv])
    assert started() == name
    assert command_line("check", "my profile.json") == f"{name} check 'my profile.json'"


def test_windows_has_its_own_quotation_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.cli.terminal.invocation._ON_WINDOWS", True)
    monkeypatch.setattr("sys.argv", ["app.py"])
    monkeypatch.chdir(ROOT)
    assert command_line("check", r"C:\profiles\a b.json") == r'py app.py check "C:\profiles\a b.json"'
    assert quoted("plain,name.json") == "plain,name.json"
    monkeypatch.setattr("sys.argv", ["__main__.py"])
    assert started() == "py -m readiness"
