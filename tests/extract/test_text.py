"""The reader of text dumps: small dumps with one fault each, and the dumps held against PDFs.

The PDF shows the column of every figure; the dump of the same disclosure must lead to the same
row label, column header and text, through the same joining of tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import shared

from extract.errors import UnreadableDocument
from extract.files.encodings import decode
from extract.numbers import folded
from extract.readers.dump import pages
from extract.readers.dump.blankless.dumps import blankless_blocks
from extract.readers.dump.forms import Form
from extract.readers.dump.tabbed.headers import find_header
from extract.readers.dump.tabbed.rows import TextRow
from extract.readers.dump.words import TextLine
from extract.readers.pdf import pages as pdf
from extract.tables import headers, join
from extract.types import Cell, Grid, Line, Table

FIGURE = re.compile(r"-?\d[\d,]*\.\d+|0")

JIEFANG = "2025-budget-jiaozuo-jiefang"
ACCOUNTS = "2024-accounts-jiaozuo"
BUDGET = "2023-budget-jiaozuo"
CHANHE = "2025-budget-luoyang-chanhe"
XINXIANG = "2025-budget-xinxiang"

Figure = tuple[str, str, str]

EXPENDITURE = (
    "科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t\n"
    "类\t款\t项\t\t\t\t小计\t人员经费\t\t公用经费\t\t小计\t其他运转类\t特定目标类\n"
    "\t\t\t\t\t\t\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t\t\t\n"
)
ITEM = "201\t03\t01\t\t行政运行\t3.00\t3.00\t2.00\t\t1.00\t\t\t\t\n"


def grids(dump: str) -> list[Grid]:
    (page,) = pages.read(dump.encode())
    return [block for block in page.blocks if isinstance(block, Grid)]


def grid(dump: str) -> Grid:
    (only,) = grids(dump)
    return only


def paths(found: Grid) -> list[str]:
    height = found.header_rows or 0
    header = [cell for cell in found.cells if cell.row < height]
    return ["/".join(p) for p in headers.header_paths(header, found.column_count)]


def body(found: Grid) -> list[dict[int, str]]:
    height = found.header_rows or 0
    rows: list[dict[int, str]] = [{} for _ in range(height, found.row_count)]
    for cell in found.cells:
        if cell.row >= height:
            rows[cell.row - height][cell.column] = cell.text
    return rows


# --- the bytes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str) -> None:
    (page,) = pages.read("解放区行政审批局\n收入\t1.00\n".encode(encoding))
    assert page.blocks[0] == Line(1, "解放区行政审批局", place="L1")


def test_big_endian_utf_16_is_known_by_its_mark() -> None:
    (page,) = pages.read(b"\xfe\xff" + "预算".encode("utf-16-be"))
    assert page.blocks == (Line(1, "预算", place="L1"),)


def test_a_damaged_dump_is_read_and_says_so() -> None:
    first, second = pages.read("甲\f乙".encode()[:-1])
    assert first.damage is None
    assert second.damage is not None


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(UnreadableDocument) as error:
        pages.read(b"\x00\x01\xff\xfe\x80")
    assert error.value.outcome == "rejected"


def test_form_feeds_begin_pages_and_lines_count_on() -> None:
    first, second = pages.read("甲\n\f乙\n丙\n".encode())
    assert first.blocks == (Line(1, "甲", place="L1"),)
    assert second.blocks == (Line(2, "乙", place="L2"), Line(2, "丙", place="L3"))


# --- tabs --------------------------------------------------------------------------------------


def test_merged_header_cells_come_back() -> None:
    found = grid(EXPENDITURE + ITEM)
    assert found.header_rows == 3
    assert paths(found)[4:8] == [
        "单位（科目名称）",
        "合计",
        "基本支出/小计",
        "基本支出/人员经费/工资福利支出",
    ]
    spans = {c.text: (c.row_span, c.column_span) for c in found.cells if c.row == 0}
    assert spans == {
        "科目编码": (1, 3),
        "单位代码": (3, 1),
        "单位（科目名称）": (3, 1),
        "合计": (3, 1),
        "基本支出": (1, 5),
        "项目支出": (1, 3),
    }
    assert body(found)[0][9] == "1.00"


def test_header_of_no_known_form_is_read_as_it_stands() -> None:
    found = grid("街道\t上年\t\t本年\n\t预算\t决算\t\n甲街道\t1.00\t2.00\t3.00\n")
    assert paths(found) == ["街道", "上年/预算", "上年/决算", "本年"]
    assert found.header_rows == 2


def test_header_words_over_wrong_columns_are_known_by_their_letters() -> None:
    damaged = EXPENDITURE.replace("基本支出\t\t\t\t\t", "基本支出\t\t\t\t")
    found = grid(damaged + ITEM)
    assert paths(found)[10:12] == ["基本支出/公用经费/资本性支出", "项目支出/小计"]


def test_header_words_keep_the_characters_of_the_dump() -> None:
    """The form has （科目名称）; the dump prints half-width brackets and wraps the word."""
    found = grid(EXPENDITURE.replace("单位（科目名称）", "单位 (科目名称)") + ITEM)
    assert paths(found)[4] == "单位(科目名称)"


def text_rows(*rows: str) -> list[TextRow]:
    return [
        TextRow(TextLine(number, row), tuple(row.split("\t"))) for number, row in enumerate(rows)
    ]


def test_of_two_forms_that_match_equally_the_title_chooses() -> None:
    """甲 over 乙 and 丙, or 甲 beside 乙 over 丙: the same words in the same order."""
    forms = [
        Form("one", re.compile("第一表"), (("甲", "乙"), ("甲", "丙"))),
        Form("other", re.compile("第二表"), (("甲",), ("乙", "丙"))),
    ]
    rows = text_rows("甲乙丙\t", "1.00\t2.00")
    for title, form in zip(["第一表", "第二表"], forms, strict=True):
        header = find_header(rows, title, forms)
        assert header is not None and header.paths == form.paths


def test_a_form_narrower_than_the_rows_is_not_theirs() -> None:
    form = Form("narrow", re.compile("表"), (("名称",), ("金额",)))
    assert find_header(text_rows("名称\t金额", "甲\t1.00"), "表", [form])
    assert not find_header(text_rows("名称\t金额\t", "甲\t1.00\t2.00"), "表", [form])


def test_a_header_of_no_known_form_keeps_its_blanks() -> None:
    assert paths(grid("项 目\t金额\n甲\t1.00\n")) == ["项 目", "金额"]


def test_a_word_printed_over_a_total_and_again_beside_it() -> None:
    found = grid("支出\t\t支出\n小计\t基本\t\n1.00\t1.00\t2.00\n")
    assert paths(found) == ["支出/小计", "支出/基本", "支出"]


def test_a_lost_header_word_is_made_up_for_by_the_title() -> None:
    dump = (
        "财政拨款收支预算表\n\n"
        "收入\t\t项目\t合计\t支出\t\t政府性基金\t国有资本经营预算\n"
        "项目\t金额\t\t\t小计\t其中：财政拨款\t\t\n"
        "一、本年收入\t9.00\t一、本年支出\t9.00\t6.00\t6.00\t3.00\t\n"
    )
    assert paths(grid(dump))[3:7] == [
        "支出/合计",
        "支出/一般公共预算/小计",
        "支出/一般公共预算/其中：财政拨款",
        "支出/政府性基金",
    ]


def test_the_header_under_which_the_rows_add_up_wins() -> None:
    """本年收入/合计 is missing and 一般公共预算 has slipped over it: still a clean header."""
    dump = (
        "单位代码\t单位名称\t总计\t本年收入\t\t\t\t\t\t\t\t\t\t上年结转结余\t\t\t\t\t\n"
        "\t\t\t一般公共预算\t\t政府性基金\t国有资本经营预算\t财政专户管理资金收入\t事业收入"
        "\t事业单位经营收入\t上级补助收入\t附属单位上缴收入\t其他收入\t合计\t一般公共预算"
        "\t政府性基金\t国有资本经营预算\t财政专户管理资金\t单位资金\n"
        "\t\t\t合计\t小计\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
        "\t合计\t9.00\t9.00\t9.00\t9.00\t\t\t\t\t\t\t\t\t\t\t\t\t\n"
    )
    found = grid(dump)
    assert found.column_count == 20
    assert paths(found)[5] == "本年收入/一般公共预算/其中：财政拨款"


def test_a_row_one_tab_short_moves_as_a_whole() -> None:
    found = grid(
        EXPENDITURE
        + "\t\t\t\t合计\t3.00\t3.00\t2.00\t\t1.00\t\t\t\t\n"
        + "\t\t709\t某局\t3.00\t3.00\t2.00\t\t1.00\t\t\t\t\n"
        + ITEM
    )
    assert body(found)[1] == {
        3: "709",
        4: "某局",
        5: "3.00",
        6: "3.00",
        7: "2.00",
        9: "1.00",
    }


def test_a_label_in_the_wrong_column_stays_where_the_row_has_its_length() -> None:
    found = grid(EXPENDITURE + "201\t03\t01\t行政运行\t\t3.00\t3.00\t2.00\t\t1.00\t\t\t\t\n")
    assert body(found)[0][3] == "行政运行" and body(found)[0][5] == "3.00"


def test_blanks_lost_in_front_that_stand_at_the_end() -> None:
    found = grid("单位\t项目名称\t合计\t拨款\n甲\t工资\t2.00\t2.00\n奖金\t3.00\t3.00\t\n")
    assert body(found)[1] == {1: "奖金", 2: "3.00", 3: "3.00"}


@pytest.mark.parametrize("row", ["3.60\t\t3.10\t\t\t3.10 0.50", "3.60\t\t3.10\t\t3.10 0.50"])
def test_two_figures_in_one_cell_take_the_blank_cell_beside_it(row: str) -> None:
    header = (
        "“三公”经费合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\n"
        "\t\t小计\t公务用车购置费\t公务用车运行费\t\n"
    )
    assert body(grid(header + row + "\n"))[0] == {
        0: "3.60",
        2: "3.10",
        4: "3.10",
        5: "0.50",
    }


def test_a_blank_line_cuts_a_table_into_pieces_of_the_same_width() -> None:
    first, second = grids("项目\t金额\t备注\n甲\t1.00\t\n\n乙\t2.00\t\n")
    assert (first.header_rows, second.header_rows) == (1, 0)
    assert first.column_count == second.column_count == 3


def test_a_piece_of_another_width_without_caption_has_no_header() -> None:
    _, second = grids("项目\t金额\n甲\t1.00\n\n\t\t（十五）其他\t2.00\t2.00\t\t\n")
    assert second.header_rows == 0 and second.column_count == 7


def test_drawn_lines_are_dropped_and_pipes_are_tables() -> None:
    found = grid("| 项目 | 金额 |\n|:---|---:|\n| 甲 | 1.00 |\n")
    assert paths(found) == ["项目", "金额"] and body(found) == [{0: "甲", 1: "1.00"}]
    assert body(grid("项目\t金额\n甲\t1.00\n----\t----\n")) == [{0: "甲", 1: "1.00"}]


def test_amounts_of_a_sheet_stand_under_its_amounts() -> None:
    dump = (
        "部门（单位）名称\t\t某局\t\t\t\t\t\t\t\n"
        "部门整体支出情况\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\t\t\t\n"
        "\t部门预算总额（万元）\t1.00\t3.0\t2.00\t10\t66.67\t6.7\t\t\n"
        "\t资金来源：（1）政府预算资金\t1.00\t3.0\t2.00\t-\t66.67\t-\t\t\n"
    )
    found = grid(dump)
    assert paths(found)[3:6] == [
        "某局/年初预算数",
        "某局/全年预算数",
        "某局/全年执行数",
    ]
    rows = body(found)
    assert rows[0][8] == "6.7" and rows[1][6] == "-"
    assert [row[3] for row in rows] == ["1.00", "1.00"]


def test_a_row_of_column_numbers_is_left_to_be_found() -> None:
    found = grid("科目\t名称\t合计\n\t栏次\t1\n201\t甲\t1.00\n")
    assert found.header_rows is None
    (table,) = join.tables(pages.read("科目\t名称\t合计\n\t栏次\t1\n201\t甲\t1.00\n".encode()))
    assert len(table.rows) == 1


# --- order -------------------------------------------------------------------------------------

ORDER_DUMP = """预算01表

