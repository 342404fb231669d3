"""Workbooks, Word files and web pages give the same tables as the PDF of the same disclosure."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import docx
import openpyxl
import pytest
import xlrd
from conftest import DOCUMENTS
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import Border, Side

from extract.errors import UnreadableDocument
from extract.files import find
from extract.files.limits import Limits
from extract.landing.workers import read_all
from extract.readers import web, word
from extract.readers.excel import sheets, xls
from extract.readers.excel.number_formats import displayed
from extract.readers.excel.sheet import Style
from extract.readers.pdf import pages as pdf
from extract.tables import join
from extract.types import Grid, Line, Outcome, Page, Source, Table

needs_shared = pytest.mark.usefixtures("shared_documents")

JIAOZUO, XINXIANG = "2024-accounts-jiaozuo", "2025-budget-xinxiang"
DECIMAL = re.compile(r"-?[0-9,]+\.[0-9]+")
SELF_EVALUATION = 10
READERS: dict[str, tuple[Callable[[Path], tuple[Page, ...]], str]] = {
    "pdf": (pdf.read, "pdf"),
    "xlsx": (sheets.read, "office"),
    "docx": (word.read, "office"),
    "html": (web.read, "office"),
}


def squeezed(text: str) -> str:
    return "".join(text.split())


def grids(pages: tuple[Page, ...]) -> list[Grid]:
    return [block for page in pages for block in page.blocks if isinstance(block, Grid)]


def lines(pages: tuple[Page, ...]) -> list[str]:
    return [block.text for page in pages for block in page.blocks if isinstance(block, Line)]


def texts(grid: Grid) -> list[list[str]]:
    return [[c.text for c in grid.cells if c.row == row] for row in range(grid.row_count)]


def spans(grid: Grid) -> set[tuple[str, int, int]]:
    return {
        (c.text, c.row_span, c.column_span) for c in grid.cells if c.row_span * c.column_span > 1
    }


# ---------------------------------------------------------------- the same disclosure, four times


@cache
def pages_of(name: str, format_: str) -> tuple[Page, ...]:
    read, folder = READERS[format_]
    return read(DOCUMENTS / folder / f"{name}.{format_}")


@cache
def tables_of(name: str, format_: str) -> tuple[Table, ...]:
    return join.tables(pages_of(name, format_))


def amounts(tables: tuple[Table, ...]) -> Counter[tuple[int, str, Decimal]]:
    """Count (table, label of the row, amount) of every figure printed with decimals."""
    found: Counter[tuple[int, str, Decimal]] = Counter()
    for order, table in enumerate(tables, start=1):
        for row in table.rows:
            shown = [squeezed(cell.text) for cell in row.cells]
            label = next((text for text in shown if text and not DECIMAL.fullmatch(text)), "")
            for text in shown:
                if DECIMAL.fullmatch(text):
                    found[order, label, Decimal(text.replace(",", ""))] += 1
    return found


def money_of_self_evaluation(table: Table) -> list[Decimal]:
    """Take 年初预算数, 全年预算数 and 全年执行数 of the four rows that are money."""
    wanted = ("部门预算总额（万元）", "资金来源：", "（2）财政专户管理资金", "（3）单位资金")
    found = []
    for row in table.rows:
        shown = [squeezed(cell.text) for cell in row.cells]
        if any(text.startswith(wanted) for text in shown):
            numbers = [text for text in shown if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text)]
            found += [Decimal(text) for text in numbers[:3]]
    return found


@needs_shared
@pytest.mark.parametrize("format_", ["pdf", "xlsx", "docx", "html"])
def test_690_amounts_of_the_accounts(format_: str) -> None:
    tables = tables_of(JIAOZUO, format_)
    assert len(tables) == SELF_EVALUATION
    assert amounts(tables[:-1]).total() == 678
    money = money_of_self_evaluation(tables[-1])
    assert len(money) == 12
    assert sum(money) == Decimal("9477.54")
    assert amounts(tables) == amounts(tables_of(JIAOZUO, "pdf"))


@needs_shared
@pytest.mark.parametrize("format_", ["pdf", "xlsx", "docx", "html"])
def test_439_amounts_of_the_budget(format_: str) -> None:
    tables = tables_of(XINXIANG, format_)
    assert len(tables) == 12
    assert amounts(tables).total() == 439
    assert amounts(tables) == amounts(tables_of(XINXIANG, "pdf"))


@needs_shared
@pytest.mark.parametrize("name", [JIAOZUO, XINXIANG])
@pytest.mark.parametrize("format_", ["xlsx", "docx", "html"])
def test_header_paths_are_those_of_the_pdf(name: str, format_: str) -> None:
    for ours, printed in zip(tables_of(name, format_), tables_of(name, "pdf"), strict=True):
        paths = [[squeezed(text) for text in column.header] for column in ours.columns]
        expected = [[squeezed(text) for text in column.header] for column in printed.columns]
        assert paths == expected, ours.number


@needs_shared
@pytest.mark.parametrize("name", [JIAOZUO, XINXIANG])
def test_amounts_are_displayed_as_in_the_pdf(name: str) -> None:
    def shown(format_: str) -> Counter[str]:
        cells = (
            cell for t in tables_of(name, format_)[:-1] for row in t.rows for cell in row.cells
        )
        return Counter(cell.text for cell in cells if DECIMAL.fullmatch(cell.text))

    assert shown("xlsx") == shown("pdf")


@needs_shared
@pytest.mark.parametrize("name", [JIAOZUO, XINXIANG])
@pytest.mark.parametrize("format_", ["xlsx", "docx", "html"])
def test_every_figure_of_the_source_is_in_a_block(name: str, format_: str) -> None:
    for page in pages_of(name, format_):
        landed = [block.text for block in page.blocks if isinstance(block, Line)]
        landed += [cell.text for grid in grids((page,)) for cell in grid.cells]
        found = Counter(
            m for text in landed for m in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", text)
        )
        assert Counter(figure.text for figure in page.figures) == found


@needs_shared
@pytest.mark.parametrize("name", [JIAOZUO, XINXIANG])
def test_nothing_from_around_the_article(name: str) -> None:
    pages = pages_of(name, "html")
    text = "\n".join(lines(pages))
    assert "单位：万元" in lines(pages)
    for word_ in (
        "首页",
        "当前位置",
        "发布时间",
        "浏览次数",
        "ICP",
        "分享到",
        "上一篇",
        "搜索",
        "_hmt",
    ):
        assert word_ not in text
    prose = {squeezed(line) for line in lines(pages_of(name, "docx"))}
    ours = {squeezed(line) for line in lines(pages)}
    # The title over the article is the page's own; everything else is in the Word file as well.
    assert len(ours - prose) <= 1
    assert prose <= ours


@needs_shared
def test_an_html_page_under_a_pdf_name_is_read() -> None:
    path = next((DOCUMENTS / "real").glob("网页__*.pdf"))
    assert "重庆市水利工程运行安全总站2026年单位预算情况说明" in lines(web.read(path))


@needs_shared
def test_the_error_page_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="an error page of the web server") as caught:
        web.read(DOCUMENTS / "bad" / "error-500.pdf")
    assert caught.value.outcome == "rejected"


@needs_shared
def test_a_workbook_that_unpacks_to_zeros_is_refused() -> None:
    path = DOCUMENTS / "bad" / "zeros-20mb.xlsx"
    with pytest.raises(UnreadableDocument, match=r"too large: .* unpack to 19,421,434"):
        sheets.read(path)


@needs_shared
def test_a_name_that_is_a_formula_stays_a_name() -> None:
    pages = sheets.read(DOCUMENTS / "bad" / "name-with-formula.xlsx")
    assert "部门名称：@SUM(1+1)*cmd|'/C notepad'!A1" in lines(pages)


# ---------------------------------------------------------------- workbooks built here

BOX = Border(*(Side(style="thin"),) * 4)


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(sheet: object, rows: list[list[object]], at: int = 1, *, ruled: bool = True) -> None:
    for row, values in enumerate(rows, start=at):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, value)  # type: ignore[attr-defined]
            cell.border = BOX if ruled else Border()


def budget(book: openpyxl.Workbook, *, ruled: bool = True) -> None:
    sheet = book.active
    sheet.title = "收支总表"
    put(sheet, [["收支总表"], ["部门：甲局", None, "单位：万元"]], ruled=False)
    put(
        sheet,
        [
            ["项目", "支出", None],
            [None, "基本", "项目"],
            ["合计", 1289.5, 0],
            ["其中：乙", None, -3],
        ],
        at=3,
        ruled=ruled,
    )
    put(sheet, [["注：本表金额四舍五入。"]], at=7, ruled=False)
    for area in ("A1:C1", "A3:A4", "B3:C3"):
        sheet.merge_cells(area)
    for row in (5, 6):
        for column in (2, 3):
            sheet.cell(row, column).number_format = "#,##0.00"


@pytest.mark.parametrize("ruled", [True, False])
def test_a_sheet_is_cut_into_lines_and_a_grid(ruled: bool) -> None:
    [page] = sheets.read(workbook(lambda book: budget(book, ruled=ruled)))
    [grid] = grids((page,))
    assert lines((page,)) == ["收支总表", "部门：甲局", "单位：万元", "注：本表金额四舍五入。"]
    assert texts(grid)[2:] == [["合计", "1,289.50", "0.00"], ["其中：乙", "", "-3.00"]]
    assert spans(grid) == {("项目", 2, 1), ("支出", 1, 2)}
    assert {c.text: c.place for c in grid.cells}["1,289.50"] == "收支总表!B5"
    assert len({(c.row, c.column) for c in grid.cells}) == len(grid.cells) == 10
    assert [figure.text for figure in page.figures] == ["1,289.50", "0.00", "3.00"]


def test_two_tables_on_one_sheet() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        put(book.active, [["甲", "1"], ["乙", "2"]], at=1)
        put(book.active, [["表二"]], at=4, ruled=False)
        put(book.active, [["丙", "3"], [None, None]], at=5)

    pages = sheets.read(workbook(fill))
    assert [texts(grid) for grid in grids(pages)] == [
        [["甲", "1"], ["乙", "2"]],
        [["丙", "3"], ["", ""]],
    ]
    assert lines(pages) == ["表二"]


def test_hidden_sheets_rows_and_columns_are_not_printed() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        put(sheet, [["项目", "内部", "金额"], ["草稿", 1, 2], ["合计", 3, 4]])
        sheet.merge_cells("A3:B3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        put(book.create_sheet("字典"), [["内部", 5]])
        book["字典"].sheet_state = "hidden"
        put(book.create_sheet("表二"), [["甲", 6]])

    first, second = sheets.read(workbook(fill))
    assert (first.number, second.number) == (1, 3)
    [grid] = grids((first,))
    assert texts(grid) == [["项目", "金额"], ["合计", "4"]]
    assert spans(grid) == set()
    assert lines((second,)) == ["表二"], "a sheet without a title is known by its tab"


def test_formulas_show_the_saved_value() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        put(book.active, [["合计", "=1+1"], ["其中", 2]])

    data = workbook(fill)
    assert texts(grids(sheets.read(data))[0])[0] == ["合计", ""], "nothing was saved: not evaluated"
    changed = rewritten(data, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2.5</v>")
    changed = rewritten(changed, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2.5</v>")
    assert texts(grids(sheets.read(changed))[0])[0] == ["合计", "2.5"]


def rewritten(data: bytes, member: str, old: bytes, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == member else content)
    return file.getvalue()


def test_padding_costs_nothing_and_hides_nothing() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        put(book.active, [["甲", "1.00"]])
        put(book.active, [[None, 0] for _ in range(3000)], at=2)
        put(book.active, [["乙", "2.00"]], at=3002)

    data = workbook(fill)
    assert [texts(grid) for grid in grids(sheets.read(data, Limits(cells=400)))] == [
        [["甲", "1.00"]],
        [["乙", "2.00"]],
    ]


def test_a_sheet_over_the_budget_is_refused() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        put(book.active, [[f"甲{i}", i] for i in range(300)])

    with pytest.raises(UnreadableDocument, match="too large: sheet Sheet has more than 400 cells"):
        sheets.read(workbook(fill), Limits(cells=400))


def test_an_enormous_merged_range_costs_nothing() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        put(book.active, [["甲", "1"], ["乙", "2"]])

    data = workbook(fill)
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="B2:XFD1048576"/></mergeCells>'
    data = rewritten(data, "xl/worksheets/sheet1.xml", b"</sheetData>", merge)
    assert texts(grids(sheets.read(data))[0]) == [["甲", "1"], ["乙", "2"]]


@pytest.mark.parametrize("read", [sheets.read, word.read])
def test_damaged_packages_are_refused(read: Callable[[bytes], tuple[Page, ...]]) -> None:
    whole = workbook(budget)
    for data in (
        whole[: len(whole) // 2],
        whole[:-40],
        rewritten(whole, "xl/workbook.xml", b"<", b""),
    ):
        with pytest.raises(UnreadableDocument) as caught:
            read(data)
        assert caught.value.outcome == "rejected"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1376.9100000000001", "#,##0.00", "1,376.91"),
        ("8.4", "0.00", "8.40"),
        ("2.675", "0.00", "2.68"),
        ("0.30000000000000004", "General", "0.3"),
        ("1234.567890123", "General", "1234.56789"),
        ("2010301", "General", "2010301"),
        ("0", "#,##0.00;-#,##0.00;-", "-"),
        ("0", '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "-"),
        ("0", "#,##0.00;-#,##0.00;", ""),
        ("-1234.5", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-1,234.50"),
        ("-1.5", "0.00_);[Red]\\(0.00\\)", "(1.50)"),
        ("12.5", "[$￥-804]#,##0.00", "￥12.50"),
        ("0.1234", "0.00%", "12.34%"),
        ("123456", "0.00,", "123.46"),
        ("3", "000", "003"),
        ("5", "[>=1]0.0;[<1]0.00", "5.0"),
        ("45547", 'yyyy"年"m"月"d"日"', "2024年9月12日"),
        ("无", "0.00", "无"),
    ],
)
def test_numbers_are_shown_by_their_format(value: str, code: str, shown: str) -> None:
    assert displayed(value, code) == shown


# The same budget as an old binary workbook, with one hidden column and one hidden sheet; no
# library of ours writes this format.
OLD_WORKBOOK = (
    b"eNrtGFtIVFFwzrn79Lnrq1xBFiEr07QHEYiuFeWXm2sPKw0fuWgoGmKSQWXaghCBvcCiPoT66MfqpweV1F8fgT0+gq"
    b"TQIhCCIKgIUW8zs/ea2i4omGjcudw558yZOTNnZvbM2ftywDnUe9c1DDMgHxSYUO1gmUIT+Nr1gQNwXlWpq7c2fFUD"
    b"lhTYbRhIixkeRb+wUgwp3sMg4Y7pGWKAj/iWwxHwNjX63QsIW9mGKkE25AkT5p6Ea/jGQDLbFcf4EON4xreZ9zHjAq"
    b"acY5yHvEPiAAx4vBmbtTzeJ9N4LgaxgPss844p6yARnlMen+oWQV4zbGk+XNVgTCyuiVRTFNwAzNlCf6O/mcbJcBMS"
    b"AHLW5uRUuHPLSvw1B8uzaFTuHsIJC7L/UN0A3/Uj7KlBX2C6AKT/mk63hqHbJulOZ4G7wK3T7WHoEWHokWHoUWHo0W"
    b"AKSY8Jwx+LaReK7gjD7wyx34vSBNAOaqWg8yiAshu58JrEJn+2P7eyriuA9jrslP9SlJYd841BC1IAdw1kr85mBjHS"
    b"PXLZpa4/WlCOgz27ina6VKt3mw8Xbuv52opNtn+URqOlmbXY2Hb3nsUFWn1ZXpe63xuJCzS41Mzauq5X56/3DO6N7r"
    b"jk9ftkDrIGfCPdpC9YMxzTakY0n6RRiGvQI9R38nnqwDiO3fr2uqi62FPBlHa+J9BOBKygfYMKp0ki6gTKK/hciIzl"
    b"uwbIGOZkJUCcGbzCGsYdrCWF+y7GCXg2YJtenKh1dnQyzxmeTUe9GxjeeFZO6a/CfuCL70Fq4JNnNfb7CoePJ/S99f"
    b"RCGuZaDdspoBMyRaa4eoXgoUdvhVaH3jNO/qsm2aSDbVdA1a5QsTDOMQP0D0E/j8hb5C/iFyH4BfMTDo6k5l3ilyH4"
    b"gxVS0fjJB/Hsv37cn8QnXtOlzJCleYVlg5IKSpJX9ZHE01jR9Jo4JtP1Ei2J8+EJrkG/o2Uw+MGKmCySGo+C8bJrq5"
    b"hDWE+05Rx1IS04olVOyggOajL8xFsLSVrYb9MlLewnyq/PqEPhvQrGypR7rIR8GQf3yCS8KfyB+cxtmJHbei6LSbxU"
    b"c1mEyOUUjid7FUJ51QADDDDAgMUGgushcH2kemXWap5V+64zju+E8Znkv4USaMKnBf+PbIdGbJuhbU75kwRmoa8lZi"
    b"mjfy8kKEXtzVAP1WxH/ZzzF+8sYup+Zi3omL+f0Fz1T8zFzn+s/zcwt4sK"
)


def old_workbook() -> bytes:
    return zlib.decompress(base64.b64decode(OLD_WORKBOOK))


def test_an_old_binary_workbook() -> None:
    pages = sheets.read(old_workbook())
    [grid] = grids(pages)
    assert lines(pages) == ["收支总表", "部门：甲局", "单位：万元", "注：本表金额四舍五入。"]
    assert texts(grid)[2:] == [["合计", "1,289.50", "0.00"], ["其中：乙", "", "-3.00"]]
    assert spans(grid) == {("项目", 2, 1), ("支出", 1, 2)}
    assert {c.text: c.place for c in grid.cells}["1,289.50"] == "收支总表!B5"


def padded(rows: int) -> SimpleNamespace:
    """Make a sheet as xlrd gives it: two rows of a table, and blank rows with borders below."""
    blank = SimpleNamespace(ctype=xlrd.XL_CELL_BLANK, value="", xf_index=0)
    name = SimpleNamespace(ctype=xlrd.XL_CELL_TEXT, value="合计", xf_index=0)
    number = SimpleNamespace(ctype=xlrd.XL_CELL_NUMBER, value=8.4, xf_index=0)
    table = [[name, number], [name, number]]
    return SimpleNamespace(
        name="表", merged_cells=[], rowinfo_map={}, colinfo_map={}, nrows=rows + 2,
        row=lambda row: table[row] if row < len(table) else [blank, blank],
    )  # fmt: skip


def test_padding_of_an_old_workbook_is_no_table() -> None:
    style = Style("0.00", is_ruled=True)
    found = xls._sheet(padded(60_000), [style], 0, Limits(cells=1_000))
    assert [[value.text for value in row.values()] for row in found.rows.values()] == [
        ["合计", "8.40"],
        ["合计", "8.40"],
    ]
    with pytest.raises(UnreadableDocument, match="more than 3 cells"):
        xls._sheet(padded(1), [style], 0, Limits(cells=3))


def test_a_damaged_old_workbook_is_refused_or_read() -> None:
    """Whatever bytes are lost, a refusal is all that is raised; no table comes back in part."""
    whole = old_workbook()
    pages = sheets.read(whole)
    refused = 0
    for at in range(0, len(whole), 13):
        with contextlib.suppress(UnreadableDocument):
            sheets.read(whole[:at] + b"\xff\xff\xff" + whole[at + 3 :])
        try:
            assert sheets.read(whole[:at]) == pages
        except UnreadableDocument:
            refused += 1
    assert refused > len(whole) // 13 - 5


def sheets_of(source: Source, _: Limits) -> tuple[Page, ...]:
    return sheets.read(source.path)


def test_a_damaged_old_workbook_costs_itself_alone(tmp_path: Path) -> None:
    whole = old_workbook()
    damages = range(512, len(whole), 512)
    for at in damages:
        (tmp_path / f"cut-{at:05}.xls").write_bytes(whole[:at])
        (tmp_path / f"hit-{at:05}.xls").write_bytes(whole[:at] + b"\xff\xff" + whole[at + 2 :])
    (tmp_path / "whole.xls").write_bytes(whole)
    results = dict(read_all(find.find([tmp_path]), sheets_of, workers=2))
    assert len(results) == 2 * len(damages) + 1
    for source, result in results.items():
        if source.file_name == "whole.xls":
            assert not isinstance(result, Outcome)
        elif isinstance(result, Outcome):
            assert result.outcome in {"rejected", "crashed", "out_of_memory"}
    cut = [r for source, r in results.items() if source.file_name.startswith("cut")]
    assert {r.outcome for r in cut if isinstance(r, Outcome)} == {"rejected"}
    assert all(isinstance(r, Outcome) for r in cut)


# ---------------------------------------------------------------- Word files built here


def document(fill: Callable[[docx.document.Document], None]) -> bytes:
    made = docx.Document()
    fill(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def mark_header(row: object, mark: str = "w:tblHeader") -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(mark))  # type: ignore[attr-defined]


def test_a_word_table_with_merged_cells_and_marked_header() -> None:
    def fill(made: docx.document.Document) -> None:
        made.add_paragraph("部门：甲局\t2025年度\t单位：万元")
        table = made.add_table(4, 3)
        for row, values in enumerate(
            [
                ("项目", "支出", ""),
                ("", "基本", "项目"),
                ("甲", "1.20", ""),
                ("乙\n丙", "3,000.00", "-"),
            ]
        ):
            for cell, value in zip(table.rows[row].cells, values, strict=True):
                cell.text = value
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))
        mark_header(table.rows[0])
        made.add_paragraph("注：无。")

    pages = word.read(document(fill))
    [grid] = grids(pages)
    assert lines(pages) == ["部门：甲局", "2025年度", "单位：万元", "注：无。"]
    assert spans(grid) == {("项目", 2, 1), ("支出", 1, 2)}
    assert grid.header_rows == 2, "the mark is on the first row alone, the header goes on"
    assert texts(grid)[2:] == [["甲", "1.20", ""], ["乙\n丙", "3,000.00", "-"]]
    assert grid.cells[-1].place == "table 1, row 4, column 3"
    assert [figure.text for figure in pages[0].figures] == ["2025", "1.20", "3,000.00"]


def test_a_marked_row_of_column_numbers_is_no_header() -> None:
    def fill(made: docx.document.Document) -> None:
        table = made.add_table(3, 2)
        for row, values in enumerate([("项目", "金额"), ("栏次", "1"), ("甲", "2.00")]):
            for cell, value in zip(table.rows[row].cells, values, strict=True):
                cell.text = value
        mark_header(table.rows[0])
        mark_header(table.rows[1])

    assert grids(word.read(document(fill)))[0].header_rows is None


def test_pages_of_a_word_file() -> None:
    def fill(made: docx.document.Document) -> None:
        made.add_paragraph("封面")
        made.add_page_break()
        made.add_paragraph("正文")
        made.add_section()
        made.add_paragraph("横排").paragraph_format.page_break_before = True

    pages = word.read(document(fill))
    assert [(page.number, lines((page,))) for page in pages] == [
        (1, ["封面"]),
        (2, ["正文"]),
        (3, ["横排"]),
    ]


def test_what_word_does_not_print() -> None:
    def fill(made: docx.document.Document) -> None:
        paragraph = made.add_paragraph("合计")
        paragraph.add_run("9.99").font.hidden = True
        deleted = OxmlElement("w:del")
        deleted.append(paragraph.add_run("8.88")._r)
        paragraph._p.append(deleted)
        inserted = OxmlElement("w:ins")
        inserted.append(paragraph.add_run("1.00")._r)
        paragraph._p.append(inserted)

    assert lines(word.read(document(fill))) == ["合计1.00"]


def test_tables_in_tables_of_word() -> None:
    def fill(made: docx.document.Document) -> None:
        layout = made.add_table(1, 2)
        layout.cell(0, 0).text = "左边的话"
        inner = layout.cell(0, 1).add_table(2, 2)
        inner.cell(0, 0).text, inner.cell(1, 1).text = "甲", "1.00"
        real = made.add_table(2, 2)
        real.cell(0, 0).text, real.cell(1, 1).text = "乙", "2.00"
        note = real.cell(1, 0).add_table(1, 2)
        note.cell(0, 0).text, note.cell(0, 1).text = "其中", "丙"

    pages = word.read(document(fill))
    assert lines(pages) == ["左边的话"]
    assert [texts(grid) for grid in grids(pages)] == [
        [["甲", ""], ["", "1.00"]],
        [["乙", ""], ["其中 丙", "2.00"]],
    ]


def test_text_boxes_are_read_once() -> None:
    def fill(made: docx.document.Document) -> None:
        run = made.add_paragraph("正文").add_run()._r
        alternatives = OxmlElement("w:r")
        for name in ("Choice", "Fallback"):
            branch = alternatives.makeelement(
                f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{name}"
            )
            content, paragraph = OxmlElement("w:txbxContent"), OxmlElement("w:p")
            text_run, text = OxmlElement("w:r"), OxmlElement("w:t")
            text.text = "2025年度部门预算"
            text_run.append(text)
            paragraph.append(text_run)
            content.append(paragraph)
            branch.append(content)
            alternatives.append(branch)
        run.append(alternatives)

    assert lines(word.read(document(fill))) == ["正文", "2025年度部门预算"]


def test_grid_before_moves_a_row() -> None:
    def fill(made: docx.document.Document) -> None:
        table = made.add_table(2, 3)
        for column, value in enumerate(("项目", "基本", "项目支出")):
            table.cell(0, column).text = value
        row = table.rows[1]
        row._tr.remove(row._tr.tc_lst[0])
        before = OxmlElement("w:gridBefore")
        before.set(qn("w:val"), "1")
        row._tr.get_or_add_trPr().append(before)
        for cell, value in zip(row._tr.tc_lst, ("1.00", "2.00"), strict=True):
            cell.p_lst[0].add_r().text = value

    assert texts(grids(word.read(document(fill)))[0])[1] == ["", "1.00", "2.00"]


# ---------------------------------------------------------------- web pages built here

PORTAL = """<!DOCTYPE html><html><head>
<meta charset="{charset}"><title>甲局决算-甲市人民政府</title>
<style>.info{{display:flex}} .gone, .off{{display:none}}</style></head><body>
<!-- 模板 --><div class="top-nav"><a href="/">首页</a><a href="/zwgk">政务公开 2024</a></div>
<div id="location">您当前的位置：首页 &gt; 财政</div>
<div class="article"><h1>甲局2024年度决算</h1><div class="meta">浏览次数：<b>88</b></div>
<div class="content" id="zoom">
<p>本年收入
   合计<span>12</span><span>.50</span>万元。<br/>其中：<br>财政拨款。</p>
