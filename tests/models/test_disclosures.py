"""The five disclosures in all their forms: one set of figures, whoever printed them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

import pytest
from conftest import Built, ask, build, expected, shared, shared_folder
from filelock import FileLock

# Amounts in the tables, counted by hand; a PDF holds those of a page that its text has lost, too.
DISCLOSURES = {row["disclosure"]: row for row in expected("disclosures")}
FIGURES = {name: int(row["figure_count_of_text"]) for name, row in DISCLOSURES.items()}
PRINTED = {name: int(row["figure_count"]) for name, row in DISCLOSURES.items()}
TABLES = {name: int(row["table_count"]) for name, row in DISCLOSURES.items()}
MEANING = """
    translate(coalesce(table_title, ''), '（）：“”', '():""'), row_label is null or row_label = '',
    translate(coalesce(row_label, ''), '（）：', '():'), translate(column_path, '（）：', '():'),
    unit_code, function_code, economic_code, government_economic_code, project_name,
    measure, nature, phase, funding_source, is_carry_over, figure_role, amount_yuan
"""


@pytest.fixture(scope="session")
def disclosures(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the five disclosures from text, PDF, Word, Excel and HTML, once for all workers."""
    folder = shared_folder(tmp_path_factory) / "disclosures"
    folder.mkdir(exist_ok=True)
    record = folder / "built.json"
    with FileLock(folder / "lock"):
        if not record.exists():
            done = build(folder, [shared(name) for name in ("text", "pdf", "office")])
            record.write_text(json.dumps(asdict(done)), encoding="utf-8")
    built = Built(**json.loads(record.read_text(encoding="utf-8")))
    assert built.code == 0, built.stdout + built.stderr
    return built


def test_every_table_figure_is_landed(disclosures: Built) -> None:
    sql = "select file_name, count(*) from figures where route <> 'ocr' group by all"
    counts = dict(ask(disclosures, sql))
    for file_name, count in counts.items():
        name, form = file_name.rsplit(".", 1)
        assert count == (PRINTED if form == "pdf" else FIGURES)[name], file_name
    assert len(counts) == 16  # 5 PDFs, 5 texts, 2 x 3 office files


def test_every_table_is_there_empty_ones_too(disclosures: Built) -> None:
    sql = "select document_id, count(distinct table_no) from coverage group by all"
    names = dict(ask(disclosures, "select document_id, file_name from dim_document"))
    typed = {names[key]: count for key, count in ask(disclosures, sql)}
    for name, count in TABLES.items():
        assert typed[f"{name}.pdf"] == count, name


@pytest.mark.parametrize(
    ("name", "form"),
    [(name, "txt") for name in FIGURES if not name.startswith("2023")]
    + [
        (name, form)
        for name in ("2024-accounts-jiaozuo", "2025-budget-xinxiang")
        for form in ("docx", "xlsx", "html")
    ],
)
def test_other_forms_say_what_the_pdf_says(disclosures: Built, name: str, form: str) -> None:
    sql = f"select {MEANING} from figures where file_name = ?"  # noqa: S608 - our own words
    pdf = Counter(ask(disclosures, sql, f"{name}.pdf"))
    other = Counter(ask(disclosures, sql, f"{name}.{form}"))
    assert other - pdf == Counter()
    assert pdf - other == Counter()


def test_text_that_lost_pages_says_no_more_than_the_pdf(disclosures: Built) -> None:
    sql = f"select {MEANING} from figures where file_name = ?"  # noqa: S608 - our own words
    pdf = Counter(ask(disclosures, sql, "2023-budget-jiaozuo.pdf"))
    text = Counter(ask(disclosures, sql, "2023-budget-jiaozuo.txt"))
    # three figures continue the table whose first page, with its title and header, is lost
    assert sum((text - pdf).values()) == 3
    assert sum((pdf - text).values()) == 3 + sum(PRINTED.values()) - sum(FIGURES.values())


