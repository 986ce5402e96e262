"""The same thing has the same name in every room: resources/locale/README.md."""

import json
import re
from pathlib import Path

import pytest

from tests.translations import LOCALE, ROOT, sentences

EXAMPLES = sorted(path for path in (ROOT / "specs").glob("*.json") if not path.name.endswith(".schema.json"))
AVOIDED = {
    "es": re.compile(
        r"empleador|ordenador|computador|chequeo|reporte|cascos|diadema|vídeo|Wi-Fi|\bInternet\b|eliminar?|sobremesa|clavija"
    ),
    "ja": re.compile(
        "雇用主|企業|コンピュータ|報告書|ドングル|マイクロフォン|ノイズフロア|レイテンシ|デバイス|あなた"
        "|(?<!デスクトップ )アプリ|メモリ(?!ー)|プロセッサ(?!ー)|ブラウザ(?!ー)|ライブラリ(?!ー)|だれ|なぜ大切|直し方"
        "|ほかのプログラム(?!用)|オペレーティングシステム|手がかり"
    ),
}
# Japanese is set without spaces beside Latin letters and digits.
JAPANESE = "[\u3005\u3040-\u30ff\u3400-\u9fff]"
SPACED = re.compile(rf"{JAPANESE} [A-Za-z0-9{{]|[A-Za-z0-9}}] {JAPANESE}")


def faults(language: str, text: str) -> list[str]:
    """Return the words of a text that the glossary has another word for."""
    found = [*AVOIDED[language].findall(text)] if language in AVOIDED else []
    return [*found, *(SPACED.findall(text) if language == "ja" else [])]


@pytest.mark.parametrize("language", ["es", "ja"])
def test_sentences_use_the_words_of_the_glossary(language: str) -> None:
    told = [(one.id, faults(language, form)) for one in sentences(language) for form in one.forms]
    assert [one for one in told if one[1]] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_profiles_use_the_words_of_the_glossary(path: Path) -> None:
    def texts(value: object, key: str = "") -> list[tuple[str, str]]:
        if isinstance(value, dict):
            return [one for name, member in value.items() for one in texts(member, name)]
        if isinstance(value, list):
            return [one for member in value for one in texts(member, key)]
        return [(key, value)] if isinstance(value, str) else []

    told = [(text, faults(key, text)) for key, text in texts(json.loads(path.read_text(encoding="utf-8")))]
    assert [one for one in told if one[1]] == []


def test_an_english_apostrophe_is_one() -> None:
    straight = re.compile(r"[A-Za-z}]'")
    assert [one.id for one in sentences("en") for form in one.forms if straight.search(form)] == []


def test_the_glossary_names_every_word_it_avoids() -> None:
    assert faults("es", "su empleador") == ["empleador"]
    assert faults("ja", "USB ケーブルとメモリ") == ["メモリ", "B ケ"]
    written = (LOCALE / "README.md").read_text(encoding="utf-8")
    for word in ("empleador", "ordenador", "雇用主", "企業", "アプリ", "デバイス"):
        assert word in written
