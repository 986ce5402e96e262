"""The printed report: what a person copies from it is what stands there, digit for digit."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import threading
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pypdf
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFontMetricsF, QTextDocument
from PySide6.QtWidgets import QApplication

from readiness.desktop.looks import theme
from readiness.desktop.reports.pagination import cut_before, keep_rates_whole, keep_together, torn_row
from readiness.desktop.reports.pdf import ATTACHMENT, pdf_bytes, write_pdf
from readiness.documents.report.file import json_text, report_json
from readiness.domain.facts import Facts
from readiness.domain.profile import Texts
from readiness.domain.report import Report, Verdict
from readiness.engine.checkup import report_on
from readiness.render.parts.view import ReportView
from readiness.render.words import describe
from readiness.text import Translator
from tests.desktop import world as worlds
from tests.desktop.world import World

pytestmark = pytest.mark.usefixtures("qapp")
LANGUAGES: Final = ("en", "es", "ja")
NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")


def report(answers: dict[str, object] | None = None) -> Report:
    world = World({**worlds.UNHAPPY, "network.download": 1234.5, "network.latency": 67.8, **(answers or {})})  # type: ignore[dict-item] # values
    facts = {fact.id: world.reading(fact) for facts in worlds.FACTS.values() for fact in facts}
    now = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
    return report_on(worlds.document(), Facts(facts, {"room": True}), now, now)


def printed(language: str, made: Report | None = None) -> tuple[bytes, ReportView]:
    made = made or report()
    translator = Translator(language)
    return pdf_bytes(made, translator, json_text(report_json(made))), describe(made, translator)


def copied(text: str) -> str:
    """Text as it comes out of a reader, without the line breaks that the page put in."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def wanted(view: ReportView) -> list[str]:
    """Everything with a number in it, and the verdict."""
    rows = [row for item in view.items for row in item.rows]
    limits = [limit for row in rows for limit in row.limits]
    words = [view.heading, view.subtitle, *(row.value for row in rows), *(limit.words for limit in limits)]
    return [*words, *(limit.margin for limit in limits), *(fact.value for fact in view.facts)]


def with_pypdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def with_poppler(data: bytes) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (Debian: poppler-utils) is not installed")
    # In the order of the content: its guess at columns takes lines of neighbouring cells together.
    return subprocess.run([tool, "-raw", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("read", [with_pypdf, with_poppler])
def test_what_is_copied_is_what_is_shown(language: str, read: object) -> None:
    data, view = printed(language)
    text = copied(read(data))  # type: ignore[operator] # one of the two above
    missing = [words for words in wanted(view) if copied(words) not in text]
    assert missing == []
    for words in wanted(view):
        for number in NUMBER.findall(words):
            assert number in text
    assert copied(view.details[3][1]) in text  # the profile's hash, 64 digits


def test_letters_that_fonts_join_are_copied_too() -> None:
    assert "Home-officereadiness" in copied(with_pypdf(printed("en")[0]))


def test_words_can_be_searched_in_japanese() -> None:
    data, _ = printed("ja")
    text = with_pypdf(data)
    # With most fonts these come out as radicals, which nobody finds by typing.
    assert "項目" in text
    assert not re.search("[\u2e80-\u2fdf]", text)


def test_the_json_lies_inside() -> None:
    made = report()
    data, _ = printed("en", made)
    attached = pypdf.PdfReader(io.BytesIO(data)).attachments
    assert list(attached) == [ATTACHMENT]
    assert attached[ATTACHMENT][0].decode() == json_text(report_json(made))


def test_title_paper_and_fonts() -> None:
    data, view = printed("es")
    read = pypdf.PdfReader(io.BytesIO(data))
    assert read.metadata is not None
    assert view.mark.word in (read.metadata.title or "")
    assert view.profile in (read.metadata.title or "")
    box = read.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index] # PDF objects
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert re.search("BIZUDPGothic|OpenSans", inner["/BaseFont"])
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()


def test_latin_letters_and_japanese_names_each_have_a_font_made_for_them() -> None:
    made = report()
    named = replace(
        made, profile=replace(made.profile, issuer=replace(made.profile.issuer, name="\u3055\u304f\u3089\u9280\u884c"))
    )
    data, _ = printed("en", named)
    assert {"OpenSans", "BIZUDPGothic-Regular"} <= _fonts(data)
    assert copied("\u3055\u304f\u3089\u9280\u884c") in copied(with_pypdf(data))
    assert all("BIZUDPGothic" in font for font in _fonts(printed("ja", named)[0]))


def _fonts(data: bytes) -> set[str]:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index] # PDF objects
    return {str(font["/BaseFont"]).rpartition("+")[2].lstrip("/") for font in fonts}


