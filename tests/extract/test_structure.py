"""Joining grids into tables, on grids made by hand: no document is read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extract.tables import furniture, headers, join
from extract.types import Box, Cell, Grid, Line, Page, Table

WIDTH, HEIGHT = 600.0, 800.0
ROW, COLUMN = 20.0, 80.0
LEFT = 40.0


def make_grid(
    rows: Sequence[Sequence[str]], page: int = 1, top: float = 200, left: float = LEFT
) -> Grid:
    """Make a grid of equal columns; `<` joins a cell to the one on its left, `^` to that above."""
    cells: dict[tuple[int, int], Cell] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            at = {"<": (r, c - 1), "^": (r - 1, c)}.get(text)
            owner[r, c] = owner[at] if at else (r, c)
            first = owner[r, c]
            box = Box(left + first[1] * COLUMN, top + first[0] * ROW,
                      left + (c + 1) * COLUMN, top + (r + 1) * ROW)  # fmt: skip
            spans = (r - first[0] + 1, c - first[1] + 1)
            cells[first] = Cell(*first, cells[first].text if at else text, *spans, box)
    count = len(rows[0])
    return Grid(
        page,
        len(rows),
        count,
        tuple(cells.values()),
        "lattice_vector",
        Box(left, top, left + count * COLUMN, top + len(rows) * ROW),
        tuple(left + i * COLUMN for i in range(count + 1)),
    )


def make_line(text: str, page: int = 1, top: float = 150, x0: float = 250) -> Line:
    return Line(page, text, Box(x0, top, x0 + 6 * len(text), top + 10))


def make_page(number: int, *blocks: Line | Grid) -> Page:
    return Page(number, blocks, width=WIDTH, height=HEIGHT)


def tables(*pages: Page) -> tuple[Table, ...]:
    return join.tables(pages)


def paths(table: Table) -> list[tuple[str, ...]]:
    return [column.header for column in table.columns]


def body(table: Table) -> list[list[str]]:
    """Return the texts of each row, in the order of its columns."""
    return [[c.text for c in sorted(row.cells, key=lambda c: c.column)] for row in table.rows]


FLAT = [["科目", "名称", "金额"], ["201", "一般公共服务支出", "12.50"], ["208", "社会保障", "3.00"]]


# ---------------------------------------------------------------- header


def test_whole_numbers_above_amounts_end_the_header():
    grid = make_grid([
        ["部门", "某局", "<", "<"],
        ["任务", "名称", "金额", "<"],
        ["^", "^", "总额", "拨款"],
        ["^", "宣传", "290", "290"],
        ["^", "理论", "95", "95"],
        ["^", "出版", "348.16", "348.16"],
    ])  # fmt: skip
    (table,) = tables(make_page(1, grid))
    assert paths(table)[2] == ("某局", "金额", "总额")
    assert ["290", "290"] in [[c.text for c in row.cells][-2:] for row in table.rows]


def test_a_form_of_whole_numbers_has_no_header():
    grid = make_grid([
        ["项目名称", "运维", "<", "<"],
        ["主管部门", "某局", "<", "<"],
        ["资金", "总额", "98", "<"],
        ["目标", "<", "<", "<"],
    ])  # fmt: skip
    assert headers.header_height(grid) == 0


def test_a_header_of_one_row() -> None:
    (table,) = tables(make_page(1, make_grid(FLAT)))
    assert paths(table) == [("科目",), ("名称",), ("金额",)]
    assert body(table) == FLAT[1:]
    assert [row.number for row in table.rows] == [1, 2]


def test_a_header_goes_on_until_every_column_has_a_cell_of_its_own() -> None:
    grid = make_grid(
        [
            ["科目", "支出", "<", "<", "<"],
            ["^", "合计", "基本支出", "<", "项目支出"],
            ["^", "^", "人员经费", "公用经费", "^"],
            ["201", "9.00", "4.00", "2.00", "3.00"],
        ]
    )
    (table,) = tables(make_page(1, grid))
    assert paths(table) == [
        ("科目",),
        ("支出", "合计"),
        ("支出", "基本支出", "人员经费"),
        ("支出", "基本支出", "公用经费"),
        ("支出", "项目支出"),
    ]
    assert body(table) == [["201", "9.00", "4.00", "2.00", "3.00"]]


def test_a_text_reaches_over_the_unmerged_blanks_on_its_right() -> None:
    grid = make_grid(
        [
            ["科目", "基本支出", "", "项目支出"],
            ["", "人员经费", "公用经费", ""],
            ["201", "4.00", "2.00", "3.00"],
        ]
    )
    (table,) = tables(make_page(1, grid))
    assert paths(table)[1:3] == [("基本支出", "人员经费"), ("基本支出", "公用经费")]
    assert len(table.rows) == 1


def test_rows_that_number_the_columns_are_header_but_no_path() -> None:
    grid = make_grid(
        [["项目", "行次", "金额"], ["栏次", "", "1"], ["一、收入", "1", "5.00"],
         ["二、支出", "2", "5.00"]]
    )  # fmt: skip
    (table,) = tables(make_page(1, grid))
    assert paths(table) == [("项目",), ("行次",), ("金额",)]
    assert body(table) == [["一、收入", "1", "5.00"], ["二、支出", "2", "5.00"]]
    assert "栏次" in [cell.text for _, cell in table.headers]


def test_numbers_that_do_not_count_columns_are_a_row() -> None:
    grid = make_grid([["甲", "乙", "丙"], ["编码", "项", "数"], ["7", "5", "3"]])
    (table,) = tables(make_page(1, grid))
    assert body(table)[-1] == ["7", "5", "3"]


def test_a_form_that_begins_with_figures_has_no_header() -> None:
    grid = make_grid([["收入", "5.00"], ["支出", "5.00"]])
    (table,) = tables(make_page(1, grid))
    assert paths(table) == [(), ()]
    assert len(table.rows) == 2


# ---------------------------------------------------------------- captions


def test_short_lines_above_a_grid_are_its_captions() -> None:
    page = make_page(
        1,
        make_line("本年支出比上年增加，原因是人员增加。", top=80),
        make_line("2025年部门支出预算表", top=120),
        make_line("单位：万元", top=140, x0=500),
        make_grid(FLAT),
    )
    (table,) = tables(page)
    above = [caption.text for caption in table.captions if caption.where == "above"]
    assert above == ["2025年部门支出预算表", "单位：万元"]


def test_a_number_of_a_title_ends_no_sentence() -> None:
    page = make_page(
        1,
        make_line("本年支出比上年增加，其中、", top=80),
        make_line("部门支出预算表", top=120),
        make_line("（三）、", top=130),
        make_grid(FLAT),
    )
    (table,) = tables(page)
    assert [caption.text for caption in table.captions] == ["部门支出预算表", "（三）、"]


HEADING = ("2025年部门收入预算表", "单位：万元")


def parted(*foot: str) -> tuple[Table, ...]:
    """Read two grids of the same columns, with lines at the foot of the first one's page."""
    lines = [make_line(text, top=700 + 20 * number) for number, text in enumerate(foot)]
    following = make_grid([["编码", "名称", "收入"], ["301", "工资", "7.00"]], page=2, top=60)
    return tables(make_page(1, make_grid(FLAT, top=100), *lines), make_page(2, following))


