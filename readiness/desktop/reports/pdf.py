"""Prints a report into a PDF that people read and programs can parse.

Works from the terminal too, without a window: Qt's PDF writer only needs a
QGuiApplication, which is made here when there is none. The letters are always the shipped
font's: with most others Japanese text looks right and copies wrong (digits get lost).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QCoreApplication, QEventLoop, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
)

from readiness import __version__
from readiness.desktop.looks import fonts
from readiness.desktop.looks.colours import LIGHT
from readiness.desktop.reports.pagination import cut_before, keep_rates_whole, keep_together, torn_row
from readiness.domain.report import Verdict
from readiness.render.html.printed import html_for_print
from readiness.render.words import describe
from readiness.store.files import save_whole

if TYPE_CHECKING:
    from readiness.documents.report.statement import SignedText
    from readiness.domain.report import Report
    from readiness.render.parts.view import ReportView
    from readiness.text import Translator

ATTACHMENT: Final = "report.json"
"""The name under which the report's JSON lies inside the PDF,"""
SIGNED_ATTACHMENT: Final = "report.signed.json"
"""and that of its signed form, where there is one."""

_DOTS_PER_INCH: Final = 300
_MARGIN_MILLIMETRES: Final = 16.0
_FOOT_MILLIMETRES: Final = 8.0
_SIZES: Final = (9.5, 9.0, 8.5, 8.0)
"""Sizes of letters in points: the first that brings what is well onto one page, else the first."""
_FAMILIES: Final = {"ja": (fonts.FAMILY,)}
"""Fonts by language, best first; the others are written in Latin letters, with names and signs from the second."""
_LATIN: Final = (fonts.LATIN, fonts.FAMILY)
_LINE_PERCENT: Final = {fonts.FAMILY: 118.0, fonts.LATIN: 92.0}
"""Height of a line, in percent of what the font thinks."""
_COLUMNS: Final = {5: (23, 18, 25, 18, 16), 2: (26, 74)}
"""Shares of the width, in percent, of tables with so many columns."""
_MOST_CUTS: Final = 30
"""So many rows are kept whole, more than any table has pages that people read."""
_INCH_MILLIMETRES: Final = 25.4
_LETTER: Final = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Where people print on US Letter (CLDR); everywhere else it is A4."""


def write_pdf(
    path: Path, report: Report, translator: Translator, json_text: str, signed: SignedText | None = None
) -> None:
    """Write the report to ``path``, in the translator's language, with its JSON attached; the signed one too, if any.

    Raises:
        OSError: the file cannot be written. A file that was there before is then unharmed.
    """
    save_whole(path, pdf_bytes(report, translator, json_text, signed))


def pdf_bytes(report: Report, translator: Translator, json_text: str, signed: SignedText | None = None) -> bytes:
    """Return the report as a PDF: the region's paper, one font, embedded; title set, JSON attached."""
    keep = _application(), QEventLoop()  # on a thread of its own, a document's layout wants a loop for its timer
    families = _families(translator.language)
    for family in families:
        fonts.load(family)
    view = describe(report, translator, signed.level if signed else None)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(_page(translator.region))
    writer.setTitle(f"{view.labels.report}: {view.profile}, {view.mark.word}")
    writer.setCreator(f"readiness {__version__}")
    writer.addFileAttachment(ATTACHMENT, json_text.encode(), "application/json")
    if signed:
        writer.addFileAttachment(SIGNED_ATTACHMENT, signed.text.encode(), "application/json")
    document, points = _document(view, writer)
    _print(
        document, writer, (view.profile, f"{view.mark.word} \u00b7 {report.id}"), _font(min(points, 7.5), view.language)
    )
    buffer.close()
    del keep
    return bytes(buffer.data().data())


def _document(view: ReportView, writer: QPdfWriter) -> tuple[QTextDocument, float]:
    """Return the report laid out for the paper, and the size of its letters.

    The last page never holds the small print alone: where smaller letters do not help, it stands on the first.
    """
    passed = view.verdict is Verdict.PASS
    for points in _SIZES if passed else _SIZES[:1]:
        document = _laid_out(view, writer, points)
        if document.pageCount() == 1 or not passed:
            return document, points
    return _laid_out(view, writer, _SIZES[0], about_first=True), _SIZES[0]


