"""Tables over pages: what is one table and what are two, on grids made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from test_structure import body, make_line, make_page, paths, tables

from extract.read import assembled
from extract.tables import accounting
from extract.types import Box, Cell, Grid, PrintedFigure, Source, Table

ROW = 20.0
# The widths of the columns of a table, and of the hairlines that some pages draw beside them.
WIDTHS = (90.0, 120.0, 70.0, 70.0, 70.0)
HAIR = 8.0
LEFT = 60.0

HEADER = ["科目", "名称", "合计", "基本支出", "项目支出"]
FIRST = [
    ["20101", "行政运行", "7.00", "5.00", "2.00"],
    ["20102", "一般行政管理", "4.00", "1.00", "3.00"],
]
SECOND = [["20103", "机关服务", "2.50", "2.50", ""], ["20104", "专项业务", "1.50", "", "1.50"]]
TOTAL = ["合 计", "", "15.00", "8.50", "6.50"]


def ruled(
    rows: Sequence[Sequence[str]],
    page: int = 1,
    widths: Sequence[float] = WIDTHS,
    left: float = LEFT,
) -> Grid:
    """Make a grid with columns of these widths, one cell to a place."""
    edges = tuple(accumulate(widths, initial=left))
    cells = tuple(
        Cell(r, c, text, box=Box(edges[c], 80 + r * ROW, edges[c + 1], 100 + r * ROW))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    frame = Box(edges[0], 80, edges[-1], 80 + len(rows) * ROW)
    return Grid(page, len(rows), len(widths), cells, "lattice_vector", frame, edges)


def haired(
    rows: Sequence[Sequence[str]], page: int = 1, before: bool = False, after: bool = False
) -> Grid:
    """Make a grid with blank columns of a hair's breadth at its sides."""
    widths = [HAIR] * before + list(WIDTHS) + [HAIR] * after
    filled = [[""] * before + list(row) + [""] * after for row in rows]
    return ruled(filled, page, widths, LEFT - HAIR * before)


def read(*grids: Grid) -> tuple[Table, ...]:
    """Read grids, each on a page of its own, the first under a title."""
    title = make_line("支出总表", top=40)
    return tables(
        *(make_page(n, *([title] if n == 1 else []), grid) for n, grid in enumerate(grids, 1))
    )


def texts(table: Table) -> list[list[str]]:
    return [[text for text in row if text] for row in body(table)]


def filled(*rows: Sequence[str]) -> list[list[str]]:
    return [[text for text in row if text] for row in rows]


SIDES = [(False, False), (True, False), (False, True), (True, True)]


@pytest.mark.parametrize("first", SIDES)
@pytest.mark.parametrize("second", SIDES)
@pytest.mark.parametrize("repeated", [False, True])
def test_hairlines_at_the_sides_are_no_columns(
    first: tuple[bool, bool], second: tuple[bool, bool], repeated: bool
) -> None:
    """11 columns on one page and 10 on the next, or as many but others: where they stand counts."""
    rest = [*([HEADER] if repeated else []), *SECOND, TOTAL]
    (table,) = read(haired([HEADER, *FIRST], 1, *first), haired(rest, 2, *second))
    assert texts(table) == filled(*FIRST, *SECOND, TOTAL)
    by_header = {path[0]: number for number, path in enumerate(paths(table)) if path}
    total = {cell.column: cell.text for cell in table.rows[-1].cells if cell.text}
    assert {name: total.get(by_header[name]) for name in HEADER} == {
        "科目": "合 计", "名称": None, "合计": "15.00", "基本支出": "8.50", "项目支出": "6.50"
    }  # fmt: skip


def test_a_hairline_between_columns_is_no_column() -> None:
    """The double line stands inside a blank column that one page draws and the other does not."""
    widths = (*WIDTHS[:4], HAIR, WIDTHS[4] - HAIR)
    rest = ruled([["20103", "机关服务", "2.50", "2.50", "", ""]], 2, widths)
    (table,) = read(ruled([HEADER, *FIRST]), rest)
    assert texts(table) == filled(*FIRST, SECOND[0])


@pytest.mark.parametrize("shift", [-9.0, 4.5, 28.0])
def test_columns_moved_as_a_whole_are_the_same(shift: float) -> None:
    """Left and right pages have other margins; no column begins where it did."""
    (table,) = read(ruled([HEADER, *FIRST]), ruled([*SECOND, TOTAL], 2, left=LEFT + shift))
    assert texts(table) == filled(*FIRST, *SECOND, TOTAL)


@pytest.mark.parametrize(
    "widths", [(96.0, 114.0, 70.0, 70.0, 70.0), (90.0, 120.0, 70.0, 77.0, 63.0)]
)
def test_columns_moved_and_of_other_widths_are_others(widths: Sequence[float]) -> None:
    first, _ = read(ruled([HEADER, *FIRST]), ruled(SECOND, 2, widths, LEFT + 9))
    assert texts(first) == filled(*FIRST)


@pytest.mark.parametrize(
    "widths", [(110.0, 100.0, 70.0, 70.0, 70.0), (70.0, 70.0, 70.0, 120.0, 90.0)]
)
def test_text_in_other_columns_is_another_table(widths: Sequence[float]) -> None:
    grid = ruled([["", *row] for row in SECOND], 2, (HAIR, *widths), LEFT - HAIR)
    assert len(read(ruled([HEADER, *FIRST]), grid)) == 2