@pytest.mark.parametrize("note", [(), ("注：本表无此项支出。",)])
def test_a_heading_at_the_foot_of_a_page_is_of_the_table_that_opens_the_next(
    note: tuple[str, ...],
) -> None:
    first, second = parted(*note, *HEADING)
    assert [(c.where, c.text) for c in second.captions] == [("above", text) for text in HEADING]
    assert [(c.where, c.text) for c in first.captions] == [("below", text) for text in note]


@pytest.mark.parametrize(
    "foot", [("本表为空表",), (*HEADING, "本表说明收入情况。"), ("单位负责人：",)]
)
def test_other_lines_at_the_foot_of_a_page_are_no_heading(foot: tuple[str, ...]) -> None:
    first, second = parted(*foot)
    assert (first.last_page, second.first_page) == (1, 2)
    assert not second.captions


def test_captions_inside_the_frame_are_no_header() -> None:
    grid = make_grid(
        [["2025年部门支出预算表", "<", "<"], ["部门：某某局", "", "单位：万元"], *FLAT]
    )
    (table,) = tables(make_page(1, grid))
    inside = [caption.text for caption in table.captions if caption.where == "inside"]
    assert inside == ["2025年部门支出预算表", "部门：某某局", "单位：万元"]
    assert paths(table) == [("科目",), ("名称",), ("金额",)]
    assert table.headers[0][1].row == 0