2025年部门收支预算表
部门名称： 某某县行政审批局 单位：万元

 收入 支出

 项目 金额 项目 金额

一、一般公共预算 9.00 一、一般公共服务 7.00

二、政府性基金预算拨款收入 二、外交

三、国有资本经营预算拨款收入 三、国防

四、财政专户管理资金收入 四、公共安全

九、其他收入 十、卫生健康 2.00

十一、节能环保

本 年 收 入 合 计 9.00 本 年 支 出 合 计 9.00

上年结转结余

预算06表

2025年一般公共预算基本支出预算表
部门名称： 某某县行政审批局 单位：万元

部门预算支出经济分类科目 政府预算支出经济分类科目 本年一般公共预算基本支出

科目编码 科目名称 科目编码 科目名称 合计 人员经费 公用经费

合计 8.00 7.00 1.00

30101 基本工资 50101 工资奖金津补贴 5.00 5.00

30108
机关事业单位基本养老保险缴

费
50102 社会保障缴费 2.00 2.00

30217 公务接待费 50206 公务接待费 1.00 1.00

预算09表

2025年一般公共预算“三公”经费预算表

“三公”经费合计 因公出国（境）费 公务用车购置及运行费
公务接待费
小计 公务用车购置费 公务用车运行费

1.00 1.00

