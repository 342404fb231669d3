"""Write the tables of a release: all in one database, and each as Parquet.

What the last release holds already is taken from there, so that a release costs what changed: the
rows of every document are compared, and only those that differ are written. From nothing or from
the last release, the tables are the same and so are the bytes of the Parquet files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.database import DATABASE, connected, quoted

# What DuckDB 1.4 and every later version can open.
STORAGE_VERSION = "v1.4.0"
# Rows are published in the order of these columns, then of all others: the same build gives the
# same files. Findings have a rank, most serious first.
ORDER = ("rank", "document_id", "page", "table_no", "row_no", "column_no", "identity", "place")
# A table of more rows is several files: those of documents whose ids begin alike are in one.
PART_ROWS = 200_000
# The variable by which tests make files of few rows.
PART_VARIABLE = "YUJUESUAN_PART_ROWS"


@dataclass(frozen=True)
class Table:
    """A table as it is published; its rows are ordered by all columns, in this order of them."""

    name: str
    order: tuple[str, ...]

    @classmethod
    def of(cls, name: str, columns: Collection[str]) -> Table:
        """Describe a table with these columns."""
        first = [column for column in ORDER if column in columns]
        return cls(name, (*first, *(column for column in columns if column not in first)))

    @property
    def key(self) -> str:
        """What its rows are told apart by, in SQL; nothing where they go by no document."""
        return "document_id" if self.order[0] == "document_id" else "''"

    def file(self, part: str) -> Path:
        """Return where, in a release, the rows of documents are whose ids begin like this."""
        name = f"{self.name}-{part}" if part else self.name
        return Path("parquet", self.name, f"{name}.parquet")


def write(
    warehouse: Path, folder: Path, manifest: Mapping[str, Any], last: Path | None
) -> dict[str, int]:
    """Copy the main schema of a warehouse into a database and Parquet files; return row counts.

    `manifest` is dbt's: its descriptions become the comments of tables and columns. `last` is the
    folder of a whole release that the same program made.
    """
    if last:
        shutil.copyfile(last / DATABASE, folder / DATABASE)
    with connected() as connection:
        # Else the bytes of a file would depend on what stands in others of its table.
        connection.execute("set disabled_optimizers = 'statistics_propagation'")
        connection.execute(f"attach '{quoted(warehouse)}' as warehouse (read_only)")
        connection.execute(
            f"attach '{quoted(folder / DATABASE)}' as release (storage_version '{STORAGE_VERSION}')"
        )
        columns = _main_tables(connection)
        counts = {}
        for name in columns:
            table = Table.of(name, columns[name])
            changed = _bring_up(connection, table)
            counts[name] = len(connection.table(f'release.main."{name}"'))
            _write_parquet(connection, table, counts[name], changed, folder, last)
        for statement in _comments(manifest, columns):
            connection.execute(statement)
        connection.execute("detach release")
    return counts


def differing(connection: duckdb.DuckDBPyConnection, table: Table, *databases: str) -> list[str]:
    """Return the keys of a table whose rows are not the same in two databases."""
    digests = f"select {table.key} as key, sum(hash(told)) as digest"
    one, other = (
        f'({digests} from {database}.main."{table.name}" as told group by 1)'
        for database in databases
    )
    rows = connection.execute(
        f"select key from {one} as one full join {other} as other using (key) "
        "where one.digest is distinct from other.digest"
    )
    return [key for (key,) in rows.fetchall()]


def _main_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return every table and view of the warehouse's main schema with its columns."""
    rows = connection.execute("""
        select table_name, list(column_name order by column_index)
        from duckdb_columns()
        where database_name = 'warehouse' and schema_name = 'main' and not internal
        group by all
        order by table_name
    """)
    return dict(rows.fetchall())


def _bring_up(connection: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """Replace the rows in the release that the warehouse has not, or has others for; name them."""
    ours, theirs = (f'{database}.main."{table.name}"' for database in ("release", "warehouse"))
    connection.execute(f"create table if not exists {ours} as from {theirs} limit 0")
    changed = differing(connection, table, "release", "warehouse")
    if changed:
        listed = f"where {table.key} in (select unnest($1::varchar[]))"
        connection.execute(f"delete from {ours} {listed}", [changed])
        connection.execute(
            f"insert into {ours} from {theirs} {listed} order by {_listed(table.order)}",
            [changed],
        )
    return changed


def _write_parquet(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    rows: int,
    changed: Collection[str],
    folder: Path,
    last: Path | None,
) -> None:
    """Write the files of a table; those without a changed key are copied from the last release."""
    (folder / table.file("")).parent.mkdir(parents=True)
    for part in _parts(connection, table, rows):
        file = folder / table.file(part)
        old = last / table.file(part) if last else None
        if old and old.exists() and not any(key.startswith(part) for key in changed):
            shutil.copyfile(old, file)
            continue
        # As a range, by which DuckDB passes over what it need not read.
        after = part[:-1] + chr(ord(part[-1]) + 1) if part else ""
        these = f"where document_id >= '{part}' and document_id < '{after}'" if part else ""
        connection.execute(
            f'copy (from release.main."{table.name}" {these} order by {_listed(table.order)}) '
            f"to '{quoted(file)}' (format parquet, compression zstd)"
        )


def _parts(connection: duckdb.DuckDBPyConnection, table: Table, rows: int) -> list[str]:
    """Return how the keys in each file of a table begin; ids are spread evenly over the digits."""
    most, digits = int(os.environ.get(PART_VARIABLE, PART_ROWS)), 0
    while rows > most * 16**digits:
        digits += 1
    keys = connection.table(f'release.main."{table.name}"').project(f"left({table.key}, {digits})")
    return sorted(part for (part,) in keys.distinct().fetchall()) or [""]


def _comments(manifest: Mapping[str, Any], tables: Mapping[str, list[str]]) -> Iterator[str]:
    """Turn the descriptions of the models into comments, where table and column are there."""
    for node in manifest["nodes"].values():
        if node["schema"] != "main" or node.get("alias") not in tables:
            continue
        table = f'release.main."{node["alias"]}"'
        if node["description"]:
            yield f"comment on table {table} is {_literal(node['description'])}"
        for column in node["columns"].values():
            if column["description"] and column["name"] in tables[node["alias"]]:
                text = _literal(column["description"])
                yield f'comment on column {table}."{column["name"]}" is {text}'


def _literal(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _listed(columns: Collection[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
