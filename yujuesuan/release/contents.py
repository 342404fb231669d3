"""What a release consists of, and what is written beside its tables."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.errors import UsageError

FORMAT = "yujuesuan release 1"
DATABASE = "yujuesuan.duckdb"
# Everything that ever stood at the top of a release.
FILES = frozenset(
    {DATABASE, "manifest.json", "datapackage.json", "report.md", "report.json", "findings.csv"}
    | {"parquet", "docs", "data_docs"}
)

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


def sha256(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quoted(path: Path) -> str:
    """Write a path into a string literal of SQL."""
    return str(path).replace("'", "''")
