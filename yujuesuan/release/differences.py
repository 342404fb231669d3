"""What a release changes against the one before it, as a person would tell it.

Rows are compared by what they say, never by identifiers, places on a page or order: a document
that was only renamed or saved again changes nothing, and a corrected figure is one change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.database import DATABASE, opened, quoted
from yujuesuan.release import tables
from yujuesuan.release.history import Kept

EXAMPLES = 5
# The two databases compared.
SIDES = ("before", "release")
# Documents and findings have lists of their own, and `figures` says at length what facts say.
COMPARED = re.compile(r"fct_|dim_(?!document)|coverage")
# Where a row stands and what it is called inside a release: not what it says.
NOT_SAID = re.compile(
    r".*_id|.*page|.*_no|.*_count|(first|last)_year.*|file_name|sentence|half_unit_yuan"
    r"|printed_(text|decimals)"
)
# What may be corrected without the row becoming another one, besides every amount.
PAGE = re.compile(r"page \d+")
VALUES = {"status", "target_value", "actual_value", "direction", "reason", "details_yuan"}
SUBJECT = ("body", "fiscal_year", "document_kind")
NAMED = {
    "function_code": "dim_function",
    "economic_code": "dim_economic",
    "government_economic_code": "dim_government_economic",
}


@dataclass(frozen=True)
class Documents:
    """How the files differ: by content and name, so that a renamed one is not a new one."""

    new: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    reread: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """A finding that one of the two releases has and the other has not."""

    severity: str
    file_name: str
    page: int | None
    explanation: str


@dataclass(frozen=True)
class Example:
    """A row that was added, changed or removed; its values before and after, blank for none."""

    what: str
    row: str
    before: str
    after: str


@dataclass(frozen=True)
class Table:
    """How the rows of one table differ."""

    name: str
    rows: int
    added: int
    changed: int
    removed: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Changes:
    """Everything that differs from the release `since`; `columns` are those that came or went."""

    since: str
    built_at: str
    documents: Documents
    new_findings: tuple[Finding, ...]
    gone_findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    columns: tuple[str, ...]


def compare(before: Kept, folder: Path, documents: Sequence[Mapping[str, Any]]) -> Changes:
    """Compare the release `before` with one in the making, made of these documents."""
    with opened(folder / DATABASE) as connection:
        connection.execute(f"attach '{quoted(before.folder / DATABASE)}' as before (read_only)")
        columns = _columns(connection, "before"), _columns(connection, "release")
        old = _findings(connection, "before", columns[0])
        new = _findings(connection, "release", columns[1])
        return Changes(
            before.id,
            before.built_at,
            of_documents(before.manifest.get("documents", ()), documents),
            tuple(_surplus(new, old)),
            tuple(_surplus(old, new)),
            tuple(_tables(connection, columns)),
            tuple(_columns_changed(*columns)),
        )


def of_documents(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Documents:
    """Compare two lists of documents, of which only name, hash and outcome are looked at."""
    old, new = _files(before), _files(after)
    came, went = sorted((new - old).elements()), sorted((old - new).elements())
    renamed, replaced = [], []
    for name, content in list(came):
        other = next((file for file in went if file[1] == content), None)
        if other:
            renamed.append((other[0], name))
            came.remove((name, content))
            went.remove(other)
    for name, content in list(came):
        other = next((file for file in went if file[0] == name), None)
        if other:
            replaced.append(name)
            came.remove((name, content))
            went.remove(other)
    outcomes = {(d["file_name"], d["sha256"]): d["outcome"] for d in before}
    reread = (
        (d["file_name"], outcomes[d["file_name"], d["sha256"]], d["outcome"])
        for d in after
        if outcomes.get((d["file_name"], d["sha256"]), d["outcome"]) != d["outcome"]
    )
    return Documents(
        tuple(name for name, _ in came),
        tuple(replaced),
        tuple(renamed),
        tuple(name for name, _ in went),
        tuple(reread),
    )


def _files(documents: Sequence[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((d["file_name"], d["sha256"]) for d in documents)


# ---------------------------------------------------------------- findings

_Columns = dict[str, dict[str, str]]
_Keyed = list[tuple[tuple[str, ...], Finding]]


def _findings(connection: duckdb.DuckDBPyConnection, name: str, columns: _Columns) -> _Keyed:
    """Return the findings of a release, each with what makes it the same one in another.

    That is whose disclosure it is and what is said with which operands, whatever the file and page.
    """
    # What somebody has dealt with is told as that; the first releases knew no such status.
    severity = "severity"
    if "status" in columns.get("findings", {}):
        severity = "case when status = 'open' then severity else status end"
    rows = connection.execute(f"""
        select
            concat_ws(
                '|', region_code, coalesce(department_name, document_id), fiscal_year, document_kind
            ),
            identity, {severity}, findings.file_name, page, explanation
        from {name}.findings
        left join {name}.dim_document using (document_id)
        order by rank
    """).fetchall()
    return [
        ((subject, identity, PAGE.sub("page", told[-1])), Finding(*told))
        for subject, identity, *told in rows
    ]


def _surplus(here: _Keyed, there: _Keyed) -> Iterator[Finding]:
    """Yield the findings of one release that the other has not, or not as often."""
    known = Counter(key for key, _ in there)
    for key, finding in here:
        known[key] -= 1
        if known[key] < 0:
            yield finding


# ---------------------------------------------------------------- rows


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> _Columns:
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? order by table_name, column_index",
        [name],
    )
    columns: _Columns = {}
    for table, column, type_ in rows.fetchall():
        columns.setdefault(table, {})[column] = type_
    return columns


def _columns_changed(before: _Columns, after: _Columns) -> Iterator[str]:
    for sign, one, other in (("-", before, after), ("+", after, before)):
        for table in one:
            if table not in other:
                yield f"{sign} {table}"
            else:
                yield from (f"{sign} {table}.{c}" for c in one[table] if c not in other[table])


def _tables(
    connection: duckdb.DuckDBPyConnection, columns: tuple[_Columns, _Columns]
) -> Iterator[Table]:
    before, after = columns
    names = _names(connection)
    moved = _differing(connection, "dim_document", columns)
    for table in sorted(filter(COMPARED.match, after), key=lambda n: (n[:4] != "fct_", n)):
        if table in before and (keys := _differing(connection, table, columns)):
            # Whose rows they are is said by dim_document.
            touched = "create or replace temp table touched (document_id) as select unnest($1)"
            connection.execute(touched, [[*keys, *moved]])
            common = {c: t for c, t in after[table].items() if c in before[table]}
            yield from _compared(connection, table, common, names)


def _differing(
    connection: duckdb.DuckDBPyConnection, name: str, columns: tuple[_Columns, _Columns]
) -> list[str]:
    """Return the documents whose rows of a table differ; all of them where its columns do."""
    before, after = (one.get(name, {}) for one in columns)
    table = tables.Table.of(name, after)
    if before == after:
        return tables.differing(connection, table, *SIDES)
    sides = [connection.table(f"{side}.main.{name}").project(table.key) for side in SIDES]
    return [key for (key,) in sides[0].union(sides[1]).distinct().fetchall()]


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return the names of codes, and of files, for people to read beside or instead of them."""
    files: dict[str, str] = dict(
        connection.execute(
            "select document_id, any_value(file_name) from (from before.dim_document union all by "
            "name from release.dim_document) where department_name is null group by all"
        ).fetchall()
    )
    return {"body": files} | {
        column: dict(
            connection.execute(
                f"select {column}, {column.removesuffix('_code')}_name from {table}"
            ).fetchall()
        )
        for column, table in NAMED.items()
    }