def test_lost_pages_are_marked(disclosures: Built) -> None:
    sql = """
        select c.status, c.table_type from coverage as c join dim_document using (document_id)
        where file_name = '2023-budget-jiaozuo.pdf' and c.status <> 'present'
    """
    assert sorted(ask(disclosures, sql)) == [
        ("cut", "general_public_basic_detail"),
        ("missing", "expenditure_by_economic"),
        ("missing", "government_fund_expenditure"),
        ("missing", "revenue"),
        ("missing", "state_capital_expenditure"),
    ]


def test_ambiguous_placements_are_few_and_marked(disclosures: Built) -> None:
    sql = "select file_name, printed_text from figures where placement = 'ambiguous'"
    assert ask(disclosures, sql) == [("2025-budget-jiaozuo-jiefang.txt", "0")] * 5


def test_facts_come_once_from_one_file(disclosures: Built) -> None:
    sql = """
        select d.disclosure_id, count(distinct d.document_id)
        from fct_expenditure_by_function as f join dim_document as d using (document_id)
        group by all
    """
    assert sorted(count for _, count in ask(disclosures, sql)) == [1] * len(FIGURES)


def test_every_fact_adds_up_or_the_audit_says_why_not(disclosures: Built) -> None:
    sql = "select outcome, explanation is not null, count(*) from audit_additivity group by all"
    outcomes = {(outcome, told): count for outcome, told, count in ask(disclosures, sql)}
    assert sum(outcomes.values()) >= 28
    assert outcomes.keys() <= {("holds", False), ("rounding", False), ("not_itemised", True)}


# What the publications themselves get wrong, and the identity that shows it.
MISTAKES = {
    ("2023-budget-jiaozuo.pdf", "project_goals_total"),
    ("2023-budget-jiaozuo.pdf", "project_in_goals"),
    ("2023-budget-jiaozuo.pdf", "unit_of_projects"),  # its table misses a page
    ("2024-accounts-jiaozuo.pdf", "three_public_decimal_shift"),
    ("2025-budget-jiaozuo-jiefang.pdf", "stated_basic_expenditure"),
}
# True of the prints, too, and no more than a note.
NOTES = {
    ("2023-budget-jiaozuo.pdf", "government_item_by_mapping"),  # 30199 beside 50101
    ("2023-budget-jiaozuo.pdf", "stated_list_has_amounts"),  # 职业年金缴费 is named, and is zero
    ("2024-accounts-jiaozuo.pdf", "stated_initial_by_function"),  # 1,235.33, items of 1,267.18
    ("2024-accounts-jiaozuo.pdf", "stated_list_has_amounts"),  # 维修(护)费 is named, and is zero
}


def test_only_the_publishers_own_mistakes_are_broken(disclosures: Built) -> None:
    sql = """
        select distinct d.file_name, a.identity, a.left_yuan, a.right_yuan
        from audit_identities as a
        join dim_document as d using (document_id)
        join dim_identity as i using (identity)
        where a.outcome = 'broken' and d.file_name like '2%.pdf' and (i.severity = 'info') = ?
    """
    notes = {(name, identity) for name, identity, *_ in ask(disclosures, sql, True)}
    assert notes == NOTES
    broken = [
        (*key, float(left), float(right)) for *key, left, right in ask(disclosures, sql, False)
    ]
    assert {(name, identity) for name, identity, _, _ in broken} == MISTAKES
    operands = {(left, right) for _, _, left, right in broken}
    assert {(658800.0, 658900.0), (600.0, 6000.0), (1703000.0, 1667000.0)} <= operands


def test_a_scan_is_never_an_empty_success(disclosures: Built) -> None:
    sql = "select read_outcome, figure_count from dim_document where file_name like 'scan-%'"
    [(outcome, figures)] = ask(disclosures, sql)
    assert outcome == "needs_ocr" or figures > 0