注：本表反映“三公”经费。

预算10表

2025年政府性基金支出预算表

科目编码 单位代码 单位（科目名称） 合计 基本支出 项目支出
类 款 项 小计 人员经费 公用经费 小计 其他运转类 特定目标类
工资福利支出 对个人和家庭的补助 商品和服务支出 资本性支出

合计

预算12表

2025年项目支出预算表

类型 项目名称 项目单位 合计 本年拨款 财政拨款结转结余
财政专户管理资金 单位资金
一般公共预算 政府性基金预算 国有资本经营预算
一般公共预算 政府性基金预算 国有资本经营预算

1.00 1.00

其他运转类 光纤租赁费
某某县行政

审批局
1.00 1.00
"""


def test_titles_and_numbers_stay_lines_before_their_grid() -> None:
    (page,) = pages.read(ORDER_DUMP.encode())
    kinds = [b.text if isinstance(b, Line) else b.column_count for b in page.blocks]
    assert kinds[:4] == [
        "预算01表",
        "2025年部门收支预算表",
        "部门名称： 某某县行政审批局 单位：万元",
        4,
    ]
    assert [k for k in kinds if isinstance(k, int)] == [4, 7, 6, 14, 12]


def test_a_lone_label_finds_its_side() -> None:
    rows = body(grids(ORDER_DUMP)[0])
    assert rows[4] == {0: "九、其他收入", 2: "十、卫生健康", 3: "2.00"}
    assert rows[5] == {2: "十一、节能环保"}
    assert rows[6] == {0: "本年收入合计", 1: "9.00", 2: "本年支出合计", 3: "9.00"}
    assert rows[7] == {0: "上年结转结余"}


def test_economic_classes_place_staff_and_running_costs() -> None:
    rows = body(grids(ORDER_DUMP)[1])
    assert rows[0] == {1: "合计", 4: "8.00", 5: "7.00", 6: "1.00"}
    assert rows[2] == {0: "30108", 1: "机关事业单位基本养老保险缴费", 2: "50102",
                       3: "社会保障缴费", 4: "2.00", 5: "2.00"}  # fmt: skip
    assert rows[3][6] == "1.00" and 5 not in rows[3]


def test_another_table_says_which_of_the_three_expenses_it_is() -> None:
    found = grids(ORDER_DUMP)[2]
    assert body(found) == [{0: "1.00", 5: "1.00"}]
    assert {c.placement for c in found.cells if c.row == 2} == {"placed"}


def test_an_empty_table_is_a_header_and_a_total() -> None:
    found = grids(ORDER_DUMP)[3]
    assert found.header_rows == 3 and body(found) == [{4: "合计"}]


def test_purses_without_money_settle_where_project_money_comes_from() -> None:
    rows = body(grids(ORDER_DUMP)[4])
    assert rows[0] == {3: "1.00", 4: "1.00"}
    assert rows[1] == {0: "其他运转类", 1: "光纤租赁费", 2: "某某县行政审批局",
                       3: "1.00", 4: "1.00"}  # fmt: skip


def test_header_words_of_an_order_dump_keep_its_characters() -> None:
    dump = ORDER_DUMP.replace("因公出国（境）费", "因公出国(境)费")
    assert paths(grids(dump)[2])[1] == "因公出国(境)费"


def test_the_year_of_a_disclosure_is_no_part_of_its_form() -> None:
    dump = ORDER_DUMP.replace(" 项目 金额 项目 金额", " 项目 2025年金额 项目 2025年金额")
    assert paths(grids(dump)[0]) == ["收入/项目", "收入/金额", "支出/项目", "支出/金额"]


def test_prose_ends_a_table() -> None:
    prose = "本年度政府性基金预算支出" * 6
    dump = ORDER_DUMP.replace("\n合计\n", f"\n合计\n\n{prose}。\n")
    (page,) = pages.read(dump.encode())
    assert body(grids(dump)[3]) == [{4: "合计"}]
    assert any(isinstance(b, Line) and b.text.startswith(prose) for b in page.blocks)


GOALS_DUMP = """项目绩效目标汇总表
单位编码（项目编码） 项目单位（项目名称） 项目金额（万元） 绩效目标
资金总额 政府预算资金 财政专户管理资金 单位资金 成本指标 产出指标 效益指标 满意度指标
三级指标 指标值 三级指标 指标值 三级指标 指标值 三级指标 指标值
509
某某县行政审批局
509001 光纤租赁费 1.00 1.00
租赁成本
1万元
服务质量
100%
群众满意度
≥90%
"""


def test_a_unit_without_figures_is_a_row_of_its_own() -> None:
    """Only the project has indicators: each under its kind, in doubt."""
    found = grid(GOALS_DUMP)
    assert body(found) == [
        {0: "509", 1: "某某县行政审批局"},
        {0: "509001", 1: "光纤租赁费", 2: "1.00", 3: "1.00", 6: "租赁成本", 7: "1万元",
         8: "服务质量", 9: "100%", 12: "群众满意度", 13: "≥90%"},
    ]  # fmt: skip
    doubted = {c.column for c in found.cells if c.placement == "ambiguous"}
    assert doubted.issuperset({6, 7, 8, 9, 12, 13})


def test_a_form_of_goals_without_amounts_is_a_sheet_with_its_header_on_top() -> None:
    found = grid(
        "整体绩效目标表\n一级指标 二级指标 三级指标 指标值 指标值说明\n"
        "产出指标 数量指标 会议次数 ≥1 全年\n"
    )
    assert paths(found) == ["一级指标", "二级指标", "三级指标", "指标值", "指标值说明"]
    assert body(found) == [dict(enumerate(["产出指标", "数量指标", "会议次数", "≥1", "全年"]))]


def test_no_figure_of_a_sheet_is_lost() -> None:
    found = grid("整体绩效目标表\n一级指标 二级指标 三级指标 指标值 指标值说明\n"
                 "部门预算总额 1.00 2.00 3.00\n")  # fmt: skip
    assert body(found) == [{1: "部门预算总额", 3: "1.00", 4: "2.00", 5: "3.00"}]


def test_words_behind_the_amounts_that_are_no_indicators() -> None:
    form = Form("new", re.compile("专项表"), (("名称",), ("金额",), ("项目类别",)))
    lines = [TextLine(i, t) for i, t in enumerate(["专项表", "名称 金额 项目类别", "甲 1.00 一类"])]
    *_, found = blankless_blocks(lines, [form], 1)
    assert isinstance(found, Grid) and body(found) == [{0: "甲", 1: "1.00", 2: "一类"}]


# --- the dumps held against the PDFs -----------------------------------------------------------


def dump_of(name: str) -> Path:
    return shared("text", f"{name}.txt")


@cache
def dumped(name: str) -> tuple[Table, ...]:
    return join.tables(pages.read(dump_of(name).read_bytes()))


@cache
def drawn(name: str) -> tuple[Table, ...]:
    return join.tables(pdf.read(shared("pdf", f"{name}.pdf")))


def figures(tables: tuple[Table, ...]) -> Iterator[Figure]:
    """Give each amount with its header path (or column), the label to its left, and its text."""
    for table in tables:
        header = {c.number - 1: "/".join(map(folded, c.header)) for c in table.columns}
        for row in table.rows:
            label, fresh = "", True
            for cell in sorted(row.cells, key=lambda c: c.column):
                word = folded(cell.text)
                if FIGURE.fullmatch(word):
                    yield (header.get(cell.column) or str(cell.column), label, word)
                    fresh = True
                elif word:
                    label, fresh = (word if fresh else label + word), False


def differences(name: str) -> tuple[list[Figure], list[Figure]]:
    shown, read = Counter(figures(drawn(name))), Counter(figures(dumped(name)))
    return sorted((shown - read).elements()), sorted((read - shown).elements())


@pytest.mark.parametrize(
    ("name", "count"), [(JIEFANG, 342), (BUDGET, 392), (CHANHE, 246), (XINXIANG, 439)]
)
def test_every_table_figure_lands(name: str, count: int) -> None:
    assert sum(1 for _ in figures(dumped(name))) == count


def test_every_table_figure_of_the_accounts_lands() -> None:
    *tables, sheet = dumped(ACCOUNTS)
    assert sum(1 for _ in figures(tuple(tables))) == 678
    money = [f for f in figures((sheet,)) if re.search("(预算|执行)数$", f[0])]
    assert len(money) == 12


@pytest.mark.parametrize("name", [JIEFANG, CHANHE, XINXIANG])
def test_every_figure_stands_where_the_pdf_shows_it(name: str) -> None:
    assert differences(name) == ([], [])


def test_the_accounts_differ_from_the_pdf_in_scores_only() -> None:
    """Two damaged rows of the self-evaluation have their scores one column to the left."""
    shown, read = differences(ACCOUNTS)
    assert [f[2] for f in shown] == [f[2] for f in read] == ["1.85", "96.96"]


def test_the_old_budget_differs_from_the_pdf_by_a_lost_page() -> None:
    """The dump lost the first page of table 04, header and 22 figures."""
    shown, read = differences(BUDGET)
    assert len(shown) - len(read) == 22
    assert [f for f in read if f[0] not in "345"] == []
    assert [f for f in read if f[0] in "345"] == [
        (column, "(二十一)住房保障支出", "32.23") for column in "345"
    ]


def test_what_the_order_of_figures_leaves_open_is_said() -> None:
    """Five zeros: 公用经费/小计 by the look of the column, but no identity says so."""
    cells = [
        (table.columns[cell.column].header, cell)
        for table in dumped(JIEFANG)
        for row in table.rows
        for cell in row.cells
        if FIGURE.fullmatch(cell.text)
    ]
    open_cells = [(path, c.text) for path, c in cells if c.placement == "ambiguous"]
    assert open_cells == [(("基本支出", "公用经费", "小计"), "0")] * 5
    assert {c.placement for _, c in cells} == {"placed", "ambiguous"}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("gb18030.txt", "鲁山县雨污分流推进委员会"),
        ("utf16-be.txt", "西华县乡村风貌提升委员会"),
        ("name-with-sql.txt", "县财政局'); DELETE FROM facts WHERE ('1'='1"),
    ],
)
def test_odd_files_are_read_literally(name: str, unit: str) -> None:
    tables = join.tables(pages.read(shared("bad", name).read_bytes()))
    assert len(tables) == 9
    assert any(c.text == unit for row in tables[1].rows for c in row.cells)


def headed(data: bytes) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Map line and text of each amount to the headers over it and how it was placed."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for table in join.tables(pages.read(data)):
        header = {c.number - 1: "/".join(map(folded, c.header)) for c in table.columns}
        for cell in (cell for row in table.rows for cell in row.cells):
            if FIGURE.fullmatch(cell.text) and cell.place:
                value = (header.get(cell.column, ""), cell.placement)
                found.setdefault((cell.place, cell.text), set()).add(value)
    return found


@pytest.mark.parametrize("name", ["gb18030.txt", "utf16-be.txt", "name-with-sql.txt"])
def test_a_dump_stripped_of_its_blanks_places_nothing_wrongly(name: str) -> None:
    lines = decode(shared("bad", name).read_bytes()).split("\n")
    stripped = [
        " ".join("".join(cell.split()) for cell in line.split("\t") if cell.strip())
        for line in lines
    ]
    whole, order = headed(shared("bad", name).read_bytes()), headed("\n".join(stripped).encode())
    assert whole.keys() == order.keys()
    for figure, places in order.items():
        sure = {header for header, how in places if how == "placed"}
        assert sure <= {header for header, _ in whole[figure]}, figure
    doubts = sum(how == "ambiguous" for places in order.values() for _, how in places)
    assert doubts < len(order) / 10


def test_cells_and_lines_say_their_line() -> None:
    (page,) = pages.read("标题\n项目\t金额\n甲\t1.00\n".encode())
    found = page.blocks[1]
    assert isinstance(found, Grid)
    cell = next(c for c in found.cells if c.text == "1.00")
    assert cell == Cell(1, 1, "1.00", place="L3") and found.route == "text_tabs"
