"""What a build has to work out again, and how the rest is kept.

Documents are told apart by the names they go by or list (`int_body_keys`): no model looks from one
document at another with which it shares no name. So the bodies a change touches are worked out as a
corpus of their own, a slice, and their rows replace those the warehouse held. The few models that
look at all documents are tagged `corpus`; they read nothing but what is kept.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.build.aside import OUTCOME, Aside, Fingerprints
from yujuesuan.database import connected, quoted
from yujuesuan.workspace import Workspace, program_version

CORPUS = "corpus"
TOOLS = ("dbt-core", "dbt-duckdb", "duckdb")
BOOKS = """
    create schema kept;
    create table kept.documents (document_id varchar, fingerprint varchar);
    create table kept.project (version varchar);
    create table kept.aside (
        document_id varchar, fingerprint varchar, "check" varchar, reason varchar,
        company map(varchar, varchar)
    );
"""
# Of these tables, the rows of documents go with them.
BOOKED = ("kept.documents", "kept.aside")
# Of a document that is set aside, a slice has only what names it.
NAMING = ("files", "documents")
SHARED_KEYS = """
    with keys as ({})
    select distinct document_id, body_key
    from keys
    semi join (from keys where is_own) as owned using (body_key)
"""


def project() -> str:
    """Return a fingerprint of everything but the documents that tables are made from."""
    return " ".join([program_version(), *map(version, TOOLS)])


# ---------------------------------------------------------------- what to work out


def present(landing: Path) -> Fingerprints:
    """Return the documents of this run, each with a fingerprint of all that was read from it.

    Where its files lie does not matter, what they are called does.
    """
    with connected() as connection:
        connection.execute(f"attach '{quoted(landing)}' as whole (read_only)")
        connection.execute("create view files as select * exclude (file_path) from whole.raw.files")
        tables = [f"whole.raw.{name}" for name in _names(connection, "whole", "raw")]
        hashed = " union all ".join(
            f"select document_id, sum(hash('{table}', t)) as digest from {table} as t "
            "semi join files using (document_id) group by document_id"
            for table in ["files", *(table for table in tables if table != "whole.raw.files")]
        )
        return dict(
            connection.execute(
                f"select document_id, sum(digest)::varchar from ({hashed}) group by document_id"
            ).fetchall()
        )


def held(warehouse: Path) -> Fingerprints:
    """Return the documents a warehouse holds; none if this very project did not make it."""
    return dict(_books(warehouse, "documents"))


def set_aside(warehouse: Path) -> list[Aside]:
    """Return the documents set aside that a warehouse knows of, if this very project made it."""
    return sorted((Aside(*row) for row in _books(warehouse, "aside")), key=lambda a: a.document_id)


def _books(warehouse: Path, table: str) -> list[tuple[Any, ...]]:
    if not warehouse.exists():
        return []
    try:
        with connected(warehouse) as connection:
            made_by = connection.execute("from kept.project").fetchall()
            rows = connection.execute(f"from kept.{table}").fetchall()
    except duckdb.Error:
        # Of an earlier version, or damaged: it can be made again.
        return []
    return rows if made_by == [(project(),)] else []


def shared_names(*warehouses: Path) -> list[tuple[str, str]]:
    """Return the documents of some warehouses, each with the names by which one is told.

    A name that no document goes by is shared with nobody, however many list it.
    """
    with connected() as connection:
        for number, path in enumerate(warehouses):
            connection.execute(f"attach '{quoted(path)}' as part{number} (read_only)")
        every = " union all ".join(
            f"from part{number}.intermediate.int_body_keys" for number in range(len(warehouses))
        )
        return connection.execute(SHARED_KEYS.format(every)).fetchall()


def bodies(keys: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Gather documents that share a key, directly or through others."""
    parents: dict[str, str] = {}

    def root(node: str) -> str:
        while (parent := parents.setdefault(node, node)) != node:
            parents[node] = parents[parent]
            node = parents[node]
        return node

    named = list(keys)
    for document_id, key in named:
        parents[root("key " + key)] = root(document_id)
    gathered: dict[str, set[str]] = defaultdict(set)
    for document_id, _ in named:
        gathered[root(document_id)].add(document_id)
    return sorted(gathered.values(), key=min)


