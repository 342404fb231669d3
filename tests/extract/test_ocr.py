"""Pages without a usable text layer: scans, and fonts whose map to Unicode is missing or wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
import scans
from conftest import ROOT
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from scans import Scanner

from extract import read
from extract.errors import UnreadableDocument
from extract.files import find, limits
from extract.landing import store
from extract.landing.rows import Readied, read_rows
from extract.numbers import squeeze
from extract.read import read_source
from extract.readers.pdf import lattice, pages, scan
from extract.readers.pdf.letters import Layer, Letter
from extract.tables import join
from extract.types import Box, Grid, Outcome, Page, Reading, Table
from yujuesuan.ask import page as show
from yujuesuan.ask import picture as drawing

SAMPLE = ROOT / "samples" / "2025-budget-jiaozuo-jiefang.pdf"
# 预算03表 of the sample: its page, and its figures.
SCANNED_PAGE = 10
TRUTH = ROOT / "samples" / "data" / "2025-budget-jiaozuo-jiefang" / "03.csv"
AMOUNT = re.compile(r"[0-9.]+")

needs_extra = pytest.mark.skipif(
    not limits.can_recognise(),
    reason="the extra `ocr` is not installed: nothing is recognised here",
)


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pages, "can_recognise", lambda: False)
    yield


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scan one page of a sample: grey, turned by 0.7 degrees, with noise."""
    target = tmp_path_factory.mktemp("scan") / "scan.pdf"
    return scans.scan(SAMPLE, [SCANNED_PAGE], target, Scanner())


@pytest.fixture(scope="module")
def recognised(scanned: Path) -> Reading:
    """Recognise the page once, for all tests."""
    return read_source(find.examine(scanned))


@pytest.fixture(scope="module")
def page(recognised: Reading) -> Page:
    return recognised.pages[0]


# ---------------------------------------------------------------- without the extra


@pytest.mark.usefixtures("without_extra")
def test_a_scan_is_never_an_empty_success(scanned: Path) -> None:
    reading = read_source(find.examine(scanned))
    assert reading.outcomes[0].outcome == "needs_ocr"
    assert reading.tables == ()
    assert [(o.outcome, o.page) for o in reading.outcomes if o.step == "page"] == [("needs_ocr", 1)]


