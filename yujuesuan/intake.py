"""Read the documents of a build and land them; a document already landed is not read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from extract import documents, landing
from extract.isolation import WorkerStartError, read_all
from extract.reading import read_source
from yujuesuan.errors import BuildFailedError, NothingReadError, UsageError
from yujuesuan.progress import Steps
from yujuesuan.workspace import Workspace

READABLE = frozenset({"read", "partly"})
# What lies beside documents in a folder, and is none; named by itself, it is read all the same.
BESIDE = frozenset({".csv", ".json", ".md", ".py", ".yaml", ".yml"})
# These may have been the machine's fault, not the document's: they are tried again.
PASSING = ("crashed", "timeout", "out_of_memory")


@dataclass(frozen=True)
class Document:
    """A file given to a build, and what came of reading it.

    `same_as` names the first file of this build with the same content.
    """

    file_name: str
    document_id: str
    sha256: str
    format: str
    byte_size: int
    page_count: int | None
    outcome: str
    reason: str
    same_as: str | None = None

    @property
    def is_readable(self) -> bool:
        """Tell whether anything of it could be read."""
        return self.outcome in READABLE


def take_in(
    paths: Sequence[Path], workspace: Workspace, steps: Steps, *, workers: int | None, again: bool
) -> tuple[Document, ...]:
    """Find the documents, read those not landed yet (or all of them `again`), and land them.

    Raises NothingReadError if none can be read, UsageError if the landing cannot be opened, and
    BuildFailedError if the reader itself does not start.
    """
    try:
        connection = landing.connect(workspace.landing)
    except duckdb.Error as error:
        raise UsageError(
            f"{workspace.landing} cannot be opened",
            [str(error).splitlines()[0], "close the program that uses it, or name another --work"],
        ) from error
    try:
        with connection:
            _read(connection, paths, steps, workers, again)
            given = _outcomes(connection)
    except WorkerStartError as error:
        raise BuildFailedError("documents cannot be read", [str(error)]) from error
    if not given:
        raise NothingReadError("there is no document in " + ", ".join(map(str, paths)))
    if not any(document.is_readable for document in given):
        raise NothingReadError(
            "none of the documents could be read",
            [f"{d.file_name}: {d.outcome}, {d.reason}" for d in given],
        )
    return given


def _read(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    steps: Steps,
    workers: int | None,
    again: bool,
) -> None:
    found = documents.find(paths)
    sources = landing.present(
        connection, [s for s in found if s.path in paths or s.path.suffix.lower() not in BESIDE]
    )
    known = set() if again else landing.landed(connection) - _passing(connection)
    waiting = [source for source in sources if source.document_id not in known]
    with steps.reading(waiting) as heard:
        for source, result in read_all(waiting, read_source, workers=workers):
            landing.land(connection, source, result)
            heard(source, result)


def _passing(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select document_id from raw.outcomes where step = 'read' and outcome in (?, ?, ?)", PASSING
    )
    return {document_id for (document_id,) in rows.fetchall()}


def _outcomes(connection: duckdb.DuckDBPyConnection) -> tuple[Document, ...]:
    """Return every file of this build, in order of path, with the outcome of reading it."""
    rows = connection.execute("""
        select
            files.file_name,
            files.document_id,
            files.sha256,
            files.format,
            files.byte_size,
            documents.page_count,
            outcomes.outcome,
            outcomes.reason,
            case
                when files.is_duplicate
                then first_value(files.file_name) over (
                    partition by files.document_id order by files.is_duplicate, files.file_path
                )
            end as same_as
        from raw.files
        inner join raw.documents on files.document_id = documents.document_id
        inner join raw.outcomes
            on files.document_id = outcomes.document_id and outcomes.step = 'read'
        order by files.file_path
    """)
    return tuple(Document(*row) for row in rows.fetchall())