def packed(groups: Iterable[Collection[str]], size: int) -> Iterator[list[list[str]]]:
    """Fill slices of about `size` documents; a body is never cut in two."""
    filled: list[list[str]] = []
    for group in groups:
        if filled and sum(map(len, filled)) + len(group) > size:
            yield filled
            filled = []
        filled = [*filled, sorted(group)]
    if filled:
        yield filled


# ---------------------------------------------------------------- how it is kept


def cut(
    whole: Workspace, documents: Collection[str], piece: Workspace, aside: Mapping[str, Aside]
) -> None:
    """Make a workspace with the landing of these documents alone, and with the seeds there are.

    Of those set aside, that they are is all that was read.
    """
    _empty(piece)
    with connected(piece.landing) as connection:
        connection.execute(f"attach '{quoted(whole.landing)}' as whole (read_only)")
        _list(connection, documents)
        _list(connection, (key for key in documents if key not in aside), "whole_ones")
        connection.execute("create schema raw")
        for name in _names(connection, "whole", "raw"):
            those = "listed" if name in NAMING else "whole_ones"
            rows = f"from whole.raw.{name} where document_id in (from {those})"
            connection.execute(f"create table raw.{name} as {rows}")
        told = [(one.document_id, OUTCOME, one.reason) for one in map(aside.get, documents) if one]
        if told:
            connection.executemany(
                "insert into raw.outcomes (document_id, outcome_no, step, outcome, reason) "
                "values (?, 0, 'read', ?, ?)",
                told,
            )
    if whole.warehouse.exists():
        with connected(piece.warehouse) as connection:
            _lend_seeds(connection, whole)


def part(
    whole: Workspace, documents: Collection[str], piece: Workspace, kept: Collection[str]
) -> None:
    """Make a workspace with what is kept of these documents, for what looks at all of them."""
    _empty(piece)
    # Nothing of it is read any more, but dbt opens it.
    connected(piece.landing).close()
    with connected(piece.warehouse) as connection:
        _lend_seeds(connection, whole)
        _list(connection, documents)
        by_document = {
            f"{schema}.{table}"
            for schema, table in connection.execute(
                "select schema_name, table_name from duckdb_columns() "
                "where database_name = 'whole' and column_name = 'document_id'"
            ).fetchall()
        }
        for table in kept:
            where = "where document_id in (from listed)" if table in by_document else ""
            connection.execute(f"create schema if not exists {table.partition('.')[0]}")
            connection.execute(f"create table {table} as from whole.{table} {where}")


def _empty(piece: Workspace) -> None:
    shutil.rmtree(piece.folder, ignore_errors=True)
    piece.folder.mkdir(parents=True)


def _lend_seeds(connection: duckdb.DuckDBPyConnection, whole: Workspace) -> None:
    connection.execute(f"attach '{quoted(whole.warehouse)}' as whole (read_only)")
    connection.execute("create schema seeds")
    for name in _names(connection, "whole", "seeds"):
        connection.execute(f"create table seeds.{name} as from whole.seeds.{name}")


def begin(
    warehouse: Path, slice_: Path, documents: Fingerprints, aside: Mapping[str, Aside]
) -> None:
    """Make a slice the warehouse, noting what it was made from, and what is set aside of it."""
    with connected(slice_) as connection:
        connection.execute(BOOKS)
        connection.execute("insert into kept.project values (?)", [project()])
        _note(connection, documents, aside)
    discard(warehouse)
    slice_.replace(warehouse)


def add(
    warehouse: Path,
    slice_: Path,
    documents: Fingerprints,
    aside: Mapping[str, Aside],
    kept: Collection[str],
) -> None:
    """Put the rows of a slice into the warehouse, noting whose they are, in one transaction."""
    with connected(warehouse) as connection:
        connection.execute(f"attach '{quoted(slice_)}' as slice (read_only)")
        connection.execute("begin")
        for table in _tables_by_document(connection, kept):
            connection.execute(f"insert into {table} by name from slice.{table}")
        _note(connection, documents, aside)
        connection.execute("commit")


