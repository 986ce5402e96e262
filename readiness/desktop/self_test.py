"""What the window needs of Qt, tried: plug-ins, letters, Qt's own translations, the first page in every language."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QFontDatabase, QFontMetrics, QImage, QImageReader
from PySide6.QtWidgets import QApplication

from readiness import desktop
from readiness.desktop.looks import fonts, theme
from readiness.desktop.looks.icons import APP_ICON, app_icon
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.texts import OWN_NAMES, Texts
from readiness.desktop.window import Window

_SIZE: Final = (1000, 700)
_PICTURES: Final = frozenset({"png", "svg"})
_LETTERS: Final = {"en": "Ready", "es": "¿Señal?", "ja": "準備完了"}
_SIDE: Final = 64


def parts(folder: Path | None = None) -> Iterator[str]:
    """Yield what was tried and went well; pictures of the first page go to ``folder``."""
    app = _application()
    for module in walk_packages(desktop.__path__, f"{desktop.__name__}."):
        import_module(module.name)
    yield from sorted(_PICTURES & {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()})
    if not app_icon().pixmap(_SIDE).isNull():
        yield APP_ICON
    fonts.load()
    if fonts.FAMILY in QFontDatabase.families():
        yield fonts.FAMILY
    for language in OWN_NAMES:
        yield from _spoken(app, language, folder)


def _application() -> QApplication:
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    # Nothing is to appear, and where there is no screen nothing could.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QApplication(sys.argv[:1])


def _spoken(app: QApplication, language: str, folder: Path | None) -> Iterator[str]:
    theme.apply_scheme(app, Scheme.LIGHT)
    texts = Texts(language)
    texts.settle()
    metrics = QFontMetrics(theme.font_for(language))
    if all(metrics.inFontUcs4(ord(letter)) or metrics.horizontalAdvance(letter) for letter in _LETTERS[language]):
        yield f"letters {language}"
    folder_of_qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    if (folder_of_qt / f"qtbase_{language}.qm").is_file():
        yield f"Qt {language}"
    picture = _first_page(app, texts)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(str(folder / f"window-{language}.png"))
    if _is_drawn(picture):
        yield f"window {language}"


def _first_page(app: QApplication, texts: Texts) -> QImage:
    window = Window(texts, app)
    window.resize(*_SIZE)
    picture = window.grab().toImage()
    window.close()
    window.deleteLater()
    return picture


def _is_drawn(picture: QImage) -> bool:
    """Whether there is more to see than a ground and one colour of letters."""
    row = range(0, picture.width(), 2)
    seen = {picture.pixel(x, y) for y in range(0, picture.height(), 4) for x in row}
    return len(seen) > len(OWN_NAMES) * 2
