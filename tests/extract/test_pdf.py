"""The PDF reader on the samples, whose cells are known, and on small PDFs drawn here."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import yaml
from conftest import ROOT
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract import read as reading
from extract.errors import UnreadableDocument
from extract.files import find
from extract.files.limits import Limits
from extract.numbers import squeeze
from extract.read import read_source
from extract.readers.pdf import damage, lattice, letters
from extract.readers.pdf import pages as pdf
from extract.tables import accounting, join
from extract.types import Box, Cell, Grid, Line, Outcome, Page, Table

SAMPLES = ROOT / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.pdf"))
# A font every PDF reader knows: nothing is embedded, and its characters map to Unicode.
FONT = "STSong-Light"
PAGE = (595.0, 842.0)

HEADER = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
BODY = [
    ["201", "一般公共服务支出", "1,234.50", "1,000.00", "234.50"],
    ["20103", "政府办公厅（室）及相关机构事务", "1,234.50", "1,000.00", "234.50"],
    ["2010301", "行政运行", "1,000.00", "1,000.00", ""],
    ["2010302", "一般行政管理事务", "234.50", "", "234.50"],
    ["208", "社会保障和就业支出", "88.80", "88.80", ""],
    ["2080505", "机关事业单位基本养老保险缴费支出", "88.80", "88.80", ""],
]
WIDTHS = [60.0, 190.0, 70.0, 70.0, 70.0]
NUMERIC = (2, 3, 4)


# ---------------------------------------------------------------- samples


@cache
def pages_of(name: str) -> tuple[Page, ...]:
    return pdf.read(SAMPLES / f"{name}.pdf")


@cache
def tables_of(name: str) -> tuple[Table, ...]:
    return join.tables(pages_of(name))


@dataclass(frozen=True)
class Drawn:
    """A table as the samples' data say it was drawn."""

    title: str
    rows: list[list[str]]
    header_rows: int


@cache
def drawn(name: str) -> list[Drawn]:
    folder = SAMPLES / "data" / name
    parts = yaml.safe_load((folder / "disclosure.yaml").read_text(encoding="utf-8"))
    found = []
    for part in parts:
        if "table" in part:
            with (folder / f"{part['table']}.csv").open(encoding="utf-8", newline="") as file:
                found.append(Drawn(part["title"], list(csv.reader(file)), part["header_rows"]))
    return found


def printed_rows(rows: Sequence[Sequence[str]]) -> list[dict[int, str]]:
    """Leave out what draws nothing: blanks, and the marks of merged cells."""
    found = [
        {number: squeeze(text) for number, text in enumerate(row) if text not in ("", "<", "^")}
        for row in rows
    ]
    return [row for row in found if row]


def read_rows(table: Table) -> list[dict[int, str]]:
    """Return the cells of a table as read, its header on the first page before its rows."""
    rows: dict[int, dict[int, str]] = {}
    for page, cell in table.headers:
        if page == table.first_page and squeeze(cell.text):
            rows.setdefault(cell.row, {})[cell.column] = squeeze(cell.text)
    header = [rows[number] for number in sorted(rows)]
    body = [{c.column: squeeze(c.text) for c in row.cells if squeeze(c.text)} for row in table.rows]
    return [*header, *(row for row in body if row)]


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_found_in_order(name: str) -> None:
    read = [squeeze("".join(caption.text for caption in t.captions)) for t in tables_of(name)]
    titles = [squeeze(table.title) for table in drawn(name)]
    assert len(read) == len(titles)
    assert [title in text for title, text in zip(titles, read, strict=True)] == [True] * len(titles)


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_stands_in_its_row_and_column(name: str) -> None:
    for table, true in zip(tables_of(name), drawn(name), strict=True):
        assert read_rows(table) == printed_rows(true.rows), f"{name}, {true.title}"


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_in_a_cell_or_on_a_line(name: str) -> None:
    for page in pages_of(name):
        for figure in page.figures:
            assert figure.box is not None
            x = (figure.box.x0 + figure.box.x1) / 2
            y = (figure.box.top + figure.box.bottom) / 2
            boxes = [
                (cell.box, cell.text)
                for block in page.blocks
                if isinstance(block, Grid)
                for cell in block.cells
            ]
            boxes += [(b.box, b.text) for b in page.blocks if isinstance(b, Line)]
            texts = [text for box, text in boxes if box and box.holds(x, y, 1)]
            found = any(figure.text in squeeze(text) for text in texts)
            assert found, f"{name}, page {page.number}: {figure.text}"


