"""Write what a release consists of: tables, findings, documentation, manifest."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.errors import UsageError

FORMAT = "yujuesuan release 1"
DATABASE = "yujuesuan.duckdb"
# What DuckDB 1.4 and every later version can open.
STORAGE_VERSION = "v1.4.0"
# Everything that ever stood at the top of a release.
FILES = frozenset(
    {DATABASE, "manifest.json", "datapackage.json", "report.md", "report.json", "findings.csv"}
    | {"parquet", "docs", "data_docs"}
)

# Rows are published in the order of these columns, then of all others: the same build gives the
# same files. Findings have a rank, most serious first.
ORDER = ("rank", "document_id", "page", "table_no", "row_no", "column_no", "identity", "place")

# A spreadsheet takes a text that begins like this for a formula, also in full-width characters.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def database(release: Path) -> Path:
    """Return the database of a published release.

    Raises UsageError where there is none.
    """
    path = release / DATABASE
    if not path.is_file():
        raise UsageError(f"there is no release in {release}", ["make one: yujuesuan build"])
    return path


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database of a release for reading, also while this process has it open elsewhere.

    Attached to a database in memory: DuckDB refuses to connect twice to one file in one process
    with different settings, and Great Expectations keeps its connections.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(path)}' as release (read_only)")
        connection.execute("use release")
        yield connection


def write_tables(warehouse: Path, folder: Path, manifest: Mapping[str, Any]) -> dict[str, int]:
    """Copy the main schema of a warehouse into a database and Parquet files; return row counts.

    `manifest` is dbt's: its descriptions become the comments of tables and columns.
    """
    (folder / "parquet").mkdir()
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"attach '{quoted(warehouse)}' as warehouse (read_only)")
        connection.execute(
            f"attach '{quoted(folder / DATABASE)}' as release (storage_version '{STORAGE_VERSION}')"
        )
        tables = _main_tables(connection)
        counts = {
            name: _write_table(connection, name, columns, folder)
            for name, columns in tables.items()
        }
        for statement in _comments(manifest, tables):
            connection.execute(statement)
        connection.execute("detach release")
    return counts


def write_findings(folder: Path) -> None:
    """Write the findings for a spreadsheet, most serious first."""
    with opened(folder / DATABASE) as connection:
        result = connection.execute("select * from findings order by rank")
        names = [column[0] for column in result.description or ()]
        # With a byte order mark, without which Excel garbles Chinese.
        with (folder / "findings.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows([neutralised(value) for value in row] for row in result.fetchall())


def neutralised(value: object) -> object:
    """Keep a spreadsheet from taking a document's text for a formula; numbers stay as they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def write_docs(page: Path, folder: Path, private: Sequence[Path]) -> None:
    """Publish dbt's documentation page without what differs from build to build or machine.

    `private` are folders of this machine whose names must not appear.
    """
    text = page.read_text(encoding="utf-8")
    for place in private:
        text = text.replace(str(place), ".")
    text = re.sub(r'("created_at": )[0-9.]+', r"\g<1>0", text)
    text = re.sub(r'("[a-z_]+_(?:at|id)": )"[0-9a-f-]{36}"', r'\g<1>""', text)
    text = re.sub(r'("[a-z_]+_at": )"[0-9T:.Z+-]+"', r'\g<1>"1970-01-01T00:00:00Z"', text)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.html").write_text(text, encoding="utf-8")


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Say what is in a release: `content`, and the size and sha256 of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256(path),
        }
        for path in files
    }
    text = json.dumps({"format": FORMAT, **content, "files": listed}, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


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


def _write_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: list[str], folder: Path
) -> int:
    first = [column for column in ORDER if column in columns]
    order = [f'"{column}"' for column in [*first, *(c for c in columns if c not in first)]]
    connection.execute(
        f'create table release.main."{name}" as '  # noqa: S608 -- names of our own models
        f'select * from warehouse.main."{name}" order by {", ".join(order)}'
    )
    file = quoted(folder / "parquet" / f"{name}.parquet")
    connection.execute(
        f"""copy release.main."{name}" to '{file}' (format parquet, compression zstd)"""
    )
    rows = connection.execute(f'select count(*) from release.main."{name}"').fetchall()  # noqa: S608
    return int(rows[0][0])


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


def sha256(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _literal(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def quoted(path: Path) -> str:
    """Write a path into a string literal of SQL."""
    return str(path).replace("'", "''")
