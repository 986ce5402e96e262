"""Compiled catalogues read sentence by sentence: the same answers as from ``gettext``, which reads them whole."""

from __future__ import annotations

import gettext
import io
import struct

import pytest

from readiness import paths
from readiness.text import LANGUAGES
from readiness.text.compiled import Compiled


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_the_one_gettext_finds(language: str) -> None:
    data = paths.resource(f"locale/{language}/LC_MESSAGES/readiness.mo").read_bytes()
    whole, ours = gettext.GNUTranslations(io.BytesIO(data)), Compiled(data)
    ids = {key if isinstance(key, str) else key[0] for key in whole._catalog}  # type: ignore[attr-defined]
    assert len(ids) > 500
    for id_ in ids:
        assert ours.gettext(id_) == whole.gettext(id_)
        assert [ours.ngettext(id_, id_, n) for n in (0, 1, 2)] == [whole.ngettext(id_, id_, n) for n in (0, 1, 2)]
    for id_ in ("", " ", "nowhere", "\U0010ffff", *(f"{one}!" for one in list(ids)[:50])):
        assert ours.gettext(id_) == whole.gettext(id_)
        assert ours.ngettext(id_, "several", 2) == whole.ngettext(id_, "several", 2)


def test_a_catalogue_of_the_other_byte_order_and_without_a_rule() -> None:
    ids, texts = (b"", b"runs\0runs"), (b"Language: x\n", b"one\0many")
    table, words, place = b"", b"", 28 + 4 * 8
    for one in (*ids, *texts):
        table += struct.pack(">2I", len(one), place + len(words))
        words += one + b"\0"
    ours = Compiled(struct.pack(">7I", 0x950412DE, 0, 2, 28, 44, 0, 0) + table + words)
    assert (ours.gettext("runs"), ours.ngettext("runs", "runs", 3), ours.gettext("walks")) == ("one", "many", "walks")