def test_a_long_title_leaves_room_for_the_number_of_the_page() -> None:
    made = report()
    title = Texts("ja", {"ja": "\u5317\u6d77\u9053\u304a\u5ba2\u69d8\u76f8\u8ac7\u7a93\u53e3" * 12})
    data, view = printed("ja", replace(made, profile=replace(made.profile, title=title)))
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    for number, page in enumerate(pages, 1):
        foot = copied(f"\u2026 \u00b7 {view.mark.word} \u00b7 {made.id} \u00b7 {number} / {len(pages)}")
        assert foot in copied(page.extract_text())


def test_a_dark_desktop_prints_dark_on_white(qapp: QApplication) -> None:
    made = report()
    light, _ = printed("en", made)
    theme.apply_scheme(qapp, theme.Scheme.DARK)
    dark, _ = printed("en", made)
    theme.apply_scheme(qapp, theme.Scheme.LIGHT)
    assert _drawn(light) == _drawn(dark)


def _drawn(data: bytes) -> list[bytes]:
    contents = [page.get_contents() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return [content.get_data() for content in contents if content is not None]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    made = report()
    target = tmp_path / "mine.pdf"
    target.mkdir()
    with pytest.raises(OSError, match=r"mine\.pdf"):
        write_pdf(target, made, Translator("en"), "{}")
    assert list(tmp_path.iterdir()) == [target]


def test_the_terminal_prints_without_a_window_or_a_screen(tmp_path: Path) -> None:
    program = """
import sys
import threading
from pathlib import Path
from tests.desktop.reports.test_pdf import report
from readiness.desktop.looks import theme
from readiness.desktop.reports.pdf import write_pdf
from readiness.text import Translator
write_pdf(Path(sys.argv[1]), report(), Translator("ja"), "{}")
"""
    environment = {key: value for key, value in os.environ.items() if key not in {"QT_QPA_PLATFORM", "DISPLAY"}}
    command = [sys.executable, "-c", program, str(tmp_path / "mine.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "mine.pdf").read_bytes().startswith(b"%PDF-")


def test_headings_and_small_tables_are_not_torn() -> None:
    document = QTextDocument()
    table = "<table border=1><tr><td>one</td></tr><tr><td>two</td></tr></table>"
    document.setHtml("<p>x</p>" * 9 + f"<h2>heading</h2>{table}<p>after</p>")
    plain = document.size().height()
    for height in range(round(plain * 0.5), round(plain), 7):
        document.setHtml("<p>x</p>" * 9 + f"<h2>heading</h2>{table}<p>after</p>")
        document.setPageSize(QSizeF(400, height))
        keep_together(document)
        layout = document.documentLayout()
        heading = next(block for block in _blocks(document) if block.text() == "heading")
        frame = document.rootFrame().childFrames()[0]
        area = layout.frameBoundingRect(frame)
        pages = {int(layout.blockBoundingRect(heading).top() // height), int(area.top() // height)}
        assert pages == {int((area.bottom() - 1) // height)}, height


@pytest.mark.parametrize("height", range(300, 420, 9))
def test_no_row_lies_on_two_pages_and_no_page_is_empty(height: int) -> None:
    rows = "".join(f"<tr><td>{number}</td><td>{'two lines ' * 6}</td></tr>" for number in range(40))
    head = "<thead><tr><th>a</th><th>b</th></tr></thead>"
    html = f'<p>x</p><table width="100%" style="border-style:solid;">{head}{rows}</table>'
    document = QTextDocument()
    for _ in range(9):
        document.setHtml(html)
        document.setPageSize(QSizeF(300, height))
        torn = torn_row(document)
        if torn is None:
            break
        html = cut_before(html, *torn)
    assert torn_row(document) is None
    layout = document.documentLayout()
    shown = {
        int(layout.blockBoundingRect(block).top() // height) for block in _blocks(document) if block.text().strip()
    }
    assert shown == set(range(document.pageCount()))
    assert [int(block.text()) for block in _blocks(document) if block.text().isdigit()] == list(range(40))


@pytest.mark.parametrize("height", range(120, 400, 40))
def test_a_table_that_goes_on_ends_with_a_line_and_no_value_leaves_its_limits(height: int) -> None:
    head = "<thead><tr><th>a</th><th>b</th></tr></thead>"
    rows = "".join(f'<tr><td rowspan="2">v{number}</td><td>l</td></tr><tr><td>m</td></tr>' for number in range(20))
    html, document = f"<table>{head}{rows}</table>", QTextDocument()
    while True:
        document.setHtml(html)
        document.setPageSize(QSizeF(300, height))
        torn = torn_row(document)
        if torn is None:
            break
        html = cut_before(html, *torn)
    tables = document.rootFrame().childFrames()
    areas = [document.documentLayout().frameBoundingRect(table) for table in tables]
    assert all(area.top() // height == (area.bottom() - 1) // height for area in areas)
    assert len({area.top() // height for area in areas}) == len(tables) == document.pageCount()
    assert [block.text() for block in _blocks(document) if block.text().startswith("v")] == [
        f"v{number}" for number in range(20)
    ]


def test_a_rate_is_not_torn_at_its_stroke() -> None:
    document = QTextDocument()
    for width in range(60, 300, 3):
        document.setHtml("<p>Recommended: at least 1,234.5\u00a0Mbit/s (12.5\u00a0Mbit/s to spare)</p>")
        document.setTextWidth(width)
        keep_rates_whole(document)
        layout = document.begin().layout()
        text = document.begin().text()
        lines = [layout.lineAt(number) for number in range(layout.lineCount())]
        shown = [text[line.textStart() : line.textStart() + line.textLength()].strip() for line in lines]
        narrow = QFontMetricsF(document.defaultFont()).horizontalAdvance("1,234.5 Mbit/s") > width - 10
        assert narrow or not any(line.endswith("bit/") for line in shown), (width, shown)


def _blocks(document: QTextDocument) -> list:  # type: ignore[type-arg] # Qt's blocks
    block, found = document.begin(), []
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


CABLE: Final = {"en": "Use a cable.", "es": "Use un cable.", "ja": "ケーブルを使う。"}


def passed(advice: int, requirements: int = 0) -> Report:
    """Return a pass with so many recommendations that are not met, and so many more requirements that are."""
    asked = [one for one in worlds.PROFILE["requirements"] if one["id"] not in {"noise", "clarity"}]
    better = [
        {"id": f"a{place}", "fact": "network.download", "unit": "Mbit/s", "required": {"min": 5 + place},
         "recommended": {"min": 500}, "fix": {"text": CABLE}}
        for place in range(advice)
    ]  # fmt: skip
    more = [{"id": f"m{place}", "fact": "processor.cores", "required": {"min": 1}} for place in range(requirements)]
    document = worlds.document(worlds.profile(requirements=[*asked, *better, *more]))
    world = World(dict(worlds.GOOD))
    facts = {fact.id: world.reading(fact) for facts in worlds.FACTS.values() for fact in facts}
    now = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
    return report_on(document, Facts(facts, {"room": True}), now, now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pass_is_one_page_however_much_is_recommended(language: str) -> None:
    data, view = printed(language, passed(advice=5))
    assert view.verdict is Verdict.PASS
    read = pypdf.PdfReader(io.BytesIO(data))
    assert len(read.pages) == 1
    text = copied(with_pypdf(data))
    assert copied(CABLE[language]) in text
    assert copied(view.details[3][1]) in text
    assert copied(view.labels.facts) not in text
    assert list(read.attachments) == [ATTACHMENT]


@pytest.mark.parametrize("requirements", [14, 17, 20, 23, 26, 40])
def test_the_last_page_holds_more_than_the_small_print(requirements: int) -> None:
    data, view = printed("en", passed(advice=3, requirements=requirements))
    pages = [copied(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert len(pages) == 1 or copied(view.labels.details) not in pages[-1]
    assert sum(copied(view.labels.details) in page for page in pages) == 1


def test_what_is_in_the_way_stands_on_the_first_page_and_how_it_was_measured_on_the_last() -> None:
    data, view = printed("en")
    pages = [copied(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    for item in view.groups[0].items:
        assert all(copied(words) in pages[0] for words in (item.title, item.why, *item.steps))
    assert any(copied(fact.name) in pages[-1] for fact in view.facts)


@pytest.mark.parametrize(
    ("region", "paper"), [("en_US", (612, 792)), ("es_MX", (612, 792)), ("ja_JP", (595, 842)), (None, (595, 842))]
)
def test_the_paper_is_the_regions(region: str | None, paper: tuple[int, int]) -> None:
    data = pdf_bytes(passed(advice=1), Translator("en", region), "{}")
    box = pypdf.PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == paper


def test_a_thread_of_its_own_prints_the_same(qapp: QApplication) -> None:
    made, found = report(), []
    thread = threading.Thread(target=lambda: found.append(printed("ja", made)[0]))
    thread.start()
    thread.join()
    qapp.processEvents()
    assert _drawn(found[0]) == _drawn(printed("ja", made)[0])
