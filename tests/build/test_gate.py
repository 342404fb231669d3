"""The gate: every expectation has a release that it refuses, or of which it tells."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Built

from yujuesuan.gate import gate
from yujuesuan.gate.gate import Check, Expectation, Suite

SUITES = gate.load(ROOT / "expectations")
ASKED = [(suite, expectation) for suite in SUITES for expectation in suite.expectations]

FACTS = next(suite for suite in SUITES if suite.name == "facts").tables
BROKEN = """
    update audit_identities set
        identity = (select min(identity) from dim_identity where scope = '{}'),
        outcome = 'broken', left_yuan = 3, right_yuan = 1, difference_yuan = 2, tolerance_yuan = 1
    where place_key = (select min(place_key) from audit_identities where outcome = 'holds')
"""


def facts(sql: str) -> str:
    return ";".join(sql.format(table) for table in FACTS)


# What makes a sentence of the suites untrue.
SPOILT = {
    # completeness
    "Completeness was looked at on at least one page.": "delete from audit_completeness",
    "An amount that is in no cell, header or prose is listed among the findings, with its page.": (
        "update audit_completeness set unexplained_amounts = 1 where page = 1"
    ),
    "At least 999 of 1,000 figures of all pages have their place.": (
        "update audit_completeness set unexplained = printed_count"
    ),
    "Every amount printed on a page is in a table cell, a header, the prose or the running head and"
    " foot.": "update audit_completeness set unexplained_amounts = 1 where page = 1",
    "The places add up to the figures of the page, each counted once.": (
        "update audit_completeness set printed_count = printed_count + 1 where page = 2"
    ),
    "A page of a document is counted once.": (
        "insert into audit_completeness from audit_completeness limit 1"
    ),
    "Every other number, such as a year or a page number, has its place, too.": (
        "update audit_completeness set unexplained = 1 where page = 1"
    ),
    "No amounts outside the tables stand like rows of one.": (
        "update audit_completeness set suspicious = 1 where page = 1"
    ),
    "No page is an image without text.": (
        "update audit_completeness set is_unread = true where page = 1"
    ),
    # coverage
    "There is at least one document.": "delete from dim_document",
    "There is at least one figure.": "delete from figures",
    "Where there are figures, there are facts.": facts("delete from {}"),
    "Where there are figures, identities were computed from them.": (
        "update audit_identities set outcome = 'not_applicable'"
    ),
    "Where a document prints several tables, identities between tables were computed.": (
        "delete from audit_identities where table_no <> other_table_no"
    ),
    "Every identity with a floor was computed on some document, where five or more print its"
    " operands.": (
        "update audit_floors set is_met = false, documents_computed = 0 "
        "where identity = 'total_by_nature'"
    ),
    "Every identity was computed on the share of documents that print its operands which its floor"
    " demands.": (
        "update audit_floors set is_met = false, documents_computed = 1 "
        "where identity = 'total_by_nature'"
    ),
    "Every document with figures had its pages looked at for completeness.": (
        "delete from audit_completeness "
        "where document_id = (select min(document_id) from dim_document)"
    ),
    "In every document with figures at least one identity was computed.": (
        "delete from audit_identities "
        "where document_id = (select min(document_id) from dim_document)"
    ),
    "Every document that was read has figures.": (
        "delete from figures where document_id = (select min(document_id) from dim_document)"
    ),
    "Every table a document promises is there, whole.": (
        "update coverage set status = 'missing' where status = 'present'"
    ),
    # curation
    "What was acknowledged or corrected is still printed as it was when that was decided.": (
        "update audit_curation set still_applies = false"
    ),
    "A corrected amount stands beside the printed one and never in its place.": (
        "update figures set corrected_amount_yuan = amount_yuan where page = 8"
    ),
    # facts
    "Every fact has the amount of the figure it comes from, to the last digit.": facts(
        "update {0} set amount_yuan = amount_yuan + 0.01 "
        "where figure_id = (select min(figure_id) from {0})"
    ),
    "A figure becomes a fact at most once, so that a sum counts no money twice.": facts(
        "insert into {0} from {0} limit 1"
    ),
    'Facts are leaves; printed totals and parts ("其中") are not facts.': (
        "update figures set figure_role = 'total'"
    ),
    "Every fact belongs to a document and a unit that are listed.": facts(
        "update {0} set unit_id = 'nobody' where figure_id = (select min(figure_id) from {0})"
    ),
    "A fact holds the phase its document is about, a budget what was planned at first, accounts"
    " what became of it.": facts(
        "update {0} set phase = 'adjusted' where figure_id = (select min(figure_id) from {0})"
    ),
    # proofs
    "The rows of a fact in one document add up to a total printed elsewhere than in these rows,"
    " within the rounding of their digits.": (
        "update fct_revenue set amount_yuan = amount_yuan + 100000 "
        "where figure_id = (select min(figure_id) from fct_revenue)"
    ),
    "Rows that no printed total proves are in no fact, and are listed among the findings.": (
        "update audit_additivity set is_proved = false where fact = 'fct_project'"
    ),
    "What a document prints for a fact adds up to a total it prints.": (
        "update audit_additivity set is_proved = false where fact = 'fct_project'"
    ),
    # findings
    "Every finding has an identifier of its own, a severity, a document and a sentence that"
    " explains it.": "update findings set explanation = null where rank = 1",
    # identities
    "Every identity is judged once in every place.": (
        "insert into audit_identities from audit_identities limit 1"
    ),
    "Every verdict is a known one, about an identity in a document.": (
        "update audit_identities set outcome = 'perhaps' where outcome = 'rounding'"
    ),
    "What is called rounding lies inside the tolerance that the printed digits allow, what is"
    " called broken outside.": (
        "update audit_identities set tolerance_yuan = 0 where outcome = 'rounding'"
    ),
    "Every broken identity is counted in a finding, so that a person hears of it.": (
        BROKEN.format("row")
    ),
    "Every identity that was judged is in the catalogue, with a sentence in both languages.": (
        "delete from dim_identity where identity = 'total_by_nature'"
    ),
    "Within a row, the publications add up within rounding.": BROKEN.format("row"),
    "Down a column, the publications add up within rounding.": BROKEN.format("column"),
    "Between levels, the publications add up within rounding.": BROKEN.format("hierarchy"),
    "Between tables, the publications add up within rounding.": BROKEN.format("table_to_table"),
    "Between tables and prose, the publications add up within rounding.": BROKEN.format(
        "table_to_prose"
    ),
    "Between documents, the publications add up within rounding.": BROKEN.format(
        "across_documents"
    ),
    "By plausibility, the publications contradict nothing.": BROKEN.format("plausibility"),
    # keys
    "Every figure has an identifier.": (
        "update figures set figure_id = null where (page, row_no) = (8, 1)"
    ),
    "An identifier names one figure.": "insert into figures from figures limit 1",
    "A cell of a printed table holds one figure.": (
        "insert into figures select * replace ('another' as figure_id) from figures limit 1"
    ),
    "Every figure belongs to a document, and says on which page and in which cell it stands.": (
        "update figures set row_no = null where page = 8"
    ),
    "A key stands once in its dimension.": "insert into dim_function from dim_function limit 1",
    "Every code, purse and nature that a fact names is in its dimension.": (
        "delete from dim_function"
    ),
    # plausibility
    "The document says of which year it is, between 2005 and 2050.": (
        "update figures set fiscal_year = 2205"
    ),
    "The document says whose it is and where.": "update figures set region_code = null",
    "Every table of amounts says in which unit it is printed.": (
        "update figures set printed_unit = null"
    ),
    "No amount exceeds one trillion yuan; beyond it, the unit was probably misread.": (
        "update figures set amount_yuan = 1000000000001 where page = 8"
    ),
    "No amount is negative.": "update figures set amount_yuan = -1 where page = 8",
    "The column of every figure is beyond doubt.": (
        "update figures set placement = 'ambiguous' where page = 8"
    ),
    "Every function code is in the code list.": "update dim_function set is_listed = false",
}


def copied(samples: Built, folder: Path) -> Path:
    """Copy the database: the gate keeps its connections, and others want other settings."""
    return Path(shutil.copy(samples.path("yujuesuan.duckdb"), folder))


@pytest.fixture(scope="module")
def before(
    samples: Built, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Check]:
    """Return what the gate says of the samples, by sentence and table."""
    verdict = gate.run(SUITES, copied(samples, tmp_path_factory.mktemp("before")))
    assert verdict.refusals == ()
    return {(check.sentence.en, check.table): check for check in verdict.checks}


def test_every_expectation_has_what_spoils_it() -> None:
    assert {expectation.sentence.en for _, expectation in ASKED} == SPOILT.keys()


@pytest.mark.parametrize(
    ("suite", "expectation"), ASKED, ids=[f"{s.name}: {e.sentence.en}" for s, e in ASKED]
)
def test_it_fails_where_its_sentence_is_untrue(
    samples: Built,
    tmp_path: Path,
    before: dict[tuple[str, str], Check],
    suite: Suite,
    expectation: Expectation,
) -> None:
    database = copied(samples, tmp_path)
    with duckdb.connect(str(database)) as connection:
        connection.execute(SPOILT[expectation.sentence.en])
    for check in gate.run([replace(suite, expectations=(expectation,))], database).checks:
        assert not check.passed
        assert not check.error
        # Of no rows, none can be counted.
        told = before[check.sentence.en, check.table]
        assert check.failures > told.failures or check.examined == 0


@pytest.mark.parametrize(
    "spoilt",
    [
        # proved by a row of the fact itself
        "update audit_additivity set proof_ids = (select min(figure_id) from fct_project as facts"
        " where facts.document_id = audit_additivity.document_id) where fact = 'fct_project'",
        # by a figure that is not there, or is another document's
        "update audit_additivity set proof_ids = 'nothing' where fact = 'fct_project'",
        "update audit_additivity set proof_ids = (select max(figure_id) from figures"
        " where figures.document_id <> audit_additivity.document_id)",
        # by nothing
        "delete from audit_additivity where fact = 'fct_project'",
        # a row too many, and one too few
        "insert into fct_project select * replace ('x' as figure_id) from fct_project"
        " order by amount_yuan desc limit 1",
        "delete from fct_project where amount_yuan = (select max(amount_yuan) from fct_project)",
    ],
)
def test_a_sum_is_proved_by_what_is_printed_elsewhere(
    samples: Built, tmp_path: Path, spoilt: str
) -> None:
    suite = next(suite for suite in SUITES if suite.name == "proofs")
    only = [replace(suite, expectations=suite.expectations[:1])]
    database = copied(samples, tmp_path)
    with duckdb.connect(str(database)) as connection:
        connection.execute(spoilt)
    (refused,) = gate.run(only, database).refusals
    assert refused.failures >= 1