<p style="display: none">作废 7.77</p><p class="gone">作废 6.66</p>
<div class="info"><span>部门：甲局</span><span>单位：万元</span></div>
<table><thead><tr><th rowspan="2">项&nbsp;目</th><th colspan="2">支出</th></tr>
<tr><th>基本</th><th>项目</th></tr></thead>
<tr><td>合计<br>（万元）</td><td>&nbsp;</td><td align=right><p>1,200.50</p></td></tr>
<tr style="display:none"><td>作废</td><td>5.55</td><td>4.44</td></tr>
<tr><td rowspan="0">乙</td><td colspan="9999">0.00</tr></table>
<table><tr><td>部门：甲局</td><td>单位：元</td></tr></table>
<script>document.write("3.33")</script><noscript>2.22</noscript>
</div></div><div class="page-footer"><p>ICP备12345号</p></div></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("utf-8", "utf-8-sig"),
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("nonsense", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_a_portal_page_in_every_encoding(charset: str, encoding: str) -> None:
    pages = web.read(PORTAL.format(charset=charset).encode(encoding))
    assert lines(pages) == [
        "甲局2024年度决算",
        "本年收入合计12.50万元。",
        "其中：",
        "财政拨款。",
        "部门：甲局",
        "单位：万元",
        "部门：甲局",
        "单位：元",
    ]
    [grid] = grids(pages)
    assert (grid.row_count, grid.header_rows) == (4, 2)
    assert texts(grid)[2][:3] == ["合计\n（万元）", "", "1,200.50"]
    assert {("项 目", 2, 1), ("支出", 1, 2)} <= spans(grid)
    assert {c.text: c.place for c in grid.cells}["1,200.50"] == "table 1, row 3, column 3"
    assert [figure.text for figure in pages[0].figures] == ["2024", "12.50", "1,200.50", "0.00"]


def test_layout_tables_dissolve() -> None:
    page = """<html><body><table><tr><td>左边的链接</td><td><p>正文</p>
    <table><tr><td>甲</td><td>1.00</td></tr></table></td></tr></table>
    <table><tr><td>只有一格</td></tr></table></body></html>"""
    pages = web.read(page.encode())
    assert lines(pages) == ["左边的链接", "正文", "只有一格"]
    assert [texts(grid) for grid in grids(pages)] == [[["甲", "1.00"]]]


def test_an_empty_table_is_a_fact() -> None:
    page = """<table><tr><th>科目</th><th>金额</th></tr><tr><td>&nbsp;</td><td></td></tr></table>
    说明：无。"""
    pages = web.read(page.encode())
    assert [texts(grid) for grid in grids(pages)] == [[["科目", "金额"], ["", ""]]]
    assert lines(pages) == ["说明：无。"]


def test_without_a_known_article_only_named_surroundings_go() -> None:
    page = """<body><div class="header">政府网站</div>
    <div class="abc"><p>收入 1.00 万元，支出 2.00 万元，
    结余若干。本单位没有政府性基金。</p></div><div id="footer">版权所有</div></body>"""
    assert lines(web.read(page.encode())) == [
        "收入 1.00 万元，支出 2.00 万元，结余若干。本单位没有政府性基金。"
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
        "<html><body><h1>页面不存在</h1><a href='/'>返回首页</a></body></html>",
        "<html><body>对不起，您访问的页面已被删除</body></html>",
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "<html><body>您的请求被拦截，编号 8812</body></html>",
    ],
)
def test_error_pages_are_refused(page: str) -> None:
    with pytest.raises(UnreadableDocument, match="an error page"):
        web.read(page.encode())


