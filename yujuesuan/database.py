"""Open DuckDB files within the memory a build may take; say where a release has its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from yujuesuan.errors import UsageError

# What the database of a release is called.
DATABASE = "yujuesuan.duckdb"


def published(release: Path) -> Path:
    """Return the database of a published release.

    Raises UsageError where there is none.
    """
    path = release / DATABASE
    if not path.is_file():
        raise UsageError(f"there is no release in {release}", ["make one: yujuesuan build"])
    return path


def limits() -> dict[str, str | bool | int | float | list[str]]:
    """Return the settings of DuckDB by which a build keeps to the memory it may take."""
    return {
        "memory_limit": os.environ.get("YUJUESUAN_MEMORY", "2GB"),
        # What does not fit goes here; the current folder, DuckDB's choice, may be read-only.
        "temp_directory": str(Path(tempfile.gettempdir(), f"yujuesuan-{os.getpid()}")),
    }


def connected(path: Path | str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Open a database, or one in memory to attach others to, within these limits."""
    return duckdb.connect(path, config=limits())


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database of a release for reading, also while this process has it open elsewhere.

    Attached to a database in memory: DuckDB refuses to connect twice to one file in one process
    with different settings, and Great Expectations keeps its connections.
    """
    with connected() as connection:
        connection.execute(f"attach '{quoted(path)}' as release (read_only)")
        connection.execute("use release")
        yield connection


def quoted(path: Path) -> str:
    """Write a path into a string literal of SQL."""
    return str(path).replace("'", "''")