def test_header_paths_run_from_top_to_leaf() -> None:
    table = tables_of("2025-budget-jiaozuo-jiefang")[2]
    assert [tuple(map(squeeze, column.header)) for column in table.columns] == [
        ("科目编码", "类"),
        ("科目编码", "款"),
        ("科目编码", "项"),
        ("单位代码",),
        ("单位（科目名称）",),
        ("总计",),
        ("基本支出", "合计"),
        ("基本支出", "人员经费", "小计"),
        ("基本支出", "人员经费", "工资福利支出"),
        ("基本支出", "人员经费", "对个人和家庭的补助"),
        ("基本支出", "公用经费", "小计"),
        ("基本支出", "公用经费", "商品和服务支出"),
        ("基本支出", "公用经费", "资本性支出"),
        ("项目支出", "合计"),
        ("项目支出", "其他运转类"),
        ("项目支出", "特定目标类"),
    ]


def test_a_merged_cell_keeps_its_spans() -> None:
    table = tables_of("2025-budget-jiaozuo-jiefang")[2]
    merged = {
        squeeze(cell.text): (cell.row_span, cell.column_span)
        for _, cell in table.headers
        if cell.row_span * cell.column_span > 1
    }
    assert merged["科目编码"] == (1, 3)
    assert merged["基本支出"] == (1, 7)
    assert merged["总计"] == (3, 1)


def test_a_table_that_goes_on_over_pages_is_one() -> None:
    for name, number, pages in [
        ("2023-budget-jiaozuo", 6, (14, 16)),  # without a header on the later pages
        ("2024-accounts-jiaozuo", 2, (7, 8)),  # with the header again
        ("2025-budget-xinxiang", 12, (22, 25)),
    ]:
        table = tables_of(name)[number - 1]
        assert (table.first_page, table.last_page) == pages
        first = squeeze(table.columns[0].header[0])
        assert not any(squeeze(cell.text) == first for row in table.rows for cell in row.cells)


def test_the_rows_that_number_the_columns_belong_to_the_header() -> None:
    table = tables_of("2024-accounts-jiaozuo")[1]
    texts = {squeeze(cell.text) for _, cell in table.headers}
    assert {"栏次", "1", "2"} <= texts
    assert not any(squeeze(cell.text) == "栏次" for row in table.rows for cell in row.cells)


def test_a_note_under_a_table_belongs_to_it() -> None:
    table = tables_of("2025-budget-xinxiang")[8]
    notes = [caption.text for caption in table.captions if caption.where == "below"]
    assert notes
    assert "注：" in notes[0]


# ---------------------------------------------------------------- drawn here


@dataclass(frozen=True)
class Place:
    """Where a table is drawn: from its top left corner down, in points."""

    x: float = 60
    top: float = 700
    height: float = 22


@pytest.fixture
def canvas(tmp_path: Path) -> Iterator[Canvas]:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    sheet = Canvas(str(tmp_path / "drawn.pdf"), pagesize=PAGE)
    sheet.setFont(FONT, 9)
    yield sheet


def read(canvas: Canvas) -> tuple[Page, ...]:
    canvas.save()
    return pdf.read(Path(canvas._filename))


def write(canvas: Canvas, rows: Sequence[Sequence[str]], place: Place = Place()) -> None:
    """Write the texts of a table without any rule: names left, figures right."""
    canvas.setFont(FONT, 9)
    for number, row in enumerate(rows):
        base = place.top - (number + 1) * place.height + 7
        left = place.x
        for column, (text, width) in enumerate(zip(row, WIDTHS, strict=True)):
            if column in NUMERIC:
                canvas.drawRightString(left + width - 4, base, text)
            else:
                canvas.drawString(left + 4, base, text)
            left += width


def borders(count: int, place: Place) -> tuple[list[float], list[float]]:
    xs = [place.x + sum(WIDTHS[:i]) for i in range(len(WIDTHS) + 1)]
    return xs, [place.top - i * place.height for i in range(count + 1)]