def _laid_out(view: ReportView, writer: QPdfWriter, points: float, *, about_first: bool = False) -> QTextDocument:
    """Return the report in pages on which no small table and no row is torn."""
    html = html_for_print(view, _families(view.language), about_first=about_first)
    html = html.replace("font-size:10pt;", f"font-size:{points}pt;", 1)
    for _ in range(_MOST_CUTS):
        document = _paged(html, view.language, writer, points)
        torn = torn_row(document)
        if torn is None:
            break
        html = cut_before(html, *torn)
    return document


def _paged(html: str, language: str, writer: QPdfWriter, points: float) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(_font(points, language))
    # Without this, text comes out tiny: sizes in points are those of the paper, not of a screen.
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    # Links would otherwise be in the colour of the desktop, which may be a dark one's.
    document.setDefaultStyleSheet(f"a {{ color: {LIGHT.accent}; }}")
    document.setHtml(html)
    _give_room(document, _LINE_PERCENT[_families(language)[0]])
    document.setPageSize(QSizeF(float(writer.width()), _room(writer)))
    keep_rates_whole(document)
    keep_together(document)
    return document


def _room(writer: QPdfWriter) -> float:
    """Return the height that the foot leaves of a page."""
    return writer.height() - _FOOT_MILLIMETRES / _INCH_MILLIMETRES * _DOTS_PER_INCH


def _application() -> QCoreApplication:
    """Return the Qt application, made without a screen where there is none."""
    running = QCoreApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(sys.argv[:1])


def _page(region: str | None) -> QPageLayout:
    margins = QMarginsF(*([_MARGIN_MILLIMETRES] * 4))
    territory = (region or "").replace("-", "_").rpartition("_")[2]
    paper = QPageSize.PageSizeId.Letter if territory in _LETTER else QPageSize.PageSizeId.A4
    size = QPageSize(paper)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def _families(language: str) -> tuple[str, ...]:
    return _FAMILIES.get(language, _LATIN)


def _font(points: float, language: str) -> QFont:
    font = QFont(list(_families(language)))
    font.setPointSizeF(points)
    # Letters that are joined ("ffi" in "office") copy as nothing.
    font.setFeature(QFont.Tag("liga"), 0)
    return font


def _give_room(document: QTextDocument, percent: float) -> None:
    """Set lines as far apart as reads well, and give columns the widths their words need."""
    block = QTextBlockFormat()
    block.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(block)
    # Qt gives the last paragraph the document's own letters, and its last line their height.
    last = document.lastBlock()
    if last.text():
        QTextCursor(last).setBlockCharFormat(last.begin().fragment().charFormat())
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable) and frame.columns() in _COLUMNS:
            form = frame.format().toTableFormat()
            form.setColumnWidthConstraints(
                [QTextLength(QTextLength.Type.PercentageLength, share) for share in _COLUMNS[frame.columns()]]
            )
            frame.setFormat(form)


def _print(document: QTextDocument, writer: QPdfWriter, foot: tuple[str, str], small: QFont) -> None:
    """Draw page after page, each with a foot that says what it belongs to and its number.

    Of a long title, the first half of the foot, as much is shown as leaves room for the rest.
    """
    width, room = float(writer.width()), _room(writer)
    context = QAbstractTextDocumentLayout.PaintContext()
    # A dark desktop must not make white letters on white paper.
    context.palette = QPalette()
    context.palette.setColor(QPalette.ColorRole.Text, LIGHT.text)
    painter = QPainter(writer)
    pages = document.pageCount()
    measure = QFontMetricsF(small, writer)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * room)
        context.clip = QRectF(0, page * room, width, room)
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(small)
        painter.setPen(LIGHT.muted)
        rest = f" \u00b7 {foot[1]} \u00b7 {page + 1} / {pages}"
        title = measure.elidedText(foot[0], Qt.TextElideMode.ElideRight, width - measure.horizontalAdvance(rest))
        painter.drawText(QRectF(0, room, width, writer.height() - room), 0x0041, title + rest)
    painter.end()