def _compared(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    names: Mapping[str, Mapping[str, str]],
) -> Iterator[Table]:
    key, values = _sides(table, columns)
    if "document_id" in columns:
        key = [*SUBJECT, *(column for column in key if column not in SUBJECT)]
    sides = " union all ".join(
        f"select '{side}' as side, {', '.join([*key, *values])} from {_rows(name, table, columns)}"
        for side, name in (("before", "before"), ("after", "release"))
    )
    told = ", ".join(f"{value} := {value}" for value in values) or "nothing := null"
    connection.execute(f"""
        create or replace temp table differing as
        with sides as ({sides}),
        surplus as (
            select
                * exclude (side),
                count(*) filter (side = 'after') - count(*) filter (side = 'before') as surplus
            from sides group by all having surplus <> 0
        )
        select
            {", ".join(key)},
            coalesce(sum(surplus) filter (surplus > 0), 0) as came,
            coalesce(-sum(surplus) filter (surplus < 0), 0) as went,
            list(struct_pack({told})) filter (surplus < 0) as before,
            list(struct_pack({told})) filter (surplus > 0) as after
        from surplus group by all
    """)
    ((rows, added, changed, removed),) = connection.execute(f"""
        select
            (select count(*) from release.{table}),
            coalesce(sum(greatest(came - went, 0)), 0)::bigint,
            coalesce(sum(least(came, went)), 0)::bigint,
            coalesce(sum(greatest(went - came, 0)), 0)::bigint
        from differing
    """).fetchall()
    shown = connection.execute(
        "select * from differing "
        f"order by {', '.join(['least(came, went) = 0', *key])} limit {EXAMPLES}"
    ).fetchall()
    if shown:
        examples = (_example(row, key, names) for row in shown)
        yield Table(table, rows, added, changed, removed, tuple(e for e in examples if e.row))


