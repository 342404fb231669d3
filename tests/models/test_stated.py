"""What the prose says: each family of phrasings, the samples, and a disclosure read twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Built, build_models

pytestmark = pytest.mark.builds

# what two formats of one disclosure must have in common
MEANING = """
    concept, subject, function_code, economic_code, funding_source, phase, comparison, direction,
    printed_text, unit, reason
"""


@dataclass(frozen=True)
class Phrasing:
    """Prose and its figures: concept, subject or code, phase, comparison, print, unit."""

    name: str
    prose: str
    figures: tuple[tuple[str, str | None, str | None, str | None, str, str | None], ...]


CHANGE = "change_against_last_year"
LAST = "previous_year"

PHRASINGS = (
    Phrasing(
        "totals and their change",
        "一、收入支出预算总体情况说明\n\n2025年收入总计42,292.17万元，支出总计42,292.17万元，与上年相比，"
        "收、支总计各减少4880.36万元，下降10.35%，主要原因：1. 财政压缩资金；2. "
        "2024年结转资金减少。",
        (
            ("revenue_grand_total", None, "initial", None, "42,292.17", "万元"),
            ("expenditure_grand_total", None, "initial", None, "42,292.17", "万元"),
            ("revenue_expenditure_total", None, "initial", CHANGE, "4880.36", "万元"),
            ("revenue_expenditure_total", None, "initial", CHANGE, "10.35", "%"),
        ),
    ),
    Phrasing(
        "purses and natures with shares",
        "2025年收入合计170.30万元，其中：一般公共预算收入170.30万元；政府性基金预算收入0.00万元。"
        "2025年支出合计170.30万元，其中：基本支出166.70万元，占97.89%；项目支出3.60万元，占2.11%。",
        (
            ("revenue_total", None, "initial", None, "170.30", "万元"),
            ("general_public_revenue", None, "initial", None, "170.30", "万元"),
            ("government_fund_revenue", None, "initial", None, "0.00", "万元"),
            ("expenditure_total", None, "initial", None, "170.30", "万元"),
            ("expenditure_by_nature", "basic", "initial", None, "166.70", "万元"),
            ("expenditure_by_nature", "basic", "initial", "share_of", "97.89", "%"),
            ("expenditure_by_nature", "project", "initial", None, "3.60", "万元"),
            ("expenditure_by_nature", "project", "initial", "share_of", "2.11", "%"),
        ),
    ),
    Phrasing(
        "function classes, items with their names and items with their codes",
        "一般公共服务支出144.50万元，占84.85%；社会保障和就业（类）支出11.67万元。"
        "1.一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）945.76万元。"
        "2.培训支出（2050803）77.50万元，较上年增加47.96万元，增长162.36%；"
        "（三）2210202-提租补贴13.49万元。",
        (
            ("expenditure_by_function", "201", "initial", None, "144.50", "万元"),
            ("expenditure_by_function", "201", "initial", "share_of", "84.85", "%"),
            ("expenditure_by_function", "208", "initial", None, "11.67", "万元"),
            ("expenditure_by_function", "2010301", "initial", None, "945.76", "万元"),
            ("expenditure_by_function", "2050803", "initial", None, "77.50", "万元"),
            ("expenditure_by_function", "2050803", "initial", CHANGE, "47.96", "万元"),
            ("expenditure_by_function", "2050803", "initial", CHANGE, "162.36", "%"),
            ("expenditure_by_function", "2210202", "initial", None, "13.49", "万元"),
        ),
    ),
    Phrasing(
        "three public expenses, unchanged ones, last year's, and one after a bracket",
        "2025年“三公”经费预算为84.00万元，比2024年预算增加21.00万元。其中："
        "因公出国（境）费30.00万元，与2024年预算持平。"
        "公务用车购置及运行维护费12.93万元（公务用车购置费0万元，公务用车运行维护费12.93万元）"
        "比上年减少0.62万元，下降4.6%。"
        "公务接待费5万元，主要用于公务用车运行维护等支出，比上年减少0万元。"
        "2025年预算数比2024年年初预算数4.00万元增加1.00万元。",
        (
            ("three_public_total", None, "initial", None, "84.00", "万元"),
            ("three_public_total", None, "initial", CHANGE, "21.00", "万元"),
            ("three_public_part", "abroad", "initial", None, "30.00", "万元"),
            ("three_public_part", "abroad", "initial", CHANGE, "预算持平", None),
            ("three_public_part", "vehicles", "initial", None, "12.93", "万元"),
            ("three_public_part", "vehicle_purchase", "initial", None, "0", "万元"),
            ("three_public_part", "vehicle_operation", "initial", None, "12.93", "万元"),
            ("three_public_part", "vehicles", "initial", CHANGE, "0.62", "万元"),
            ("three_public_part", "vehicles", "initial", CHANGE, "4.6", "%"),
            ("three_public_part", "reception", "initial", None, "5", "万元"),
            ("three_public_part", "reception", "initial", CHANGE, "0", "万元"),
            ("three_public_part", "reception", LAST, None, "4.00", "万元"),
            ("three_public_part", "reception", "initial", CHANGE, "1.00", "万元"),
        ),
    ),
    Phrasing(
        "procurement, operating cost, assets",
        "机关运行经费53.18万元，比上年预算数增加32.36万元。政府采购预算安排37.87万元，其中：政府采购货物预算"
        "37.87万元、政府采购工程预算0万元、政府采购服务预算0万元。授予中小企业合同金额0.00万元，"
        "占政府采购支出总额的0.00%。\n\n（四）国有资产占用情况\n\n固定资产总额1551.01万元，其中，"
        "房屋建筑物0.17万元。共有车辆3辆，其中：一般公务用车3辆；"
        "单位价值50万元以上通用设备4台（套）。",
        (
            ("operating_cost", None, "initial", None, "53.18", "万元"),
            ("operating_cost", None, "initial", CHANGE, "32.36", "万元"),
            ("procurement_total", None, "initial", None, "37.87", "万元"),
            ("procurement_part", "goods", "initial", None, "37.87", "万元"),
            ("procurement_part", "works", "initial", None, "0", "万元"),
            ("procurement_part", "services", "initial", None, "0", "万元"),
            ("procurement_small_business", None, "initial", None, "0.00", "万元"),
            ("procurement_small_business", None, "initial", "share_of", "0.00", "%"),
            ("fixed_assets_total", None, "initial", None, "1551.01", "万元"),
            ("fixed_assets_part", "buildings", "initial", None, "0.17", "万元"),
            ("vehicles_total", None, "initial", None, "3", "辆"),
            ("vehicles_by_kind", "一般公务用车", "initial", None, "3", "辆"),
            ("equipment", "单位价值50万元以上通用设备", "initial", None, "4", "台"),
        ),
    ),
    Phrasing(
        "staff, performance, transfers",
        "机关行政编制23名，实有在职人员20名，退休人员7名。\n\n（三）预算绩效管理\n\n"
        "纳入预算绩效管理的支出总额为1074.33万元，涉及项目10个。"
        "网络安全项目绩效自评得分为98.08分。我部门负责管理的专项转移支付项目共有0项。",
        (
            ("staff_authorised", "机关行政编制", "initial", None, "23", "名"),
            ("staff_serving", "实有在职人员", "initial", None, "20", "名"),
            ("staff_retired", "退休人员", "initial", None, "7", "名"),
            ("performance_amount", None, "initial", None, "1074.33", "万元"),
            ("performance_projects", "涉及项目", "initial", None, "10", "个"),
            ("performance_score", "网络安全项目绩效自评得分", "initial", None, "98.08", "分"),
            ("transfer_projects", None, "initial", None, "0", "项"),
        ),
    ),
    Phrasing(
        "a stated absence",
        "我部门2025年没有使用政府性基金预算拨款安排的支出。",
        (("statement_of_absence", "government_fund", None, None, "没有使用政府性基金", None),),
    ),
    Phrasing(
        "what must not be taken for a known figure",
        "2025年2月，全区12345热线服务24小时，开会2-3次，详见第1批公开01表（焦财绩〔2025〕3号）。"
        "力争电子商务交易额突破6000亿元。土地出让业务支出5万元。需配置手持平板电脑7台。"
        "印刷品展览收入2万元，比上年增加1万元。",
        (
            ("unmapped", None, "initial", None, "24", "小时"),
            ("unmapped", None, "initial", None, "6000", "亿元"),
            ("unmapped", None, "initial", None, "5", "万元"),
            ("unmapped", None, "initial", None, "7", "台"),
            ("unmapped", None, "initial", None, "2", "万元"),
            ("unmapped", None, "initial", CHANGE, "1", "万元"),
        ),
    ),
)

TITLE = "2025年度部门预算\n\n2025年部门预算情况说明\n\n"


def run(*command: str, **environment: str) -> None:
    """Run a Python module to its end, from the repository."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, *command],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"} | environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def stated(folder: Path, *paths: Path) -> duckdb.DuckDBPyConnection:
    """Read documents and build the stated figures from them."""
    landing = folder / "landing.duckdb"
    run("-m", "extract", *map(str, paths), "--landing", str(landing))
    return duckdb.connect(str(build_models(folder, "+stated_figures")), read_only=True)


