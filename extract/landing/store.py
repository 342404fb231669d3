"""Land readings in the `raw` schema of a DuckDB file: text as printed, one transaction each.

The landing grows by document. `raw.files` names the files of the present run; staging shows only
their documents, so that one landing serves many runs and a document is read once.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from extract.files.limits import can_recognise
from extract.landing.rows import TABLES, Readied, batch
from extract.types import Outcome, Source

BY_DOCUMENT = [name for name in TABLES if name != "files"]


@cache
def extractor_version() -> str:
    """Name the version of what reads: a hash over this package and the header forms it knows."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for kind in ("*.py", "*.csv") for path in package.rglob(kind)):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open (or create) a landing with its `raw` tables."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path))
    connection.execute("create schema if not exists raw")
    for name, columns in TABLES.items():
        connection.execute(f"create table if not exists raw.{name} ({columns})")
    return connection


def landed(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the documents already landed by this version of the extractor.

    Not those that waited for the extra `ocr`, once it is installed.
    """
    rows = connection.execute(
        """
        select document_id from raw.documents
        where extractor_version = ? and not (? and document_id in (
            select document_id from raw.outcomes
            group by document_id
            having bool_or(outcome = 'needs_ocr') and not bool_or(outcome = 'recognised')
        ))
        """,
        [extractor_version(), can_recognise()],
    )
    return {document_id for (document_id,) in rows.fetchall()}


def present(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> list[Source]:
    """Record the files of this run; return one source for each distinct document, in order."""
    seen: set[str] = set()
    distinct = []
    rows = []
    for source in sources:
        rows.append(
            (
                str(source.path),
                source.file_name,
                source.document_id,
                source.sha256,
                source.format,
                source.byte_size,
                source.document_id in seen,
            )
        )
        if source.document_id not in seen:
            seen.add(source.document_id)
            distinct.append(source)
    connection.execute("begin")
    connection.execute("delete from raw.files")
    if rows:
        _insert(connection, "files", batch("files", rows))
    connection.execute("commit")
    return distinct


def land(connection: duckdb.DuckDBPyConnection, source: Source, result: Readied | Outcome) -> None:
    """Write everything read from one document, replacing what an earlier version had read."""
    rows = _head(source, result) | (dict(result.rows) if isinstance(result, Readied) else {})
    connection.execute("begin")
    try:
        # Looking through every table for rows that cannot be there would cost what they hold.
        key = [source.document_id]
        is_known = connection.execute("select 1 from raw.documents where document_id = ?", key)
        if is_known.fetchone():
            for name in BY_DOCUMENT:
                connection.execute(f"delete from raw.{name} where document_id = ?", key)
        for name, found in rows.items():
            _insert(connection, name, found)
        connection.execute("commit")
    except BaseException:
        # A full disk has ended the transaction already, and is what must be told.
        with contextlib.suppress(duckdb.TransactionException):
            connection.execute("rollback")
        raise


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("batch", rows)
    connection.execute(f"insert into raw.{name} select * from batch")
    connection.unregister("batch")


def _head(source: Source, result: Readied | Outcome) -> dict[str, pa.Table]:
    """Return the row of a document, and what came of each step of reading it."""
    key = source.document_id
    outcomes = (result,) if isinstance(result, Outcome) else result.outcomes
    page_count = None if isinstance(result, Outcome) else result.page_count or None
    document = (key, source.sha256, source.file_name, source.format, source.byte_size, page_count)
    steps = [
        (key, number, o.step, o.outcome, o.reason, o.page) for number, o in enumerate(outcomes, 1)
    ]
    return {
        "documents": batch("documents", [(*document, extractor_version())]),
        "outcomes": batch("outcomes", steps),
    }
