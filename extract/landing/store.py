"""Land readings in the `raw` schema of a DuckDB file: text as printed, one transaction each.

The landing grows by document. `raw.files` names the files of the present run; staging shows only
their documents, so that one landing serves many runs and a document is read once.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extract.files.limits import can_recognise
from extract.tables import join
from extract.types import (
    FIGURE,
    Box,
    Cell,
    Line,
    Outcome,
    Page,
    PrintedFigure,
    Reading,
    Source,
    Table,
)

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
# The height in points of the bands by which the cells of a page are found.
BAND = 24.0
# How far, in points, a figure may hang out of the cell or the line it belongs to.
EDGE = 1.0
# Table, row and column of a figure; no row in a header.
Place = tuple[int | None, int | None, int | None]
NOWHERE: Place = (None, None, None)
_Landed = tuple[int, int | None, Cell]
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
    _insert(connection, "files", rows)
    connection.execute("commit")
    return distinct


def land(connection: duckdb.DuckDBPyConnection, source: Source, result: Reading | Outcome) -> None:
    """Write everything read from one document, replacing what an earlier version had read."""
    rows = _rows(source, result)
    connection.execute("begin")
    try:
        # Looking through every table for rows that cannot be there would cost what they hold.
        key = [source.document_id]
        is_known = connection.execute("select 1 from raw.documents where document_id = ?", key)
        if is_known.fetchone():
            for name in BY_DOCUMENT:
                connection.execute(f"delete from raw.{name} where document_id = ?", key)
        for name in BY_DOCUMENT:
            _insert(connection, name, rows.get(name, []))
        connection.execute("commit")
    except BaseException:
        # A full disk has ended the transaction already, and is what must be told.
        with contextlib.suppress(duckdb.TransactionException):
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
    connection.execute(f"insert into raw.{name} select * from batch")
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
    count = 0
    page = 0
    for figure, place, region in placed_figures(reading.pages, reading.tables):
        count = count + 1 if figure.page == page else 1
        page = figure.page
        yield (key, page, count, figure.text, *_box(figure.box), *place, region)


def placed_figures(
    pages: Sequence[Page], tables: Sequence[Table]
) -> Iterator[tuple[PrintedFigure, Place, str | None]]:
    """Say for each figure of the text layer which cell, header or line it stands in.

    The region is cell, header, line, furniture, or None where the figure is in nothing landed.
    """
    cells: dict[int, list[_Landed]] = {}
    titles: dict[int, str] = {}
    for table in tables:
        for row in table.rows:
            cells.setdefault(row.page, []).extend((table.number, row.number, c) for c in row.cells)
            for cell in row.cells:
                for number, box in cell.rest:
                    rest = replace(cell, box=box)
                    cells.setdefault(number, []).append((table.number, row.number, rest))
        for number, cell in table.headers:
            cells.setdefault(number, []).append((table.number, None, cell))
        for caption in table.captions:
            if caption.where == "inside":
                titles[caption.page] = titles.get(caption.page, "") + caption.text + "\n"
    running = join.furniture(pages)
    for page in pages:
        lines = [block for block in page.blocks if isinstance(block, Line)]
        here = cells.get(page.number, [])
        unplaced, bands = _counted(here, lines), _banded(here)
        for figure in page.figures:
            if figure.box is None:
                yield figure, NOWHERE, _by_text(figure.text, unplaced)
                continue
            x = (figure.box.x0 + figure.box.x1) / 2
            y = (figure.box.top + figure.box.bottom) / 2
            near = bands.get(y // BAND, [])
            place = _place(near, x, y)
            region = _kind(place) or _region(x, y, lines, running)
            if region is None:
                # readers take a line that the page's end cuts in two for the cell it hangs out of
                place = _place(near, x, y, EDGE)
                region = _kind(place)
            if region is None and figure.text in titles.get(page.number, ""):
                region = "line"
            yield figure, place, region


def _counted(cells: Sequence[_Landed], lines: Sequence[Line]) -> dict[str, Counter[str]]:
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


def _region(x: float, y: float, lines: Sequence[Line], running: set[tuple[int, str]]) -> str | None:
    line = next((line for line in lines if line.box and line.box.holds(x, y, EDGE)), None)
    if line is None:
        return None
    return "furniture" if (line.page, line.text) in running else "line"


def _banded(cells: Iterable[_Landed]) -> dict[float, list[_Landed]]:
    """Sort the cells of a page into bands, so that few need be looked at for one figure."""
    bands: dict[float, list[_Landed]] = {}
    for entry in cells:
        box = entry[2].box
        if box:
            for band in range(int((box.top - EDGE) // BAND), int((box.bottom + EDGE) // BAND) + 1):
                bands.setdefault(band, []).append(entry)
    return bands


def _kind(place: Place) -> str | None:
    if place == NOWHERE:
        return None
    return "header" if place[1] is None else "cell"


def _place(cells: Sequence[_Landed], x: float, y: float, margin: float = 0.0) -> Place:
    for table_no, row_no, cell in cells:
        if cell.box and cell.box.holds(x, y, margin):
            return table_no, row_no, cell.column + 1
    return NOWHERE