def ask(connection: duckdb.DuckDBPyConnection, sql: str, *values: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def phrasings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """State each phrasing in a dump of its own, and give back its figures by name."""
    folder = tmp_path_factory.mktemp("phrasings")
    for number, phrasing in enumerate(PHRASINGS):
        text = TITLE + phrasing.prose + "\n"
        Path(folder, f"{number}.txt").write_text(text, encoding="utf-8")
    with stated(folder, folder) as connection:
        rows = ask(
            connection,
            """
            select
                files.file_name, concept, coalesce(function_code, subject), phase, comparison,
                printed_text, unit
            from main.stated_figures as figures
            inner join staging.stg_documents as files on figures.document_id = files.document_id
            order by figure_line_no, sentence, instr(sentence, printed_text)
            """,
        )
    return {
        phrasing.name: [row[1:] for row in rows if row[0] == f"{number}.txt"]
        for number, phrasing in enumerate(PHRASINGS)
    }


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda phrasing: phrasing.name)
def test_each_phrasing_is_read(
    phrasing: Phrasing, phrasings: dict[str, list[tuple[Any, ...]]]
) -> None:
    assert Counter(phrasings[phrasing.name]) == Counter(phrasing.figures)


def test_every_amount_and_rate_in_the_prose_of_the_samples_is_known(samples: Built) -> None:
    with duckdb.connect(str(samples.path("yujuesuan.duckdb")), read_only=True) as connection:
        unknown = ask(
            connection,
            """
            select document_id, page, sentence, printed_text
            from fct_stated_figure
            where concept = 'unmapped' and unit in ('亿元', '万元', '元', '%')
            """,
        )
        known = ask(connection, "select count(*) from fct_stated_figure where value is not null")
    assert not unknown
    assert known[0][0] >= 400