@pytest.mark.usefixtures("without_extra")
def test_a_scan_is_read_again_once_the_extra_is_there(
    scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = find.examine(scanned)
    with store.connect(tmp_path / "landing.duckdb") as connection:
        store.land(connection, source, read_rows(source))
        monkeypatch.setattr(store, "can_recognise", lambda: False)
        assert store.landed(connection) == {source.document_id}
        monkeypatch.setattr(store, "can_recognise", lambda: True)
        assert store.landed(connection) == set()
        # one more page than may be recognised: trying again would not help
        outcomes = tuple(Outcome("page", *word) for word in (("recognised",), ("needs_ocr",)))
        store.land(connection, source, Readied(2, outcomes, {}))
        assert store.landed(connection) == {source.document_id}


@pytest.mark.usefixtures("without_extra")
def test_garbage_is_not_landed(tmp_path: Path) -> None:
    path = garbled(tmp_path)
    reading = read_source(find.examine(path))
    assert reading.outcomes[0].outcome == "needs_ocr"
    assert reading.lines == ()
    assert reading.pages[0].figures == ()


@pytest.mark.usefixtures("without_extra")
def test_fonts_without_a_map_are_known(tmp_path: Path) -> None:
    path = tmp_path / "unmapped.pdf"
    path.write_bytes(SAMPLE.read_bytes().replace(b"/ToUnicode", b"/XoUnicode"))
    assert {(page.route, page.figures) for page in pages.read(path)} == {("needs_ocr", ())}


@pytest.mark.usefixtures("without_extra")
def test_words_drawn_as_outlines_are_known(tmp_path: Path) -> None:
    path = tmp_path / "outlines.pdf"
    canvas = Canvas(str(path))
    for number in range(100):
        canvas.circle(50 + 5 * number, 700, 2)
    canvas.drawString(280, 20, "- 1 -")
    canvas.showPage()
    for number in range(100):
        canvas.line(50, 700 - number, 500, 700 - number)
    canvas.save()
    assert [page.route for page in pages.read(path)] == ["needs_ocr", "none"]


@pytest.mark.usefixtures("without_extra")
def test_the_other_pages_of_a_document_are_read(tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(60, 700, "Budget 2025, in units of 10,000 yuan: 1,234.50")
    canvas.showPage()
    picture = tmp_path / "grey.png"
    cv2.imwrite(str(picture), np.full((100, 100, 3), 200, np.uint8))
    canvas.drawImage(str(picture), 0, 0, 595, 842)
    canvas.drawString(280, 20, "- 2 -")
    canvas.save()
    reading = read_source(find.examine(path))
    assert reading.outcomes[0].outcome == "partly"
    assert reading.outcomes[0].reason == "2 pages; images: page 2"
    assert [page.route for page in reading.pages] == ["none", "needs_ocr"]


def test_a_picture_beside_the_text_is_told(tmp_path: Path) -> None:
    path, chart = tmp_path / "chart.pdf", tmp_path / "chart.png"
    cv2.imwrite(str(chart), np.full((100, 100, 3), 200, np.uint8))
    canvas = Canvas(str(path))
    for height in (300, 30):  # the second one is an emblem
        canvas.drawImage(str(chart), 60, 60, 200, height)
        canvas.drawString(60, 700, "Budget 2025, in units of 10,000 yuan: 1,234.50")
        canvas.showPage()
    canvas.save()
    outcomes = read_source(find.examine(path)).outcomes
    assert outcomes[0].outcome == "read"
    assert [(o.outcome, o.page) for o in outcomes if o.step == "page"] == [("picture", 1)]


# ---------------------------------------------------------------- garbage


def garbled(folder: Path) -> Path:
    """Draw Chinese with a font of which the map to Unicode is wrong."""
    path = folder / "garbled.pdf"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pageCompression=0)
    canvas.setFont("STSong-Light", 10)
    for number in range(20):
        canvas.drawString(60, 780 - 20 * number, "一般公共预算支出合计，其中基本支出和项目支出")
    canvas.save()
    # read as Korean instead
    data = path.read_bytes().replace(b"/UniGB-UCS2-H", b"/KSCms-UHC-H ")
    data = data.replace(b"(GB1)", b"(Korea1)").replace(b"/Ordering (GB1)", b"/Ordering (Korea1)")
    path.write_bytes(data)
    return path


def layer(text: str, unmapped: int = 0) -> Layer:
    return Layer([[Letter(letter, Box(0, 0, 1, 1)) for letter in text]], unmapped)


@pytest.mark.parametrize(
    "text",
    [
        "一般公共预算支出1,234.50万元，其中基本支出1,000.00万元，比上年增加。",
        "洛阳市瀍河回族区行政审批和政务信息管理局2025年部门预算公开说明",
        "①②③④⑤⑥⑦⑧⑨⑩ 科⽬编码 ⻓沙市 （一）“三公”经费 △1.2 ≥90% —— …… ㎡",
        "Budget of the city of Jiaozuo, 2025: 1,234.50",
        "1,234.50 1,000.00 234.50 88.80 0.00 0.00 12.50 3.40",
        "",
    ],
)
def test_real_text_is_not_garbage(text: str) -> None:
    assert not layer(text).is_garbled()


@pytest.mark.parametrize(
    ("text", "unmapped"),
    [
        ("㔴Ⅸ䴨䵋㷐獕坽儊ᎋ፨ᎄᎄᎄ፶ᎄᎄ㕥䬉ஈ䵮㕯笊敨", 0),  # mapped elsewhere
        ("\ue000\ue001\ue002\ue003\ue004" * 5, 0),  # private characters
        ("1,000.000.001,037.503.251,075.006.50", 40),  # no map but for the digits
        ("ÎÒÃÇÔ¤ËãÖ§³öºÏ¼Æ»ù±¾Ö§³öÏîÄ¿", 0),  # bytes of GBK taken for Latin letters
    ],
)
def test_garbage_is_known_by_its_letters(text: str, unmapped: int) -> None:
    assert layer(text, unmapped).is_garbled()


# ---------------------------------------------------------------- recognised


@needs_extra
def test_every_amount_of_a_scan_stands_in_its_row_and_column(page: Page) -> None:
    (table,) = join.tables([page])
    read = {
        (number, cell.column): squeeze(cell.text)
        for number, row in enumerate(table.rows)
        for cell in row.cells
    }
    with TRUTH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[3:]
    true = {
        (number, column): text
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
        if AMOUNT.fullmatch(text)
    }
    assert {place: read.get(place) for place in true} == true


@needs_extra
def test_recognised_cells_say_so(page: Page) -> None:
    assert page.route == "ocr"
    assert page.has_text
    assert page.has_image
    (grid,) = [block for block in page.blocks if isinstance(block, Grid)]
    assert grid.route == "ocr"
    assert grid.confidence is not None
    assert 0.8 < grid.confidence <= 1
    for cell in grid.cells:
        assert (cell.confidence is not None) == bool(cell.text)
        assert cell.second_text is None
    (table,) = join.tables([page])
    assert table.routes == ("ocr",)
    assert header(table)[-1] == ("项目支出", "特定目标类")


def header(table: Table) -> list[tuple[str, ...]]:
    return [tuple(squeeze(text) for text in column.header) for column in table.columns]


@needs_extra
def test_a_recognised_document_counts_as_read(recognised: Reading) -> None:
    outcomes = recognised.outcomes
    assert (outcomes[0].outcome, outcomes[0].reason) == ("read", "1 page, 1 of them recognised")
    assert [o.outcome for o in outcomes if o.step == "page"] == ["recognised"]


@needs_extra
def test_an_image_file_is_a_scan(scanned: Path, tmp_path: Path) -> None:
    (drawn,) = pypdfium2.PdfDocument(scanned)
    picture = tmp_path / "scan.pdf"  # whatever its name
    picture.write_bytes(cv2.imencode(".png", pages.rendered(drawn, 120)[:700])[1].tobytes())
    source = find.examine(picture)
    assert source.format == "image"
    reading = read_source(source)
    assert reading.outcomes[0].reason == "1 page, 1 of them recognised"
    (table,) = reading.tables
    assert {cell.column: squeeze(cell.text) for cell in table.rows[0].cells}[5] == "170.30"


def test_an_image_file_waits_for_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = tmp_path / "scan.png"
    picture.write_bytes(cv2.imencode(".png", np.full((100, 100, 3), 255, np.uint8))[1].tobytes())
    source = find.examine(picture)
    monkeypatch.setattr(read, "can_recognise", lambda: False)
    with pytest.raises(UnreadableDocument) as caught:
        read_source(source)
    assert caught.value.outcome == "needs_ocr"
    monkeypatch.setattr(read, "can_recognise", lambda: True)
    (left,) = pages.read_image(picture, limits.Limits(recognised_pages=0))
    assert (left.route, left.has_text, left.has_image) == ("needs_ocr", False, True)
    seen = show.plan(Reading(source, (left,)), 1)
    assert drawing.draw(seen, picture, dpi=50).height >= round(seen.height * 50 / 72)
    picture.write_bytes(picture.read_bytes()[:30])
    with pytest.raises(UnreadableDocument, match="damaged image"):
        pages.read_image(picture)


def test_pages_beyond_the_budget_are_left(scanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "can_recognise", lambda: True)
    (left,) = pages.read(scanned, limits.Limits(recognised_pages=0))
    assert (left.route, left.has_text) == ("needs_ocr", False)


def test_pdfs_have_more_time_where_they_are_recognised(
    scanned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = find.examine(scanned)
    allowed = limits.Limits(seconds=10, ocr_patience=4)
    monkeypatch.setattr(limits, "can_recognise", lambda: True)
    assert allowed.seconds_for(source) == 40
    assert allowed.seconds_for(replace(source, format="xlsx")) == 10
    monkeypatch.setattr(limits, "can_recognise", lambda: False)
    assert allowed.seconds_for(source) == 10


# ---------------------------------------------------------------- the image


def picture(angle: float = 0.0) -> scan.Image:
    """Draw a table of rules, turned by some degrees."""
    image = np.full((1200, 1600, 3), 255, np.uint8)
    for y in range(200, 1001, 80):
        cv2.line(image, (200, y), (1400, y), (0, 0, 0), 2)
    for x in (200, 500, 800, 1100, 1400):
        cv2.line(image, (x, 200), (x, 1000), (0, 0, 0), 2)
    turn = cv2.getRotationMatrix2D((800, 600), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(image, turn, (1600, 1200), borderValue=(255, 255, 255)), np.uint8
    )


@pytest.mark.parametrize("angle", [-3.2, -0.7, 0.0, 0.4, 2.5])
def test_skew_is_found_within_a_tenth_of_a_degree(angle: float) -> None:
    assert scan.skew(picture(angle)) == pytest.approx(-angle, abs=0.1)


def test_rules_of_an_image_become_a_grid() -> None:
    horizontal, vertical = scan.lattice(scan.straightened(picture(0.7)))
    lines = [[tuple(v * scan.POINTS for v in line) for line in found]
             for found in (horizontal, vertical)]  # fmt: skip
    (grid,) = lattice.recognised_grids(1, 1200 * scan.POINTS, *lines)
    assert (grid.row_count, grid.column_count, grid.route) == (10, 4, "ocr")


def test_letters_are_placed_by_their_usual_width() -> None:
    word = scan.Word("合计12", Box(0, 0, 31, 10), 0.9)
    assert [(letter, round(box.x0)) for letter, box in word.letters()] == [
        ("合", 0), ("计", 10), ("1", 20), ("2", 26)
    ]  # fmt: skip
