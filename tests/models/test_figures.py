"""The five disclosures that ship: every figure in its place, every fact adding up to its total."""

from __future__ import annotations

import pytest
from conftest import FACTS, Built, ask, expected

# What was counted in the disclosures by hand, before there was a program.
COUNTS: dict[str, dict[str, int]] = {}
for row in expected("table_figures"):
    COUNTS.setdefault(row["file_name"], {})[row["table_type"]] = int(row["figure_count"])
DISCLOSURES = {f"{row['disclosure']}.pdf": row for row in expected("disclosures")}
TOTALS = {name: int(row["figure_count"]) for name, row in DISCLOSURES.items()}
# What a body spends as printed at the foot of its own tables, in yuan.
EXPENDITURE = {name: int(row["expenditure_yuan"]) for name, row in DISCLOSURES.items()}


def test_every_figure_is_there(samples: Built) -> None:
    rows = ask(samples, "select file_name, count(*) from figures group by all")
    assert dict(rows) == TOTALS


@pytest.mark.parametrize("file_name", COUNTS)
def test_figures_per_table_type(samples: Built, file_name: str) -> None:
    rows = ask(
        samples,
        "select table_type, count(*) from figures where file_name = ? group by all",
        file_name,
    )
    assert dict(rows) == COUNTS[file_name]
    assert sum(COUNTS[file_name].values()) == TOTALS[file_name]


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_its_figure(samples: Built, fact: str) -> None:
    rows, differing = ask(
        samples,
        f"""
        select count(*), count(*) filter (
            figures.figure_id is null
            or facts.amount_yuan is distinct from figures.amount_yuan
            or facts.document_id is distinct from figures.document_id
            -- a body beside a project, without a code of its own, has none from the row above
            or facts.unit_code is distinct from figures.unit_code
            and (facts.unit_code is not null or facts.unit_id = facts.department_id)
            or facts.phase is distinct from figures.phase
            or figures.is_total
        )
        from {fact} as facts left join figures on facts.figure_id = figures.figure_id
        """,  # noqa: S608
    )[0]
    assert rows > 0
    assert differing == 0


def test_every_fact_adds_up_to_its_printed_total(samples: Built) -> None:
    rows = ask(
        samples,
        "select file_name, fact, phase, outcome, explanation"
        " from audit_additivity join dim_document using (document_id)",
    )
    # six facts of five bodies, less the tables they do not print; the accounts state 三公 twice
    assert len(rows) == 28
    assert [row for row in rows if row[3] != "holds"] == []


def test_expenditure_is_what_the_tables_print(samples: Built) -> None:
    rows = ask(
        samples,
        "select file_name, sum(amount_yuan)::bigint from fct_expenditure_by_function"
        " join dim_document using (document_id) group by all",
    )
    assert dict(rows) == EXPENDITURE


def test_execution_adds_up_to_the_printed_outcome(samples: Built) -> None:
    sql = "select function_code, initial_yuan::bigint, final_yuan::bigint from fct_budget_execution"
    items = {code: amounts for code, *amounts in ask(samples, sql)}
    # 公开05表 of the accounts of 2024, and three of its sentences
    assert sum(final for _, final in items.values()) == 16_417_600
    assert items["2010301"] == [9_457_600, 10_100_900]
    assert items["2011199"] == [1_900, 1_900]  # a code only the document's own tables print
    assert items["2080599"] == [273_900, 645_100]


def test_lines_without_codes_get_those_of_the_coded_table(samples: Built) -> None:
    rows = ask(
        samples,
        """
        select lines.file_name, lines.row_label, lines.function_code, lines.amount_yuan
        from figures as lines
        where lines.table_type = 'revenue_expenditure' and lines.code_source = 'name'
            and lines.amount_yuan <> 0
            and not exists (
                select 1 from fct_expenditure_by_function as facts
                where facts.document_id = lines.document_id
                    and left(facts.function_code, 3) = lines.function_code
                group by left(facts.function_code, 3), facts.phase
                having sum(facts.amount_yuan) = lines.amount_yuan
            )
        """,
    )
    assert rows == []