def test_a_table_that_skips_a_page_does_not_go_on() -> None:
    title, note = make_line("支出总表", top=40), make_line("说明", page=2, top=400)
    pages = (
        make_page(1, title, haired([HEADER, *FIRST])),
        make_page(2, note),
        make_page(3, haired(SECOND, 3, before=True)),
    )
    assert len(tables(*pages)) == 2


# ---------------------------------------------------------------- twins: two tables, equal columns


OTHER = [["30101", "基本工资", "6.00", "6.00", ""], ["30201", "办公费", "3.00", "1.00", "2.00"]]


@pytest.mark.parametrize("sides", SIDES)
def test_a_header_of_its_own_begins_another_table(sides: tuple[bool, bool]) -> None:
    header = ["编码", "经济分类", "总计", "人员经费", "公用经费"]
    first, second = read(ruled([HEADER, *FIRST]), haired([header, *OTHER], 2, *sides))
    assert texts(first) == filled(*FIRST)
    assert filled(*texts(second))[-2:] == filled(*OTHER)


def test_words_below_the_amounts_of_a_form_are_no_header() -> None:
    form = [
        ["资金", "总额", "", "348.00", ""],
        ["", "财政拨款", "", "348.00", ""],
        ["指标", "一级", "二级", "三级", "指标值"],
    ]
    rest = [["", "成本", "经济成本", "成本控制率", "≤100%"], ["", "产出", "数量", "完成率", "≥95%"]]
    (table,) = read(ruled(form), ruled(rest, 2))
    assert texts(table)[-2:] == filled(*rest)


@pytest.mark.parametrize("sides", SIDES)
@pytest.mark.parametrize("is_last", [False, True])
def test_two_totals_of_one_name_are_of_two_tables(sides: tuple[bool, bool], is_last: bool) -> None:
    """Nothing but the sums tells them apart: no title, no header, the same columns."""
    totals = ["合计", "", "11.00", "6.00", "5.00"], ["合计", "", "9.00", "7.00", "2.00"]
    one, two = (
        [*rows, total] if is_last else [total, *rows]
        for rows, total in zip((FIRST, OTHER), totals, strict=True)
    )
    first, second = read(ruled([HEADER, *one]), haired(two, 2, *sides))
    assert texts(first) == filled(*one)
    assert texts(second) == filled(*two)


def test_totals_over_levels_are_of_two_tables() -> None:
    one = [
        ["合计", "", "11.00", "6.00", "5.00"],
        ["201", "一般公共服务", "11.00", "6.00", "5.00"],
        *FIRST,
    ]
    two = [["合计", "", "9.00", "7.00", "2.00"], ["301", "工资", "9.00", "7.00", "2.00"], *OTHER]
    assert len(read(ruled([HEADER, *one]), ruled(two, 2))) == 2


@pytest.mark.parametrize("names", [("甲中心", "乙中心"), ("合计", "合计")])
def test_subtotals_do_not_part_a_table(names: tuple[str, str]) -> None:
    """Units under each other have sums of their own names; of one name, both must be sums."""
    one = [[names[0], "", "11.00", "6.00", "5.00"], *FIRST]
    two = [[names[1], "", "9.00" if names[0] != names[1] else "8.00", "7.00", "2.00"], *OTHER]
    (table,) = read(ruled([HEADER, *one]), ruled(two, 2))
    assert texts(table) == filled(*one, *two)


# ---------------------------------------------------------------- what stays undecided is said


def joins(*grids: Grid) -> list[tuple[str, int | None]]:
    """Return what is said of joins when these grids, a page each, are put together."""
    title = make_line("支出总表", top=40)
    pages = tuple(
        make_page(n, *([title] if n == 1 else []), grid) for n, grid in enumerate(grids, 1)
    )
    source = Source(Path("drawn.pdf"), "drawn.pdf", "0" * 64, 1, "pdf")
    return [
        (one.outcome, one.page) for one in assembled(source, pages).outcomes if one.step == "join"
    ]


def test_a_page_that_fits_no_table_is_said() -> None:
    grid = ruled([["", *row] for row in SECOND], 2, (HAIR, 110, 100, 70, 70, 70), LEFT - HAIR)
    assert joins(ruled([HEADER, *FIRST]), grid) == [("undecided", 2)]


def test_what_is_joined_or_has_a_header_is_not_said() -> None:
    header = ["编码", "经济分类", "总计", "人员经费", "公用经费"]
    assert not joins(ruled([HEADER, *FIRST]), haired(SECOND, 2, before=True))
    assert not joins(ruled([HEADER, *FIRST]), ruled([header, *OTHER], 2))


def test_a_title_printed_again_in_the_frame_is_accounted_for() -> None:
    """The title of a page that is joined is a running head, and its figures are no loss."""
    title = Cell(0, 0, "2026年支出总表", column_span=5, box=Box(60, 80, 480, 100))
    grids = [ruled([[""] * 5, HEADER, *rows], page) for page, rows in ((1, FIRST), (2, SECOND))]
    pages = tuple(
        replace(
            make_page(grid.page, replace(grid, cells=(title, *grid.cells[5:]))),
            figures=(PrintedFigure(grid.page, "2026", Box(62, 85, 90, 95)),),
        )
        for grid in grids
    )
    (table,) = read_tables = tables(*pages)
    assert texts(table) == filled(*FIRST, *SECOND)
    assert [one.region for one in accounting.placed(pages, read_tables, frozenset())] == [
        "line",
        "furniture",
    ]
