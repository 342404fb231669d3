"""The tables of a release: the same from nothing and from the last release, which costs less."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from yujuesuan.release import tables

TABLES = """
    create table figures as
    select
        '[{"page": ' || page || '}]' as place,
        format('{:x}{:03}', document, document) as document_id,
        page, page * 1.5::decimal(18, 2) as amount, ['a', null, 'c'] as path
    from range(16) as t (document), range(40) as u (page)
    order by hash(document, page);
    create table dim_region as select '410000' as region_code, '河南省' as region_name;
    create table findings as select 1 as rank, '3003' as document_id;
    create table fct_none (document_id varchar, amount decimal(18, 2));
"""
MANIFEST: dict[str, Any] = {
    "nodes": {
        "figures": {
            "schema": "main",
            "alias": "figures",
            "description": "What is\n printed.",
            "columns": {"amount": {"name": "amount", "description": "In yuan."}},
        }
    }
}


@pytest.fixture(autouse=True)
def _few_rows_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tables.PART_VARIABLE, "100")


def warehouse(path: Path, sql: str = "") -> Path:
    """Make a warehouse: sixteen documents of 40 figures, in no order, and small tables."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        connection.execute(sql)
    return path


def written(source: Path, folder: Path, last: Path | None = None) -> dict[str, bytes]:
    """Write a release; return its Parquet files by name."""
    folder.mkdir()
    tables.write(source, folder, MANIFEST, last)
    files = (folder / "parquet").rglob("*.parquet")
    return {path.relative_to(folder / "parquet").as_posix(): path.read_bytes() for path in files}


def rows(folder: Path, table: str) -> list[Any]:
    with duckdb.connect(str(folder / "yujuesuan.duckdb"), read_only=True) as connection:
        return connection.execute(f"from {table} order by all").fetchall()


CHANGES = {
    "nothing": "",
    "a figure": "update figures set amount = 7 where document_id = '3003' and page = 5",
    "a null": "update figures set amount = null where document_id = '3003' and page = 5",
    "a row twice": "insert into figures from figures where document_id = '3003' and page = 5",
    "a document less": "delete from figures where document_id = '3003'",
    "a document more": (
        "insert into figures select * replace ('3fff' as document_id) from figures "
        "where document_id = '3003'"
    ),
    "so few that one file does": "delete from figures where document_id > '2'",
    "so many that files are smaller": (
        "insert into figures select f.* replace (document_id || n as document_id) "
        "from figures as f, range(3) as t (n)"
    ),
    "none at all": "delete from figures",
    "a name": "update dim_region set region_name = '河南'",
    "an order": "insert into findings values (0, '4004')",
    "the first": "insert into fct_none values ('3003', 1)",
}


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES.keys())
def test_gone_on_from_the_last_release_it_is_as_from_nothing(tmp_path: Path, sql: str) -> None:
    before = warehouse(tmp_path / "before.duckdb")
    after = warehouse(tmp_path / "after.duckdb", sql)
    written(before, tmp_path / "last")
    assert written(after, tmp_path / "next", tmp_path / "last") == written(
        after, tmp_path / "whole"
    )
    for table in ("figures", "dim_region", "findings", "fct_none"):
        assert rows(tmp_path / "next", table) == rows(tmp_path / "whole", table)
    assert (rows(tmp_path / "last", "figures") != rows(tmp_path / "next", "figures")) == (
        "figures" in sql
    )


def test_only_files_with_a_document_that_changed_are_written(tmp_path: Path) -> None:
    before = warehouse(tmp_path / "before.duckdb")
    after = warehouse(tmp_path / "after.duckdb", CHANGES["a figure"])
    first = written(before, tmp_path / "last")
    assert len([name for name in first if name.startswith("figures/")]) == len("0123456789abcdef")
    # What is taken over is not read: a mark in it comes along.
    for file in (tmp_path / "last" / "parquet").rglob("*.parquet"):
        file.write_bytes(file.read_bytes() + b"mark")
    following = written(after, tmp_path / "next", tmp_path / "last")
    assert [name for name, file in following.items() if not file.endswith(b"mark")] == [
        "figures/figures-3.parquet"
    ]


def test_files_in_the_order_of_their_names_are_the_table_in_its_order(tmp_path: Path) -> None:
    written(warehouse(tmp_path / "before.duckdb"), tmp_path / "release")
    with duckdb.connect() as connection:
        files = connection.read_parquet(f"{tmp_path}/release/parquet/figures/*.parquet")
        found = files.select("document_id", "page").fetchall()
    assert len(found) == len(rows(tmp_path / "release", "figures"))
    assert found == sorted(found)


def test_a_table_of_few_rows_or_of_none_is_one_file(tmp_path: Path) -> None:
    names = written(warehouse(tmp_path / "before.duckdb"), tmp_path / "release").keys()
    assert {"dim_region/dim_region.parquet", "fct_none/fct_none.parquet"} <= names


def test_the_bytes_do_not_depend_on_the_number_of_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "insert into figures select f.* from figures as f, range(600)"
    source = warehouse(tmp_path / "before.duckdb", many)
    monkeypatch.setenv(tables.PART_VARIABLE, "1_000_000")
    files = []
    connected = tables.connected
    for cores in (1, 4):

        def limited(cores: int = cores) -> duckdb.DuckDBPyConnection:
            connection = connected()
            connection.execute(f"set threads = {cores}")
            return connection

        monkeypatch.setattr(tables, "connected", limited)
        files.append(written(source, tmp_path / f"on {cores}"))
    assert files[0] == files[1]
    assert len(files[0]["figures/figures.parquet"]) > 0


def test_descriptions_become_comments_also_of_what_was_taken_over(tmp_path: Path) -> None:
    source = warehouse(tmp_path / "before.duckdb")
    written(source, tmp_path / "last")
    written(source, tmp_path / "next", tmp_path / "last")
    with duckdb.connect(str(tmp_path / "next" / "yujuesuan.duckdb"), read_only=True) as connection:
        told = connection.execute(
            "select comment from duckdb_tables() where table_name = 'figures' union all select "
            "comment from duckdb_columns() where (table_name, column_name) = ('figures', 'amount')"
        ).fetchall()
    assert told == [("What is printed.",), ("In yuan.",)]
