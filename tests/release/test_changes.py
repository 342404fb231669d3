"""What changed between two releases, told without noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.release import differences
from yujuesuan.release.differences import Changes, Documents
from yujuesuan.release.history import Kept

TABLES = """
    create table dim_document (document_id varchar, file_name varchar, region_code varchar,
        department_name varchar, fiscal_year integer, document_kind varchar);
    create table dim_function (function_code varchar, function_name varchar);
    create table dim_economic (economic_code varchar, economic_name varchar);
    create table dim_government_economic (
        government_economic_code varchar, government_economic_name varchar);
    create table findings (rank integer, document_id varchar, file_name varchar, identity varchar,
        severity varchar, page integer, explanation varchar);
    create table fct_spent (figure_id varchar, document_id varchar, function_code varchar,
        is_carry_over boolean, amount_yuan decimal(24, 4));
    insert into dim_function values ('2010301', '行政运行');
    insert into dim_document values ('d1', 'a.pdf', '410423', '鲁山县财政局', 2024, 'budget');
    insert into findings values (1, 'd1', 'a.pdf', 'sum', 'warning', 3, 'On page 3 1 is not 2.');
    insert into fct_spent values ('f1', 'd1', '2010301', false, 100),
        ('f2', 'd1', '2010302', true, 7), ('f3', 'd1', '2010302', true, 7);
"""


def release(folder: Path, sql: str = "") -> Kept:
    folder.mkdir()
    with duckdb.connect(str(folder / "yujuesuan.duckdb")) as connection:
        connection.execute(TABLES + sql)
    return Kept(folder, {"built_at": "2026-11-21T02:00:00+00:00", "documents": []})


def compared(tmp_path: Path, before: str, after: str) -> Changes:
    one, other = release(tmp_path / "one", before), release(tmp_path / "other", after)
    return differences.compare(one, other.folder, [])


def file(name: str, content: str, outcome: str = "read") -> dict[str, Any]:
    return {"file_name": name, "sha256": content, "outcome": outcome}


# ---------------------------------------------------------------- documents


def test_files_by_name_and_content() -> None:
    before = [file("same", "1"), file("old", "2"), file("fixed", "3"), file("gone", "4")]
    after = [file("same", "1"), file("new name", "2"), file("fixed", "5"), file("new", "6")]
    assert differences.of_documents(before, after) == Documents(
        new=("new",), replaced=("fixed",), renamed=(("old", "new name"),), removed=("gone",)
    )


def test_two_files_that_traded_names_were_renamed() -> None:
    before, after = [file("a", "1"), file("b", "2")], [file("a", "2"), file("b", "1")]
    assert differences.of_documents(before, after) == Documents(renamed=(("b", "a"), ("a", "b")))


def test_a_copy_is_new_and_its_original_stays() -> None:
    told = differences.of_documents([file("a", "1")], [file("a", "1"), file("copy", "1")])
    assert told == Documents(new=("copy",))


def test_a_file_read_at_last() -> None:
    told = differences.of_documents([file("a", "1", "needs_ocr")], [file("a", "1")])
    assert told == Documents(reread=(("a", "needs_ocr", "read"),))


# ---------------------------------------------------------------- findings and rows

SAVED_AGAIN = """
    update dim_document set document_id = 'd2', file_name = 'b.pdf';
    update findings set document_id = 'd2', file_name = 'b.pdf', page = 4,
        explanation = 'On page 4 1 is not 2.';
    update fct_spent set document_id = 'd2', figure_id = 'new ' || figure_id;
"""


def test_a_document_saved_again_changes_nothing(tmp_path: Path) -> None:
    told = compared(tmp_path, "", SAVED_AGAIN)
    assert (told.new_findings, told.gone_findings, told.tables, told.columns) == ((), (), (), ())


def test_a_corrected_figure_is_one_change(tmp_path: Path) -> None:
    corrected = "update fct_spent set amount_yuan = 120 where amount_yuan = 100;"
    (table,) = compared(tmp_path, "", SAVED_AGAIN + corrected).tables
    assert (table.name, table.rows) == ("fct_spent", 3)
    assert (table.added, table.changed, table.removed) == (0, 1, 0)
    (example,) = table.examples
    assert example.row == "鲁山县财政局 · 2024 · budget · 2010301 行政运行"
    assert (example.what, example.before, example.after) == ("changed", "100.00", "120.00")


def test_one_of_two_equal_rows_may_go(tmp_path: Path) -> None:
    (table,) = compared(tmp_path, "", "delete from fct_spent where figure_id = 'f3';").tables
    assert (table.added, table.changed, table.removed) == (0, 0, 1)
    assert table.examples[0].row == "鲁山县财政局 · 2024 · budget · 2010302 · carry over"


def test_a_document_without_a_body_is_told_by_its_file(tmp_path: Path) -> None:
    unknown = """
        insert into dim_document values ('d9', 'scan.pdf', null, null, 2024, 'budget');
        insert into fct_spent values ('f9', 'd9', '2010301', false, 0);
    """
    (table,) = compared(tmp_path, "", unknown).tables
    assert table.examples[0].row == "scan.pdf · 2024 · budget · 2010301 行政运行"
    assert (table.examples[0].what, table.examples[0].after) == ("added", "0.00")


def test_findings_that_are_new_and_gone(tmp_path: Path) -> None:
    another = "update findings set explanation = 'On page 3 1 is not 3.';"
    told = compared(tmp_path, "", another)
    assert [finding.explanation for finding in told.new_findings] == ["On page 3 1 is not 3."]
    assert [finding.explanation for finding in told.gone_findings] == ["On page 3 1 is not 2."]


def test_columns_that_came_or_went(tmp_path: Path) -> None:
    schema = "alter table fct_spent add column phase varchar; create table fct_new (a integer);"
    told = compared(tmp_path, "", schema)
    assert told.columns == ("+ fct_new", "+ fct_spent.phase")
    assert told.tables == ()
