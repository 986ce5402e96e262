"""Contrast, computed; the scheme followed; letters that can write every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from readiness.desktop.looks import fonts, theme
from readiness.desktop.looks.colours import DARK, LIGHT, Colours
from readiness.desktop.looks.theme import Scheme

TEXT: Final = ("text", "muted", "met", "not_met", "advice", "not_measured", "accent")
LINES: Final = ("line", "met", "not_met", "advice", "not_measured", "accent")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in QColor(colour).getRgbF()[:3])  # type: ignore[index] # a tuple
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.usefixtures("qapp")
def test_a_font_whose_path_qt_cannot_open_is_read_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = QFontDatabase.addApplicationFontFromData
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda _: False)
    monkeypatch.setattr(QFontDatabase, "addApplicationFont", lambda _: -1)
    monkeypatch.setattr(QFontDatabase, "addApplicationFontFromData", lambda data: read.append(real(data)))
    fonts.load()
    assert [fonts.FAMILY in QFontDatabase.applicationFontFamilies(one) for one in read] == [True, True]


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def grounds(colours: Colours) -> Iterator[str]:
    """Everything that words stand on."""
    yield from (colours.page, colours.card)
    yield from (colours.tint(getattr(colours, role)) for role in ("met", "not_met", "not_measured", "accent"))
    yield from (colours.tint(colours.text, 0.06), colours.tint(colours.text, 0.12))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_everything_they_stand_on(colours: Colours) -> None:
    for ground in (colours.page, colours.card):
        for role in TEXT:
            assert contrast(getattr(colours, role), ground) >= 4.5, role
    for ground in grounds(colours):
        assert contrast(colours.text, ground) >= 4.5
        assert contrast(colours.muted, ground) >= 4.5
    for role in ("met", "not_met", "not_measured"):
        assert contrast(getattr(colours, role), colours.tint(getattr(colours, role))) >= 4.5, role
    for darker in (100, 108, 115):
        assert contrast(colours.on_accent, QColor(colours.accent).darker(darker).name()) >= 4.5
    assert contrast(colours.accent, colours.tint(colours.accent, 0.16)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_signs_and_edges_can_be_seen(colours: Colours) -> None:
    for ground in (colours.page, colours.card):
        for role in LINES:
            assert contrast(getattr(colours, role), ground) >= 3, role
    for role in ("met", "not_met", "advice", "not_measured"):
        assert contrast(colours.page, getattr(colours, role)) >= 3, role
    for ground in grounds(colours):
        assert contrast(colours.text, ground) >= 3  # the ring around what has the keyboard
    assert contrast(colours.text, colours.accent) >= 1.5  # the meter's lines also reach above its bar


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_chosen_scheme_is_drawn(qapp: QApplication, scheme: Scheme) -> None:
    theme.apply_scheme(qapp, scheme)
    label = QLabel()
    expected = DARK if scheme is Scheme.DARK else LIGHT
    assert theme.colours_of(label) is expected
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == expected.page.casefold()


def test_a_system_that_does_not_say_is_light(qapp: QApplication) -> None:
    assert not theme.is_dark(qapp, Scheme.SYSTEM)
    assert theme.is_dark(qapp, Scheme.DARK)


@pytest.mark.parametrize("language", ["en", "es", "ja"])
def test_letters_exist_for_every_language_at_a_readable_size(qapp: QApplication, language: str) -> None:
    font = theme.font_for(language)
    assert font.pointSizeF() >= 10.5
    assert fonts.FAMILY in font.families()
    theme.apply_language(qapp, language)
    metrics = QFontMetrics(font)
    assert all(metrics.inFontUcs4(ord(letter)) for letter in "¿Estoy ñandú?") or language == "ja"
    if language == "ja":
        assert all(metrics.inFontUcs4(ord(letter)) for letter in "準備完了直刃骨。")
        assert QFontInfo(font).family() in font.families()
