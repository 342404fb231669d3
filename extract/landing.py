"""Land readings in the `raw` schema of a DuckDB file: text as printed, one transaction each.

The landing grows by document. `raw.files` names the files of the present run; staging shows only
their documents, so that one landing serves many runs and a document is read once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extract import structure
from extract.types import FIGURE, Box, Cell, Line, Outcome, Reading, Source, Table

TABLES: Mapping[str, str] = {
    "files": "file_path varchar, file_name varchar, document_id varchar, sha256 varchar, "
    "format varchar, byte_size bigint, is_duplicate boolean",
    "documents": "document_id varchar, sha256 varchar, file_name varchar, format varchar, "
    "byte_size bigint, page_count integer, extractor_version varchar",
    "outcomes": "document_id varchar, outcome_no integer, step varchar, outcome varchar, "
    "reason varchar, page integer",
    "pages": "document_id varchar, page integer, width double, height double, rotation integer, "
    "route varchar, has_text boolean, has_image boolean",
    "tables": "document_id varchar, table_no integer, first_page integer, last_page integer, "
    "column_count integer, row_count integer, routes varchar, confidence double",
    "captions": "document_id varchar, table_no integer, caption_no integer, position varchar, "
    "text varchar, page integer",
    "columns": "document_id varchar, table_no integer, column_no integer, header varchar[]",
    "header_cells": "document_id varchar, table_no integer, page integer, row_no integer, "
    "column_no integer, row_span integer, column_span integer, text varchar, "
    "x0 double, top double, x1 double, bottom double, place varchar",
    "cells": "document_id varchar, table_no integer, row_no integer, column_no integer, "
    "row_span integer, column_span integer, text varchar, second_text varchar, page integer, "
    "x0 double, top double, x1 double, bottom double, place varchar, placement varchar, "
    "confidence double",
    "lines": "document_id varchar, line_no integer, page integer, text varchar, "
    "x0 double, top double, x1 double, bottom double, place varchar",
    "printed_figures": "document_id varchar, page integer, figure_no integer, text varchar, "
    "x0 double, top double, x1 double, bottom double, table_no integer, row_no integer, "
    "column_no integer, region varchar",
}
BY_DOCUMENT = [name for name in TABLES if name != "files"]


@cache
def extractor_version() -> str:
    """Name the version of what reads: a hash over this package and the header forms it knows."""
    here = Path(__file__).parent
    forms = here.parent / "seeds" / "form_headers.csv"
    digest = hashlib.sha256()
    for path in [*sorted(here.glob("*.py")), *([forms] if forms.exists() else [])]:
        digest.update(path.read_bytes())
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
    """Return the documents already landed by this version of the extractor."""
    rows = connection.execute(
        "select document_id from raw.documents where extractor_version = ?", [extractor_version()]
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
    _insert(connection, "files", rows)
    connection.execute("commit")
    return distinct


def land(connection: duckdb.DuckDBPyConnection, source: Source, result: Reading | Outcome) -> None:
    """Write everything read from one document, replacing what an earlier version had read."""
    rows = _rows(source, result)
    connection.execute("begin")
    try:
        for name in BY_DOCUMENT:
            connection.execute(
                f"delete from raw.{name} where document_id = ?",  # noqa: S608 -- our own names
                [source.document_id],
            )
            _insert(connection, name, rows.get(name, []))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Any]) -> None:
    if not rows:
        return
    width = len(rows[0])
    names = [part.strip().split(" ")[0] for part in TABLES[name].split(",")]
    columns = {names[i]: [row[i] for row in rows] for i in range(width)}
    batch = pa.table({key: pa.array(values) for key, values in columns.items()})
    connection.register("batch", batch)
    connection.execute(f"insert into raw.{name} select * from batch")  # noqa: S608
    connection.unregister("batch")


def _rows(source: Source, result: Reading | Outcome) -> dict[str, list[tuple[Any, ...]]]:
    key = source.document_id
    outcomes = (result,) if isinstance(result, Outcome) else result.outcomes
    pages = () if isinstance(result, Outcome) else result.pages
    rows: dict[str, list[tuple[Any, ...]]] = {
        "documents": [
            (
                key,
                source.sha256,
                source.file_name,
                source.format,
                source.byte_size,
                len(pages) or None,
                extractor_version(),
            )
        ],
        "outcomes": [
            (key, number, o.step, o.outcome, o.reason, o.page)
            for number, o in enumerate(outcomes, 1)
        ],
    }
    if isinstance(result, Reading):
        rows |= _page_rows(key, result)
        rows |= _table_rows(key, result.tables)
    return rows


def _page_rows(key: str, reading: Reading) -> dict[str, list[tuple[Any, ...]]]:
    return {
        "pages": [
            (key, p.number, p.width, p.height, p.rotation, p.route, p.has_text, p.has_image)
            for p in reading.pages
        ],
        "lines": [
            (key, number, line.page, line.text, *_box(line.box), line.place)
            for number, line in enumerate(reading.lines, 1)
        ],
        "printed_figures": list(_figure_rows(key, reading)),
    }


def _table_rows(key: str, tables: Iterable[Table]) -> dict[str, list[tuple[Any, ...]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {
        "tables": [], "captions": [], "columns": [], "header_cells": [], "cells": []
    }  # fmt: skip
    for t in tables:
        routes = ", ".join(t.routes)
        rows["tables"].append(
            (key, t.number, t.first_page, t.last_page, len(t.columns), len(t.rows), routes,
             t.confidence)
        )  # fmt: skip
        rows["captions"].extend(
            (key, t.number, i, c.where, c.text, c.page) for i, c in enumerate(t.captions, 1)
        )
        rows["columns"].extend((key, t.number, c.number, list(c.header)) for c in t.columns)
        rows["header_cells"].extend(
            (key, t.number, page, c.row + 1, c.column + 1, c.row_span, c.column_span, c.text,
             *_box(c.box), c.place)
            for page, c in t.headers
        )  # fmt: skip
        rows["cells"].extend(
            (key, t.number, row.number, c.column + 1, c.row_span, c.column_span, c.text,
             c.second_text, row.page, *_box(c.box), c.place, c.placement, c.confidence)
            for row in t.rows
            for c in row.cells
            if c.text.strip() or (c.second_text or "").strip()
        )  # fmt: skip
    return rows


def _box(box: Box | None) -> tuple[float | None, float | None, float | None, float | None]:
    return (box.x0, box.top, box.x1, box.bottom) if box else (None, None, None, None)


def _figure_rows(key: str, reading: Reading) -> Iterable[tuple[Any, ...]]:
    """Say for each figure of the text layer which cell, header or line it stands in."""
    cells: dict[int, list[tuple[int, int | None, Cell]]] = {}
    for table in reading.tables:
        for row in table.rows:
            cells.setdefault(row.page, []).extend((table.number, row.number, c) for c in row.cells)
        for number, cell in table.headers:
            cells.setdefault(number, []).append((table.number, None, cell))
    running = structure.furniture(reading.pages)
    for page in reading.pages:
        lines = [block for block in page.blocks if isinstance(block, Line)]
        here = cells.get(page.number, [])
        unplaced = _counted(here, lines)
        for count, figure in enumerate(page.figures, 1):
            if figure.box is None:
                place, region = (None, None, None), _by_text(figure.text, unplaced)
            else:
                place, region = _region(figure.box, here, lines, running)
            yield (key, page.number, count, figure.text, *_box(figure.box), *place, region)


def _counted(
    cells: Sequence[tuple[int, int | None, Cell]], lines: Sequence[Line]
) -> dict[str, Counter[str]]:
    """Count the numbers in cells, headers and lines, for formats that have no positions."""
    return {
        "cell": Counter(f for _, row, c in cells if row for f in FIGURE.findall(c.text)),
        "header": Counter(f for _, row, c in cells if not row for f in FIGURE.findall(c.text)),
        "line": Counter(f for line in lines for f in FIGURE.findall(line.text)),
    }


def _by_text(text: str, unplaced: dict[str, Counter[str]]) -> str | None:
    for region, counter in unplaced.items():
        if counter[text]:
            counter[text] -= 1
            return region
    return None


def _region(
    box: Box,
    cells: Sequence[tuple[int, int | None, Cell]],
    lines: Sequence[Line],
    running: set[tuple[int, str]],
) -> tuple[tuple[int | None, int | None, int | None], str | None]:
    """Return table, row and column of a figure, and cell, header, line, furniture or None."""
    nowhere = (None, None, None)
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    place = _place(cells, x, y)
    if place:
        return place, "header" if place[1] is None else "cell"
    line = next((line for line in lines if line.box and line.box.holds(x, y, 1)), None)
    if line is None:
        return nowhere, None
    return nowhere, "furniture" if (line.page, line.text) in running else "line"


def _place(
    cells: Sequence[tuple[int, int | None, Cell]], x: float, y: float
) -> tuple[int, int | None, int] | None:
    for table_no, row_no, cell in cells:
        if cell.box and cell.box.holds(x, y):
            return table_no, row_no, cell.column + 1
    return None