def _rows(release: str, table: str, columns: Mapping[str, str]) -> str:
    """Name the rows that may differ, with whose they are: a body, or else the document itself."""
    if "document_id" not in columns:
        return f"{release}.{table}"
    lent = [column for column in SUBJECT[1:] if column not in columns]
    lending = "".join(f", documents.{column}" for column in lent)
    return (
        "(select told.*, coalesce(documents.department_name, documents.document_id) as body"
        f"{lending} from {release}.{table} as told "
        f"left join {release}.dim_document as documents using (document_id) "
        "where told.document_id in (from touched))"
    )


def _sides(table: str, columns: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Divide columns into those that say which row it is, and those that say what it says."""
    said = [column for column in columns if not NOT_SAID.fullmatch(column)]
    if table.startswith("dim_"):
        first = said[:3] if table == "dim_unit" else said[:1]
        return first, [column for column in said if column not in first]
    if "document_id" in columns:
        # The body says it too.
        said = [column for column in said if column != "department_name"]
    values = [
        c for c in said if c in VALUES or columns[c].startswith(("DECIMAL", "DOUBLE", "BIGINT"))
    ]
    return [column for column in said if column not in values], values


def _example(
    row: tuple[Any, ...], key: Sequence[str], names: Mapping[str, Mapping[str, str]]
) -> Example:
    told = [
        _named(value, column, names)
        for column, value in zip(key, row, strict=False)
        if value is not None and value is not False and column != "region_code"
    ]
    came, went, before, after = row[-4:]
    what = "changed" if came and went else "added" if came else "removed"
    if before and after and len(before) == len(after) == 1:
        # Of one row that changed, only what did.
        same = {column for column, value in before[0].items() if value == after[0][column]}
        before, after = (
            [{c: v for c, v in r[0].items() if c not in same}] for r in (before, after)
        )
    return Example(what, " · ".join(told), _values(before), _values(after))


def _values(rows: Sequence[Mapping[str, Any]] | None) -> str:
    """Write the values of the rows of one side that differ, the first few of them."""
    told = (
        ", ".join(_plain(v, c) for c, v in row.items() if v is not None and v is not False)
        for row in (rows or ())[:EXAMPLES]
    )
    return "; ".join(filter(None, told))


def _named(value: object, column: str, names: Mapping[str, Mapping[str, str]]) -> str:
    name = names.get(column, {}).get(str(value), "")
    return name if name and column == "body" else f"{_plain(value, column)} {name}".strip()


def _plain(value: object, column: str) -> str:
    """Write a value as a person would: amounts with separators, a truth by its column's name."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, list):
        return " / ".join(map(str, value))
    return column.removeprefix("is_").replace("_", " ") if value is True else str(value)