def rule(canvas: Canvas, count: int, place: Place = Place(), filled: bool = False) -> None:
    xs, ys = borders(count, place)
    if not filled:
        canvas.setLineWidth(0.5)
        canvas.grid(xs, ys)
        return
    for x in xs:
        canvas.rect(x - 0.25, ys[-1], 0.5, ys[0] - ys[-1], stroke=0, fill=1)
    for y in ys:
        canvas.rect(xs[0], y - 0.25, xs[-1] - xs[0], 0.5, stroke=0, fill=1)


def rule_by_image(canvas: Canvas, count: int, place: Place = Place()) -> None:
    """Lay a picture of the rules under the words."""
    scale = 3
    picture = Image.new("L", (int(PAGE[0] * scale), int(PAGE[1] * scale)), 255)
    pen = ImageDraw.Draw(picture)
    xs, ys = borders(count, place)
    for x in xs:
        pen.line([(x * scale, (PAGE[1] - ys[0]) * scale), (x * scale, (PAGE[1] - ys[-1]) * scale)],
                 fill=0, width=2)  # fmt: skip
    for y in ys:
        pen.line([(xs[0] * scale, (PAGE[1] - y) * scale), (xs[-1] * scale, (PAGE[1] - y) * scale)],
                 fill=0, width=2)  # fmt: skip
    data = BytesIO()
    picture.save(data, "PNG")
    canvas.drawImage(ImageReader(data), 0, 0, *PAGE)


def grids(page: Page) -> list[Grid]:
    return [block for block in page.blocks if isinstance(block, Grid)]


def figures_in_columns(table: Table) -> list[dict[int, str]]:
    """Return the figures of each row that has any, by column."""
    rows = [
        {c.column: squeeze(c.text) for c in row.cells if c.column in NUMERIC and squeeze(c.text)}
        for row in table.rows
    ]
    return [row for row in rows if row]


FIGURES = [{c: row[c] for c in NUMERIC if row[c]} for row in BODY]


def test_rules_drawn_as_filled_rectangles(canvas: Canvas) -> None:
    rule(canvas, len(BODY) + 1, filled=True)
    write(canvas, [HEADER, *BODY])
    (table,) = join.tables(read(canvas))
    assert read_rows(table) == printed_rows([HEADER, *BODY])


def test_rules_drawn_as_shapes_with_mitred_corners(canvas: Canvas) -> None:
    xs, ys = borders(len(BODY) + 1, Place())
    for top, bottom in pairwise(ys):
        for left, right in pairwise(xs):
            for corners in (
                [(left, top), (right, top), (right - 0.7, top - 0.7), (left + 0.7, top - 0.7)],
                [(left, top), (left + 0.7, top - 0.7), (left + 0.7, bottom + 0.7), (left, bottom)],
            ):
                shape = canvas.beginPath()
                shape.moveTo(*corners[0])
                for corner in corners[1:]:
                    shape.lineTo(*corner)
                shape.close()
                canvas.drawPath(shape, stroke=0, fill=1)
    canvas.rect(xs[-1], ys[-1], 0.7, ys[0] - ys[-1], stroke=0, fill=1)
    canvas.rect(xs[0], ys[-1], xs[-1] - xs[0], 0.7, stroke=0, fill=1)
    write(canvas, [HEADER, *BODY])
    pages = read(canvas)
    assert pages[0].route == "lattice_vector"
    (table,) = join.tables(pages)
    assert read_rows(table) == printed_rows([HEADER, *BODY])


def test_a_row_cut_by_the_page_end_keeps_its_columns(canvas: Canvas) -> None:
    """The first two columns go on beyond the page: no rule closes them at either end."""
    xs, ys = borders(len(BODY), Place())
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys[1:-1]:
        canvas.line(xs[2], y, xs[-1], y)
    canvas.drawString(xs[0] + 4, 640, "项目")
    canvas.drawString(xs[1] + 4, 640, "236.58")
    write(canvas, [["", "", *row[2:]] for row in BODY])
    (page,) = read(canvas)
    (grid,) = grids(page)
    assert grid.column_count == len(WIDTHS)
    assert "236.58" in [cell.text for cell in grid.cells if cell.column == 1]


def test_nearly_blank_tables_are_tables(canvas: Canvas) -> None:
    blank = [[row[0], "", "", "", ""] for row in BODY]
    rule(canvas, 2 * len(BODY) + 1)
    write(canvas, [["", "", "", "", ""], *blank[:1], *[[""] * 5] * 5])
    (page,) = read(canvas)
    assert len(grids(page)) == 1


