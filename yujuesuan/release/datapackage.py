"""Describe a release to programs: a Data Package, and the contract it keeps to.

`python -m yujuesuan.release.datapackage RELEASE` prints the contract of a release: the columns,
types and keys that consumers may rely on. models/contract.json is the published one.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.database import DATABASE, opened
from yujuesuan.release.contents import sha256

# DuckDB's types in the words of Frictionless.
TYPES = {
    "VARCHAR": "string", "BOOLEAN": "boolean", "INTEGER": "integer", "BIGINT": "integer",
    "DOUBLE": "number", "DECIMAL": "number", "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip


def write(folder: Path, manifest: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Write datapackage.json for the Parquet files of a release.

    `manifest` is dbt's: it has descriptions, keys and what was tested; `about` describes the whole.
    """
    package = {
        "name": "yujuesuan",
        "title": "预决算公开: budgets and final accounts of Chinese local governments",
        **about,
        "resources": list(_resources(folder, manifest)),
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def contract(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return what consumers may rely on: the columns of each table with their types, and keys."""
    tables = {}
    for resource in package["resources"]:
        schema = resource["schema"]
        tables[resource["name"]] = {
            "columns": {field["name"]: field["sql_type"] for field in schema["fields"]},
            "primary_key": schema.get("primaryKey", []),
            "foreign_keys": {
                key["fields"][0]: ".".join(
                    [key["reference"]["resource"], *key["reference"]["fields"]]
                )
                for key in schema.get("foreignKeys", ())
            },
        }
    return tables


def _resources(folder: Path, manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    nodes = {
        node["alias"]: node
        for node in manifest["nodes"].values()
        if node.get("schema") == "main" and node["resource_type"] in {"model", "seed"}
    }
    with opened(folder / DATABASE) as connection:
        tables = _columns(connection)
        # What was held against a seed is no key between tables of the release.
        tests = [test for test in _tests(manifest) if test["to"] in {"", *tables}]
        for table, columns in tables.items():
            files = sorted((folder / "parquet" / table).iterdir())
            node = nodes[table]
            mine = [test for test in tests if test["table"] == table]
            yield {
                "name": table,
                **_files(files, folder),
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": sum(file.stat().st_size for file in files),
                "description": " ".join(node["description"].split()),
                "schema": _schema(node, columns, mine),
            }


def _files(files: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Name the files of a table with their hashes; a list of each where there are several."""
    paths = [file.relative_to(folder).as_posix() for file in files]
    hashes = [f"sha256:{sha256(file)}" for file in files]
    return (
        {"path": paths[0], "hash": hashes[0]}
        if len(files) == 1
        else {"path": paths, "hashes": hashes}
    )


def _schema(
    node: Mapping[str, Any], columns: Mapping[str, str], tests: list[dict[str, Any]]
) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            _field(column, type_, node["columns"].get(column, {}), tests)
            for column, type_ in columns.items()
        ]
    }
    if key := node.get("primary_key"):
        schema["primaryKey"] = key
    foreign = [
        {"fields": [t["column"]], "reference": {"resource": t["to"], "fields": [t["field"]]}}
        for t in tests
        if t["name"] == "relationships"
    ]
    if foreign:
        schema["foreignKeys"] = sorted(foreign, key=lambda key: str(key["fields"]))
    return schema


def _field(
    column: str, type_: str, told: Mapping[str, Any], tests: list[dict[str, Any]]
) -> dict[str, Any]:
    """Describe a column; the constraints are those the build has tested."""
    field: dict[str, Any] = {
        "name": column,
        "type": "array" if type_.endswith("[]") else TYPES[re.sub(r"\(.*", "", type_)],
        "sql_type": type_.lower(),
    }
    if column.endswith("_yuan"):
        field["unit"] = "yuan"
    if description := " ".join(told.get("description", "").split()):
        field["description"] = description
    mine = {test["name"]: test for test in tests if test["column"] == column}
    constraints: dict[str, Any] = {}
    if "not_null" in mine:
        constraints["required"] = True
    if "unique" in mine:
        constraints["unique"] = True
    if "accepted_values" in mine:
        constraints["enum"] = mine["accepted_values"]["values"]
    if constraints:
        field["constraints"] = constraints
    return field


def _tests(manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """List dbt's generic tests of columns: what they ask, of which column, with what."""
    for node in manifest["nodes"].values():
        if node["resource_type"] != "test" or not node.get("test_metadata"):
            continue
        if not node.get("attached_node") or not node.get("column_name"):
            continue
        asked = node["test_metadata"]["kwargs"]
        yield {
            "name": node["test_metadata"]["name"],
            "table": node["attached_node"].rpartition(".")[2],
            "column": node["column_name"],
            "to": "".join(re.findall(r"ref\('(\w+)'\)", asked.get("to", ""))),
            "field": asked.get("field"),
            "values": asked.get("values"),
        }


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'release' order by table_name, column_index"
    )
    tables: dict[str, dict[str, str]] = {}
    for table, column, type_ in rows.fetchall():
        tables.setdefault(table, {})[column] = type_
    return tables


if __name__ == "__main__":
    described = json.loads(Path(sys.argv[1], "datapackage.json").read_text(encoding="utf-8"))
    print(json.dumps(contract(described), ensure_ascii=False, indent=1))
