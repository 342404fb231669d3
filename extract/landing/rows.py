"""Turn what was read of a document into rows of the `raw` schema: text as printed.

This is done in the process that reads the document, so that the one that lands all of them only
has to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from extract.files.limits import DEFAULT_LIMITS, Limits
from extract.read import read_source
from extract.types import Box, Outcome, PlacedFigure, Reading, Source, Table

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


@dataclass(frozen=True)
class Readied:
    """The rows of a document, by table of `raw`, and what came of reading it."""

    page_count: int
    outcomes: tuple[Outcome, ...]
    rows: Mapping[str, pa.Table]


def read_rows(source: Source, limits: Limits = DEFAULT_LIMITS) -> Readied:
    """Read a document and ready its rows. Raises UnreadableDocument as `read_source` does."""
    return readied(read_source(source, limits))


def readied(reading: Reading) -> Readied:
    """Ready the rows of all pages, lines, figures and tables of a document."""
    key = reading.source.document_id
    rows = _page_rows(key, reading) | _table_rows(key, reading.tables)
    batches = {name: batch(name, found) for name, found in rows.items() if found}
    return Readied(len(reading.pages), reading.outcomes, batches)


def batch(name: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Turn rows of a table of `raw` into columns."""
    names = [part.strip().split(" ")[0] for part in TABLES[name].split(",")]
    columns = zip(*rows, strict=True)
    return pa.table({key: pa.array(values) for key, values in zip(names, columns, strict=True)})


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
        "printed_figures": list(_figure_rows(key, reading.figures)),
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


def _figure_rows(key: str, figures: Iterable[PlacedFigure]) -> Iterator[tuple[Any, ...]]:
    count = page = 0
    for placed in figures:
        figure = placed.figure
        count = count + 1 if figure.page == page else 1
        page = figure.page
        where = (placed.table_no, placed.row_no, placed.column_no, placed.region)
        yield (key, page, count, figure.text, *_box(figure.box), *where)
