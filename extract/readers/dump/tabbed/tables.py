"""Tab and pipe tables of a dump as grids: a piece of table for every run of rows.

A blank line ends a run, but not always the table: a run without a header directly below another
one is that table's next page, if its rows are cut alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from extract.numbers import folded, is_amount
from extract.readers.dump.forms import Form, as_printed, figure_columns, header_cells, header_depth
from extract.readers.dump.header_sums import HeaderPath
from extract.readers.dump.tabbed.headers import Header, find_header
from extract.readers.dump.tabbed.rows import TextRow, repaired, under_amounts, usual_length
from extract.readers.dump.words import is_index_row
from extract.types import Cell, Grid

ROUTE = "text_tabs"
# Pieces of one table may differ by this many blanks at the end of their rows.
LENGTH_SLACK = 1


@dataclass(frozen=True)
class Piece:
    """The part of a table between two blank lines, with the header it stands under, if known."""

    grid: Grid
    paths: tuple[HeaderPath, ...] = ()
    length: int = 0


def tabbed_piece(
    rows: Sequence[TextRow], before: Piece | None, title: str, forms: Sequence[Form], page: int
) -> Piece:
    """Build the grid of a run of rows; `before` is the piece directly above it."""
    header = find_header(rows, title, forms)
    if header is not None and header.start:
        return Piece(_goals(rows, header, page), length=usual_length(rows))
    if header is not None:
        return _headed_piece(rows, header, page)
    if before is not None and abs(usual_length(rows) - before.length) <= LENGTH_SLACK:
        return _next_page(rows, before, page)
    return _headless_piece(rows, before, page)


def _headed_piece(rows: Sequence[TextRow], header: Header, page: int) -> Piece:
    """Build a piece that begins with its header."""
    top, body = rows[: header.rows], repaired(rows[header.rows :], header.paths)
    depth = header_depth(header.paths)
    cells = (*_header_cells(header, top), *_body_cells(body, depth))
    width = max(len(header.paths), *(row.width for row in body), 0)
    # A row of column numbers (栏次) below the words is left to be found together with them.
    known = None if body and is_index_row(body[0].cells) else depth
    grid = Grid(page, depth + len(body), width, cells, ROUTE, header_rows=known)
    return Piece(grid, header.paths, usual_length(rows))


def _next_page(rows: Sequence[TextRow], before: Piece, page: int) -> Piece:
    """Build a piece that goes on with the table above it."""
    body = repaired(rows, before.paths)
    width = max(before.grid.column_count, *(row.width for row in body), 0)
    grid = Grid(page, len(body), width, tuple(_body_cells(body, 0)), ROUTE, header_rows=0)
    return replace(before, grid=grid)


def _headless_piece(rows: Sequence[TextRow], before: Piece | None, page: int) -> Piece:
    """Build a piece without a header; below a table of other columns its own page is missing."""
    length = usual_length(rows)
    width = max(length, *(row.width for row in rows), 0)
    known = 0 if before else None
    cells = tuple(_body_cells(rows, 0))
    return Piece(Grid(page, len(rows), width, cells, ROUTE, header_rows=known), length=length)


def _goals(rows: Sequence[TextRow], header: Header, page: int) -> Grid:
    """Build a goals form, whose header stands in the middle, below other rows.

    Where amounts stand above it, it does not head them, and the form counts as without header.
    """
    columns = figure_columns(header.paths)
    end = header.start + header.rows
    top = [under_amounts(row, columns) for row in rows[: header.start]]
    below = [under_amounts(row, columns) for row in rows[end:]]
    depth = header_depth(header.paths)
    width = max(len(header.paths), *(row.width for row in [*top, *below]))
    middle = _header_cells(header, rows[header.start : end])
    cells = (
        *_merged(_body_cells(top, 0), width),
        *(replace(cell, row=cell.row + header.start) for cell in middle),
        *_merged(_body_cells(below, header.start + depth), width),
    )
    heads = not any(is_amount(text) for row in top for text in row.cells)
    known = header.start + depth if heads else 0
    return Grid(page, len(top) + depth + len(below), width, cells, ROUTE, header_rows=known)


def _header_cells(header: Header, rows: Sequence[TextRow]) -> Iterator[Cell]:
    """Give the header's cells the line and the characters in which the dump prints them."""
    lines = {folded(text): row.line for row in reversed(rows) for text in row.cells}
    prints = [text for row in rows for text in (*row.cells, "".join(row.cells))]
    for cell in header_cells(header.paths):
        line = lines.get(folded(cell.text), rows[0].line)
        yield replace(cell, text=as_printed(cell.text, prints), place=line.place)


def _body_cells(rows: Sequence[TextRow], offset: int) -> Iterator[Cell]:
    """Turn rows into cells; blank cells are left out."""
    for number, row in enumerate(rows, start=offset):
        for column, text in enumerate(row.cells):
            if text:
                yield Cell(number, column, text, place=row.line.place)


def _merged(cells: Iterable[Cell], width: int) -> Iterator[Cell]:
    """Merge every cell of a goals form with the blanks to its right."""
    for _, row in groupby(cells, key=lambda cell: cell.row):
        filled = list(row)
        ends = [*(cell.column for cell in filled[1:]), width]
        for cell, end in zip(filled, ends, strict=True):
            yield replace(cell, column_span=end - cell.column)
