"""Text that a clip path cuts off, on small pages drawn for the purpose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.numbers import squeeze
from extract.readers.pdf import pages as pdf
from extract.tables import accounting, join
from extract.types import Grid, Line, Page, Table

FONT = "STSong-Light"
PAGE = (595.0, 842.0)
XS = [60.0, 160.0, 260.0]
SIZE = 9.0


@pytest.fixture
def canvas(tmp_path: Path) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Canvas(str(tmp_path / "drawn.pdf"), pagesize=PAGE)


def read(canvas: Canvas) -> tuple[Page, ...]:
    canvas.save()
    return pdf.read(Path(canvas._filename))


def write(
    canvas: Canvas, text: str, x: float, y: float, clip: tuple[float, float, float, float]
) -> None:
    """Write one line of text, of which only what is within the clip (x0, y0, x1, y1) is seen."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(clip[0], clip[1], clip[2] - clip[0], clip[3] - clip[1])
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(x, y, text)
    canvas.restoreState()


def rows_of(table: Table) -> list[list[str]]:
    return [[squeeze(cell.text) for cell in row.cells] for row in table.rows]


def drawn_rows(canvas: Canvas, rows: Sequence[Sequence[str]], ys: Sequence[float]) -> None:
    """Draw rows of cells; the lines of a cell are clipped to it, as programs for sheets do."""
    canvas.grid(XS, list(ys))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            clip = (XS[column], ys[number + 1], XS[column + 1], ys[number])
            for line, part in enumerate(text.split("\n")):
                write(canvas, part, XS[column] + 4, ys[number] - 10 - 11 * line, clip)


WRAPPED = [
    ["科目", "合计"],
    ["2080505-机关事业\n缴费支出", "3.00"],
    ["2080599-其他养老\n12支出", "4.00"],
    ["2101101-行政", "5.00"],
]


@pytest.mark.parametrize("height", [20.0, 17.0, 13.0])
def test_the_last_line_of_a_label_is_in_the_cell_to_which_it_is_clipped(
    canvas: Canvas, height: float
) -> None:
    """The second line of each label hangs into the next row, or stands there entirely."""
    drawn_rows(canvas, WRAPPED, [700 - height * number for number in range(5)])
    pages = read(canvas)
    (table,) = tables = join.tables(pages)
    assert rows_of(table) == [[squeeze(text) for text in row] for row in WRAPPED[1:]]
    placed = {
        one.figure.text: (one.row_no, one.column_no)
        for one in accounting.placed(pages, tables, frozenset())
    }
    assert placed["12"] == (2, 1)


def test_a_text_too_wide_for_its_cell_stays_in_it(canvas: Canvas) -> None:
    rows = [["科目", "合计"], ["机关事业单位基本养老保险缴费", ""], ["行政", "1.00"]]
    drawn_rows(canvas, rows, [700, 680, 660, 640])
    (table,) = join.tables(read(canvas))
    assert rows_of(table) == [rows[1][:1], rows[2]]


def cut_by_the_page(canvas: Canvas, clipped: bool) -> tuple[Page, ...]:
    """Draw a table over two pages; a text of four lines is drawn whole on both of them."""
    lines = ["组织群众歌唱", "和演奏", "拨款12.30元", "办成"]
    for top, rows in ((600.0, ("甲", "乙")), (800.0, ("丙", "丁"))):
        ys = [top, top - 20, top - 40]
        body = (50.0, ys[-1], 300.0, ys[0]) if clipped else (0.0, 0.0, *PAGE)
        for y in ys:
            canvas.line(XS[1], y, XS[2], y)
        for x in (*XS, 130.0, 145.0):
            canvas.line(x, ys[0], x, ys[-1])
        for number, name in enumerate(rows):
            write(canvas, f"{name}1.50", XS[1] + 4, ys[number] - 14, body)
        first = ys[-1] + 11 if top == 600.0 else ys[0] + 18
        for number, line in enumerate(lines):
            write(canvas, line, XS[0] + 4, first - 11 * number, body)
        canvas.showPage()
    return read(canvas)


def test_what_the_page_cuts_off_is_read_where_it_is_seen(canvas: Canvas) -> None:
    """On the first page two lines are seen, on the second the other two."""
    pages = cut_by_the_page(canvas, clipped=True)
    assert [page.route for page in pages] == ["lattice_vector"] * 2
    assert not any(isinstance(block, Line) for page in pages for block in page.blocks)
    texts = [
        [squeeze(cell.text) for cell in block.cells if cell.column == 0 and cell.text]
        for page in pages
        for block in page.blocks
        if isinstance(block, Grid)
    ]
    assert texts == [["组织群众歌唱和演奏"], ["拨款12.30元办成"]]
    assert sum(figure.text == "12.30" for page in pages for figure in page.figures) == 1


def test_what_no_clip_cuts_off_is_read_on_both_pages(canvas: Canvas) -> None:
    pages = cut_by_the_page(canvas, clipped=False)
    assert sum(figure.text == "12.30" for page in pages for figure in page.figures) == 2


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_clips_of_a_page_shown_turned(canvas: Canvas, rotation: int) -> None:
    matrix = {90: "0 1 -1 0 842 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 595"}[rotation]
    drawn_rows(canvas, WRAPPED, [500 - 17 * number for number in range(5)])
    canvas.setPageRotation(rotation)
    if rotation != 180:
        canvas.setPageSize((842, 595))
    canvas._code.insert(0, f"{matrix} cm")
    (table,) = join.tables(read(canvas))
    assert rows_of(table) == [[squeeze(text) for text in row] for row in WRAPPED[1:]]


def test_the_measures_of_a_drawing_within_the_page_are_its_own(canvas: Canvas) -> None:
    """A form is scaled into the page: its clip path is not told in points of the page."""
    canvas.beginForm("drawing", 0, 0, 1200, 1684)
    write(canvas, "合计 88.80", 300, 1400, (290, 1390, 600, 1420))
    canvas.endForm()
    canvas.saveState()
    canvas.scale(0.5, 0.5)
    canvas.doForm("drawing")
    canvas.restoreState()
    (page,) = read(canvas)
    assert [block.text for block in page.blocks if isinstance(block, Line)] == ["合计 88.80"]


@pytest.mark.parametrize("share", [0.2, 0.35, 0.65, 0.8])
def test_a_figure_cut_lengthwise_is_whole_on_one_page(canvas: Canvas, share: float) -> None:
    """The page ends within a line: most of its digits are above the cut, its point below."""
    base, height = 560.0, 6.5
    cut = base + height * share
    for clip, other in (((50, cut, 300, 700), "5.00"), ((50, 400, 300, cut), "7.00")):
        canvas.grid(XS, [600, 580, 540, 520])
        write(canvas, "行政", XS[0] + 4, 586, (0, 0, *PAGE))
        write(canvas, other, XS[1] + 4, 586, (0, 0, *PAGE))
        write(canvas, "274.660100", XS[1] + 4, base, clip)
        canvas.showPage()
    figures = [figure.text for page in read(canvas) for figure in page.figures]
    assert sorted(figures) == ["274.660100", "5.00", "7.00"]