def test_a_note_below_belongs_to_the_table_above_it() -> None:
    page = make_page(
        1,
        make_grid(FLAT, top=100),
        make_line("注：本表金额转换时可能存在尾差。", top=180),
        make_line("表二", top=280),
        make_grid([["编码", "数量"], ["301", "7.00"]], top=300),
    )
    first, second = tables(page)
    assert [c.text for c in first.captions if c.where == "below"] == [
        "注：本表金额转换时可能存在尾差。"
    ]
    assert [c.text for c in second.captions] == ["表二"]


def test_a_frame_around_a_line_of_text_is_no_table() -> None:
    assert tables(make_page(1, make_grid([["说明：本部门无此项支出"]]))) == ()


# ---------------------------------------------------------------- continuation


def test_a_grid_without_a_caption_goes_on() -> None:
    pages = (
        make_page(1, make_line("支出预算表"), make_grid(FLAT)),
        make_page(2, make_grid([["210", "卫生健康支出", "1.00"]], page=2, top=60)),
    )
    (table,) = tables(*pages)
    assert (table.first_page, table.last_page) == (1, 2)
    assert [(row.number, row.page) for row in table.rows] == [(1, 1), (2, 1), (3, 2)]
    assert len(table.boxes) == 2


def test_a_repeated_header_is_no_row() -> None:
    pages = (
        make_page(1, make_line("支出预算表"), make_grid(FLAT)),
        make_page(2, make_grid([FLAT[0], ["210", "卫生健康支出", "1.00"]], page=2, top=60)),
    )
    (table,) = tables(*pages)
    assert len(table.rows) == 3
    assert {page for page, _ in table.headers} == {1, 2}


def test_the_same_caption_again_goes_on() -> None:
    pages = [make_page(n, make_line("支出预算表", page=n), make_grid(FLAT, page=n)) for n in (1, 2)]
    (table,) = tables(*pages)
    assert len(table.rows) == 4


def test_another_caption_begins_another_table() -> None:
    pages = (
        make_page(1, make_line("收入预算表"), make_grid(FLAT)),
        make_page(2, make_line("支出预算表", page=2), make_grid(FLAT, page=2)),
    )
    assert len(tables(*pages)) == 2


def test_fewer_columns_on_the_next_page_keep_their_places() -> None:
    """A page on which no figure stands in the last column may lack that column's rule."""
    narrow = make_grid([["210", "卫生健康支出"]], page=2, top=60)
    pages = (make_page(1, make_line("支出预算表"), make_grid(FLAT)), make_page(2, narrow))
    (table,) = tables(*pages)
    assert [cell.column for cell in table.rows[-1].cells] == [0, 1]


def test_more_columns_than_there_is_room_for_begin_another_table() -> None:
    wide = make_grid([["a", "b", "c", "1.00", "2.00"]], page=2, top=60)
    narrow = replace(wide, edges=(LEFT, 50.0, 60.0, 70.0, 80.0, LEFT + 3 * COLUMN))
    pages = (make_page(1, make_line("支出预算表"), make_grid(FLAT)), make_page(2, narrow))
    first, second = tables(*pages)
    assert len(first.rows) == 2
    assert body(second) == [["a", "b", "c", "1.00", "2.00"]]


def test_leftovers_of_a_cell_cut_by_the_page_break_are_no_caption() -> None:
    """Some programs print the rest of a long cell again above the grid of the next page."""
    long = [["项目", "目标", "金额"], ["整治工程", "完成河道整治十二公里", "3.00"]]
    pages = (
        make_page(1, make_line("绩效目标表"), make_grid(long)),
        make_page(
            2,
            make_line("河道整治十二公里", page=2, top=40),
            make_grid([["绿化工程", "植树", "1.00"]], page=2, top=60),
        ),
    )
    (table,) = tables(*pages)
    assert len(table.rows) == 2