@pytest.mark.parametrize("printed", ["△{}", "▲{}", "−{}", "（{}）", "{}-"])
def test_negative_amounts_are_missed_as_any_others(canvas: Canvas, printed: str) -> None:
    """A page whose amounts are all negative goes to the next route until they are landed."""
    amounts = [printed.format(amount) for amount in ("1,242.50", "1,234.50", "8.00")]
    rows = [[*row[:2], *amounts] for row in BODY]
    rule_by_image(canvas, len(rows) + 1)
    write(canvas, [HEADER, *rows])
    (page,) = pages = read(canvas)
    assert page.route == "lattice_combined"
    (table,) = join.tables(pages)
    assert read_rows(table) == printed_rows([HEADER, *rows])


def test_rules_in_an_image_take_the_second_route(canvas: Canvas) -> None:
    rule_by_image(canvas, len(BODY) + 1)
    write(canvas, [HEADER, *BODY])
    pages = read(canvas)
    assert pages[0].route == "lattice_combined"
    (table,) = join.tables(pages)
    assert read_rows(table) == printed_rows([HEADER, *BODY])


def test_a_three_line_table_is_read_by_its_columns(canvas: Canvas) -> None:
    write(canvas, [HEADER, *BODY])
    xs, ys = borders(len(BODY) + 1, Place())
    for y in (ys[0], ys[1], ys[-1]):
        canvas.line(xs[0], y, xs[-1], y)
    pages = read(canvas)
    assert pages[0].route == "network"
    (table,) = join.tables(pages)
    assert figures_in_columns(table) == FIGURES
    assert {cell.placement for row in table.rows for cell in row.cells} == {"guessed"}


def test_two_tables_on_a_page_stay_two(canvas: Canvas) -> None:
    for top, title in ((780.0, "表一 收入预算表"), (450.0, "表二 支出预算表")):
        canvas.setFont(FONT, 12)
        canvas.drawCentredString(297, top + 12, title)
        rule(canvas, len(BODY) + 1, Place(top=top))
        write(canvas, [HEADER, *BODY], Place(top=top))
    first, second = join.tables(read(canvas))
    assert first.captions[0].text == "表一 收入预算表"
    assert "表二 支出预算表" in [caption.text for caption in second.captions]
    assert read_rows(first) == read_rows(second) == printed_rows([HEADER, *BODY])


def test_a_table_that_starts_below_prose(canvas: Canvas) -> None:
    canvas.setFont(FONT, 10)
    canvas.drawString(60, 780, "二、2025年支出预算1,323.30万元，比上年增加12.5万元，增长0.95%。")
    canvas.drawCentredString(297, 520, "2025年部门支出预算表")
    canvas.drawRightString(520, 505, "单位：万元")
    rule(canvas, len(BODY) + 1, Place(top=500))
    write(canvas, [HEADER, *BODY], Place(top=500))
    pages = read(canvas)
    assert pages[0].route == "lattice_vector"
    (table,) = join.tables(pages)
    assert [caption.text for caption in table.captions] == ["2025年部门支出预算表", "单位：万元"]
    assert any("1,323.30" in b.text for b in pages[0].blocks if isinstance(b, Line))