def test_a_disclosure_is_no_error_page() -> None:
    page = (
        "<body><p>网页不存在虚假内容。</p><table><tr><td>三公</td><td>404</td></tr></table></body>"
    )
    assert grids(web.read(page.encode()))
    long = "<body>" + "<p>本单位2024年度收入支出决算情况说明，支出共404万元。</p>" * 30 + "</body>"
    assert len(lines(web.read(long.encode()))) == 30


def test_a_page_filled_in_by_scripts_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="without text"):
        web.read(b"<html><body><div id=app></div><script>start()</script></body></html>")


def test_a_page_whose_transfer_broke_off_says_so() -> None:
    whole = PORTAL.format(charset="utf-8")
    assert web.read(whole.encode())[0].damage is None
    (inside,) = web.read(whole[: whole.index("<td>&nbsp;")].encode())
    assert inside.damage is not None
    assert inside.damage.startswith("broken off inside a table")
    (after,) = web.read(whole[: whole.index("<script>document")].encode())
    assert after.damage == "broken off: the end is missing"


def test_a_fragment_without_end_tags_is_whole() -> None:
    row = "<table><tr><td>三公<td>404</table><!-- <table> -->"
    assert web.read(row.encode())[0].damage is None
    assert web.read(f"<body>{row[:-21]}</body></html>".encode())[0].damage is None


def test_enormous_spans_are_refused() -> None:
    rows = "<tr><td colspan=1000>1.00</td></tr>" * 500
    with pytest.raises(
        UnreadableDocument, match="too large: a table of 500 rows and 1,000 columns"
    ):
        web.read(f"<table>{rows}</table>".encode(), Limits(cells=10_000))
