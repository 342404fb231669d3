"""The prose against the tables: what holds on a sample breaks when one figure changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import Built, ask, build_models, copy_document

pytestmark = pytest.mark.builds

# No sample states them, or states them right: covered by unit tests of operands_of_statements.
NOT_IN_SAMPLES = {
    "stated_government_fund_expenditure",
    "stated_state_capital_expenditure",
    "stated_initial_by_function",
}

# A figure of the prose that stands alone in its line, for each identity that holds.
PLACES = """
select
    identities.identity, identities.document_id, stated.figure_line_no as line_no,
    stated.printed_text
from main.audit_identities as identities
inner join main.fct_stated_figure as stated on identities.place_key = stated.stated_figure_id
inner join staging.stg_lines as lines
    on stated.document_id = lines.document_id and stated.figure_line_no = lines.line_no
where
    identities.outcome in ('holds', 'rounding')
    and identities.left_yuan <> 0
    and len(string_split(lines.text, stated.printed_text)) = 2
qualify row_number() over (
    partition by identities.identity order by length(stated.printed_text) desc, identities.place_key
) = 1
"""

# A printed zero in the table of what the prose says there is none of.
ZEROS = """
select identities.document_id, figures.table_no, figures.row_no, figures.column_no
from main.audit_identities as identities
inner join audit.audit_figures as figures on identities.right_figure_id = figures.figure_id
where identities.identity = 'stated_absence' and identities.outcome = 'holds'
order by all
limit 1
"""


@pytest.fixture(scope="module")
def spoilt(samples: Built, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """Audit a copy of a sample for each identity, with one figure changed in each copy."""
    folder = tmp_path_factory.mktemp("spoilt-prose")
    warehouse = samples.warehouse
    places = ask(warehouse, PLACES)
    changed = folder / "landing.duckdb"
    shutil.copy(samples.landing, changed)
    with duckdb.connect(str(changed)) as connection:
        for identity, document_id, line_no, printed in places:
            copy_document(connection, document_id, f"{identity}-{document_id}")
            connection.execute(
                "update raw.lines set text = replace(text, ?, '9' || ?)"
                " where document_id = ? and line_no = ?",
                [printed, printed, f"{identity}-{document_id}", line_no],
            )
        for document_id, *cell in ask(warehouse, ZEROS):
            copy_document(connection, document_id, f"stated_absence-{document_id}")
            connection.execute(
                "update raw.cells set text = '9.00'"
                " where document_id = ? and table_no = ? and row_no = ? and column_no = ?",
                [f"stated_absence-{document_id}", *cell],
            )
    identities = {place[0] for place in places} | {"stated_absence"}
    return build_models(folder, "+audit_identities"), identities


def test_every_identity_of_the_prose_holds_on_a_sample(samples: Built) -> None:
    never = ask(
        samples.warehouse,
        "select identity from seeds.identities where scope = 'table_to_prose'"
        " except select identity from main.audit_identities where outcome in ('holds', 'rounding')",
    )
    assert {identity for (identity,) in never} == NOT_IN_SAMPLES


def test_only_one_sentence_of_the_samples_is_wrong(samples: Built) -> None:
    broken = ask(
        samples.warehouse,
        "select left_text, right_text, left_yuan::bigint, right_yuan::bigint"
        " from main.audit_identities inner join seeds.identities using (identity)"
        " where outcome = 'broken' and scope = 'table_to_prose' and severity = 'warning'",
    )
    [(left, right, *amounts)] = broken
    assert left.endswith("一般公共预算基本支出170.30万元")
    assert right.endswith("166.70")
    assert amounts == [1703000, 1667000]


def test_what_the_prose_of_the_samples_says_loosely_is_a_note(samples: Built) -> None:
    noted = ask(
        samples.warehouse,
        "select file_name, findings.identity, right_yuan::bigint, right_text"
        " from main.findings inner join seeds.identities using (identity)"
        " where scope = 'table_to_prose' and status = 'open' order by 1, 2",
    )
    assert [(name[:4], identity, amount) for name, identity, amount, _ in noted] == [
        ("2023", "stated_list_has_amounts", None),
        ("2024", "stated_initial_by_function", 12671800),
        ("2024", "stated_list_has_amounts", None),
    ]
    assert noted[0][3].endswith("职业年金缴费")
    assert noted[2][3].endswith("维修(护)费")


def test_every_identity_of_the_prose_breaks_when_a_figure_changes(
    spoilt: tuple[Path, set[str]],
) -> None:
    warehouse, chosen = spoilt
    catalogue = ask(
        warehouse, "select identity from seeds.identities where scope = 'table_to_prose'"
    )
    # a list of names has no figure to change: covered by a unit test of words_of_lists
    unchanged = NOT_IN_SAMPLES | {"stated_list_has_amounts"}
    assert {identity for (identity,) in catalogue} - chosen == unchanged
    broken = ask(
        warehouse,
        "select distinct identity from main.audit_identities"
        " where outcome in ('broken', 'ambiguous')"
        " and starts_with(document_id, identity || '-')",
    )
    assert {identity for (identity,) in broken} == chosen
