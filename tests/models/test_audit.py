"""The audit, audited: on the samples every identity holds somewhere, and breaks when it must."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from bodies import draw_bodies
from conftest import ROOT, Built, ask, build_models, copy_document

from extract.files import find
from extract.landing import store
from extract.landing.rows import read_rows
from extract.landing.workers import read_all

pytestmark = pytest.mark.builds

# What no sample prints: covered by unit tests of the models, and the last by drawn documents.
NOT_IN_SAMPLES = {"total_by_header", "total_of_projects", "three_public_control"}

# The publications' own mistakes, and the parts of two tables that their files lack.
EXPECTED = {
    ("2023-budget-jiaozuo.pdf", "project_in_goals", 658800, 658900),
    ("2023-budget-jiaozuo.pdf", "unit_of_projects", 9144400, 6977300),
    ("2024-accounts-jiaozuo.pdf", "three_public_decimal_shift", 600, 6000),
}

# One figure on the left of a place where an identity holds; a different place for each identity.
PLACES = """
select
    identities.identity,
    identities.document_id,
    identities.place_key,
    figures.table_no,
    figures.row_no,
    figures.column_no,
    catalogue.relation
from main.audit_identities as identities
inner join audit.audit_figures as figures on identities.left_figure_id = figures.figure_id
inner join seeds.identities as catalogue on identities.identity = catalogue.identity
where identities.outcome = 'holds' and identities.left_yuan <> 0
qualify row_number() over (
    partition by identities.identity order by identities.operand_count desc, identities.place_key
) = 1
order by identities.identity
"""


def test_only_the_publishers_mistakes_are_found(samples: Built) -> None:
    found = ask(
        samples.warehouse,
        "select file_name, identity, left_yuan::bigint, right_yuan::bigint from main.findings"
        " where left_yuan is not null and identity in (select identity from seeds.identities"
        " where scope in ('row', 'column', 'hierarchy', 'table_to_table', 'plausibility'))",
    )
    assert set(found) == EXPECTED


def test_every_identity_matched_something(samples: Built) -> None:
    never = ask(
        samples.warehouse,
        "select identity from seeds.identities where scope in"
        " ('row', 'column', 'hierarchy', 'table_to_table', 'plausibility')"
        " except select identity from main.audit_identities where outcome in ('holds', 'rounding')",
    )
    assert {identity for (identity,) in never} <= NOT_IN_SAMPLES


def test_every_finding_names_its_operands(samples: Built) -> None:
    silent = ask(
        samples.warehouse,
        "select explanation from main.findings where left_yuan is not null"
        " and not (regexp_matches(explanation, 'page [0-9]+ “.+” gives .+ page [0-9]+ “.+” gives')"
        " and length(explanation_zh) > 20)",
    )
    assert silent == []


@pytest.fixture(scope="module")
def spoilt(samples: Built, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Audit a copy of a sample for each identity, with one figure changed, and several bodies."""
    folder = tmp_path_factory.mktemp("spoilt")
    places = ask(samples.warehouse, PLACES)
    changed = folder / "landing.duckdb"
    shutil.copy(samples.landing, changed)
    sources = find.find([ROOT / "samples", *draw_bodies(folder)])
    with store.connect(changed) as connection:
        drawn = [s for s in store.present(connection, sources) if s.path.parent == folder]
        for source, result in read_all(drawn, read_rows, workers=None):
            store.land(connection, source, result)
    with duckdb.connect(str(changed)) as connection:
        for identity, document_id, _, table_no, row_no, column_no, relation in places:
            copy = f"{identity}-{document_id}"
            copy_document(connection, document_id, copy)
            # a 9 before a figure makes it greater; a total that must cover its part is made small
            connection.execute(
                "update raw.cells set text = case when ? then '0.01' else '9' || trim(text) end"
                " where document_id = ? and table_no = ? and row_no = ? and column_no = ?",
                [relation == "at_least", copy, table_no, row_no, column_no],
            )
    return build_models(folder, "+audit_identities"), places


def test_every_changed_figure_breaks_something(
    samples: Built, spoilt: tuple[Path, list[Any]]
) -> None:
    database, places = spoilt
    query = (
        "select document_id, identity, place from main.audit_identities where outcome = 'broken'"
    )
    before = set(ask(samples.warehouse, query))
    after = ask(database, query)
    unseen = [
        identity
        for identity, document_id, *_ in places
        if not any(
            copy == f"{identity}-{document_id}" and (document_id, *rest) not in before
            for copy, *rest in after
        )
    ]
    assert unseen == []


def test_a_changed_figure_breaks_the_identity_it_was_chosen_for(
    spoilt: tuple[Path, list[Any]],
) -> None:
    database, places = spoilt
    broken = set(
        ask(
            database,
            "select identity, document_id from main.audit_identities where outcome = 'broken'",
        )
    )
    kept = {p[0] for p in places if (p[0], f"{p[0]}-{p[1]}") not in broken}
    # compared only where the tables hold the same money, which the changed figure itself decides
    assert kept <= {
        "basic_class_by_economic",
        "fiscal_class_line",
        # the grand total stands in for the changed total of the year
        "fiscal_total_of_tables",
        "function_class_line",
        "function_item_by_purse",
        "three_public_decimal_shift",
        "unit_by_magnitude",
    }


def test_what_several_documents_state_alike_holds_and_breaks(
    spoilt: tuple[Path, list[Any]],
) -> None:
    database, _ = spoilt
    outcomes: dict[str, set[tuple[str, str]]] = {"鹤壁市": set(), "濮阳市": set()}
    for name, identity, outcome in ask(
        database,
        "select documents.file_name, identities.identity, identities.outcome"
        " from main.audit_identities as identities"
        " inner join intermediate.int_documents as documents using (document_id)"
        " inner join seeds.identities as catalogue using (identity)"
        " where (catalogue.scope = 'across_documents' or identity = 'three_public_control')"
        " and outcome <> 'not_applicable' and regexp_matches(file_name, '^(鹤壁|濮阳)市')",
    ):
        outcomes[name[:3]].add((identity, outcome.replace("rounding", "holds")))
    across = ask(
        database,
        "select identity from seeds.identities"
        " where scope = 'across_documents' or identity = 'three_public_control'",
    )
    assert outcomes["鹤壁市"] == {(identity, "holds") for (identity,) in across}
    assert outcomes["濮阳市"] == {(identity, "broken") for (identity,) in across}