def test_a_page_of_prose_has_no_table(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    # not by any route: each costs more than all the rest
    monkeypatch.setattr(lattice, "camelot_grids", None)
    canvas.setFont(FONT, 10)
    for number in range(20):
        text = f"（{number + 1}）2025年支出预算1,323.{number:02d}万元，比上年增加12.50万元。"
        canvas.drawString(60, 780 - 20 * number, text)
    (page,) = read(canvas)
    assert grids(page) == []
    assert page.route == "none"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_letters_without_glyphs_have_a_height(canvas: Canvas, rotation: int) -> None:
    """Their font is not embedded, and on many machines there is none for it."""
    canvas.setPageRotation(rotation)
    canvas.setFont(FONT, 20)
    canvas.drawString(100, 700, "预算—12")
    canvas.save()
    with pypdfium2.PdfDocument(canvas._filename) as document:
        [[*names, dash, one, two]] = letters.text_layer(document[0]).lines
    sides = [(c.box.bottom - c.box.top, c.box.x1 - c.box.x0) for c in (*names, one, two)]
    heights, widths = zip(*(s if rotation in (0, 180) else s[::-1] for s in sides), strict=True)
    assert all(11 < height < 20 for height in heights)
    assert all(4 < width <= 20 for width in widths)
    assert dash.text == "—"


def test_lines_of_a_cell_are_read_downwards_however_they_were_drawn(canvas: Canvas) -> None:
    rule(canvas, 2)
    canvas.setFont(FONT, 7)
    place = Place()
    x, y = place.x + WIDTHS[0] + 4, place.top - 2 * place.height
    canvas.drawString(x, y + 3, "保险缴费支出")
    canvas.drawString(x, y + 12, "机关事业单位基本养老")
    write(canvas, [["科目编码", "科目名称", "合计", "", ""], ["2080505", "", "88.80", "", ""]])
    (table,) = join.tables(read(canvas))
    assert read_rows(table)[1][1] == "机关事业单位基本养老保险缴费支出"


@pytest.mark.parametrize("rotation", [0, 90, 270])
def test_a_page_stored_rotated_reads_as_it_is_shown(canvas: Canvas, rotation: int) -> None:
    rule(canvas, len(BODY) + 1)
    write(canvas, [HEADER, *BODY])
    if rotation:
        canvas.setPageRotation(rotation)
        canvas._code.insert(0, {90: "0 1 -1 0 842 0 cm", 270: "0 -1 1 0 0 595 cm"}[rotation])
    (page,) = pages = read(canvas)
    assert (page.width, page.height, page.rotation) == (*PAGE, rotation)
    (table,) = join.tables(pages)
    assert read_rows(table) == printed_rows([HEADER, *BODY])
    (grid,) = grids(page)
    assert grid.box is not None
    assert grid.box.top == pytest.approx(PAGE[1] - 700, abs=2)
    assert grid.box.x0 == pytest.approx(60, abs=2)


def test_a_long_table_goes_on_without_header(canvas: Canvas) -> None:
    rule(canvas, len(BODY) + 1)
    write(canvas, [HEADER, *BODY])
    canvas.showPage()
    rule(canvas, len(BODY), Place(top=800))
    write(canvas, BODY, Place(top=800))
    (table,) = join.tables(read(canvas))
    assert (table.first_page, table.last_page) == (1, 2)
    assert read_rows(table) == printed_rows([HEADER, *BODY, *BODY])


def test_a_figure_cut_by_the_page_end_is_one_figure(canvas: Canvas) -> None:
    """The cells wrap their texts, and the page ends between the lines of a row."""
    xs = [60, 115, 160]
    first = [("单位", "总计"), ("交通支队", "18,536.88"), ("机动车驾驶", "12,437.3")]
    second = [("员考试中心", "6"), ("地铁分局", "6,099.52")]
    for top, rows in ((700, first), (800, second)):
        canvas.setFont(FONT, 9)
        canvas.grid(xs, [top - 20 * number for number in range(len(rows) + 1)])
        for number, (name, figure) in enumerate(rows):
            canvas.drawString(xs[0] + 4, top - 20 * number - 14, name)
            canvas.drawRightString(xs[2] - 2, top - 20 * number - 14, figure)
        canvas.showPage()
    pages = read(canvas)
    tables = join.tables(pages)
    assert [[squeeze(cell.text) for cell in row.cells] for row in tables[0].rows] == [
        ["交通支队", "18,536.88"],
        ["机动车驾驶员考试中心", "12,437.36"],
        ["地铁分局", "6,099.52"],
    ]
    assert {one.region for one in accounting.placed(pages, tables, frozenset())} == {"cell"}


def test_a_figure_that_hangs_out_of_the_last_row_is_in_its_cell(canvas: Canvas) -> None:
    """The page ends within a line, through which the rule below is drawn."""
    canvas.grid([60, 160, 260], [700, 680, 660])
    for base, (name, figure) in zip(
        (686, 656), (("合计", "18,536.88"), ("其他", "6.10")), strict=True
    ):
        canvas.drawString(64, base, name)
        canvas.drawRightString(256, base, figure)
    pages = read(canvas)
    tables = join.tables(pages)
    (box,) = (figure.box for figure in pages[0].figures if figure.text == "6.10" and figure.box)
    assert (box.top + box.bottom) / 2 > PAGE[1] - 660
    assert {one.region for one in accounting.placed(pages, tables, frozenset())} == {"cell"}


def test_a_frame_that_reaches_further_than_its_cells_loses_no_letter() -> None:
    """As where a merged cell ends at 526.33895 and its grid at 526.33897."""
    cells = (
        Cell(0, 0, "", box=Box(0.0, 0.5, 50.0, 20.0)),
        Cell(1, 0, "", box=Box(0.0, 20.0, 50.0, 39.99995)),
    )
    grid = Grid(1, 2, 1, cells, "lattice_vector", Box(0.0, 0.0, 50.0, 40.0), edges=(0.0, 50.0))
    find = pdf._finder(grid)
    assert [find(25.0, y) for y in (0.0, 10.0, 30.0, 40.0)] == [0, 0, 1, 1]


def test_words_under_a_missing_rule_get_cells_of_their_own(canvas: Canvas) -> None:
    """A header row without the rules between its columns, as some spreadsheets print it."""
    xs, ys = borders(len(BODY) + 1, Place())
    canvas.grid(xs, ys[1:])
    canvas.rect(xs[0], ys[1], xs[-1] - xs[0], ys[0] - ys[1])
    write(canvas, [HEADER, *BODY])
    (table,) = join.tables(read(canvas))
    assert [column.header for column in table.columns] == [(text,) for text in HEADER]
    assert figures_in_columns(table) == FIGURES


def test_a_wrapped_name_stays_in_its_cell(canvas: Canvas) -> None:
    place = Place(height=40)
    rule(canvas, 2, place)
    write(canvas, [HEADER], place)
    base = place.top - 2 * place.height
    canvas.drawString(place.x + 4, base + 15, "20103")
    canvas.drawString(place.x + WIDTHS[0] + 4, base + 22, "政府办公厅（室）及")
    canvas.drawString(place.x + WIDTHS[0] + 4, base + 8, "相关机构事务")
    canvas.drawRightString(place.x + sum(WIDTHS[:3]) - 4, base + 15, "234.50")
    (table,) = join.tables(read(canvas))
    (row,) = table.rows
    assert {c.column: c.text for c in row.cells if c.text} == {
        0: "20103",
        1: "政府办公厅（室）及\n相关机构事务",
        2: "234.50",
    }


def test_a_glued_text_run_is_split_at_the_rule(canvas: Canvas) -> None:
    """One run of text over two cells, as some programs print neighbouring figures."""
    rule(canvas, 2)
    write(canvas, [HEADER])
    base = Place().top - 2 * Place().height + 7
    canvas.drawString(60 + WIDTHS[0] + WIDTHS[1] + 32, base, "1,000.00    234.50")
    (table,) = join.tables(read(canvas))
    (row,) = table.rows
    assert {c.column: c.text for c in row.cells if c.text} == {2: "1,000.00", 3: "234.50"}


def test_a_name_too_long_for_its_cell_stays_whole(canvas: Canvas) -> None:
    rule(canvas, 2)
    write(canvas, [HEADER, ["201", "政府办公厅（室）及相关机构事务支出等等项目", "1.25", "", ""]])
    (table,) = join.tables(read(canvas))
    (row,) = table.rows
    assert [c.text for c in row.cells][1:3] == [
        "政府办公厅（室）及相关机构事务支出等等项目",
        "1.25",
    ]


def test_letters_of_two_cells_without_a_gap_are_parted(canvas: Canvas) -> None:
    """Some programs draw every letter by itself, so that nothing but the rule parts two cells."""
    rule(canvas, 2)
    write(canvas, [HEADER])
    x = 60 + sum(WIDTHS[:3]) - canvas.stringWidth("1.25")
    for letter in "1.259.75":
        canvas.drawString(x, Place().top - 2 * Place().height + 7, letter)
        x += canvas.stringWidth(letter)
    (page,) = pages = read(canvas)
    (table,) = join.tables(pages)
    (row,) = table.rows
    assert {c.column: c.text for c in row.cells if c.text} == {2: "1.25", 3: "9.75"}
    assert [figure.text for figure in page.figures] == ["1.25", "9.75"]


def test_a_line_of_prose_drawn_in_pieces_is_one_line(canvas: Canvas) -> None:
    canvas.setFont(FONT, 10)
    pieces = ["比上年减少", "86,68", "5.29", "万元，主要是基本支出增加。"]
    starts = [60 + canvas.stringWidth("".join(pieces[:n])) for n in range(len(pieces))]
    for number in (3, 1, 0, 2):
        canvas.drawString(starts[number], 700, pieces[number])
    (page,) = read(canvas)
    assert [b.text for b in page.blocks if isinstance(b, Line)] == ["".join(pieces)]
    assert [figure.text for figure in page.figures] == ["86,685.29"]


def test_a_damaged_file_is_rejected_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes((SAMPLES / f"{NAMES[0]}.pdf").read_bytes()[:3000])
    with pytest.raises(UnreadableDocument) as caught:
        pdf.read(path)
    assert caught.value.outcome == "rejected"
    assert caught.value.reason == "incomplete PDF: it is cut off after 3,000 bytes; fetch it again"


@pytest.fixture
def two_pages(tmp_path: Path) -> bytes:
    """Draw the same table on two pages, their streams compressed as most programs do."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    sheet = Canvas(str(tmp_path / "two.pdf"), pagesize=PAGE, pageCompression=1)
    for _ in range(2):
        rule(sheet, len([HEADER, *BODY]))
        write(sheet, [HEADER, *BODY])
        sheet.showPage()
    sheet.save()
    return (tmp_path / "two.pdf").read_bytes()


def damages(folder: Path, data: bytes) -> list[tuple[str | None, int]]:
    """Read a file; give the damage of each page, and how many tables it has."""
    (folder / "damaged.pdf").write_bytes(data)
    return [(page.damage, len(grids(page))) for page in pdf.read(folder / "damaged.pdf")]


def test_a_page_drawn_in_part_gives_no_table(two_pages: bytes, tmp_path: Path) -> None:
    assert damages(tmp_path, two_pages) == [(None, 1), (None, 1)]
    at = two_pages.rindex(b"endstream") - 200
    flipped = two_pages[:at] + bytes([two_pages[at] ^ 1]) + two_pages[at + 1 :]
    assert damages(tmp_path, flipped) == [(None, 1), (pdf.UNDECODED, 0)]
    (outcome, *_) = read_source(find.examine(tmp_path / "damaged.pdf")).outcomes
    assert outcome == Outcome("read", "partly", f"2 pages; page 2 {pdf.UNDECODED}")


@pytest.mark.parametrize(
    ("flawed", "said"),
    [
        ([4], "6 pages; page 4 damaged"),
        ([1, 2, 3, 5], "6 pages; pages 1-3, 5 damaged"),
        ([1, 2, 3, 4, 5, 6], "6 pages; damaged"),
    ],
)
def test_pages_are_named_as_a_person_would(flawed: list[int], said: str) -> None:
    pages = [
        Page(number, (), damage="damaged" if number in flawed else None) for number in range(1, 7)
    ]
    assert reading.read_outcome(pages) == ("partly", said)


def test_a_page_that_is_lost_costs_no_other(two_pages: bytes, tmp_path: Path) -> None:
    start = two_pages.rindex(b"obj", 0, two_pages.rindex(b"/Contents")) + 3
    end = two_pages.index(b"endobj", start)
    lost = two_pages[:start] + b" " * (end - start) + two_pages[end:]
    assert damages(tmp_path, lost) == [(pdf.DAMAGED, 1), (pdf.UNOPENED, 0)]


def test_a_damaged_font_is_told(tmp_path: Path) -> None:
    whole = (SAMPLES / f"{NAMES[0]}.pdf").read_bytes()
    streams = [match.end() for match in re.finditer(rb"stream\r?\n", whole)]
    largest = max(streams, key=lambda start: whole.find(b"endstream", start) - start)
    flawed = whole[: largest + 900] + b"!!!!!!!!" + whole[largest + 908 :]
    for data in (whole, flawed):
        (tmp_path / "font.pdf").write_bytes(data)
        with pypdfium2.PdfDocument(data) as document:
            found = damage.find(tmp_path / "font.pdf", document)
            pages = frozenset(range(1, len(document) + 1)) if data is flawed else frozenset()
        assert found == damage.Flaws(fonts=pages)


def test_more_pages_than_allowed_are_refused(canvas: Canvas) -> None:
    for _ in range(3):
        canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableDocument) as caught:
        pdf.read(Path(canvas._filename), Limits(pages=2))
    assert caught.value.reason == "3 pages, more than 2 allowed"
