"""What the readers of workbooks, Word files and web pages share."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from extract.errors import UnreadableDocument
from extract.files.limits import Limits
from extract.numbers import FIGURE, is_blank, is_column_number, is_figure
from extract.types import Cell, PrintedFigure


def open_package(data: bytes | Path, limits: Limits) -> zipfile.ZipFile:
    """Open an Office file (a zip) after looking at what it would unpack to.

    The sizes stated inside hold: zipfile reads no more of a member than its entry says.
    Raises UnreadableDocument for a damaged package, or one that is too large or a bomb.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument("rejected", f"damaged Office file: {error}") from error
    unpacked = sum(member.file_size for member in package.infolist())
    packed = sum(member.compress_size for member in package.infolist())
    ratio = unpacked / max(packed, 1)
    is_bomb = unpacked > limits.unpack_ratio_from_bytes and ratio > limits.unpack_ratio
    if unpacked > limits.unpacked_bytes or is_bomb:
        package.close()
        size = f"{packed:,} bytes that unpack to {unpacked:,}"
        raise UnreadableDocument("rejected", f"too large: {size} ({ratio:.0f} times)")
    return package


def figures(page: int, texts: Iterable[str]) -> tuple[PrintedFigure, ...]:
    """Find every figure in the texts of a page, whatever became of them."""
    return tuple(
        PrintedFigure(page, match.group()) for text in texts for match in FIGURE.finditer(text)
    )


def filled(cells: Sequence[Cell], row_count: int, column_count: int) -> tuple[Cell, ...]:
    """Order the cells of a grid and add a blank one wherever none of them reaches.

    Spans are cut to the grid; a cell that starts under another one's span is left out.
    """
    owners: dict[tuple[int, int], Cell] = {}
    kept: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if (cell.row, cell.column) in owners:
            continue
        rows = range(cell.row, min(cell.row + cell.row_span, row_count))
        columns = range(cell.column, min(cell.column + cell.column_span, column_count))
        free = [c for c in columns if (cell.row, c) not in owners]
        columns = range(cell.column, cell.column + len(free))
        kept.append(_spanning(cell, len(rows), len(columns)))
        owners.update({(r, c): cell for r in rows for c in columns})
    blanks = (
        Cell(r, c, "")
        for r in range(row_count)
        for c in range(column_count)
        if (r, c) not in owners
    )
    return tuple(sorted([*kept, *blanks], key=lambda cell: (cell.row, cell.column)))


def _spanning(cell: Cell, row_span: int, column_span: int) -> Cell:
    if (cell.row_span, cell.column_span) == (row_span, column_span):
        return cell
    return Cell(cell.row, cell.column, cell.text, row_span, column_span, place=cell.place)


def header_rows_of(cells: Sequence[Cell], marked: int) -> int | None:
    """Extend the marked header rows to where their merged cells end; None where it must be found.

    Authors often mark the first row alone ("repeat as header row") where the header has three.
    And where a row that only numbers the columns (栏次 1 2 3) is marked as well, the mark says
    what is repeated on every page, not where the header ends.
    """
    head = [cell for cell in cells if cell.row < marked and not is_blank(cell.text)]
    last = [cell for cell in head if cell.row == marked - 1]
    if not last or all(is_column_number(cell.text) for cell in last):
        return None
    return max(cell.row + cell.row_span for cell in head)


def check_size(page: int, row_count: int, column_count: int, limits: Limits) -> None:
    """Refuse a grid of more cells than allowed.

    Raises UnreadableDocument.
    """
    if row_count * column_count > limits.cells:
        size = f"a table of {row_count:,} rows and {column_count:,} columns"
        raise UnreadableDocument("rejected", f"too large: {size} on page or sheet {page}")


def is_layout(texts: Sequence[str], has_tables: bool) -> bool:
    """Tell a table that only arranges the page from one that prints something as a table.

    `texts` are its own cells', without what stands in tables inside them. One that holds tables
    is layout unless it has figures of its own; so is one with a single cell of text.
    """
    written = [text for text in texts if not is_blank(text)]
    if has_tables:
        return not any(map(is_figure, written))
    return len(texts) <= 1