def test_a_paragraph_between_two_grids_parts_them() -> None:
    prose = "本年一般公共预算支出比上年增加较多，主要原因是新增人员和项目较多。" * 3
    pages = (
        make_page(1, make_line("支出预算表"), make_grid(FLAT), make_line(prose, top=400)),
        make_page(2, make_grid([["210", "卫生健康支出", "1.00"]], page=2, top=60)),
    )
    assert len(tables(*pages)) == 2


# ---------------------------------------------------------------- furniture


@pytest.mark.parametrize("text", ["12", "- 12 -", "—12—", "第12页", "第 12 页 共 30 页"])
def test_page_numbers_are_furniture(text: str) -> None:
    page = make_page(1, make_line(text, top=780), make_grid(FLAT))
    assert furniture.find([page]) == {(1, text)}


def test_running_heads_repeat_in_the_margin() -> None:
    pages = [
        make_page(n, make_line("某某局2025年部门预算", n, top=20), make_line("正文", n, top=300))
        for n in range(1, 6)
    ]
    assert furniture.find(pages) == {(n, "某某局2025年部门预算") for n in range(1, 6)}


def test_numbers_of_tables_are_no_furniture() -> None:
    pages = [make_page(n, make_line(f"公开0{n}表", n, top=20)) for n in range(1, 6)]
    assert furniture.find(pages) == set()


# ---------------------------------------------------------------- rows cut by a page's end

CUT = [
    ["科目", "名称", "金额"],
    ["201", "一般公共服务支出", "12.50"],
    ["208", "社会保障和", "3.00"],
]


def full(grid: Grid, full: bool = True) -> Grid:
    """Let the texts of the last row fill their cells, or not."""
    last = grid.row_count - 1
    return replace(
        grid, cells=tuple(replace(c, is_full=full and c.row == last) for c in grid.cells)
    )


def stitched(
    rest: Sequence[str], is_full: bool = True, more: Sequence[str] = ()
) -> list[list[str]]:
    """Return the rows of a table that goes on with `rest`, or the rows as they are printed."""
    rows = [*CUT[:2], *([list(more)] if more else []), CUT[2]]
    (table,) = tables(
        make_page(1, full(make_grid(rows), is_full)),
        make_page(2, make_grid([rest, ["210", "卫生健康支出", "1.00"]], page=2)),
    )
    assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))
    return [[text for text in row if text] for row in body(table)]


def test_a_name_that_goes_on_after_the_page_is_one_name() -> None:
    assert stitched(["", "就业支出", ""])[1] == ["208", "社会保障和\n就业支出", "3.00"]


@pytest.mark.parametrize(
    ("rest", "is_full", "more"),
    [
        (["", "就业支出", ""], False, ()),  # there was room for more
        (["", "就业支出", ""], True, ("", "其中：", "")),  # rows without amounts are usual
        (["", "就业支出", "1.00"], True, ()),  # it has an amount of its own
        (["20801", "就业支出", ""], True, ()),  # and a code
        (["", "就业支出", "7"], True, ()),  # 3.007 would have more decimals than the others
    ],
)
def test_a_row_of_its_own_stays_one(rest: list[str], is_full: bool, more: Sequence[str]) -> None:
    assert [text for text in rest if text] in stitched(rest, is_full, more)


def test_a_figure_goes_on_where_it_lacks_decimals() -> None:
    rows = [["单位", "总计", "小计"], ["甲", "12.50", "2.50"], ["乙", "12,437.3", "1.00"]]
    (table,) = tables(
        make_page(1, full(make_grid(rows))),
        make_page(2, make_grid([["", "6", ""], ["丙", "3.00", "1.00"]], page=2)),
    )
    assert body(table)[1:] == [["乙", "12,437.3\n6", "1.00"], ["丙", "3.00", "1.00"]]
    (rest,) = table.rows[1].cells[1].rest
    assert rest[0] == 2