def test_stated_figures_stand_where_they_say(samples: Built) -> None:
    with duckdb.connect(str(samples.path("yujuesuan.duckdb")), read_only=True) as connection:
        wrong = ask(
            connection,
            """
            select stated_figure_id
            from fct_stated_figure
            where
                page is null or line_no is null
                or figure_page < page or figure_line_no < line_no
                or not contains(sentence, printed_text)
                or (unit like '%元') is distinct from (amount_yuan is not null)
                and concept <> 'statement_of_absence' and unit is not null
            """,
        )
    assert not wrong


def test_a_disclosure_states_the_same_in_print_and_as_text(
    shared_documents: Path, tmp_path: Path
) -> None:
    """The same prose, wrapped over lines and pages or not, gives the same figures."""
    with stated(tmp_path, shared_documents / "pdf", shared_documents / "text") as connection:
        rows = ask(
            connection,
            f"""
            select files.file_name, {MEANING}
            from stated_figures as figures
            inner join staging.stg_documents as files on figures.document_id = files.document_id
            """,  # noqa: S608
        )
    read = {
        name: Counter(row[1:] for row in rows if row[0] == name) for name in {r[0] for r in rows}
    }
    texts = sorted(name for name in read if name.endswith(".txt"))
    assert len(texts) == 5
    for text in texts:
        assert read[text] == read[text.replace(".txt", ".pdf")]
