"""What stands under what is decided by sums: each cause drawn, with its variants and its twin."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from conftest import Built, ask, build
from drawn import Disclosure, Table

PURSES = ("一般公共预算拨款", "政府性基金预算拨款")
REVENUE = [["预算单位", "收入总计", *PURSES, "其他收入", "上年结余、结转"]]
FUNCTION = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
PROJECT = [["支出项目类别（资金使用单位）", "总计", *PURSES]]
BALANCE = [[("收入", 1, 2), ("支出", 1, 2)], ["项目", "2026年预算数", "项目", "2026年预算数"]]


@dataclass(frozen=True)
class Case:
    """A table, and what its fact must come to by a key of its rows, in 万元."""

    table: Table
    fact: str
    key: str
    amounts: dict[str, str]


def units(*rows: tuple[str, ...]) -> Table:
    return Table("收入总表", REVENUE, rows)


def items(*rows: tuple[str, ...]) -> Table:
    return Table("支出总表", FUNCTION, rows)


def projects(*rows: tuple[str, ...]) -> Table:
    return Table("项目支出表", PROJECT, rows)


CASES = {
    # the department's row over its units, and no 合计
    "department": Case(
        units(
            ("鹤壁市水利局", "857.81", "723.49", "134.02", "0.00", "0.30"),
            ("鹤壁市水利局（本级）", "500.31", "400.00", "100.01", "0.00", "0.30"),
            ("鹤壁市河道管理中心（鹤壁市防汛站）", "357.50", "323.49", "34.01", "0.00", "0.00"),
            ("鹤壁市水文站", "0.00", "0.00", "0.00", "0.00", "0.00"),
        ),
        "fct_revenue",
        "revenue_item",
        {"鹤壁市水利局（本级）": "500.31", "鹤壁市河道管理中心（鹤壁市防汛站）": "357.50"},
    ),
    # its twin: a total, and units of which none adds up the others
    "units_alone": Case(
        units(
            ("合计", "1358.12", "1123.49", "234.03", "0.00", "0.60"),
            ("濮阳市水利局（本级）", "1000.62", "800.00", "200.02", "0.00", "0.60"),
            ("濮阳市河道管理中心", "357.50", "323.49", "34.01", "0.00", "0.00"),
        ),
        "fct_revenue",
        "revenue_item",
        {"濮阳市水利局（本级）": "1000.62", "濮阳市河道管理中心": "357.50"},
    ),
    # a department that repeats the total, over units of which one has its name
    "department_repeats_total": Case(
        units(
            ("合计", "857.81", "723.49", "134.02", "0.00", "0.30"),
            ("安阳市水利局", "857.81", "723.49", "134.02", "0.00", "0.30"),
            ("安阳市水利局", "500.31", "400.00", "100.01", "0.00", "0.30"),
            ("安阳市水文站", "357.50", "323.49", "34.01", "0.00", "0.00"),
        ),
        "fct_revenue",
        "revenue_item",
        {"安阳市水利局": "500.31", "安阳市水文站": "357.50"},
    ),
    # units printed in the column of projects, one of them with a second name in brackets
    "units_like_projects": Case(
        projects(
            ("合计", "1497.06", "1497.06", "0.00"),
            ("漯河市水利局", "1361.61", "1361.61", "0.00"),
            ("工作经费", "1135.13", "1135.13", "0.00"),
            ("购置经费", "226.48", "226.48", "0.00"),
            ("漯河市交换站（公报编辑部）", "135.45", "135.45", "0.00"),
            ("专项经费", "79.30", "79.30", "0.00"),
            ("印刷经费", "56.15", "56.15", "0.00"),
        ),
        "fct_project",
        "unit_name || '/' || project_name",
        {
            "漯河市水利局/工作经费": "1135.13",
            "漯河市水利局/购置经费": "226.48",
            "漯河市交换站（公报编辑部）/专项经费": "79.30",
            "漯河市交换站（公报编辑部）/印刷经费": "56.15",
        },
    ),
    # projects over their own, one of them over a single one; the total stands below
    "sub_projects": Case(
        projects(
            ("通用项目", "600.50", "600.50", "0.00"),
            ("大型活动", "200.25", "200.25", "0.00"),
            ("业务培训", "200.25", "200.25", "0.00"),
            ("委托咨询", "400.25", "400.25", "0.00"),
            ("法律顾问", "100.15", "100.15", "0.00"),
            ("档案整理", "300.10", "300.10", "0.00"),
            ("合计", "600.50", "600.50", "0.00"),
        ),
        "fct_project",
        "project_name",
        {"业务培训": "200.25", "法律顾问": "100.15", "档案整理": "300.10"},
    ),
    # its twin: two projects of one amount, which the total counts both
    "equal_projects": Case(
        projects(
            ("合计", "600.50", "600.50", "0.00"),
            ("大型活动", "200.25", "200.25", "0.00"),
            ("业务培训", "200.25", "200.25", "0.00"),
            ("法律顾问", "200.00", "200.00", "0.00"),
        ),
        "fct_project",
        "project_name",
        {"大型活动": "200.25", "业务培训": "200.25", "法律顾问": "200.00"},
    ),
    # an item with its group's name and code
    "item_of_its_groups_name": Case(
        items(
            ("", "合计", "902.00", "400.00", "502.00"),
            ("205", "教育支出", "400.00", "400.00", ""),
            ("20508", "进修及培训", "400.00", "400.00", ""),
            ("2050803", "培训支出", "400.00", "400.00", ""),
            ("219", "援助其他地区支出", "502.00", "", "502.00"),
            ("21999", "其他支出", "502.00", "", "502.00"),
            ("21999", "其他支出", "502.00", "", "502.00"),
        ),
        "fct_expenditure_by_function",
        "function_code",
        {"2050803": "400.00", "21999": "502.00"},
    ),
    # a last row without a label
    "last_row_without_a_label": Case(
        items(
            ("2050803", "培训支出", "400.00", "400.00", ""),
            ("2080505", "机关事业单位基本养老保险缴费支出", "300.10", "300.10", ""),
            ("2210201", "住房公积金", "201.90", "", "201.90"),
            ("", "", "902.00", "700.10", "201.90"),
        ),
        "fct_expenditure_by_function",
        "function_code",
        {"2050803": "400.00", "2080505": "300.10", "2210201": "201.90"},
    ),
    # 经营 is counted in 项目 already, and procurement is no nature
    "columns_that_do_not_add": Case(
        Table(
            "支出总表",
            [
                [
                    *((name, 2, 1) for name in (*FUNCTION[0], "事业单位经营支出")),
                    ("政府采购项目", 1, 2),
                ],
                ["小计", "其中：面向中小企业"],
            ],
            (
                ("", "合计", "902.00", "400.00", "502.00", "250.50", "90.00", "40.00"),
                ("2050803", "培训支出", "402.00", "200.00", "202.00", "150.50", "50.00", "40.00"),
                ("2111101", "监测与信息", "500.00", "200.00", "300.00", "100.00", "40.00", "0.00"),
            ),
        ),
        "fct_expenditure_by_function",
        "function_code",
        {"2050803": "402.00", "2111101": "500.00"},
    ),
    # its twin: 经营 beside both, as the total says
    "columns_that_add": Case(
        Table(
            "支出总表",
            [[*FUNCTION[0], "事业单位经营支出"]],
            (
                ("", "合计", "1152.50", "400.00", "502.00", "250.50"),
                ("2050803", "培训支出", "552.50", "200.00", "202.00", "150.50"),
                ("2111101", "监测与信息", "600.00", "200.00", "300.00", "100.00"),
            ),
        ),
        "fct_expenditure_by_function",
        "function_code",
        {"2050803": "552.50", "2111101": "600.00"},
    ),
    # a purse brought forward beside finer purses of the year
    "purses_brought_forward": Case(
        Table(
            "收入总表",
            [
                [
                    ("部门名称", 2, 1),
                    ("合计", 2, 1),
                    ("本年收入", 1, 3),
                    ("上年结转结余", 1, 3),
                ],
                ["小计", "一般公共预算资金", "事业收入", "小计", "一般公共预算资金", "单位资金"],
            ],
            (("信阳市水利局", "350.05", "240.02", "200.01", "40.01", "110.03", "75.02", "35.01"),),
        ),
        "fct_revenue",
        "funding_source || coalesce('/' || nullif(is_carry_over::varchar, 'false'), '')",
        {
            "general_public_budget": "200.01",
            "undertaking_revenue": "40.01",
            "general_public_budget/true": "75.02",
            "unit_funds/true": "35.01",
        },
    ),
}

# 上年结余、结转 has no number of its own over 1. and 2.: under a line of something, and of nothing.
LINES = {
    "line_without_a_number": ("37.82", "7.69"),
    "line_of_nothing": ("0.00", "7.69"),
}
BODIES = (
    *("鹤壁", "濮阳", "安阳", "漯河", "周口", "商丘", "开封"),
    *("许昌", "南阳", "平顶山", "信阳", "三门峡", "驻马店"),
)


def balance(own: str, carried: str) -> Table:
    total = str(Decimal("215.80") + Decimal(own))
    grand = str(Decimal(total) + Decimal(carried))
    lines = (
        ("一、财政拨款", "215.80"),
        ("1.一般公共预算拨款", "215.80"),
        ("2.政府性基金预算拨款", "0.00"),
        ("二、单位资金", own),
        ("1.事业收入", "0.00"),
        ("2.其他收入", own),
        ("本年收入合计", total),
        ("上年结余、结转", carried),
        ("1.财政拨款结余、结转", carried),
        ("2.非财政拨款结余、结转", "0.00"),
        ("收入总计", grand),
    )
    spent = [("一、公共安全支出", grand), *[("", "")] * 9, ("支出总计", grand)]
    both = [(*left, *right) for left, right in zip(lines, spent, strict=True)]
    return Table("收支总表", BALANCE, both)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build all cases at once: documents do not touch each other."""
    folder = tmp_path_factory.mktemp("levels")
    pages = folder / "pages"
    pages.mkdir()
    tables = {name: case.table for name, case in CASES.items()}
    tables |= {name: balance(*amounts) for name, amounts in LINES.items()}
    for (name, table), city in zip(tables.items(), BODIES, strict=True):
        Disclosure(name, f"{city}市水利局", [table]).draw(pages)
    built = build(folder, [pages])
    assert built.code == 0, built.stdout + built.stderr
    return built


