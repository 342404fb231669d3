"""Read the documents of a build and land them; a document already landed is not read again.

A file that is still being written is left for the next run. If an earlier content of it was
landed, that goes on to speak for it: half a copy makes no row come or go.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from extract.files import find
from extract.landing import store
from extract.landing.rows import read_rows
from extract.landing.workers import WorkerStartError, read_all
from extract.types import Source
from yujuesuan.errors import BuildFailedError, NothingReadError, UsageError
from yujuesuan.screen import Steps
from yujuesuan.workspace import Workspace

READABLE = frozenset({"read", "partly"})
# What lies beside documents in a folder, and is none; named by itself, it is read all the same.
BESIDE = frozenset({".csv", ".json", ".md", ".py", ".yaml", ".yml"})
# These may have been the machine's fault, not the document's: they are tried again.
PASSING = ("crashed", "timeout", "out_of_memory")


# What DuckDB says of a file that is no database (any more).
DAMAGE = re.compile("not a valid|orrupt|checksum")


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


@dataclass(frozen=True)
class Left:
    """A file left for the next run, and why."""

    file_name: str
    reason: str


@dataclass(frozen=True)
class Taken:
    """What a build is made of, and what was left out of it for now.

    `landed` are the documents that this run has read.
    """

    documents: tuple[Document, ...]
    left: tuple[Left, ...] = ()
    landed: frozenset[str] = frozenset()


def take_in(
    paths: Sequence[Path],
    workspace: Workspace,
    steps: Steps,
    *,
    workers: int | None,
    again: bool,
    settle: float | None,
) -> Taken:
    """Find the documents, read those not landed yet (or all of them `again`), and land them.

    With `settle`, a file written less than so many seconds ago, or changed in any way since the
    run began, is left for the next one. In any case one that changes while it is read is.

    Raises NothingReadError if none can be read, UsageError if the landing cannot be opened, and
    BuildFailedError if the reader itself does not start.
    """
    connection = _landing(workspace, steps)
    try:
        with connection:
            left, landed = _read(connection, _found(paths, settle), steps, workers, again)
            given = _outcomes(connection)
    except WorkerStartError as error:
        raise BuildFailedError("documents cannot be read", [str(error)]) from error
    for one in left:
        steps.note(f"{one.file_name} is left for the next run: {one.reason}")
    unread = [f"{one.file_name}: left for the next run, {one.reason}" for one in left]
    if not given:
        raise NothingReadError("there is no document in " + ", ".join(map(str, paths)), unread)
    if not any(document.is_readable for document in given):
        raise NothingReadError(
            "none of the documents could be read",
            [*(f"{d.file_name}: {d.outcome}, {d.reason}" for d in given), *unread],
        )
    return Taken(given, left, landed)


def _landing(workspace: Workspace, steps: Steps) -> duckdb.DuckDBPyConnection:
    """Open the landing; one that a broken disk has damaged is set aside, as all can be read again.

    Raises UsageError if another program holds it, BuildFailedError if it cannot be opened.
    """
    try:
        return store.connect(workspace.landing)
    except duckdb.Error as error:
        what, reason = f"{workspace.landing} cannot be opened", str(error).splitlines()[0]
        if "set lock" in reason:
            advice = "close the program that uses it, or name another --work"
            raise UsageError(what, [reason, advice]) from error
        if not DAMAGE.search(reason):
            raise BuildFailedError(what, [reason]) from error
        steps.note(f"{what}, so everything is read again: {reason}")
    for path in workspace.folder.glob(f"{workspace.landing.name}*"):
        path.replace(path.with_name(f"damaged.{path.name}"))
    return store.connect(workspace.landing)


@dataclass(frozen=True)
class _Found:
    """A file as it was when it was fingerprinted; `moving` says why it is not to be read yet."""

    source: Source
    status: os.stat_result | None
    moving: str = ""

    def now_moving(self) -> str:
        """Say whether it is another file by now than the one fingerprinted."""
        if self.status is None:
            return ""
        now = _status(self.source.path)
        return "" if now and _marks(now) == _marks(self.status) else CHANGED_MEANWHILE


CHANGED_MEANWHILE = "it changed while it was being read"


def _found(paths: Sequence[Path], settle: float | None) -> list[_Found]:
    began = time.time()
    found = []
    for source in find.find(paths):
        if source.path not in paths and source.path.suffix.lower() in BESIDE:
            continue
        status = _status(source.path)
        found.append(_Found(source, status, _why_moving(status, began, settle)))
    return found


def _why_moving(status: os.stat_result | None, began: float, settle: float | None) -> str:
    if settle is None or status is None:
        return ""
    if status.st_ctime >= began:
        return CHANGED_MEANWHILE
    # Within so many seconds of now: a file from a clock that is years ahead is not waited for.
    if abs(began - status.st_mtime) < settle:
        return f"it was written less than {settle:g} seconds before the run began"
    return ""


def _status(path: Path) -> os.stat_result | None:
    """Return what a file looks like from outside; None if it cannot be seen any more."""
    try:
        return path.stat()
    except OSError:
        return None


def _marks(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(
    connection: duckdb.DuckDBPyConnection,
    found: Sequence[_Found],
    steps: Steps,
    workers: int | None,
    again: bool,
) -> tuple[tuple[Left, ...], frozenset[str]]:
    """Land what is new, and record the files that make up this run.

    Returns the files left out, and the documents landed.
    """
    before = _files_of_last_run(connection)
    known = set() if again else store.landed(connection) - _passing(connection)
    moving = {one.source.path: one.moving for one in found if one.moving}
    waiting: dict[str, _Found] = {}
    for one in found:
        if not one.moving and one.source.document_id not in known:
            waiting.setdefault(one.source.document_id, one)
    queue = [one.source for one in waiting.values()]
    with steps.reading(queue) as heard:
        for source, result in read_all(queue, read_rows, workers=workers):
            if reason := waiting[source.document_id].now_moving():
                moving[source.path] = reason
                continue
            store.land(connection, source, result)
            heard(source, result)
    landed = store.landed(connection)
    speaking = [
        before[one.source.path] if one.source.path in moving else one.source
        for one in found
        if one.source.path not in moving or one.source.path in before
    ]
    store.present(connection, [source for source in speaking if source.document_id in landed])
    left = tuple(
        Left(one.source.file_name, moving[one.source.path])
        for one in found
        if one.source.path in moving
    )
    return left, frozenset(waiting.keys() & landed)


def _files_of_last_run(connection: duckdb.DuckDBPyConnection) -> dict[Path, Source]:
    rows = connection.execute(
        "select file_path, file_name, sha256, byte_size, format from raw.files"
    ).fetchall()
    return {Path(path): Source(Path(path), *rest) for path, *rest in rows}


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