def drop(warehouse: Path, documents: Collection[str], kept: Collection[str]) -> None:
    """Take the rows of documents out of the warehouse, in one transaction.

    What is not kept up goes altogether: it would go on telling of yesterday.
    """
    with connected(warehouse) as connection:
        _list(connection, documents)
        connection.execute("begin")
        for table in (*BOOKED, *_tables_by_document(connection, kept)):
            connection.execute(f"delete from {table} where document_id in (from listed)")
        for table in _tables(connection):
            if table not in kept and not table.startswith(("seeds.", "kept.")):
                connection.execute(f"drop table {table}")
        connection.execute("commit")


def note_aside(warehouse: Path, asides: Collection[Aside]) -> None:
    """Note that documents are to be set aside; the next build takes their rows out."""
    with connected(warehouse) as connection:
        connection.execute("begin")
        _note_aside(connection, asides)
        connection.execute("commit")


def forget_aside(warehouse: Path, documents: Collection[str]) -> None:
    """Forget that documents are set aside; the next build tries them anew."""
    with connected(warehouse) as connection:
        _list(connection, documents)
        connection.execute("delete from kept.aside where document_id in (from listed)")


def discard(warehouse: Path) -> None:
    """Remove a warehouse, and what DuckDB keeps beside it."""
    for leftover in warehouse.parent.glob(f"{warehouse.name}*"):
        leftover.unlink()


def kept_tables(nodes: Mapping[str, Any]) -> set[str]:
    """Name the tables kept, given dbt's nodes: those released, and those corpus models read."""
    models = {key: node for key, node in nodes.items() if node.resource_type == "model"}
    corpus = {key for key, node in models.items() if CORPUS in node.tags}
    read = {parent for key in corpus for parent in models[key].depends_on.nodes}
    return {
        f"{node.schema}.{node.alias}"
        for key, node in models.items()
        # The names of bodies are read by this module.
        if (key in read or node.schema == "main" or node.name == "int_body_keys")
        and key not in corpus
    }


def _names(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> list[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where (database_name, schema_name) = (?, ?)",
        [database, schema],
    )
    return [name for (name,) in rows.fetchall()]


def _tables(connection: duckdb.DuckDBPyConnection, column: str = "%") -> list[str]:
    """Name the tables of a warehouse, with schema; those alone that have such a column."""
    rows = connection.execute(
        """
        select distinct schema_name || '.' || table_name
        from duckdb_columns()
        where database_name = current_database() and column_name like ? and not internal
        """,
        [column],
    )
    return [table for (table,) in rows.fetchall()]


def _tables_by_document(
    connection: duckdb.DuckDBPyConnection, kept: Collection[str]
) -> Iterator[str]:
    """Yield the tables that are kept and hold rows of documents; others are made of seeds alone."""
    return (table for table in _tables(connection, "document_id") if table in kept)


def _list(
    connection: duckdb.DuckDBPyConnection, documents: Iterable[str], name: str = "listed"
) -> None:
    connection.execute(
        f"create temp table {name} as select unnest(?::varchar[]) as document_id", [[*documents]]
    )


def _note(
    connection: duckdb.DuckDBPyConnection, documents: Fingerprints, aside: Mapping[str, Aside]
) -> None:
    connection.execute(
        "insert into kept.documents select unnest(?::varchar[]), unnest(?::varchar[])",
        [[*documents.keys()], [*documents.values()]],
    )
    _note_aside(connection, [aside[key] for key in documents if key in aside])


def _note_aside(connection: duckdb.DuckDBPyConnection, asides: Collection[Aside]) -> None:
    for one in asides:
        connection.execute(
            "insert into kept.aside select ?, ?, ?, ?, map(?::varchar[], ?::varchar[])",
            [
                *(one.document_id, one.fingerprint, one.check, one.reason),
                *([*one.company.keys()], [*one.company.values()]),
            ],
        )