@pytest.mark.builds
@pytest.mark.parametrize("name", CASES)
def test_facts_are_what_adds_up(drawn: Built, name: str) -> None:
    case = CASES[name]
    rows = ask(
        drawn,
        f"""
        select {case.key}, sum(amount_yuan) / 10000
        from {case.fact} join dim_document using (document_id)
        where file_name = ? and amount_yuan <> 0
        group by all
        """,  # noqa: S608 - our own words
        f"{name}.html",
    )
    assert {key: f"{amount:.2f}" for key, amount in rows} == case.amounts


@pytest.mark.builds
@pytest.mark.parametrize("name", [*CASES, *LINES])
def test_nothing_is_wrong_with_them(drawn: Built, name: str) -> None:
    checked, broken = ask(
        drawn,
        """
        select count(*) filter (where outcome in ('holds', 'rounding')),
               list(identity || ': ' || place) filter (where outcome = 'broken')
        from audit_identities join dim_document using (document_id)
        where file_name = ?
        """,
        f"{name}.html",
    )[0]
    assert checked > 0
    assert broken in (None, [])


@pytest.mark.builds
@pytest.mark.parametrize("name", LINES)
def test_a_line_without_a_number_holds_its_own(drawn: Built, name: str) -> None:
    rows = ask(
        drawn,
        """
        select left_yuan, right_yuan
        from audit_identities join dim_document using (document_id)
        where file_name = ? and identity = 'line_of_sublines' and place like '%上年结余%'
        """,
        f"{name}.html",
    )
    assert rows == [(Decimal("76900"), Decimal("76900"))]
