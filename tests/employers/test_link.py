"""The attack table on links: each is refused as a whole, with its own reason."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.refusal import Refusal
from readiness.employers.link import LONGEST, Link, is_link, pasted, read_link
from readiness.machine.web.address import web_address
from readiness.text import LANGUAGES, Translator

PIN = "ab" * 32
KEY = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"
GOOD = f"readiness://add?u=https%3A%2F%2Fjobs.example.com%2Fvoice.readiness&k={KEY}&n=8Zk2rT0m"
ADDRESS = web_address("https://jobs.example.com/voice.readiness")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (GOOD, Link(ADDRESS, PIN, "8Zk2rT0m")),
        (GOOD.replace("add?", "add/?"), Link(ADDRESS, PIN, "8Zk2rT0m")),  # as some browsers write it
        (GOOD.replace("readiness", "READINESS", 1), Link(ADDRESS, PIN, "8Zk2rT0m")),
        ("readiness://add?u=https://jobs.example.com/voice.readiness", Link(ADDRESS)),
    ],
)
def test_a_link_is_read(text: str, link: Link) -> None:
    assert read_link(text) == link
    assert read_link(link.text) == link
    assert len(link.text) < 180  # makes a code that a webcam reads


@pytest.mark.parametrize(
    "text",
    [
        f"  {GOOD}\n",
        f"<{GOOD}>",
        f"\u201c{GOOD}\u201d.",
        f"({GOOD}),",
        GOOD[:70] + "\r\n" + GOOD[70:],
        GOOD[:70] + " " + GOOD[70:],
    ],
)
def test_a_link_out_of_a_letter_is_taken_as_it_was_meant(text: str) -> None:
    assert pasted(text) == GOOD
    with pytest.raises(Refusal):
        read_link(text)  # what the system hands over holds none of that


def test_other_texts_stay_as_they_are() -> None:
    assert pasted("<https://jobs.example.com/voice.\n readiness>") == "https://jobs.example.com/voice.readiness"
    for text in ("my (old) profile.readiness", "http://a b.", '"quoted".json', f"see {GOOD}"):
        assert pasted(f" {text} ") == text


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


ATTACKS = {
    "another scheme": (GOOD.replace("readiness", "https", 1), "link.none"),
    "no question at all": ("readiness:add", "link.none"),
    "another action": (changed("add?", "check?"), "link.other_action"),
    "an option for the program": (GOOD + "&report=x.html", "link.unknown"),
    "one value twice": (GOOD + "&u=https%3A%2F%2Fevil.example%2F", "link.repeated"),
    "an option of the terminal": (GOOD + " --report=/tmp/x", "link.characters"),
    "words for a shell": (GOOD + "%26calc.exe;rm", "link.characters"),
    "a quotation mark that ends the argument": (GOOD + '" --yes "', "link.characters"),
    "a line of its own": (GOOD + "\r\n--yes", "link.characters"),
    "letters that turn the text around": (GOOD + "\u202e", "link.characters"),
    "half an escape": (GOOD + "%4", "link.characters"),
    "bytes that are no text": (changed("8Zk2rT0m", "%ff%fe%ff%fe%ff%fe%ff%fe"), "link.characters"),
    "plain http": (changed("https", "http"), "web.not_https"),
    "a file of this computer": (changed("https%3A%2F%2Fjobs.example.com", "file%3A%2F%2F"), "web.not_https"),
    "a script": (changed("https%3A%2F%2Fjobs.example.com%2F", "javascript%3A"), "web.not_https"),
    "another host behind a name": (
        changed("jobs.example.com", quote("jobs.example.com@evil.example")),
        "web.user_info",
    ),
    "a host that looks like another": (changed("jobs.example.com", quote("jobs.ex\u0430mple.com")), "web.characters"),
    "a line in the address": (changed("voice", "%0d%0aHost%3A%20x"), "web.characters"),
    "no address": ("readiness://add?k=" + KEY, "link.no_address"),
    "a damaged mark of the keys": (changed(KEY, KEY[:-1]), "link.pin"),
    "a mark written in a second way": (changed(KEY, KEY[:-1] + "t"), "link.pin"),
    "an empty mark, as if none were needed": (changed(KEY, ""), "link.pin"),
    "a nonce that is none": (changed("8Zk2rT0m", "..%2F..%2F..%2Fx"), "link.nonce"),
    "without end": (GOOD + "%41" * 1000, "link.too_long"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_with_its_reason(attack: str) -> None:
    text, code = ATTACKS[attack]
    with pytest.raises(Refusal) as refused:
        read_link(text)
    assert refused.value.code == code
    assert all(Translator(language, strict=True).say(refused.value.reason) for language in LANGUAGES)


def test_a_link_is_told_from_an_address_and_a_file() -> None:
    assert is_link(" Readiness://add?u=x")
    assert not is_link("https://example.com/readiness:")
    assert not is_link("readiness.json")


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["readiness://add?", "u=", "k=", "n=", "&", "https://", "%2F", "%", "a.b", "@", KEY]))
    .map("".join)
)  # fmt: skip
def test_any_text_is_a_link_or_refused(text: str) -> None:
    with suppress(Refusal):
        link = read_link(text)
        assert len(link.text) > LONGEST or read_link(link.text) == link
